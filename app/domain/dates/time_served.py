"""By which rules a record looks like that of somebody who has served the time, for support to check one against the other.

Source: domain rules 21.3. Prisons enter such a release in more than one way. Only the last rule decides who makes the
licence: the others find people whose record is not what that rule reads.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from app.domain.dates.release import is_time_served

DAYS_AHEAD = dt.timedelta(days=5)
"""How far ahead the release may be of people who are looked at; it may be as long ago as time served goes back."""
_DAY = dt.timedelta(days=1)


class Rule(StrEnum):
    """One rule, by its name in the domain rules."""

    CALCULATED = "crds"
    NOT_CALCULATED = "nonCrds"
    ALL_PRISONS = "allPrison"
    WITHOUT_CONFIRMED = "ignoreArd"

    @property
    def text(self) -> str:
        """What it says of the dates, on screen."""
        return _TEXTS[self]


_TEXTS = {
    Rule.CALCULATED: "Sentence start, conditional and confirmed release are today",
    Rule.NOT_CALCULATED: "Sentence start and confirmed release are today, conditional release is yesterday, set to today by hand",
    Rule.ALL_PRISONS: "Sentence start, confirmed release and conditional release, by hand if it was, are today",
    Rule.WITHOUT_CONFIRMED: "Sentence start is the conditional release date, less than 28 days ago",
}


def rules_that_hold(
    sentence_start: dt.date | None,
    confirmed: dt.date | None,
    conditional: dt.date | None,
    by_hand: dt.date | None,
    today: dt.date,
) -> list[Rule]:
    """Every rule that finds somebody; none for a release that is not of time served. `by_hand` is the conditional release
    date that the prison entered in place of the calculated one."""
    is_of_today = sentence_start == confirmed == today
    holds = {
        Rule.CALCULATED: is_of_today and conditional == today,
        Rule.NOT_CALCULATED: is_of_today and conditional == today - _DAY and by_hand == today,
        Rule.ALL_PRISONS: is_of_today and (by_hand or conditional) == today,
        Rule.WITHOUT_CONFIRMED: is_time_served(sentence_start, conditional, today),
    }
    return [rule for rule in Rule if holds[rule]]
