"""Addresses that people keep for next time."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.record.addresses import Address
from app.models.base import db


class SavedAddress(db.Model):  # type: ignore[name-defined, misc]
    """One address that one user keeps, once."""

    __tablename__ = "saved_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    line_1: Mapped[str] = mapped_column(String(100))
    line_2: Mapped[str] = mapped_column(String(100))
    town: Mapped[str] = mapped_column(String(100))
    county: Mapped[str] = mapped_column(String(100))
    postcode: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))

    __table_args__ = (UniqueConstraint("user_id", *Address._fields),)

    @property
    def address(self) -> Address:
        return Address(self.line_1, self.line_2, self.town, self.county, self.postcode)
