"""Prisons, and how to reach their offender management units."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Prison(db.Model):  # type: ignore[name-defined, misc]
    """A prison; without an e-mail address, messages to it are for people to pass on."""

    __tablename__ = "prisons"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    omu_email: Mapped[str | None] = mapped_column(String(254))
    telephone: Mapped[str | None] = mapped_column(String(30))
    is_contracted: Mapped[bool] = mapped_column(default=False)
    """Whether a contractor runs it, so that its controller and not a governor decides."""
