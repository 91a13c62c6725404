"""Windows of time in a day, such as those of a curfew: they may run past midnight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.words import counted, time_in_words

DAY = 24 * 60
"""Minutes."""


@dataclass(frozen=True)
class Window:
    """From a start to an end, which is on the next day where it is not after the start."""

    start: dt.time
    end: dt.time

    @property
    def minutes(self) -> int:
        """How long it is; none where it ends when it starts."""
        return (_minute(self.end) - _minute(self.start)) % DAY

    def holds(self, moment: dt.time) -> bool:
        """Whether a time of day lies in it, its start included and its end not."""
        return (_minute(moment) - _minute(self.start)) % DAY < self.minutes

    def overlaps(self, other: Window) -> bool:
        """Whether some minute lies in both."""
        return bool(self.minutes and other.minutes) and (self.holds(other.start) or other.holds(self.start))

    @property
    def in_words(self) -> str:
        return f"{time_in_words(self.start)} to {time_in_words(self.end)}"


def _minute(moment: dt.time) -> int:
    return moment.hour * 60 + moment.minute


def fault_in(windows: Sequence[Window], most_hours: int | None) -> tuple[int, str] | None:
    """What is wrong with windows that are meant together: which of them, and the message; None where nothing is."""
    for place, window in enumerate(windows):
        if not window.minutes:
            return place, f"The end must not be the same time as the start, {time_in_words(window.start)}"
        for other in windows[:place]:
            if window.overlaps(other):
                return place, f"{window.in_words} must not overlap {other.in_words}"
    total = sum(window.minutes for window in windows)
    if most_hours is not None and total > most_hours * 60:
        return (
            len(windows) - 1,
            f"The times must be no more than {counted(most_hours, 'hour')} in total, and are {_length(total)}. "
            "A longer time needs a bespoke condition",
        )
    return None


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return counted(hours, "hour") + (f" {counted(rest, 'minute')}" if rest else "")
