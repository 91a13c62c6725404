"""The outbox, as support reads it."""

from __future__ import annotations

from sqlalchemy import or_, select

from app.access import LISTED, grants
from app.domain.roles import Role
from app.models.base import db
from app.models.record import TASKS, Message
from app.models.user import User

MOST = 100

_READABLE = LISTED[Role.SUPPORT].subquery()
_NEWEST = (
    select(Message)
    .join(_READABLE, Message.case_id == _READABLE.c.id, isouter=True)
    .where(or_(_READABLE.c.is_open, Message.case_id.is_(None)))
    .order_by(Message.state.not_in(TASKS), Message.id.desc())
    .limit(MOST)
)


def newest_messages(reader: User) -> list[Message]:
    """The newest messages about people whom a reader in support may open: those that somebody has to see to come first."""
    return list(db.session.scalars(_NEWEST, grants(reader)))
