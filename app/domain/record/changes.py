"""What changed when a case record came anew: which fact, from what to what, and which system says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.words import long_date


class Source(StrEnum):
    """Which system a fact comes from."""

    PRISON = "the prison record"
    PROBATION = "the probation record"
    SERVICE = "worked out from the record"


@dataclass(frozen=True)
class Fact:
    """A fact whose changes are kept: its name (the column of a case), what people call it, and where it comes from."""

    name: str
    label: str
    source: Source
    values: tuple[tuple[str, str], ...] = ()
    """What its values are called, where they do not say it themselves."""
    is_day: bool = False

    def in_words(self, value: Any) -> str:
        """A value as people read it, from a row or from plain data."""
        if value is None or value == "":
            return "not recorded"
        if name := dict(self.values).get(value):
            return name
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and self.is_day:
            value = dt.date.fromisoformat(value)
        return long_date(value) if isinstance(value, dt.date) else str(value)


_P, _N, _S = Source.PRISON, Source.PROBATION, Source.SERVICE
_RESTRICTIONS = (("NONE", "none"), ("RESTRICTED", "restricted"), ("EXCLUDED", "excluded"))
_KINDS = (
    ("CRD", "conditional release"),
    ("PRRD", "release after recall"),
    ("STANDARD", "release after a standard recall"),
    ("FIXED_TERM", "release after a fixed-term recall"),
    ("HDC", "home detention curfew"),
)

FACTS = (
    Fact("licence_start", "Release date", _S, is_day=True),
    Fact("conditional_release", "Conditional release date", _P, is_day=True),
    Fact("conditional_release_override", "Conditional release date (override)", _P, is_day=True),
    Fact("confirmed_release", "Confirmed release date", _P, is_day=True),
    Fact("post_recall_release", "Post-recall release date", _P, is_day=True),
    Fact("sentence_start", "Sentence start date", _P, is_day=True),
    Fact("sentence_end", "Sentence expiry date", _P, is_day=True),
    Fact("licence_end", "Licence end date", _P, is_day=True),
    Fact("supervision_start", "Supervision start date", _P, is_day=True),
    Fact("supervision_end", "Supervision end date", _P, is_day=True),
    Fact("hdc_eligible", "Home detention curfew eligibility date", _P, is_day=True),
    Fact("hdc_actual", "Home detention curfew date", _P, is_day=True),
    Fact("parole_eligibility", "Parole eligibility date", _P, is_day=True),
    Fact("eligible_kind", "Kind of release", _S, _KINDS),
    Fact("recall", "Recalled to prison", _P),
    Fact("hdc_status", "Home detention curfew decision", _P),
    Fact("prison_status", "Status in prison", _P),
    Fact("legal_status", "Legal status", _P),
    Fact("restricted_patient", "Restricted patient", _P),
    Fact("prison_name", "Prison", _P),
    Fact("booking_id", "Booking", _P),
    Fact("prison_number", "Prison number", _P),
    Fact("pnc", "PNC ID", _P),
    Fact("cro", "CRO number", _P),
    Fact("forename", "First name", _P),
    Fact("middle_names", "Middle names", _P),
    Fact("surname", "Last name", _P),
    Fact("date_of_birth", "Date of birth", _P, is_day=True),
    Fact("crn", "CRN", _N),
    Fact("manager_name", "Probation practitioner", _N),
    Fact("manager_username", "Account of the probation practitioner", _N),
    Fact("team_name", "Team", _N),
    Fact("pdu_name", "Probation delivery unit", _N),
    Fact("region_name", "Region", _N),
    Fact(
        "supervising_body",
        "Supervising body",
        _N,
        (("PROBATION", "probation"), ("YOT", "youth offending team")),
    ),
    Fact("restriction_kind", "Restriction", _N, _RESTRICTIONS),
)
"""In the order in which changes are told. What else a record holds is kept in it, and no licence hangs on it."""
_BY_NAME = {fact.name: fact for fact in FACTS}


@dataclass(frozen=True)
class Change:
    """One fact that changed."""

    fact: Fact
    was: Any
    now: Any

    @property
    def in_words(self) -> str:
        """As a sentence without its full stop: "Release date was 4 December 2026 and is now 8 December 2026"."""
        return (
            f"{self.fact.label} was {self.fact.in_words(self.was)} and is now {self.fact.in_words(self.now)}"
        )

    def as_json(self) -> dict[str, Any]:
        """As the event of the change keeps it."""
        return {"fact": self.fact.name, "was": _plain(self.was), "now": _plain(self.now)}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Which facts changed between the columns of a case as they were and as they are."""
    return [
        Change(fact, before[fact.name], after[fact.name])
        for fact in FACTS
        if before[fact.name] != after[fact.name]
    ]


def read_changes(kept: Iterable[Mapping[str, Any]]) -> list[Change]:
    """The changes that an event keeps; of a fact that this version of the service does not know, none."""
    return [
        Change(_BY_NAME[each["fact"]], each["was"], each["now"]) for each in kept if each["fact"] in _BY_NAME
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
