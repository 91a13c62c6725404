"""What lists ask of a case today, as SQL: who is in scope, due, in hard stop or served. `today` gives the parameters."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, Date, and_, bindparam, false, func, not_, or_

from app import clock
from app.domain.dates.hard_stop import last_start_due, last_start_in_hard_stop
from app.domain.dates.release import TIME_SERVED_DAYS, Kind
from app.domain.dates.time_served import DAYS_AHEAD
from app.domain.words import LONDON
from app.integrations.bank_holidays import working_days
from app.models.base import Moment
from app.models.case import Case

NEAR = dt.timedelta(days=28)
"""How far ahead the prison sees releases."""
_LATELY_DAYS, _SOON_DAYS = 14, 14

TODAY = bindparam("today", type_=Date)
NOW = bindparam("now", type_=Moment)
LATELY = bindparam("lately", type_=Moment)
"""The beginning of the day 14 days ago."""

IN_SCOPE = and_(
    Case.out_of_scope == "",
    or_(Case.scope_from.is_(None), Case.scope_from <= TODAY),
    or_(Case.scope_until.is_(None), Case.scope_until >= TODAY),
)
IS_TOO_SOON = and_(Case.scope_from.is_not(None), Case.scope_from > TODAY)
TIME_SERVED = and_(
    Case.sentence_start == Case.conditional_release,
    Case.conditional_release >= bindparam("first_served", type_=Date),
)
LOOKS_SERVED = or_(
    TIME_SERVED,
    and_(
        Case.sentence_start == TODAY,
        Case.confirmed_release == TODAY,
        func.coalesce(Case.conditional_release_override, Case.conditional_release) == TODAY,
    ),
)
"""Whether any rule of app.domain.dates.time_served finds somebody: these two take in the others."""
IN_HARD_STOP = Case.licence_start.between(TODAY, bindparam("last_in_hard_stop", type_=Date))
IS_LATE = or_(TIME_SERVED, and_(IN_HARD_STOP, Case.kind != Kind.HDC))
"""Whether probation can no longer write the licence."""
IS_DUE = or_(TIME_SERVED, Case.licence_start.between(TODAY, bindparam("last_due", type_=Date)))
"""Whether the release is in the next two working days, or at once."""
IS_NEAR = Case.licence_start.between(
    bindparam("first_served", type_=Date), bindparam("last_near", type_=Date)
)
"""Whether the release is within four weeks, or was within the last 27 days."""
IS_ABOUT_NOW = Case.licence_start.between(
    bindparam("first_served", type_=Date), bindparam("last_about_now", type_=Date)
)
"""Whether the release is within five days, or was within the last 27 days."""
IS_SOON = Case.licence_start.between(TODAY, bindparam("last_soon", type_=Date))
"""Whether the release is within 14 days."""


def is_not(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Also where it is not known, as of a date or a licence that there is not."""
    return not_(func.coalesce(condition, false()))


HAS_PASSED = and_(Case.licence_start < TODAY, is_not(TIME_SERVED))


def today() -> dict[str, object]:
    """The parameters of these, for today."""
    day, days = clock.today(), working_days()
    lately = dt.datetime.combine(day - dt.timedelta(days=_LATELY_DAYS), dt.time(), LONDON)
    return {
        "today": day,
        "now": clock.now(),
        "first_served": day - TIME_SERVED_DAYS,
        "last_in_hard_stop": last_start_in_hard_stop(day, days),
        "last_due": last_start_due(day, days),
        "last_about_now": day + DAYS_AHEAD,
        "last_near": day + NEAR,
        "last_soon": day + dt.timedelta(days=_SOON_DAYS),
        "lately": lately,
    }
