"""When a job is due: its times of the day and its days of the week, all in London."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.words import DAYS, LONDON, joined, time_in_words

_DAY = dt.timedelta(days=1)
_WEEK = 7


@dataclass(frozen=True)
class At:
    """The times of the day at which a job is due, on some days of the week."""

    times: tuple[dt.time, ...]
    weekdays: frozenset[int] = frozenset(range(_WEEK))
    """Monday is 0."""

    def last(self, now: dt.datetime) -> dt.datetime:
        """The newest slot that has come, this moment's too."""
        return max(each for each in self._near(now) if each <= now)

    def next(self, now: dt.datetime) -> dt.datetime:
        """The first slot that is yet to come."""
        return min(each for each in self._near(now) if each > now)

    def _near(self, now: dt.datetime) -> list[dt.datetime]:
        # A time that a day has twice counts once, and one that a day lacks is that long after midnight.
        today = now.astimezone(LONDON).date()
        days = (today + number * _DAY for number in range(-_WEEK, _WEEK + 1))
        return [
            dt.datetime.combine(day, time, LONDON).astimezone(dt.UTC)
            for day in days
            if day.weekday() in self.weekdays
            for time in self.times
        ]

    @property
    def words(self) -> str:
        """As people read it: "1:30am, Monday to Friday"."""
        return f"{joined([time_in_words(time) for time in self.times])}, {_DAYS_IN_WORDS[self.weekdays]}"


@dataclass(frozen=True)
class Every:
    """A job that is due again and again, all day."""

    minutes: int

    def last(self, now: dt.datetime) -> dt.datetime:
        """The newest slot that has come."""
        of_day = now.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return of_day + (now - of_day) // self._while * self._while

    def next(self, now: dt.datetime) -> dt.datetime:
        """The first slot that is yet to come."""
        return self.last(now) + self._while

    @property
    def _while(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.minutes)

    @property
    def words(self) -> str:
        """As people read it: "Every hour"."""
        return {1: "Every minute", 60: "Every hour"}.get(self.minutes, f"Every {self.minutes} minutes")


Schedule = At | Every

EVERY_DAY, WORKING_WEEK, MONDAYS = frozenset(range(_WEEK)), frozenset(range(5)), frozenset({0})
_DAYS_IN_WORDS = {
    EVERY_DAY: "every day",
    WORKING_WEEK: f"{DAYS[0]} to {DAYS[4]}",
    MONDAYS: f"every {DAYS[0]}",
}


def at(*times: str, on: frozenset[int] = EVERY_DAY) -> At:
    """The schedule of these times, written as 01:30."""
    return At(tuple(dt.time.fromisoformat(time) for time in times), on)
