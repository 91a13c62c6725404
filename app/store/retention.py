"""How long things are kept that nobody needs for ever: rules as data, and what removes what they let go.

Evidence stays: events, documents, decisions and the maps of documents, for as long as the case. So do accounts, policies
and what is being written. Maps that nothing has are app.store.maps' own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.domain.licence.moves import ENDED
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.cover import Absence
from app.models.job_run import JobRun
from app.models.licence import Licence, Run
from app.models.record import DIGEST, TO_SEND, Digest, Message, MessageState
from app.models.security_event import SecurityEvent
from app.models.session import UserSession
from app.models.tries import Tries
from app.models.upstream import UpstreamEvent
from app.store import chain, events
from app.store.licences import lock_case
from app.store.outbox import letter_of

FORGET = "forget"
"""What the history of a case calls it when its messages go: the event names them, so that none goes unseen."""


@dataclass(frozen=True)
class Rule:
    """Rows of one kind, how many days they are kept, and since when that is reckoned."""

    name: str
    what: str
    """As people read it, with {days}."""
    days: int
    model: type
    where: Callable[[dt.datetime], ColumnElement[bool]]
    """Which rows go, given the moment before which they are too old."""
    drop: Callable[[ColumnElement[bool]], None] | None = None
    """Removes them where that takes more than a DELETE."""


_Newer = aliased(Run)
_IS_REPLACED = (
    select(_Newer.id)
    .where(_Newer.licence_id == Run.licence_id, _Newer.journey == Run.journey, _Newer.id > Run.id)
    .exists()
)
_HAS_ENDED = (
    select(Licence.id).where(Licence.id == Run.licence_id, Licence.status.in_(sorted(ENDED))).exists()
)


def _forget_messages(which: ColumnElement[bool]) -> None:
    """Remove messages, each case's with an event that names them. Those of no case need none: what caused them is as old."""
    rows = db.session.execute(
        select(Message.case_id, Message.id).where(which).order_by(Message.case_id)
    ).all()
    of_no_case = which & Message.case_id.is_(None)
    db.session.execute(delete(Message).where(of_no_case))
    db.session.commit()
    for case_id, ids in groupby((row for row in rows if row.case_id), key=lambda row: row.case_id):
        lock_case(case_id)
        chosen = Message.id.in_([row.id for row in ids]) & which
        messages = db.session.scalars(select(Message).where(chosen).order_by(Message.id)).all()
        if messages:
            case = db.session.get_one(Case, case_id, populate_existing=True)
            detail = {"forgotten": [letter_of(message).digest for message in messages]}
            events.record(case, None, FORGET, None, Role.SERVICE, detail, clock.now().astimezone(dt.UTC))
            db.session.execute(delete(Message).where(chosen))
        db.session.commit()


RULES = (
    Rule(
        "answers-replaced",
        "answers of a journey that were sent or closed {days} days ago, where newer ones of that licence are there",
        90,
        Run,
        lambda before: (Run.submitted_at < before) & _IS_REPLACED,
    ),
    Rule(
        "answers-ended",
        "answers that were sent or closed {days} days ago, of licences with which nothing can happen any more",
        365,
        Run,
        lambda before: (Run.submitted_at < before) & _HAS_ENDED,
    ),
    Rule(
        "decisions-left",
        "decisions that somebody began {days} days ago and never made",
        365,
        Run,
        lambda before: (Run.opened_at < before) & Run.submitted_at.is_(None) & (Run.owner != ""),
    ),
    Rule(
        "messages",
        "messages that were delivered, sent or passed on {days} days ago; the history keeps that they were sent, and their "
        "fingerprints",
        730,
        Message,
        lambda before: or_(
            (Message.state == MessageState.DELIVERED) & (Message.delivered_at < before),
            (Message.state == MessageState.SENT) & (Message.sent_at < before),
            (Message.state == MessageState.SEEN_TO) & (Message.seen_to_at < before),
            (Message.notice == DIGEST) & Message.state.not_in(TO_SEND) & (Message.written_at < before),
        ),
        _forget_messages,
    ),
    Rule(
        "digests",
        "what somebody got together {days} days ago, once its messages are gone",
        730,
        Digest,
        lambda before: (
            (Digest.day < before.date()) & ~select(Message.id).where(Message.digest_id == Digest.id).exists()
        ),
    ),
    Rule(
        "security-events",
        "sign-ins, refusals and changes to accounts of {days} days ago",
        730,
        SecurityEvent,
        lambda before: SecurityEvent.at < before,
        lambda which: chain.drop_first(SecurityEvent, which),
    ),
    Rule(
        "absences",
        "who was away and who covered, {days} days after they were back",
        90,
        Absence,
        lambda before: Absence.last < before.date(),
    ),
    Rule(
        "job-runs",
        "what jobs of the clock did {days} days ago",
        90,
        JobRun,
        lambda before: JobRun.ended_at < before,
    ),
    Rule(
        "upstream-events",
        "what the record systems sent {days} days ago; what it changed is in the history",
        365,
        UpstreamEvent,
        lambda before: UpstreamEvent.received_at < before,
    ),
    Rule(
        "sessions",
        "sessions that began {days} days ago, which have ended since",
        30,
        UserSession,
        lambda before: UserSession.began_at < before,
    ),
    Rule(
        "tries",
        "counts of wrong tries to sign in, of {days} days ago",
        1,
        Tries,
        lambda before: Tries.tried_at < before,
    ),
)


@dataclass(frozen=True)
class Kept:
    """What a rule found to be too old."""

    rule: Rule
    number: int


def may_be_gone(model: type, at: dt.datetime) -> bool:
    """Whether a rule lets a row of that moment go by now."""
    return any(rule.model is model and at < clock.now() - dt.timedelta(days=rule.days) for rule in RULES)


def keep_to(rules: tuple[Rule, ...], is_trial: bool) -> Iterator[Kept]:
    """Remove what each rule lets go, one after the other, each committed; a trial counts only. It can be repeated."""
    for rule in rules:
        which = rule.where((clock.now() - dt.timedelta(days=rule.days)).astimezone(dt.UTC))
        number = db.session.scalar(select(func.count()).select_from(rule.model).where(which)) or 0
        if number and not is_trial:
            if rule.drop:
                rule.drop(which)
            else:
                db.session.execute(
                    delete(rule.model).where(which).execution_options(synchronize_session=False)
                )
        db.session.rollback() if is_trial else db.session.commit()
        yield Kept(rule, number)
