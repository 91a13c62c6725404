"""Every additional condition of a policy, from the menu to the print: chosen, filled in, checked, sent, approved, printed.

These tests walk the policy and name no condition, so they hold for whichever policy is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.conditions.chosen import instance_texts
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition
from app.domain.policy.types import form_rules
from app.models import Licence
from app.models.base import db
from tests.support.client import CheckingClient
from tests.support.conditions import (
    POLICIES,
    Draft,
    draft,
    drafts,
    file_of,
    imported,
    on_the_menu,
    printed_text,
    squeezed,
)
from tests.support.examples import ways
from tests.support.page_checks import squeeze, text
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
every_policy = pytest.mark.parametrize("which", POLICIES)
EVERY_INPUT = "made"
"""The policy that asks in every way there is: what differs between databases is how answers are kept, not their words."""


@pytest.mark.parametrize(
    "which",
    [
        each
        if each.values == (EVERY_INPUT,)
        else pytest.param(*each.values, id=each.id, marks=[*each.marks, pytest.mark.one_database])
        for each in POLICIES
    ],
)
def test_every_condition_with_every_option_reaches_the_print(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    """Each licence carries the next way to answer every condition that no rule forbids beside the others."""
    policy = imported(app, file_of(which, tmp_path))
    client, approver, administrator = (signed_in(u) for u in ("practitioner", "approver", "administrator"))
    offered = on_the_menu(policy)
    tried = dict.fromkeys((c.code for c in offered), 0)
    for licence in drafts(app, client, policy):
        every = {c.code: turns(c, licence.facts) for c in offered}
        given = licence.possible(
            {code: found[tried[code]] for code, found in every.items() if tried[code] < len(found)}
        )
        chosen = [c for c in offered if c.code in given]
        if not chosen:
            break
        expected = {c.code: texts(c, given[c.code]) for c in chosen}

        licence.choose(*chosen)
        for condition in chosen:
            if condition.requires_input:
                licence.fill(condition, *given[condition.code])
        licence.finish()
        rows = licence.rows()
        for condition in chosen:
            assert licence.text(condition).split("\n") == expected[condition.code]
            shown = squeeze(" ".join(rows_of(rows, condition)))
            assert all(squeeze(words) in shown for words in expected[condition.code])
        assert f"{len(chosen)} chosen" in rows["conditions"]

        assert submit(client, licence.id).location.endswith("/done")
        decided(app, approver, licence.id)
        assert frozen(app, licence) == expected
        pdf = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
        assert pdf.mimetype == "application/pdf"
        paper = printed_text(pdf.data)
        for words in (one for several in expected.values() for one in several):
            assert squeezed(words) in paper
        for code in expected:
            tried[code] += 1
    assert tried == {code: len(found) for code, found in every.items()}


def turns(condition: AdditionalCondition, facts: Facts) -> list[list[dict[str, Any]]]:
    """What licence after licence says of a condition: one way to answer it each, or several at once where it may."""
    if not condition.requires_input:
        return [[{}]]
    found = ways(condition, facts)
    return [found[:3]] if form_rules(condition).several else [[way] for way in found]


def texts(condition: AdditionalCondition, given: list[dict[str, Any]]) -> list[str]:
    """What the licence must say for these instances, each text once."""
    if len(given) > 1 and condition.text_plural:
        return [condition.text_plural]
    return list(dict.fromkeys(text for one in given for text in instance_texts(condition, one)))


def rows_of(rows: dict[str, list[str]], condition: AdditionalCondition) -> list[str]:
    """What check your answers says of a condition, over the rows of all its pages."""
    page = f"condition/{condition.code}" if condition.requires_input else "conditions"
    return [line for name, lines in rows.items() if f"{name}/".startswith(f"{page}/") for line in lines]


def frozen(app: Flask, licence: Draft) -> dict[str, list[str]]:
    """The additional conditions of the document that was sent: code and texts."""
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None
        found: dict[str, list[str]] = {}
        for row in document.conditions:
            if row.source == "additional" and row.code:
                found.setdefault(row.code, []).append(row.text)
        return found


def with_details(licence: Draft, number: int) -> list[AdditionalCondition]:
    """The first conditions of the menu that ask for details."""
    return [c for c in on_the_menu(licence.policy) if c.requires_input and not form_rules(c).several][:number]


@every_policy
@pytest.mark.one_database
def test_details_of_an_unticked_condition_wait_until_the_licence_is_sent(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    client = signed_in("practitioner")
    licence = draft(app, client, imported(app, file_of(which, tmp_path)))
    kept, dropped = with_details(licence, 2)
    licence.choose(kept, dropped)
    for condition in (kept, dropped):
        licence.fill(condition, ways(condition, licence.facts)[0])
    licence.finish()
    stored = licence.stored(dropped)

    licence.choose(kept)
    assert licence.here == "check-answers"
    assert f"condition/{dropped.code}" not in licence.rows()
    assert licence.stored(dropped) == stored

    licence.choose(kept, dropped)
    assert licence.here == "check-answers", "details that were kept are not asked for again"
    assert squeeze(licence.text(dropped)) in licence.rows()[f"condition/{dropped.code}"]

    licence.choose(kept)
    assert submit(client, licence.id).location.endswith("/done")
    assert set(frozen(app, licence)) == {kept.code}
    assert licence.stored(kept)
    assert not licence.stored(dropped)


@pytest.mark.one_database
def test_choosing_nothing_is_an_error_at_the_first_condition(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("practitioner")
    licence = draft(app, client, imported(app, file_of("default", Path())))
    assert licence.post("conditions", {}) == 422
    assert licence.errors() == {"c": "Select at least one condition, or go back and say that none are needed"}


@pytest.mark.one_database
def test_a_skippable_condition_may_wait_but_stops_the_sending(
    app: Flask, signed_in: SignedIn, tmp_path: Path
) -> None:
    client = signed_in("practitioner")
    licence = draft(app, client, imported(app, file_of("made", tmp_path)))
    condition = next(c for c in on_the_menu(licence.policy) if c.skippable)
    other = next(c for c in on_the_menu(licence.policy) if c.requires_input and not c.skippable)
    page = f"condition/{condition.code}"
    licence.choose(other)
    assert "Skip for now" not in text(licence.page.root)
    licence.fill(other, ways(other, licence.facts)[0])

    licence.choose(other, condition)
    assert licence.here == page
    client.submit({}, "Skip for now")
    licence.finish()
    assert licence.rows()[page] == ["Not provided yet"]
    assert submit(client, licence.id).status_code == 422
    assert [e for e in licence.errors() if e.endswith(page)]

    client.get(licence.url(page))
    licence.fill(condition, ways(condition, licence.facts)[0])
    assert submit(client, licence.id).location.endswith("/done")
