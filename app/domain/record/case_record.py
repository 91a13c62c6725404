"""The case record: what prisons and probation say about people, read strictly, with every fault found."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError

from app.domain.characters import unprintable
from app.domain.dates.release import ReleaseFacts, is_is91

LARGEST_FILE = 20_000_000
"""In bytes."""
EARLIEST_YEAR = 1900


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field of one record; position 0 is the file itself."""

    position: int
    """The record's place in the file, from 1."""
    field: str
    """The path of the field, as prisoner.conditionalReleaseDate."""
    reason: str

    def __str__(self) -> str:
        return f"record {self.position}: {self.field}: {self.reason}" if self.position else self.reason


class RecordError(ValueError):
    """A file of records was refused, whole, with every fault found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


# The types of single fields


_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories of control, direction and other unseen characters."""


def _text(limit: int, *, printed: bool = True, lines: bool = False) -> Callable[[str | None], str | None]:
    """Text as it is kept: trimmed, composed, None when blank; refused when too long or with hidden letters.

    What may come onto a licence is also refused when the licence could not be printed with it.
    """

    def check(value: str | None) -> str | None:
        if value is None:
            return None
        value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip(" \n" if lines else " "))
        if len(value) > limit:
            raise ValueError(f"must be {limit} characters or fewer")
        if any(unicodedata.category(c) in _HIDDEN and not (lines and c == "\n") for c in value):
            raise ValueError("has control or hidden characters")
        if printed and unprintable(value):
            raise ValueError("has characters that a licence cannot be printed with")
        return value or None

    return check


def _shaped(pattern: str, words: str) -> Callable[[str], str]:
    """An identifier of one exact shape."""
    shape = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not shape.fullmatch(value):
            raise ValueError(words if value.strip() else "is missing")
        return value

    return check


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _iso_date(value: object) -> dt.date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise ValueError("must be a date written as YYYY-MM-DD")
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError("is not a real date") from None
    if day.year < EARLIEST_YEAR:
        raise ValueError(f"must be in {EARLIEST_YEAR} or later")
    return day


def _none_as_empty(value: object) -> object:
    return [] if value is None else value


PrisonNumber = Annotated[str, AfterValidator(_shaped(r"[A-Z]\d{4}[A-Z]{2}", "must look like A1234BC"))]
Crn = Annotated[str, AfterValidator(_shaped(r"[A-Z]\d{6}", "must look like X123456"))]
Day = Annotated[dt.date | None, BeforeValidator(_iso_date)]
Name = Annotated[str | None, AfterValidator(_text(60))]
Code = Annotated[str | None, AfterValidator(_text(20))]
Description = Annotated[str | None, AfterValidator(_text(60))]
Phrase = Annotated[str | None, AfterValidator(_text(100))]
LongPhrase = Annotated[str | None, AfterValidator(_text(500, printed=False))]
Paragraphs = Annotated[str | None, AfterValidator(_text(2000, printed=False, lines=True))]
Outcome = Annotated[str, Field(max_length=20)]
Recall = Literal["NONE", "STANDARD", "FIXED_TERM"]
HdcStatus = Literal[
    "APPROVED", "NOT_A_HDC_RELEASE", "NOT_STARTED", "ELIGIBILITY_CHECKS_COMPLETE", "RISK_CHECKS_COMPLETE"
]


# The record


class _Count:
    """Counts the fields that nothing here knows, while a record is read."""

    unknown = 0


@functools.cache
def _known(part: type[BaseModel]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in part.model_fields.items())


class Part(BaseModel):
    """One object of a record: strict types, upstream names, unknown fields ignored and counted."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", alias_generator=to_camel)

    @model_validator(mode="before")
    @classmethod
    def _count_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and isinstance(info.context, _Count):
            info.context.unknown += len(data.keys() - _known(cls))
        return data


class Prisoner(Part):
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


class PersonName(Part):
    """The name of a member of staff."""

    forename: Name = None
    middle_name: Name = None
    surname: Name = None


class Unit(Part):
    """A code and what it stands for."""

    code: Code = None
    description: Description = None


class Team(Unit):
    """A probation team, with its delivery unit (borough) and its local administrative unit (district)."""

    borough: Unit | None = None
    district: Unit | None = None


class Manager(Part):
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


class Restriction(Part):
    """Who may see the case."""

    kind: Literal["NONE", "RESTRICTED", "EXCLUDED"]
    message: Paragraphs = None


class Probation(Part):
    """What probation says."""

    crn: Crn
    restriction: Restriction | None = None
    """None means that probation did not say, which is not the same as NONE."""
    manager: Manager | None = None


class CaseRecord(Part):
    """Everything that the two upstream systems say about one person."""

    prisoner: Prisoner
    probation: Probation
    hdc_status: HdcStatus | None = None
    court_outcomes: Annotated[list[Outcome], BeforeValidator(_none_as_empty), Field(max_length=1000)] = []
    recall_sentences: Annotated[list[Recall], BeforeValidator(_none_as_empty), Field(max_length=1000)] = []

    @property
    def release(self) -> ReleaseFacts:
        """What the rules of app.domain.dates.release read."""
        p = self.prisoner
        return ReleaseFacts(
            conditional_release=p.conditional_release_date,
            confirmed_release=p.confirmed_release_date,
            post_recall_release=p.post_recall_release_date,
            hdc_actual=p.home_detention_curfew_actual_date,
            hdc_eligible=p.home_detention_curfew_eligibility_date,
            legal_status=p.legal_status,
            is_is91=is_is91(p.booking_id, p.most_serious_offence, self.court_outcomes),
        )

    def as_json(self) -> dict[str, Any]:
        """Every field known here, in the upstream shape and names; fields unknown here are not kept."""
        return self.model_dump(mode="json", by_alias=True)

    def sha256(self) -> str:
        """The same for the same facts, whatever the order of the fields in the file."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


# Reading a file


@dataclass(frozen=True)
class Parsed:
    """A file that was read without fault."""

    records: list[CaseRecord]
    unknown_fields: int
    """How many fields were ignored as unknown, at any depth; those inside an unknown one are not counted."""


def parse_records(text: str | bytes) -> Parsed:
    """The records of a file, a list or {"cases": [...]}; raises RecordError with every fault found."""
    count = _Count()
    value = _json(text)
    if isinstance(value, dict) and "cases" in value:
        count.unknown += len(value) - 1
        value = value["cases"]
    if not isinstance(value, list):
        _refuse('must be a list of records, or an object with a list called "cases"')
    records: list[CaseRecord] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for position, item in enumerate(value, 1):
        try:
            record = CaseRecord.model_validate(item, context=count)
        except ValidationError as error:
            faults += [_fault(position, detail) for detail in error.errors(include_url=False)]
        else:
            faults += _repeats(position, record, seen)
            records.append(record)
    if faults:
        raise RecordError(faults)
    return Parsed(records, count.unknown)


def parse_record(text: str | bytes) -> CaseRecord:
    """One record that stands alone; raises RecordError."""
    try:
        return CaseRecord.model_validate(_json(text))
    except ValidationError as error:
        raise RecordError([_fault(1, detail) for detail in error.errors(include_url=False)]) from None


def _repeats(position: int, record: CaseRecord, seen: dict[tuple[str, str], int]) -> list[Fault]:
    faults = []
    number, crn = record.prisoner.prisoner_number, record.probation.crn
    for field, identifier in (("prisoner.prisonerNumber", number), ("probation.crn", crn)):
        first = seen.setdefault((field, identifier), position)
        if first != position:
            faults.append(Fault(position, field, f"is also in record {first}"))
    return faults


def _json(text: str | bytes) -> Any:
    """What the text says, as JSON read strictly: no repeated fields, no NaN, no nesting beyond reason."""
    try:
        size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
        if size > LARGEST_FILE:
            _refuse(f"must be {LARGEST_FILE // 1_000_000} MB or smaller")
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError:
        _refuse("is not text in UTF-8")
    except json.JSONDecodeError as error:
        _refuse(f"is not JSON: see line {error.lineno}, column {error.colno}")
    except RecursionError:
        _refuse("is nested too deeply")
    except RecordError:
        raise
    except ValueError:  # a number with thousands of digits
        _refuse("has a number that is too long")


def _refuse(reason: str) -> NoReturn:
    raise RecordError([Fault(0, "file", reason)])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        _refuse(f"gives {twice[:60]!a} twice in one object")
    return fields


def _constant(name: str) -> NoReturn:
    _refuse(f"has {name}, which is not JSON")


_REASONS = {
    "missing": "is missing",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "too_long": "is too long a list",
}


def _fault(position: int, error: ErrorDetails) -> Fault:
    path = ""
    for step in error["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    kind = error["type"]
    if kind == "no_name":
        return Fault(position, f"{path.lstrip('.')}.lastName", error["msg"])
    if error["input"] is None and kind in ("string_type", "model_type"):
        reason = "is missing"
    elif kind == "value_error":
        reason = str(error["ctx"]["error"])
    elif kind == "literal_error":
        reason = f"must be one of {error['ctx']['expected']}"
    elif kind == "string_too_long":
        reason = f"must be {error['ctx']['max_length']} characters or fewer"
    else:
        reason = _REASONS.get(kind, "is not of the right kind")
    return Fault(position, path.lstrip(".") or "record", reason)
