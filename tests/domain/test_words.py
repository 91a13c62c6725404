"""Dates, times and lists as they are written."""

import datetime as dt

import pytest

from app.domain.words import (
    beginning,
    counted,
    day_and_date,
    joined,
    long_date,
    moment_in_words,
    short_date,
    time_in_words,
    uncapitalised,
)


def test_dates_are_written_in_full_with_their_day_or_short():
    day = dt.date(2026, 12, 1)
    assert (long_date(day), day_and_date(day), short_date(day)) == (
        "1 December 2026",
        "Tuesday 1 December 2026",
        "1 Dec 2026",
    )


@pytest.mark.parametrize(
    "at, words",
    [
        ("00:00", "midnight"),
        ("00:05", "12:05am"),
        ("09:00", "9am"),
        ("12:00", "midday"),
        ("12:30", "12:30pm"),
        ("14:30", "2:30pm"),
    ],
)
def test_times_are_written_as_people_say_them(at, words):
    assert time_in_words(dt.time.fromisoformat(at)) == words


def test_moments_are_told_as_clocks_in_london_show_them():
    summer, winter = (dt.datetime(2026, month, 1, 13, 30, tzinfo=dt.UTC) for month in (7, 12))
    assert moment_in_words(summer) == "1 July 2026 at 2:30pm"
    assert moment_in_words(winter) == "1 December 2026 at 1:30pm"
    with pytest.raises(ValueError, match="does not know its time zone"):
        moment_in_words(dt.datetime(2026, 7, 1))


def test_lists_are_joined_without_a_comma_before_the_last():
    assert [joined(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert joined(["a", "b"], "or") == "a or b"


def test_numbers_agree_with_their_noun():
    assert [counted(1, "licence"), counted(2, "licence"), counted(0, "person", "people")] == [
        "1 licence",
        "2 licences",
        "0 people",
    ]


def test_the_beginning_of_a_text_is_whole_words_with_an_ellipsis_where_more_follows():
    assert beginning("You must  not\nfly kites.", 30) == "You must not fly kites."
    assert beginning("You must not fly kites, or drones.", 24) == "You must not fly kites…"
    assert beginning("You must not fly kites", 12) == "You must not…"
    assert beginning("x" * 40, 30) == "x" * 30 + "…"


@pytest.mark.parametrize(
    "text, within",
    [
        ("HDC eligible date", "HDC eligible date"),
        ("GPs and nurses", "GPs and nurses"),
        ("A4 paper", "A4 paper"),
        ("B&B", "B&B"),
        ("U.K. visit", "U.K. visit"),
        ("CRN", "CRN"),
        ("McTester’s rules", "McTester’s rules"),
        ("Monday mornings", "Monday mornings"),
        ("May", "May"),
        ("English classes", "English classes"),
        ("Welsh-language materials", "Welsh-language materials"),
        ("Scottish bail", "Scottish bail"),
        ("London", "London"),
        ("I agree", "I agree"),
        ("Conditional release date", "conditional release date"),
        ("A newer policy applies", "a newer policy applies"),
        ("Head of PDU", "head of PDU"),
        ("Under-18s", "under-18s"),
        ("Élan", "élan"),
        ("Mayor", "mayor"),
        ("X", "x"),
        ("", ""),
    ],
)
def test_within_a_sentence_an_abbreviation_a_day_a_month_and_a_country_keep_their_capitals(text, within):
    assert uncapitalised(text) == within
