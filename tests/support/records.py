"""Records of people as they come anew: the stored one with changes, imported as a file of one record."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

from flask import Flask

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.models.case import Case
from app.moves.cases import Counts, import_records


def record_of(app: Flask, case_id: int) -> dict[str, Any]:
    """A copy of the record of a person as it is stored."""
    with app.app_context():
        return copy.deepcopy(db.session.get_one(Case, case_id).record)


def comes(app: Flask, case_id: int, *, manager: dict[str, Any] | None = None, **prisoner: Any) -> Counts:
    """The record of a person comes again, with other facts from the prison, or of the practitioner."""
    record = record_of(app, case_id)
    plain = {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in prisoner.items()
    }
    record["prisoner"] |= {name: value for name, value in plain.items() if name in record["prisoner"]}
    record |= {name: value for name, value in plain.items() if name in record}
    record["probation"]["manager"] |= manager or {}
    return imported(app, record)


def imported(app: Flask, *records: dict[str, Any]) -> Counts:
    with app.app_context():
        return import_records(parse_records(json.dumps(records)), working_days())
