"""Licence policies as they were imported: one row for each version, whose content never changes, and its history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db
from app.models.chain import Chained


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class PolicyVersion(db.Model):  # type: ignore[name-defined, misc]
    """One imported policy: its content as published, and what the service needs to choose and to trust it."""

    __tablename__ = "policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(6), unique=True)
    commences: Mapped[dt.date | None] = mapped_column(index=True)
    """The first licence start date that this version applies to; None while it is not published."""
    source: Mapped[str] = mapped_column(Text)
    """The legal source."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the content in canonical JSON, so that layout and key order do not matter."""
    imported_at: Mapped[dt.datetime] = mapped_column(default=_utc_now)


class PolicyEvent(Chained, db.Model):  # type: ignore[name-defined, misc]
    """Something that was done to a policy version: append-only."""

    __tablename__ = "policy_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[int] = mapped_column(ForeignKey("policies.id"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    """import, publish, move or withdraw."""
    commences: Mapped[dt.date | None]
    """The commencement date that followed; None while the version is not published."""
    told: Mapped[int] = mapped_column(default=0)
    """Of how many licences being written the practitioner was told that another policy applies."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None for what was done on the command line."""
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime]
