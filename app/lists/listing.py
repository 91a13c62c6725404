"""What a list is made of, and how one page of it is read.

A list is a value: columns, filters, sorts and a search, each a value with its part of the SQL. What is asked of it
stands in the address, and the database does the work. Rows that the reader may not open are there, masked: they come
last, in an order that tells nothing of them, and no filter finds them.

Up to COUNTED rows are counted, and their pages have numbers; one statement counts and reads. Of more, only that there are
more is said, and a page is what comes after or before a row of another one: it costs the same wherever it is in the list.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    select,
    true,
    tuple_,
    union_all,
)

from app import clock
from app.access import IS_OPEN, LISTED, grants
from app.domain import intake
from app.domain.characters import showable
from app.domain.dates.hard_stop import (
    hard_stop,
    hard_stop_warning,
    is_in_hard_stop,
    is_locked_by_hard_stop,
)
from app.domain.dates.release import is_provisional, is_time_served
from app.domain.refusal import Refusal, Refused
from app.domain.roles import NEEDS, PRISON, Role
from app.domain.words import capitalised, counted
from app.integrations.bank_holidays import working_days
from app.lists import days
from app.models.base import db
from app.models.case import Case
from app.models.user import User

T = TypeVar("T")
LONGEST = 100
"""The most characters that can be searched for, or that are read of a filter."""
COUNTED = 1_000
"""The most rows that are counted."""
ALL = true()
"""Everybody whom a role covers."""
_AT = re.compile("last|(after|before)-([0-9]{1,9})")
"""Where in a list without numbered pages a page is: by the row before or after it, of which the key stands there alone."""


class Address(NamedTuple):
    """Where a link leads: the name of a page, and the values in its address."""

    page: str
    values: dict[str, Any]


class Cell(NamedTuple):
    """What one row shows in one column."""

    text: str
    notes: tuple[str, ...] = ()
    """Smaller lines below."""
    colour: str | None = None
    """Of the tag that the text stands in, where it does."""
    hidden: str = ""
    """What a link's text says to those who hear it alone."""


@dataclass(frozen=True, eq=False)
class Sort:
    """A way to order a list: its name in the address, its key, and the words for it and for both directions."""

    name: str
    words: str
    key: SQLColumnExpression[Any]
    ascending: str
    descending: str
    is_kept: bool = True
    """Whether the key is a column, by which the database finds its way; else it is worked out of every row, which is not
    done for lists of everybody."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column: its heading, what a row shows in it, and the sort that its heading is a link to, if any."""

    heading: str
    cell: Callable[[Any, ListPage], Cell]
    sort: Sort | None = None


@dataclass(frozen=True, eq=False)
class Filter:
    """A choice that narrows a list: its name in the address, its label, and what it keeps.

    `keeps` reads what was chosen from the parameter of the filter's name. Without `options` any text may be chosen,
    and the page says which to offer.
    """

    name: str
    label: str
    keeps: ColumnElement[bool]
    options: tuple[tuple[str, str], ...] | None = None
    offers: Callable[[User], Sequence[tuple[str, str]]] | None = None
    """What the reader may choose, where that hangs on them."""
    keeps_by: Callable[[str], ColumnElement[bool]] | None = None
    """The same for each option, where another way to say it finds the few that there may be of it sooner."""

    def read(self, text: str) -> str:
        """What an address chooses; nothing where that makes no sense."""
        chosen = _tidied(text)[:LONGEST]
        known = self.options is None or chosen in dict(self.options)
        return chosen if known else ""


@dataclass(frozen=True, eq=False)
class Search:
    """What can be typed to find rows: the label, the parameters for a text, and what parameters of such names find."""

    label: str
    parameters: Callable[[str], dict[str, str]]
    finds: Callable[[ColumnElement[bool], Sequence[str]], ColumnElement[bool]]
    """Takes whether a row is open to the reader, and the names of the parameters."""


@dataclass(frozen=True, eq=False)
class Rows:
    """What the rows of a list are, from cases on: more columns and joins, and what tells two rows apart."""

    extend: Callable[[Any], Select[Any]]
    key: SQLColumnExpression[Any]
    are_people: bool = True
    """Whether they are cases, which restrictions may close. Other rows start from no case, and are all open."""


class Card(NamedTuple):
    """What a home page says of the list that it leads to."""

    title: str
    words: str
    is_counted: bool = False
    """Whether the card says how many there are: for lists of what waits."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Listing:
    """One list: whose it is, what it is called, and whom of the role's people it holds."""

    name: str
    role: Role
    title: str
    tab: str
    card: Card | None = None
    """On the home page of the role; None where the list is reached from another one's tabs."""
    rows: Rows
    columns: tuple[Column, ...]
    """The first names the row and is its link."""
    leads_to: Callable[[Any], Address | None]
    """Where the name of a row leads; None where there is nothing to open."""
    only: ColumnElement[bool] = ALL
    """Takes the reader's `grants` as its parameters."""
    filters: tuple[Filter, ...] = ()
    search: Search | None = None
    usual: Sort
    """The order of a list for which none is asked."""
    has_calendar: bool = False
    """Whether it is of those whose dates are in the reader's calendar file."""
    about: str = ""
    """What it holds, where its title does not say it."""
    one: str = "person"
    many: str = "people"
    empty: str
    none_found: str

    def sorts_many_by(self, sort: Sort) -> bool:
        """Whether more rows than are counted can be sorted so: support's lists are of everybody."""
        return sort.is_kept or self.role is not Role.SUPPORT

    def asked(self, args: Mapping[str, str]) -> Asked:
        """What an address asks of this list; what makes no sense is left out."""
        sorts = {each.sort.name: each.sort for each in self.columns if each.sort}
        at = args.get("at", "")
        page = args.get("page", "1")
        is_number = page.isascii() and page.isdecimal() and len(page) <= 6
        typed = _tidied(args.get("q", "")) if self.search else ""
        return Asked(
            listing=self,
            typed=typed,
            text=typed if len(typed) <= LONGEST else "",
            chosen={each.name: each.read(args.get(each.name, "")) for each in self.filters},
            sort=sorts.get(args.get("sort", ""), self.usual),
            is_descending=args.get("order") == "descending",
            page=max(1, int(page)) if is_number else 1,
            at=at if _AT.fullmatch(at) else "",
        )


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a list."""

    listing: Listing
    typed: str
    """What the search box holds."""
    text: str
    """What is searched for: nothing where more was typed than can be."""
    chosen: dict[str, str]
    """The name of each filter to what was chosen, empty where nothing was."""
    sort: Sort
    is_descending: bool
    page: int
    at: str = ""
    """Where the page is in a list without numbered pages; empty at its beginning."""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or any(self.chosen.values()))

    @property
    def is_too_long(self) -> bool:
        return len(self.typed) > LONGEST

    def values(self, **changes: Any) -> dict[str, Any]:
        """What stands in the address of this, with these changes; what is as usual is left out (None)."""
        values = {
            "q": self.text or None,
            **{name: chosen or None for name, chosen in self.chosen.items()},
            "sort": self.sort.name if self.sort is not self.listing.usual else None,
            "order": "descending" if self.is_descending else None,
        } | changes
        return values | ({"page": None} if values.get("page") == 1 else {})

    def sorted_by(self, sort: Sort) -> dict[str, Any]:
        """The values of the address that sorts by this, the other way round where that is the order already."""
        turn = sort is self.sort and not self.is_descending
        is_usual = sort is self.listing.usual
        return self.values(sort=None if is_usual else sort.name, order="descending" if turn else None)

    @property
    def order(self) -> str:
        """The order in words."""
        direction = self.sort.descending if self.is_descending else self.sort.ascending
        return f"Sorted by {self.sort.words}, {direction}"


class ListPage:
    """One page of a list: its rows, and what they need together."""

    def __init__(self, asked: Asked, rows: Sequence[Any], total: int, number: int, pages: int) -> None:
        self.listing, self.asked = asked.listing, asked
        self.rows, self.total, self.number, self.pages = rows, total, number, pages
        self.is_long = False
        """Whether its rows are more than are counted, so that its pages have no numbers."""
        self.has_several_places = False
        """Whether the reader has more than one prison or team of which the list is."""
        self.previous: dict[str, Any] | None = {"page": number - 1, "at": ""} if number > 1 else None
        """What is asked for the page before, and for the one after, where there are such."""
        self.next: dict[str, Any] | None = {"page": number + 1, "at": ""} if number < pages else None
        self.today: dt.date = clock.today()
        self._working_days = working_days()
        self._worked_out: dict[Callable[[ListPage], Any], Any] = {}

    @property
    def where(self) -> dict[str, Any]:
        """What of its address says which page it is."""
        return {"page": self.number, "at": self.asked.at or None}

    def sort_of(self, column: Column) -> Sort | None:
        """The sort that a column's heading leads to, where a list of this length can be sorted so."""
        can_sort = column.sort and (not self.is_long or self.listing.sorts_many_by(column.sort))
        return column.sort if can_sort else None

    def is_late(self, person: Case) -> bool:
        """Whether probation can no longer write the licence of somebody."""
        if is_time_served(person.sentence_start, person.conditional_release, self.today):
            return True
        is_locked = is_locked_by_hard_stop(person.kind)
        return is_locked and is_in_hard_stop(person.licence_start, self.today, self._working_days)

    def hard_stop_of(self, person: Case) -> dt.date | None:
        """The day from which probation can no longer write the licence of somebody: the release, where none comes before."""
        if not is_locked_by_hard_stop(person.kind):
            return person.licence_start
        return hard_stop(person.licence_start, self._working_days).value

    def is_provisional(self, person: Case) -> bool:
        """Whether the release lies where bank holidays are not known yet, so that what is counted from it may move."""
        return is_provisional(person.licence_start, self._working_days)

    def is_last_call(self, person: Case) -> bool:
        """Whether the hard stop of somebody has not come, and its warning has."""
        stop = self.hard_stop_of(person)
        warning = hard_stop_warning(stop, self._working_days).value
        return stop is not None and warning is not None and warning <= self.today < stop

    def how_far(self, day: dt.date) -> str:
        """How many working days it is to a day of the next four weeks; empty for any other day."""
        is_near = self.today <= day <= self.today + days.NEAR
        return self._working_days.as_far_as_known().until_in_words(self.today, day) if is_near else ""

    @property
    def counted(self) -> str:
        """How many rows the list has, of what: 1 person."""
        if self.total > COUNTED and self.is_long:
            return f"{more_than_counted()} {self.listing.many}"
        return counted(self.total, self.listing.one, self.listing.many)

    def once(self, work: Callable[[ListPage], T]) -> T:
        """What the cells of all rows need together: worked out when the first asks, from the whole page."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        return self._worked_out[work]  # type: ignore[no-any-return]


def more_than_counted() -> str:
    """How many rows a list has of which no more are counted."""
    return f"more than {COUNTED:,}"


def read(asked: Asked, user: User, size: int, total: int | None = None, **parameters: Any) -> ListPage:
    """The page asked for, of so many rows at most, or the last there is. Refused where the list is not the user's.

    `parameters` are those of the list's own SQL; `total` is for a list whose rows have been counted.
    """
    listing = asked.listing
    if not user.has(listing.role):
        raise Refused(_not_yours(listing))
    sought = listing.search.parameters(asked.text) if listing.search and asked.text else {}
    chosen = {name: value for name, value in asked.chosen.items() if value}
    values = {**grants(user), **days.today(), **parameters, **sought, **chosen}
    has_options = {each.name for each in listing.filters if each.options}
    chosen_of = tuple((name, value if name in has_options else "") for name, value in chosen.items())
    found = _Found(listing, tuple(sought), chosen_of)
    if not asked.at and (total is None or total <= COUNTED):
        page = _numbered(asked, found, values, size)
        if page.total > COUNTED:
            page = _of_many(asked, found, values, size, total)
    else:
        page = _of_many(asked, found, values, size, total)
    place = NEEDS.get(listing.role)
    page.has_several_places = place in ("team", "prison") and len(user.granted(place)) > 1
    return page


class _Found(NamedTuple):
    """What of a list is asked for: the names of what is searched by, and what is chosen of its filters."""

    listing: Listing
    sought: tuple[str, ...]
    chosen: tuple[tuple[str, str], ...]
    """The values of filters with options alone: of the others there may be any number."""


def _numbered(asked: Asked, found: _Found, values: dict[str, Any], size: int) -> ListPage:
    """A page by its number, and how many rows there are; of too many to count its rows are any."""
    statement = _counted(found, asked.sort, asked.is_descending)

    def rows_of(number: int) -> Sequence[Any]:
        asked_for = {"size": size, "skipped": (number - 1) * size, "counted": COUNTED + 1}
        return db.session.execute(statement, {**values, **asked_for}).all()

    number = min(asked.page, -(-COUNTED // size))
    rows = rows_of(number)
    if not rows and number > 1 and (first := rows_of(1)):
        number = -(-first[0].total // size)
        rows = rows_of(number) if number > 1 else first
    total = rows[0].total if rows else 0
    return ListPage(asked, rows, total, number if rows else 1, max(1, -(-total // size)))


def _of_many(asked: Asked, found: _Found, values: dict[str, Any], size: int, total: int | None) -> ListPage:
    """A page by where it is: one more row than it has is read, to see whether there is another page."""
    listing, at = found.listing, asked.at
    if not listing.sorts_many_by(asked.sort):
        asked = replace(asked, sort=listing.usual)
    place, is_backwards = None, at == "last"
    if (match := _AT.fullmatch(at)) and match[2]:
        place = db.session.execute(_place(found, asked.sort), values | {"row": int(match[2])}).one_or_none()
        is_backwards = match[1] == "before" and place is not None
        at = at if place else ""
    statement = _beside(found, asked.sort, asked.is_descending, is_backwards, place.group if place else None)
    beside = place._asdict() if place else {}
    rows = list(db.session.execute(statement, {**values, **beside, "size": size + 1}).all())
    has_more = len(rows) > size
    rows = rows[:size]
    if is_backwards:
        rows.reverse()
        if not has_more and at != "last":  # the first page, which may have more rows
            return _of_many(replace(asked, at=""), found, values, size, total)
    page = ListPage(replace(asked, at=at, page=1), rows, COUNTED + 1 if total is None else total, 1, 1)
    page.is_long = True
    before, after = (
        (is_backwards and has_more) or at.startswith("after"),
        at != "last" and (is_backwards or has_more),
    )
    if rows and before:
        page.previous = {"at": f"before-{rows[0].row_key}", "page": 1}
    if rows and after:
        page.next = {"at": f"after-{rows[-1].row_key}", "page": 1}
    return page


def _rows(found: _Found, *, may_be_few: bool) -> Select[Any]:
    """Every row that is asked for, in no order."""
    listing = found.listing
    is_open = _is_open(listing)
    rows = listing.rows.extend(LISTED[listing.role]).where(listing.only)
    if found.sought:
        assert listing.search is not None  # noqa: S101
        rows = rows.where(listing.search.finds(is_open, found.sought))
    chosen = dict(found.chosen)
    for each in listing.filters:
        if each.name in chosen:
            by = each.keeps_by if may_be_few else None
            keeps = by(chosen[each.name]) if by else each.keeps
            rows = rows.where(keeps, is_open)
    return rows


def _is_open(listing: Listing) -> ColumnElement[bool]:
    return IS_OPEN[listing.role].element if listing.rows.are_people else ALL


# A statement costs more to build than a small one to run, so that each is built once a process.


@lru_cache(maxsize=500)
def _counted(found: _Found, sort: Sort, is_descending: bool) -> Select[Any]:
    """Reads a page by its number, and beside each row how many there are, no more than COUNTED and one."""
    listing = found.listing
    order = _order(listing, sort, is_descending)
    some = (
        _rows(found, may_be_few=True)
        .with_only_columns(
            listing.rows.key.label("row_key"), *(key.label(f"key_{n}") for n, (key, _) in enumerate(order))
        )
        .limit(bindparam("counted"))
        .subquery()
    )
    turned = [_turned(some.c[f"key_{n}"], turns) for n, (_, turns) in enumerate(order)]
    page = (
        select(
            some.c.row_key,
            func.count().over().label("total"),
            func.row_number().over(order_by=turned).label("place"),
        )
        .order_by("place")
        .limit(bindparam("size"))
        .offset(bindparam("skipped"))
        .subquery()
    )
    return _shown(listing, page, page.c.total).order_by(page.c.place)


def _turned(key: Any, turns: bool) -> Any:
    return key.desc() if turns else key.asc()


def _shown(listing: Listing, page: Any, *more: Any) -> Select[Any]:
    """All that is shown of the rows of a page."""
    rows = listing.rows.extend(LISTED[listing.role])
    return rows.add_columns(page.c.row_key, *more).join(page, page.c.row_key == listing.rows.key)


class _Group(NamedTuple):
    """Some rows of a list, which come before those of the next group, and what they are sorted by."""

    holds: ColumnElement[bool]
    keys: tuple[SQLColumnExpression[Any], ...]
    is_turned: bool = False
    """Whether they go the other way round."""
    alike: tuple[SQLColumnExpression[Any], ...] = ()
    """Keys before those in which they do not differ: PostgreSQL needs them to see that an index is in this order."""


def _groups(listing: Listing, sort: Sort, is_descending: bool) -> list[_Group]:
    """Rows in the order of `_order`, in groups: each is in the order of columns, which an index can have."""
    is_open = _is_open(listing)
    key, last = sort.key, (listing.rows.key,)
    if not listing.rows.are_people:
        return [_Group(ALL, (key, *last), is_descending)]
    names = () if key is Case.sort_name else (Case.sort_name,)
    groups = [
        _Group(and_(is_open, key.is_not(None)), (key, *names, *last), is_descending),
        _Group(and_(is_open, key.is_(None)), (Case.sort_name, *last), is_descending, (key,)),
    ]
    return groups if listing.role in PRISON else [*groups, _Group(not_(is_open), last)]


@lru_cache(maxsize=500)
def _place(found: _Found, sort: Sort) -> Select[Any]:
    """Reads where a row stands: the number of its group, and by which keys."""
    listing = found.listing
    groups = _groups(listing, sort, False)
    number = case(*((group.holds, n) for n, group in enumerate(groups)), else_=len(groups) - 1)
    keys = {_named(listing, sort, key): key for group in groups for key in group.keys}
    rows = listing.rows.extend(LISTED[listing.role])
    return rows.with_only_columns(
        number.label("group"), *(key.label(name) for name, key in keys.items())
    ).where(listing.rows.key == bindparam("row"))


def _named(listing: Listing, sort: Sort, key: SQLColumnExpression[Any]) -> str:
    """What the parameter is called that has a row's value of a key."""
    return "at_sort" if key is sort.key else "at_row" if key is listing.rows.key else "at_name"


@lru_cache(maxsize=500)
def _beside(
    found: _Found, sort: Sort, is_descending: bool, is_backwards: bool, at: int | None
) -> Select[Any]:
    """Reads the rows that come next after a row of the group `at`, or before it, nearest first; without it, those of the
    list's beginning or end."""
    listing = found.listing
    arms = []
    groups = _groups(listing, sort, is_descending)
    for n, group in enumerate(groups[:2] if found.chosen else groups):  # no filter finds restricted people
        if at is not None and (n > at if is_backwards else n < at):
            continue
        turns = group.is_turned != is_backwards
        order = [_turned(key, turns) for key in (*group.alike, *group.keys)]
        rows = _rows(found, may_be_few=False).where(group.holds)
        if n == at:
            values = [bindparam(_named(listing, sort, key), type_=cast(Any, key).type) for key in group.keys]
            rows = rows.where(_is_beyond(group.keys, values, turns))
        arm = (
            rows.with_only_columns(
                listing.rows.key.label("row_key"),
                literal_column(str(n)).label("group"),
                func.row_number().over(order_by=order).label("place"),
            )
            .order_by(*order)
            .limit(bindparam("size"))
            .subquery()
        )
        arms.append(select(arm.c.row_key, arm.c.group, arm.c.place))
    some = union_all(*arms).subquery()
    first = some.c.group.desc() if is_backwards else some.c.group
    page = select(some).order_by(first, some.c.place).limit(bindparam("size")).subquery()
    shown = _shown(listing, page)
    return shown.order_by(page.c.group.desc() if is_backwards else page.c.group, page.c.place)


def _is_beyond(keys: Sequence[Any], values: Sequence[Any], turns: bool) -> ColumnElement[bool]:
    """Whether a row comes after these values of its keys."""
    row, beside = (tuple_(*keys), tuple_(*values)) if len(keys) > 1 else (keys[0], values[0])
    return cast("ColumnElement[bool]", row < beside if turns else row > beside)


def _order(listing: Listing, sort: Sort, is_descending: bool) -> list[tuple[SQLColumnExpression[Any], bool]]:
    """The keys of a list's order, and whether each goes the other way round. Those without what is sorted by come after the
    others; restricted people last, in an order of no meaning."""
    key = listing.rows.key
    if not listing.rows.are_people:
        return [(sort.key, is_descending), (key, is_descending)]
    missing, turned = sort.key.is_(None), (sort.key, Case.sort_name, key)
    if listing.role in PRISON:  # which restrictions do not bind; PostgreSQL refuses to sort by a constant
        return [(missing, False), *((each, is_descending) for each in turned)]
    is_open = IS_OPEN[listing.role].element
    return [
        *((is_open, True), (case((is_open, missing)), False)),
        *((case((is_open, each)), is_descending) for each in turned),
        (key, False),
    ]


def _tidied(text: str) -> str:
    return " ".join(intake.line(showable(text.replace("\0", ""))).split())


def _not_yours(listing: Listing) -> Refusal:
    return Refusal(
        title="You cannot open this list",
        rule=f"“{listing.title}” is for {listing.role.holder}.",
        fact="Your account does not have that role.",
        who=f"{capitalised(listing.role.holder)} can open it.",
        next_step="Go to the home page for what you can do. If you should have this role, ask your local service "
        "support to add it.",
        is_access=True,
    )
