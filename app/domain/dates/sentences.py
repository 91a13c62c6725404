"""What sentences call for after a release: a licence, supervision after it, supervision alone, or neither.

Source: domain requirements P22 to P28. A court of the services, or one of another country, counts like any other. What a
record does not say is not known here, and never taken for a no.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.words import counted, joined, long_date

COMMENCEMENT = dt.date(2015, 2, 1)
"""Offences from this day on are under the Offender Rehabilitation Act 2014."""
_COMMON_YEAR = dt.date(2015, 1, 1)
"""Where a term is reckoned from whose sentence has no date."""
_ADULT, _YOUNG_ADULT = 18, 21
_YEAR, _TWO_YEARS, _OLD_SUPERVISION = 12, 24, 3
"""In months."""


class Kind(StrEnum):
    """The kind of a sentence."""

    DETERMINATE = "DETERMINATE"
    S226A = "S226A"
    S226B = "S226B"
    S91 = "S91"
    DTO = "DTO"
    CIVIL = "CIVIL"
    FINE_DEFAULT = "FINE_DEFAULT"
    LIFE = "LIFE"


class Origin(StrEnum):
    """Where a sentence was passed; each counts the same."""

    ENGLAND_AND_WALES = "ENGLAND_AND_WALES"
    SERVICE_COURT = "SERVICE_COURT"
    TRANSFERRED_IN = "TRANSFERRED_IN"


class Follows(StrEnum):
    """What follows a release."""

    LICENCE = "LICENCE"
    LICENCE_THEN_SUPERVISION = "LICENCE_THEN_SUPERVISION"
    SUPERVISION = "SUPERVISION"
    NOTHING = "NOTHING"


class Uncovered(StrEnum):
    """Why sentences call for no licence of this service, by a code that stands beside those of the rules."""

    ONE_DAY = "ONE_DAY"
    CIVIL = "CIVIL"
    FINE_DEFAULT = "FINE_DEFAULT"
    JUVENILE = "JUVENILE"
    NO_LICENCE_PART = "NO_LICENCE_PART"


BY_THE_BOARD = frozenset({Kind.LIFE, Kind.S226A, Kind.S226B})
"""The kinds of sentence whose licence conditions the Parole Board sets."""
_OF_YOUNG_PEOPLE = frozenset({Kind.DTO, Kind.S91})
_NO_SENTENCE = {Kind.CIVIL: Uncovered.CIVIL, Kind.FINE_DEFAULT: Uncovered.FINE_DEFAULT}


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Term:
    """How long a sentence is."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: dt.date) -> dt.date:
        """The day when a term from this day is over."""
        end = months_after(day, self.years * 12 + self.months)
        return end + min(dt.timedelta(days=self.days), dt.date.max - end)

    @property
    def is_one_day(self) -> bool:
        return not self.years and not self.months and self.days <= 1

    @property
    def in_words(self) -> str:
        parts = ((self.years, "year"), (self.months, "month"), (self.days, "day"))
        return joined([counted(number, noun) for number, noun in parts if number])


@dataclass(frozen=True)
class Sentence:
    """One sentence, as far as the record gives it."""

    kind: Kind | None = None
    origin: Origin | None = None
    offence: dt.date | None = None
    passed: dt.date | None = None
    term: Term | None = None

    @property
    def uncovered(self) -> Uncovered | None:
        """Why it calls for nothing after release by itself; None where it does, or may."""
        if self.kind in _NO_SENTENCE:
            return _NO_SENTENCE[self.kind]
        return Uncovered.ONE_DAY if self.term and self.term.is_one_day else None

    @property
    def is_known(self) -> bool:
        """Whether its kind and its length are recorded."""
        return self.kind is not None and self.term is not None

    @property
    def length(self) -> int:
        """In days, from the day it was passed."""
        start = self.passed or _COMMON_YEAR
        return (self.term.after(start) - start).days if self.term else 0

    def has(self, months: int) -> bool:
        """Whether it is so many months long, or longer."""
        start = self.passed or _COMMON_YEAR
        return self.term is not None and self.term.after(start) >= months_after(start, months)

    @property
    def is_under_the_act(self) -> bool | None:
        """Whether the offence is under the 2014 Act; None where that is not known."""
        if self.offence:
            return self.offence >= COMMENCEMENT
        return False if self.passed and self.passed < COMMENCEMENT else None

    @property
    def in_words(self) -> str:
        """Its length, and when the offence was."""
        length = self.term.in_words if self.term else "length not recorded"
        return f"{length}, for an offence on {long_date(self.offence)}" if self.offence else length


@dataclass(frozen=True)
class Ruling:
    """What follows the release, and why."""

    follows: Follows | None
    """None where the sentences do not say; the dates of the record decide then."""
    because: str
    uncovered: Uncovered | None = None


def ruling(sentences: Sequence[Sentence], born: dt.date | None, release: dt.date | None) -> Ruling:
    """What the sentences of somebody call for: the longest decides among several."""
    if not sentences:
        return Ruling(None, "The record gives no sentences, so its dates decide.")
    counting = [each for each in sentences if each.uncovered is None]
    if not counting:
        return (
            Ruling(Follows.NOTHING, _NO_RELEASE_UNDER[why], why)
            if (why := sentences[0].uncovered)
            else _UNKNOWN
        )
    if all(each.kind in _OF_YOUNG_PEOPLE for each in counting) and _is_under(_ADULT, born, release):
        return Ruling(None, "They are under 18 at release.", Uncovered.JUVENILE)
    if any(each.kind in BY_THE_BOARD for each in counting):
        return Ruling(
            Follows.LICENCE, "A life or extended sentence has a licence and no supervision after it."
        )
    longest = max(counting, key=lambda each: (each.length, bool(each.is_under_the_act)))
    if longest.has(_TWO_YEARS):
        because = (
            f"A sentence of two years or more ({longest.in_words}) has a licence and no supervision after it."
        )
        return Ruling(Follows.LICENCE, because)
    if not all(each.is_known for each in counting):
        return _UNKNOWN
    return _of_less_than_two_years(longest, born)


def _of_less_than_two_years(longest: Sentence, born: dt.date | None) -> Ruling:
    is_under_the_act, said = longest.is_under_the_act, longest.in_words
    if is_under_the_act is None:
        return _UNKNOWN
    if is_under_the_act:
        because = (
            f"A sentence of more than one day and under two years ({said}) has a licence, and then supervision up to "
            "12 months from release."
        )
        return Ruling(Follows.LICENCE_THEN_SUPERVISION, because)
    before = f"The offence was before {long_date(COMMENCEMENT)}, so a sentence"
    if longest.has(_YEAR):
        because = f"{before} of 12 months or more ({said}) has a licence and no supervision after it."
        return Ruling(Follows.LICENCE, because)
    is_young = _is_under(_YOUNG_ADULT, born, longest.passed)
    if is_young is None:
        return _UNKNOWN
    if is_young:
        because = f"{before} of under 12 months ({said}) passed on somebody of 18 to 20 has three months’ supervision and no licence."
        return Ruling(Follows.SUPERVISION, because, Uncovered.NO_LICENCE_PART)
    because = f"{before} of under 12 months ({said}) has neither licence nor supervision."
    return Ruling(Follows.NOTHING, because, Uncovered.NO_LICENCE_PART)


_UNKNOWN = Ruling(None, "The record does not say enough of the sentences, so its dates decide.")
_NO_RELEASE_UNDER = {
    Uncovered.ONE_DAY: "Nobody is supervised after a sentence of one day.",
    Uncovered.CIVIL: "Nobody is supervised after a civil committal.",
    Uncovered.FINE_DEFAULT: "Nobody is supervised after a committal for not paying a fine.",
}


def _is_under(age: int, born: dt.date | None, on: dt.date | None) -> bool | None:
    """Whether somebody is younger than this on a day; None where that is not known."""
    return None if born is None or on is None else on < months_after(born, age * 12)


def supervision_end(follows: Follows | None, custody_end: dt.date | None) -> dt.date | None:
    """The last day of the supervision that sentences give, from the day on which the time in custody is served.

    An earlier release, as one on home detention curfew, does not bring it forward.
    """
    if custody_end is None:
        return None
    months = (
        {Follows.LICENCE_THEN_SUPERVISION: _YEAR, Follows.SUPERVISION: _OLD_SUPERVISION}.get(follows)
        if follows
        else None
    )
    return None if months is None else months_after(custody_end, months)


def is_set_by_the_board(sentences: Sequence[Sentence]) -> bool:
    """Whether the Parole Board sets the licence conditions of somebody with these sentences."""
    return any(each.kind in BY_THE_BOARD for each in sentences)
