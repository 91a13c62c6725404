"""Which policy applies to a start date: the same answer day by day, by span, and for any order of publishing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.schedule import OtherPolicy, Published, applies_on, date_fault, other_policy, span

FIRST = dt.date(2026, 1, 1)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


versions = st.builds("{}.{}".format, st.integers(0, 12), st.integers(0, 12))
schedules = st.dictionaries(versions, st.integers(1, 30), min_size=1, max_size=6).map(
    lambda dates: [Published(version, day(number)) for version, number in dates.items()]
)


@given(schedules)
def test_the_span_of_each_version_is_every_day_on_which_it_applies(schedule: list[Published]) -> None:
    for each in schedule:
        found = span(schedule, each.version)
        for number in range(33):
            is_within = found is not None and found.holds(day(number))
            assert is_within == (applies_on(schedule, day(number)) == each.version)


@given(schedules, st.integers(0, 32))
def test_the_order_of_publishing_does_not_matter(schedule: list[Published], number: int) -> None:
    assert applies_on(schedule, day(number)) == applies_on(schedule[::-1], day(number))


@given(schedules, st.integers(0, 32))
def test_a_licence_on_the_policy_that_applies_has_nowhere_to_move(
    schedule: list[Published], number: int
) -> None:
    applies = applies_on(schedule, day(number))
    assert applies is not None
    assert other_policy(applies, day(number), schedule) is None


def test_without_a_published_policy_none_applies() -> None:
    assert applies_on([], FIRST) is None
    assert other_policy("1.0", FIRST, []) is None


def test_a_policy_that_applies_is_newer_or_older_than_that_of_the_licence() -> None:
    schedule = [Published("9.1", day(0)), Published("10.0", day(10))]
    assert other_policy("9.1", day(10), schedule) == OtherPolicy("10.0", True)
    assert other_policy("10.0", day(9), schedule) == OtherPolicy("9.1", False)
    assert other_policy("9.2", day(10), schedule) == OtherPolicy("10.0", True)
    assert other_policy("10.2", day(10), schedule) == OtherPolicy("10.0", False)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (4, "must be today, 6 January 2026, or later"),
        (5, None),
        (6, None),
        (8, "policy 2.0 starts on that day"),
    ],
)
def test_a_version_starts_today_or_later_on_a_day_of_its_own(number: int, words: str | None) -> None:
    schedule = [Published("1.0", day(0)), Published("2.0", day(8)), Published("2.1", day(6))]
    fault = date_fault(schedule, "2.1", day(number), today=day(5))
    assert (fault is None) if words is None else (fault is not None and words in fault)
