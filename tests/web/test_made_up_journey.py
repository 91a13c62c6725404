"""A journey of a purpose that no code knows, from the link that starts it to the paper that is printed.

A purpose, the rows of what may be done to it, and a declaration with shared sections and a new page.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from app.domain.licence import actions
from app.domain.licence.actions import Action, Question
from app.domain.licence.bars import AUTHOR, CANNOT_START
from app.domain.licence.moves import MOVES, Move
from app.domain.licence.status import FIRST, PURPOSES, Status
from app.domain.roles import Role
from app.factory import create_app
from app.models.base import db
from app.models.licence import Licence
from forms.base import Form
from forms.fields import Option, Radios
from forms.validators import Required
from journeys.all import JOURNEYS
from journeys.approve import APPROVE
from journeys.sections import APPOINTMENT
from journeys.steps import Journey, Outcome, Page, Section
from tests.support.client import CheckingClient
from tests.support.moving import put, words
from tests.support.standing import as_user, status_of
from tests.support.writing import decided, press, submit, write

# The whole of the journey

CLINIC = "clinic"
IS_CLINIC = ("clinic licence", "This is a licence for a stay in a clinic.")
OF_CLINIC = frozenset({CLINIC})
PRACTITIONER, APPROVER = frozenset({Role.PRACTITIONER}), frozenset({Role.PRISON_APPROVER})
S = Status

TO_CLINIC = Action(
    "to-clinic",
    "write a clinic licence",
    "Clinic licence started",
    button="Write a clinic licence",
    question=Question("Write a clinic licence?", ("It begins with a copy of this one.",), "Write it"),
)
ROWS = [
    Move(TO_CLINIC, S.APPROVED, S.APPROVED, PRACTITIONER, frozenset({FIRST}), makes=CLINIC),
    Move(actions.START, S.NOT_STARTED, S.IN_PROGRESS, PRACTITIONER, OF_CLINIC, unless=(CANNOT_START,)),
    Move(actions.SUBMIT, S.IN_PROGRESS, S.SUBMITTED, PRACTITIONER, OF_CLINIC, tells=("sent",)),
    Move(actions.APPROVE, S.SUBMITTED, S.APPROVED, APPROVER, OF_CLINIC, unless=(AUTHOR,)),
    Move(actions.PRINT, S.APPROVED, S.APPROVED, PRACTITIONER, OF_CLINIC),
]


class Clinic(Form):
    heading = "Which clinic does this person go to?"
    clinic = Radios(
        heading,
        options=[Option("north", "North clinic"), Option("south", "South clinic")],
        validators=[Required("Select which clinic this person goes to")],
    )


JOURNEY = Journey(
    "clinic",
    "Write a clinic licence",
    of=OF_CLINIC,
    sections=(APPOINTMENT, Section("Clinic", [Page("which-clinic", Clinic)])),
    submit="Send to the prison for approval",
    outcomes=(Outcome(actions.SUBMIT),),
)

# What follows from it


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch, close) -> Flask:
    """The service with the journey, its addresses made anew; the approver's journey is for it too."""
    monkeypatch.setitem(PURPOSES, CLINIC, IS_CLINIC)
    monkeypatch.setitem(JOURNEYS, JOURNEY.name, JOURNEY)
    monkeypatch.setitem(JOURNEYS, APPROVE.name, replace(APPROVE, of=APPROVE.of | OF_CLINIC))
    MOVES.extend(ROWS)
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    made.test_client_class = CheckingClient
    yield made
    for row in ROWS:
        MOVES.remove(row)
    close(made)


@pytest.fixture
def first(service: Flask) -> int:
    """An approved licence, from which a clinic licence can be started."""
    return put(service, "approved")


def started(service: Flask, first: int) -> tuple[CheckingClient, int]:
    """The practitioner, and the clinic licence that they started from the page of the approved one."""
    writer = as_user(service, "practitioner")
    writer.get(f"/licence/{first}")
    assert "Write a clinic licence" in words(writer)
    location = press(writer, f"/licence/{first}/to-clinic").location
    assert location.endswith("/clinic")
    return writer, int(location.split("/")[2])


def test_it_is_started_written_sent_approved_and_printed(service: Flask, first: int) -> None:
    writer, licence_id = started(service, first)
    writer.get(f"/licence/{licence_id}/clinic", follow_redirects=True)
    assert writer.page.heading == "Which clinic does this person go to?", "the rest was copied"
    page = f"/licence/{licence_id}/clinic/which-clinic"
    assert press(writer, page).status_code == 422
    assert "Select which clinic this person goes to" in words(writer)
    assert press(writer, page, clinic="north").location.endswith("/check-answers")
    writer.get(f"/licence/{licence_id}/clinic/check-answers")
    assert "North clinic" in words(writer) and "Initial appointment" in words(writer)
    assert submit(writer, licence_id, "clinic").location.endswith("/clinic/done")
    with service.app_context():
        licence = db.session.get_one(Licence, licence_id)
        assert licence.purpose == CLINIC and licence.document.content["licence"]["purpose"] == CLINIC
    decided(service, as_user(service, "approver"), licence_id)
    assert (status_of(service, licence_id), status_of(service, first)) == ("approved", "inactive")
    writer.get(f"/licence/{licence_id}")
    assert press(writer, f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}").data[:5] == b"%PDF-"
    assert service.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_nobody_enters_another_purposes_journey(service: Flask, first: int) -> None:
    writer, licence_id = started(service, first)
    assert writer.get(f"/licence/{licence_id}/create").status_code == 403
    assert "You cannot create a licence here" in words(writer)
    assert "“Write a clinic licence”" in words(writer)
    other = put(service, "in progress", "Sampleton")
    assert writer.get(f"/licence/{other}/clinic").status_code == 403
    for username in ("administrator", "approver", "pdu-head", "support"):
        assert as_user(service, username).get(f"/licence/{licence_id}/clinic").status_code == 403


def test_what_no_row_allows_of_it_is_refused(service: Flask, first: int) -> None:
    writer, licence_id = started(service, first)
    write(service, writer, "practitioner", licence_id, journey="clinic")
    submit(writer, licence_id, "clinic")
    assert writer.get(f"/licence/{licence_id}/withdraw").status_code == 403
    assert "This is a licence for a stay in a clinic." in words(writer)


def test_a_licence_of_a_purpose_that_this_version_does_not_know_is_shown_and_refused(app: Flask) -> None:
    licence_id = put(app, "in progress")
    with app.app_context():
        db.session.get_one(Licence, licence_id).purpose = "unheard-of"
        db.session.commit()
    writer = as_user(app, "practitioner")
    assert writer.get(f"/licence/{licence_id}").status_code == 200
    for page in ("create", "discard", "policy", "approve"):
        assert writer.get(f"/licence/{licence_id}/{page}").status_code == 403, page
    writer.get(f"/licence/{licence_id}/create")
    assert "A newer version of this service started it" in words(writer)
