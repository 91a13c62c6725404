"""Checks of times of day, of how much of a day is taken, and of dates that the case does not allow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import Literal

from pydantic import Field

from app.domain.answers import in_words
from app.domain.clashes.checks.check import BaseCheck, Found, Licence, about, between, pairs, side
from app.domain.clashes.picking import Words
from app.domain.clashes.values import dates, hours_of, is_inside, times
from app.domain.words import joined, long_date

Date = Literal["release", "licence_end", "supervision_start", "supervision_end"]
DATES: dict[Date, str] = {
    "release": "the earliest day of release",
    "licence_end": "the day the licence ends",
    "supervision_start": "the start of the supervision period",
    "supervision_end": "the end of the supervision period",
}


class TimeInWindow(BaseCheck):
    """A time of one condition lies inside a window of another, over midnight too."""

    places = frozenset({"first", "second", "value", "other"})
    name: Literal["time_in_window"]
    first: Words
    """Times."""
    second: Words
    """Windows."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in pairs(licence, self.first, self.second):
            hits = [(t, w) for t, w in product(times(one.values), other.windows) if is_inside(t, w)]
            if hits:
                moment = joined(list(dict.fromkeys(in_words(t) for t, _ in hits)))
                window = joined(list(dict.fromkeys(w.in_words for _, w in hits)))
                yield between(one, other, moment, window, value=moment, other=window)


class Over(BaseCheck):
    """The windows of a group are more than so many, or cover more than so many hours with an hour for each time."""

    is_between_two = False
    places = frozenset({"all", "value"})
    name: Literal["over"]
    first: Words
    """Windows."""
    second: Words | None = None
    """Times that count as an hour each."""
    count: Literal["hours", "windows"]
    most: int = Field(ge=1)

    def find(self, licence: Licence) -> Iterator[Found]:
        with_windows = [one for one in licence.of(self.first) if one.windows]
        with_times = [one for one in licence.of(self.second) if times(one.values)] if self.second else []
        windows = [window for one in with_windows for window in one.windows]
        if self.count == "windows":
            total: float = len(windows)
        else:
            total = hours_of(windows) + sum(len(times(one.values)) for one in with_times)
        if with_windows and total > self.most:
            every = [*with_windows, *with_times]
            names = list(dict.fromkeys(f"“{one.label}”" for one in every))
            yield Found(
                tuple(side(one) for one in every),
                {"all": joined(names), "value": f"{round(total, 2):g}"},
                (*(one.condition.name for one in every), str(total)),
            )


class DateOutside(BaseCheck):
    """A date of a condition is before or after the day that the case allows."""

    is_between_two = False
    forms_refuse = True
    places = frozenset({"first", "second", "value", "how"})
    name: Literal["date_outside"]
    first: Words
    not_before: Date | None = None
    not_after: Date | None = None

    def find(self, licence: Licence) -> Iterator[Found]:
        for one in licence.of(self.first):
            for day in dates(one.values):
                for fact, how, is_wrong in (
                    (self.not_before, "before", dt.date.__lt__),
                    (self.not_after, "after", dt.date.__gt__),
                ):
                    limit: dt.date | None = getattr(licence.about, fact) if fact else None
                    if fact and limit and is_wrong(day, limit):
                        against = (f"{DATES[fact]}, {long_date(limit)}", None)
                        marks = str(day), str(limit)
                        yield about(one, against, *marks, value=long_date(day), how=how)
