"""An event of the prison or probation system: a whole record, and what made it come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.domain.record.case_record import CaseRecord, PrisonNumber
from app.domain.record.read import Fault, RecordError, parse_object, parse_record_in

RECALLED = "recall.inserted"
MERGED = "prison-offender-events.prisoner.merged"
TYPES = (
    "person.community.manager.allocated",
    "prisoner-offender-search.prisoner.updated",
    RECALLED,
    "recall.updated",
    MERGED,
    "SENTENCE_DATES-CHANGED",
    "CONFIRMED_RELEASE_DATE-CHANGED",
)
"""The types that change something here (domain rules 17.2 and 17.3). Each brings the whole record, which is what counts."""
LONGEST_NAME = 100
AHEAD = dt.timedelta(minutes=5)
"""How far the clock of whoever sends may be ahead of ours."""


@dataclass(frozen=True)
class Told:
    """An event as it was sent."""

    id: str
    type: str
    occurred: dt.datetime
    content: Mapping[str, Any]
    record: CaseRecord | None
    """None where the type is not known, and nothing was read of it."""
    removed_number: str | None = None
    """Of a merge: the prison number that is no more."""


def read_event(text: bytes, now: dt.datetime) -> Told:
    """The event of a message; raises RecordError with every fault that refuses it."""
    value = parse_object(text)
    faults: list[Fault] = []
    name = _name(value, "id", faults)
    kind = _name(value, "type", faults)
    occurred = _moment(value.get("occurredAt"), now, faults)
    if faults or kind not in TYPES or name is None or occurred is None:
        if faults or name is None or kind is None or occurred is None:
            raise RecordError(faults)
        return Told(name, kind, occurred, value, None)
    record = parse_record_in(value.get("record"))
    removed = _removed(value.get("removedPrisonerNumber"), record) if kind == MERGED else None
    return Told(name, kind, occurred, value, record, removed)


def _name(value: Mapping[str, Any], field: str, faults: list[Fault]) -> str | None:
    found = value.get(field)
    if isinstance(found, str) and 0 < len(found) <= LONGEST_NAME and found.isascii() and found.isprintable():
        return found
    faults.append(Fault(0, field, f"{field}: must be text of 1 to {LONGEST_NAME} plain characters"))
    return None


def _moment(value: object, now: dt.datetime, faults: list[Fault]) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(value if isinstance(value, str) else "")
        if found.tzinfo is None:
            raise ValueError
        found = found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        faults.append(
            Fault(
                0,
                "occurredAt",
                "occurredAt: must be a moment with its offset, as 2026-11-27T09:30:00Z",
            )
        )
        return None
    if found > now + AHEAD:
        faults.append(Fault(0, "occurredAt", "occurredAt: must not be in the future"))
        return None
    return found


def _removed(value: object, record: CaseRecord) -> str:
    field = "removedPrisonerNumber"
    try:
        removed: str = TypeAdapter(PrisonNumber).validate_python(value, strict=True)
    except ValidationError:
        raise RecordError([Fault(0, field, f"{field}: must look like A1234BC")]) from None
    if removed == record.prisoner.prisoner_number:
        raise RecordError([Fault(0, field, f"{field}: must not be the number of the record itself")])
    return removed
