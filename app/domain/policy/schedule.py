"""When policies apply: which of the published versions a licence start date falls under."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.domain.policy.model import version_key
from app.domain.words import long_date


@dataclass(frozen=True)
class Published:
    """A published version, and the first licence start date that it applies to."""

    version: str
    commences: dt.date

    @property
    def rank(self) -> tuple[dt.date, tuple[int, ...]]:
        """Later versions rank higher; on one day the higher number does."""
        return self.commences, version_key(self.version)


@dataclass(frozen=True)
class Span:
    """The licence start dates that a version applies to, both ends included; None where there is no end."""

    first: dt.date | None
    last: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def applies_on(published: Collection[Published], day: dt.date) -> str | None:
    """The version for a licence that starts on this day: the latest that has commenced, else the earliest of all.

    None when nothing is published.
    """
    if not published:
        return None
    commenced = [each for each in published if each.commences <= day]
    if commenced:
        return max(commenced, key=lambda each: each.rank).version
    return _first(published).version


def _first(published: Collection[Published]) -> Published:
    """The version that applies before any has commenced."""
    earliest = min(each.commences for each in published)
    return max((each for each in published if each.commences == earliest), key=lambda each: each.rank)


def span(published: Sequence[Published], version: str) -> Span | None:
    """The start dates that one of these versions applies to; None when another takes its place on every day."""
    this = next(each for each in published if each.version == version)
    later = [each.commences for each in published if each.rank > this.rank]
    if this.commences in later:
        return None
    last = min(later) - dt.timedelta(days=1) if later else None
    return Span(None if _first(published) is this else this.commences, last)


@dataclass(frozen=True)
class OtherPolicy:
    """A policy that applies to a licence's start date, and is not the one that the licence is on."""

    version: str
    is_newer: bool

    @property
    def in_words(self) -> str:
        return f"{'A newer' if self.is_newer else 'An older'} policy applies ({self.version})"


def other_policy(version: str, start: dt.date, published: Collection[Published]) -> OtherPolicy | None:
    """The policy that applies to a licence on this version with this start date, where that is another."""
    applies = applies_on(published, start)
    if applies is None or applies == version:
        return None
    ranks = {each.version: each.rank for each in published}
    # A version that is not published any more is judged by its number.
    is_newer = (
        ranks[applies] > ranks[version] if version in ranks else version_key(applies) > version_key(version)
    )
    return OtherPolicy(applies, is_newer)


def date_fault(published: Collection[Published], version: str, day: dt.date, today: dt.date) -> str | None:
    """Why a version cannot be made to start on this day, as a sentence without its full stop; None when it can."""
    if day < today:
        return (
            f"The start date must be today, {long_date(today)}, or later: licences that started before "
            "were made on other policies"
        )
    other = next(
        (each.version for each in published if each.commences == day and each.version != version), None
    )
    if other:
        return f"The start date must not be {long_date(day)}, because policy {other} starts on that day"
    return None
