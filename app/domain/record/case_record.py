"""The case record: what prisons and probation say about a person, in strict types and the upstream names."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.domain import intake
from app.domain.characters import scripts_unprintable, unprintable
from app.domain.dates.release import ReleaseFacts, is_is91
from app.domain.dates.sentences import Kind, Origin, Ruling, Sentence, Term, ruling
from app.domain.words import joined

EARLIEST_YEAR = 1900


# The types of single fields


_UNSEEN = ("Cc", "Cs", "Co", "Cn")
"""Unicode categories of what no page can show, once a text is tidied."""
UNFIT = "unfit_text"
"""The type of a fault that concerns one person alone: their record has letters that the service cannot hold."""


def _text(limit: int, *, printed: bool = True, lines: bool = False) -> Callable[[str | None], str | None]:
    """Text as it is kept: tidied as what people type, None when blank; refused when too long or unfit.

    What may come onto a licence is also refused when the licence could not be printed with it.
    """

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        value = intake.lines(value) if lines else intake.line(value)
        if len(value) > limit:
            raise ValueError(f"must be {limit} characters or fewer")
        if any(unicodedata.category(c) in _UNSEEN for c in value.replace("\n", "")):
            raise PydanticCustomError(UNFIT, "has a character that could not be read")
        if printed and unprintable(value):
            raise PydanticCustomError(UNFIT, _not_printable(value))
        return value or None

    return check


def _not_printable(text: str) -> str:
    """The reason without the text itself, which is somebody's name: it may be read in a log."""
    scripts = scripts_unprintable(text)
    letters = f"{joined(scripts)} letters" if scripts else "signs"
    return f"has {letters}, which a licence cannot be printed with"


def _shaped(pattern: str, words: str) -> Callable[[str], str]:
    """An identifier of one exact shape."""
    shape = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        value = intake.bare(value)
        if not shape.fullmatch(value):
            raise ValueError(words if value else "is missing")
        return value

    return check


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _iso_date(value: object) -> dt.date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _ISO.fullmatch(value := intake.bare(value)):
        raise ValueError("must be a date written as YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a real date") from None
    if day.year < EARLIEST_YEAR:
        raise ValueError(f"must be in {EARLIEST_YEAR} or later")
    return day


def _bare(value: object) -> object:
    return intake.bare(value) if isinstance(value, str) else value


def _amount(value: int) -> int:
    if not 0 <= value <= 1000:
        raise ValueError("must be from 0 to 1000")
    return value


def _none_as_empty(value: object) -> object:
    return [] if value is None else value


NO_PRISON = frozenset({"OUT", "TRN"})
"""What the prison system says instead of a prison: outside, and in transfer."""


def is_prison(code: str | None) -> bool:
    """Whether a code is one of a prison, where somebody can act."""
    return code is not None and code not in NO_PRISON


PrisonNumber = Annotated[str, AfterValidator(_shaped(r"[A-Z]\d{4}[A-Z]{2}", "must look like A1234BC"))]
Crn = Annotated[str, AfterValidator(_shaped(r"[A-Z]\d{6}", "must look like X123456"))]
Day = Annotated[dt.date | None, BeforeValidator(_iso_date)]
Name = Annotated[str | None, AfterValidator(_text(60))]
Code = Annotated[str | None, AfterValidator(_text(20))]
Description = Annotated[str | None, AfterValidator(_text(60))]
Phrase = Annotated[str | None, AfterValidator(_text(100))]
LongPhrase = Annotated[str | None, AfterValidator(_text(500, printed=False))]
Paragraphs = Annotated[str | None, AfterValidator(_text(2000, printed=False, lines=True))]
Outcome = Annotated[str, AfterValidator(intake.line), Field(max_length=20)]
Recall = Annotated[Literal["NONE", "STANDARD", "FIXED_TERM"], BeforeValidator(_bare)]
HdcStatus = Annotated[
    Literal[
        "APPROVED", "NOT_A_HDC_RELEASE", "NOT_STARTED", "ELIGIBILITY_CHECKS_COMPLETE", "RISK_CHECKS_COMPLETE"
    ],
    BeforeValidator(_bare),
]
SentenceKind = Annotated[
    Literal["DETERMINATE", "S226A", "S226B", "S91", "DTO", "CIVIL", "FINE_DEFAULT", "LIFE"],
    BeforeValidator(_bare),
]
SentenceOrigin = Annotated[
    Literal["ENGLAND_AND_WALES", "SERVICE_COURT", "TRANSFERRED_IN"], BeforeValidator(_bare)
]
SupervisingBody = Annotated[Literal["PROBATION", "YOT"], BeforeValidator(_bare)]
Username = Annotated[str, AfterValidator(intake.bare), Field(max_length=40)]
Amount = Annotated[int, AfterValidator(_amount)]


def _is_none(value: object) -> bool:
    return value is None


_OURS: Any = Field(default=None, exclude_if=_is_none)
"""A field that a feed may lack: None means unknown. A record without it is kept, and hashed, as one from before it was."""


# The record


class Count:
    """Counts the fields that nothing here knows, while a record is read."""

    unknown = 0


@functools.cache
def _known(part: type[BaseModel]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in part.model_fields.items())


class RecordObject(BaseModel):
    """One object of a record: strict types, upstream names, unknown fields ignored and counted."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _count_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and isinstance(info.context, Count):
            info.context.unknown += len(data.keys() - _known(cls))
        return data


class Prisoner(RecordObject):
    """What the prison says."""

    prisoner_number: PrisonNumber
    booking_id: Code = None
    """None means no active booking."""
    book_number: Annotated[str | None, AfterValidator(_text(10))] = None
    pnc_number: Code = None
    cro_number: Annotated[str | None, AfterValidator(_text(15))] = None
    first_name: Name = None
    middle_names: Name = None
    last_name: Name = None
    date_of_birth: Day = None
    gender: Code = None
    status: Annotated[str | None, AfterValidator(_text(40))] = None
    legal_status: Annotated[str | None, AfterValidator(_text(40))] = None
    imprisonment_status: Annotated[str | None, AfterValidator(_text(40))] = None
    most_serious_offence: LongPhrase = None
    indeterminate_sentence: bool | None = None
    recall: bool | None = None
    restricted_patient: bool | None = None
    supporting_prison_id: Annotated[str | None, AfterValidator(_text(5))] = None
    prison_id: Annotated[str | None, AfterValidator(_text(5))] = None
    prison_name: Phrase = None
    location_description: LongPhrase = None
    sentence_start_date: Day = None
    sentence_expiry_date: Day = None
    licence_expiry_date: Day = None
    conditional_release_date: Day = None
    conditional_release_date_override_date: Day = None
    confirmed_release_date: Day = None
    post_recall_release_date: Day = None
    topup_supervision_start_date: Day = None
    topup_supervision_expiry_date: Day = None
    home_detention_curfew_eligibility_date: Day = None
    home_detention_curfew_actual_date: Day = None
    home_detention_curfew_end_date: Day = None
    parole_eligibility_date: Day = None
    actual_parole_date: Day = None
    release_on_temporary_licence_date: Day = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Prisoner:
        if not self.first_name and not self.last_name:
            raise PydanticCustomError("no_name", "is missing: a person needs at least one name")
        return self


class PersonName(RecordObject):
    """The name of a member of staff."""

    forename: Name = None
    middle_name: Name = None
    surname: Name = None


class Unit(RecordObject):
    """A code and what it stands for."""

    code: Code = None
    description: Description = None


class Team(Unit):
    """A probation team, with its delivery unit (borough) and its local administrative unit (district)."""

    borough: Unit | None = None
    district: Unit | None = None


class Manager(RecordObject):
    """The probation practitioner, and where they work."""

    code: Annotated[str | None, AfterValidator(_text(7))] = None
    name: PersonName | None = None
    username: Annotated[str | None, AfterValidator(_text(40))] = None
    email: Annotated[str | None, AfterValidator(_text(200))] = None
    telephone_number: Annotated[str | None, AfterValidator(_text(30))] = None
    unallocated: bool | None = None
    allocation_date: Day = None
    provider: Unit | None = None
    team: Team | None = None


class Restriction(RecordObject):
    """Who may see the case."""

    kind: Annotated[Literal["NONE", "RESTRICTED", "EXCLUDED"], BeforeValidator(_bare)]
    message: Paragraphs = None
    allowed: Annotated[list[Username], Field(max_length=1000)] | None = _OURS
    """Who may see it all the same."""


class ProbationPerson(RecordObject):
    """Who the person is, as probation has it."""

    forename: Name = None
    surname: Name = None
    date_of_birth: Day = None
    noms_number: Code = None
    pnc_number: Code = None
    cro_number: Code = None


class Probation(RecordObject):
    """What probation says."""

    crn: Crn
    restriction: Restriction | None = None
    """None means that probation did not say, which is not the same as NONE."""
    manager: Manager | None = None
    supervising_body: SupervisingBody | None = _OURS
    """Who supervises after release: probation, or a youth offending team."""
    person: ProbationPerson | None = _OURS


class SentenceTerm(RecordObject):
    """How long a sentence is."""

    years: Amount = 0
    months: Amount = 0
    days: Amount = 0

    @model_validator(mode="after")
    def _is_some_time(self) -> SentenceTerm:
        if not (self.years or self.months or self.days):
            raise ValueError("must be one day or longer")
        return self


class Sentenced(RecordObject):
    """One sentence."""

    kind: SentenceKind | None = None
    origin: SentenceOrigin | None = None
    offence_date: Day = None
    sentence_date: Day = None
    term: SentenceTerm | None = None

    @property
    def sentence(self) -> Sentence:
        """What the rules read of it."""
        return Sentence(
            kind=Kind(self.kind) if self.kind else None,
            origin=Origin(self.origin) if self.origin else None,
            offence=self.offence_date,
            passed=self.sentence_date,
            term=Term(self.term.years, self.term.months, self.term.days) if self.term else None,
        )


class CaseRecord(RecordObject):
    """Everything that the two upstream systems say about one person."""

    prisoner: Prisoner
    probation: Probation
    hdc_status: HdcStatus | None = None
    court_outcomes: Annotated[list[Outcome], BeforeValidator(_none_as_empty), Field(max_length=1000)] = []
    recall_sentences: Annotated[list[Recall], BeforeValidator(_none_as_empty), Field(max_length=1000)] = []
    sentences: Annotated[list[Sentenced], Field(max_length=1000)] | None = _OURS

    @property
    def given_sentences(self) -> tuple[Sentence, ...]:
        """What the rules read of the sentences; none where the record does not give them."""
        return tuple(each.sentence for each in self.sentences or ())

    def ruling(self, release: dt.date | None) -> Ruling:
        """What the sentences call for after a release on this day."""
        return ruling(self.given_sentences, self.prisoner.date_of_birth, release)

    @property
    def release(self) -> ReleaseFacts:
        """What the rules of dates and of who is in scope read."""
        p = self.prisoner
        return ReleaseFacts(
            conditional_release=p.conditional_release_date,
            confirmed_release=p.confirmed_release_date,
            post_recall_release=p.post_recall_release_date,
            hdc_actual=p.home_detention_curfew_actual_date,
            hdc_eligible=p.home_detention_curfew_eligibility_date,
            legal_status=p.legal_status,
            is_is91=is_is91(p.booking_id, p.most_serious_offence, self.court_outcomes),
            sentence_start=p.sentence_start_date,
            sentence_end=p.sentence_expiry_date,
            licence_end=p.licence_expiry_date,
            supervision_start=p.topup_supervision_start_date,
            supervision_end=p.topup_supervision_expiry_date,
            parole_eligibility=p.parole_eligibility_date,
            actual_parole=p.actual_parole_date,
            booking_id=p.booking_id,
            prison_status=p.status,
            imprisonment_status=p.imprisonment_status,
            is_indeterminate=bool(p.indeterminate_sentence),
            is_recall=bool(p.recall),
            is_restricted_patient=bool(p.restricted_patient),
            hdc_status=self.hdc_status,
            recall_sentences=tuple(self.recall_sentences),
        )

    @property
    def recall_type(self) -> str | None:
        """STANDARD where any active sentence is a standard recall, else FIXED_TERM where any is; None without a recall."""
        return next((kind for kind in ("STANDARD", "FIXED_TERM") if kind in self.recall_sentences), None)

    @property
    def last_sentence(self) -> dt.date | None:
        """The day of the latest sentence, of those given and the one that the prison's dates begin with."""
        days = (self.prisoner.sentence_start_date, *(each.sentence_date for each in self.sentences or ()))
        return max((day for day in days if day), default=None)

    def as_json(self) -> dict[str, Any]:
        """Every field known here, in the upstream shape and names; fields unknown here are not kept."""
        return self.model_dump(mode="json", by_alias=True)

    def sha256(self) -> str:
        """The same for the same facts, whatever the order of the fields in the file."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
