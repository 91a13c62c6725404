"""Who to go to for what waits: its owner; while they are away their cover; where there is neither, the duty contact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.licence.status import DRAFTS, MADE_BY_PRISON, Purpose, Status
from app.domain.words import long_date

TEAM, PRISON = "team", "prison"


@dataclass(frozen=True)
class Item:
    """Where something waits, and with whom."""

    kind: str
    """team or prison."""
    code: str
    username: str | None = None
    """Of its owner; None where it is everybody's at that place."""
    name: str | None = None
    """The owner's name."""


@dataclass(frozen=True)
class Contact:
    """Somebody to go to."""

    name: str
    telephone: str
    hours: str | None = None
    """When a duty contact can be reached; None for a cover."""

    @property
    def in_words(self) -> str:
        return ", ".join(filter(None, (self.name, self.telephone, self.hours)))


@dataclass(frozen=True)
class Away:
    """An absence today: until which day, and who covers; None where they no longer can."""

    last: dt.date
    cover: Contact | None


@dataclass(frozen=True)
class Goes:
    """Who to go to for an item."""

    owner: str | None
    away: Away | None
    duty: Contact | None
    """The duty contact of the place, for nights and weekends as well."""

    @property
    def in_words(self) -> str:
        """As sentences, or the owner's name while they are there."""
        if self.owner and not self.away:
            return self.owner
        return self.instead or "Nobody is named to go to instead."

    @property
    def instead(self) -> str:
        """Who to go to instead of the owner, as sentences; empty while the owner is there, or where nobody is named."""
        if self.owner and not self.away:
            return ""
        said = f"{self.owner} is away until {long_date(self.away.last)}. " if self.away else ""
        if self.away and self.away.cover:
            return f"{said}Their cover is {self.away.cover.in_words}."
        if self.duty:
            return f"{said}The duty contact is {self.duty.in_words}."
        return f"{said}Nobody is named to go to instead." if said else ""


def who(item: Item, away: Mapping[str, Away], duty: Contact | None) -> Goes:
    """Who to go to, given who is away at its place today, by username, and the duty contact there."""
    return Goes(item.name or item.username, away.get(item.username) if item.username else None, duty)


def waits_at(status: Status, purpose: Purpose, is_reviewed: bool) -> str | None:
    """The kind of place where a licence in this status waits for somebody; None where nobody has to act."""
    is_standard = purpose in MADE_BY_PRISON
    if status in DRAFTS:
        return PRISON if is_standard else TEAM
    if status in (Status.SUBMITTED, Status.APPROVED, Status.TIMED_OUT):
        return PRISON
    return TEAM if status is Status.ACTIVE and is_standard and not is_reviewed else None


@dataclass(frozen=True)
class Absence:
    """Who is away on which days, and who covers: each by username."""

    person: str
    cover: str
    first: dt.date
    last: dt.date

    def meets(self, other: Absence) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last


def fault_of_absence(
    new: Absence, others: Iterable[Absence], names: Mapping[str, str], today: dt.date
) -> tuple[str, str] | None:
    """What is wrong with an absence beside the others: the field, and a sentence. Nobody who is away covers."""
    if new.first < today:
        return "first", "The first day away must be today or later"
    if new.last < new.first:
        return "last", "The last day away must be the first day away or later"
    if new.cover == new.person:
        return "cover", "Somebody else must cover"
    for each in others:
        if not new.meets(each):
            continue
        days = f"from {long_date(each.first)} to {long_date(each.last)}"
        if each.person == new.person:
            return "first", f"{names[new.person]} is away already {days}"
        if each.person == new.cover:
            return "cover", f"{names[new.cover]} is away {days}, so they cannot cover"
        if each.cover == new.person:
            return (
                "person",
                f"{names[new.person]} covers for a colleague {days}. Remove that absence and give it another cover first",
            )
    return None
