"""Times of day: what is plain, what is asked back, and what is wrong with the rest."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.times import NOT_ONE, Unclear, read_time
from app.domain.intake import Unfit
from app.domain.words import time_in_words


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("02:30", "02:30"),
        ("0230", "02:30"),
        ("02.30", "02:30"),
        ("14:30", "14:30"),
        ("14.30", "14:30"),
        ("1430", "14:30"),
        ("1430hrs", "14:30"),
        ("9.30 hours", "09:30"),
        ("0:05", "00:05"),
        ("10:30 hours", "10:30"),
        ("1030h", "10:30"),
        ("00:30", "00:30"),
        ("9am", "09:00"),
        ("9 A.M.", "09:00"),
        ("9.30 p. m.", "21:30"),
        ("9 30 pm", "21:30"),
        ("09:30pm", "21:30"),
        ("12am", "00:00"),
        ("12.15am", "00:15"),
        ("12pm", "12:00"),
        ("midday", "12:00"),
        ("12 Noon", "12:00"),
        ("12.00 noon", "12:00"),
        ("midnight", "00:00"),
        ("12midnight", "00:00"),
        ("\u202d14:30\u202c", "14:30"),
    ],
)
def test_a_time_that_can_mean_one_thing_only_is_read(typed: str, means: str) -> None:
    assert read_time(typed) == dt.time.fromisoformat(means)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("2.30", "Is that 2:30am or 2:30pm?"),
        ("2:30", "Is that 2:30am or 2:30pm?"),
        ("230", "Is that 2:30am or 2:30pm?"),
        ("2 30", "Is that 2:30am or 2:30pm?"),
        ("7:15", "Is that 7:15am or 7:15pm?"),
        ("9:00", "Is that 9am or 9pm?"),
        ("8", "Is that 8am or 8pm?"),
        ("08", "Is that 8am or 8pm?"),
        ("8 hours", "Is that 8am or 8pm?"),
        ("10.30", "Is that 10:30am or 10:30pm?"),
        ("10:30", "Is that 10:30am or 10:30pm?"),
        ("1030", "Is that 10:30am or 10:30pm?"),
        ("11:00", "Is that 11am or 11pm?"),
        ("1200", "Is that midnight or midday?"),
        ("12.30", "Is that 12:30am or 12:30pm?"),
        ("12", "Is that midnight or midday?"),
    ],
)
def test_a_time_that_may_be_of_either_half_of_the_day_is_asked_back(typed: str, question: str) -> None:
    with pytest.raises(Unclear) as found:
        read_time(typed)
    assert found.value.question == question


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("13pm", "must not have pm after 13: enter 13:00 or 1pm"),
        ("14:30pm", "must not have pm after 14: enter 14:30 or 2:30pm"),
        ("13am", "must have an hour from 1 to 12 before am or pm"),
        ("0am", "must have an hour from 1 to 12 before am or pm"),
        ("9:60", "must have minutes from 00 to 59"),
        ("2.60pm", "must have minutes from 00 to 59"),
        ("1260", "must have minutes from 00 to 59"),
        ("24:00", "must have an hour from 0 to 23, or be midnight"),
        ("25", "must have an hour from 0 to 23, or be midnight"),
        ("14", "must have minutes too, like 14:00"),
        ("0", "must have minutes too, like 00:00"),
        ("9:5", "must have 2 digits for the minutes, like 9:05am"),
        ("half past two", NOT_ONE),
        ("1 noon", NOT_ONE),
        ("9am to 5pm", NOT_ONE),
        ("14:30:00", NOT_ONE),
        ("9" * 99, NOT_ONE),
        ("", NOT_ONE),
    ],
)
def test_each_fault_of_a_time_is_told_apart(typed: str, what: str) -> None:
    with pytest.raises(Unfit) as found:
        read_time(typed)
    assert found.value.what == what and not isinstance(found.value, Unclear)


@given(st.times())
def test_a_time_written_out_is_read_back(time: dt.time) -> None:
    meant = time.replace(second=0, microsecond=0)
    for written in (time_in_words(meant), f"{meant:%H:%M} hours", f"{meant:%H%M}h", f"{meant:%I.%M%p}"):
        assert read_time(written) == meant


@given(st.text() | st.text("0123456789:. apm", max_size=9))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        assert isinstance(read_time(text), dt.time)
    except Unfit as unfit:
        assert unfit.what.startswith("must ")
