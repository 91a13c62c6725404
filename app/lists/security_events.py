"""What happened to accounts and at the doors of the service, for support."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased

from app.domain.roles import Role
from app.domain.words import moment_in_words
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows, Search, Sort
from app.lists.rows_of_their_own import IS_OPEN, beginning
from app.models.base import db
from app.models.security_event import Kind, SecurityEvent
from app.models.user import User

UNPROVED = {Kind.NOT_SIGNED_IN.value, Kind.SLOWED.value, Kind.OTHER_SITE.value}
"""Of these, nobody knows who it was."""
By = aliased(User, name="by_whom")


def _events(people: Any) -> Select[Any]:
    found: Any = select(SecurityEvent, By.username.label("by_name"), IS_OPEN).join(
        By, SecurityEvent.by_id == By.id, isouter=True
    )
    return found


def _by(row: Any, page: ListPage) -> Cell:
    if row.SecurityEvent.by_id:
        return Cell("Themselves" if _is_own(row) else row.by_name)
    if row.SecurityEvent.address is None:
        return Cell("The command line")
    is_sure = row.SecurityEvent.user_id and row.SecurityEvent.kind not in UNPROVED
    return Cell("Themselves" if is_sure else "Not known")


def _is_own(row: Any) -> bool:
    return bool(row.SecurityEvent.by_id == row.SecurityEvent.user_id)


_NEWEST = Sort("when", "when it happened", SecurityEvent.id, "oldest first", "newest first")

EVENTS = Listing(
    name="security-events",
    role=Role.SUPPORT,
    title="Security events",
    tab="",
    rows=Rows(_events, SecurityEvent.id, are_people=False),
    columns=(
        Column(
            "What happened",
            lambda row, page: Cell(
                Kind(row.SecurityEvent.kind).label,
                (row.SecurityEvent.detail,) if row.SecurityEvent.detail else (),
                hidden=f"event {row.SecurityEvent.id}",
            ),
        ),
        Column("Username", lambda row, page: Cell(row.SecurityEvent.name or "Not known")),
        Column("By", _by),
        Column("Address", lambda row, page: Cell(row.SecurityEvent.address or "No address")),
        Column("When", lambda row, page: Cell(moment_in_words(row.SecurityEvent.at))),
    ),
    leads_to=lambda row: (
        Address("accounts.show", {"number": row.SecurityEvent.user_id}) if row.SecurityEvent.user_id else None
    ),
    filters=(
        Filter(
            "kind",
            "What happened",
            SecurityEvent.kind == bindparam("kind"),
            tuple((kind.value, kind.label) for kind in Kind),
        ),
    ),
    search=Search(
        "Username", beginning, lambda is_open, names: SecurityEvent.name.like(bindparam("text"), escape="\\")
    ),
    usual=_NEWEST,
    one="event",
    many="events",
    empty="Nothing has happened yet.",
    none_found="No event matches.",
)


def newest_events(user: User, most: int = 10) -> list[tuple[str, str, str]]:
    """(what, detail and by whom, when) of the newest events about an account."""
    rows = db.session.execute(
        _events(None).where(SecurityEvent.user_id == user.id).order_by(SecurityEvent.id.desc()).limit(most)
    )
    return [
        (
            Kind(row.SecurityEvent.kind).label,
            ", ".join(
                filter(
                    None,
                    [
                        row.SecurityEvent.detail,
                        f"by {row.by_name}" if row.by_name and not _is_own(row) else None,
                    ],
                )
            ),
            moment_in_words(row.SecurityEvent.at),
        )
        for row in rows
    ]
