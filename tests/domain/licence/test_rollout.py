"""When a place is on: as the days of its switch say, and on where it has none."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.licence.rollout import Switch, fault_of_turns

TODAY = dt.date(2027, 3, 10)
BEFORE, SOON, LATER = dt.date(2027, 3, 1), dt.date(2027, 4, 1), dt.date(2027, 5, 1)


@pytest.mark.parametrize(
    ("switch", "says"),
    [
        (Switch(), "On"),
        (Switch(on_from=TODAY), "On since 10 March 2027"),
        (Switch(on_from=SOON), "Off until 31 March 2027, then on"),
        (Switch(off_from=TODAY), "Off since 10 March 2027"),
        (Switch(off_from=SOON), "On until 31 March 2027, then off"),
        (Switch(BEFORE, SOON), "On since 1 March 2027, until 31 March 2027, then off"),
        (Switch(SOON, BEFORE), "Off since 1 March 2027, until 31 March 2027, then on"),
        (Switch(LATER, SOON), "On until 31 March 2027, then off; on again from 1 May 2027"),
        (Switch(SOON, LATER), "Off until 31 March 2027, then on; off again from 1 May 2027"),
        (Switch(TODAY, BEFORE), "On since 10 March 2027"),
    ],
)
def test_a_switch_stands_as_its_last_day_says_and_before_its_first_the_other_way(switch, says):
    assert switch.in_words(TODAY) == says
    assert switch.is_on(TODAY) is says.startswith("On")


@pytest.mark.parametrize(
    ("before", "after", "news", "stops"),
    [
        (Switch(), Switch(on_from=SOON), (SOON, "on"), TODAY),
        (Switch(on_from=SOON), Switch(on_from=SOON, meanwhile="Wait."), None, None),
        (Switch(on_from=SOON), Switch(on_from=LATER), (LATER, "on"), None),
        (Switch(on_from=SOON), Switch(on_from=TODAY), (TODAY, "on"), None),
        (Switch(on_from=SOON), Switch(), (TODAY, "on"), None),
        (Switch(on_from=SOON), Switch(off_from=TODAY), (TODAY, "off"), None),
        (Switch(on_from=SOON), Switch(SOON, LATER), (LATER, "off"), LATER),
        (Switch(off_from=BEFORE), Switch(), (TODAY, "on"), None),
        (Switch(off_from=SOON), Switch(), (TODAY, "on"), None),
        (Switch(), Switch(off_from=TODAY), (TODAY, "off"), TODAY),
        (Switch(), Switch(off_from=SOON), (SOON, "off"), SOON),
        (Switch(), Switch(LATER, SOON), (SOON, "off"), SOON),
        (Switch(on_from=BEFORE), Switch(on_from=BEFORE, off_from=SOON), (SOON, "off"), SOON),
        (Switch(on_from=BEFORE), Switch(), None, None),
    ],
)
def test_people_are_told_from_when_it_is_on_or_off_where_that_is_news_and_when_a_promised_day_is_taken_back(
    before, after, news, stops
):
    assert after.news(TODAY, before) == news
    assert after.stops(TODAY, before) == stops


def test_no_day_is_set_in_the_past_but_one_that_was_set_stays():
    assert fault_of_turns(Switch(BEFORE), Switch(), TODAY) == (
        "on_from",
        "The day from which it is on must be today or later",
    )
    assert fault_of_turns(Switch(BEFORE, SOON), Switch(BEFORE), TODAY) is None
    assert fault_of_turns(Switch(SOON, SOON), Switch(), TODAY) is not None
