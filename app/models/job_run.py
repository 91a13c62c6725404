"""Runs of the clock's jobs: which for when, by whom it was started, and what it did. No row names anybody it was about."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class StartedBy(StrEnum):
    """What lets a job run."""

    SCHEDULE = "schedule"
    COMMAND = "command"
    PERSON = "person"


class JobRun(db.Model):  # type: ignore[name-defined, misc]
    """One run of a job for one slot, of which there is one at most. Its moments are those of the machine's clock."""

    __tablename__ = "job_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(60))
    slot: Mapped[dt.datetime]
    """The moment that its schedule gives; of a run that was asked for, when that was."""
    started_by: Mapped[str] = mapped_column(String(10))
    """A StartedBy."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who asked for it, in the browser."""
    day: Mapped[dt.date | None]
    """The day that it was run as."""
    started_at: Mapped[dt.datetime | None]
    """When it was last begun; None while it waits."""
    heard_at: Mapped[dt.datetime | None]
    """When it last kept what it had done: one that has not for long has died."""
    ended_at: Mapped[dt.datetime | None]
    """When it ended, well or by a fault."""
    fault: Mapped[str | None] = mapped_column(String(100))
    """The kind of fault that ended it."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was begun."""
    moved: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    because: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Why some were left, with their number."""

    __table_args__ = (
        UniqueConstraint("job", "slot"),
        Index("ix_job_runs_job_id", "job", "id"),
    )
