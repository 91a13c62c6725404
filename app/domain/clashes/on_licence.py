"""A licence as the rules about clashes look at it: its conditions as its answers stand, and the facts of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.answers import Answers
from app.domain.clashes.values import About, MenuText, OnLicence
from app.domain.conditions.monitoring import watched
from app.domain.conditions.parts import LICENCE, LicencePart
from app.domain.conditions.reading import Reading
from app.domain.dates.release import Kind
from app.domain.licence.facts import Facts
from app.domain.policy.model import Policy
from app.domain.policy.types import is_monitoring


def looked_at(facts: Facts, reading: Reading) -> tuple[list[OnLicence], About]:
    """What the rules look at. Where it is the same, so are the clashes."""
    additional = [
        condition
        for part in reading.parts
        if part.is_on(facts.release)
        for condition in _additional(reading, part)
    ]
    conditions = [
        *_standard(facts.policy),
        *_told_apart(additional),
        *_bespoke(reading),
        *_given(facts, reading.answers),
    ]
    about = About(
        release=facts.release.earliest,
        licence_end=facts.release.end,
        supervision_start=facts.release.supervision_start,
        supervision_end=facts.release.supervision_end,
        menu=_menu(facts.policy) if reading.bespoke else (),
        menu_page=LICENCE.menu if LICENCE.menu in reading.answers else LICENCE.needed or LICENCE.menu,
    )
    return conditions, about


def _standard(policy: Policy) -> Iterator[OnLicence]:
    for condition in policy.standard_conditions.AP:
        yield OnLicence("standard", "The standard conditions", condition.text, code=condition.code)


def _additional(reading: Reading, part: LicencePart) -> Iterator[OnLicence]:
    """Each instance of each chosen condition of a part."""
    for chosen in reading.of(part):
        condition = chosen.condition
        for instance in chosen.instances:
            values = instance.details.items()
            yield OnLicence(
                "additional",
                chosen.category,
                instance.text,
                page=instance.page if condition.requires_input else part.menu,
                code=chosen.code,
                type=condition.type,
                part=part.policy_part,
                values={name: value if isinstance(value, list) else [value] for name, value in values},
                electronic_monitoring=is_monitoring(condition),
                monitors=watched(condition, instance.details),
                pages=instance.further_pages,
                is_only_ticked=not condition.requires_input,
            )


def _told_apart(conditions: Iterable[OnLicence]) -> Iterator[OnLicence]:
    """Conditions of one category named by as many of their first words as it takes, or else by number."""
    categories: dict[str, list[OnLicence]] = {}
    for condition in conditions:
        categories.setdefault(condition.label, []).append(condition)
    for label, group in categories.items():
        if len(group) == 1:
            yield group[0]
            continue
        for width in (40, 80, 160):
            names = [f"{label} (‘{_start(condition.text, width)}’)" for condition in group]
            if len(set(names)) == len(group):
                break
        else:
            names = [f"{name} {place}" for place, name in enumerate(names, start=1)]
        for condition, name in zip(group, names, strict=True):
            yield replace(condition, label=name)


def _start(text: str, width: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= width else f"{words[:width].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _bespoke(reading: Reading) -> Iterator[OnLicence]:
    for each in reading.bespoke:
        yield OnLicence("bespoke", f"Bespoke condition {each.place}", each.text, each.page)


def _given(facts: Facts, answers: Answers) -> Iterator[OnLicence]:
    """The facts that conditions can clash with: the person, the kind of release, and the initial appointment."""
    yield OnLicence("fact", "Person on probation", type="Person", values={"name": [facts.person.name]})
    if facts.release.kind == Kind.HDC:
        yield OnLicence("fact", "Home detention curfew", type="HomeDetentionCurfew")
    who = answers.get("appointment-with", {}).get("who")
    if who == "someone-else":
        page, name = "appointment-name", answers.get("appointment-name", {}).get("name")
    else:
        page, name = "appointment-with", facts.person.manager_name if who == "practitioner" else None
    yield from _appointment("Person to report to", page, "AppointmentPerson", name=name)
    if who is None or who == "no-appointment":
        return
    yield from _appointment(
        "Place of the initial appointment",
        "appointment-place",
        "AppointmentPlace",
        address=answers.get("appointment-place", {}).get("address"),
    )
    when = answers.get("appointment-date", {})
    yield from _appointment(
        "Date and time of the initial appointment",
        "appointment-date",
        "AppointmentTime",
        date=when.get("date"),
        time=when.get("time"),
    )


def _appointment(label: str, page: str, type: str, **values: Any) -> Iterator[OnLicence]:
    if given := {name: [value] for name, value in values.items() if value is not None}:
        yield OnLicence("fact", label, page=page, type=type, values=given)


def _menu(policy: Policy) -> tuple[MenuText, ...]:
    return tuple(MenuText(c.code, c.short_category, c.text) for c in policy.additional_conditions.AP)
