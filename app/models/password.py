"""Passwords: what proves who somebody is, apart from their account."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Password(db.Model):  # type: ignore[name-defined, misc]
    """One user's password, as its hash alone."""

    __tablename__ = "passwords"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    """Argon2id, in its own text form."""
