"""People, as last imported: columns for what lists find, sort or show, and the whole record beside them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, Text, func, literal_column, select, text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.domain.dates.release import ReleaseDateLabel
from app.domain.record.names import full_name
from app.models.base import db
from app.models.prison import Prison
from app.models.record import START_OF_CHAIN


class Case(db.Model):  # type: ignore[name-defined, misc]
    """One person, by their prison number and their probation case number (CRN)."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    prison_number: Mapped[str] = mapped_column(String(10), unique=True)
    crn: Mapped[str] = mapped_column(String(10), unique=True)
    booking_id: Mapped[str | None] = mapped_column(String(20))
    """None while there is no active booking."""
    book_number: Mapped[str | None] = mapped_column(String(10))
    pnc: Mapped[str | None] = mapped_column(String(20))
    cro: Mapped[str | None] = mapped_column(String(15))

    forename: Mapped[str | None] = mapped_column(String(60))
    middle_names: Mapped[str | None] = mapped_column(String(60))
    surname: Mapped[str | None] = mapped_column(String(60))
    sort_name: Mapped[str] = mapped_column(String(250))
    """Surname and forename without case and accents (app.domain.record.names.folded)."""
    search_text: Mapped[str] = mapped_column(Text)
    """What searches find: every name, the practitioner's too, and both numbers (app.domain.record.names.search_text)."""
    found_by: Mapped[str] = mapped_column(Text, deferred=True)
    found_near: Mapped[str] = mapped_column(Text, deferred=True)
    """By what the search of all people finds them, whole or in part, and with a typing slip
    (app.domain.record.names.words_of)."""
    date_of_birth: Mapped[dt.date | None]
    gender: Mapped[str | None] = mapped_column(String(20))

    legal_status: Mapped[str | None] = mapped_column(String(40))
    prison_status: Mapped[str | None] = mapped_column(String(40))
    indeterminate: Mapped[bool] = mapped_column(default=False)
    recall: Mapped[bool] = mapped_column(default=False)
    restricted_patient: Mapped[bool] = mapped_column(default=False)
    prison_code: Mapped[str | None] = mapped_column(String(5))
    """The prison that makes the licence: for a restricted patient, the one that supports them; for somebody who is out or
    on the way to another, the one where they were."""
    prison_name: Mapped[str] = mapped_column(String(100))

    sentence_start: Mapped[dt.date | None]
    sentence_end: Mapped[dt.date | None]
    licence_end: Mapped[dt.date | None]
    conditional_release: Mapped[dt.date | None]
    conditional_release_override: Mapped[dt.date | None]
    confirmed_release: Mapped[dt.date | None]
    post_recall_release: Mapped[dt.date | None]
    supervision_start: Mapped[dt.date | None]
    supervision_end: Mapped[dt.date | None]
    hdc_actual: Mapped[dt.date | None]
    hdc_eligible: Mapped[dt.date | None]
    parole_eligibility: Mapped[dt.date | None]

    kind: Mapped[str] = mapped_column(String(20))
    eligible_kind: Mapped[str | None] = mapped_column(String(10))
    """The kind of release that the record gives (EligibleKind), on the days of the scope; None where it gives none."""
    out_of_scope: Mapped[str] = mapped_column(Text, default="")
    """The codes, parted by blanks, of the reasons why no licence can be made that no day ends; empty for most people."""
    follows: Mapped[str | None] = mapped_column(String(30))
    """What follows the release by the sentences (Follows); None where the record does not say."""
    set_by_board: Mapped[bool] = mapped_column(default=False)
    """Whether the record gives a sentence whose licence conditions the Parole Board sets."""
    scope_from: Mapped[dt.date | None]
    """The first day on which a licence can be made; None where none is too soon."""
    scope_until: Mapped[dt.date | None]
    """The last day on which one can be; None where none is too late."""
    is_is91: Mapped[bool] = mapped_column(default=False)
    """Whether they are held for immigration, so that a licence starts without a release."""
    hdc_status: Mapped[str | None] = mapped_column(String(40))
    licence_start: Mapped[dt.date | None]
    release_date_label: Mapped[str] = mapped_column(String(20))

    manager_code: Mapped[str | None] = mapped_column(String(7))
    manager_username: Mapped[str | None] = mapped_column(String(40))
    """In lower case, as usernames are kept."""
    manager_name: Mapped[str | None] = mapped_column(String(200))
    """None when nobody is allocated."""
    manager_email: Mapped[str | None] = mapped_column(String(254))
    manager_telephone: Mapped[str | None] = mapped_column(String(30))
    manager_unallocated: Mapped[bool] = mapped_column(default=False)
    nobody_told: Mapped[list[Any]] = mapped_column(default=list)
    nobody_told_at: Mapped[dt.datetime | None]
    """The names of the team managers who were told that nobody is allocated, and when."""
    team_code: Mapped[str | None] = mapped_column(String(20))
    team_name: Mapped[str | None] = mapped_column(String(60))
    pdu_code: Mapped[str | None] = mapped_column(String(20))
    pdu_name: Mapped[str | None] = mapped_column(String(60))
    region_code: Mapped[str | None] = mapped_column(String(20))
    region_name: Mapped[str | None] = mapped_column(String(60))

    supervising_body: Mapped[str | None] = mapped_column(String(10))
    """Who supervises after release (SupervisingBody); None where the record does not say."""
    restriction_kind: Mapped[str] = mapped_column(String(10), default="NONE")
    restriction_message: Mapped[str | None] = mapped_column(Text)

    differences: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the prison and the probation record say differently of who the person is, a sentence each without its full stop."""
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The record as imported, under the upstream names; replaced, never changed in place."""
    record_sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[dt.datetime]
    """When something about this person last changed."""
    record_at: Mapped[dt.datetime | None]
    """How recent the record is: when its event occurred, or when it was imported. What is older changes nothing."""
    left_hard_stop_at: Mapped[dt.datetime | None]
    """Since when the release is out of the hard stop that it was in; None where it never was in it, or is in it now."""

    chain_length: Mapped[int] = mapped_column(default=0)
    """How many events this person's chain has; app.store.events keeps it with each event."""
    chain_head: Mapped[str] = mapped_column(String(64), default=START_OF_CHAIN)
    """The hash of the last of them."""

    __table_args__ = (
        Index("ix_cases_team_code_licence_start", "team_code", "licence_start"),
        Index("ix_cases_prison_code_licence_start", "prison_code", "licence_start"),
        Index("ix_cases_manager_username_licence_start", "manager_username", "licence_start"),
        Index("ix_cases_pdu_code_licence_start", "pdu_code", "licence_start"),
        Index("ix_cases_licence_start_sort_name", "licence_start", "sort_name", "id"),
        Index("ix_cases_sort_name_id", "sort_name", "id"),
        Index(
            "ix_cases_restricted",
            "id",
            sqlite_where=text("restriction_kind != 'NONE'"),
            postgresql_where=text("restriction_kind != 'NONE'"),
        ),
        Index(
            "ix_cases_unallocated",
            *("licence_start", "sort_name", "id"),
            sqlite_where=text("manager_unallocated"),
            postgresql_where=text("manager_unallocated"),
        ),
        # Where the extension pg_trgm cannot be had, two are missing, and parts of words are looked for in every row.
        Index(
            "ix_cases_search_text",
            literal_column("search_text").label("search_text"),
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
        Index(
            "ix_cases_found_by",
            literal_column("found_by").label("found_by"),
            postgresql_using="gin",
            postgresql_ops={"found_by": "gin_trgm_ops"},
        ).ddl_if(dialect="postgresql"),
        Index(
            "ix_cases_found_near",
            func.string_to_array(literal_column("found_near"), literal_column("' '")),
            postgresql_using="gin",
        ).ddl_if(dialect="postgresql"),
    )

    prison_is_contracted: Mapped[bool | None] = column_property(
        select(Prison.is_contracted).where(Prison.code == prison_code).scalar_subquery()
    )
    """Whether a contractor runs the prison; None for one that is not in the list."""

    @property
    def name(self) -> str:
        """The name people are called by: "Ada Lovelace"."""
        return full_name(self.forename, self.surname)

    @property
    def full_name(self) -> str:
        """The name with all middle names, as a licence prints it."""
        return full_name(self.forename, self.middle_names, self.surname)

    @property
    def is_restricted(self) -> bool:
        return self.restriction_kind != "NONE"

    @property
    def was_counted(self) -> bool:
        """Whether the licence start date was worked out with working days, and not given as it is."""
        return self.release_date_label in (ReleaseDateLabel.CRD, ReleaseDateLabel.POST_RECALL)

    @property
    def release_date_text(self) -> str:
        """What the licence start date is called on screen: "Confirmed release date"."""
        return ReleaseDateLabel(self.release_date_label).text
