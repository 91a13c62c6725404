"""Keeping security events: in a table that nobody changes, and in the log, where only numbers stand for people."""

from __future__ import annotations

import datetime as dt
import re

import structlog
from flask import has_request_context, request
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.domain import intake
from app.models.base import db
from app.models.security_event import Kind, SecurityEvent
from app.models.user import User

log = structlog.get_logger()

SELDOM = {Kind.SLOWED, Kind.TOKEN, Kind.OTHER_SITE}
"""What anybody may cause at will without an account: one a minute from each address is kept, and all are logged."""
LOOKS_LIKE_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,49}")


def note(
    kind: Kind,
    user: User | None = None,
    by: User | None = None,
    detail: str | None = None,
    typed: str | None = None,
) -> None:
    """Keep an event about a user, or about what was `typed` as a username. The caller commits."""
    name = user.username if user else None
    if user is None and typed and LOOKS_LIKE_USERNAME.fullmatch(username := intake.username(typed)):
        name = username
        user = db.session.scalar(select(User).where(User.username == username))
    by = by if by is not None and (user is None or by.id != user.id) else None
    address = request.remote_addr if has_request_context() else None
    log.info("security", kind=kind.value, account=user.id if user else None, by=by.id if by else None)
    moment = clock.of_machine()
    if kind in SELDOM and _was_kept(kind, address, moment):
        return
    db.session.add(
        SecurityEvent(
            at=moment,
            kind=kind.value,
            user_id=user.id if user else None,
            name=name,
            by_id=by.id if by else None,
            address=address,
            detail=detail[:200] if detail else None,
        )
    )


def note_alone(
    kind: Kind, user: User | None = None, detail: str | None = None, typed: str | None = None
) -> None:
    """Keep an event of a request that does nothing else, and whose answer must not depend on whether it is kept."""
    try:
        note(kind, user, detail=detail, typed=typed)
        db.session.commit()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.error("security event not kept", kind=kind.value, fault=type(error).__name__)


def _was_kept(kind: Kind, address: str | None, moment: dt.datetime) -> bool:
    same = exists().where(
        SecurityEvent.kind == kind.value,
        SecurityEvent.address == address,
        SecurityEvent.at > moment - dt.timedelta(minutes=1),
    )
    return bool(db.session.scalar(select(same)))
