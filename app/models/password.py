"""Passwords: what proves who somebody is, apart from their account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Password(db.Model):  # type: ignore[name-defined, misc]
    """One user's password, as its hash alone, and the wrong ones that were tried lately."""

    __tablename__ = "passwords"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    """Argon2id, in its own text form."""
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong ones since the last right one, or since the account was locked."""
    locked_until: Mapped[dt.datetime | None]
