"""Working days: not a Saturday, a Sunday or a bank holiday, as far ahead as bank holidays are known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from app.domain.words import counted

_DAY = dt.timedelta(days=1)
_FRIDAY, _SATURDAY = 4, 5


class HorizonError(ValueError):
    """A date lies past the last day for which bank holidays are known."""

    def __init__(self, day: dt.date, horizon: dt.date) -> None:
        super().__init__(f"Bank holidays are known up to {horizon}, so {day} cannot be reckoned.")
        self.day = day
        self.horizon = horizon


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of working days; past the horizon it raises HorizonError rather than guess."""

    holidays: frozenset[dt.date]
    horizon: dt.date
    """The last day for which the holidays are complete."""

    def covers(self, day: dt.date) -> bool:
        """Whether bank holidays are known on this day. Days before the first known holiday count as known."""
        return day <= self.horizon

    def as_far_as_known(self) -> WorkingDays:
        """The same calendar, which past the horizon knows weekends only and never raises there."""
        return replace(self, horizon=dt.date.max)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether people work on this day; raises HorizonError past the horizon."""
        if not self.covers(day):
            raise HorizonError(day, self.horizon)
        return day.weekday() < _SATURDAY and day not in self.holidays

    def nth_before(self, day: dt.date, n: int, *, fridays: bool = True) -> dt.date:
        """The n-th working day before a day, which is itself never counted; without Fridays if so asked."""
        return self._nth(day, n, -_DAY, fridays)

    def nth_after(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after a day, which is itself never counted."""
        return self._nth(day, n, _DAY, True)

    def last_on_or_before(self, day: dt.date) -> dt.date:
        """The day itself when it is a working day, else the working day before it."""
        return day if self.is_working_day(day) else self.nth_before(day, 1)

    def until(self, today: dt.date, day: dt.date) -> int:
        """How many working days there are after today, up to and with a day: 0 for today and for what has passed."""
        count = 0
        while today < day:
            today += _DAY
            count += self.is_working_day(today)
        return count

    def until_in_words(self, today: dt.date, day: dt.date) -> str:
        """How far a day is from today, as a short note: "In 8 working days"; empty for what has passed."""
        if day <= today:
            return "Today" if day == today else ""
        count = self.until(today, day)
        return f"In {counted(count, 'working day')}" if count else "Before the next working day"

    def _nth(self, day: dt.date, n: int, step: dt.timedelta, fridays: bool) -> dt.date:
        if n < 1:
            raise ValueError("Count at least one working day.")
        while n:
            try:
                day += step
            except OverflowError:
                raise HorizonError(day, self.horizon) from None
            if self.is_working_day(day) and (fridays or day.weekday() != _FRIDAY):
                n -= 1
        return day
