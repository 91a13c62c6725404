"""What a licence says, as facts: all that its document is composed from, and that anyone can read as data.

Frozen as JSON with dates and times in ISO form, in the order of the fields here; `from_json` reads that back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

from app.domain.dates.authority import Authority
from app.domain.dates.supervision import LicenceType, SupervisingBody
from app.domain.policy.model import Monitored, Part
from app.domain.policy.types import Demand

Source = Literal["standard", "additional", "bespoke"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Who the licence is for, as the case record has it; identifiers the record lacks are None."""

    name: str
    date_of_birth: dt.date | None
    prison_number: str
    booking_number: str | None
    crn: str | None
    pnc: str | None
    cro: str | None
    prison_code: str | None
    prison_name: str
    supervising_body: SupervisingBody | None = None
    """None where the record does not say, and in documents that were frozen before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateFacts:
    """The dates the licence depends on; those the record lacks are None."""

    licence_start: dt.date | None
    """Needed to compose a document; None only in comparisons with a record that has lost it."""
    licence_end: dt.date | None
    sentence_end: dt.date | None
    conditional_release: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    """The first and the last day of the supervision part; None for a licence without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place by parts; a part that it lacks is empty."""

    line_1: str = ""
    line_2: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """Whom the person reports to; a duty officer has no name."""

    kind: Literal["duty-officer", "practitioner", "someone-else"]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """When the person reports; only a specific time has a date and a time."""

    kind: Literal["specific", "on-release", "next-working-day"]
    date: dt.date | None = None
    time: dt.time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFacts:
    """Where the person reports on release; with needed=False there is no first meeting, and the rest is for support."""

    needed: bool = True
    who: Who | None = None
    address: Address | None = None
    telephone: str | None = None
    alternative: str | None = None
    when: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceFacts:
    """One time that a licence carries a condition."""

    id: str
    """The name of the page that asked for it."""
    inputs: Mapping[str, Any]
    """As answered, by input name: dates and times tagged as app.domain.answers packs them, addresses by parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area that a condition is about: in words, and on a map where there is one."""

    words: str
    map: str | None = None
    """The SHA-256 of the map as it was uploaded."""
    picture: str | None = None
    """The SHA-256 of its picture. What the file was called is nobody's business who reads the licence."""
    text: str | None = None
    """What the condition says of this area, where its printed text stands for several."""
    demand: Demand | None = None
    """None in documents that were frozen before it was kept; theirs name the condition alone."""
    name: str | None = None
    """What it is called, where the condition asks for that."""
    shares_name: bool = False
    """Whether another area of its condition is called the same; False in documents that were frozen before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why a condition is needed, for the approver alone."""

    risk: str | None = None
    lighter: str | None = None
    """Why nothing lighter would do."""
    asked_by: tuple[str, ...] = ()
    unmet: str | None = None
    """The risk that no condition of the policy meets."""
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFacts:
    """One condition as it is printed; bespoke ones have neither code nor policy version, category and type."""

    id: str
    """The same for the same condition in every version of a licence; made from the page that asked for it."""
    source: Source
    text: str
    part: Part = "AP"
    """PSS for a requirement of the supervision part."""
    code: str | None = None
    policy_version: str | None = None
    category: str | None = None
    type: str | None = None
    """The type of its form, as its policy has it."""
    instances: tuple[InstanceFacts, ...] = ()
    monitors: tuple[Monitored, ...] = ()
    """What an electronic tag watches because of it."""
    areas: tuple[Area, ...] = ()
    reasons: Reasons | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFacts:
    """The policy that a licence was made on."""

    version: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceFacts:
    """Everything that a licence says."""

    id: int
    version: str
    purpose: str
    """Why this version was made, such as first or edit."""
    kind: str
    type: LicenceType
    policy: PolicyFacts
    person: PersonFacts
    dates: DateFacts
    appointment: AppointmentFacts
    supervising_officer: str | None = None
    decided_by: Authority | None = None
    """Who sets the conditions; None in documents that were frozen before it was kept, which do not say it."""
    requirements_by: Authority | None = None
    """Who sets the requirements of the supervision part; None likewise, and for a licence without one."""
    conditions: tuple[ConditionFacts, ...] = ()

    @property
    def has_supervision_part(self) -> bool:
        return self.type is LicenceType.AP_PSS


@dataclass(frozen=True, slots=True, kw_only=True)
class OverriddenWarning:
    """A warning about conditions that clash, as it was worded, and why the licence stays as it is."""

    key: str
    title: str
    message: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Whether the person is tagged as part of a programme, and which."""

    tagged: bool
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOff:
    """A standard requirement that the licence does not have, and why."""

    code: str
    text: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What a treatment provider agreed to about one additional requirement; None where nothing was answered."""

    code: str
    category: str
    provider: str | None = None
    contact: str | None = None
    agreed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """What only the approver reads beside the licence and the reasons for its conditions."""

    warnings: tuple[OverriddenWarning, ...] = ()
    programme: Programme | None = None
    left_off: tuple[LeftOff, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    flags: tuple[str, ...] = ()
    """What to look at, though it stopped nothing."""


_ADAPTERS: dict[type, TypeAdapter[Any]] = {each: TypeAdapter(each) for each in (LicenceFacts, ReviewFacts)}


def as_json(facts: LicenceFacts | ReviewFacts) -> dict[str, Any]:
    """Facts as plain JSON data."""
    found: dict[str, Any] = _ADAPTERS[type(facts)].dump_python(facts, mode="json")
    return found


def from_json(of: type[T], data: Mapping[str, Any]) -> T:
    """The facts that as_json was given; raises pydantic's ValidationError where the data is nothing of the kind."""
    found: T = _ADAPTERS[of].validate_python(data)
    return found
