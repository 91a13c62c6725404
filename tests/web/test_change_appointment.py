"""The prison changes the first appointment of a licence that was sent, once probation can no longer do it."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.document.amend import differ_in_appointment_alone, with_appointment
from app.domain.document.appointment import appointment_facts, as_answers
from app.domain.document.facts import Address, AppointmentFacts, When, Who
from app.domain.words import LONDON
from app.models import Document, Licence, Run
from app.models.base import db
from tests.support import standing
from tests.support.deeds import PERSON
from tests.support.licences import document
from tests.support.moving import words
from tests.support.standing import as_user, case_id_of, change_case, count, days, events_of, outbox, status_of
from tests.web.test_hard_stop import hold_in_hard_stop, write_standard

PLACE = Address(line_1="1 Sample Way", town="Sampleton", postcode="ZA1 1AA")
APPOINTMENTS = (
    AppointmentFacts(needed=False, address=PLACE, telephone="01632 960 001"),
    AppointmentFacts(
        who=Who("practitioner", "Robin Samplewright"),
        address=PLACE,
        telephone="01632 960 001",
        when=When("on-release"),
    ),
    AppointmentFacts(
        who=Who("someone-else", "The manager"),
        address=PLACE,
        telephone="01632 960 001",
        alternative="01632 960 002",
        when=When("specific", dt.date(2026, 12, 1), dt.time(9, 30)),
    ),
    AppointmentFacts(
        who=Who("duty-officer"), address=PLACE, telephone="01632 960 001", when=When("next-working-day")
    ),
)


@pytest.mark.parametrize("appointment", APPOINTMENTS)
def test_an_appointment_read_back_as_answers_says_the_same(appointment: AppointmentFacts) -> None:
    name = appointment.who.name if appointment.who else None
    assert appointment_facts(as_answers(appointment), name) == appointment


@pytest.mark.parametrize("appointment", APPOINTMENTS)
def test_a_changed_document_differs_in_its_appointment_alone(appointment: AppointmentFacts) -> None:
    sent = document()
    changed = with_appointment(sent, appointment)
    assert changed != sent and differ_in_appointment_alone(sent, changed)
    other = {**changed, "licence": {**changed["licence"], "conditions": []}}
    assert not differ_in_appointment_alone(sent, other)


def change(client, licence_id: int, telephone: str = "01632 960 777") -> None:
    """A case administrator changes the telephone number, from the page of the licence."""
    client.get(f"/licence/{licence_id}")
    client.follow("Change the first appointment")
    assert client.page.heading == "Check your answers", "what was sent stands there"
    client.get(f"/licence/{licence_id}/change-appointment/appointment-telephone")
    client.submit({"telephone": telephone})
    client.submit({})


def test_a_case_administrator_changes_the_appointment_of_an_approved_licence_which_stays_approved(
    app, printing_is_quick
):
    case_id = case_id_of(app, PERSON)
    licence_id = standing.stand(app, "approved", case_id, "practitioner", "approver")
    hold_in_hard_stop(app)
    client = as_user(app, "administrator")
    change(client, licence_id)
    assert client.page.heading == "First appointment changed"
    assert "The licence stays approved. Print it again" in words(client)
    assert status_of(app, licence_id) == "approved"
    assert events_of(app, licence_id)[-1] == "change-appointment"
    assert outbox(app, licence_id)[-1][2].startswith("First appointment changed: X")
    client.get(f"/licence/{licence_id}/html")
    assert "01632 960 777" in words(client)
    assert "Approved by" in words(client) or "approved" in words(client).lower()
    client.get(f"/licence/{licence_id}")
    assert "is now" in words(client) and "01632 960 777" in words(client), "the history says what was changed"
    client.sends_csrf = True
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 200
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 0, result.output
    change_case(app, case_id, prison_status="INACTIVE OUT", licence_start=days(0))
    app.test_cli_runner().invoke(args=["jobs", "run", "activate-licences"])
    assert status_of(app, licence_id) == "active"


def test_of_a_licence_that_waits_the_approver_reads_the_new_appointment_before_deciding(
    app, printing_is_quick
):
    licence_id = standing.stand(app, "submitted", case_id_of(app, PERSON), "practitioner", "approver")
    with app.app_context():
        release = standing.case_of(PERSON).licence_start
    app.config["CLOCK_FIXED_AT"] = dt.datetime.combine(release, dt.time(9), LONDON)
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/approve/licence")
    approver.submit({})
    change(as_user(app, "administrator"), licence_id)
    approver.get(f"/licence/{licence_id}/approve/decision", follow_redirects=True)
    assert approver.page.url.endswith("/approve/licence") and "01632 960 777" in words(approver)
    standing.decided(app, licence_id, "approver")
    assert status_of(app, licence_id) == "approved"
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_a_standard_licence_that_is_opened_again_has_the_appointment_as_it_was_changed(
    app, printing_is_quick
):
    case_id = hold_in_hard_stop(app)
    client = as_user(app, "administrator")
    licence_id = write_standard(client, case_id)
    client.submit({})
    change(client, licence_id)
    client.get(f"/licence/{licence_id}/withdraw")
    client.submit({})
    client.get(f"/licence/{licence_id}/make-standard/check-answers")
    assert "01632 960 777" in words(client)


@pytest.mark.one_database
def test_outside_the_hard_stop_the_prison_is_told_that_probation_changes_it(app, printing_is_quick):
    licence_id = standing.stand(app, "approved", case_id_of(app, PERSON), "practitioner", "approver")
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    assert "Change the first appointment" not in words(client)
    client.get(f"/licence/{licence_id}/change-appointment/check-answers", follow_redirects=True)
    assert "The prison cannot change this appointment now" in words(client)
    assert "they withdraw the licence, or edit the approved one" in words(client)
    practitioner = as_user(app, "practitioner")
    assert practitioner.get(f"/licence/{licence_id}/change-appointment/check-answers").status_code == 403


@pytest.mark.one_database
def test_saying_the_same_again_changes_nothing_and_a_second_press_does_nothing_more(app, printing_is_quick):
    licence_id = standing.stand(app, "approved", case_id_of(app, PERSON), "practitioner", "approver")
    hold_in_hard_stop(app)
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}/change-appointment/check-answers")
    client.submit({})
    assert client.page.status == 422 and "The licence says all of this already" in words(client)
    assert "change-appointment" not in events_of(app, licence_id)
    change(client, licence_id)
    documents = count(app, Document)
    client.sends_csrf = True
    answer = client.post(f"/licence/{licence_id}/change-appointment/check-answers", data={})
    assert (
        answer.status_code == 302 and answer.location.endswith("/done") and count(app, Document) == documents
    )


@pytest.mark.one_database
def test_more_than_the_appointment_cannot_pass_for_what_was_approved(app, printing_is_quick):
    licence_id = standing.stand(app, "approved", case_id_of(app, PERSON), "practitioner", "approver")
    hold_in_hard_stop(app)
    change(as_user(app, "administrator"), licence_id)
    with app.app_context(), standing.tampering():
        row = db.session.get_one(Licence, licence_id).document
        row.content = {**row.content, "title": "Another title"}
        db.session.commit()
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    client.sends_csrf = True
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 1


@pytest.mark.one_database
def test_whoever_changed_it_cannot_approve_it_and_no_run_of_theirs_stays_open(app, printing_is_quick):
    licence_id = standing.stand(app, "submitted", case_id_of(app, PERSON), "practitioner", "approver")
    hold_in_hard_stop(app)
    several = as_user(app, "several")
    change(several, licence_id)
    several.get(f"/licence/{licence_id}/approve/licence", follow_redirects=True)
    assert "You cannot approve a licence that you wrote or sent" in words(several)
    assert count(app, Run, Run.licence_id == licence_id, Run.submitted_at.is_(None)) == 0
