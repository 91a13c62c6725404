"""Evidence is read where it is used: nothing is approved or printed on what somebody changed with the database in their
hands, and pages say so."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sql_event

from app.domain.document.seal import document_hash
from app.domain.licence import actions
from app.models import evidence
from app.models.base import db
from app.models.case import Case
from app.models.chain import ChainEnd
from app.models.licence import Author, Licence
from app.models.map import File
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.record import Condition, Decision, Document, Event, Message
from app.models.security_event import Kind, SecurityEvent
from app.moves.frame import perform
from app.store import heads, policies, proof
from app.store.events import event_hash
from app.store.licences import decision_digest
from app.store.policies import policy_hash
from app.store.security_events import note
from tests.support import standing
from tests.support.map_examples import MAP
from tests.support.moving import decide, put, words
from tests.support.queries import queries
from tests.support.standing import as_user, tampering
from tests.support.tampered import chain_anew, say, send_instead
from tests.support.writing import press

NOT_AS_SENT = "This licence does not match what was sent"
MAP_PREVIEW = sha256(MAP.preview).hexdigest()


def one(model: Any, *where: Any) -> Any:
    return db.session.scalars(db.select(model).where(*where).order_by(model.id.desc())).first()


def drop(event: Event) -> None:
    db.session.execute(db.delete(Message).where(Message.event_id == event.id))
    db.session.execute(db.delete(Event).where(Event.id == event.id))


def other_words(content: dict[str, Any]) -> dict[str, Any]:
    """A document with another text in its first condition."""
    made = json.loads(json.dumps(content))
    for section in made["printed"]["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "conditions":
                block["items"][0]["text"] = "You may go where you like."
                return made
    raise AssertionError("no condition is printed")


def change_document_in_two_tables() -> None:
    """The condition's words, and the hash of the document with the decision's."""
    document = one(Document)
    document.content = other_words(document.content)
    document.sha256 = document_hash(document.content)
    for decision in db.session.scalars(db.select(Decision)):
        decision.document_sha256 = document.sha256


def put_an_event_in_between() -> None:
    """An approval by somebody else before the last event, its own hash right."""
    last = one(Event)
    columns = {c.name: getattr(last, c.name) for c in Event.__table__.columns if c.name != "id"}
    between = Event(**columns)
    db.session.execute(db.update(Event).where(Event.id == last.id).values(number=last.number + 1))
    between.by_name = "Somebody Else"
    between.hash = event_hash(between)
    db.session.add(between)


ON_APPROVED: dict[str, tuple[Callable[[], Any], bool]] = {
    "another name and date in the decision": (
        lambda: db.session.execute(
            db.update(Decision).values(
                decided_by_name="Somebody Else", decided_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
            )
        ),
        False,
    ),
    "no decision": (lambda: db.session.execute(db.delete(Decision)), False),
    "no event of the approval": (lambda: drop(one(Event, Event.action == "approve")), True),
    "another text, and its hash in two tables": (change_document_in_two_tables, True),
    "another text, its hash and the history up to its end, but not the decision": (
        lambda: send_instead(one(Document), other_words(one(Document).content)),
        False,
    ),
    "an event put in between": (put_an_event_in_between, True),
    "an event that says who did not do it": (
        lambda: db.session.execute(
            db.update(Event).where(Event.action == "submit").values(by_name="Somebody Else")
        ),
        True,
    ),
    "a condition’s row": (
        lambda: db.session.execute(db.update(Condition).values(text="You may do as you like.")),
        False,
    ),
    "no conditions’ rows": (lambda: db.session.execute(db.delete(Condition)), False),
    "another document": (
        lambda: db.session.execute(db.update(Licence).values(document_id=None)),
        True,
    ),
}
"""What is changed of an approved licence, and whether a page that only shows it can tell."""


@pytest.mark.one_database
@pytest.mark.parametrize("what", ON_APPROVED)
def test_a_licence_is_not_printed_once_this_was_changed(
    app: Flask, printing_is_quick: None, what: str
) -> None:
    licence_id = put(app, "approved")
    client = as_user(app, "administrator")
    shown = f"/licence/{licence_id}"
    client.get(shown)
    assert "Print the licence (PDF, opens in new tab)" in words(client)
    change, is_seen = ON_APPROVED[what]
    with app.app_context(), tampering():
        change()
        db.session.flush()
    for answer in (client.get(f"{shown}/html"), client.post(f"{shown}/print", data={})):
        assert answer.status_code == 403
        assert NOT_AS_SENT in words(client) and "Contact support now" in words(client)
    assert "print" not in standing.events_of(app, licence_id)
    client.get(shown)
    assert (NOT_AS_SENT in words(client)) == is_seen
    assert ("Print the licence (PDF, opens in new tab)" not in words(client)) == is_seen
    assert "Somebody Else" not in words(client) or is_seen


def test_a_draft_that_somebody_calls_approved_is_not_printed(app: Flask, printing_is_quick: None) -> None:
    licence_id = put(app, "in progress")
    with app.app_context():
        db.session.execute(db.update(Licence).values(status="approved"))
        db.session.commit()
    client = as_user(app, "administrator")
    assert client.get(f"/licence/{licence_id}/html").status_code == 403 and NOT_AS_SENT in words(client)
    client.get(f"/licence/{licence_id}")
    assert "its history says in progress" in words(client)


ON_SENT: dict[str, Callable[[], Any]] = {
    "its text, with its hash": change_document_in_two_tables,
    "its status": lambda: db.session.execute(db.update(Licence).values(status="submitted", document_id=None)),
    "the event that sent it": lambda: drop(one(Event, Event.action == "submit")),
}


@pytest.mark.one_database
@pytest.mark.parametrize("what", ON_SENT)
def test_an_approver_reads_and_decides_about_nothing_once_this_was_changed(
    app: Flask, printing_is_quick: None, what: str
) -> None:
    licence_id = put(app, "submitted")
    with app.app_context(), tampering():
        ON_SENT[what]()
        db.session.flush()
    client = as_user(app, "approver")
    answer = client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert answer.status_code == 403 and NOT_AS_SENT in words(client)
    assert "You may go where you like" not in words(client)


def test_what_only_a_reading_of_all_the_evidence_finds_stops_the_decision(
    app: Flask, printing_is_quick: None
) -> None:
    licence_id = put(app, "submitted")
    client = as_user(app, "approver")
    decide(client, licence_id, "approve")
    with app.app_context(), tampering():
        db.session.execute(db.update(Condition).values(code="another"))
    client.submit()
    assert client.page is not None and client.page.status == 403
    assert "its conditions as rows are not those of the document" in words(client)
    assert standing.status_of(app, licence_id) == "submitted"


def test_what_is_wrong_with_another_licence_of_a_person_stops_nothing(
    app: Flask, printing_is_quick: None
) -> None:
    copy = put(app, "edit in progress")
    standing.sent(app, copy, "practitioner")
    with app.app_context(), tampering():
        newest = one(Document)
        newest.content = other_words(newest.content)
        db.session.flush()
    client = as_user(app, "administrator")
    with app.app_context():
        (approved,) = db.session.scalars(db.select(Licence.id).where(Licence.status == "approved"))
    assert client.get(f"/licence/{approved}/html").status_code == 200
    assert as_user(app, "approver").get(f"/licence/{copy}/approve/licence").status_code in (302, 403)


def test_a_map_whose_file_was_changed_is_neither_printed_nor_approved(app: Flask) -> None:
    licence_id = put(app, "approved")
    standing.give_map(app, licence_id, "practitioner")
    block = {"kind": "map", "heading": "Map", "words": "w", "image": MAP_PREVIEW, "text": None}
    with app.app_context(), tampering():
        document = one(Document)
        content = json.loads(json.dumps(document.content))
        content["printed"]["sections"][5]["blocks"].append(block)
        for decision in db.session.scalars(db.select(Decision)):
            forge(document, decision, content)
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    paper = press(client, f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF")
    with app.app_context():
        db.session.execute(db.update(File).where(File.sha256 == MAP_PREVIEW).values(content=b"another"))
        db.session.commit()
    press(client, f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    assert client.page is not None and client.page.status == 403
    assert "A map of this licence is missing or was changed" in words(client)
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1 and "of a map is gone or was changed" in result.output


def forge(document: Document, decision: Decision, content: dict[str, Any]) -> None:
    """Let a document be another, and everything that proves it go with it."""
    send_instead(document, content)
    decision.document_sha256 = document.sha256
    approval = one(Event, Event.action == "approve")
    said = {"document": document.sha256, "decision": decision_digest(decision)}
    say(approval, {**approval.detail, **said})
    db.session.flush()


def test_a_move_that_is_made_while_a_page_reads_is_no_damage(app: Flask, printing_is_quick: None) -> None:
    licence_id = put(app, "submitted")
    with app.app_context():
        engine = db.engine
    moved = []

    def move(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM events" in statement and not moved:
            moved.append(statement)
            with app.app_context():
                perform(actions.WITHDRAW, standing.reach("practitioner", licence_id))
                db.session.commit()

    client = as_user(app, "practitioner")
    sql_event.listen(engine, "before_cursor_execute", move)
    try:
        answer = client.get(f"/licence/{licence_id}")
    finally:
        sql_event.remove(engine, "before_cursor_execute", move)
    assert moved and answer.status_code == 200 and NOT_AS_SENT not in words(client)
    with app.app_context():
        assert proof.fault_of(db.session.get_one(Licence, licence_id)) is None


def test_what_reading_the_evidence_costs(app: Flask, printing_is_quick: None) -> None:
    licence_id = put(app, "approved")
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        assert licence.case and licence.document
        with queries(app) as sent:
            assert proof.fault_of(licence) is None
        assert len(sent) <= 6
        with queries(app) as sent:
            assert proof.fault_as_shown(licence) is None
        assert len(sent) == 1


# Policies


@pytest.mark.one_database
def test_a_policy_whose_content_was_changed_is_not_used(app: Flask) -> None:
    with app.app_context(), tampering():
        policy = db.session.scalars(db.select(PolicyVersion)).one()
        policy.content = policy.content | {"version": "0.2 "}
        db.session.flush()
    policies._parsed.clear()
    client = as_user(app, "practitioner")
    with app.app_context():
        case_id = standing.case_of("Testwick").id
    assert client.get(f"/case/{case_id}/start").status_code == 403
    assert "Policy 0.2 does not match what was imported" in words(client) and "Contact support" in words(
        client
    )
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1 and "policy 0.2 was changed" in result.output


# Triggers


def test_the_audit_names_a_table_that_nothing_guards(app: Flask, subtests: Any) -> None:
    def verified() -> str:
        return str(app.test_cli_runner().invoke(args=["audit", "verify"]).output)

    assert "Everything holds" in verified()
    for table in evidence.TABLES:
        with subtests.test(table):
            with app.app_context():
                evidence.unguard(db.session.connection(), [table])
                db.session.commit()
            assert f"nothing stops changes to the table {table}" in verified()
            with app.app_context():
                evidence.guard(db.session.connection(), [table])
                db.session.commit()
    assert "Everything holds" in verified()


def test_a_trigger_that_does_nothing_is_no_guard(app: Flask) -> None:
    with app.app_context():
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE events DISABLE TRIGGER events_guard")
            assert evidence.unguarded(connection) == ["events"]
            connection.exec_driver_sql("ALTER TABLE events ENABLE TRIGGER events_guard")
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {evidence.FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$BEGIN RETURN NULL; END$$"
            )
            assert evidence.unguarded(connection) == list(evidence.TABLES)
        else:
            connection.exec_driver_sql("DROP TRIGGER events_guard_update")
            connection.exec_driver_sql(
                "CREATE TRIGGER events_guard_update BEFORE UPDATE ON events BEGIN SELECT 1; END"
            )
            assert evidence.unguarded(connection) == ["events"]
        db.session.rollback()


# Heads


@pytest.fixture
def line(app: Flask, printing_is_quick: None) -> str:
    """A line of heads about three people’s histories, after which more happened."""
    put(app, "approved")
    put(app, "submitted", "Sampleton")
    with app.app_context():
        note(Kind.SIGNED_IN, standing.user("practitioner"))
        db.session.commit()
    result = app.test_cli_runner().invoke(args=["audit", "heads"])
    assert result.exit_code == 0, result.output
    put(app, "returned", "O’Fictional")
    return str(result.output)


def verified(app: Flask, tmp_path: Path, *lines: str) -> tuple[int, str]:
    file = tmp_path / "heads.log"
    file.write_text("".join(lines), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["audit", "verify", "--heads", str(file)])
    return result.exit_code, result.output


def test_heads_hold_while_the_service_goes_on(app: Flask, line: str, tmp_path: Path) -> None:
    later = app.test_cli_runner().invoke(args=["audit", "heads"]).output
    assert verified(app, tmp_path, later, line, "\n")[0] == 0
    assert "Somebody" not in line and "Testwick" not in line and line.count("\n") == 1


def recompute() -> None:
    """Another approver, in the event, the decision and all hashes after."""
    decision = one(Decision, Decision.decision == "approve")
    decision.decided_by_name = "Somebody Else"
    approval = one(Event, Event.action == "approve")
    approval.by_name = "Somebody Else"
    say(approval, {**approval.detail, "decision": decision_digest(decision)})


def cut() -> None:
    """The last event of a history, and its case says so."""
    event = one(Event, Event.action == "submit", Event.case_id == standing.case_of("Sampleton").id)
    licence = db.session.get_one(Licence, event.licence_id)
    case = db.session.get_one(Case, event.case_id)
    case.chain_length, case.chain_head = event.number - 1, event.previous_hash
    document = licence.document
    assert document is not None
    db.session.execute(
        db.update(Licence).where(Licence.id == licence.id).values(status="in-progress", document_id=None)
    )
    licence.submitted_at = None
    drop(event)
    db.session.execute(db.delete(Condition).where(Condition.document_id == document.id))
    db.session.execute(db.delete(Document).where(Document.id == document.id))


def another_policy() -> None:
    policy = db.session.scalars(db.select(PolicyVersion)).one()
    policy.content = policy.content | {"source": "Another"}
    db.session.flush()
    policy.sha256 = policy_hash(policies.canonical(policy.content))
    chain_anew(PolicyEvent)


def another_address() -> None:
    """Where somebody signed in from, in the first security event."""
    db.session.scalars(db.select(SecurityEvent).order_by(SecurityEvent.id)).first().address = "192.0.2.99"
    chain_anew(SecurityEvent)


def no_newer_security_events() -> None:
    """The table is emptied, and its chain says that it begins where it ended."""
    end = db.session.get_one(ChainEnd, SecurityEvent.__tablename__)
    db.session.execute(db.delete(SecurityEvent))
    end.begins = end.ends


@pytest.mark.parametrize("change", [recompute, cut, another_policy, another_address])
def test_what_was_made_anew_so_that_all_its_hashes_fit_is_found_by_heads_from_before(
    app: Flask, line: str, tmp_path: Path, change: Callable[[], None]
) -> None:
    with app.app_context(), tampering():
        change()
        db.session.flush()
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    status, said = verified(app, tmp_path, line)
    assert status == 1 and "is not what it was then" in said and "23 November 2026" in said


def test_what_was_removed_before_its_time_is_found_by_heads_from_before_and_what_is_old_enough_may_be_gone(
    app: Flask, line: str, tmp_path: Path
) -> None:
    with app.app_context(), tampering():
        no_newer_security_events()
        db.session.flush()
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0
    status, said = verified(app, tmp_path, line)
    assert status == 1 and "is gone, and was not old enough to be removed" in said
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=10_000)
    try:
        assert verified(app, tmp_path, line)[0] == 0
    finally:
        app.config["CLOCK_FIXED_AT"] -= dt.timedelta(days=10_000)


def test_lines_from_before_chains_of_tables_still_hold(app: Flask, line: str, tmp_path: Path) -> None:
    said = {name: value for name, value in json.loads(line).items() if name not in ("seal", "chains")}
    said["format"] = 1
    sealed = heads._seal(app.config["AUDIT_KEY"].encode(), said)
    assert verified(app, tmp_path, json.dumps(said | {"seal": sealed}))[0] == 0


@pytest.mark.one_database
def test_lines_that_were_changed_or_sealed_with_another_key_are_named(
    app: Flask, line: str, tmp_path: Path
) -> None:
    for nothing in ("", "\n\n"):
        assert "there is no line of heads to check" in verified(app, tmp_path, nothing)[1]
    forged = json.dumps(json.loads(line) | {"event": 1})
    assert "line 2 of the heads was changed" in verified(app, tmp_path, line, forged)[1]
    for other in ("{}", "[1]", "x"):
        assert "line 1 of the heads is none that this service wrote" in verified(app, tmp_path, other)[1]
    app.config["AUDIT_KEY"] = "x" * 40
    assert "sealed with another key" in verified(app, tmp_path, line)[1]


@pytest.mark.one_database
@pytest.mark.parametrize("key", [None, "short", "the secret key of the service"])
def test_nothing_is_sealed_with_a_key_that_is_none(app: Flask, key: str | None) -> None:
    app.config["SECRET_KEY"] = "the secret key of the service"
    app.config["AUDIT_KEY"] = key
    result = app.test_cli_runner().invoke(args=["audit", "heads"])
    assert result.exit_code == 1 and "AUDIT_KEY must be set" in result.output


@pytest.mark.one_database
def test_who_sent_a_licence_does_not_approve_it_though_the_rows_of_its_authors_are_gone(
    app: Flask, printing_is_quick: None
) -> None:
    licence_id = put(app, "submitted", writer="several")
    with app.app_context():
        db.session.execute(db.delete(Author))
        db.session.commit()
    client = as_user(app, "several")
    client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert "You cannot approve a licence that you wrote" in words(client)


@pytest.mark.one_database
@pytest.mark.parametrize("standing_, by", [("submitted", "approver"), ("approved", "administrator")])
@pytest.mark.parametrize("content", [{}, [], 3, "text", {"printed": {}}], ids=str)
def test_a_document_or_an_event_that_cannot_be_read_is_said_to_be_damaged_and_breaks_no_page(
    app: Flask, printing_is_quick: None, standing_: str, by: str, content: Any
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    licence_id = put(app, standing_)
    for table, column in (("documents", "content"), ("events", "detail")):
        with app.app_context(), tampering():
            text = json.dumps(content)
            db.session.execute(db.text(f"UPDATE {table} SET {column} = :content"), {"content": text})
        client = as_user(app, by)
        for path in ("", "/html", "/approve", "/approve/licence"):
            answer = client.get(f"/licence/{licence_id}{path}", follow_redirects=True)
            assert answer.status_code in (200, 403), (table, path)
        client.get(f"/licence/{licence_id}")
        assert NOT_AS_SENT in words(client), table
        assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
