"""Lists of people, each with their licence of this release: what such lists have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, defer

from app.domain.licence import actions
from app.domain.licence.bars import not_in_use
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.facts import InNomis
from app.domain.licence.moves import ENDED, IN_PLACE, LIVING
from app.domain.licence.status import DRAFTS, MADE_BY_PRISON, OPEN, STATUS_TAGS, Status
from app.domain.policy.schedule import Published, other_policy
from app.domain.record.names import words_sought
from app.domain.refusal import Refusal
from app.domain.roles import PRISON
from app.domain.words import LONDON, short_date
from app.lists.days import (
    HAS_PASSED,
    IN_SCOPE,
    IS_DUE,
    IS_LATE,
    IS_NEAR,
    IS_SOON,
    IS_TOO_SOON,
    LATELY,
    is_not,
)
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows, Search, Sort
from app.models.base import db
from app.models.case import Case
from app.models.licence import Author, Licence
from app.models.prison import Prison
from app.models.question import Question
from app.models.record import Decision, Event
from app.models.user import User
from app.store import policies, sites
from app.store.nomis import in_nomis_of
from app.store.prisons import all_prisons

Opened = aliased(Licence, name="opened")
"""The licence of this release that is being written or waits at the prison."""
Placed = aliased(Licence, name="placed")
"""The licence of this release that is in place: approved, or further on. A version may be open beside it."""
_Other = aliased(Licence, name="other")

_Late = aliased(Licence, name="late")


def _of_this_release(licence: Any) -> ColumnElement[bool]:
    """Whether a licence is for the booking of its person now; of a person without one, what is in force."""
    is_in_force = and_(Case.booking_id.is_(None), licence.status == Status.ACTIVE)
    is_of_booking = licence.booking_id == func.coalesce(Case.booking_id, "")
    return and_(licence.case_id == Case.id, or_(is_of_booking, is_in_force))


_LATE = (
    select(func.max(_Late.id))
    .where(_of_this_release(_Late), _Late.status == Status.TIMED_OUT)
    .correlate(Case)
    .scalar_subquery()
)
"""The newest draft of this release that was timed out."""

STATUS_NOW = func.coalesce(
    Opened.status,
    Placed.status,
    case((_LATE.is_not(None), Status.TIMED_OUT.value), else_=Status.NOT_STARTED.value),
)


def _is_in_place(licence: Any) -> ColumnElement[bool]:
    """Whether a licence stands where none is open; also in a status that this version of the service does not know."""
    return licence.status.not_in(sorted(OPEN | ENDED | {Status.TIMED_OUT}))  # type: ignore[no-any-return]


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
            STATUS_NOW.label("status"),
            Placed.status.label("placed_status"),
            Opened.policy_version.label("policy"),
            Opened.purpose.label("purpose"),
            Opened.started_at.label("started_at"),
            Opened.submitted_at.label("submitted_at"),
            Placed.purpose.label("placed_purpose"),
            Placed.approved_at.label("approved_at"),
            Placed.approved_by_name.label("approved_by"),
            Placed.activated_at.label("activated_at"),
            Placed.reviewed_at.label("reviewed_at"),
            _LATE.label("late"),
        )
        .outerjoin(Opened, _of_this_release(Opened) & Opened.status.in_(sorted(OPEN)))
        .outerjoin(Placed, _of_this_release(Placed) & _is_in_place(Placed) & is_first)
        .options(defer(Case.record, raiseload=True))
    )


def _with_own_marked(people: Select[Any]) -> Select[Any]:
    wrote = exists().where(
        Author.licence_id == Opened.id, Author.user_id == User.id, User.username == bindparam("username")
    )
    held = exists().where(Question.licence_id == Opened.id, Question.is_holding, Question.closed_at.is_(None))
    return _with_licences(people).add_columns(wrote.label("is_own"), held.label("is_held"))


PEOPLE = Rows(_with_licences, Case.id)
PEOPLE_WITH_OWN = Rows(_with_own_marked, Case.id)
"""The same, each with whether the reader wrote or sent the version that is open, and whether a question holds it."""

# Searching


def _sought(text: str) -> dict[str, str]:
    words = [f"%{escaped(word)}%" for word in words_sought(text) or [text]]
    of_names = {f"word_{n}": word for n, word in enumerate(words)}
    return of_names | {f"crn_{n}": word.upper() for n, word in enumerate(words)}


def _finds(is_open: ColumnElement[bool], names: Sequence[str]) -> ColumnElement[bool]:
    """Names, numbers and the practitioner's name find those the reader may open; a part of their CRN, which is in the same
    text, finds anybody."""

    def holds(column: Any, kind: str) -> list[ColumnElement[bool]]:
        return [column.like(bindparam(name), escape="\\") for name in names if name.startswith(kind)]

    return and_(*holds(Case.search_text, "word_"), or_(is_open, and_(*holds(Case.crn, "crn_"))))


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


NAME_OR_NUMBER = Search("Search by name, number or practitioner", _sought, _finds)


_This = aliased(Licence, name="this")
_STATUS_OF_CASE = func.coalesce(
    select(_This.status)
    .where(_of_this_release(_This), _This.status.in_(sorted(OPEN)))
    .correlate(Case)
    .scalar_subquery(),
    select(_This.status)
    .where(_of_this_release(_This), _is_in_place(_This))
    .order_by(case((_This.status.in_(sorted(IN_PLACE)), 0), else_=1), _This.id.desc())
    .limit(1)
    .correlate(Case)
    .scalar_subquery(),
    case((_LATE.is_not(None), Status.TIMED_OUT.value), else_=Status.NOT_STARTED.value),
)
"""STATUS_NOW, asked of one person after the other: the database sees a short way to the first of many."""


def _stands(status: str) -> ColumnElement[bool]:
    """Whether STATUS_NOW is this, said so that the database can begin with the licences where they are few."""
    # PostgreSQL knows that nothing is joined by a column of the join alone.
    if status in OPEN:
        return Opened.status == status
    if status in LIVING:
        return and_(Opened.case_id.is_(None), Placed.status == status)
    return and_(Opened.case_id.is_(None), Placed.case_id.is_(None), STATUS_NOW == status)


BY_STATUS = Filter(
    "status",
    "Status",
    _STATUS_OF_CASE == bindparam("status"),
    tuple((s.value, s.label) for s in Status if s is Status.NOT_STARTED or s in LIVING),
    keeps_by=_stands,
)


def _teams(user: User) -> list[tuple[str, str]]:
    return [(code, _named(Case.team_code, Case.team_name, code)) for code in _several(user.teams)]


def _prisons(user: User) -> list[tuple[str, str]]:
    return [(code, _named(Prison.code, Prison.name, code)) for code in _several(user.prisons)]


def _several(codes: Collection[str]) -> list[str]:
    """The places among which somebody chooses: none for somebody who has one."""
    return sorted(codes) if len(codes) > 1 else []


def _named(column: Any, name: Any, code: str) -> str:
    return db.session.scalar(select(name).where(column == code, name.is_not(None)).limit(1)) or code


BY_TEAM = Filter("team", "Team", Case.team_code == bindparam("team"), offers=_teams)
BY_ANY_PRISON = Filter(
    "prison",
    "Prison",
    Case.prison_code == bindparam("prison"),
    offers=lambda user: [(each.code, each.name) for each in all_prisons()],
)
"""The same for a role that covers everybody."""
BY_PRISON = Filter("prison", "Prison", Case.prison_code == bindparam("prison"), offers=_prisons)
_WAS_PRINTED = exists().where(Event.licence_id == Placed.id, Event.action == actions.PRINT.name)
BY_PRINT = Filter(
    "printed",
    "Printed",
    case((_WAS_PRINTED, "yes"), else_="no") == bindparam("printed"),
    (("no", "Not printed yet"), ("yes", "Printed")),
)

# Which people

IS_ACTIVE = Placed.status == Status.ACTIVE
IS_BEFORE_RELEASE = or_(Placed.id.is_(None), Placed.status != Status.ACTIVE)
"""Everybody without a licence in force for this booking, in scope or not."""
NEEDS_REVIEW = and_(IS_ACTIVE, Placed.purpose.in_(sorted(MADE_BY_PRISON)), Placed.reviewed_at.is_(None))
_HAS_LICENCE = or_(Opened.id.is_not(None), Placed.id.is_not(None), _LATE.is_not(None))
IS_ALIVE = func.coalesce(Case.legal_status, "") != "DEAD"
"""Whether the record gives no death, after which a licence is neither approved nor printed."""
_AT_PRISON = and_(
    IS_ALIVE,
    IS_BEFORE_RELEASE,
    or_(_HAS_LICENCE, and_(IN_SCOPE, IS_NEAR)),
)
"""Those whom a prison works on: with a licence that is not in force, or in scope and near the release."""
NOBODY_ALLOCATED = and_(
    Case.manager_unallocated, or_(IN_SCOPE, Opened.id.is_not(None), Placed.id.is_not(None))
)
"""Those whom nobody is allocated to and who can have a licence, or have one: after the release too, as to review it."""
NEEDS_ATTENTION = and_(
    _AT_PRISON,
    or_(
        and_(
            or_(Case.licence_start.is_(None), Case.out_of_scope != "", IS_TOO_SOON),
            or_(Opened.id.is_not(None), Placed.status == Status.APPROVED),
        ),
        and_(Placed.status == Status.APPROVED, Opened.id.is_(None), HAS_PASSED),
    ),
)
"""A licence without a date to start on, or approved for a release that has passed."""

IS_DUE_AT_PRISON = and_(_AT_PRISON, is_not(NEEDS_ATTENTION), IS_DUE)
IS_LATER_AT_PRISON = and_(_AT_PRISON, is_not(NEEDS_ATTENTION), is_not(IS_DUE))
NEEDS_PRACTITIONER = or_(
    NEEDS_REVIEW,
    Opened.status == Status.REJECTED,
    and_(
        IS_SOON,
        or_(
            Opened.status.in_(sorted(DRAFTS)),
            and_(Opened.id.is_(None), Placed.id.is_(None), IN_SCOPE),
        ),
        is_not(IS_LATE),
    ),
)
"""Returned, not sent and released within 14 days while probation can still send it, or to be reviewed."""
APPROVED_LATELY = or_(
    and_(Placed.status == Status.APPROVED, Placed.approved_at >= LATELY),
    and_(Placed.status == Status.ACTIVE, Placed.activated_at >= LATELY),
)

# Where a name leads


def licence(row: Any) -> Address | None:
    """To the licence that is open, else to the one in place, else to the draft that was timed out."""
    number = row.opened or row.placed or row.late
    return Address("licence.show", {"licence_id": number}) if number else None


def licence_or_start(row: Any) -> Address:
    """To the licence, or to starting one."""
    return licence(row) or _start(row)


def licence_or_dates(row: Any) -> Address:
    """For those who start none: to the licence, or to the dates and who can start one."""
    return licence(row) or Address("dates.why", {"case_id": row.Case.id})


def licence_or_make(row: Any) -> Address:
    """For the prison: to the licence; to making one where none is open or in place, also beside a timed-out draft."""
    number = row.opened or row.placed
    return Address("licence.show", {"licence_id": number}) if number else _start(row)


def _start(row: Any) -> Address:
    return Address("licence.start", {"case_id": row.Case.id})


def licence_in_place(row: Any) -> Address | None:
    """To the licence in place, also while a newer version is being written."""
    return Address("licence.show", {"licence_id": row.placed}) if row.placed else None


# Columns


def _name(row: Any, page: ListPage) -> Cell:
    """People are known to prisons by prison number, to probation by CRN; who has several prisons or teams reads which."""
    person: Case = row.Case
    if page.listing.role in PRISON:
        notes = [person.prison_number, person.prison_name if page.has_several_places else ""]
    else:
        notes = [person.crn, (person.team_name or "") if page.has_several_places else ""]
    return Cell(person.name, tuple(filter(None, notes)))


def _release(row: Any, page: ListPage) -> Cell:
    person: Case = row.Case
    if person.licence_start is None:
        return Cell("No release date")
    moves = "Provisional" if person.was_counted and page.is_provisional(person) else ""
    notes = [person.release_date_text, moves, page.how_far(person.licence_start)]
    day = short_date(person.licence_start)
    if page.listing.role not in PRISON and _can_be_sent(row, page) and page.is_last_call(person):
        return Cell(day, (*filter(None, notes), "Last days to send the licence"), "orange")
    return Cell(day, tuple(filter(None, notes)))


def _can_be_sent(row: Any, page: ListPage) -> bool:
    """Whether probation has a licence still to send."""
    if row.status in DRAFTS:
        return row.purpose not in MADE_BY_PRISON
    return row.status is Status.NOT_STARTED and not reasons_without(row, page)


def _status(row: Any, page: ListPage) -> Cell:
    """Where the licence stands, and what about it needs looking at."""
    status: Status = row.status
    if not (row.opened or row.placed):
        return _status_without(row, page)
    notes = []
    if status is Status.REJECTED:
        notes.append(f"Returned by {page.once(_returned).get(row.opened, 'the prison')}")
    elif row.opened and row.placed_status is Status.APPROVED:
        notes.append("An approved version is in place")
    if standard := _standard(row):
        notes += standard
    elif row.late and not row.opened:
        notes.append("Changes were not sent in time, so the approved version stays")
    if needs_review(row):
        notes.append("Review needed")
    if status in DRAFTS:
        start = row.Case.licence_start
        if start and (other := other_policy(row.policy, start, page.once(_schedule))):
            notes.append(other.in_words)
    return _tag(status, *notes)


def _standard(row: Any) -> list[str]:
    """That a licence is one that the prison makes, where it is."""
    if (row.purpose or row.placed_purpose) not in MADE_BY_PRISON:
        return []
    return ["A standard licence that the prison makes" if row.opened else "A standard licence of the prison"]


def needs_review(row: Any) -> bool:
    """Whether probation has yet to review a standard licence that is in force."""
    return (
        row.placed_status is Status.ACTIVE
        and row.placed_purpose in MADE_BY_PRISON
        and row.reviewed_at is None
    )


def _status_without(row: Any, page: ListPage) -> Cell:
    """Where somebody stands for whom no licence is open or in place."""
    person: Case = row.Case
    if made := page.once(in_nomis).get(person.id):
        return Cell("NOMIS licence", (shorten(f"{made.by}: {made.reason}", 160, placeholder=" …"),), "grey")
    reasons = reasons_without(row, page)
    if reasons:
        return Cell("Cannot start", (reasons[0].title,), "grey")
    if not page.is_late(person):
        return _tag(row.status)
    if page.listing.role in PRISON:
        return Cell(
            "Not started", ("The prison makes a standard licence",), STATUS_TAGS[Status.NOT_STARTED][1]
        )
    return _tag(Status.TIMED_OUT, "The prison makes this licence")


def in_nomis(page: ListPage) -> dict[int, InNomis]:
    """What is recorded of those on a page whose licence their prison makes in NOMIS."""
    people = [row.Case for row in page.rows if row.is_open and not (row.opened or row.placed)]
    return in_nomis_of(people, page.today)


def reasons_without(row: Any, page: ListPage) -> list[Refusal]:
    """Why no licence can be started for somebody."""
    person: Case = row.Case
    reasons = reasons_not_to_start(person, page.today)
    if reasons or row.late:
        return reasons
    off = sites.off(person, page.today, page.once(_switches))
    return [not_in_use(off, page.today)] if off else reasons


def _switches(page: ListPage) -> sites.Switches:
    return sites.switches()


def _status_to_approve(row: Any, page: ListPage) -> Cell:
    """What waits at the prison; of what the reader wrote or sent, that somebody else has to decide."""
    notes = ["You wrote or sent it, so another prison approver has to decide"] if row.is_own else []
    if row.is_held:
        notes.append("A question holds its approval")
    return _tag(row.status, *_standard(row), *notes)


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


def since(what: str, at: dt.datetime | None) -> str:
    return f"{what} {short_date(at.astimezone(LONDON).date())}" if at else f"{what}: not recorded"


def _approved(row: Any, page: ListPage) -> Cell:
    """By whom the licence in place was approved, and when."""
    return Cell(row.approved_by or "Not recorded", (since("On", row.approved_at),))


BY_APPROVAL = Sort("approved", "approval", Placed.approved_at, "first approved first", "last approved first")
BY_NAME = Sort("name", "name", Case.sort_name, "A to Z by surname", "Z to A by surname")
BY_RELEASE = Sort("release", "release date", Case.licence_start, "soonest first", "latest first")
IN_ORDER_OF_STATUS = Sort(
    "status",
    "status",
    case({s.value: n for n, s in enumerate(Status)}, value=STATUS_NOW, else_=len(Status)),
    "not started first",
    "approved first",
    is_kept=False,
)

NAME = Column("Name", _name, BY_NAME)
PRACTITIONER = Column(
    "Probation practitioner", lambda row, page: Cell(row.Case.manager_name or "Not allocated")
)
PRISON_NAME = Column("Prison", lambda row, page: Cell(row.Case.prison_name))
RELEASE = Column("Release date", _release, BY_RELEASE)
APPROVED_BY = Column("Approved", _approved, BY_APPROVAL)
STATUS = Column("Status", _status, IN_ORDER_OF_STATUS)
STATUS_TO_APPROVE = Column("Status", _status_to_approve, IN_ORDER_OF_STATUS)
STATUS_IN_PLACE = Column("Status", _status_in_place, IN_ORDER_OF_STATUS)


@dataclass(frozen=True, eq=False, kw_only=True)
class PeopleList(Listing):
    """A list of people, whose columns stand where others do not: name, practitioner, release date and status."""

    rows: Rows = PEOPLE
    columns: tuple[Column, ...] = (NAME, PRACTITIONER, RELEASE, STATUS)
    leads_to: Callable[[Any], Address | None] = licence_or_dates
    filters: tuple[Filter, ...] = (BY_STATUS,)
    search: Search | None = NAME_OR_NUMBER
    usual: Sort = BY_RELEASE
    empty: str = "There is nobody on this list. It shows people whom the record gives to you."
    none_found: str = (
        "Nobody on this list matches your search. Check the spelling, or clear the search to see everyone."
    )
