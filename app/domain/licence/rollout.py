"""Where the service is in use: each prison and each probation delivery unit has a switch, with the days on which it turns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.domain.words import long_date

MEANWHILE = (
    "Make the licence in the way that the prison and the team used before this service. "
    "Ask support when it will be in use."
)
"""What people are told to do where support has said nothing else."""


@dataclass(frozen=True)
class Switch:
    """From which day a place is on, and from which it is off; on always where neither is given."""

    on_from: dt.date | None = None
    off_from: dt.date | None = None
    meanwhile: str | None = None
    """What to do while it is off, in support's words."""

    @property
    def turns(self) -> list[tuple[dt.date, str]]:
        """The days on which it turns, in order, and to what."""
        return sorted((day, to) for day, to in ((self.on_from, "on"), (self.off_from, "off")) if day)

    def is_on(self, day: dt.date) -> bool:
        """Whether a licence can be started on that day; before its first turn it stands the other way."""
        past = [to for turn, to in self.turns if turn <= day]
        return past[-1] == "on" if past else all(to == "off" for _, to in self.turns[:1])

    def news(self, today: dt.date, before: Switch) -> tuple[dt.date, str] | None:
        """From which day it is on or off, where that is news to whoever knew how it stood before: of several turns the next
        that was not known; of a turn that is taken back, how it stands from today on instead."""
        for day, to in self.turns:
            if day > today and (day, to) not in before.turns:
                return day, to
        stands = self.is_on(today)
        taken_back = any(
            day > today and (day, to) not in self.turns and stands != (to == "on") for day, to in before.turns
        )
        return (today, "on" if stands else "off") if taken_back or stands != before.is_on(today) else None

    def stops(self, today: dt.date, before: Switch) -> dt.date | None:
        """From which day no licence is started, where that was not so before."""
        if before.is_on(today) and not self.is_on(today):
            return today
        ahead = (
            day for day, to in self.turns if day > today and to == "off" and (day, to) not in before.turns
        )
        return next(ahead, None)

    def in_words(self, today: dt.date) -> str:
        """On since 1 March 2027, until 30 April 2027, then off; on again from 1 June 2027."""
        past = [day for day, _ in self.turns if day <= today]
        ahead = [(day, to) for day, to in self.turns if day > today]
        since = f" since {long_date(past[-1])}" if past else ""
        comma = "," if past else ""
        then = [f"{comma} until {long_date(day - dt.timedelta(days=1))}, then {to}" for day, to in ahead[:1]]
        then += [f"; {to} again from {long_date(day)}" for day, to in ahead[1:]]
        return f"{'On' if self.is_on(today) else 'Off'}{since}{''.join(then)}"


@dataclass(frozen=True)
class Site:
    """A prison or a probation delivery unit, and its switch."""

    kind: str
    """prison or pdu, as grants have it."""
    code: str
    name: str
    switch: Switch = Switch()


def fault_of_turns(to: Switch, now: Switch, today: dt.date) -> tuple[str, str] | None:
    """What is wrong with the days of a switch: the field, and a sentence. A day that stays may be past."""
    for name, new, old in (
        ("on_from", to.on_from, now.on_from),
        ("off_from", to.off_from, now.off_from),
    ):
        if new and new != old and new < today:
            which = name.removesuffix("_from")
            return name, f"The day from which it is {which} must be today or later"
    if to.on_from and to.on_from == to.off_from:
        return "off_from", "It cannot be on and off from the same day"
    return None
