"""Pages about dates: what is provisional says so, and both conditional release dates are shown."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import england_and_wales
from app.models import Case
from app.models.base import db
from app.moves.cases import import_records
from app.store.documents import current_facts
from app.store.facts import facts_for_service
from tests.support import standing
from tests.support.moving import words
from tests.support.standing import as_user, case_id_of, case_of, change_case, days

pytestmark = pytest.mark.one_database
HORIZON = england_and_wales().horizon


def recorded(app, surname: str, **dates: dt.date) -> int:
    """Import somebody again, with other dates."""
    with app.app_context():
        case = case_of(surname)
        record = copy.deepcopy(case.record)
        record["prisoner"] |= {name: str(day) for name, day in dates.items()}
        import_records(parse_records(json.dumps([record])), england_and_wales())
        return case.id


def past_horizon() -> dt.date:
    """A working day, by weekends alone, soon after bank holidays are no longer known; its hard stop is counted over New Year."""
    day = HORIZON + dt.timedelta(days=2)
    while day.weekday() in (4, 5, 6):
        day += dt.timedelta(days=1)
    return day


@pytest.mark.parametrize("name", ["conditionalReleaseDate", "confirmedReleaseDate"])
def test_what_is_counted_where_bank_holidays_are_not_known_is_called_provisional_everywhere(app, name):
    day, later = past_horizon(), past_horizon() + dt.timedelta(days=400)
    case_id = recorded(
        app, "Testwick", **{"conditionalReleaseDate": later, "licenceExpiryDate": later, name: day}
    )
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    is_confirmed = name == "confirmedReleaseDate"
    told = words(client).count("This is provisional: bank holidays are not known that far ahead")
    flags, dates = 4, 3  # early release, hard stop, due and late allocation; earliest, hard stop and warning
    assert told == flags + dates + (not is_confirmed), "a date that somebody confirmed is not counted"
    assert words(client).count("This day is provisional.") == 2
    client.get(f"/case/{case_id}/start")
    assert "Bank holidays are not known as far ahead as the release." in words(client)
    client.get("/people/mine?q=Testwick")
    assert ("date Provisional" in words(client).replace("dateP", "date P")) is not is_confirmed
    assert "To be sent before " in words(client) and "(provisional)" in words(client)
    assert "SUMMARY:Hard stop (provisional): X9001" in client.get("/my-dates.ics").text
    administrator = as_user(app, "administrator")
    administrator.get(f"/case/{case_id}/start")
    assert "which is provisional" in words(administrator)


def test_a_date_within_the_known_bank_holidays_is_never_called_provisional(app):
    client = as_user(app, "practitioner")
    case_id = case_id_of(app, "Testwick")
    for address in (f"/case/{case_id}/dates", f"/case/{case_id}/start", "/people/mine?q=Testwick"):
        client.get(address)
        assert "rovisional" not in words(client), address
    assert "provisional" not in client.get("/my-dates.ics").text


def test_a_conditional_release_date_entered_by_hand_is_shown_beside_the_one_worked_out_and_kept(app):
    with app.app_context():
        before = case_of("Testwick").licence_start
    case_id = recorded(app, "Testwick", conditionalReleaseDateOverrideDate=days(400))
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    assert "Conditional release date entered by hand" in words(client)
    assert "The licence keeps this date as its conditional release date." in words(client)
    licence_id = standing.started(app, case_id, "practitioner")
    with app.app_context():
        case = db.session.get_one(Case, case_id)
        assert case.licence_start == before, "which goes by the date that was worked out (domain rules 5.2)"
        licence = standing.reach("practitioner", licence_id).licence
        kept = current_facts(case, facts_for_service(case, licence))
        assert kept["conditional_release"] == days(400)


def test_the_page_says_whether_handing_over_is_at_the_last_minute(app):
    case_id = recorded(app, "Testwick", conditionalReleaseDate=days(3))
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    assert "Handing over is at the last minuteYesAt the last minute from a week before" in words(client)


def test_who_makes_a_standard_licence_is_told_the_day_the_recall_and_an_early_release(app):
    case_id = case_id_of(app, "Testwick")
    friday = days(4)
    change_case(app, case_id, licence_start=friday, scope_until=friday, eligible_kind="FIXED_TERM")
    client = as_user(app, "administrator")
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=2)
    client.get(f"/case/{case_id}/start")
    assert client.page.heading == "Do you want to make a standard licence for this person?"
    for said in (
        "The release is on Friday 27 November 2026.",
        "This is a release after a fixed-term recall.",
        "Marigold Testwick may be released from Tuesday 24 November 2026.",
    ):
        assert said in words(client), said


def test_the_calendar_is_led_to_from_home_from_my_cases_and_from_the_dates_of_whom_somebody_manages(app):
    client, colleague = as_user(app, "practitioner"), as_user(app, "colleague")
    case_id = case_id_of(app, "Testwick")
    for address, link in (
        ("/", "Put your dates in your calendar"),
        ("/people/mine", "Download the dates of these people for your calendar (ICS)"),
        (f"/case/{case_id}/dates", "Download the dates of all the people you manage for your calendar (ICS)"),
    ):
        client.get(address)
        assert client.follow(link).mimetype == "text/calendar"
    colleague.get(f"/case/{case_id}/dates")
    assert "(ICS)" not in words(colleague), "their file does not have this person"


def test_back_from_the_dates_leads_to_the_start_for_who_can_start_and_to_the_list_for_others(app):
    case_id = case_id_of(app, "Testwick")
    for account, name, back in (
        ("practitioner", "mine", f"/case/{case_id}/start"),
        ("manager", "managed", "/people/managed"),
        ("pdu-head", "delivery-unit", "/people/delivery-unit"),
        ("support", "everyone", "/people/everyone"),
    ):
        client = as_user(app, account)
        client.get(f"/people/{name}?q=Testwick")
        client.follow("Marigold Testwick")
        if client.page.heading != "Why these dates":
            client.follow("Why these dates")
        client.follow("Back")
        assert client.page.url.partition("?")[0] == back
        assert "Testwick" in words(client)


def test_the_page_says_of_a_licence_in_force_that_it_is_and_nothing_about_starting_one(
    app, printing_is_quick
):
    case_id = case_id_of(app, "Testwick")
    standing.stand(app, "approved", case_id, "practitioner", "approver")
    change_case(app, case_id, prison_status="INACTIVE OUT", licence_start=days(0))
    result = app.test_cli_runner().invoke(args=["jobs", "run", "activate-licences", "--today", str(days(0))])
    assert "1 licence." in result.output
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    assert "Licence version 1.0 is in force. No other is made for this release." in words(client)
    assert "No licence can be made now" not in words(client)


def test_where_nobody_holds_somebody_no_place_called_outside_is_said_to_act(app):
    client = as_user(app, "colleague")
    case_id = case_id_of(app, "Outandabout")
    for account in ("colleague", "practitioner2"):
        client = as_user(app, account)
        client.get(f"/case/{case_id}/start")
        assert "Outside prison holds" not in words(client) and "at Outside prison" not in words(client)
