"""What happened and must not change: frozen documents, decisions, the events of a case, and their messages."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import db

if TYPE_CHECKING:
    from app.models.licence import Licence


START_OF_CHAIN = "0" * 64
LICENCE_CHAIN, CASE_CHAIN = 1, 2
"""What chains an event to the one before: that of its licence (how it was at first), or that of its case."""


class Document(db.Model):  # type: ignore[name-defined, misc]
    """A licence as it was sent to the prison: structured data under the SHA-256 of its canonical JSON."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[dt.datetime]

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
    """Something that happened to a person's case: append-only, each chained to the one before by hash."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licences.id"))
    """The licence it happened to; None for what concerns the person alone."""
    format: Mapped[int] = mapped_column(default=CASE_CHAIN)
    """CASE_CHAIN; or LICENCE_CHAIN for events from before, whose chains were each licence's own."""
    number: Mapped[int]
    """1, 2, 3 … within its chain."""
    action: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    by_role: Mapped[str] = mapped_column(String(30))
    at: Mapped[dt.datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_events_licence_id", "licence_id", "id"),
        Index(
            "uq_events_case_chain",
            "case_id",
            "number",
            unique=True,
            sqlite_where=text(f"format = {CASE_CHAIN}"),
            postgresql_where=text(f"format = {CASE_CHAIN}"),
        ),
        Index(
            "uq_events_licence_chain",
            "licence_id",
            "number",
            unique=True,
            sqlite_where=text(f"format = {LICENCE_CHAIN}"),
            postgresql_where=text(f"format = {LICENCE_CHAIN}"),
        ),
    )


class Chains(db.Model):  # type: ignore[name-defined, misc]
    """How many chains were ever begun, in one row: the first event of each keeps which it is, so that none can go
    missing unseen."""

    __tablename__ = "chains"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    begun: Mapped[int]


class Tombstone(db.Model):  # type: ignore[name-defined, misc]
    """What stays of a case that was erased whole: which chain it had, how long that was, and the hash that ended it."""

    __tablename__ = "tombstones"

    case_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chain: Mapped[int] = mapped_column(unique=True)
    chain_length: Mapped[int]
    chain_head: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[dt.datetime]


class MessageState(StrEnum):
    """What has become of a message."""

    WAITING = "waiting"
    NO_ADDRESS = "no-address"
    """The service cannot send it: somebody has to tell whoever it is for."""
    UNKNOWN = "unknown"
    """A try was begun, and whether GOV.UK Notify took the message is not known: it is asked before the next."""
    SENT = "sent"
    """GOV.UK Notify took it; in a demo it is kept, to be read there."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """It cannot be delivered: somebody has to tell whoever it is for."""
    SEEN_TO = "seen-to"
    """Somebody told them."""
    IN_DIGEST = "in-digest"
    """It goes in a digest, and what becomes of that becomes of it."""


TO_SEND = (MessageState.WAITING, MessageState.UNKNOWN)
TASKS = (MessageState.NO_ADDRESS, MessageState.FAILED)
"""What somebody has to see to, as the service cannot."""
_IS_TO_SEND = f"state IN ({', '.join(repr(str(state)) for state in TO_SEND)})"


class Digest(db.Model):  # type: ignore[name-defined, misc]
    """The messages that somebody gets together, as they chose to: one a day."""

    __tablename__ = "digests"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[dt.date]

    __table_args__ = (UniqueConstraint("user_id", "day"),)


DIGEST = "digest"
"""The notice that holds the texts of a digest; the other messages of the digest are those texts."""


class Message(db.Model):  # type: ignore[name-defined, misc]
    """A message about a person's case, or a place where the service is switched on, kept until it is delivered; one that
    cannot be is a task for people."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    licence_id: Mapped[int | None] = mapped_column(ForeignKey("licences.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    """The event that caused it, which names its digest."""
    switch_id: Mapped[int | None] = mapped_column(ForeignKey("site_switches.id"), index=True)
    """Or else the change of a switch that did, and does."""
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)
    """The digest that it goes in, or that it is."""
    notice: Mapped[str] = mapped_column(String(40))
    """The name of the notice that its words come from."""
    recipient: Mapped[str] = mapped_column(String(200))
    """Whom it is for, in words: "The offender management unit at …"."""
    username: Mapped[str | None] = mapped_column(String(100))
    """The username of whom it is for, where it is for one person and that is known: an account may have it."""
    is_urgent: Mapped[bool] = mapped_column(default=False)
    """Whether it goes at once, whatever its reader chose for their messages."""
    address: Mapped[str | None] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    written_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(20), index=True)
    """A MessageState."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often its delivery was tried."""
    first_tried_at: Mapped[dt.datetime | None]
    """By the machine's clock, as the three that follow."""
    due_at: Mapped[dt.datetime | None]
    """When it is to be tried again; None for at once."""
    claimed_until: Mapped[dt.datetime | None]
    """Until when it is left to whoever took it to send it, who may have died since."""
    sent_at: Mapped[dt.datetime | None]
    notify_id: Mapped[str | None] = mapped_column(String(36))
    """What GOV.UK Notify calls it."""
    failure: Mapped[str | None] = mapped_column(String(30))
    """Why it failed, or was last not taken: a Why of app.domain.delivery."""
    delivered_at: Mapped[dt.datetime | None]
    seen_to_at: Mapped[dt.datetime | None]
    """When somebody said that they told whoever it is for."""
    seen_to_by: Mapped[str | None] = mapped_column(String(200))
    """Their name."""

    event: Mapped[Event | None] = relationship()

    __table_args__ = (
        Index(
            "ix_messages_to_send",
            "id",
            sqlite_where=text(_IS_TO_SEND),
            postgresql_where=text(_IS_TO_SEND),
        ),
    )
