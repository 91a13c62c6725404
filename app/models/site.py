"""Where the service is in use: every change of the switch of a prison or delivery unit. The newest one of each counts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db
from app.models.chain import Chained


class SiteSwitch(Chained, db.Model):  # type: ignore[name-defined, misc]
    """How support set a switch, written once; a place without any is on."""

    __tablename__ = "site_switches"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    kind: Mapped[str] = mapped_column(String(10))
    """prison or pdu."""
    code: Mapped[str] = mapped_column(String(30))
    on_from: Mapped[dt.date | None]
    off_from: Mapped[dt.date | None]
    meanwhile: Mapped[str | None] = mapped_column(Text)
    told: Mapped[list[Any]]
    """The digests of the messages that it caused."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None on the command line."""
    by_name: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("ix_site_switches_kind_code", "kind", "code", "id"),)
