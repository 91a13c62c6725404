"""A calendar file of a practitioner's own dates (RFC 5545): case numbers and no names, since calendars are shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import Date, bindparam, func, or_, select

from app.access import LISTED, grants
from app.domain.licence.forecast import PROVISIONALLY, Step, steps
from app.domain.licence.status import Status
from app.domain.roles import Role
from app.integrations.bank_holidays import working_days
from app.lists.people import PEOPLE
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User
from app.store import sites
from app.store.facts import gather
from app.store.nomis import in_nomis_of

_MOST = 2_000
_LICENCE_END = func.coalesce(Case.licence_end, Case.sentence_end)
_TODAY = bindparam("today", type_=Date)
_CASES = (
    PEOPLE.extend(LISTED[Role.PRACTITIONER])
    .where(
        Case.manager_username == bindparam("username"),
        Case.licence_start.is_not(None),
        or_(_LICENCE_END.is_(None), _LICENCE_END >= _TODAY, Case.supervision_end >= _TODAY),
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
    rows = db.session.execute(_CASES, {**grants(user), "today": today}).all()
    shown = {row.opened or row.placed or row.late for row in rows} - {None}
    licences = {each.id: each for each in db.session.scalars(select(Licence).where(Licence.id.in_(shown)))}
    switches, nomis = sites.switches(), in_nomis_of([row.Case for row in rows if not row.opened], today)
    found = gather((row.Case, licences.get(row.opened or row.placed or row.late)) for row in rows)
    for row, facts in zip(rows, found, strict=True):
        case: Case = row.Case
        is_without = not (row.opened or row.placed or row.late)
        off = sites.off(case, today, switches) if is_without else ()
        facts = replace(facts, sites_off=partial(tuple, off), in_nomis=partial(nomis.get, case.id))
        is_beside = row.placed_status is Status.APPROVED and row.opened is not None
        for step in steps(row.status, facts, working_days(), is_approved_beside=is_beside):
            if step.name:
                yield from _event(case, step, today)


def _event(case: Case, step: Step, today: dt.date) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    name = step.name.removesuffix(PROVISIONALLY)  # which stays one event when the day is certain
    yield f"UID:{case.crn}-{name.lower().replace(' ', '-')}@create-and-vary-a-licence"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{step.day:%Y%m%d}"
    yield f"SUMMARY:{step.name}: {case.crn}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"
