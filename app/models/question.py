"""Questions on licences: what was asked is written once; what became of it is kept beside it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Question(db.Model):  # type: ignore[name-defined, misc]
    """One question that the prison asked about a licence."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"))
    place: Mapped[str] = mapped_column(String(250))
    """Where on the licence it is pinned, as app.domain.licence.questions has it."""
    about: Mapped[str] = mapped_column(String(250))
    """The same in words, as they were then."""
    words: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_by_role: Mapped[str] = mapped_column(String(30))
    asked_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]

    is_holding: Mapped[bool]
    """Whether approval waits for it; False once the hold is lifted."""
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_by_name: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[dt.datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_by_name: Mapped[str | None] = mapped_column(String(200))
    closed_at: Mapped[dt.datetime | None]
    reminded_at: Mapped[dt.datetime | None]
    """When whoever has to answer was told that it is overdue."""

    __table_args__ = (
        Index("ix_questions_case_id", "case_id"),
        Index("ix_questions_licence_id", "licence_id"),
    )


ASKED = (
    *("case_id", "licence_id", "place", "about", "words"),
    *("asked_by_id", "asked_by_name", "asked_by_role", "asked_at", "due_at"),
)
"""The columns that are written once."""
