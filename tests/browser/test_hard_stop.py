"""Hard stop and time served in a real browser, as each role: once with scripts and axe on every page, once without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.jobs.jobs import JOBS, run
from app.models import Case
from app.models.base import db
from tests.browser.conftest import Server
from tests.browser.people import Person
from tests.support.standing import case_id_of, change_case, started, status_of

People = Callable[..., Person]
LATE, SERVED = "Hortensia Hardstop", "Tamsin Timeserved"


def make_standard(person: Person, name: str) -> None:
    """A case administrator picks somebody from the list of the next two working days and answers every page."""
    person.go("/people/due")
    person.follow(name)
    person.is_at("Do you want to make a standard licence for this person?")
    person.sees("Nothing else can be added.")
    person.press("Make a standard licence")
    person.is_at("Who is the initial appointment with?")
    person.choose("Duty officer")
    person.goes_on()
    person.type("Address line 1", "14 Specimen Street")
    person.type("Town or city", "Sampleton")
    person.type("Postcode", "YO1 7HH")
    person.goes_on()
    person.type("Telephone number", "01632 960 001")
    person.goes_on()
    person.is_wrong_empty("Select when the initial appointment is")
    person.choose("Straight after release")
    person.goes_on()


def approves(person: Person, name: str) -> None:
    person.go("/people/approvals")
    person.follow(name)
    person.press("Read and decide")
    person.press("I have read it: continue")
    person.choose("Approve")
    person.goes_on()
    person.press("Submit decision")
    person.is_at("Standard licence approved")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without JavaScript"])
def test_in_hard_stop_the_prison_makes_the_licence_and_probation_reviews_it(
    server: Server, people: People, scripts: bool
) -> None:
    app, case_id = server.app, case_id_of(server.app, "Hardstop")
    draft = _draft(app, case_id)
    practitioner = people("practitioner", scripts)
    practitioner.go(f"/licence/{draft}/create/check-answers")
    practitioner.is_at("You cannot send a licence for approval now")
    practitioner.sees("was timed out at the hard stop", "can make a standard licence")
    practitioner.go(f"/case/{case_id}/dates")
    practitioner.sees("What happens if nobody acts", "Two working days before the licence starts.")
    practitioner.go("/people/mine")
    expect(practitioner.row(LATE)).to_contain_text("Timed out")

    administrator = people("administrator", scripts)
    make_standard(administrator, LATE)
    administrator.is_at("Check your answers")
    administrator.press("Send for approval")
    approves(people("approver", scripts), LATE)

    change_case(app, case_id, prison_status="INACTIVE OUT")
    with app.app_context():
        before = app.config["CLOCK_FIXED_AT"]
        app.config["CLOCK_FIXED_AT"] = before + dt.timedelta(days=3)
        run(JOBS["activate-licences"], before.date() + dt.timedelta(days=3))
        app.config["CLOCK_FIXED_AT"] = before
    assert status_of(app, draft) == "inactive"
    practitioner.go("/people/needs-me")
    practitioner.sees("Review needed")
    practitioner.follow(LATE)
    practitioner.press("Review the licence")
    practitioner.press("Nothing needs to change")
    practitioner.sees("Reviewed: nothing needs to change")


def _draft(app: Flask, case_id: int) -> int:
    """A licence that probation began in time and did not send, timed out."""
    start = dt.date(2026, 12, 21)
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        kept = {name: getattr(case, name) for name in ("licence_start", "conditional_release", "scope_until")}
    change_case(app, case_id, licence_start=start, conditional_release=start, scope_until=start)
    licence_id = started(app, case_id, "practitioner", whole=True)
    change_case(app, case_id, **kept)
    with app.app_context():
        run(JOBS["time-out-licences"], app.config["CLOCK_FIXED_AT"].date())
    return licence_id


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without JavaScript"])
def test_a_release_of_time_served_is_made_by_the_prison_which_says_whether_probation_was_told(
    server: Server, people: People, scripts: bool
) -> None:
    administrator = people("administrator", scripts)
    make_standard(administrator, SERVED)
    administrator.is_at("Have you told the probation team about this release?")
    administrator.is_wrong_empty("Select whether you have told the probation team")
    administrator.choose("Yes, I have told them")
    administrator.goes_on()
    administrator.is_at("How did you tell them, or how will you?")
    administrator.is_wrong_empty("Select how you told them, or will tell them")
    administrator.choose("Telephone")
    administrator.goes_on()
    administrator.is_at("Check your answers")
    administrator.press("Send for approval")
    approves(people("approver", scripts), SERVED)
    practitioner = people("practitioner", scripts)
    practitioner.go("/people/mine")
    practitioner.follow(SERVED)
    practitioner.sees("Probation was told: by telephone")
