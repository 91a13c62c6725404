"""By when something is due that has so many working hours: 9am to 5pm of working days, in London."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.working_hours import CLOSES, OPENS, hours_after
from app.domain.words import LONDON
from tests.domain.calendars import BH2024

MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2024, 12, 1), timezones=st.just(dt.UTC))
HOURS = st.integers(1, 40)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2024-03-20T09:00", "2024-03-20T17:00"),
        ("2024-03-20T10:30", "2024-03-21T10:30"),
        ("2024-03-20T06:15", "2024-03-20T17:00"),
        ("2024-03-20T17:00", "2024-03-21T17:00"),
        ("2024-03-22T16:00", "2024-03-25T16:00"),  # over a weekend
        ("2024-03-23T12:00", "2024-03-25T17:00"),  # asked on a Saturday
        ("2024-03-28T16:00", "2024-04-02T16:00"),  # over Easter, in which the clocks go forward
        ("2024-10-25T16:59", "2024-10-28T16:59"),  # over the weekend in which they go back
        ("2024-12-24T12:00", "2024-12-27T12:00"),
    ],
)
def test_a_working_day_is_eight_hours_from_nine_to_five(asked: str, due: str) -> None:
    assert hours_after(at(asked), 8, BH2024) == at(due)


@given(MOMENTS, HOURS)
def test_nothing_is_due_before_it_was_asked_or_when_nobody_works(asked: dt.datetime, hours: int) -> None:
    due = hours_after(asked, hours, BH2024)
    assert due > asked
    assert BH2024.is_working_day(due.date()) and OPENS < due.time() <= CLOSES


@given(MOMENTS, HOURS)
def test_the_working_minutes_in_between_are_those_that_were_given(asked: dt.datetime, hours: int) -> None:
    due = hours_after(asked, hours, BH2024)
    step, moment, worked = dt.timedelta(minutes=5), asked.replace(second=0, microsecond=0), 0
    while moment < due:  # in UTC, which knows of no change of clocks
        local = moment.astimezone(LONDON)
        worked += BH2024.is_working_day(local.date()) and OPENS <= local.time() < CLOSES
        moment += step
    assert abs(worked * 5 - hours * 60) <= 5 * (2 + hours // 8)  # a step may straddle the ends of a day


@given(MOMENTS, HOURS, HOURS)
def test_more_hours_are_counted_on_from_fewer(asked: dt.datetime, first: int, then: int) -> None:
    assert hours_after(hours_after(asked, first, BH2024), then, BH2024) == hours_after(
        asked, first + then, BH2024
    )


@given(MOMENTS, MOMENTS, HOURS)
def test_what_is_asked_later_is_due_no_earlier(one: dt.datetime, other: dt.datetime, hours: int) -> None:
    first, second = sorted((one, other))
    assert hours_after(first, hours, BH2024) <= hours_after(second, hours, BH2024)


def test_past_the_last_bank_holiday_that_is_known_weekends_alone_are_counted() -> None:
    assert hours_after(at("2030-06-07T12:00"), 8, BH2024) == at("2030-06-10T12:00")
