"""A journey of a purpose that no code knows: a purpose, a row, a declaration with a shared section and a new page."""

from __future__ import annotations

import pytest
from flask import Flask

from app import create_app
from app.access import open_case
from app.domain.licence import actions
from app.domain.licence.bars import CANNOT_START
from app.domain.licence.moves import MOVES, Move
from app.domain.licence.status import PURPOSES, Status
from app.domain.roles import Role
from app.models.base import db
from app.models.licence import Licence
from app.moves.frame import perform
from forms.base import Form
from forms.fields import Option, Radios
from forms.validators import Required
from journeys.all import JOURNEYS
from journeys.sections import APPOINTMENT, RELEASE
from journeys.steps import Journey, Outcome, Page, Section
from tests.support.client import CheckingClient
from tests.support.moving import put, words
from tests.support.standing import as_user, case_id_of, status_of, user
from tests.support.writing import press, submit, write

# The whole of the journey

CLINIC = "clinic"
IS_CLINIC = ("clinic licence", "This is a licence for a stay in a clinic.")


class Clinic(Form):
    heading = "Which clinic does this person go to?"
    clinic = Radios(
        heading,
        options=[Option("north", "North clinic"), Option("south", "South clinic")],
        validators=[Required("Select which clinic this person goes to")],
    )


ROW = Move(
    *(actions.START, Status.NOT_STARTED, Status.IN_PROGRESS),
    by=frozenset({Role.PRACTITIONER}),
    of=frozenset({CLINIC}),
    unless=(CANNOT_START,),
)
JOURNEY = Journey(
    "clinic",
    "Write a clinic licence",
    of=frozenset({CLINIC}),
    sections=(RELEASE, APPOINTMENT, Section("Clinic", [Page("which-clinic", Clinic)])),
    submit="Send to the prison for approval",
    outcomes=(Outcome(actions.SUBMIT),),
)

# What follows from it


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch, printing_is_quick, close) -> Flask:
    """The service with the journey, its addresses made anew."""
    monkeypatch.setitem(PURPOSES, CLINIC, IS_CLINIC)
    monkeypatch.setitem(JOURNEYS, JOURNEY.name, JOURNEY)
    MOVES.append(ROW)
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    made.test_client_class = CheckingClient
    yield made
    MOVES.remove(ROW)
    close(made)


@pytest.fixture
def licence_id(service: Flask) -> int:
    case_id = case_id_of(service, "Testwick")
    with service.app_context():
        reach = open_case(user("practitioner"), case_id)
        made = perform(actions.START, reach, of=CLINIC).result
        db.session.commit()
        return int(made.id)


def test_it_is_entered_from_the_licence_and_asks_the_shared_section_and_its_own_page(
    service: Flask, licence_id: int
) -> None:
    writer = as_user(service, "practitioner")
    writer.get(f"/licence/{licence_id}")
    assert f"/licence/{licence_id}/clinic" in writer.page.html
    assert f"/licence/{licence_id}/create" not in writer.page.html
    writer.get(f"/licence/{licence_id}/clinic", follow_redirects=True)
    assert writer.page.heading == "Who is the initial appointment with?"
    write(service, writer, "practitioner", licence_id, journey="clinic", until="which-clinic")
    page = f"/licence/{licence_id}/clinic/which-clinic"
    assert press(writer, page).status_code == 422
    assert press(writer, page, clinic="north").location.endswith("/check-answers")
    writer.get(f"/licence/{licence_id}/clinic/check-answers")
    assert "North clinic" in words(writer) and "which-clinic" in writer.page.html
    assert submit(writer, licence_id, "clinic").location.endswith("/clinic/done")
    assert status_of(service, licence_id) == "submitted"
    with service.app_context():
        licence = db.session.get_one(Licence, licence_id)
        assert licence.purpose == CLINIC and licence.document.content["licence"]["purpose"] == CLINIC
    assert service.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_nobody_enters_another_purposes_journey(service: Flask, licence_id: int) -> None:
    writer = as_user(service, "practitioner")
    assert writer.get(f"/licence/{licence_id}/create").status_code == 403
    assert "You cannot create a licence here" in words(writer)
    assert "“Write a clinic licence”" in words(writer)
    first = put(service, "in progress", "Sampleton")
    assert writer.get(f"/licence/{first}/clinic").status_code == 403
    for username in ("administrator", "approver", "pdu-head", "support"):
        assert as_user(service, username).get(f"/licence/{licence_id}/clinic").status_code == 403
