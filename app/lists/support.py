"""The lists of people for support."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_

from app.domain.dates.time_served import rules_that_hold
from app.domain.roles import Role
from app.domain.words import short_date
from app.lists.days import IS_ABOUT_NOW, LOOKS_SERVED, is_not
from app.lists.listing import Card, Cell, Column, ListPage
from app.lists.people import (
    BY_ANY_PRISON,
    NAME,
    NOBODY_ALLOCATED,
    PRACTITIONER,
    PRISON_NAME,
    RELEASE,
    STATUS,
    PeopleList,
)
from app.lists.whose_turn import WAITS
from app.models.case import Case


def _day(day: dt.date | None) -> str:
    return short_date(day) if day else "No date"


def _conditional(row: Any, page: ListPage) -> Cell:
    """The calculated date, which is the one that the rules of licences read, and what was entered in its place."""
    person: Case = row.Case
    by_hand = person.conditional_release_override
    return Cell(_day(person.conditional_release), (f"By hand: {short_date(by_hand)}",) if by_hand else ())


def _rules(row: Any, page: ListPage) -> Cell:
    """Why somebody looks like time served."""
    person: Case = row.Case
    found = rules_that_hold(
        person.sentence_start,
        person.confirmed_release,
        person.conditional_release,
        person.conditional_release_override,
        page.today,
    )
    return Cell("Time served", tuple(rule.text for rule in found)) if found else Cell("Not time served")


_DATES = (
    Column("Sentence start", lambda row, page: Cell(_day(row.Case.sentence_start))),
    Column("Conditional release", _conditional),
    Column("Confirmed release", lambda row, page: Cell(_day(row.Case.confirmed_release))),
)

LISTS = (
    PeopleList(
        name="everyone",
        role=Role.SUPPORT,
        title="Everyone",
        tab="All people",
        card=Card(
            "Find a licence", "Find any person who is not restricted, and see the history of their licence."
        ),
        columns=(NAME, PRACTITIONER, WAITS, RELEASE, STATUS),
    ),
    PeopleList(
        name="unallocated",
        role=Role.SUPPORT,
        title="Cases nobody is allocated to",
        tab="Nobody allocated",
        only=NOBODY_ALLOCATED,
        columns=(NAME, PRISON_NAME, RELEASE, STATUS),
        filters=(),
        empty="Everybody who can have a licence, or has one, has a probation practitioner.",
    ),
    PeopleList(
        name="time-served",
        role=Role.SUPPORT,
        title="Releases of time served",
        tab="Time served",
        only=and_(IS_ABOUT_NOW, LOOKS_SERVED),
        columns=(NAME, PRISON_NAME, RELEASE, Column("Rules that hold", _rules), *_DATES),
        filters=(BY_ANY_PRISON,),
        empty="Nobody’s record looks like time served. This list shows releases from 27 days ago to five days ahead.",
    ),
    PeopleList(
        name="not-time-served",
        role=Role.SUPPORT,
        title="Other releases around now",
        tab="Not time served",
        only=and_(IS_ABOUT_NOW, is_not(LOOKS_SERVED)),
        columns=(NAME, PRISON_NAME, RELEASE, *_DATES),
        filters=(BY_ANY_PRISON,),
        empty="Nobody else is released from 27 days ago to five days ahead.",
    ),
)
