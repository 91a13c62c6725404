"""Hours in which people work: 9am to 5pm in London on working days."""

from __future__ import annotations

import datetime as dt

from app.domain.dates.working_days import WorkingDays
from app.domain.words import LONDON

OPENS, CLOSES = dt.time(9), dt.time(17)
_DAY = dt.timedelta(days=1)


def hours_after(at: dt.datetime, hours: int, days: WorkingDays) -> dt.datetime:
    """The moment by which so many working hours have gone by since another; what ends with a day ends at 5pm of it.

    Past the last day for which bank holidays are known, it knows weekends only. Clocks never change while people work.
    """
    known, left = days.as_far_as_known(), dt.timedelta(hours=hours)
    local = at.astimezone(LONDON).replace(tzinfo=None)
    day, begins = local.date(), max(local, dt.datetime.combine(local.date(), OPENS))
    while True:
        ends = dt.datetime.combine(day, CLOSES)
        room = ends - begins if known.is_working_day(day) and begins < ends else dt.timedelta()
        if room and left <= room:
            return (begins + left).replace(tzinfo=LONDON)
        left -= room
        day += _DAY
        begins = dt.datetime.combine(day, OPENS)
