"""The case record: what is read, what is refused, and where the refusal points."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.record.case_record import CaseRecord
from app.domain.record.names import folded, sort_name
from app.domain.record.read import LARGEST_FILE, RecordError, parse_records
from tests.support.attacks import examples


def record(number: int = 1) -> dict[str, Any]:
    return {
        "prisoner": {
            "prisonerNumber": f"A{number:04d}BC",
            "bookingId": "1234567",
            "firstName": "Ada",
            "middleNames": None,
            "lastName": "Sample",
            "status": "ACTIVE IN",
            "prisonId": "ZAI",
            "conditionalReleaseDate": "2026-12-04",
        },
        "probation": {
            "crn": f"X{number:06d}",
            "restriction": {"kind": "NONE", "message": None},
            "manager": {
                "code": "N01A001",
                "name": {"forename": "Robin", "surname": "Samplewright"},
                "team": {
                    "code": "N01A",
                    "description": "Team",
                    "borough": {"code": "N01P", "description": "PDU"},
                },
            },
        },
    }


def changed(path: str, value: object) -> dict[str, Any]:
    """A record with one field set; the value ... takes the field away."""
    result = copy.deepcopy(record())
    *way, last = path.split(".")
    place = result
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return result


def alone(value: dict[str, Any]) -> CaseRecord:
    """The only record of a file."""
    (read,) = parse_records(json.dumps([value])).records
    return read


def faults(value: object) -> list[tuple[int, str, str]]:
    text = value if isinstance(value, str | bytes) else json.dumps(value)
    with pytest.raises(RecordError) as refused:
        parse_records(text)
    return [(fault.position, fault.field, fault.reason) for fault in refused.value.faults]


@pytest.mark.parametrize("shape", [lambda records: records, lambda records: {"cases": records}])
def test_a_file_is_a_list_or_an_object_with_cases(shape: Any) -> None:
    parsed = parse_records(json.dumps(shape([record(1), record(2)])))
    assert [r.probation.crn for r in parsed.records] == ["X000001", "X000002"]
    assert parsed.unknown_fields == 0


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    assert len(parse_records("\ufeff".encode() + json.dumps([record()]).encode()).records) == 1


def test_unknown_fields_are_ignored_and_counted_at_any_depth() -> None:
    data = record()
    data["new"] = {"with": {"more": "inside"}}
    data["prisoner"]["height"] = 170
    data["probation"]["manager"]["name"]["title"] = "Dr"
    data["probation"]["manager"]["team"]["borough"]["size"] = None
    parsed = parse_records(json.dumps({"cases": [data, record(2)], "made": "today"}))
    assert parsed.unknown_fields == 5
    assert parsed.records[0].as_json() == parse_records(json.dumps([record()])).records[0].as_json()


@pytest.mark.parametrize(
    ("path", "value", "field", "reason"),
    [
        ("prisoner", ..., "prisoner", "is missing"),
        ("prisoner", None, "prisoner", "is missing"),
        ("prisoner", [], "prisoner", "must be an object"),
        ("probation", ..., "probation", "is missing"),
        ("prisoner.prisonerNumber", ..., "prisoner.prisonerNumber", "is missing"),
        ("prisoner.prisonerNumber", None, "prisoner.prisonerNumber", "is missing"),
        ("prisoner.prisonerNumber", "", "prisoner.prisonerNumber", "is missing"),
        ("prisoner.prisonerNumber", "a1234bc", "prisoner.prisonerNumber", "must look like A1234BC"),
        ("prisoner.prisonerNumber", " \n\u200b", "prisoner.prisonerNumber", "is missing"),
        ("prisoner.prisonerNumber", "A١٢٣٤BC", "prisoner.prisonerNumber", "must look like A1234BC"),
        ("prisoner.prisonerNumber", 1234, "prisoner.prisonerNumber", "must be text"),
        ("probation.crn", ..., "probation.crn", "is missing"),
        ("probation.crn", "X12345", "probation.crn", "must look like X123456"),
        ("prisoner.bookingId", 1234567, "prisoner.bookingId", "must be text"),
        ("prisoner.recall", "false", "prisoner.recall", "must be true or false"),
        ("prisoner.recall", 0, "prisoner.recall", "must be true or false"),
        (
            "prisoner.conditionalReleaseDate",
            "2026-02-29",
            "prisoner.conditionalReleaseDate",
            "is not a real date",
        ),
        (
            "prisoner.conditionalReleaseDate",
            "0026-02-01",
            "prisoner.conditionalReleaseDate",
            "must be in 1900 or later",
        ),
        ("probation.restriction.kind", "SECRET", "probation.restriction.kind", "must be one of"),
        ("probation.manager.team", "N01A", "probation.manager.team", "must be an object"),
        ("hdcStatus", "MAYBE", "hdcStatus", "must be one of"),
        ("courtOutcomes", [3006], "courtOutcomes[0]", "must be text"),
        ("courtOutcomes", "3006", "courtOutcomes", "must be a list"),
        ("recallSentences", ["STANDARD", "OTHER"], "recallSentences[1]", "must be one of"),
        ("sentences", {}, "sentences", "must be a list"),
        ("sentences", [{"kind": "PROBATION"}], "sentences[0].kind", "must be one of"),
        ("sentences", [{"origin": "SCOTLAND"}], "sentences[0].origin", "must be one of"),
        ("sentences", [{"term": {"months": "6"}}], "sentences[0].term.months", "must be a whole number"),
        ("sentences", [{"term": {"days": -1}}], "sentences[0].term.days", "must be from 0 to 1000"),
        ("sentences", [{"term": {"years": 0}}], "sentences[0].term", "must be one day or longer"),
        ("sentences", [{"offenceDate": "2025-02-30"}], "sentences[0].offenceDate", "is not a real date"),
        ("probation.supervisingBody", "CRC", "probation.supervisingBody", "must be one of"),
        ("probation.person", {"dateOfBirth": 1990}, "probation.person.dateOfBirth", "must be a date"),
        ("probation.restriction.allowed", [5], "probation.restriction.allowed[0]", "must be text"),
        ("prisoner.lastName", "x" * 61, "prisoner.lastName", "must be 60 characters or fewer"),
    ],
)
def test_a_fault_names_its_field_and_reason(path: str, value: object, field: str, reason: str) -> None:
    ((position, where, why),) = faults([changed(path, value)])
    assert (position, where) == (1, field)
    assert why.startswith(reason)


def test_what_a_feed_may_lack_is_kept_where_it_is_given_and_leaves_other_records_as_they_were() -> None:
    ours = {"sentences", "supervisingBody", "person", "allowed"}
    plain = alone(record())
    assert not ours & {name for part in (plain.as_json(), plain.as_json()["probation"]) for name in part}
    assert (plain.given_sentences, plain.ruling(None).follows) == ((), None)
    data = changed("probation.supervisingBody", "YOT ")
    data["probation"]["person"] = {"surname": "Sample", "nomsNumber": "A0001BC"}
    data["probation"]["restriction"]["allowed"] = ["robin"]
    term = {"months": 4}
    data["sentences"] = [
        {"offenceDate": "2025-02-03", "kind": "DETERMINATE", "origin": "SERVICE_COURT", "term": term}
    ]
    kept = alone(data).as_json()
    assert kept["probation"]["supervisingBody"] == "YOT"
    assert kept["probation"]["person"]["nomsNumber"] == "A0001BC"
    assert kept["probation"]["restriction"]["allowed"] == ["robin"]
    assert alone(kept).sha256() == alone(data).sha256() != plain.sha256()
    assert alone(kept).ruling(None).follows == "LICENCE_THEN_SUPERVISION"


@pytest.mark.parametrize(
    "value", ["04/12/2026", "2026-12-4", "20261204", "2026-12-04T00:00:00", "", 20261204, True]
)
def test_dates_are_iso_text_only(value: object) -> None:
    assert faults([changed("prisoner.conditionalReleaseDate", value)]) == [
        (1, "prisoner.conditionalReleaseDate", "must be a date written as YYYY-MM-DD")
    ]


@pytest.mark.parametrize(
    ("path", "imported", "kept"),
    [
        ("prisoner.lastName", "Sample\u00a0", "Sample"),
        ("prisoner.lastName", "van\tSample", "van Sample"),
        ("prisoner.lastName", "\u202dO’Sam\u00adple\u202c", "O’Sample"),
        ("prisoner.firstName", "Ada\nMay\u2028", "Ada May"),
        ("prisoner.prisonerNumber", " A1234BC\u200b\n", "A1234BC"),
        ("probation.crn", "X\u00a0123456", "X123456"),
        ("prisoner.conditionalReleaseDate", " 2026\u201112\u201104\t", "2026-12-04"),
        ("prisoner.status", "ACTIVE\u00a0IN ", "ACTIVE IN"),
        ("probation.restriction.kind", "NONE ", "NONE"),
        ("probation.restriction.message", "\uf0b7 One.\r\n\uf0b7 Two. 艾\x0b", "• One.\n• Two. 艾"),
        ("hdcStatus", "\ufeffAPPROVED", "APPROVED"),
        ("recallSentences", ["STANDARD "], ["STANDARD"]),
        ("courtOutcomes", [" 3006\t"], ["3006"]),
    ],
)
def test_what_is_imported_is_tidied_as_what_is_typed(path: str, imported: object, kept: object) -> None:
    value: Any = alone(changed(path, imported)).as_json()
    for step in path.split("."):
        value = value[step]
    assert value == kept


def left_out(*records: dict[str, Any]) -> tuple[list[str], list[tuple[int, str, str]]]:
    """The CRNs of the records that are taken, and the faults of those that are not."""
    parsed = parse_records(json.dumps(records))
    assert len(parsed.positions) == len(parsed.records)
    return [r.probation.crn for r in parsed.records], [
        (f.position, f.field, f.reason) for f in parsed.left_out
    ]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("محمد", "has Arabic letters, which a licence cannot be printed with"),
        ("艾達 and שרה", "has Chinese and Hebrew letters, which a licence cannot be printed with"),
        ("Ada😀", "has signs, which a licence cannot be printed with"),
        ("Ada\x00", "has a character that could not be read"),
        ("\ud800", "has a character that could not be read"),
        ("O\x81Sample", "has a character that could not be read"),
    ],
)
def test_a_name_that_cannot_be_printed_leaves_out_its_own_record_and_is_not_repeated(
    name: str, reason: str
) -> None:
    unfit = changed("prisoner.lastName", name)
    assert left_out(record(2), unfit, record(3)) == (
        ["X000002", "X000003"],
        [(2, "prisoner.lastName", reason)],
    )


def test_every_unfit_text_of_a_record_that_is_left_out_is_named() -> None:
    unfit = changed("prisoner.lastName", "محمد")
    unfit["probation"]["manager"]["team"]["description"] = "山"
    unfit["probation"]["restriction"]["message"] = "No\x00thing"
    assert [field for _, field, _ in left_out(unfit)[1]] == [
        "prisoner.lastName",
        "probation.restriction.message",
        "probation.manager.team.description",
    ]


def test_a_record_that_is_left_out_is_no_excuse_for_a_malformed_one_nor_for_one_that_is_there_twice() -> None:
    unfit = changed("prisoner.lastName", "محمد")
    malformed = changed("prisoner.dateOfBirth", "soon")
    malformed["prisoner"] |= record(2)["prisoner"] | {"dateOfBirth": "soon"}
    assert [fault[:2] for fault in faults([unfit, malformed])] == [
        (1, "prisoner.lastName"),
        (2, "prisoner.dateOfBirth"),
    ]
    assert (2, "probation.crn", "is also in record 1") in faults([unfit, record(1)])


@pytest.mark.parametrize("path", ["prisoner.firstName", "prisoner.lastName"])
@pytest.mark.parametrize("value", [None, "", "  ", ...])
def test_one_name_is_enough(path: str, value: object) -> None:
    assert len(parse_records(json.dumps([changed(path, value)])).records) == 1


def test_no_name_at_all_is_refused() -> None:
    data = changed("prisoner.firstName", None)
    data["prisoner"]["lastName"] = " "
    ((_, field, reason),) = faults([data])
    assert field == "prisoner.lastName"
    assert reason == "is missing: a person needs at least one name"


def test_null_optional_parts_are_read() -> None:
    data = record()
    data["prisoner"]["bookingId"] = None
    data["prisoner"]["recall"] = None
    data["probation"]["manager"] = None
    data["courtOutcomes"] = None
    (read,) = parse_records(json.dumps([data])).records
    assert read.prisoner.booking_id is None
    assert read.court_outcomes == []


def test_repeated_identifiers_point_at_the_later_record() -> None:
    twice = record(3)
    twice["probation"]["crn"] = record(1)["probation"]["crn"]
    assert faults([record(1), record(2), twice, record(2)]) == [
        (3, "probation.crn", "is also in record 1"),
        (4, "prisoner.prisonerNumber", "is also in record 2"),
        (4, "probation.crn", "is also in record 2"),
    ]


def test_every_fault_of_every_record_is_reported() -> None:
    bad = changed("prisoner.conditionalReleaseDate", "soon")
    bad["probation"]["crn"] = 7
    assert [fault[:2] for fault in faults([record(2), bad, "no record", record(3)])] == [
        (2, "prisoner.conditionalReleaseDate"),
        (2, "probation.crn"),
        (3, "record"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not JSON: see line 1, column 1"),
        ("[{]", "is not JSON: see line 1, column 3"),
        (b"[\xff]", "is not text in UTF-8"),
        ("[NaN]", "has NaN, which is not JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ('[{"a":' * 50_000, "is nested too deeply"),
        ("[" + "9" * 10_000 + "]", "has a number that is too long"),
        ('[{"crn": 1, "crn": 2}]', "gives 'crn' twice in one object"),
        ("7", 'must be a list of records, or an object with a list called "cases"'),
        ('{"cases": {}}', 'must be a list of records, or an object with a list called "cases"'),
        ("[" + " " * LARGEST_FILE + "]", "must be 20 MB or smaller"),
    ],
)
def test_what_is_no_file_of_records_is_refused_whole(text: str | bytes, reason: str) -> None:
    assert faults(text) == [(0, "file", reason)]


def test_a_fault_reads_as_a_line() -> None:
    with pytest.raises(RecordError) as refused:
        parse_records(json.dumps([changed("probation.crn", ...)]))
    assert str(refused.value) == "record 1: probation.crn: is missing"
    with pytest.raises(RecordError, match=r"^is not JSON"):
        parse_records("?")


def test_a_record_says_what_the_rules_of_release_read_and_needs_what_probation_says() -> None:
    assert alone(record()).release.conditional_release == dt.date(2026, 12, 4)
    with pytest.raises(RecordError, match="probation: is missing"):
        alone(changed("probation", ...))


def test_the_hash_depends_on_the_facts_and_not_on_their_order() -> None:
    backwards = dict(reversed([(k, dict(reversed(v.items()))) for k, v in record().items()]))
    one, same, other = (alone(r).sha256() for r in (record(), backwards, record(2)))
    assert one == same != other


def test_names_are_composed_so_that_one_name_is_one_text() -> None:
    read = alone(changed("prisoner.firstName", "Sia\u0302n"))
    assert read.prisoner.first_name == "Siân"


@pytest.mark.parametrize(
    ("forename", "surname", "expected"),
    [("Żaneta", "Łoś", "los zaneta"), (None, "Ørn", "orn"), ("İpek", None, "ipek"), ("Thị", "Đỗ", "do thi")],
)
def test_names_sort_without_case_and_accents(
    forename: str | None, surname: str | None, expected: str
) -> None:
    assert sort_name(forename, surname) == expected
    assert folded(expected) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.attack
@settings(max_examples=examples(100), deadline=None)
@given(
    st.sampled_from(["prisoner", "probation", "prisoner.lastName", "probation.manager", "prisoner.status"]),
    json_values,
)
def test_no_value_in_any_place_gets_past_as_anything_but_a_fault(path: str, value: object) -> None:
    try:
        parsed = parse_records(json.dumps([changed(path, value)]))
    except RecordError as refused:
        assert all(fault.position == 1 and fault.reason for fault in refused.faults)
    else:
        assert len(parsed.records) + len({fault.position for fault in parsed.left_out}) == 1
        json.dumps([read.as_json() for read in parsed.records]).encode()


@pytest.mark.attack
@settings(max_examples=examples(100), deadline=None)
@given(st.text() | st.binary())
def test_no_text_stops_the_reader(text: str | bytes) -> None:
    try:
        parse_records(text)
    except RecordError as refused:
        assert refused.faults
