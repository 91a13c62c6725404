"""Every additional condition of a policy, from the menu to the print: chosen, filled in, checked, sent, approved, printed.

These tests walk the policy and name no condition, so they hold for whichever policy is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.domain.menu import left_off
from app.domain.policy import AdditionalCondition, InputType
from app.domain.rendering import items_from_answers, render
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
from tests.support.made_policy import LEFT_OFF
from tests.support.page_checks import squeeze, text
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
every_policy = pytest.mark.parametrize("which", POLICIES)


@every_policy
def test_every_condition_with_every_option_reaches_the_print(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    """Each licence carries the next way to answer every condition that no rule forbids beside the others."""
    policy = imported(app, file_of(which, tmp_path))
    client, approver, administrator = (signed_in(u) for u in ("practitioner", "approver", "administrator"))
    offered = on_the_menu(policy)
    tried = dict.fromkeys((c.code for c in offered), 0)
    for licence in drafts(app, client, policy):
        every = {c.code: ways(c, licence.facts) if c.requires_input else [{}] for c in offered}
        given = licence.possible(
            {code: found[tried[code]] for code, found in every.items() if tried[code] < len(found)}
        )
        chosen = [c for c in offered if c.code in given]
        if not chosen:
            break
        expected = {c.code: render(c, items_from_answers(c, given[c.code])) for c in chosen}

        licence.choose(*chosen)
        for condition in chosen:
            if condition.requires_input:
                licence.fill(condition, given[condition.code])
        licence.no_bespoke()
        rows = licence.rows()
        for condition in chosen:
            assert licence.text(condition) == expected[condition.code]
            page = f"condition/{condition.code}" if condition.requires_input else "conditions"
            assert squeeze(expected[condition.code]) in rows[page]
        assert f"{len(chosen)} chosen" in rows["conditions"]

        assert submit(client, licence.id).location.endswith("/done")
        decided(app, approver, licence.id)
        assert frozen(app, licence) == expected
        pdf = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
        assert pdf.mimetype == "application/pdf"
        paper = printed_text(pdf.data)
        for words in expected.values():
            assert squeezed(words) in paper
        for code in expected:
            tried[code] += 1
    assert tried == {code: len(found) for code, found in every.items()}


def frozen(app: Flask, licence: Draft) -> dict[str, str]:
    """The additional conditions of the document that was sent: code and text."""
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None
        return {c.code: c.text for c in document.conditions if c.source == "additional" and c.code}


def with_details(licence: Draft, number: int) -> list[AdditionalCondition]:
    """The first conditions of the menu that ask for details."""
    return [c for c in on_the_menu(licence.policy) if c.requires_input][:number]


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
    licence.no_bespoke()
    stored = licence.stored(dropped)

    client.get(licence.url("conditions"))
    assert any("If you untick a condition" in text(e) for e in licence.page.with_class("govuk-inset-text"))
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


@every_policy
@pytest.mark.one_database
def test_conditions_that_the_service_has_no_form_for_are_off_the_menu_and_refused(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    client = signed_in("practitioner")
    licence = draft(app, client, imported(app, file_of(which, tmp_path)))
    missing = left_off(licence.policy)
    if which == "made":
        assert [c.code for c in missing] == [c["code"] for c in LEFT_OFF]
    every = licence.policy.additional_conditions.AP
    assert {c for c in every if any(i.type is InputType.FILE for i in c.every_input())} <= set(missing)
    client.get(licence.url("conditions"))
    offered = {i.get("value") for i in licence.page.all("input") if i.get("type") == "checkbox"}
    assert offered == {c.code for c in on_the_menu(licence.policy)}
    assert not offered & {c.code for c in missing}
    notices = [text(e) for e in licence.page.with_class("govuk-inset-text")]
    assert bool(missing) == any("cannot be added here yet" in notice for notice in notices)
    names = sorted({i.get("name") or "" for i in licence.page.all("input") if i.get("type") == "checkbox"})
    for place, condition in enumerate(missing):
        assert any(condition.short_category in notice for notice in notices)
        name = names[place % len(names)]
        assert licence.post("conditions", {name: condition.code}) == 422
        assert licence.errors()[name].startswith("Select ")
        assert licence.post("conditions", {"codes": condition.code}) == 422
        assert client.get(licence.url(f"condition/{condition.code}")).location.endswith("/conditions")
    assert "conditions" not in licence.answers()


@pytest.mark.one_database
def test_choosing_nothing_is_an_error_at_the_first_condition(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("practitioner")
    licence = draft(app, client, imported(app, file_of("default", Path())))
    assert licence.post("conditions", {}) == 422
    assert licence.errors() == {
        "category-0": "Select at least one condition, or go back and say that none are needed"
    }


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
    licence.no_bespoke()
    assert licence.rows()[page] == ["Not provided yet"]
    assert submit(client, licence.id).status_code == 422
    assert [e for e in licence.errors() if e.endswith(page)]

    client.get(licence.url(page))
    licence.fill(condition, ways(condition, licence.facts)[0])
    assert submit(client, licence.id).location.endswith("/done")
