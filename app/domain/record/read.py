"""A file of case records: read strictly, and refused whole with every fault found in it.

Only a record that is sound but for letters that a licence cannot be printed with is left out alone: nobody can put it
right here, and the others need not wait for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain import intake
from app.domain.record.case_record import UNFIT, CaseRecord, Count

LARGEST_FILE = 20_000_000
"""In bytes."""


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


@dataclass(frozen=True)
class Parsed:
    """A file that was read."""

    records: list[CaseRecord]
    positions: list[int]
    """Where each of these records stands in the file, from 1."""
    left_out: list[Fault]
    """Why the other records of the file were left out."""
    unknown_fields: int
    """How many fields were ignored as unknown, at any depth; those inside an unknown one are not counted."""


def parse_record(text: str | bytes) -> CaseRecord:
    """The one record of a text, alone or as a file of one; raises RecordError with every fault found in it."""
    value = _json(text)
    is_file = isinstance(value, list) or (isinstance(value, dict) and "cases" in value)
    parsed = _parsed(value if is_file else [value])
    if parsed.left_out:
        raise RecordError(parsed.left_out)
    if len(parsed.records) != 1:
        _refuse(f"must hold one record, and holds {len(parsed.records)}")
    return parsed.records[0]


def parse_object(text: bytes) -> dict[str, Any]:
    """The one object of a text, read as strictly as a file of records; raises RecordError."""
    value = _json(text)
    if not isinstance(value, dict):
        _refuse("must be an object")
    return value


def parse_record_in(value: object) -> CaseRecord:
    """The one record that is such a value; raises RecordError with every fault found in it."""
    parsed = _parsed([value])
    if parsed.left_out:
        raise RecordError(parsed.left_out)
    return parsed.records[0]


def parse_records(text: str | bytes) -> Parsed:
    """The records of a file, a list or {"cases": [...]}; raises RecordError with every fault that refuses it."""
    return _parsed(_json(text))


def _parsed(value: Any) -> Parsed:
    count = Count()
    if isinstance(value, dict) and "cases" in value:
        count.unknown += len(value) - 1
        value = value["cases"]
    if not isinstance(value, list):
        _refuse('must be a list of records, or an object with a list called "cases"')
    records: dict[int, CaseRecord] = {}
    faults: list[Fault] = []
    left_out: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for position, item in enumerate(value, 1):
        try:
            record = CaseRecord.model_validate(item, context=count)
        except ValidationError as error:
            details = error.errors(include_url=False)
            found = [_fault(position, detail) for detail in details]
            if any(detail["type"] != UNFIT for detail in details):
                faults += found
                continue
            left_out += found
            number, crn = item["prisoner"]["prisonerNumber"], item["probation"]["crn"]
            faults += _repeats(position, intake.bare(number), intake.bare(crn), seen)
        else:
            faults += _repeats(position, record.prisoner.prisoner_number, record.probation.crn, seen)
            records[position] = record
    if faults:
        raise RecordError(sorted(faults + left_out, key=lambda fault: fault.position))
    return Parsed([*records.values()], [*records], left_out, count.unknown)


def _repeats(position: int, number: str, crn: str, seen: dict[tuple[str, str], int]) -> list[Fault]:
    faults = []
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
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        _refuse(f"gives {twice[:60]!a} twice in one object")
    return fields


def _constant(name: str) -> NoReturn:
    _refuse(f"has {name}, which is not JSON")


_REASONS = {
    "missing": "is missing",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "too_long": "is too long a list",
}


def _fault(position: int, error: ErrorDetails) -> Fault:
    path = ""
    for step in error["loc"]:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    kind = error["type"]
    if kind == UNFIT:
        return Fault(position, path.lstrip("."), error["msg"])
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
