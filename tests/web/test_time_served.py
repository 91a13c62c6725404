"""Releases of time served: how support finds them."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from app.domain.dates.time_served import Rule, rules_that_hold
from app.lists.all import LISTS
from app.lists.listing import read
from app.models import Case
from app.models.base import db
from tests.support import standing
from tests.support.moving import words
from tests.support.standing import as_user, case_id_of, change_case, days

TODAY, YESTERDAY = days(0), days(-1)


def test_each_way_in_which_prisons_enter_time_served_is_found_by_its_rule() -> None:
    def of(*dates: dt.date | None) -> list[Rule]:
        return rules_that_hold(*dates, TODAY)

    assert of(TODAY, TODAY, YESTERDAY, TODAY) == [Rule.NOT_CALCULATED, Rule.ALL_PRISONS]
    assert of(TODAY, TODAY, days(9), TODAY) == [Rule.ALL_PRISONS]
    assert of(TODAY, TODAY, TODAY, YESTERDAY) == [Rule.CALCULATED, Rule.WITHOUT_CONFIRMED]
    assert of(days(-27), None, days(-27), None) == [Rule.WITHOUT_CONFIRMED]
    assert of(days(-28), None, days(-28), None) == of(None, None, None, None) == []


def test_the_two_lists_part_everybody_released_about_now_by_the_rules(app):
    choices = (None, YESTERDAY, TODAY)
    combinations = list(product(choices, repeat=4))
    with app.app_context():
        first = standing.case_of("Testwick")
        columns = {c.key: getattr(first, c.key) for c in Case.__table__.columns if c.key != "id"}
        for n, (start, confirmed, conditional, by_hand) in enumerate(combinations, 5000):
            db.session.add(
                Case(
                    **columns
                    | {
                        "prison_number": f"C{n}AA",
                        "crn": f"Z{n:06}",
                        "licence_start": YESTERDAY,
                        "sentence_start": start,
                        "confirmed_release": confirmed,
                        "conditional_release": conditional,
                        "conditional_release_override": by_hand,
                    }
                )
            )
        db.session.flush()
        support = standing.user("support")
        found = {
            name: {row.Case.crn: row.Case for row in read(LISTS[name].asked({}), support, 1_000).rows}
            for name in ("time-served", "not-time-served")
        }
        assert not found["time-served"].keys() & found["not-time-served"].keys()
        for n, dates in enumerate(combinations, 5000):
            name = "time-served" if rules_that_hold(*dates, TODAY) else "not-time-served"
            assert f"Z{n:06}" in found[name], dates
        assert {bool(rules_that_hold(*dates, TODAY)) for dates in combinations} == {True, False}


@pytest.mark.one_database
def test_support_sees_at_a_prison_who_looks_like_time_served_and_why(app):
    case_id = case_id_of(app, "Testwick")
    change_case(
        app,
        case_id,
        licence_start=days(0),
        sentence_start=days(0),
        confirmed_release=days(0),
        conditional_release=days(-1),
        conditional_release_override=days(0),
    )
    client = as_user(app, "support")
    client.get("/people/everyone")
    client.follow("Time served")
    assert "Marigold Testwick" in words(client)
    assert "conditional release is yesterday, set to today by hand" in words(client)
    assert "By hand: 23 Nov 2026" in words(client)
    client.get("/people/time-served?prison=ZAI")
    assert "Marigold Testwick" in words(client)
    assert "HMP Exampleford" in [o.text for o in client.page.all("option") if o.get("selected") is not None]
    client.get("/people/not-time-served")
    assert "Marigold Testwick" not in words(client)
    change_case(app, case_id, licence_start=days(6))
    for name in ("time-served", "not-time-served"):
        client.get(f"/people/{name}")
        assert "Marigold Testwick" not in words(client), "five days ahead at most"
    client.get("/people/time-served?prison=NON")
    assert "Nobody on this list matches" in words(client)
