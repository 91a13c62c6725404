"""Working days, by the worked examples W-WD of the rules and by what must hold for every calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.working_days import HorizonError, WorkingDays
from app.integrations.bank_holidays import england_and_wales
from tests.domain.calendars import BH2018, BH2024, calendar


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_saturday_is_no_working_day_and_thursday_is() -> None:
    assert not BH2024.is_working_day(day("2024-03-23"))
    assert BH2024.is_working_day(day("2024-03-21"))


@pytest.mark.parametrize("holiday", ["2024-03-29", "2024-04-01", "2024-12-25"])
def test_bank_holidays_are_no_working_days(holiday: str) -> None:
    assert not BH2024.is_working_day(day(holiday))


@pytest.mark.parametrize(
    ("days", "start", "n", "expected"),
    [
        (BH2024, "2024-03-25", 1, "2024-03-22"),
        (BH2018, "2018-03-20", 2, "2018-03-16"),
        (BH2024, "2024-04-02", 1, "2024-03-28"),
    ],
)
def test_nth_before_steps_over_days_nobody_works(
    days: WorkingDays, start: str, n: int, expected: str
) -> None:
    assert days.nth_before(day(start), n) == day(expected)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-03-25", 1, "2024-03-22"),
        ("2024-03-21", 1, "2024-03-20"),
        ("2024-03-21", 2, "2024-03-19"),
        ("2024-03-21", 3, "2024-03-18"),
        ("2024-04-02", 1, "2024-03-28"),
    ],
)
def test_nth_before_never_counts_the_day_itself(start: str, n: int, expected: str) -> None:
    assert BH2024.nth_before(day(start), n) == day(expected)


def test_last_on_or_before_is_the_day_itself_when_people_work() -> None:
    assert BH2024.last_on_or_before(day("2024-03-28")) == day("2024-03-28")
    assert BH2024.last_on_or_before(day("2024-04-01")) == day("2024-03-28")


def test_past_the_horizon_nothing_is_guessed() -> None:
    days = WorkingDays(frozenset({day("2024-12-25")}), day("2024-12-31"))
    assert days.is_working_day(day("2024-12-31"))
    for ask in (
        lambda: days.is_working_day(day("2025-01-02")),
        lambda: days.last_on_or_before(day("2025-01-04")),
        lambda: days.nth_before(day("2025-06-01"), 1),
    ):
        with pytest.raises(HorizonError, match="2024-12-31"):
            ask()


def test_as_far_as_known_goes_by_weekends_past_the_horizon() -> None:
    days = WorkingDays(frozenset({day("2024-12-25")}), day("2024-12-31")).as_far_as_known()
    assert days.is_working_day(day("2025-01-01"))
    assert not days.is_working_day(day("2024-12-25"))
    assert days.last_on_or_before(day("2025-01-05")) == day("2025-01-03")


@pytest.mark.parametrize("n", [0, -1])
def test_counting_no_days_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        BH2024.nth_before(day("2024-03-21"), n)


def test_the_beginning_of_the_calendar_raises_and_does_not_overflow() -> None:
    with pytest.raises(HorizonError):
        BH2024.nth_before(dt.date.min, 1)


near = st.dates(day("2017-06-01"), day("2025-06-30"))
calendars = st.builds(
    lambda holidays: calendar(*holidays), st.sets(st.dates(day("2018-01-01"), day("2024-12-31")))
)


@given(calendars, near, st.integers(1, 20))
def test_exactly_n_working_days_are_counted(days: WorkingDays, start: dt.date, n: int) -> None:
    end = days.nth_before(start, n)
    passed = [end + dt.timedelta(days=i) for i in range((start - end).days)]
    assert days.is_working_day(end)
    assert sum(days.is_working_day(d) for d in passed) == n


@given(calendars, near)
def test_last_on_or_before_is_a_working_day_with_none_between(days: WorkingDays, start: dt.date) -> None:
    last = days.last_on_or_before(start)
    assert days.is_working_day(last)
    between = [last + dt.timedelta(days=i + 1) for i in range((start - last).days)]
    assert not any(days.is_working_day(d) for d in between)


@given(calendars, near, st.integers(1, 8))
def test_without_fridays_no_friday_is_reached(days: WorkingDays, start: dt.date, n: int) -> None:
    reached = days.nth_before(start, n, fridays=False)
    assert reached.weekday() != 4
    assert days.is_working_day(reached)
    assert reached <= days.nth_before(start, n)


def test_how_far_a_day_is_is_said_in_working_days() -> None:
    days, friday = england_and_wales(), dt.date(2026, 12, 4)
    far = {n: days.until_in_words(friday, friday + dt.timedelta(days=n)) for n in (-1, 0, 2, 3, 4)}
    assert far == {
        -1: "",
        0: "Today",
        2: "Before the next working day",
        3: "In 1 working day",
        4: "In 2 working days",
    }
