"""What happens if nobody acts: the dated steps that the clock takes on a licence as it stands, by the days of its jobs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.dates.hard_stop import hard_stop, hard_stop_warning
from app.domain.dates.working_days import WorkingDays
from app.domain.licence.status import DRAFTS, Status

_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Step:
    """What happens on a day."""

    day: dt.date
    what: str
    is_practitioners: bool = False
    """Whether it is a day for the practitioner's own calendar."""
    name: str = ""
    """What the practitioner's calendar calls it."""


def steps(
    status: Status,
    start: dt.date | None,
    end: dt.date | None,
    working_days: WorkingDays,
    today: dt.date,
    *,
    is_made_by_prison: bool = False,
    is_time_served: bool = False,
) -> list[Step]:
    """Every step from today on, soonest first; none without a day for the licence to start."""
    if start is None:
        return []
    is_probations = not is_made_by_prison and not is_time_served
    found: list[Step] = []
    if is_probations and (status in DRAFTS or status is Status.NOT_STARTED):
        found += _late(status, start, working_days)
    if status is Status.SUBMITTED:
        found.append(
            Step(start, "The person is released. Without an approval there is no licence to release them on.")
        )
    if status is Status.APPROVED:
        found.append(
            Step(start, "The licence becomes active once the prison records the release.", True, "Release")
        )
    elif status is not Status.ACTIVE and not is_time_served:
        found.append(Step(_weekday_after(start), "A licence that is not approved by now is ended."))
    if end is not None and status in (Status.APPROVED, Status.ACTIVE):
        found.append(Step(end, "The licence ends.", True, "Licence ends"))
    return sorted((each for each in found if each.day >= today), key=lambda each: each.day)


def _late(status: Status, start: dt.date, working_days: WorkingDays) -> list[Step]:
    stop = hard_stop(start, working_days).value
    warning = hard_stop_warning(stop, working_days).value
    assert stop is not None and warning is not None  # noqa: S101
    draft = "The licence is not started" if status is Status.NOT_STARTED else "The draft is timed out"
    return [
        Step(
            warning,
            "The lists of the practitioner and their team warn that the licence must be sent to the prison.",
            True,
            "Last days to send the licence",
        ),
        Step(
            stop,
            f"Hard stop. {draft} and the practitioner can no longer change it. The prison makes a standard licence.",
            True,
            "Hard stop",
        ),
        Step(
            start,
            "The person is released on the standard licence, once the prison has made and approved it.",
            True,
            "Release",
        ),
    ]


def _weekday_after(day: dt.date) -> dt.date:
    """The first day after, but for Saturdays and Sundays, on which nothing is ended."""
    while day < dt.date.max:
        day += _DAY
        if day.weekday() < _SATURDAY:
            break
    return day
