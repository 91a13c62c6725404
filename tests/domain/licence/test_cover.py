"""Who to go to for what waits, and what makes an absence one that cannot be noted."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.licence.cover import Absence, Away, Contact, Item, fault_of_absence, waits_at, who
from app.domain.licence.status import EDIT, FIRST, HARD_STOP, Status

TODAY, LATER = dt.date(2026, 11, 23), dt.date(2026, 12, 3)
ITEM = Item("team", "N01A", "robin", "Robin")
MORGAN = Contact("Morgan", "01632 960 001")
DUTY = Contact("Sampleton desk", "01632 960 002", "5pm to 9am")


@pytest.mark.parametrize(
    ("item", "away", "duty", "says"),
    [
        (ITEM, {}, DUTY, "Robin"),
        (
            ITEM,
            {"robin": Away(LATER, MORGAN)},
            DUTY,
            "Robin is away until 3 December 2026. Their cover is Morgan, 01632 960 001.",
        ),
        (
            ITEM,
            {"robin": Away(LATER, None)},
            DUTY,
            "Robin is away until 3 December 2026. The duty contact is Sampleton desk, 01632 960 002, 5pm to 9am.",
        ),
        (
            ITEM,
            {"robin": Away(LATER, None)},
            None,
            "Robin is away until 3 December 2026. Nobody is named to go to instead.",
        ),
        (Item("prison", "ZAI"), {}, DUTY, "The duty contact is Sampleton desk, 01632 960 002, 5pm to 9am."),
    ],
)
def test_who_to_go_to_is_the_owner_else_their_cover_else_the_duty_contact(item, away, duty, says):
    assert who(item, away, duty).in_words == says


@pytest.mark.parametrize(
    ("status", "purpose", "is_reviewed", "where"),
    [
        (Status.IN_PROGRESS, FIRST, False, "team"),
        (Status.REJECTED, EDIT, False, "team"),
        (Status.IN_PROGRESS, HARD_STOP, False, "prison"),
        (Status.SUBMITTED, FIRST, False, "prison"),
        (Status.ACTIVE, HARD_STOP, False, "team"),
        (Status.ACTIVE, HARD_STOP, True, None),
        (Status.ACTIVE, FIRST, False, None),
        (Status.INACTIVE, FIRST, False, None),
    ],
)
def test_a_licence_waits_where_somebody_has_to_act(status, purpose, is_reviewed, where):
    assert waits_at(status, purpose, is_reviewed) == where


NAMES = {"robin": "Robin", "morgan": "Morgan", "alex": "Alex"}
NOTED = [Absence("morgan", "alex", LATER, LATER)]


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (Absence("robin", "morgan", TODAY, TODAY), None),
        (Absence("robin", "morgan", TODAY - dt.timedelta(1), TODAY), "first"),
        (Absence("robin", "morgan", LATER, TODAY), "last"),
        (Absence("robin", "robin", TODAY, TODAY), "cover"),
        (Absence("robin", "morgan", TODAY, LATER), "cover"),
        (Absence("morgan", "robin", TODAY, LATER), "first"),
        (Absence("alex", "robin", LATER, LATER), "person"),
        (Absence("alex", "robin", TODAY, TODAY), None),
    ],
)
def test_nobody_who_is_away_covers_and_no_absence_is_past_or_noted_twice(new, field):
    fault = fault_of_absence(new, NOTED, NAMES, TODAY)
    assert (fault and fault[0]) == field
