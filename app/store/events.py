"""The history of a person's case: append-only events, each chained to the one before by hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update

from app.domain.licence.actions import RECORD_CHANGED, Action
from app.domain.licence.facts import Happened
from app.domain.licence.moves import MOVES, action_named
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import CASE_CHAIN, LICENCE_CHAIN, START_OF_CHAIN, Chains, Event
from app.models.user import User

_LAST = (
    select(Event.action, Event.by_id)
    .where(Event.licence_id == bindparam("licence"))
    .order_by(Event.id.desc())
    .limit(1)
)


def was_just_made(action: Action, licence_id: int, by: User) -> bool:
    """Whether the last thing that happened to a licence is this move by this user: their POST came twice."""
    last = db.session.execute(_LAST, {"licence": licence_id}).one_or_none()
    return last is not None and last.by_id == by.id and last.action == action.name


def has_happened(action: Action, licence_id: int) -> bool:
    """Whether a move was ever made on a licence."""
    of_it = select(Event.id).where(Event.licence_id == licence_id, Event.action == action.name)
    return db.session.scalar(of_it.limit(1)) is not None


_LAST_OF = (
    select(Event.action, Event.by_id, Event.by_name, Event.at, Event.detail)
    .where(Event.licence_id == bindparam("licence"), Event.action.in_(bindparam("actions", expanding=True)))
    .order_by(Event.id.desc())
    .limit(1)
)
_OF_LICENCE = (
    select(*Event.__table__.columns).where(Event.licence_id == bindparam("licence")).order_by(Event.id.desc())
)


def of_licence(licence_id: int) -> Sequence[Row[Any]]:
    """Everything that happened to a licence, newest first, with all the columns of an event."""
    return db.session.execute(_OF_LICENCE, {"licence": licence_id}).all()


_SHOWN = (
    select(*Event.__table__.columns)
    .where(
        or_(
            Event.licence_id == bindparam("licence"),
            and_(
                Event.case_id == bindparam("case"),
                Event.format == CASE_CHAIN,
                Event.licence_id.is_(None),
                Event.action == RECORD_CHANGED.name,
            ),
        )
    )
    .order_by(Event.id.desc())
)


def of_licence_and_record(licence: Licence) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """Everything that happened to a licence, and how the record of its person changed since the first of that; each the
    newest first."""
    rows = db.session.execute(_SHOWN, {"licence": licence.id, "case": licence.case_id}).all()
    own = [row for row in rows if row.licence_id is not None]
    begun = own[-1].id if own else 0
    return own, [row for row in rows if row.licence_id is None and row.id > begun]


def last_change(licence: Licence, reader: User) -> Happened | None:
    """What brought a licence to the status where it stands; None where its history does not say so."""
    names = sorted({move.action.name for move in MOVES if move.status is not move.then})
    last = db.session.execute(_LAST_OF, {"licence": licence.id, "actions": names}).one_or_none()
    if last is None or not isinstance(last.detail, dict) or last.detail.get("status") != licence.status:
        return None
    by = ("you" if last.by_id == reader.id else last.by_name) if last.by_id else None
    action = action_named(last.action)
    return Happened(action.was, by, last.at) if action else None


def record(
    case: Case,
    licence: Licence | None,
    action: str,
    by: User | None,
    role: Role,
    detail: Mapping[str, Any],
    at: dt.datetime,
) -> Event:
    """Add an event to a case's history, within the caller's transaction, which holds the row of the case: an event that
    somebody else added since the case was read would have its number, which the database refuses."""
    first = {"chain": _next_chain()} if case.chain_length == 0 else {}
    event = Event(
        case_id=case.id,
        licence_id=licence.id if licence else None,
        format=CASE_CHAIN,
        number=case.chain_length + 1,
        action=action,
        by_id=by.id if by else None,
        by_name=by.name if by else Role.SERVICE.label,
        by_role=role.value,
        at=at,
        detail=dict(detail) | first,
        previous_hash=case.chain_head,
    )
    event.hash = event_hash(event)
    db.session.add(event)
    case.chain_length, case.chain_head = event.number, event.hash
    return event


def _next_chain() -> int:
    """The number of a chain that begins; those that begin at the same time wait for one another."""
    with db.session.no_autoflush:  # so that the events of a batch are written together
        one_more = update(Chains).values(begun=Chains.begun + 1).returning(Chains.begun)
        return int(db.session.execute(one_more).scalar_one())


def event_hash(event: Event | Row[Any]) -> str:
    """The SHA-256 of an event's content and of the hash before it."""
    content = {
        "licence": event.licence_id,
        "number": event.number,
        "action": event.action,
        "by": event.by_id,
        "name": event.by_name,
        "role": event.by_role,
        "at": spelt(event.at),
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    if event.format != LICENCE_CHAIN:
        content |= {"format": event.format, "case": event.case_id}
    return digest(content)


def spelt(moment: dt.datetime) -> str:
    """A moment as everything that is hashed spells it: in UTC, to the microsecond."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def plain(value: Any) -> Any:
    """A value of a column as plain data."""
    if isinstance(value, dt.datetime):
        return spelt(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of plain data, spelt in one way."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fault_in_chain(events: Sequence[Event]) -> str | None:
    """What is wrong first with the events of one chain, in order of number; None where none was changed, dropped or
    put in between."""
    previous = START_OF_CHAIN
    for number, event in enumerate(events, start=1):
        if event.number != number:
            return f"event {number} is missing before event {event.number}"
        if event.previous_hash != previous:
            return f"event {number} does not follow the event before it"
        if event.hash != event_hash(event):
            return f"event {number} ({event.action}) was changed"
        previous = event.hash
    return None
