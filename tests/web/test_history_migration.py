"""What was recorded while chains were each licence's own is brought along: byte for byte, and found when it changes."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade

from app import clock
from app.domain.policy.json import canonical
from app.domain.roles import Role
from app.factory import create_app
from app.models import evidence
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import CASE_CHAIN, LICENCE_CHAIN, Chains, Event, Message
from app.store import events
from app.store.policies import policy_hash
from tests.support.needs import ROOT
from tests.web.test_audit import first_fault, verified

BEFORE: dict[str, list[dict[str, object]]] = json.loads(
    (Path(__file__).parent / "before" / "rows.json").read_text(encoding="utf-8")
)
"""What the service wrote at migration 0004 about two people: one approved and edited, one returned."""
MIGRATIONS = str(ROOT / "migrations")


@pytest.fixture
def app(empty_database, close):
    """The service on a database that held what was recorded before, brought up to date."""
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    with made.app_context():
        upgrade(directory=MIGRATIONS, revision="0004")
        meta = db.MetaData()
        meta.reflect(db.session.connection())
        later = [(row["id"], row["document_id"]) for row in BEFORE["licences"]]
        for name, rows in BEFORE.items():
            table = meta.tables[name]
            for row in rows:
                filled = {key: read(table.c[key], value) for key, value in row.items()}
                if name == "policies":  # of whose content the example has a little
                    filled |= {"sha256": policy_hash(canonical(filled["content"]))}
                if name == "licences":
                    filled |= {"document_id": None, "parent_id": None}
                db.session.execute(table.insert().values(filled))
        parents = {row["id"]: row["parent_id"] for row in BEFORE["licences"]}
        licences = meta.tables["licences"]
        for number, document in later:
            db.session.execute(
                licences.update()
                .where(licences.c.id == number)
                .values(document_id=document, parent_id=parents[number])
            )
        if (
            db.engine.dialect.name == "postgresql"
        ):  # which counts on where it left off, not from what is there
            for name in ("events", "messages", "decisions", "documents", "licences"):
                top = f"(SELECT max(id) FROM {name})"
                db.session.execute(db.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {top})"))
        db.session.commit()
        upgrade(directory=MIGRATIONS)
    yield made
    close(made)


def read(column, value):
    """A kept value as the column takes it."""
    if not isinstance(value, str):
        return value
    kind = column.type.python_type
    if kind is dt.datetime:
        return dt.datetime.fromisoformat(value)
    return dt.date.fromisoformat(value) if kind is dt.date else value


def test_what_was_recorded_stays_byte_for_byte_under_a_chain_that_names_its_heads_and_licences_gain_what_they_lacked(
    app,
):
    with app.app_context():
        older = db.session.scalars(
            db.select(Event).where(Event.format == LICENCE_CHAIN).order_by(Event.id)
        ).all()
        kept = ("id", "licence_id", "number", "action", "by_id", "by_name", "by_role", "detail", "hash")
        assert [{name: getattr(e, name) for name in kept} for e in older] == [
            {name: row[name] for name in kept} for row in BEFORE["events"]
        ]
        opened = db.session.scalars(db.select(Event).where(Event.format == CASE_CHAIN)).all()
        assert [event.action for event in opened] == ["chain-opened"] * len(BEFORE["cases"])
        heads = {head["licence"]: head["hash"] for event in opened for head in event.detail["heads"]}
        assert heads == {event.licence_id: event.hash for event in older}
        assert db.session.scalar(db.select(Chains.begun)) == len(opened)
        assert {(c.chain_length, c.chain_head) for c in db.session.scalars(db.select(Case))} == {
            (1, event.hash) for event in opened
        }
    with app.app_context():
        for licence in db.session.scalars(db.select(Licence)):
            assert licence.purpose == ("edit" if licence.parent_id else "first")
            assert licence.start and licence.end and licence.prison_code == "ZAI" and licence.team_code
        for message in db.session.scalars(db.select(Message)):
            assert message.case_id == db.session.get_one(Licence, message.licence_id).case_id
            assert message.state == "waiting" and message.tries == 0
    status, said = verified(app)
    assert status == 0, said


def change(table: str, column: str, value: str):
    """Somebody's change to the first row of a table."""
    rows = db.metadata.tables[table]
    first = db.select(db.func.min(rows.c.id)).scalar_subquery()
    return lambda: db.session.execute(rows.update().where(rows.c.id == first).values({column: value}))


def drop_the_last() -> None:
    last = db.session.scalars(
        db.select(Event).where(Event.format == LICENCE_CHAIN).order_by(Event.id.desc())
    ).first()
    db.session.execute(db.delete(Message).where(Message.event_id == last.id))
    db.session.delete(last)


OLDER = {
    "the part of a condition": (change("conditions", "part", "PSS"), "its conditions as rows are not"),
    "who made a document": (change("documents", "made_by_id", 5), "was made by somebody else"),
    "the licence of a message": (change("messages", "licence_id", 3), "another case or licence"),
    "an event": (change("events", "by_name", "Somebody Else"), "was changed"),
    "a message": (change("messages", "body", "Nothing."), "is not one that its history knows"),
    "a decision": (change("decisions", "reason", "Other."), "is not one that its history knows"),
    "a status": (change("licences", "status", "inactive"), "and its history says"),
    "the end of a chain": (drop_the_last, "another end than was taken over"),
}


def test_what_is_changed_of_before_is_found_and_the_migration_can_be_taken_back(app, subtests):
    for what, (changing, named) in OLDER.items():
        with subtests.test(what):
            assert named in first_fault(app, changing)
    with app.app_context():
        downgrade(directory=MIGRATIONS, revision="0004")
        if db.engine.dialect.name == "postgresql":
            left = "SELECT count(*) FROM pg_proc WHERE proname = 'refuse_to_change_evidence'"
            assert db.session.scalar(db.text(left)) == 0
        rows = db.session.execute(db.text("SELECT count(*) FROM events")).scalar_one()
        assert rows == len(BEFORE["events"])
        db.session.rollback()  # or the migration would wait for this transaction
        upgrade(directory=MIGRATIONS)
    status, said = verified(app)
    assert status == 0, said


def test_the_migration_cannot_be_taken_back_once_something_has_happened(app, caplog):
    with app.app_context():
        events.record(db.session.get_one(Case, 1), None, "noted", None, Role.SERVICE, {}, clock.now())
        db.session.commit()
        with pytest.raises(SystemExit):
            downgrade(directory=MIGRATIONS, revision="0005")
    assert "going back would delete evidence" in caplog.text
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).where(Event.action == "noted")) == 1
        db.session.rollback()
        upgrade(directory=MIGRATIONS)  # those that were taken back before it
    status, said = verified(app)
    assert status == 0, said


def test_a_table_that_is_guarded_later_is_nothing_to_the_migration(empty_database, close, monkeypatch):
    monkeypatch.setattr(evidence, "TABLES", (later := (*evidence.TABLES, "later")))
    for function in (evidence.guard, evidence.unguard):
        monkeypatch.setattr(function, "__defaults__", (later,))
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    with made.app_context():
        upgrade(directory=MIGRATIONS)
        downgrade(directory=MIGRATIONS, revision="0005")
    close(made)
