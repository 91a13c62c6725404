"""Why each condition is needed: asked of whoever writes it, read by whoever approves it beside the text, never printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.document.seal import verify
from app.domain.policy.model import AdditionalCondition
from app.models import Licence
from app.models.base import db
from journeys.all import JOURNEYS
from journeys.steps import Each, Section
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, file_of, imported, on_the_menu, printed_text, squeezed
from tests.support.examples import ways
from tests.support.page_checks import squeeze, text
from tests.support.writing import decided, press, submit, write

SignedIn = Callable[[str], CheckingClient]
LIST = "bespoke-conditions"
LIGHTER = "Every lighter condition was tried and broken."
EMPTY = {
    "risk": "Enter the risk that the condition addresses",
    "lighter": "Enter why nothing lighter would do",
    "asked_by": "Select who asked for the condition",
}
EMPTY_BESPOKE = EMPTY | {
    "unmet": "Enter the risk that no condition of the policy meets",
    "reference": "Enter the approval reference that PPCS gave",
}


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    """A licence being written on the default policy, which requires reasons."""
    return draft(app, signed_in("practitioner"), imported(app, file_of("default", Path())))


@pytest.fixture
def unasked(app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    """A licence being written on a policy that says nothing of reasons."""
    return draft(app, signed_in("practitioner"), imported(app, file_of("made", tmp_path)))


def some(licence: Draft) -> list[AdditionalCondition]:
    """Three conditions in policy order: one without details, and two of one category with them."""
    menu = on_the_menu(licence.policy)
    fixed = next(c for c in menu if not c.requires_input)
    first = next(c for c in menu if c.requires_input and menu.index(c) > menu.index(fixed))
    second = next(c for c in menu if c.category == first.category and c.requires_input and c is not first)
    return [fixed, first, second]


def choose(licence: Draft, *conditions: AdditionalCondition) -> None:
    """Choose conditions and give their details; the first question about reasons comes next."""
    licence.choose(*conditions)
    for condition in conditions:
        if condition.requires_input and licence.here == f"condition/{condition.code}":
            licence.fill(condition, ways(condition, licence.facts)[0])


def risk_of(condition: AdditionalCondition) -> str:
    return f"The risk behind {condition.code}."


def reasons(risk: str, *asked_by: str, **more: Any) -> dict[str, Any]:
    return {"risk": risk, "lighter": LIGHTER, "asked_by": list(asked_by) or ["police"], **more}


def justify(licence: Draft, *conditions: AdditionalCondition) -> None:
    """Give the reasons for conditions whose questions come next."""
    for condition in conditions:
        assert licence.here == f"why/{condition.code}", licence.page.url
        licence.client.submit(reasons(risk_of(condition), "victim", "mappa"))
        assert not licence.errors()


def add_bespoke(licence: Draft, words: str) -> None:
    licence.client.get(licence.url(LIST))
    licence.client.submit({"another": "yes"})
    licence.client.submit({"text": words})
    licence.client.submit({"another": "no"})


def content(app: Flask, licence: Draft) -> dict[str, Any]:
    """The document that was sent; it is checked against its hash."""
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None and verify(document.content, document.sha256)
        return dict(document.content)


# Additional conditions


def test_each_chosen_condition_is_asked_about_in_turn_with_its_text_in_sight(licence: Draft) -> None:
    conditions = some(licence)
    choose(licence, *conditions)
    for place, condition in enumerate(conditions, start=1):
        assert licence.here == f"why/{condition.code}"
        assert licence.page.heading == f"Why is “{licence.policy.names[condition.code]}” needed?"
        assert f"(reasons {place} of 3)" in licence.page.title
        (inset,) = licence.page.with_class("govuk-inset-text")
        shown = licence.text(condition) if condition.requires_input else condition.text
        assert text(inset) == squeeze(shown)
        justify(licence, condition)
    assert licence.here == LIST

    licence.finish()
    rows = licence.rows()
    for condition in conditions:
        (given,) = rows[f"why/{condition.code}"]
        assert f"Risk it addresses: {risk_of(condition)}" in given
        assert f"Why nothing lighter would do: {LIGHTER}" in given
        assert "Asked for by: Victim and MAPPA" in given
    keys = [text(e) for e in licence.page.all("dt") if text(e).startswith("Why: ")]
    assert len(keys) == len(set(keys)) == 3, "two of one category differ by their words"
    words = [rows[f"why/{c.code}"][0].split("”")[0] for c in conditions]
    assert len(set(words)) == 3


def without_menus(section: Section) -> Section:
    """A section whose pages link to a menu that the journey does not have."""
    steps = [replace(s, menu="made-up-menu") if isinstance(s, Each) else s for s in section.steps]
    return Section(section.heading, steps)


@pytest.mark.one_database
def test_pages_link_to_where_something_was_chosen_unless_their_journey_has_no_such_page(
    licence: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    condition = some(licence)[1]
    licence.choose(condition)
    details = f"condition/{condition.code}"
    assert licence.here == details
    licence.fill(condition, ways(condition, licence.facts)[0])
    justify(licence, condition)
    add_bespoke(licence, "You must fly no kites.")
    menus = {
        details: ("Choose different conditions", "conditions"),
        f"why/{condition.code}": ("Choose different conditions", "conditions"),
        "why-bespoke/1": ("Change the bespoke conditions", LIST),
    }

    def links(page: str) -> list[str | None]:
        licence.client.get(licence.url(page))
        assert licence.here == page
        words, _ = menus[page]
        return [a.get("href") for a in licence.page.all("a") if text(a) == words]

    assert {page: links(page) for page in menus} == {
        page: [licence.url(menu)] for page, (_, menu) in menus.items()
    }
    declared = JOURNEYS["create"]
    without = replace(declared, sections=tuple(without_menus(each) for each in declared.sections))
    monkeypatch.setitem(JOURNEYS, "create", without)
    assert {page: links(page) for page in menus} == {page: [] for page in menus}


@pytest.mark.one_database
def test_every_reason_must_be_given_and_nothing_typed_is_lost(licence: Draft) -> None:
    (condition, *_) = some(licence)
    licence.choose(condition)
    licence.client.submit({})
    assert licence.page.status == 422 and licence.errors() == EMPTY
    assert licence.page.title.startswith("Error: ")
    given = reasons(risk_of(condition), "police", "practitioner")
    for name, message in EMPTY.items():
        licence.client.get(licence.url(f"why/{condition.code}"))
        licence.client.submit(given | {name: None})
        assert licence.errors() == {name: message}
        held = {k: v for k, v in licence.typed_on_page().items() if any(v)}
        assert held == {k: v if isinstance(v, list) else [v] for k, v in given.items() if k != name}
    licence.client.submit(given | {"risk": "x" * 501, "lighter": "y" * 501})
    assert licence.errors() == {
        "risk": "The risk that it addresses must be 500 characters or fewer",
        "lighter": "Why nothing lighter would do must be 500 characters or fewer",
    }
    assert licence.post(f"why/{condition.code}", given | {"asked_by": "governor"}) == 422
    assert licence.errors() == {"asked_by": EMPTY["asked_by"]}
    assert f"why/{condition.code}" not in licence.answers()


@pytest.mark.one_database
def test_the_approver_reads_the_reasons_beside_the_text_and_nobody_else_sees_or_prints_them(
    app: Flask, signed_in: SignedIn, licence: Draft
) -> None:
    conditions = some(licence)
    choose(licence, *conditions)
    justify(licence, *conditions)
    add_bespoke(licence, "You must not fly kites.")
    licence.client.submit(reasons("Kites carry things.", unmet="The air is free.", reference="PPCS/26/7"))
    licence.finish()
    secrets = [*map(risk_of, conditions), LIGHTER, "Kites carry things.", "The air is free.", "PPCS/26/7"]
    assert submit(licence.client, licence.id).location.endswith("/done")

    approver = signed_in("approver")
    approver.get(f"/licence/{licence.id}/approve/licence")
    assert approver.page is not None
    items = {text(li): li for li in approver.page.with_class("app-conditions__item")}
    for condition in conditions:
        words = licence.text(condition) if condition.requires_input else condition.text
        (beside,) = [shown for shown in items if squeeze(words) in shown]
        assert f"Risk it addresses {risk_of(condition)}" in beside
        assert [risk in beside for risk in map(risk_of, conditions)].count(True) == 1
        assert "Asked for by Victim and MAPPA" in beside
    (bespoke,) = [shown for shown in items if "You must not fly kites." in shown]
    assert "The air is free." in bespoke and "PPCS/26/7" in bespoke
    standard = licence.policy.standard_conditions.AP[0].text
    (plain,) = [li for shown, li in items.items() if squeeze(standard) in shown]
    assert not list(plain.iter("dl"))

    decided(app, approver, licence.id)
    administrator = signed_in("administrator")
    for client in (administrator, licence.client, signed_in("colleague")):
        for path in (f"/licence/{licence.id}", f"/licence/{licence.id}/html"):
            shown = client.get(path)
            assert shown.status_code == 200
            assert "You must not fly kites." in shown.text
            assert not any(secret in shown.text for secret in secrets)
    pdf = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
    paper = printed_text(pdf.data)
    assert squeezed("You must not fly kites.") in paper
    assert not any(squeezed(secret) in paper for secret in secrets)


def test_reasons_of_an_unticked_condition_are_not_sent_and_come_back_if_it_does(
    app: Flask, licence: Draft
) -> None:
    _, kept, dropped = some(licence)
    choose(licence, kept, dropped)
    justify(licence, kept, dropped)
    licence.finish()
    licence.choose(kept)
    assert licence.here == "check-answers"
    assert f"why/{dropped.code}" not in licence.rows()
    licence.choose(kept, dropped)
    assert licence.here == "check-answers", "reasons that were kept are not asked for again"
    assert risk_of(dropped) in licence.rows()[f"why/{dropped.code}"][0]
    licence.choose(kept)

    assert submit(licence.client, licence.id).location.endswith("/done")
    sent = content(app, licence)["approver"]["reasons"]
    assert [rows[0] for rows in sent.values()] == [["Risk it addresses", risk_of(kept)]]
    assert f"why/{dropped.code}" not in licence.answers()


@pytest.mark.one_database
def test_changing_a_reason_leads_back_to_its_row(licence: Draft) -> None:
    (condition, *_) = some(licence)
    licence.choose(condition)
    justify(licence, condition)
    licence.finish()
    page = f"why/{condition.code}"
    licence.client.get(licence.url(page))
    assert licence.typed_on_page()["asked_by"] == ["victim", "mappa"]
    reply = licence.client.submit(
        {"risk": "Another.\nOn two lines.", "asked_by": ["practitioner"]}, follow_redirects=False
    )
    assert reply.location == f"{licence.url('check-answers')}#answer-why-{condition.code}"
    (given,) = licence.rows()[page]
    assert (
        "Another." in given and "On two lines." in given and "Asked for by: Probation practitioner" in given
    )


@pytest.mark.one_database
def test_reasons_typed_for_a_condition_that_was_unticked_meanwhile_are_shown_and_not_saved(
    licence: Draft,
) -> None:
    _, kept, dropped = some(licence)
    choose(licence, kept, dropped)
    justify(licence, kept)
    shown = licence.page
    licence.choose(kept)
    licence.client.page = shown
    reply = licence.client.submit(reasons("A risk that is typed late."))
    assert reply.status_code == 409
    assert "A risk that is typed late." in text(licence.page.root)
    assert f"why/{dropped.code}" not in licence.answers()


@pytest.mark.one_database
def test_a_policy_that_does_not_require_reasons_asks_for_none(app: Flask, unasked: Draft) -> None:
    condition = next(c for c in on_the_menu(unasked.policy) if not c.requires_input)
    unasked.choose(condition)
    assert unasked.here == LIST
    assert unasked.client.get(unasked.url(f"why/{condition.code}")).location.endswith(LIST)
    unasked.finish()
    assert not [page for page in unasked.rows() if page.startswith("why")]
    assert submit(unasked.client, unasked.id).location.endswith("/done")
    assert content(app, unasked)["approver"]["reasons"] == {}


# Bespoke conditions


@pytest.mark.one_database
def test_a_bespoke_condition_needs_the_unmet_risk_and_its_approval_on_any_policy(unasked: Draft) -> None:
    unasked.choose(next(c for c in on_the_menu(unasked.policy) if not c.requires_input))
    add_bespoke(unasked, "You must not fly kites.")
    assert unasked.here == "why-bespoke/1"
    assert unasked.page.heading == "Why is “You must not fly kites” needed?"
    assert [text(e) for e in unasked.page.with_class("govuk-inset-text")] == ["You must not fly kites."]
    unasked.client.submit({})
    assert unasked.page.status == 422 and unasked.errors() == EMPTY_BESPOKE
    given = reasons("Kites carry things.", unmet="The air is free.", reference="PPCS/26/7")
    unasked.client.submit(given | {"reference": "x" * 51})
    assert unasked.errors() == {"reference": "Approval reference must be 50 characters or fewer"}
    unasked.client.submit({"reference": "PPCS/26/7"})
    assert unasked.here == "check-answers"
    (row,) = unasked.rows()["why-bespoke/1"]
    for words in ("“You must not fly kites.”", "The air is free.", "Approval reference: PPCS/26/7"):
        assert words in row


@pytest.mark.one_database
def test_each_bespoke_condition_has_reasons_of_its_own(app: Flask, licence: Draft) -> None:
    (condition, *_) = some(licence)
    licence.choose(condition)
    justify(licence, condition)
    for place, words in enumerate(("You must wave.", "You must not wave.", "You must nod."), start=1):
        add_bespoke(licence, words)
        assert licence.here == f"why-bespoke/{place}", "only the new one is asked about"
        licence.client.submit(reasons(f"Risk {place}.", unmet=f"Unmet {place}.", reference=f"R{place}"))
    assert licence.here == "check-answers"

    licence.client.get(licence.url(f"{LIST}/2/remove"))
    licence.client.submit({})
    licence.client.submit({"another": "no"})
    assert licence.here == "check-answers"
    rows = licence.rows()
    assert [page for page in rows if page.startswith("why-bespoke/")] == ["why-bespoke/1", "why-bespoke/3"]
    assert [text(e) for e in licence.page.all("dt") if "Why: bespoke" in text(e)] == [
        "Why: bespoke condition 1",
        "Why: bespoke condition 2",
    ]

    assert submit(licence.client, licence.id).location.endswith("/done")
    made = content(app, licence)
    items = [i for s in made["printed"]["sections"] for b in s["blocks"] for i in b.get("items", [])]
    texts = {i["number"]: i["text"] for i in items if isinstance(i, dict)}
    given = made["approver"]["reasons"]
    beside = {texts[number]: dict(rows)["Risk it addresses"] for number, rows in given.items()}
    assert beside == {
        condition.text: risk_of(condition),
        "You must wave.": "Risk 1.",
        "You must nod.": "Risk 3.",
    }


@pytest.mark.one_database
def test_a_returned_licence_keeps_its_reasons_and_an_edit_begins_with_them(
    app: Flask, signed_in: SignedIn, licence: Draft
) -> None:
    (condition, *_) = some(licence)
    licence.choose(condition)
    justify(licence, condition)
    licence.finish()
    assert submit(licence.client, licence.id).location.endswith("/done")
    decided(app, signed_in("approver"), licence.id, "return")
    assert risk_of(condition) in licence.rows()[f"why/{condition.code}"][0]
    assert submit(licence.client, licence.id).location.endswith("/done")
    decided(app, signed_in("approver"), licence.id)
    copy = int(press(licence.client, f"/licence/{licence.id}/edit").location.split("/")[2])
    shown = licence.client.get(f"/licence/{copy}/create/why/{condition.code}")
    assert risk_of(condition) in shown.text
    write(app, licence.client, "practitioner", copy)
