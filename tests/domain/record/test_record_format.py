"""docs/case-record-format.md says of the file of people what is true: every field, its limits, and an example that is read."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from pydantic import BaseModel

from app.domain.record import case_record
from app.domain.record.read import RecordError, parse_records
from tests.support.needs import ROOT

DOC = (ROOT / "docs" / "case-record-format.md").read_text(encoding="utf-8")
MODELS: dict[str, tuple[type[BaseModel], tuple[str | int, ...]]] = {
    "record": (case_record.CaseRecord, ()),
    "prisoner": (case_record.Prisoner, ("prisoner",)),
    "probation": (case_record.Probation, ("probation",)),
    "restriction": (case_record.Restriction, ("probation", "restriction")),
    "manager": (case_record.Manager, ("probation", "manager")),
    "name": (case_record.PersonName, ("probation", "manager", "name")),
    "provider": (case_record.Unit, ("probation", "manager", "provider")),
    "person": (case_record.ProbationPerson, ("probation", "person")),
    "sentences": (case_record.Sentenced, ("sentences", 0)),
    "term": (case_record.SentenceTerm, ("sentences", 0, "term")),
    "team": (case_record.Team, ("probation", "manager", "team")),
}


def example() -> list[dict[str, Any]]:
    """The example of the page."""
    start = DOC.index("    [\n")
    lines = DOC[start : DOC.index("\n    ]\n", start) + 7].splitlines()
    read: list[dict[str, Any]] = json.loads("\n".join(line[4:] for line in lines))
    return read


def fields() -> list[tuple[str, str, str]]:
    """(object, field, type) of every row of the tables."""
    found, of = [], ""
    for line in DOC.splitlines():
        if line.startswith("## "):
            of = line.removeprefix("## ")
        elif of in MODELS and (row := re.match(r"\| `(\w+)` \| (.*?) \|", line)):
            found.append((of, row[1], row[2]))
    return found


def read_with(of: str, field: str, value: Any) -> list[str]:
    """What is wrong with the example once one field has this value."""
    records = example()
    at: Any = records[0]
    for step in MODELS[of][1]:
        at = at[step]
    if value is None:
        at.pop(field, None)
    else:
        at[field] = value
    try:
        return [str(fault) for fault in parse_records(json.dumps(records)).left_out]
    except RecordError as error:
        return [str(fault) for fault in error.faults]


def test_the_example_is_read_whole() -> None:
    parsed = parse_records(json.dumps(example()))
    assert len(parsed.records) == 1 and not parsed.left_out and not parsed.unknown_fields


@pytest.mark.parametrize("of", MODELS)
def test_every_field_is_named_and_no_other(of: str) -> None:
    model: type[BaseModel] = MODELS[of][0]
    assert [field for each, field, _ in fields() if each == of] == [
        field.alias for field in model.model_fields.values()
    ]


def test_each_field_is_needed_where_the_page_says_so() -> None:
    for of, field, said in fields():
        if (of, field) not in (("prisoner", "firstName"), ("prisoner", "lastName")):
            assert bool(read_with(of, field, None)) == said.endswith(", needed"), (of, field)


def test_each_field_is_of_the_type_and_the_length_that_the_page_says() -> None:
    for of, field, said in fields():
        good, bad = values_of(said)
        for value in good:
            assert read_with(of, field, value) == [], (of, field, value)
        for value in bad:
            assert read_with(of, field, value), (of, field, value)


def values_of(said: str) -> tuple[list[Any], list[Any]]:
    """What a type takes, and what it does not."""
    codes = re.findall(r"`(\w+)`", said)
    if said.startswith("list"):
        most = int(said.rpartition("text of ")[2]) if "text of" in said else 20
        each = [{}] if "objects" in said else codes or ["x" * most]
        return [[], each, each[:1] * 1000], ["x", ["x" * (most + 1)], [5], each[:1] * 1001]
    if said.startswith("text that looks like"):
        return codes, ["1", codes[0].lower(), codes[0] + "1"]
    if "text of" in said:
        most = int(re.findall(r"[\d,]+", said)[0].replace(",", ""))
        cases: tuple[list[Any], list[Any]] = (["x" * most, f" {'x' * most} "], ["x" * (most + 1), 5])
        cases[0 if not said.startswith("printed") else 1].append("\u0416\u05d0")
        return cases
    if said.startswith("day"):
        return ["1900-01-31", "2026-01-31"], ["1899-12-31", "31 January 2026", "2026-02-30", 5]
    if said.startswith("true or false"):
        return [True, False], ["true", 1]
    if said.startswith("whole number"):
        return [0, 1000], [-1, 1001, "1", 1.5]
    if said.startswith("object"):
        return [], ["x", []]
    return codes, ["x", 5]
