"""A calendar file of a practitioner's own dates (RFC 5545): case numbers and no names, since calendars are shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Date, bindparam

from app.access import LISTED, grants
from app.domain.dates.release import is_time_served
from app.domain.licence.forecast import steps
from app.domain.roles import Role
from app.integrations.bank_holidays import working_days
from app.lists.people import PEOPLE
from app.models.base import db
from app.models.case import Case
from app.models.user import User

_MOST = 2_000
_CASES = (
    PEOPLE.extend(LISTED[Role.PRACTITIONER])
    .where(
        Case.manager_username == bindparam("username"),
        Case.licence_start.is_not(None),
        Case.licence_end >= bindparam("today", type_=Date),
    )
    .order_by(Case.licence_start, Case.id)
    .limit(_MOST)
)


def of(user: User, today: dt.date) -> str:
    """Every step ahead of the cases that somebody manages that is theirs to know of, as the text of the file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Create and vary a licence//EN",
        *_events(user, today),
    ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _events(user: User, today: dt.date) -> Iterator[str]:
    days = working_days()
    for row in db.session.execute(_CASES, {**grants(user), "today": today}):
        case: Case = row.Case
        served = is_time_served(case.sentence_start, case.conditional_release, today)
        ahead = steps(row.status, case.licence_start, case.licence_end, days, today, is_time_served=served)
        for step in ahead:
            if step.name:
                yield from _event(case, step, today)


def _event(case: Case, step: Any, today: dt.date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{case.crn}-{step.name.lower().replace(' ', '-')}@create-and-vary-a-licence"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{step.day:%Y%m%d}"
    yield f"SUMMARY:{step.name}: {case.crn}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
