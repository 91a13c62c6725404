"""Sign-ins that are good now: one row each, from signing in until it ends."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class UserSession(db.Model):  # type: ignore[name-defined, misc]
    """One sign-in of one user, which every copy of its cookie names. Without its row the cookie is worth nothing."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(43), unique=True, default=lambda: secrets.token_urlsafe(32))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    began_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime]
    """When it last sent a form, to the quarter of an hour: pages that are only looked at write nothing."""
    browser: Mapped[str] = mapped_column(String(60))
    """In words: Firefox on Windows."""
    address: Mapped[str] = mapped_column(String(45))
