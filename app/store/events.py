"""The history of a licence: append-only events, each chained to the one before by hash, and the messages they cause."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, select

from app import clock
from app.domain.licence.moves import Action
from app.domain.roles import Role
from app.models.base import db
from app.models.licence import Licence
from app.models.record import Event, Message
from app.models.user import User

START_OF_CHAIN = "0" * 64


_LAST = (
    select(Event.number, Event.hash, Event.action, Event.by_id)
    .where(Event.licence_id == bindparam("licence"))
    .order_by(Event.number.desc())
    .limit(1)
)


def was_last(licence_id: int, action: Action, by: User) -> bool:
    """Whether the last thing that happened to a licence is this action by this user: their POST came twice."""
    last = db.session.execute(_LAST, {"licence": licence_id}).one_or_none()
    return last is not None and last.by_id == by.id and last.action == action


def record(
    licence: Licence, action: Action, by: User | None, role: Role, detail: dict[str, Any] | None = None
) -> Event:
    """Add an event to a licence's history, within the caller's transaction. The licence's row must be locked."""
    last = db.session.execute(_LAST, {"licence": licence.id}).one_or_none()
    event = Event(
        licence_id=licence.id,
        number=last.number + 1 if last else 1,
        action=action.value,
        by_id=by.id if by else None,
        by_name=by.name if by else Role.SERVICE.label,
        by_role=role.value,
        at=clock.now().astimezone(dt.UTC),
        detail=detail or {},
        previous_hash=last.hash if last else START_OF_CHAIN,
    )
    event.hash = event_hash(event)
    db.session.add(event)
    db.session.flush()
    return event


def event_hash(event: Event) -> str:
    """The SHA-256 of an event's content and of the hash before it."""
    content = {
        "licence": event.licence_id,
        "number": event.number,
        "action": event.action,
        "by": event.by_id,
        "name": event.by_name,
        "role": event.by_role,
        "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "detail": event.detail,
        "previous": event.previous_hash,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_chain_whole(events: list[Event]) -> bool:
    """Whether no event of a licence was changed, dropped or put in between; `events` in order of number."""
    previous = START_OF_CHAIN
    for number, event in enumerate(events, start=1):
        if event.number != number or event.previous_hash != previous or event.hash != event_hash(event):
            return False
        previous = event.hash
    return True


def send(event: Event, *, to: str, address: str | None, subject: str, body: str) -> None:
    """Write a message to the outbox in the transaction of the move that causes it."""
    db.session.add(
        Message(
            event_id=event.id,
            licence_id=event.licence_id,
            recipient=to,
            address=address,
            subject=subject,
            body=body,
            written_at=event.at,
        )
    )
