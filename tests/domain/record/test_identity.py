"""The form of the numbers by which police records know a person."""

from __future__ import annotations

import pytest

from app.domain.record.identity import identity_faults, is_cro, is_pnc


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("23456/12S", False),
        ("2345612A", False),
        ("03456/12A", False),
        ("123456/123A", False),
        ("23456/12A", True),
        ("1234567/12A", False),
        (" 23456/12A ", True),
        ("23456/1A", False),
        ("23456/12", False),
        ("23456/125", False),
        ("SE40/4A", False),
        ("SF38/8F", False),
        ("SF96/8F", False),
        ("SF39/R", False),
        ("SF56/329303S", False),
        ("SF39/6W", True),
        ("SF95/123456W", True),
        ("SF39/06W", False),
        ("", False),
    ],
)
def test_a_cro_number_is_a_serial_and_a_year_with_a_check_character(text: str, fits: bool) -> None:
    assert is_cro(text) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("2015/1234567X", True),
        ("15/1234567X", True),
        ("99/1A", True),
        (" 2015/1234567X ", True),
        ("2015/1234567", False),
        ("2015/12345678X", False),
        ("2015-1234567X", False),
        ("1815/1234567X", False),
        ("2015/1234567O", False),
        ("2015/1234567x", False),
        ("X", False),
    ],
)
def test_a_pnc_id_is_a_year_and_a_serial_with_a_check_letter(text: str, fits: bool) -> None:
    assert is_pnc(text) is fits


def test_what_is_missing_and_what_is_malformed_are_said_apart() -> None:
    assert identity_faults("2015/1234567X", "SF39/6W") == []
    assert identity_faults(None, " ") == [
        "The record has no PNC ID for this person.",
        "The record has no CRO number for this person.",
    ]
    assert identity_faults("1234", "12/1") == [
        "The PNC ID in the record, 1234, does not look like one: they look like 2015/1234567X.",
        "The CRO number in the record, 12/1, does not look like one: they look like 12345/15X.",
    ]
