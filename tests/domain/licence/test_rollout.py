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
        (Switch(on_from=SOON), "Off, on from 1 April 2027"),
        (Switch(off_from=TODAY), "Off since 10 March 2027"),
        (Switch(off_from=SOON), "On, off from 1 April 2027"),
        (Switch(BEFORE, SOON), "On since 1 March 2027, off from 1 April 2027"),
        (Switch(SOON, BEFORE), "Off since 1 March 2027, on from 1 April 2027"),
        (Switch(LATER, SOON), "On, off from 1 April 2027, on from 1 May 2027"),
        (Switch(SOON, LATER), "Off, on from 1 April 2027, off from 1 May 2027"),
        (Switch(TODAY, BEFORE), "On since 10 March 2027"),
    ],
)
def test_a_switch_stands_as_its_last_day_says_and_before_its_first_the_other_way(switch, says):
    assert switch.in_words(TODAY) == says
    assert switch.is_on(TODAY) is says.startswith("On")


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (Switch(), Switch(on_from=SOON), SOON),
        (Switch(on_from=SOON), Switch(on_from=SOON, meanwhile="Wait."), None),
        (Switch(on_from=SOON), Switch(on_from=LATER), LATER),
        (Switch(on_from=SOON), Switch(on_from=TODAY), TODAY),
        (Switch(on_from=SOON), Switch(), TODAY),
        (Switch(off_from=BEFORE), Switch(), TODAY),
        (Switch(), Switch(off_from=SOON), None),
        (Switch(on_from=BEFORE), Switch(on_from=BEFORE, off_from=SOON), None),
        (Switch(on_from=BEFORE), Switch(), None),
    ],
)
def test_people_are_told_of_the_day_from_which_it_is_on_where_that_is_news(before, after, news):
    assert after.turns_on(TODAY, before) == news


def test_no_day_is_set_in_the_past_but_one_that_was_set_stays():
    assert fault_of_turns(Switch(BEFORE), Switch(), TODAY) == (
        "on_from",
        "The day from which it is on must be today or later",
    )
    assert fault_of_turns(Switch(BEFORE, SOON), Switch(BEFORE), TODAY) is None
    assert fault_of_turns(Switch(SOON, SOON), Switch(), TODAY) is not None
