"""Licences, the runs of journeys over them, and who wrote them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from app.domain.licence.moves import IN_PLACE
from app.domain.licence.status import OPEN, Purpose, Status
from app.models.base import db

if TYPE_CHECKING:
    from app.models.case import Case
    from app.models.record import Decision, Document
    from app.models.user import User

_OPEN = ", ".join(f"'{status}'" for status in sorted(OPEN))
_IN_PLACE = ", ".join(f"'{status}'" for status in sorted(IN_PLACE))


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class StatusText(TypeDecorator[Status]):
    """A Status as its text. What a newer version of the service wrote reads as Status.UNKNOWN."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Status | None:
        return None if value is None else Status(value)


class Licence(db.Model):  # type: ignore[name-defined, misc]
    """One version of the licence for one release of one person."""

    __tablename__ = "licences"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    booking_id: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[Purpose] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    type: Mapped[str] = mapped_column(String(10), default="AP")
    """Its LicenceType when it was started or last sent; a draft's own follows the record (facts.release.licence_type)."""
    status: Mapped[Status] = mapped_column(StatusText)
    major: Mapped[int] = mapped_column(default=1)
    minor: Mapped[int] = mapped_column(default=0)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("licences.id"))
    """The licence that this one was made from: of an edit, the approved one."""
    policy_version: Mapped[str] = mapped_column(ForeignKey("policies.version"))
    started_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[dt.datetime] = mapped_column(default=_utc_now)
    submitted_at: Mapped[dt.datetime | None]
    approved_at: Mapped[dt.datetime | None]
    approved_by_name: Mapped[str | None] = mapped_column(String(200))
    activated_at: Mapped[dt.datetime | None]
    reviewed_at: Mapped[dt.datetime | None]
    """When probation reviewed a standard licence that the prison made."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    """The document frozen when this licence was last sent to the prison."""

    # As the record had them when the licence was started or last sent; the facts of a draft follow the record.
    start: Mapped[dt.date | None]
    end: Mapped[dt.date | None]
    supervision_start: Mapped[dt.date | None]
    supervision_end: Mapped[dt.date | None]
    prison_code: Mapped[str | None] = mapped_column(String(5))
    team_code: Mapped[str | None] = mapped_column(String(20))

    case: Mapped[Case] = relationship()
    started_by: Mapped[User] = relationship()
    parent: Mapped[Licence | None] = relationship(remote_side=[id])
    document: Mapped[Document | None] = relationship(foreign_keys=[document_id])
    runs: Mapped[list[Run]] = relationship(back_populates="licence")
    decisions: Mapped[list[Decision]] = relationship(back_populates="licence", order_by="Decision.id")

    __table_args__ = (
        Index("ix_licences_case_id_booking_id", "case_id", "booking_id"),
        Index("ix_licences_status_case_id", "status", "case_id"),
        Index(
            "uq_licences_one_open",
            "case_id",
            "booking_id",
            unique=True,
            sqlite_where=text(f"status IN ({_OPEN})"),
            postgresql_where=text(f"status IN ({_OPEN})"),
        ),
        Index(
            "uq_licences_one_approved",
            "case_id",
            "booking_id",
            unique=True,
            sqlite_where=text(f"status IN ({_IN_PLACE})"),
            postgresql_where=text(f"status IN ({_IN_PLACE})"),
        ),
    )

    @property
    def version(self) -> str:
        """The version people read, as 1.0 or 1.1."""
        return f"{self.major}.{self.minor}"


class Run(db.Model):  # type: ignore[name-defined, misc]
    """The answers one journey has been given on one licence, open until the journey is submitted."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"))
    journey: Mapped[str] = mapped_column(String(30))
    owner: Mapped[str] = mapped_column(String(100), default="")
    """The username whose run this is, where a journey is one person's own; else empty: shared."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Page name to field name to value; replaced, never changed in place."""
    saves: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Page name to who saved its answer last ('by', 'name'), when ('at') and how often it was saved ('version')."""
    aside: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Page name to what was answered there and does not count now, as forms.context has it, until the run is submitted."""
    opened_at: Mapped[dt.datetime] = mapped_column(default=_utc_now)
    submitted_at: Mapped[dt.datetime | None]

    licence: Mapped[Licence] = relationship(back_populates="runs")

    __table_args__ = (
        Index(
            "uq_runs_one_open",
            "licence_id",
            "journey",
            "owner",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
    )


class Author(db.Model):  # type: ignore[name-defined, misc]
    """Somebody who wrote or sent this version of a licence, or the one it edits, and so can never approve it."""

    __tablename__ = "authors"

    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
