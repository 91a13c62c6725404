"""What was kept for long enough goes, rule by rule; what proves a licence stays, and the audit still holds."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence, Run
from app.models.record import Decision, Document, Event, Message, MessageState
from app.models.security_event import SecurityEvent
from app.models.session import UserSession
from app.store.retention import FORGET, RULES
from tests.support import standing
from tests.support.client import sign_in
from tests.support.moving import put
from tests.support.standing import everything, tampering
from tests.support.tampered import chain_anew


def removed(app: Flask, days: int, *options: str) -> dict[str, int]:
    """How much each rule removes so many days later."""
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=days)
    try:
        result = app.test_cli_runner().invoke(args=["retention", *options])
    finally:
        app.config["CLOCK_FIXED_AT"] -= dt.timedelta(days=days)
    assert result.exit_code == 0, result.output
    lines = [line.split(": ", 1) for line in result.output.splitlines()]
    return {name: int(said.split()[0]) for name, said in lines}


def verified(app: Flask) -> str:
    return str(app.test_cli_runner().invoke(args=["audit", "verify"]).output)


@pytest.fixture
def lived(app: Flask, printing_is_quick: None) -> int:
    """A licence that was returned, sent again, approved and edited, with an edit that was discarded; all messages of it
    delivered, of others' none."""
    licence_id = put(app, "returned")
    standing.sent(app, licence_id, "practitioner")
    standing.decided(app, licence_id, "approver")
    standing.discarded(app, standing.edited(app, licence_id, "practitioner"), "practitioner")
    put(app, "submitted", "Sampleton")
    with app.app_context():
        now = app.config["CLOCK_FIXED_AT"]
        mine = Message.case_id == standing.case_of("Testwick").id
        db.session.execute(
            db.update(Message).where(mine).values(state=MessageState.DELIVERED, delivered_at=now)
        )
        db.session.execute(db.update(Run).values(opened_at=now))
        db.session.commit()
    sign_in(app.test_client(), "practitioner")
    return licence_id


def test_nothing_goes_before_its_time(app: Flask, lived: int) -> None:
    before = everything(app)
    assert removed(app, 0) == dict.fromkeys([rule.name for rule in RULES], 0)
    assert everything(app) == before


def test_a_trial_counts_what_would_go_and_changes_nothing(app: Flask, lived: int) -> None:
    before = everything(app)
    would = removed(app, 1000, "--dry-run")
    assert everything(app) == before
    assert would["answers-replaced"] and would["messages"] and would["security-events"] and would["sessions"]


def test_what_is_too_old_goes_and_the_evidence_stays_and_holds(app: Flask, lived: int) -> None:
    kept = {model: standing.count(app, model) for model in (Document, Decision, Licence, Case)}
    events = standing.count(app, Event)
    undelivered = standing.count(app, Message, Message.state != MessageState.DELIVERED)
    done = removed(app, 1000)
    assert all(done[name] for name in ("answers-replaced", "answers-ended", "messages", "sessions"))
    assert {model: standing.count(app, model) for model in kept} == kept
    assert standing.count(app, Message) == undelivered > 0, "a message that was not delivered stays"
    assert standing.count(app, SecurityEvent) == standing.count(app, UserSession) == 0
    assert standing.count(app, Event) == events + 1 == standing.count(app, Event, Event.action != FORGET) + 1
    assert "Everything holds" in verified(app)
    assert removed(app, 1000) == dict.fromkeys(done, 0), "again, nothing is left to remove"


def test_security_events_that_are_old_enough_go_from_the_beginning_and_the_rest_is_still_a_chain(
    app: Flask, lived: int
) -> None:
    sign_in(app.test_client(), "approver")
    with app.app_context(), tampering():
        now = app.config["CLOCK_FIXED_AT"]
        old, *others = db.session.scalars(db.select(SecurityEvent).order_by(SecurityEvent.id))
        old.at = now - dt.timedelta(days=730)
        for other in others:
            other.at = now
        chain_anew(SecurityEvent)
    before = standing.count(app, SecurityEvent)
    assert removed(app, 1)["security-events"] == 1
    assert standing.count(app, SecurityEvent) == before - 1 > 0
    assert "Everything holds" in verified(app)
    with app.app_context(), tampering():
        db.session.delete(db.session.scalars(db.select(SecurityEvent).order_by(SecurityEvent.id)).first())
        db.session.flush()
    assert "the last security events were removed" in verified(app)


@pytest.mark.one_database
def test_the_answers_that_a_move_would_copy_stay(app: Flask, lived: int) -> None:
    removed(app, 1000)
    copy = standing.edited(app, lived, "practitioner")
    assert standing.answers_of(app, copy) == standing.answers_of(app, lived) != {}
    standing.sent(app, copy, "practitioner")
    assert "Everything holds" in verified(app)


def test_what_is_being_written_stays_however_old(app: Flask) -> None:
    licence_id = put(app, "in progress")
    with app.app_context():
        standing.fill(standing.reach("practitioner", licence_id), "create")
        db.session.commit()
    before = standing.answers_of(app, licence_id)
    removed(app, 4000)
    assert standing.answers_of(app, licence_id) == before != {}


@pytest.mark.one_database
def test_a_message_that_went_without_its_event_is_still_missed(app: Flask, lived: int) -> None:
    with app.app_context(), tampering():
        mine = Message.case_id == standing.case_of("Sampleton").id
        db.session.execute(db.delete(Message).where(mine))
    assert "a message that its history knows is missing" in verified(app)
    removed(app, 1000)
    assert "a message that its history knows is missing" in verified(app)
