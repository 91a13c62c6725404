"""What the systems that keep records told this service: each event once, and what became of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Outcome(StrEnum):
    """What became of an event."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    """It says what was so before what is stored: it changed nothing."""
    UNKNOWN = "unknown"
    """Of a type that this service does not know: it is kept whole, and changed nothing."""


class UpstreamEvent(db.Model):  # type: ignore[name-defined, misc]
    """One event of the prison or probation system."""

    __tablename__ = "upstream_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(100), unique=True)
    """Its id in the system that sent it: the same id again changes nothing."""
    type: Mapped[str] = mapped_column(String(100))
    occurred_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    outcome: Mapped[str] = mapped_column(String(20))
    """An Outcome."""
    prison_number: Mapped[str | None] = mapped_column(String(10))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The whole event, where its type is not known."""

    __table_args__ = (Index("ix_upstream_events_received_at", "received_at"),)
