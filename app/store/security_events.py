"""Keeping security events: in a table that nobody changes, and in the log, where only numbers stand for people."""

from __future__ import annotations

import datetime as dt

import structlog
from flask import has_request_context, request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.domain import intake
from app.models.base import db
from app.models.security_event import Kind, SecurityEvent
from app.models.user import User
from app.store import chain

log = structlog.get_logger()

SELDOM = {Kind.SLOWED, Kind.TOKEN, Kind.OTHER_SITE}
"""What anybody may cause at will about any account. So is everything about none; all are logged."""
APART = dt.timedelta(minutes=1)
"""How long after one of these the next of its kind, about the same account or none, is kept from the same address."""
MOST = 100
"""How many of one kind, about the same account or none, are kept in an hour from all addresses."""


def note(
    kind: Kind,
    user: User | None = None,
    by: User | None = None,
    detail: str | None = None,
    typed: str | None = None,
) -> None:
    """Keep an event about a user, or about whose username was `typed`: of what is nobody's name nothing is kept, as it may
    be a password. The caller commits."""
    if user is None and typed:
        user = db.session.scalar(select(User).where(User.username == intake.username(typed)))
    address = request.remote_addr if has_request_context() else None
    log.info("security", kind=kind.value, account=user.id if user else None, by=by.id if by else None)
    moment = clock.of_machine()
    if (kind in SELDOM or user is None) and _is_enough(kind, user, address, moment):
        return
    chain.add(
        SecurityEvent(
            at=moment,
            kind=kind.value,
            user_id=user.id if user else None,
            name=user.username if user else None,
            by_id=by.id if by else None,
            address=address,
            detail=detail[:200] if detail else None,
        )
    )


def note_alone(
    kind: Kind,
    user: User | None = None,
    detail: str | None = None,
    typed: str | None = None,
    by: User | None = None,
) -> None:
    """Keep an event of a request that does nothing else, and whose answer must not depend on whether it is kept."""
    try:
        note(kind, user, by, detail, typed)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("security event not kept", kind=kind.value, fault=type(error).__name__)


def _is_enough(kind: Kind, user: User | None, address: str | None, moment: dt.datetime) -> bool:
    lately = db.session.execute(
        select(SecurityEvent.address, SecurityEvent.at).where(
            SecurityEvent.kind == kind.value,
            SecurityEvent.user_id == (user.id if user else None),
            SecurityEvent.at > moment - dt.timedelta(hours=1),
        )
    ).all()
    return len(lately) >= MOST or any(each.address == address and each.at > moment - APART for each in lately)
