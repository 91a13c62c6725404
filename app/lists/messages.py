"""The outbox, as support reads it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from app.access import LISTED, grants
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.record import DIGEST, TASKS, Message
from app.models.user import User

MOST = 100

_READABLE = LISTED[Role.SUPPORT].subquery()
_Member = aliased(Message)
_HOLDS_RESTRICTED = (
    select(_Member.id)
    .join(Case, Case.id == _Member.case_id)
    .where(_Member.digest_id == Message.digest_id, Case.restriction_kind != "NONE")
    .exists()
)
"""Whether it is a digest with a message about somebody restricted."""
_NEWEST = (
    select(Message)
    .join(_READABLE, Message.case_id == _READABLE.c.id, isouter=True)
    .where(or_(_READABLE.c.is_open, Message.case_id.is_(None) & ~_HOLDS_RESTRICTED))
    .order_by(Message.state.not_in(TASKS) | (Message.notice == DIGEST), Message.id.desc())
    .limit(MOST)
)


def newest_messages(reader: User) -> list[Message]:
    """The newest messages about people whom a reader in support may open: those that somebody has to see to come first."""
    return list(db.session.scalars(_NEWEST, grants(reader)))
