"""Tables whose rows are one chain: each row has the hash of the row before, so that none goes or changes unseen."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class Chained:
    """What a row of such a table has beside its own columns; app.store.chain adds it."""

    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    """Of all other columns but the number, and of what the row is about."""


class ChainEnd(db.Model):  # type: ignore[name-defined, misc]
    """Where the chain of a table begins and ends: a row for each table."""

    __tablename__ = "chain_ends"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    begins: Mapped[str] = mapped_column(String(64))
    """The hash before the first row that is kept: that of the last row which app.store.retention removed."""
    ends: Mapped[str] = mapped_column(String(64))
    """The hash of the last row."""
