"""Lists of people, each with their licence of this release: what such lists have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased, defer

from app.domain.licence import actions
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.moves import ENDED, IN_PLACE, LIVING
from app.domain.licence.status import DRAFTS, OPEN, Status
from app.domain.policy.schedule import Published, other_policy
from app.domain.record.names import words_sought
from app.domain.roles import PRISON
from app.domain.words import LONDON, short_date
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows, Search, Sort
from app.models.base import db
from app.models.case import Case
from app.models.licence import Author, Licence
from app.models.record import Decision, Event
from app.models.user import User
from app.store import policies

Opened = aliased(Licence, name="opened")
"""The licence of this release that is being written or waits at the prison."""
Placed = aliased(Licence, name="placed")
"""The licence of this release that is in place: approved, or further on. A version may be open beside it."""
_Other = aliased(Licence, name="other")

_STATUS_NOW = func.coalesce(Opened.status, Placed.status, Status.NOT_STARTED.value)


def _is_in_place(licence: Any) -> ColumnElement[bool]:
    """Whether a licence stands where none is open; also in a status that this version of the service does not know."""
    return licence.status.not_in(sorted(OPEN | ENDED))  # type: ignore[no-any-return]


def _of_this_release(licence: Any) -> ColumnElement[bool]:
    return (licence.case_id == Case.id) & (licence.booking_id == func.coalesce(Case.booking_id, ""))


def _with_licences(people: Select[Any]) -> Select[Any]:
    # The database holds one at most whose status is known. Others come after it, and the last one made before the rest.
    has_another = exists().where(
        _of_this_release(_Other),
        _is_in_place(_Other),
        or_(_Other.status.in_(sorted(IN_PLACE)), _Other.id > Placed.id),
    )
    is_first = case((Placed.status.in_(sorted(IN_PLACE)), true()), else_=~has_another)
    return (
        people.add_columns(
            Opened.id.label("opened"),
            Placed.id.label("placed"),
            _STATUS_NOW.label("status"),
            Placed.status.label("placed_status"),
            Opened.policy_version.label("policy"),
        )
        .outerjoin(Opened, _of_this_release(Opened) & Opened.status.in_(sorted(OPEN)))
        .outerjoin(Placed, _of_this_release(Placed) & _is_in_place(Placed) & is_first)
        .options(defer(Case.record, raiseload=True))
    )


def _with_own_marked(people: Select[Any]) -> Select[Any]:
    wrote = exists().where(
        Author.licence_id == Opened.id, Author.user_id == User.id, User.username == bindparam("username")
    )
    return _with_licences(people).add_columns(wrote.label("is_own"))


PEOPLE = Rows(_with_licences, Case.id)
PEOPLE_WITH_OWN = Rows(_with_own_marked, Case.id)
"""The same, each with whether the reader wrote or sent the version that is open."""

# Searching


def _sought(text: str) -> dict[str, str]:
    words = [f"%{_escaped(word)}%" for word in words_sought(text) or [text]]
    of_names = {f"word_{n}": word for n, word in enumerate(words)}
    return of_names | {f"crn_{n}": word.upper() for n, word in enumerate(words)}


def _finds(is_open: ColumnElement[bool], names: Sequence[str]) -> ColumnElement[bool]:
    """Names, numbers and the practitioner's name find those the reader may open; a part of their CRN finds anybody."""

    def holds(column: Any, kind: str) -> list[ColumnElement[bool]]:
        return [column.like(bindparam(name), escape="\\") for name in names if name.startswith(kind)]

    return or_(and_(is_open, *holds(Case.search_text, "word_")), and_(*holds(Case.crn, "crn_")))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


NAME_OR_NUMBER = Search("Search by name, number or practitioner", _sought, _finds)

BY_STATUS = Filter(
    "status",
    "Status",
    _STATUS_NOW == bindparam("status"),
    tuple((s.value, s.label) for s in Status if s is Status.NOT_STARTED or s in LIVING),
)

# Where a name leads


def licence(row: Any) -> Address | None:
    """To the licence that is open, else to the one in place."""
    number = row.opened or row.placed
    return Address("licence.show", {"licence_id": number}) if number else None


def licence_or_start(row: Any) -> Address:
    """To the licence, or to starting one."""
    return licence(row) or Address("licence.start", {"case_id": row.Case.id})


def licence_in_place(row: Any) -> Address | None:
    """To the licence in place, also while a newer version is being written."""
    return Address("licence.show", {"licence_id": row.placed}) if row.placed else None


# Columns


def _name(row: Any, page: ListPage) -> Cell:
    """People are known to prisons by prison number, to probation by CRN."""
    person: Case = row.Case
    return Cell(person.name, (person.prison_number if page.listing.role in PRISON else person.crn,))


def _release(row: Any, page: ListPage) -> Cell:
    person: Case = row.Case
    if person.licence_start is None:
        return Cell("No release date")
    return Cell(short_date(person.licence_start), (person.release_date_text,))


def _status(row: Any, page: ListPage) -> Cell:
    """Where the licence stands, and what about it needs looking at."""
    status: Status = row.status
    if not (row.opened or row.placed):
        reasons = reasons_not_to_start(row.Case, page.today)
        return Cell("Cannot start", (reasons[0].title,), "grey") if reasons else _tag(status)
    notes = []
    if status is Status.REJECTED:
        notes.append(f"Returned by {page.once(_returned).get(row.opened, 'the prison')}")
    elif row.opened and row.placed_status is Status.APPROVED:
        notes.append("An approved version is in place")
    if status in DRAFTS:
        start = row.Case.licence_start
        if start and (other := other_policy(row.policy, start, page.once(_schedule))):
            notes.append(other.in_words)
    return _tag(status, *notes)


def _status_to_approve(row: Any, page: ListPage) -> Cell:
    """What waits at the prison; of what the reader wrote or sent, that somebody else has to decide."""
    notes = ["You wrote or sent it, so another prison approver has to decide"] if row.is_own else []
    return _tag(row.status, *notes)


def _status_in_place(row: Any, page: ListPage) -> Cell:
    """Where the licence in place stands, whether it was printed, and what is being made of it."""
    printed = page.once(_printed).get(row.placed)
    notes = [f"Printed on {short_date(printed.astimezone(LONDON).date())}" if printed else "Not printed yet"]
    return _tag(row.placed_status, *notes, *(["A newer version is being written"] if row.opened else []))


_LAST_PRINTS = (
    select(Event.licence_id, func.max(Event.at).label("at"))
    .where(Event.licence_id.in_(bindparam("licences", expanding=True)), Event.action == actions.PRINT.name)
    .group_by(Event.licence_id)
)


def _printed(page: ListPage) -> dict[int, dt.datetime]:
    """When the licences in place on a page were printed last, for those that were."""
    licences = [row.placed for row in page.rows if row.placed]
    return {row.licence_id: row.at for row in db.session.execute(_LAST_PRINTS, {"licences": licences})}


def _tag(status: Status, *notes: str) -> Cell:
    return Cell(status.label, notes, status.colour)


def _schedule(page: ListPage) -> list[Published]:
    return policies.schedule()


_RETURNS = (
    select(Decision.licence_id, Decision.reason, Decision.decided_by_name)
    .where(
        Decision.licence_id.in_(bindparam("licences", expanding=True)),
        Decision.decision == actions.RETURN.name,
    )
    .order_by(Decision.id)
)


def _returned(page: ListPage) -> dict[int, str]:
    """Why the licences on a page came back last, for those that did."""
    licences = [row.opened for row in page.rows if row.is_open and row.status is Status.REJECTED]
    return {
        row.licence_id: shorten(f"{row.decided_by_name}: {row.reason}", 160, placeholder=" …")
        for row in db.session.execute(_RETURNS, {"licences": licences})
    }


BY_NAME = Sort("name", "name", Case.sort_name, "A to Z by surname", "Z to A by surname")
BY_RELEASE = Sort("release", "release date", Case.licence_start, "soonest first", "latest first")
IN_ORDER_OF_STATUS = Sort(
    "status",
    "status",
    case({s.value: n for n, s in enumerate(Status)}, value=_STATUS_NOW, else_=len(Status)),
    "not started first",
    "approved first",
)

NAME = Column("Name", _name, BY_NAME)
PRACTITIONER = Column(
    "Probation practitioner", lambda row, page: Cell(row.Case.manager_name or "Not allocated")
)
PRISON_NAME = Column("Prison", lambda row, page: Cell(row.Case.prison_name))
RELEASE = Column("Release date", _release, BY_RELEASE)
STATUS = Column("Status", _status, IN_ORDER_OF_STATUS)
STATUS_TO_APPROVE = Column("Status", _status_to_approve, IN_ORDER_OF_STATUS)
STATUS_IN_PLACE = Column("Status", _status_in_place, IN_ORDER_OF_STATUS)


@dataclass(frozen=True, eq=False, kw_only=True)
class PeopleList(Listing):
    """A list of people, whose columns stand where others do not: name, practitioner, release date and status."""

    rows: Rows = PEOPLE
    columns: tuple[Column, ...] = (NAME, PRACTITIONER, RELEASE, STATUS)
    leads_to: Callable[[Any], Address | None] = licence
    filters: tuple[Filter, ...] = (BY_STATUS,)
    search: Search | None = NAME_OR_NUMBER
    usual: Sort = BY_RELEASE
    empty: str = "There is nobody on this list. It shows people whom the record gives to you."
    none_found: str = (
        "Nobody on this list matches your search. Check the spelling, or clear the search to see everyone."
    )
