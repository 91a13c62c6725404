"""Releases of time served: how support finds them, and licences for them that the prison makes in NOMIS."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from app.domain.dates.time_served import Rule, rules_that_hold
from app.lists.all import LISTS
from app.lists.listing import read
from app.models import Case, Event
from app.models.base import db
from tests.support import standing
from tests.support.moving import words
from tests.support.standing import as_user, case_id_of, change_case, count, days
from tests.web.test_hard_stop import serve, write_standard

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


# Made in NOMIS

WHY = "The court sent them straight from the dock, and NOMIS was quicker."


def use_nomis(client, case_id: int, reason: str = WHY) -> None:
    """A case administrator records, from the page that would start the licence, that it is made in NOMIS."""
    client.get(f"/case/{case_id}/start")
    client.follow("Make this licence in NOMIS instead")
    client.submit({"reason": reason})


def status_in(client, name: str) -> str:
    """What a list says of the person's licence."""
    client.get(f"/people/{name}")
    cells = [row for row in client.page.all("tr") if "Marigold Testwick" in "".join(row.itertext())]
    return " ".join("".join(cells[0].itertext()).split())


def test_a_licence_that_the_prison_makes_in_nomis_is_waited_for_by_nobody(app):
    case_id = serve(app)
    client = as_user(app, "administrator")
    use_nomis(client, case_id)
    assert "You recorded that this licence is made in NOMIS." in words(client)
    assert "NOMIS licence" in status_in(client, "due") and WHY in status_in(client, "due")
    assert "They make it in NOMIS" in status_in(client, "due")
    practitioner = as_user(app, "practitioner")
    assert "NOMIS licence" in status_in(practitioner, "mine")
    assert practitioner.get(f"/case/{case_id}/start").status_code == 403
    assert "The prison makes this licence in NOMIS" in words(practitioner)
    practitioner.follow("See why the licence is made in NOMIS")
    assert practitioner.page.heading == "Licence made in NOMIS" and WHY in words(practitioner)
    assert "Why is this licence made in NOMIS?" not in words(practitioner), "they cannot change it"
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


@pytest.mark.one_database
def test_why_it_is_made_in_nomis_can_be_changed_and_the_history_has_both(app):
    case_id = serve(app)
    client = as_user(app, "administrator")
    use_nomis(client, case_id)
    client.get(f"/case/{case_id}/start")
    assert "It is recorded that this licence is made in NOMIS." in words(client)
    client.follow("Change why this licence is made in NOMIS")
    assert client.page.ids["reason"].text.strip() == WHY, "what was recorded is there to be changed"
    client.submit({"reason": WHY})
    assert count(app, Event, Event.case_id == case_id) == 1, "the same again changes nothing"
    client.get(f"/case/{case_id}/nomis")
    client.submit({"reason": ""})
    assert client.page.status == 422 and "Enter why this licence is made in NOMIS" in words(client)
    client.submit({"reason": "The printer is broken."})
    assert "The printer is broken." in status_in(client, "due") and WHY not in status_in(client, "due")
    client.get(f"/case/{case_id}/nomis")
    assert words(client).index("The printer is broken.") < words(client).index(WHY)


def test_it_ends_by_itself_when_the_licence_is_made_here(app, printing_is_quick):
    case_id = serve(app)
    client = as_user(app, "administrator")
    use_nomis(client, case_id)
    licence_id = write_standard(client, case_id)
    assert "NOMIS licence" not in status_in(client, "due")
    client.get(f"/licence/{licence_id}")
    assert "It is made here, and not in NOMIS as " in words(client)
    client.get(f"/case/{case_id}/nomis")
    assert "It is not recorded that this licence is made in NOMIS." in words(client) and WHY in words(client)
    client.sends_csrf = True
    answer = client.post(f"/case/{case_id}/nomis", data={"reason": "Too late."})
    assert answer.status_code == 302 and answer.location.endswith(f"/licence/{licence_id}")
    with app.app_context():
        actions = db.session.scalars(
            db.select(Event.action).where(Event.case_id == case_id).order_by(Event.id)
        )
        assert actions.all() == ["use-nomis", "start"]


@pytest.mark.one_database
def test_only_a_case_administrator_and_only_for_time_served_records_it(app):
    case_id = case_id_of(app, "Testwick")
    client = as_user(app, "administrator")
    client.get(f"/case/{case_id}/nomis")
    client.sends_csrf = True
    assert client.post(f"/case/{case_id}/nomis", data={"reason": WHY}).status_code == 403
    assert "This is not a release of time served" in words(client)
    serve(app)
    for username in ("practitioner", "approver", "support"):
        other = as_user(app, username)
        other.get(f"/case/{case_id}/nomis")
        other.sends_csrf = True
        assert other.post(f"/case/{case_id}/nomis", data={"reason": WHY}).status_code == 403
        assert "you need to be a case administrator" in words(other)
    assert count(app, Event, Event.case_id == case_id) == 0


@pytest.mark.one_database
def test_it_is_of_one_booking_and_of_dates_that_are_still_those_of_time_served(app):
    case_id = serve(app)
    client = as_user(app, "administrator")
    use_nomis(client, case_id)
    change_case(app, case_id, sentence_start=days(-30))
    assert "NOMIS licence" not in status_in(client, "due")
    change_case(app, case_id, sentence_start=days(0), booking_id="4711")
    assert "NOMIS licence" not in status_in(client, "due")
