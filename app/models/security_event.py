"""What happened to accounts and at the doors of the service: append-only."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db
from app.models.chain import Chained


class Kind(StrEnum):
    """What a security event is, stored by its code."""

    SIGNED_IN = "signed-in"
    NOT_SIGNED_IN = "not-signed-in"
    SLOWED = "slowed"
    SIGNED_OUT = "signed-out"
    REFUSED = "refused"
    TOKEN = "token"  # noqa: S105
    OTHER_SITE = "other-site"
    ADDED = "added"
    CHANGED = "changed"
    GRANTED = "granted"
    REVOKED = "revoked"
    PASSWORD = "password"  # noqa: S105
    DISABLED = "disabled"
    ENABLED = "enabled"
    UNLOCKED = "unlocked"
    ENDED = "ended"
    JOB_ASKED = "job-asked"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Kind.SIGNED_IN: "Signed in",
    Kind.NOT_SIGNED_IN: "Wrong username or password",
    Kind.SLOWED: "Made to wait after wrong tries",
    Kind.SIGNED_OUT: "Signed out",
    Kind.REFUSED: "Access refused",
    Kind.TOKEN: "Form refused: token not valid",
    Kind.OTHER_SITE: "Form refused: from another website",
    Kind.ADDED: "Account added",
    Kind.CHANGED: "Account changed",
    Kind.GRANTED: "Role or place granted",
    Kind.REVOKED: "Role or place taken away",
    Kind.PASSWORD: "Password set",
    Kind.DISABLED: "Account disabled",
    Kind.ENABLED: "Account enabled",
    Kind.UNLOCKED: "Wait after wrong tries ended",
    Kind.ENDED: "Sessions ended",
    Kind.JOB_ASKED: "Job of the clock asked for",
}


class SecurityEvent(Chained, db.Model):  # type: ignore[name-defined, misc]
    """One such event. What was typed stands in none, as people type passwords into any box: only what is the name of an account."""

    __tablename__ = "security_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The account that it is about; None where there is none of the name, or nobody was signed in."""
    name: Mapped[str | None] = mapped_column(String(100), index=True)
    """The username of that account."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who did it, where they had proved who they are; None on the command line too."""
    address: Mapped[str | None] = mapped_column(String(45))
    """Where it was sent from; None on the command line."""
    detail: Mapped[str | None] = mapped_column(String(200))
    """What was granted or asked for: codes, roles and the names of pages."""

    __table_args__ = (Index("ix_security_events_kind_at", "kind", "at"),)
