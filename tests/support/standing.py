"""Licences in any status, made by the moves themselves without HTTP, and what the database remembers of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import func

from app.access import LicenceReach, open_case, open_licence
from app.domain.licence import actions
from app.models import Case, User, evidence
from app.models.base import db
from app.models.licence import Author, Licence, Run
from app.models.map import File, LicenceMap, Map
from app.models.question import Question
from app.models.record import START_OF_CHAIN, Chains, Condition, Decision, Document, Event, Message
from app.moves.frame import perform
from app.store import maps, runs, sessions
from app.store.facts import facts_about
from journeys.all import JOURNEYS
from journeys.show import bound_form
from journeys.walk import Walk
from tests.support.client import CheckingClient
from tests.support.examples import answer_for
from tests.support.map_examples import MAP

STANDINGS = (
    "not started",
    "in progress",
    "submitted",
    "returned",
    "approved",
    "edit in progress",
    "inactive",
)
"""Where a licence can stand: "inactive" is a discarded edit beside the approved licence, "edit in progress" such an
edit before that."""

TRACES = (
    Message,
    Question,
    Condition,
    Decision,
    Event,
    Author,
    LicenceMap,
    Map,
    File,
    Run,
    Licence,
    Document,
)
"""The tables that moves and answers write."""


def as_user(app: Flask, username: str) -> CheckingClient:
    """A browser with somebody signed in, without the sign-in page."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    with app.app_context():
        key = sessions.begin(user(username), "", "192.0.2.1").key
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = key, True
    return client


def user(username: str) -> User:
    """An account by its username, within a context."""
    return db.session.scalars(db.select(User).where(User.username == username)).one()


def case_of(surname: str) -> Case:
    """One of the demo's people, within a context."""
    return db.session.scalars(db.select(Case).where(Case.surname == surname)).one()


def case_id_of(app: Flask, surname: str) -> int:
    with app.app_context():
        return case_of(surname).id


def reach(username: str, licence_id: int) -> LicenceReach:
    """Somebody's reach of a licence, within a context, its case held as a POST does."""
    return open_licence(user(username), licence_id, lock=True)


def fill(
    at: LicenceReach, journey: str, given: Mapping[str, Mapping[str, Any]] | None = None
) -> tuple[Walk, Run]:
    """Answer every page of a journey, as given, else with an example."""
    declared, answers = JOURNEYS[journey], dict(given or {})
    run = runs.find(at.licence, declared, at.user) or runs.open_run(
        at.licence, journey, runs.owner_of(declared, at.user)
    )
    if run.id is None:
        db.session.flush()
    facts = facts_about(at)
    for _ in range(300):
        walk = Walk(declared, facts, runs.answers_of(run))
        gap = walk.gap
        if gap is None:
            return walk, run
        assert gap.form is not None, f"the walk stops at {gap.name}"
        form = bound_form(walk, gap)
        standard: dict[str, dict[str, Any]] = {
            "additional-conditions": {"needed": "no"},
            "bespoke-conditions": {"another": "no"},
            "licence": {"document": facts.licence.document_sha256},
            "reason": {"reason": "The curfew address is not the one we agreed."},
        }
        value = answers.get(gap.name) or standard.get(gap.name) or answer_for(form, facts)
        runs.save(run, gap.name, value, at.user)
        if not declared.is_own:
            runs.note_author(at.licence, at.user)
    raise AssertionError("the walk does not end")


def started(
    app: Flask, case_id: int, by: str, given: Mapping[str, Any] | None = None, whole: bool = False
) -> int:
    """A licence in progress; with `whole`, every question is answered."""
    with app.app_context():
        at = open_case(user(by), case_id)
        licence_id = int(perform(actions.START, at).result.id)
        if whole:
            fill(reach(by, licence_id), "create", given)
        db.session.commit()
        return licence_id


def sent(app: Flask, licence_id: int, by: str, given: Mapping[str, Any] | None = None) -> int:
    """The licence, written to the end and sent to the prison."""
    with app.app_context():
        at = reach(by, licence_id)
        walk, run = fill(at, "create", given)
        perform(actions.SUBMIT, at, walk=walk, run=run)
        db.session.commit()
    return licence_id


def decided(app: Flask, licence_id: int, by: str, decision: str = "approve") -> int:
    """The licence, approved or returned."""
    with app.app_context():
        at = reach(by, licence_id)
        walk, run = fill(at, "approve", {"decision": {"decision": decision}})
        perform(JOURNEYS["approve"].outcome(walk), at, walk=walk, run=run)
        db.session.commit()
    return licence_id


def edited(app: Flask, licence_id: int, by: str) -> int:
    """The edit of an approved licence."""
    with app.app_context():
        at = reach(by, licence_id)
        copy = int(perform(actions.EDIT, at).result.id)
        db.session.commit()
    return copy


def discarded(app: Flask, licence_id: int, by: str) -> int:
    with app.app_context():
        perform(actions.DISCARD, reach(by, licence_id))
        db.session.commit()
    return licence_id


def stand(app: Flask, standing: str, case_id: int, writer: str, approver: str) -> int | None:
    """A licence that stands so, for a person who has none yet; None for a person without."""
    if standing == "not started":
        return None
    licence_id = started(app, case_id, writer)
    if standing == "in progress":
        return licence_id
    sent(app, licence_id, writer)
    if standing == "submitted":
        return licence_id
    decided(app, licence_id, approver, "return" if standing == "returned" else "approve")
    if standing in ("returned", "approved"):
        return licence_id
    copy = edited(app, licence_id, writer)
    return copy if standing == "edit in progress" else discarded(app, copy, writer)


def give_map(app: Flask, licence_id: int, by: str) -> None:
    """Let a licence use the example map, as its document does where it has one."""
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        maps.keep(licence, MAP, user(by))
        if licence.document_id is not None:
            maps.freeze(licence_id, [MAP.sha256])
        db.session.commit()


def restrict(app: Flask, case_id: int, message: str = "Ask the manager.") -> None:
    """Restrict the record of a person."""
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        case.restriction_kind, case.restriction_message = "RESTRICTED", message
        db.session.commit()


def traces(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that moves and answers have left: two of these are equal when nothing was done between them."""
    with app.app_context():
        return {
            model.__tablename__: [
                tuple(row)
                for row in db.session.execute(
                    db.select(model.__table__).order_by(*model.__table__.primary_key)
                )
            ]
            for model in TRACES
        }


def everything(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what is noted of who is signed in and what was refused."""
    with app.app_context():
        return {
            name: [
                tuple(row)
                for row in db.session.execute(db.select(table).order_by(*table.primary_key))
                if row[0] != "security_events"  # whose chain has another end
            ]
            for name, table in db.metadata.tables.items()
            if name not in ("sessions", "security_events")
        }


def events_of(app: Flask, licence_id: int) -> list[str]:
    """What happened to a licence, in order."""
    with app.app_context():
        return list(
            db.session.scalars(
                db.select(Event.action).where(Event.licence_id == licence_id).order_by(Event.id)
            )
        )


def status_of(app: Flask, licence_id: int) -> str:
    with app.app_context():
        return str(db.session.get_one(Licence, licence_id).status.value)


def answers_of(app: Flask, licence_id: int, journey: str = "create") -> dict[str, Any]:
    """The answers of the newest run of a journey."""
    with app.app_context():
        run = db.session.scalar(
            db.select(Run)
            .where(Run.licence_id == licence_id, Run.journey == journey)
            .order_by(Run.id.desc())
            .limit(1)
        )
        return dict(run.answers) if run else {}


def outbox(app: Flask, licence_id: int) -> list[tuple[str, str | None, str]]:
    """Recipient, address and subject of every message about a licence, oldest first."""
    with app.app_context():
        return [
            tuple(row)
            for row in db.session.execute(
                db.select(Message.recipient, Message.address, Message.subject)
                .where(Message.licence_id == licence_id)
                .order_by(Message.id)
            )
        ]


def count(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context():
        return int(db.session.scalar(db.select(func.count()).select_from(model).where(*where)) or 0)


def forget_licences(app: Flask) -> None:
    """Remove every licence, as before the first was started."""
    with app.app_context(), tampering():
        db.session.execute(db.update(Licence).values(document_id=None, parent_id=None))
        db.session.execute(db.update(Chains).values(begun=0))
        db.session.execute(db.update(Case).values(chain_length=0, chain_head=START_OF_CHAIN))
        for model in TRACES:
            db.session.execute(db.delete(model))
        db.session.commit()


@contextmanager
def tampering() -> Iterator[None]:
    """Within, what is written once can be changed, as by somebody who has the database in their hands."""
    evidence.unguard(db.session.connection())
    yield
    evidence.guard(db.session.connection())
    db.session.commit()


def change_case(app: Flask, case_id: int, **facts: Any) -> None:
    """What an import would change about a person."""
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        for name, value in facts.items():
            setattr(case, name, value)
        db.session.commit()


def days(number: int) -> dt.date:
    """A date so many days after the day of the tests' clock."""
    return dt.date(2026, 11, 23) + dt.timedelta(days=number)
