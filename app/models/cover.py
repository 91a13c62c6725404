"""Who is away from a team or prison and who covers, and whom to ring there at nights and weekends."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import db
from app.models.user import User


class Absence(db.Model):  # type: ignore[name-defined, misc]
    """Somebody who is away from a place on some days, and the account that covers for them there."""

    __tablename__ = "absences"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    """team or prison."""
    code: Mapped[str] = mapped_column(String(30))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    cover_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    telephone: Mapped[str] = mapped_column(String(30))
    """Of the cover."""
    first: Mapped[dt.date]
    last: Mapped[dt.date]
    noted_by_name: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[dt.datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    cover: Mapped[User] = relationship(foreign_keys=[cover_id])

    __table_args__ = (Index("ix_absences_code_last", "code", "last"),)


class DutyContact(db.Model):  # type: ignore[name-defined, misc]
    """Whom to ring at a place when those who work there do not."""

    __tablename__ = "duty_contacts"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    telephone: Mapped[str] = mapped_column(String(30))
    hours: Mapped[str] = mapped_column(String(200))
    noted_by_name: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[dt.datetime]
