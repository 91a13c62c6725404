"""Licence policies as they were imported: one row for each version, never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class PolicyVersion(db.Model):  # type: ignore[name-defined, misc]
    """One imported policy: its content as published, and what the service needs to choose and to trust it."""

    __tablename__ = "policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(6), unique=True)
    commences: Mapped[dt.date] = mapped_column(index=True)
    """The first licence start date that this version applies to."""
    source: Mapped[str] = mapped_column(Text)
    """The legal source."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the content in canonical JSON, so that layout and key order do not matter."""
    imported_at: Mapped[dt.datetime] = mapped_column(default=_utc_now)
