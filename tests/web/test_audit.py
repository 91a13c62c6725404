"""What keeps the evidence: it cannot be changed through the service's account, and what changes all the same is found."""

from __future__ import annotations

import datetime as dt

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event as sql_event
from sqlalchemy.exc import DatabaseError

from app.database import reading
from app.domain.licence import actions
from app.domain.licence.rollout import Site, Switch
from app.domain.policy.json import canonical
from app.models import evidence
from app.models.base import db
from app.models.case import Case
from app.models.chain import ChainEnd
from app.models.licence import Licence
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.question import Question
from app.models.record import (
    CASE_CHAIN,
    LICENCE_CHAIN,
    Chains,
    Condition,
    Decision,
    Document,
    Event,
    Message,
    Tombstone,
)
from app.models.security_event import Kind, SecurityEvent
from app.models.site import SiteSwitch
from app.moves.frame import perform
from app.moves.sites import switch
from app.store import audit
from app.store.events import digest
from app.store.licences import decision_digest
from app.store.policies import policy_hash
from app.store.security_events import note
from tests.support import standing
from tests.support.moving import put, tamper
from tests.support.queries import queries
from tests.support.questions import asked
from tests.support.standing import days, tampering
from tests.support.tampered import say, seal_from

REFUSED = "are written once|IntegrityConstraintViolation"
"""What a trigger says; of PostgreSQL's words the kind alone is kept."""


def verified(app) -> tuple[int, str]:
    """What `flask audit verify` says, and its exit status."""
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    return result.exit_code, result.output


@pytest.fixture
def lived(app, printing_is_quick) -> int:
    """A licence that was returned, withdrawn, approved and edited, beside others; its number."""
    licence_id = put(app, "returned")
    standing.sent(app, licence_id, "practitioner")
    with app.app_context():
        perform(actions.WITHDRAW, standing.reach("practitioner", licence_id))
        db.session.commit()
    standing.sent(app, licence_id, "practitioner")
    for by in ("administrator", "approver"):
        asked(app, licence_id, by)
    standing.decided(app, licence_id, "approver")
    standing.edited(app, licence_id, "practitioner")
    put(app, "inactive", "Sampleton")
    put(app, "submitted", "O’Fictional")
    with app.app_context():
        for kind in (Kind.SIGNED_IN, Kind.REFUSED, Kind.SIGNED_OUT):
            note(kind, standing.user("practitioner"))
        for number in (8, 9):
            switch(Site("pdu", "N01P", "Sampleton"), Switch(off_from=days(number)), standing.user("support"))
        db.session.commit()
    return licence_id


def test_what_the_service_wrote_holds_and_is_counted(app, lived):
    status, said = verified(app)
    assert status == 0, said
    assert said.startswith("Everything holds: ")
    with app.app_context():
        for model, noun in (
            (Event, "event"),
            (Document, "document"),
            (Decision, "decision"),
            (Message, "message"),
            (PolicyEvent, "policy event"),
            (SecurityEvent, "security event"),
            (SiteSwitch, "roll-out change"),
            (Question, "question"),
        ):
            assert f"{standing.count(app, model)} {noun}s" in said


def test_a_service_without_history_holds(app):
    assert verified(app)[0] == 0


@pytest.mark.parametrize("table", evidence.TABLES)
def test_what_is_written_once_can_be_neither_changed_nor_deleted(app, lived, table):
    column = evidence.ONLY.get(table, ["id"])[-1]
    for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with app.app_context():
            with pytest.raises(DatabaseError, match=REFUSED):
                db.session.connection().exec_driver_sql(change)
            db.session.rollback()
    if db_is_postgresql(app):
        with app.app_context():
            with pytest.raises(DatabaseError, match=REFUSED):
                db.session.connection().exec_driver_sql(f"TRUNCATE {table} CASCADE")
            db.session.rollback()
    assert verified(app)[0] == 0


def test_what_is_written_once_cannot_be_replaced(app, lived):
    columns = [column.name for column in Decision.__table__.columns if column.name != "id"]
    others = ", ".join(columns).replace("decision,", "'return',")
    into = f"decisions (id, {', '.join(columns)}) SELECT {{}}, {others} FROM decisions WHERE decision = 'approve'"
    if db_is_postgresql(app):
        tries = [f"INSERT INTO {into.format('id')} ON CONFLICT (id) DO UPDATE SET decision = 'return'"]
    else:
        tries = [
            f"INSERT OR REPLACE INTO {into.format('id')}",
            f"INSERT OR REPLACE INTO {into.format('id + 1000')}",  # in the way is what it decides about
        ]
    for replacing in tries:
        with app.app_context():
            with pytest.raises(DatabaseError, match=REFUSED):
                db.session.connection().exec_driver_sql(replacing)
            db.session.rollback()
    if not db_is_postgresql(app):
        with app.app_context(), db.engine.connect() as connection:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA recursive_triggers=OFF")
            try:
                with pytest.raises(DatabaseError, match=REFUSED):
                    connection.exec_driver_sql(tries[0])
            finally:
                connection.rollback()
                driver.execute("PRAGMA recursive_triggers=ON")
    assert verified(app)[0] == 0


def db_is_postgresql(app) -> bool:
    with app.app_context():
        return bool(db.engine.dialect.name == "postgresql")


def first(model, *where):
    return db.session.scalars(db.select(model).where(*where).order_by(model.id)).first()


def newest(model, *where):
    return db.session.scalars(db.select(model).where(*where).order_by(model.id.desc())).first()


def drop(*rows) -> None:
    for row in rows:
        db.session.delete(row)
        db.session.flush()


def end_earlier() -> None:
    """Drop the last thing that happened to a case, with its messages, and let the case say so."""
    event = newest(Event)
    drop_with_messages(event)
    case = db.session.get_one(Case, event.case_id)
    case.chain_length, case.chain_head = event.number - 1, event.previous_hash


def rewrite() -> None:
    """Change an event and make every hash after it anew, but not what the case says its history ends with."""
    event = first(Event, Event.action == "approve")
    event.by_name = "Somebody Else"
    seal_from(event)


def erase(case_id: int) -> None:
    """Everything about one case, as if it had never been."""
    licences = list(db.session.scalars(db.select(Licence.id).where(Licence.case_id == case_id)))
    documents = set(
        db.session.scalars(
            db.select(Event.detail["document"].as_string()).where(
                Event.case_id == case_id, Event.action == "submit"
            )
        )
    )
    db.session.execute(
        db.update(Licence).where(Licence.id.in_(licences)).values(document_id=None, parent_id=None)
    )
    db.session.execute(db.delete(Message).where(Message.case_id == case_id))
    db.session.execute(db.delete(Question).where(Question.case_id == case_id))
    db.session.execute(db.delete(Decision).where(Decision.licence_id.in_(licences)))
    db.session.execute(db.delete(Event).where(Event.case_id == case_id))
    gone = db.select(Document.id).where(Document.sha256.in_(documents))
    db.session.execute(db.delete(Condition).where(Condition.document_id.in_(gone)))
    db.session.execute(db.delete(Document).where(Document.sha256.in_(documents)))
    for table in ("authors", "runs", "licence_maps"):
        rows = db.metadata.tables[table]
        db.session.execute(db.delete(rows).where(rows.c.licence_id.in_(licences)))
    db.session.execute(db.delete(Licence).where(Licence.case_id == case_id))
    db.session.execute(db.delete(Case).where(Case.id == case_id))


LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
TAMPERED = {
    "an event says that somebody else did it": (
        lambda: setattr(first(Event, Event.action == "approve"), "by_name", "Somebody Else"),
        "(approve) was changed",
    ),
    "an event says when it was not": (
        lambda: setattr(first(Event), "at", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        "event 1 (start) was changed",
    ),
    "an event is dropped": (
        lambda: drop_with_messages(first(Event, Event.action == "withdraw")),
        "is missing before event",
    ),
    "the last event is dropped": (lambda: drop_with_messages(newest(Event)), "its history should have"),
    "a history is rewritten to its end": (rewrite, "another end than it has"),
    "a history ends earlier, and its case says so": (end_earlier, "its history says"),
    "a document is changed": (
        lambda: setattr(first(Document), "content", {**first(Document).content, "title": "Another"}),
        "was changed: it no longer has the hash",
    ),
    "a document is changed with its hash": (
        lambda: change_document_and_hash(),
        "is missing",
    ),
    "a condition's row is changed": (
        lambda: setattr(first(Condition), "text", "You may do as you like."),
        "its conditions as rows are not those of the document",
    ),
    **{
        f"the {name} of a condition’s row is changed": (
            lambda name=name, value=value: setattr(first(Condition), name, value),
            "its conditions as rows are not those of the document",
        )
        for name, value in (
            ("number", 100),
            ("source", "additional"),
            ("part", "PSS"),
            ("code", "another"),
            ("policy_version", "9.9"),
            ("category", "Another"),
            ("type", "Another"),
        )
    },
    "a document says that somebody else made it": (
        lambda: setattr(first(Document), "made_by_id", standing.user("approver").id),
        "was made by somebody else than sent it",
    ),
    "a document is there twice": (lambda: add_like(first(Document)), "was sent by nobody"),
    "a decision is turned round, and an event of no chain knows it": (
        lambda: turn_round_and_know(licence_id=None, format=CASE_CHAIN + 1),
        "(approve) is in no chain",
    ),
    "a decision is turned round, and an event of a licence’s chain without a licence knows it": (
        lambda: turn_round_and_know(licence_id=None, format=LICENCE_CHAIN),
        "(approve) is in no chain",
    ),
    "a decision is turned round": (
        lambda: setattr(first(Decision, Decision.decision == "return"), "decision", "approve"),
        "is not one that its history knows",
    ),
    "a decision is dropped": (
        lambda: drop(first(Decision, Decision.decision == "return")),
        "a decision that its history knows is missing",
    ),
    "a message is changed": (
        lambda: setattr(first(Message), "body", "There is nothing to do."),
        "is not one that its history knows",
    ),
    "a message is dropped": (lambda: drop(first(Message)), "a message that its history knows is missing"),
    "a message is filed under another licence": (
        lambda: setattr(first(Message), "licence_id", newest(Licence).id),
        "has another case or licence than its event",
    ),
    "a message is filed under another case": (
        lambda: setattr(newest(Message), "case_id", first(Message).case_id),
        "is not one that its history knows",
    ),
    "a message is added": (lambda: add_like(first(Message)), "is not one that its history knows"),
    "a licence is approved by hand": (
        lambda: setattr(first(Licence, Licence.status == "submitted"), "status", "approved"),
        "and its history says submitted",
    ),
    "a licence has a status that nobody knows": (
        lambda: db.session.execute(
            db.update(Licence).where(Licence.status == "submitted").values(status="mystery")
        ),
        "is mystery, and its history says submitted",
    ),
    "a licence forgets its document": (
        lambda: setattr(first(Licence, Licence.status == "approved"), "document_id", None),
        "has another document than was sent last",
    ),
    "a licence has another's document": (
        lambda: setattr(first(Licence), "document_id", newest(Document).id),
        "has another document than was sent last",
    ),
    "a document is added that nobody sent": (lambda: add_document(), "was sent by nobody"),
    **{
        f"the {name} of a licence is changed": (
            lambda name=name, value=value: setattr(first(Licence), name, value),
            f"licence 1: its {name.replace('_id', '').replace('_', ' ')} was changed",
        )
        for name, value in (
            ("purpose", "edit"),
            ("type", "PSS"),
            ("started_by_id", 2),
            ("submitted_at", None),
            ("approved_at", None),
            ("end", dt.date(2030, 1, 1)),
            ("prison_code", "ZZZ"),
        )
    },
    "a policy starts on another day": (
        lambda: setattr(first(PolicyVersion), "commences", dt.date(2020, 1, 1)),
        "starts on 1 January 2020, and its history says on",
    ),
    "a policy is not published any more": (
        lambda: setattr(first(PolicyVersion), "commences", None),
        "starts on no day, and its history says on",
    ),
    "a policy is another, and has its hash": (
        lambda: change_policy_and_hash(),
        "or what it is about, was changed",
    ),
    "a policy has another legal source": (
        lambda: setattr(first(PolicyVersion), "source", "Another"),
        "or what it is about, was changed",
    ),
    **{
        f"{what} {noun} is {how}": (lambda do=do, model=model: do(model), named.format(noun=noun))
        for noun, model in (("policy event", PolicyEvent), ("security event", SecurityEvent))
        for what, how, do, named in (
            (
                "the first",
                "dropped",
                lambda model: drop(first(model)),
                "{noun} 2 does not follow the one before it",
            ),
            ("the last", "dropped", lambda model: drop(newest(model)), "the last {noun}s were removed"),
            (
                "every",
                "dropped",
                lambda model: drop(*db.session.scalars(db.select(model))),
                "the last {noun}s were",
            ),
            (
                "a",
                "moved to another moment",
                lambda model: setattr(first(model), "at", LONG_AGO),
                "{noun} 1, or what",
            ),
            (
                "a",
                "another person’s",
                lambda model: setattr(first(model), "by_id", 2),
                "{noun} 1, or what it is about",
            ),
            (
                "a",
                "added like another",
                lambda model: add_like(first(model)),
                "does not follow the one before it",
            ),
        )
    },
    "a security event in the middle is dropped": (
        lambda: drop(first(SecurityEvent, SecurityEvent.kind == Kind.REFUSED)),
        "security event 3 does not follow the one before it",
    ),
    "where a chain begins and ends is dropped": (
        lambda: drop(db.session.get_one(ChainEnd, "security_events")),
        "where the security events begin and end is gone",
    ),
    "a case is deleted whole": (
        lambda: erase(first(Case, Case.surname == "Testwick").id),
        "is gone, and no case was erased that had it",
    ),
}


def drop_with_messages(event: Event) -> None:
    drop(*db.session.scalars(db.select(Message).where(Message.event_id == event.id)), event)


def change_policy_and_hash() -> None:
    policy = first(PolicyVersion)
    policy.content = policy.content | {"source": "Another"}
    policy.sha256 = policy_hash(canonical(policy.content))


def change_document_and_hash() -> None:
    document = newest(Document)
    document.content = {**document.content, "title": "Another"}
    document.sha256 = digest(document.content)


def add_like(row: Message | Document | PolicyEvent | SecurityEvent) -> None:
    columns = {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name != "id"}
    db.session.add(type(row)(**columns))


def turn_round_and_know(**columns: int | None) -> None:
    """Turn a decision round and add an event, which no chain takes, that knows it so."""
    decision = first(Decision, Decision.decision == "return")
    decision.decision = "approve"
    db.session.add(
        Event(
            case_id=db.session.get_one(Licence, decision.licence_id).case_id,
            number=1000,
            action="approve",
            by_name="Somebody",
            by_role="prison-approver",
            at=decision.decided_at,
            detail={"decision": decision_digest(decision)},
            previous_hash="0" * 64,
            hash="0" * 64,
            **columns,
        )
    )


def add_document(sha256: str | None = None, content: object = None) -> None:
    content = {"title": "Forged", "printed": {"sections": []}} if content is None else content
    old = first(Document)
    db.session.add(
        Document(
            sha256=sha256 or digest(content), content=content, made_by_id=old.made_by_id, made_at=old.made_at
        )
    )


def first_fault(app, change) -> str:
    """What is named once a change is made; the change is taken back."""
    with app.app_context():
        evidence.unguard(db.session.connection())
        change()
        db.session.flush()
        found = next(audit.faults(audit.Count()), "nothing")
        db.session.rollback()
        return found


def test_what_was_tampered_with_is_found_and_named(app, lived, subtests):
    for what, (change, named) in TAMPERED.items():
        with subtests.test(what):
            assert named in first_fault(app, change)
    assert verified(app)[0] == 0, "each change was taken back"


MALFORMED = ([], "x", 5, None, {"chain": [1]}, {"document": 5}, {"document": ["a"]}, {"messages": {"a": 1}},
             {"chain": 1, "heads": [{"licence": 1}]}, {"chain": 1, "told": [1]}, {"decision": {}}, {"status": 1})  # fmt: skip
"""Details that the service never writes."""


def test_a_malformed_detail_is_named_whether_its_history_was_sealed_again_or_not(app, lived, subtests):
    for detail in MALFORMED:
        with subtests.test(str(detail)):
            assert "event 1 (start) was changed" in first_fault(
                app, lambda detail=detail: setattr(first(Event), "detail", detail)
            )
            assert "(start) has a detail that says nothing readable" in first_fault(
                app, lambda detail=detail: say(first(Event), detail)
            )


def name_forged(sha256: str, content: object = None) -> None:
    """Let the event that sent the first document name a forged one."""
    add_document(sha256, content)
    sending = first(Event, Event.action == "submit")
    say(sending, {**sending.detail, "document": sha256})


def test_a_malformed_document_is_named(app, lived, subtests):
    for what, change, named in (
        ("no hash, and nobody names it", lambda: add_document("no hash"), "was sent by nobody"),
        ("no hash, and an event names it", lambda: name_forged("no hash"), "says nothing readable"),
        (
            "another hash",
            lambda: name_forged("f" * 64),
            "was changed: it no longer has the hash ffffffffffff",
        ),
        ("nothing in it", lambda: name_forged(digest([]), []), "cannot be read"),
        ("no conditions in it", lambda: name_forged(digest({"a": 1}), {"a": 1}), "cannot be read"),
    ):
        with subtests.test(what):
            assert named in first_fault(app, change)


def test_what_is_no_json_at_all_is_named_with_its_case_alone(app, lived):
    if db_is_postgresql(app):
        return  # which keeps no such thing in a column of JSON

    def spoil() -> None:
        number = newest(Event).id
        db.session.connection().exec_driver_sql(f"UPDATE events SET detail = '{{' WHERE id = {number}")
        db.session.expire_all()

    with app.app_context():
        case = newest(Event).case_id
    assert first_fault(app, spoil).startswith(f"case {case}: what is kept of it cannot be read")


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ("UPDATE policies SET content = '{'", "policy 0.2: what is kept of it cannot be read"),
        ("UPDATE policies SET commences = 'soon'", "policy 0.2: what is kept of it cannot be read"),
        ("UPDATE policy_events SET commences = 'soon'", "the policy event after number 0 cannot be read"),
        (
            "UPDATE security_events SET at = 'x' WHERE id = 3",
            "the security event after number 2 cannot be read",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(app, lived, spoil, named):
    if db_is_postgresql(app):
        return  # which keeps no such thing
    assert named in first_fault(app, lambda: db.session.connection().exec_driver_sql(spoil))


def test_of_a_case_whose_history_does_not_hold_no_more_is_said_and_other_cases_are_read(app, lived):
    with app.app_context():
        evidence.unguard(db.session.connection())
        first(Event, Event.action == "approve").detail = {}
        first(Licence).status = "mystery"
        spoilt = newest(Message, Message.case_id.is_not(None))
        spoilt.body = "There is nothing to do."
        db.session.flush()
        assert list(audit.faults(audit.Count())) == [
            "case 1: event 9 (approve) was changed",
            f"case {spoilt.case_id}: message {spoilt.id} is not one that its history knows",
            f"case {spoilt.case_id}: a message that its history knows is missing",
        ]
        db.session.rollback()


def test_a_move_that_somebody_makes_while_the_audit_reads_is_no_fault(app, lived):
    with app.app_context():
        waiting = first(Licence, Licence.status == "submitted").id
        engine = db.engine
    moved = []

    def move(_connection, _cursor, statement, *_) -> None:
        if "FROM events" in statement and not moved:
            moved.append(statement)
            with app.app_context():
                perform(actions.WITHDRAW, standing.reach("practitioner", waiting))
                db.session.commit()

    sql_event.listen(engine, "before_cursor_execute", move)
    try:
        status, said = verified(app)
    finally:
        sql_event.remove(engine, "before_cursor_execute", move)
    assert moved and status == 0, said
    assert standing.events_of(app, waiting)[-1] == "withdraw"
    assert verified(app)[0] == 0


def test_after_reading_one_moment_the_same_connection_writes_again(app):
    with app.app_context():
        with reading():
            assert first(Case) is not None
        first(Case).pnc = "2015/9000001X"
        db.session.commit()


def test_the_database_that_migrations_make_is_the_one_that_models_declare(app):
    with app.app_context():
        opts = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(db.session.connection(), opts=opts)
        assert compare_metadata(context, db.metadata) == []


def test_the_command_names_the_first_fault_alone_and_exits_with_1(app, lived):
    with app.app_context(), tampering():
        for message in db.session.scalars(db.select(Message)):
            message.body = "There is nothing to do."
        db.session.flush()
    status, said = verified(app)
    assert status == 1 and said.startswith("Does not hold: case 1: message 1 ") and said.count("\n") == 1


def test_a_changed_document_is_named_by_its_number(app, lived):
    tamper(app, lived)
    with app.app_context():
        number = db.session.get_one(Licence, lived).document_id
    assert f"document {number} was changed" in verified(app)[1]


def test_a_case_erased_whole_leaves_a_tombstone_and_holds(app, lived):
    with app.app_context(), tampering():
        case = first(Case, Case.surname == "Testwick")
        chain = first(Event, Event.case_id == case.id, Event.number == 1).detail["chain"]
        db.session.add(
            Tombstone(
                case_id=case.id,
                chain=chain,
                chain_length=case.chain_length,
                chain_head=case.chain_head,
                erased_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
            )
        )
        erase(case.id)
    assert verified(app)[0] == 0


def test_a_tombstone_beside_its_case_does_not_hold(app, lived):
    with app.app_context():
        case = first(Case, Case.surname == "Testwick")
        db.session.add(
            Tombstone(
                case_id=case.id,
                chain=db.session.scalar(db.select(Chains.begun)) + 1,
                chain_length=0,
                chain_head="0" * 64,
                erased_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
            )
        )
        db.session.commit()
    assert verified(app)[0] == 1


def test_reading_many_cases_takes_no_more_queries_for_each(app, printing_is_quick):
    sent_for = []
    for surnames in (("Testwick", "Sampleton"), ("O’Fictional", "Placeholder")):
        for surname in surnames:
            put(app, "submitted", surname)
        with queries(app) as sent, app.app_context():
            assert list(audit.faults(audit.Count())) == []
        sent_for.append(len(sent))
    assert sent_for[0] == sent_for[1]
