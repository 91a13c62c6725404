"""Which licences for time served prisons make in NOMIS, read off the history of each person.

What was recorded holds for its booking, until a licence is started here or the release is not one of time served any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select

from app.domain.dates.release import is_time_served
from app.domain.licence import actions
from app.domain.licence.facts import InNomis
from app.models.base import db
from app.models.case import Case
from app.models.record import CASE_CHAIN, Event

_OF_CASES = (
    select(Event.case_id, Event.action, Event.by_name, Event.at, Event.detail)
    .where(
        Event.format == CASE_CHAIN,
        Event.case_id.in_(bindparam("cases", expanding=True)),
        Event.action.in_([actions.USE_NOMIS.name, actions.START.name]),
    )
    .order_by(Event.id)
)


def in_nomis_of(cases: Iterable[Case], today: dt.date) -> dict[int, InNomis]:
    """What is recorded of those of these people whose licence is made in NOMIS, in one statement however many they are."""
    served = {
        case.id: case
        for case in cases
        if is_time_served(case.sentence_start, case.conditional_release, today)
    }
    found: dict[int, InNomis] = {}
    for row in db.session.execute(_OF_CASES, {"cases": sorted(served)}) if served else ():
        found.pop(row.case_id, None)
        if row.detail.get("booking") == served[row.case_id].booking_id and row.detail.get("nomis"):
            found[row.case_id] = InNomis(row.by_name, row.at, row.detail["nomis"])
    return found


def in_nomis(case: Case, today: dt.date) -> InNomis | None:
    """What is recorded of somebody whose licence is made in NOMIS; None for everybody else."""
    return in_nomis_of([case], today).get(case.id)


def ever_recorded(case: Case) -> Sequence[InNomis]:
    """Everything that was recorded of it, the newest first."""
    rows = db.session.execute(_OF_CASES, {"cases": [case.id]})
    found = [InNomis(row.by_name, row.at, row.detail["nomis"]) for row in rows if "nomis" in row.detail]
    return found[::-1]
