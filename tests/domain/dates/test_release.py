"""The licence start date, its label and early release, by the worked examples of the rules."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.release import (
    EligibleKind,
    ReleaseDateLabel,
    ReleaseFacts,
    earliest_release,
    is_early_release,
    is_is91,
    is_provisional,
    label_of,
    licence_start,
)
from app.domain.dates.working_days import WorkingDays
from tests.domain.calendars import BH2018, NONE


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def facts(
    crd: str | None = None, ard: str | None = None, prrd: str | None = None, **more: str | bool
) -> ReleaseFacts:
    return ReleaseFacts(
        conditional_release=day(crd),
        confirmed_release=day(ard),
        post_recall_release=day(prrd),
        **{name: day(value) if name.startswith("hdc") else value for name, value in more.items()},  # type: ignore
    )


IMMIGRATION = {"legal_status": "IMMIGRATION_DETAINEE"}
IS91 = {"is_is91": True}


@pytest.mark.parametrize(
    ("example", "kind", "given", "expected"),
    [
        ("W-LSD-01", EligibleKind.CRD, facts("2021-10-22"), "2021-10-22"),
        ("W-LSD-02", EligibleKind.CRD, facts("2021-10-22", "2021-09-01"), "2021-09-01"),
        ("W-LSD-03", EligibleKind.CRD, facts("2018-12-04", "2021-10-23"), "2018-11-30"),
        ("W-LSD-04", EligibleKind.CRD, facts("2021-10-22", "2021-10-21", **IMMIGRATION), "2021-10-22"),
        ("W-LSD-05", EligibleKind.CRD, facts("2018-12-04", "2018-11-29", **IS91), "2018-11-30"),
        ("W-LSD-06", EligibleKind.CRD, facts("2021-12-04", "2021-12-03", **IS91), "2021-12-03"),
        ("W-LSD-07", None, facts("2021-10-21", "2021-10-20"), None),
        ("W-LSD-08", EligibleKind.STANDARD, facts("2021-10-22", None, "2024-10-22"), "2024-10-22"),
        ("W-LSD-09", EligibleKind.STANDARD, facts(None, "2024-10-20", "2024-10-22"), "2024-10-20"),
        ("W-LSD-10", EligibleKind.STANDARD, facts("2021-10-22", "2021-10-21", "2024-10-22"), "2024-10-22"),
        ("W-LSD-11", EligibleKind.HDC, facts("2023-12-03", hdc_eligible="2022-11-03"), "2022-11-03"),
        ("no conditional date", EligibleKind.CRD, facts(), None),
        ("no post-recall date", EligibleKind.STANDARD, facts("2021-10-22"), None),
        ("confirmed on a Sunday", EligibleKind.CRD, facts("2021-10-22", "2021-10-17"), "2021-10-17"),
        (
            "confirmed after the recall date",
            EligibleKind.STANDARD,
            facts(None, "2024-10-23", "2024-10-20"),
            "2024-10-18",
        ),
        (
            "confirmed on the conditional date",
            EligibleKind.STANDARD,
            facts("2021-10-22", "2021-10-22", "2024-10-22"),
            "2024-10-22",
        ),
        (
            "remand, before the window",
            EligibleKind.CRD,
            facts("2021-12-05", "2021-12-02", legal_status="REMAND"),
            "2021-12-03",
        ),
        (
            "remand, in the window",
            EligibleKind.CRD,
            facts("2021-12-05", "2021-12-04", legal_status="REMAND"),
            "2021-12-04",
        ),
        (
            "unsentenced, after the window",
            EligibleKind.CRD,
            facts("2021-12-05", "2021-12-06", legal_status="CONVICTED_UNSENTENCED"),
            "2021-12-03",
        ),
        (
            "curfew, actual first",
            EligibleKind.HDC,
            facts(hdc_actual="2022-11-05", hdc_eligible="2022-11-03"),
            "2022-11-05",
        ),
    ],
)
def test_the_licence_start_date_follows_the_worked_examples(
    example: str, kind: EligibleKind | None, given: ReleaseFacts, expected: str | None
) -> None:
    assert licence_start(kind, given, BH2018).value == day(expected), example


@pytest.mark.parametrize(
    ("booking", "offence", "outcomes", "expected"),
    [
        ("54322", "ILLEGAL IMMIGRANT/DETAINEE", [], True),
        ("54322", "Robbery", ["4022"], True),
        ("54322", "Robbery", ["1002"], False),
        ("54322", None, [], False),
        (None, "ILLEGAL IMMIGRANT/DETAINEE", ["5500"], False),
    ],
)
def test_is91_is_read_from_the_offence_or_an_outcome_of_an_active_booking(
    booking: str | None, offence: str | None, outcomes: list[str], expected: bool
) -> None:
    assert is_is91(booking, offence, outcomes) is expected


@pytest.mark.parametrize(
    ("start", "given", "expected"),
    [
        (None, facts(), ReleaseDateLabel.CRD),
        ("2026-03-05", facts(None, "2026-03-05", hdc_actual="2026-03-05"), ReleaseDateLabel.HDC_ACTUAL),
        ("2026-03-05", facts(None, "2026-03-05", hdc_eligible="2026-03-05"), ReleaseDateLabel.HDC_ELIGIBLE),
        ("2026-03-05", facts("2026-03-05", "2026-03-05"), ReleaseDateLabel.CONFIRMED),
        ("2026-03-05", facts("2026-03-05", None, "2026-03-05"), ReleaseDateLabel.POST_RECALL),
        ("2026-03-06", facts("2025-03-05", None, "2026-03-08"), ReleaseDateLabel.POST_RECALL),
        ("2026-03-06", facts("2026-03-08"), ReleaseDateLabel.CRD),
    ],
)
def test_the_label_names_the_first_date_that_is_the_start(
    start: str | None, given: ReleaseFacts, expected: ReleaseDateLabel
) -> None:
    assert label_of(day(start), given, NONE) is expected


def test_every_label_has_its_text_on_screen() -> None:
    assert [label.text for label in ReleaseDateLabel] == [
        "Conditional release date",
        "Confirmed release date",
        "Post-recall release date",
        "HDC actual date",
        "HDC eligible date",
    ]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2018-01-05", "2018-01-02"),
        ("2018-04-02", "2018-03-27"),
        ("2018-12-03", "2018-11-27"),
        ("2018-10-03", "2018-09-27"),
        ("2018-07-06", "2018-07-03"),
        ("2018-07-05", "2018-07-05"),
        (None, None),
    ],
)
def test_the_earliest_release_follows_the_worked_examples(start: str | None, expected: str | None) -> None:
    assert earliest_release(day(start), BH2018).value == day(expected)


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2018-01-06", True), ("2018-01-07", True), ("2018-07-05", False), ("2018-07-06", True), (None, False)],
)
def test_early_release_is_for_fridays_and_days_nobody_works(start: str | None, expected: bool) -> None:
    assert is_early_release(day(start), BH2018) is expected


def test_a_curfew_release_is_never_brought_forward() -> None:
    friday = dt.date(2018, 7, 6)
    assert not is_early_release(friday, BH2018, friday)
    assert earliest_release(friday, BH2018, friday).value == friday


any_day = st.none() | st.dates()


@given(any_day, any_day, any_day, st.sampled_from([*EligibleKind, None]), st.booleans())
def test_no_date_however_far_stops_the_rules(
    crd: dt.date | None, ard: dt.date | None, prrd: dt.date | None, kind: EligibleKind | None, is91: bool
) -> None:
    given = ReleaseFacts(crd, ard, prrd, is_is91=is91)
    days = WorkingDays(frozenset(), dt.date(2028, 12, 31))
    if any(d and d < dt.date(1900, 1, 1) for d in (crd, ard, prrd)):
        return  # no record may hold such a date
    start = licence_start(kind, given, days).value
    label_of(start, given, days)
    earliest = earliest_release(start, days).value
    assert (earliest is None) == (start is None)
    assert start is None or (earliest and earliest <= start)
    assert is_provisional(start, days) == (start is not None and start.year > 2028)
