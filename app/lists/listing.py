"""What a list is made of, and the two statements that read one page of it.

A list is a value: columns, filters, sorts and a search, each a value with its part of the SQL. What is asked of it
stands in the address, and the database does the work. Rows that the reader may not open are there, masked: they come
last, in an order that tells nothing of them, and no filter finds them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, case, func, true

from app import clock
from app.access import IS_OPEN, LISTED, grants
from app.domain import intake
from app.domain.characters import showable
from app.domain.dates.hard_stop import hard_stop, is_in_hard_stop
from app.domain.dates.release import is_time_served
from app.domain.refusal import Refusal, Refused
from app.domain.roles import PRISON, Role
from app.domain.words import capitalised, counted
from app.integrations.bank_holidays import working_days
from app.lists import days
from app.models.base import db
from app.models.case import Case
from app.models.user import User

T = TypeVar("T")
LONGEST = 100
"""The most characters that can be searched for, or that are read of a filter."""
ALL = true()
"""Everybody whom a role covers."""


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
    one: str = "person"
    many: str = "people"
    empty: str
    none_found: str

    def asked(self, args: Mapping[str, str]) -> Asked:
        """What an address asks of this list; what makes no sense is left out."""
        sorts = {each.sort.name: each.sort for each in self.columns if each.sort}
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
        self.today: dt.date = clock.today()
        self._working_days = working_days()
        self._worked_out: dict[Callable[[ListPage], Any], Any] = {}

    def is_late(self, person: Case) -> bool:
        """Whether probation can no longer write the licence of somebody."""
        return is_time_served(
            person.sentence_start, person.conditional_release, self.today
        ) or is_in_hard_stop(person.licence_start, self.today, self._working_days)

    def hard_stop_of(self, person: Case) -> dt.date | None:
        """The day from which probation can no longer write the licence of somebody."""
        return hard_stop(person.licence_start, self._working_days).value

    @property
    def counted(self) -> str:
        """How many rows the list has, of what: 1 person."""
        return counted(self.total, self.listing.one, self.listing.many)

    def once(self, work: Callable[[ListPage], T]) -> T:
        """What the cells of all rows need together: worked out when the first asks, from the whole page."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        return self._worked_out[work]  # type: ignore[no-any-return]


def read(asked: Asked, user: User, size: int, total: int | None = None, **parameters: Any) -> ListPage:
    """The page asked for, of so many rows at most, or the last there is. Refused where the list is not the user's.

    `parameters` are those of the list's own SQL; `total` is for a list whose rows have been counted.
    """
    listing = asked.listing
    if not user.has(listing.role):
        raise Refused(_not_yours(listing))
    sought = listing.search.parameters(asked.text) if listing.search and asked.text else {}
    chosen = {name: value for name, value in asked.chosen.items() if value}
    count, rows = _statements(listing, tuple(sought), tuple(chosen), asked.sort, asked.is_descending)
    values = {**grants(user), **days.today(), **parameters, **sought, **chosen}
    if total is None:
        total = db.session.scalar(count, values) or 0
    pages = max(1, -(-total // size))
    number = min(asked.page, pages)
    found = db.session.execute(rows, {**values, "size": size, "skipped": (number - 1) * size}).all()
    return ListPage(asked, found, total, number, pages)


@lru_cache(maxsize=500)
def _statements(
    listing: Listing, sought: tuple[str, ...], chosen: tuple[str, ...], sort: Sort, is_descending: bool
) -> tuple[Select[Any], Select[Any]]:
    """The statements that count what is asked for and read a page of it; every value in them is a parameter.

    A statement costs more to build than a small one to run, so that each is built once a process.
    """
    is_open = IS_OPEN[listing.role].element if listing.rows.are_people else ALL
    found = listing.rows.extend(LISTED[listing.role]).where(listing.only)
    if sought:
        assert listing.search is not None  # noqa: S101
        found = found.where(listing.search.finds(is_open, sought))
    for each in listing.filters:
        if each.name in chosen:
            found = found.where(each.keeps, is_open)
    count = found.with_only_columns(func.count())
    page = found.order_by(*_order(listing, sort, is_descending))
    return count, page.limit(bindparam("size")).offset(bindparam("skipped"))


def _order(listing: Listing, sort: Sort, is_descending: bool) -> list[SQLColumnExpression[Any]]:
    """Those without what is sorted by come after the others; restricted people last, in an order of no meaning."""
    if not listing.rows.are_people:
        return [sort.key.desc() if is_descending else sort.key.asc(), listing.rows.key]
    keys: list[SQLColumnExpression[Any]] = [sort.key, sort.key.is_(None), Case.sort_name]
    first: list[SQLColumnExpression[Any]] = []
    if listing.role not in PRISON:  # which restrictions do not bind; PostgreSQL refuses to sort by a constant
        is_open = IS_OPEN[listing.role].element
        keys, first = [case((is_open, key)) for key in keys], [is_open.desc()]
    shown, missing, name = keys
    return [*first, missing, shown.desc() if is_descending else shown.asc(), name, listing.rows.key]


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
