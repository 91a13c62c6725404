"""Windows of time in a day: their length, whether they overlap, and what is wrong with several of them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.conditions.windows import DAY, Window, fault_in

times = st.builds(dt.time, st.integers(0, 23), st.integers(0, 59))
windows = st.builds(Window, times, times)


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("19:00", "07:00", 720),
        ("07:00", "19:00", 720),
        ("23:59", "00:00", 1),
        ("00:00", "23:59", 1439),
        ("12:00", "12:00", 0),
    ],
)
def test_a_window_that_ends_before_it_starts_runs_past_midnight(start: str, end: str, minutes: int) -> None:
    assert Window(at(start), at(end)).minutes == minutes


@given(windows)
def test_a_window_and_what_it_leaves_are_a_whole_day_or_nothing(window: Window) -> None:
    assert window.minutes + Window(window.end, window.start).minutes in (0, DAY)
    assert not window.overlaps(Window(window.end, window.start))


@given(windows, windows)
def test_two_windows_overlap_where_some_minute_lies_in_both(a: Window, b: Window) -> None:
    every = [dt.time(minute // 60, minute % 60) for minute in range(DAY)]
    shared = any(a.holds(minute) and b.holds(minute) for minute in every)
    assert a.overlaps(b) is shared is b.overlaps(a)


@given(windows)
def test_a_window_holds_as_many_minutes_as_it_is_long(window: Window) -> None:
    assert sum(window.holds(dt.time(m // 60, m % 60)) for m in range(DAY)) == window.minutes


@pytest.mark.parametrize(
    ("given_", "hours", "place", "words"),
    [
        ([("19:00", "19:00")], 12, 0, "The end must not be the same time as the start, 7pm"),
        ([("19:00", "22:00"), ("21:00", "23:00")], 12, 1, "9pm to 11pm must not overlap 7pm to 10pm"),
        ([("22:00", "06:00"), ("05:00", "07:00")], 12, 1, "5am to 7am must not overlap 10pm to 6am"),
        (
            [("19:00", "07:00"), ("08:00", "08:30")],
            12,
            1,
            "The times must be no more than 12 hours in total, and are 12 hours 30 minutes. "
            "A longer time needs a bespoke condition",
        ),
    ],
)
def test_what_is_wrong_is_said_of_the_window_that_is_wrong(
    given_: list[tuple[str, str]], hours: int, place: int, words: str
) -> None:
    assert fault_in([Window(at(a), at(b)) for a, b in given_], hours) == (place, words)


def test_windows_that_touch_and_fill_the_hours_exactly_are_right() -> None:
    whole = [Window(at("19:00"), at("22:00")), Window(at("22:00"), at("07:00"))]
    assert fault_in(whole, 12) is None
    assert fault_in([Window(at("00:00"), at("23:59"))], None) is None
    assert fault_in([], 12) is None
