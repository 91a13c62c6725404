"""What the record says differently from a frozen document, of either format, at approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, NamedTuple

from app.domain.dates.authority import Authority
from app.domain.document import words_en as words
from app.domain.document.blocks import tidy
from app.domain.document.facts import DateFacts, PersonFacts

_DATES = {
    "date_of_birth",
    "licence_start",
    "licence_end",
    "sentence_end",
    "conditional_release",
    "supervision_start",
    "supervision_end",
}


_WHERE_SAID = ("decided_by", "requirements_by")
"""What is compared only where document and record both say it: older documents do not, nor the record after a recall."""


class ChangedFact(NamedTuple):
    """A fact that is no longer what the frozen document says, in words."""

    label: str
    then: str
    now: str


def compared_facts(
    person: PersonFacts,
    dates: DateFacts,
    decided_by: Authority | None = None,
    requirements_by: Authority | None = None,
) -> dict[str, object]:
    """The facts of a record that are compared with a document, by name."""
    authorities = {"decided_by": decided_by, "requirements_by": requirements_by}
    return _as_named(person) | _as_named(dates) | authorities


def _as_named(facts: PersonFacts | DateFacts) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def frozen_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts as a document has them, dates in ISO form; format 1 leaves out the dates of no supervision."""
    if "format" not in document:
        return dict(document["facts"])
    licence = document["licence"]
    return {**licence["person"], **licence["dates"], **{name: licence.get(name) for name in _WHERE_SAID}}


def changed_facts(document: Mapping[str, Any], current_facts: Mapping[str, object]) -> list[ChangedFact]:
    """What the record says differently from the document; a fact the record no longer has counts as changed.

    A name in other capitals is the same name.
    current_facts has the keys of compared_facts; its dates may be dates or ISO text.
    """
    frozen = frozen_facts(document)
    changes = []
    moved = _plain(frozen.get("prison_name")) != _plain(current_facts.get("prison_name"))
    for key, label in words.FACTS.items():
        if key == "prison_code" and moved:
            continue  # said by the prison's name
        then, now = _plain(frozen.get(key)), _plain(current_facts.get(key))
        if key in _WHERE_SAID and None in (then, now):
            continue
        if then != now and not (key == "name" and then and now and then.casefold() == now.casefold()):
            changes.append(ChangedFact(label, _in_words(key, then), _in_words(key, now)))
    return changes


def _plain(value: object) -> str | None:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return tidy(str(value)) or None if value is not None else None


def _in_words(key: str, value: str | None) -> str:
    if value is None:
        return words.NOT_RECORDED
    if key in _WHERE_SAID:
        return words.AUTHORITIES[value]
    if key == "supervising_body":
        return words.SUPERVISING_BODIES[value]
    return words.date(dt.date.fromisoformat(value)) if key in _DATES else value
