"""What happened to a licence and must not change: frozen documents, decisions, events, and the messages they caused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import db

if TYPE_CHECKING:
    from app.models.licence import Licence
    from app.models.user import User


class Document(db.Model):  # type: ignore[name-defined, misc]
    """A licence as it was sent to the prison: structured data under the SHA-256 of its canonical JSON."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[dt.datetime]

    made_by: Mapped[User] = relationship()
    conditions: Mapped[list[Condition]] = relationship(order_by="Condition.number")


class Condition(db.Model):  # type: ignore[name-defined, misc]
    """One condition of a frozen document as a row, so that reports can find it."""

    __tablename__ = "conditions"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    source: Mapped[str] = mapped_column(String(10))
    """standard, additional or bespoke."""
    part: Mapped[str] = mapped_column(String(10), default="AP")
    code: Mapped[str | None] = mapped_column(String(50), index=True)
    policy_version: Mapped[str | None] = mapped_column(String(6))
    category: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(Text)
    """The type of its form, as its policy has it."""
    text: Mapped[str] = mapped_column(Text)


class Decision(db.Model):  # type: ignore[name-defined, misc]
    """What a prison approver decided about one frozen document, named by its hash."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), unique=True)
    document_sha256: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(10))
    """approve or return."""
    reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    decided_by_name: Mapped[str] = mapped_column(String(200))
    decided_by_role: Mapped[str] = mapped_column(String(30))
    decided_at: Mapped[dt.datetime]

    licence: Mapped[Licence] = relationship(back_populates="decisions")


class Event(db.Model):  # type: ignore[name-defined, misc]
    """Something that happened to a licence: append-only, each chained to the one before by hash."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"))
    number: Mapped[int]
    """1, 2, 3 … within the licence."""
    action: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(30))
    at: Mapped[dt.datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    licence: Mapped[Licence] = relationship(back_populates="events")

    __table_args__ = (UniqueConstraint("licence_id", "number"),)


class Message(db.Model):  # type: ignore[name-defined, misc]
    """A message that a move caused, kept until it is delivered; without an address it is a task for support."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(200))
    """Whom it is for, in words: "The offender management unit at …"."""
    address: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    delivered_at: Mapped[dt.datetime | None]

    licence: Mapped[Licence] = relationship()
    event: Mapped[Event] = relationship()
