"""Messages as people see them: what support reads, and the settings without which none is sent."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.models.licence import Licence
from app.models.record import TASKS, Message, MessageState
from app.models.user import User
from app.moves.cases import import_records
from app.store import outbox
from config import Demo, Production
from tests.support.client import CheckingClient
from tests.support.moving import chain, put, words
from tests.support.notify import KEY, TEMPLATE
from tests.support.page_checks import squeeze, text
from tests.support.records import comes
from tests.support.standing import (
    as_user,
    case_id_of,
    case_of,
    change_case,
    count,
    days,
    events_of,
    restrict,
    sent,
    status_of,
    user,
)
from tests.support.standing import outbox as outbox_of

TOKEN = "vH2rX9pQ7mWc4tLz8bNfKs3dJgYx6aEu"  # made at random for this test


@pytest.fixture
def written(app: Flask, printing_is_quick: None) -> int:
    """A licence that was returned: a message to the prison, and one to its practitioner."""
    return put(app, "returned")


def change(app: Flask, notice: str, **values: object) -> None:
    """What a worker would have kept of the messages of a notice."""
    with app.app_context():
        db.session.execute(db.update(Message).where(Message.notice == notice).values(**values))
        db.session.commit()


def test_support_reads_what_became_of_each_message_and_how_many_wait(app: Flask, written: int) -> None:
    support = as_user(app, "support")
    support.get("/messages")
    said = words(support)
    assert "not connected to GOV.UK Notify, so nobody gets these messages" in said
    assert re.search(r"Waits to be sent ?2", said) and re.search(
        r"Delivered ?0.*No address ?0|No address ?0.*Delivered ?0", said
    )
    app.test_cli_runner().invoke(args=["jobs", "run", "send-messages"])
    support.get("/messages")
    assert words(support).count("Kept here, and not sent on 2") == 2
    change(app, "sent", state=MessageState.FAILED, failure="permanent-failure")
    app.config["NOTIFY_API_KEY"] = KEY
    support.get("/messages")
    said = words(support)
    assert "not connected" not in said
    assert "Could not be delivered. There is no such address" in said
    assert said.index("Licence to approve") < said.index("Licence returned"), "what failed comes first"


def test_the_words_of_a_message_are_those_that_would_be_sent(app: Flask, written: int) -> None:
    support = as_user(app, "support")
    support.get("/messages")
    with app.app_context():
        for body in db.session.scalars(db.select(Message.body)):
            assert " ".join(body.split()) in words(support)


NOTIFY = {"NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE, "NOTIFY_CALLBACK_TOKEN": TOKEN}


def started(monkeypatch: pytest.MonkeyPatch, settings: type, **given: str | None) -> str:
    """Why a service with these settings does not start; empty where it does."""
    for name, value in given.items():
        monkeypatch.setattr(settings, name, value)
        monkeypatch.setenv(name, value or "")
    monkeypatch.setenv("SECRET_KEY", "kR7vX2pQ9mWc4tLz8bNfHs3dJgYx6aEu")
    monkeypatch.setenv("DATABASE_URL", "postgresql://licence@127.0.0.1/licence")
    try:
        settings()
    except SystemExit as stopped:
        return str(stopped)
    return ""


@pytest.mark.parametrize("settings", [Demo, Production])
def test_a_service_starts_with_all_of_notify_or_none_and_never_with_half(
    monkeypatch: pytest.MonkeyPatch, settings: type
) -> None:
    assert not started(monkeypatch, settings, **dict.fromkeys(NOTIFY))
    assert not started(monkeypatch, settings, **NOTIFY)
    for name in NOTIFY:
        assert f"{name} must be set too" in started(monkeypatch, settings, **NOTIFY | {name: None})
    for name in ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID"):
        why = started(monkeypatch, settings, **NOTIFY | {name: "something-else"})
        assert f"{name} is not one that GOV.UK Notify gives" in why
        assert KEY not in why and "something-else" not in why


def test_a_live_service_wants_a_token_that_nobody_guesses_and_an_address_that_nobody_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "NOTIFY_CALLBACK_TOKEN" in started(
        monkeypatch, Production, **NOTIFY | {"NOTIFY_CALLBACK_TOKEN": "short"}
    )
    assert "https://" in started(monkeypatch, Production, **NOTIFY, NOTIFY_URL="http://notify.example")
    assert not started(monkeypatch, Production, NOTIFY_URL="https://notify.example")


# What could not be delivered


MANAGER = "manager"
RECEIPTS = "/notify/receipts"


def card(app: Flask, username: str, title: str) -> str:
    """How a card of somebody's home page is headed, with its number."""
    client = as_user(app, username)
    client.get("/")
    return next((text(a) for a in client.page.all("a") if text(a).startswith(title)), "")


def pass_on(client: CheckingClient, number: int) -> None:
    """Press the button of a message on the page shown."""
    assert client.submit(action=f"/messages/{number}/seen-to").status_code == 200


def test_a_message_without_an_address_is_a_task_until_somebody_says_that_they_told_them(
    app: Flask, printing_is_quick: None
) -> None:
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, manager_email=None)
    licence_id = put(app, "returned")
    assert card(app, MANAGER, "Pass on messages") == "Pass on messages (1)"
    for username in (MANAGER, "support"):
        client = as_user(app, username)
        client.get("/messages/to-pass-on")
        said = words(client)
        assert "Licence returned: " in said and "No address" in said and "The curfew address" in said
        assert "Licence to approve" not in said, "what could be sent is nobody's task"
    number = int(re.search(r"Read message (\d+)", said)[1])  # type: ignore[index]
    before = events_of(app, licence_id)
    manager = as_user(app, MANAGER)
    manager.get("/messages/to-pass-on")
    pass_on(manager, number)
    assert "You noted that you passed the message on" in words(manager)
    assert "There are no messages to pass on" in words(manager)
    assert card(app, MANAGER, "Pass on messages") == "Pass on messages (0)"
    manager.post(f"/messages/{number}/seen-to", data={}, follow_redirects=True)
    assert "This message was passed on already" in words(manager)
    assert events_of(app, licence_id) == [*before, "see-to-message"], "once"
    assert chain(app, licence_id)
    manager.get(f"/licence/{licence_id}")
    assert "Message passed on that could not be delivered" in words(manager)
    support = as_user(app, "support")
    support.get("/messages")
    assert "Passed on by hand" in words(support)


def test_nobody_else_sees_to_a_message(app: Flask, printing_is_quick: None) -> None:
    change_case(app, case_id_of(app, "Testwick"), manager_email=None)
    put(app, "returned")
    number = failed(app)[0]
    for username in ("practitioner", "colleague", "approver", "administrator", "pdu-head", "several"):
        client = as_user(app, username)
        assert client.get("/messages/to-pass-on").status_code == 403
        assert client.post(f"/messages/{number}/seen-to", data={}).status_code == 403
    change_case(app, case_id_of(app, "Testwick"), team_code="W02A")
    manager = as_user(app, MANAGER)
    manager.get("/messages/to-pass-on")
    assert "There are no messages to pass on" in words(manager)
    assert manager.post(f"/messages/{number}/seen-to", data={}).status_code == 403
    assert manager.post("/messages/999999/seen-to", data={}).status_code == 404
    assert failed(app) == [number]


def failed(app: Flask) -> list[int]:
    """The messages that are tasks."""
    with app.app_context():
        return list(db.session.scalars(db.select(Message.id).where(Message.state.in_(TASKS))))


def test_of_a_restricted_person_a_manager_reads_the_crn_alone_and_can_still_pass_the_message_on(
    app: Flask, printing_is_quick: None
) -> None:
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, manager_email=None)
    put(app, "returned")
    restrict(app, case_id)
    manager = as_user(app, MANAGER)
    manager.get("/messages/to-pass-on")
    said = words(manager)
    assert "A message about X" in said and "Access to the case is restricted" in said
    assert "curfew address" not in said and "Licence returned" not in said
    pass_on(manager, *failed(app))
    assert not failed(app)
    support = as_user(app, "support")
    support.get("/messages/to-pass-on")
    assert "There are no messages to pass on" in words(support)


# Receipts


@pytest.fixture
def told(app: Flask, written: int) -> str:
    """The reference of a message that was sent to a practitioner, with a token for receipts."""
    app.config["NOTIFY_CALLBACK_TOKEN"] = TOKEN
    app.test_cli_runner().invoke(args=["jobs", "run", "send-messages"])
    with app.app_context():
        message = db.session.scalars(db.select(Message).where(Message.notice == "returned")).one()
        return outbox.reference_of(message.id, outbox.letter_of(message))


def receipt(app: Flask, reference: object, status: object, token: str | None = TOKEN) -> tuple[int, dict]:
    """What is answered to a receipt, and by it."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    said = {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": reference, "status": status}
    answer = app.test_client().post(RECEIPTS, json=said, headers=headers)
    assert "Set-Cookie" not in answer.headers and answer.is_json
    return answer.status_code, answer.json


def state_of(app: Flask, reference: str) -> str:
    with app.app_context():
        return db.session.get_one(Message, int(reference.split("-")[1])).state


def test_a_receipt_without_the_token_is_refused_and_changes_nothing(app: Flask, told: str) -> None:
    for token in (None, "", TOKEN + "x", "é", TOKEN.lower()):
        status, said = receipt(app, told, "delivered", token)
        assert (status, list(said)) == (401, ["error"])
    app.config["NOTIFY_CALLBACK_TOKEN"] = None
    for token in (None, "", "None"):
        assert receipt(app, told, "delivered", token)[0] == 401
    assert state_of(app, told) == "sent"


def test_what_is_no_receipt_or_about_no_message_is_refused_in_json(app: Flask, told: str) -> None:
    number = told.split("-")[1]
    for reference in (
        "",
        "nothing",
        f"message-{number}-0000000000000000",
        "message-999999999-" + "0" * 16,
        "x" * 201,
    ):
        assert receipt(app, reference, "delivered")[0] in (400, 404)
    for odd in (None, 7, [], {}, "a\0b"):
        assert receipt(app, odd, "delivered")[0] == receipt(app, told, odd)[0] == 400
    headers = {"Authorization": f"Bearer {TOKEN}"}
    client = app.test_client()
    for body in (b"", b"{", b"[1]", b'"x"', b"\xff", b"x" * 2_000_000, b"[" * 100_000):
        answer = client.post(RECEIPTS, data=body, headers=headers)
        assert answer.status_code in (400, 413) and answer.is_json and list(answer.json) == ["error"]
    assert state_of(app, told) == "sent"


def test_a_receipt_that_cannot_be_kept_now_is_asked_for_again(
    app: Flask, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*given: object) -> bool:
        raise OperationalError("UPDATE messages", {}, Exception("busy"))

    monkeypatch.setattr(outbox, "note_receipt", busy)
    assert receipt(app, told, "delivered")[0] == 503


@pytest.mark.parametrize(
    "statuses, ends",
    [
        (["delivered"], "delivered"),
        (["delivered", "delivered"], "delivered"),
        (["permanent-failure", "permanent-failure"], "failed"),
        (["temporary-failure"], "failed"),
        (["technical-failure"], "failed"),
        (["permanent-failure", "delivered"], "delivered"),
        (["delivered", "permanent-failure"], "delivered"),
        (["delivered", "sending", "created"], "delivered"),
        (["sending", "created", "what-is-this"], "sent"),
    ],
)
def test_receipts_may_come_twice_and_in_any_order(
    app: Flask, told: str, statuses: list[str], ends: str
) -> None:
    for status in statuses:
        assert receipt(app, told, status) == (200, {"status": "kept"})
    assert state_of(app, told) == ends
    assert failed(app) == ([int(told.split("-")[1])] if ends == "failed" else [])


def test_what_came_back_is_a_task_for_the_manager_and_stays_seen_to(app: Flask, told: str) -> None:
    receipt(app, told, "permanent-failure")
    manager = as_user(app, MANAGER)
    manager.get("/messages/to-pass-on")
    assert "Could not be delivered. There is no such address" in words(manager)
    pass_on(manager, *failed(app))
    for status in ("permanent-failure", "delivered"):
        assert receipt(app, told, status)[0] == 200
        assert state_of(app, told) == "seen-to"


# People whom nobody is allocated to


def unallocated(app: Flask) -> int:
    case_id = case_id_of(app, "Testwick")
    nobody = {
        "manager_unallocated": True,
        "manager_name": None,
        "manager_email": None,
        "manager_username": None,
    }
    change_case(app, case_id, **nobody)
    return case_id


def test_every_page_of_a_case_without_an_owner_says_nobody_and_which_manager_was_told_when(
    app: Flask, printing_is_quick: None
) -> None:
    licence_id = put(app, "in progress")
    case_id = unallocated(app)
    pages = [f"/case/{case_id}", f"/licence/{licence_id}", f"/licence/{licence_id}/create/appointment-with"]
    colleague = as_user(app, "colleague")
    for page in pages:
        colleague.get(page, follow_redirects=True)
        assert "Nobody. No team manager has been told of it yet" in squeeze(text(colleague.page.root)), page
    result = app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    assert "Team managers are told of cases that nobody is allocated to: " in result.output
    for page in pages:
        colleague.get(page, follow_redirects=True)
        said = squeeze(text(colleague.page.root))
        assert "Nobody. Perry Leadworth was told of it on 23 November 2026" in said, page
    with app.app_context():
        (message,) = db.session.scalars(
            db.select(Message).where(Message.notice == "nobody-allocated", Message.case_id == case_id)
        )
        assert (message.address, message.username) == ("perry.leadworth@example.com", MANAGER)
        assert message.is_urgent and message.subject.startswith("Nobody is allocated: X")
    assert chain(app, licence_id)


def test_a_manager_is_told_once_and_again_when_it_happens_again(app: Flask) -> None:
    case_id = unallocated(app)
    for _ in range(2):
        app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    assert count(app, Message, Message.case_id == case_id) == 1
    manager = as_user(app, MANAGER)
    manager.get("/people/nobody-allocated")
    assert "Testwick" in words(manager)
    reallocate(app, "Testwick")
    manager.get("/people/nobody-allocated")
    assert "Testwick" not in words(manager)
    manager.get(f"/case/{case_id}")
    assert "Nobody." not in words(manager)
    unallocated(app)
    app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    assert count(app, Message, Message.case_id == case_id) == 2


def reallocate(app: Flask, surname: str) -> None:
    """What an import of the record as it was does."""
    with app.app_context():
        record = case_of(surname).record
        import_records(parse_records(json.dumps([record])), working_days())


def test_where_a_team_has_no_manager_who_can_be_told_it_is_tried_again(app: Flask) -> None:
    case_id = unallocated(app)
    with app.app_context():
        db.session.execute(db.update(User).where(User.username == MANAGER).values(email=None))
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    assert "left as they were" in result.output and count(app, Message, Message.case_id == case_id) == 0
    with app.app_context():
        db.session.execute(db.update(User).where(User.username == MANAGER).values(email="perry@example.com"))
        db.session.commit()
    app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    assert count(app, Message, Message.case_id == case_id) == 1


# Notices of the clock


def test_who_sent_an_edit_that_nobody_approved_is_told_once_on_the_day_of_the_release(
    app: Flask, printing_is_quick: None
) -> None:
    name = "notify-probation-of-unapproved-licences"
    first = put(app, "submitted", "Sampleton")
    edit = sent(app, put(app, "edit in progress"), "colleague")
    for licence in (first, edit):
        with app.app_context():
            case_id = db.session.get_one(Licence, licence).case_id
        change_case(app, case_id, licence_start=days(2))
    for day, told in ((1, "0 licences"), (2, "1 licence"), (2, "0 licences"), (3, "0 licences")):
        result = app.test_cli_runner().invoke(args=["jobs", "run", name, "--today", str(days(day))])
        assert f": {told}." in result.output
    assert outbox_of(app, edit)[-1][1:] == (
        email_of(app, "colleague"),
        f"Not approved, and the release is today: {crn_of(app, 'Testwick')}",
    )
    assert status_of(app, edit) == "submitted" and chain(app, edit)
    assert not [subject for _, _, subject in outbox_of(app, first) if "Not approved" in subject]


def email_of(app: Flask, username: str) -> str | None:
    with app.app_context():
        return user(username).email


def crn_of(app: Flask, surname: str) -> str:
    with app.app_context():
        return case_of(surname).crn


def test_who_is_told_that_nobody_is_allocated_is_the_manager_of_the_team_that_the_person_is_in(
    app: Flask,
) -> None:
    case_id = case_id_of(app, "Testwick")
    nobody = {"unallocated": True, "name": None, "username": None, "email": None}
    comes(app, case_id, manager=nobody)
    app.test_cli_runner().invoke(args=["jobs", "run", "tell-managers"])
    reader = as_user(app, "administrator")
    reader.get(f"/case/{case_id}", follow_redirects=True)
    assert "Nobody. Perry Leadworth was told of it" in squeeze(text(reader.page.root))
    comes(app, case_id, manager=nobody | {"team": {"code": "W02A", "description": "Other Team"}})
    reader.get(f"/case/{case_id}", follow_redirects=True)
    assert "Nobody. No team manager has been told of it yet" in squeeze(text(reader.page.root))
