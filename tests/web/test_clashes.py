"""Conditions that clash, on a licence: a page for each warning, a reason that overrides it, and what stops a licence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.policy.model import AdditionalCondition
from app.domain.written import Written
from app.models import Licence
from app.models.base import db
from tests.domain.policy_examples import DEFAULT
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, imported, on_the_menu, printed_text, squeezed
from tests.support.examples import ADDRESS, ways
from tests.support.page_checks import text
from tests.support.writing import decided, press, submit

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]
REASON = "They sleep at their sister’s until the flat is ready,\nand then live at the address."
TITLE = "No fixed address and an approved address"


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    """A licence on the default policy, at the menu of conditions."""
    return draft(app, signed_in("practitioner"), imported(app, Path(DEFAULT)))


def of_type(licence: Draft, name: str) -> AdditionalCondition:
    return next(c for c in on_the_menu(licence.policy) if c.type == name)


def write(licence: Draft, **answers: dict[str, Any]) -> None:
    """Choose a condition of each of these types, filled in with these answers over an example."""
    conditions = [of_type(licence, name) for name in answers]
    licence.choose(*conditions)
    for condition in [c for c in on_the_menu(licence.policy) if c in conditions]:
        given = ways(condition, licence.facts)[0] | answers[str(condition.type)]
        if licence.here == f"condition/{condition.code}":
            licence.fill(condition, given)


def onward(licence: Draft) -> None:
    """Answer what comes before the first warning, or check your answers, and open that."""
    found = Written(licence.facts, licence.answers()).warnings
    licence.finish(until=f"warning/{found[0].key}" if found else "check-answers")


def clashing(licence: Draft) -> None:
    """A licence for a person without a fixed address, who must live at one; the warning is shown."""
    write(licence, RegionOfResidence={}, ResidenceAtAddress={})
    onward(licence)
    assert licence.here.startswith("warning/no-fixed-home-and-address-")


def links(licence: Draft) -> dict[str, str]:
    return {text(a): a.get("href") or "" for a in licence.page.all("a")}


def test_a_warning_has_a_page_that_names_both_sides_and_asks_why_both_are_needed(licence: Draft) -> None:
    clashing(licence)
    page = licence.page
    assert page.heading == TITLE
    assert f"{TITLE} (warning 1 of 1)" in page.title
    words = text(page.root)
    assert "is for a person with no fixed address, and" in words
    sides = {name: href for name, href in links(licence).items() if name.startswith("Change ")}
    assert sorted(sides.values()) == sorted(
        licence.url(f"condition/{of_type(licence, name).code}")
        for name in ("RegionOfResidence", "ResidenceAtAddress")
    )
    assert all(name.removeprefix("Change ") in words for name in sides)
    assert "Why are both needed?" in words


def test_a_warning_is_passed_only_with_a_reason(licence: Draft) -> None:
    clashing(licence)
    warning = licence.here
    licence.client.submit({"reason": "  "})
    assert licence.page.status == 422
    assert licence.errors() == {"reason": "Enter why both are needed"}
    licence.client.submit({"reason": "Because"})
    assert licence.errors() == {"reason": "Why both are needed must be 10 characters or more"}
    assert licence.typed_on_page()["reason"] == ["Because"]
    licence.client.submit({"reason": "x" * 1001})
    assert licence.errors() == {"reason": "Why both are needed must be 1,000 characters or fewer"}
    licence.client.get(licence.url("check-answers"), follow_redirects=True)
    assert licence.here == warning

    licence.client.submit({"reason": REASON})
    assert licence.here == "check-answers"
    (row,) = licence.rows()[warning]
    assert "is for a person with no fixed address, and" in row
    assert squeezed(f"Your reason: {REASON}") in squeezed(row)


def test_a_reason_can_be_changed_and_goes_to_the_approver_and_not_to_print(
    app: Flask, signed_in: SignedIn, licence: Draft
) -> None:
    clashing(licence)
    warning = licence.here
    licence.client.submit({"reason": "Both are needed."})
    licence.client.get(licence.url(warning))
    assert licence.typed_on_page()["reason"] == ["Both are needed."]
    licence.client.submit({"reason": REASON})
    assert submit(licence.client, licence.id).location.endswith("/done")

    approver = signed_in("approver")
    shown = approver.get(f"/licence/{licence.id}/approve/licence")
    assert approver.page is not None
    words = squeezed(text(approver.page.root))
    for expected in ("Warnings overridden", TITLE, "is for a person with no fixed address, and", REASON):
        assert squeezed(expected) in words
    assert shown.status_code == 200
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None
        sections = {s["heading"]: s for s in document.content["approver"]["sections"]}
        section = sections["Warnings overridden"]
        assert ["Why it stays", REASON] in section["blocks"][0]["rows"]

    decided(app, approver, licence.id)
    pdf = press(signed_in("administrator"), f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
    assert squeezed(REASON) not in printed_text(pdf.data)
    assert squeezed(TITLE) not in printed_text(pdf.data)


def test_a_warning_goes_away_with_the_answers_that_called_for_it_and_so_does_its_reason(
    app: Flask, signed_in: SignedIn, licence: Draft
) -> None:
    clashing(licence)
    warning = licence.here
    licence.client.submit({"reason": REASON})
    licence.choose(of_type(licence, "ResidenceAtAddress"))
    assert licence.here == "check-answers"
    assert warning not in licence.rows()
    assert licence.client.get(licence.url(warning)).location.endswith("/check-answers")
    assert submit(licence.client, licence.id).location.endswith("/done")
    assert warning not in licence.answers()
    approver = signed_in("approver")
    approver.get(f"/licence/{licence.id}/approve/licence")
    assert approver.page is not None and "Warnings overridden" not in text(approver.page.root)


def test_a_reason_holds_only_for_what_it_was_given_for(licence: Draft) -> None:
    once = {
        "reportingFrequency": "Every day",
        "numberOfReportingTimes": "Once",
        "reportingTime": dt.time(10),
        "policeStation": "Sampleton Police Station",
    }
    write(
        licence,
        CurfewAddress={"curfewStart": dt.time(20), "curfewEnd": dt.time(8)},
        ReportToPoliceStation=once,
    )
    onward(licence)
    first = licence.here
    assert licence.page.heading == "More than 12 hours of curfew and reporting a day"
    assert "13 hours a day" in text(licence.page.root)
    assert "Why is this right?" in text(licence.page.root)
    licence.client.submit({"reason": "PPCS approved 13 hours on 2 November."})
    assert licence.here == "check-answers"

    condition = of_type(licence, "ReportToPoliceStation")
    licence.client.get(licence.url(f"condition/{condition.code}"))
    twice = {"numberOfReportingTimes": "Twice", "reportingTime1": dt.time(10), "reportingTime2": dt.time(16)}
    licence.fill(condition, ways(condition, licence.facts)[0] | once | twice)
    assert licence.here.startswith("warning/") and licence.here != first
    assert "14 hours a day" in text(licence.page.root)


def test_a_reason_typed_on_a_warning_that_has_gone_is_shown_and_not_saved(licence: Draft) -> None:
    clashing(licence)
    warning = licence.here
    html = licence.client.get(licence.url(warning)).text
    licence.choose(of_type(licence, "ResidenceAtAddress"))
    answer = press(licence.client, licence.url(warning), html=html, reason=REASON)
    assert answer.status_code == 409
    assert "until the flat is ready" in text(licence.page.root)
    assert warning not in licence.answers()


def test_a_made_up_warning_leads_to_the_end_of_the_walk(licence: Draft) -> None:
    clashing(licence)
    warning = licence.here
    answer = licence.client.get(licence.url("warning/no-fixed-home-and-address-000000000000"))
    assert answer.location.endswith(f"/{warning}")


def impossible(licence: Draft) -> str:
    """A licence that makes a person report in the hours in which they must stay in; the address of its curfew."""
    write(
        licence,
        CurfewAddress={"curfewStart": dt.time(21), "curfewEnd": dt.time(7)},
        ReportToPoliceStation={
            "reportingFrequency": "Every day",
            "numberOfReportingTimes": "Once",
            "reportingTime": dt.time(6, 30),
            "policeStation": "Sampleton Police Station",
        },
    )
    onward(licence)
    assert licence.here == "check-answers"
    return licence.url(f"condition/{of_type(licence, 'CurfewAddress').code}")


def test_what_nobody_could_follow_is_said_before_and_stops_the_sending(app: Flask, licence: Draft) -> None:
    impossible(licence)
    report = licence.url(f"condition/{of_type(licence, 'ReportToPoliceStation').code}")
    message = (
        "“Supervision in the community” is at 6:30am, and “Curfew arrangement” keeps this person indoors from "
        "9pm to 7am. They cannot follow both. Change the time of one of them."
    )
    assert links(licence)[message] == report
    assert not licence.errors()

    answer = submit(licence.client, licence.id)
    assert answer.status_code == 422
    assert licence.errors() == {report: message}
    with app.app_context():
        assert db.session.get_one(Licence, licence.id).document is None

    condition = of_type(licence, "CurfewAddress")
    licence.client.get(licence.url(f"condition/{condition.code}"))
    licence.fill(
        condition,
        ways(condition, licence.facts)[0] | {"curfewStart": dt.time(21), "curfewEnd": dt.time(6, 30)},
    )
    assert licence.here == "check-answers"
    assert message not in links(licence)
    assert submit(licence.client, licence.id).location.endswith("/done")


@pytest.mark.parametrize("needed", ["yes", "no"])
def test_a_bespoke_condition_that_repeats_the_menu_is_asked_about(licence: Draft, needed: str) -> None:
    item = of_type(licence, "SpecifiedItem")
    if needed == "yes":
        licence.choose(next(c for c in on_the_menu(licence.policy) if not c.requires_input))
    else:
        licence.client.get(licence.url("additional-conditions"))
        licence.client.submit({"needed": "no"})
    licence.finish(until="bespoke-conditions")
    licence.client.submit({"another": "yes"})
    licence.client.submit({"text": item.text.replace("[ITEM]", "a kite")})
    onward(licence)
    assert licence.page.heading == "A bespoke condition repeats one on the menu"
    assert f"choose under “{item.short_category}”" in text(licence.page.root)
    assert links(licence)["Change Bespoke condition 1"] == licence.url("bespoke-conditions/1")
    menu = licence.url("conditions" if needed == "yes" else "additional-conditions")
    assert links(licence)[f"Change {item.short_category}"] == menu
    assert licence.client.get(menu).status_code == 200


def test_addresses_in_two_conditions_are_compared(licence: Draft) -> None:
    write(
        licence,
        ResidenceAtAddress={"approvedAddress": ADDRESS},
        CurfewAddress={
            "curfewAddress": ADDRESS | {"line_1": "3 Other Road", "postcode": "LS1 4AP"},
            "curfewStart": dt.time(15),
            "curfewEnd": dt.time(18),
        },
    )
    onward(licence)
    assert licence.page.heading == "Two approved addresses"
    words = text(licence.page.root)
    assert "14 Specimen Street" in words and "3 Other Road" in words
