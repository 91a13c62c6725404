"""How often a sign-in was tried and failed lately, so that guessing is slow: counters that all workers share."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Tries(db.Model):  # type: ignore[name-defined, misc]
    """The failures for one username, there or anywhere, from one network address, or from one browser for one account."""

    __tablename__ = "tries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """What they are counted for, as a keyed hash: the table tells nobody what was typed."""
    failures: Mapped[int]
    until: Mapped[dt.datetime | None]
    """When the next try is read."""
    tried_at: Mapped[dt.datetime] = mapped_column(index=True)
