"""What comes before a release: the hard stop, its warning, the last two days, late allocation and last-minute handover.

Sources: domain rules 5.3, 5.4, 5.7, 12.2. In hard stop the prison makes the licence, because probation was late.
"""

from __future__ import annotations

import datetime as dt

from app.domain.dates.release import Kind, is_provisional
from app.domain.dates.worked import Worked
from app.domain.dates.working_days import WorkingDays
from app.domain.words import day_and_date

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)


def hard_stop(start: dt.date | None, working_days: WorkingDays) -> Worked[dt.date | None]:
    """The day from which the practitioner is locked out: two working days before the licence starts."""
    if start is None:
        return Worked(None, "There is no day for the licence to start.", {"licenceStartDate": None})
    days = working_days.as_far_as_known()
    from_day = days.last_on_or_before(start)
    moved = "" if from_day == start else f" {day_and_date(start)} is not a working day, so the count is from "
    moved += "" if from_day == start else f"{day_and_date(from_day)}."
    because = f"Two working days before the licence starts.{moved}"
    found = Worked(days.nth_before(from_day, 2), because, {"licenceStartDate": start})
    return found.provisionally(is_provisional(start, working_days))


def hard_stop_warning(stop: dt.date | None, working_days: WorkingDays) -> Worked[dt.date | None]:
    """The day from which the practitioner is warned: two working days before the hard stop."""
    if stop is None:
        return Worked(None, "There is no hard stop.", {"hardStopDate": None})
    day = working_days.as_far_as_known().nth_before(stop, 2)
    return Worked(day, "Two working days before the hard stop.", {"hardStopDate": stop})


def is_in_hard_stop(start: dt.date | None, today: dt.date, working_days: WorkingDays) -> bool:
    """Whether today is from the hard stop up to and with the day the licence starts."""
    stop = hard_stop(start, working_days).value
    return start is not None and stop is not None and stop <= today <= start


def is_locked_by_hard_stop(kind: str | None) -> bool:
    """Whether the hard stop locks probation out of licences of this kind. It does not for home detention curfew: nobody
    else can make such a licence, as a standard one has no curfew."""
    return kind != Kind.HDC


def last_start_in_hard_stop(today: dt.date, working_days: WorkingDays) -> dt.date:
    """The latest day that a licence may start for today to be in its hard stop: for selecting many at once."""
    return working_days.as_far_as_known().nth_after(today, 3) - _DAY


def last_start_due(today: dt.date, working_days: WorkingDays) -> dt.date:
    """The latest day that a licence may start for the release to be due in the next two working days."""
    return working_days.as_far_as_known().nth_after(today, 2)


def is_due_in_two_working_days(start: dt.date | None, today: dt.date, working_days: WorkingDays) -> bool:
    """Whether the release is today or in the next two working days. Unlike the hard stop, a start on a day nobody works
    is not moved first."""
    if start is None:
        return False
    return working_days.as_far_as_known().nth_before(start, 2) <= today <= start


def is_late_allocation(start: dt.date | None, today: dt.date, working_days: WorkingDays) -> bool:
    """Whether a practitioner who is allocated today has five working days or fewer, without Fridays, to the release."""
    if start is None or start < today:
        return False
    return working_days.as_far_as_known().nth_before(start, 5, fridays=False) <= today


def is_last_minute(start: dt.date | None, today: dt.date) -> bool:
    """Whether the release is within a week, so that handing a case over without a licence is at the last minute."""
    return start is not None and today <= start <= today + _WEEK
