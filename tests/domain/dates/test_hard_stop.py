"""The hard stop and its neighbours hold on every day of any calendar: Christmas, Easter, leap days, year ends."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.hard_stop import (
    hard_stop,
    hard_stop_warning,
    is_due_in_two_working_days,
    is_in_hard_stop,
    is_last_minute,
    is_late_allocation,
    last_start_due,
    last_start_in_hard_stop,
)
from app.domain.dates.working_days import WorkingDays
from app.integrations.bank_holidays import england_and_wales

days = st.dates(dt.date(2019, 1, 1), dt.date(2040, 12, 31))
gaps = st.integers(-20, 20)
calendars = st.one_of(
    st.just(england_and_wales()),
    st.builds(
        lambda holidays: WorkingDays(frozenset(holidays), dt.date(2030, 12, 31)),
        st.sets(st.dates(dt.date(2019, 1, 1), dt.date(2030, 12, 31)), max_size=60),
    ),
)


def working_days_between(first: dt.date, last: dt.date, calendar: WorkingDays) -> int:
    """Working days after the first day and before the last."""
    between = (first + dt.timedelta(days=n) for n in range(1, (last - first).days))
    return sum(calendar.as_far_as_known().is_working_day(day) for day in between)


@given(days, calendars)
def test_the_hard_stop_leaves_one_whole_working_day_before_the_last_one(
    start: dt.date, calendar: WorkingDays
) -> None:
    last = calendar.as_far_as_known().last_on_or_before(start)
    stop = hard_stop(start, calendar).value
    assert stop is not None
    assert calendar.as_far_as_known().is_working_day(stop)
    assert working_days_between(stop, last, calendar) == 1
    warning = hard_stop_warning(stop, calendar).value
    assert warning is not None and working_days_between(warning, stop, calendar) == 1
    assert warning < stop < start


@given(days, gaps, calendars)
def test_many_are_selected_by_the_same_days_as_one_is_judged(
    today: dt.date, gap: int, calendar: WorkingDays
) -> None:
    start = today + dt.timedelta(days=gap)
    by_day = today <= start <= last_start_in_hard_stop(today, calendar)
    assert is_in_hard_stop(start, today, calendar) is by_day
    assert is_due_in_two_working_days(start, today, calendar) is (
        today <= start <= last_start_due(today, calendar)
    )


@given(days, gaps, calendars)
def test_an_allocation_is_late_with_fewer_than_five_days_that_are_no_friday_before_the_release(
    today: dt.date, gap: int, calendar: WorkingDays
) -> None:
    start = today + dt.timedelta(days=gap)
    between = (today + dt.timedelta(days=n) for n in range(1, gap))
    known = calendar.as_far_as_known()
    left = sum(known.is_working_day(day) and day.weekday() != 4 for day in between)
    assert is_late_allocation(start, today, calendar) is (gap >= 0 and left < 5)


@given(days, gaps)
def test_a_handover_is_at_the_last_minute_within_a_week_of_the_release(today: dt.date, gap: int) -> None:
    assert is_last_minute(today + dt.timedelta(days=gap), today) is (0 <= gap <= 7)


def test_without_a_start_nothing_is_near() -> None:
    calendar, today = england_and_wales(), dt.date(2026, 12, 24)
    assert hard_stop(None, calendar).value is None and hard_stop_warning(None, calendar).value is None
    assert not is_in_hard_stop(None, today, calendar) and not is_late_allocation(None, today, calendar)
    assert not is_due_in_two_working_days(None, today, calendar) and not is_last_minute(None, today)


def test_over_christmas_the_hard_stop_comes_before_the_holiday() -> None:
    calendar = england_and_wales()
    assert hard_stop(dt.date(2026, 12, 29), calendar).value == dt.date(2026, 12, 23)
    assert hard_stop(dt.date(2026, 12, 27), calendar).value == dt.date(2026, 12, 22)
    assert hard_stop(dt.date(2027, 3, 29), calendar).value == dt.date(2027, 3, 23)  # Easter Monday
    assert hard_stop(dt.date(2028, 2, 29), calendar).value == dt.date(2028, 2, 25)  # a leap day
