"""Sentences decide what follows a release: by length, by the day of the offence, and by age."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.sentences import (
    COMMENCEMENT,
    Follows,
    Kind,
    Origin,
    Sentence,
    Term,
    Uncovered,
    is_set_by_the_board,
    months_after,
    ruling,
    supervision_end,
)

BORN, RELEASE = dt.date(1990, 2, 28), dt.date(2026, 12, 4)
NEW, OLD = COMMENCEMENT, COMMENCEMENT - dt.timedelta(days=1)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2200, 12, 31))


def sentence(years: int = 0, months: int = 0, days: int = 0, **changes: object) -> Sentence:
    """A determinate sentence for an offence under the Act, passed half a year before the release."""
    plain = Sentence(
        Kind.DETERMINATE, Origin.ENGLAND_AND_WALES, NEW, dt.date(2026, 6, 4), Term(years, months, days)
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_sentence", "born", "follows"),
    [
        (sentence(days=2), BORN, Follows.LICENCE_THEN_SUPERVISION),
        (sentence(months=4), BORN, Follows.LICENCE_THEN_SUPERVISION),
        (sentence(years=1, months=11, days=27), BORN, Follows.LICENCE_THEN_SUPERVISION),
        (sentence(years=2), BORN, Follows.LICENCE),
        (sentence(months=24), BORN, Follows.LICENCE),
        (sentence(days=731), BORN, Follows.LICENCE),
        (sentence(days=730), BORN, Follows.LICENCE_THEN_SUPERVISION),
        (sentence(days=730, passed=dt.date(2025, 6, 4)), BORN, Follows.LICENCE),
        (sentence(years=10), BORN, Follows.LICENCE),
        (sentence(years=2, offence=None), BORN, Follows.LICENCE),
        (sentence(months=12, offence=OLD), BORN, Follows.LICENCE),
        (sentence(months=11, days=29, offence=OLD), BORN, Follows.NOTHING),
        (sentence(months=6, offence=OLD, passed=OLD), dt.date(1997, 1, 31), Follows.SUPERVISION),
        (sentence(months=6, offence=OLD, passed=OLD), dt.date(1994, 2, 1), Follows.SUPERVISION),
        (sentence(months=6, offence=OLD, passed=OLD), dt.date(1994, 1, 31), Follows.NOTHING),
        (sentence(months=6, offence=OLD), None, None),
        (sentence(months=6, offence=None), BORN, None),
        (sentence(months=6, offence=None, passed=OLD), BORN, Follows.NOTHING),
        (sentence(months=6, kind=None), BORN, None),
        (sentence(term=None), BORN, None),
        (sentence(kind=Kind.LIFE, term=None), BORN, Follows.LICENCE),
        (sentence(months=18, kind=Kind.S226A), BORN, Follows.LICENCE),
        (sentence(months=8, kind=Kind.S91), BORN, Follows.LICENCE_THEN_SUPERVISION),
        (sentence(months=8, kind=Kind.DTO), BORN, Follows.LICENCE_THEN_SUPERVISION),
    ],
)
def test_length_offence_and_age_decide_what_follows_a_release(
    given_sentence: Sentence, born: dt.date | None, follows: Follows | None
) -> None:
    assert ruling([given_sentence], born, RELEASE).follows == follows


def test_the_longest_of_several_sentences_decides_and_those_that_count_for_nothing_do_not() -> None:
    short, long = sentence(months=4), sentence(months=30, offence=OLD)
    assert ruling([short, long, sentence(days=1)], BORN, RELEASE).follows is Follows.LICENCE
    fine = sentence(years=3, kind=Kind.FINE_DEFAULT)
    assert ruling([fine, short], BORN, RELEASE).follows is Follows.LICENCE_THEN_SUPERVISION
    assert ruling([short, sentence(term=None)], BORN, RELEASE).follows is None
    assert ruling([long, sentence(term=None)], BORN, RELEASE).follows is Follows.LICENCE


@pytest.mark.parametrize("origin", [*Origin, None])
def test_a_sentence_counts_the_same_wherever_it_was_passed(origin: Origin | None) -> None:
    found = ruling([sentence(months=4, origin=origin)], BORN, RELEASE)
    assert (found.follows, found.uncovered) == (Follows.LICENCE_THEN_SUPERVISION, None)


@pytest.mark.parametrize(
    ("given_sentence", "born", "why"),
    [
        (sentence(days=1), BORN, Uncovered.ONE_DAY),
        (sentence(months=6, kind=Kind.CIVIL), BORN, Uncovered.CIVIL),
        (sentence(days=20, kind=Kind.FINE_DEFAULT), BORN, Uncovered.FINE_DEFAULT),
        (sentence(months=8, kind=Kind.DTO), dt.date(2008, 12, 5), Uncovered.JUVENILE),
        (sentence(years=6, kind=Kind.S91), dt.date(2008, 12, 5), Uncovered.JUVENILE),
        (sentence(months=8, kind=Kind.DTO), dt.date(2008, 12, 4), None),
        (sentence(months=8, kind=Kind.DTO), None, None),
        (sentence(months=6, offence=OLD), BORN, Uncovered.NO_LICENCE_PART),
    ],
)
def test_who_is_not_covered_is_told_by_a_code(
    given_sentence: Sentence, born: dt.date | None, why: Uncovered | None
) -> None:
    assert ruling([given_sentence], born, RELEASE).uncovered == why


def test_without_sentences_nothing_is_known() -> None:
    assert (ruling([], BORN, RELEASE).follows, ruling([], BORN, RELEASE).uncovered) == (None, None)


def test_the_board_sets_the_conditions_of_life_and_extended_sentences_alone() -> None:
    by_the_board = {kind for kind in Kind if is_set_by_the_board([sentence(months=6), sentence(kind=kind)])}
    assert by_the_board == {Kind.LIFE, Kind.S226A, Kind.S226B}


def test_a_licence_of_four_months_is_topped_up_by_eight() -> None:
    end = supervision_end(Follows.LICENCE_THEN_SUPERVISION, RELEASE)
    assert end == dt.date(2027, 12, 4) == months_after(months_after(RELEASE, 4), 8)
    assert supervision_end(Follows.LICENCE_THEN_SUPERVISION, dt.date(2028, 2, 29)) == dt.date(2029, 2, 28)
    assert supervision_end(Follows.SUPERVISION, dt.date(2026, 11, 30)) == dt.date(2027, 2, 28)
    assert supervision_end(Follows.LICENCE, RELEASE) is None


@given(DAYS, st.integers(0, 30), st.integers(0, 30))
def test_months_are_reckoned_alike_over_every_leap_day(day: dt.date, first: int, second: int) -> None:
    end = months_after(day, first)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == first
    is_last = (end + dt.timedelta(days=1)).day == 1
    assert end.day == day.day or (end.day < day.day and is_last)
    assert (
        months_after(end, second)
        <= months_after(day, first + second)
        <= months_after(end, second) + dt.timedelta(3)
    )
    assert months_after(day + dt.timedelta(days=1), first) >= end


@given(DAYS, st.integers(2, 700), st.booleans())
def test_supervision_tops_up_to_twelve_months_however_long_the_sentence(
    passed: dt.date, days: int, is_early: bool
) -> None:
    given_sentence = sentence(days=days, passed=passed)
    custody_end = passed + dt.timedelta(days=days // 2)
    found = ruling([given_sentence], BORN, custody_end)
    assert found.follows is Follows.LICENCE_THEN_SUPERVISION
    end = supervision_end(found.follows, custody_end)
    assert end is not None and end == months_after(custody_end, 12)
    released = custody_end - dt.timedelta(days=90) if is_early else custody_end
    assert (end - released).days >= 365
    assert (end > months_after(released, 12)) is is_early
