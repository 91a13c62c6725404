"""Conditions that a licence may carry several times: each place added, changed and removed on pages of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.policy.model import AdditionalCondition
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, file_of, imported, on_the_menu
from tests.support.page_checks import squeeze, text

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]
MILL = {"nameTypeAndOrAddress": "the name", "nameTypeAndOrAddress-0-nameOfPremises": "the old mill"}
PIER = {"nameTypeAndOrAddress": "the name", "nameTypeAndOrAddress-0-nameOfPremises": "the pier"}


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    return draft(app, signed_in("practitioner"), imported(app, file_of("made", tmp_path)))


@pytest.fixture
def place(licence: Draft) -> AdditionalCondition:
    """The condition that may name several places, chosen, its first page shown."""
    found = next(c for c in on_the_menu(licence.policy) if c.type == "OutOfBoundsPremises")
    licence.choose(found)
    return found


@pytest.fixture
def feed(licence: Draft) -> AdditionalCondition:
    """A condition with several instances and one text for them all, by the policy's own fields."""
    found = next(c for c in on_the_menu(licence.policy) if c.several == "feed")
    licence.choose(found)
    return found


def listed(licence: Draft) -> list[str]:
    return [text(next(row.iter("dd"))) for row in licence.page.with_class("govuk-summary-list__row")]


def press_link(licence: Draft, words: str) -> None:
    link = next(a for a in licence.page.all("a") if squeeze(text(a)) == words)
    licence.client.get(link.get("href"))


def test_the_first_place_is_asked_at_once_and_then_whether_there_is_another(
    licence: Draft, place: AdditionalCondition
) -> None:
    page = f"condition/{place.code}"
    assert licence.here == f"{page}/1"
    assert "place 1" in licence.page.title
    licence.client.submit(MILL)
    assert licence.here == page
    assert "You have added 1 place" in text(licence.page.root)
    licence.client.submit({})
    assert licence.errors() == {"another": "Select yes if you want to add another place"}
    licence.client.submit({"another": "yes"})
    assert licence.here == f"{page}/2"
    licence.client.submit(PIER)
    assert listed(licence) == ["Stay out of the old mill.", "Stay out of the pier."]
    licence.client.submit({"another": "no"})
    licence.finish()
    assert licence.rows()[f"{page}/1"] == ["Stay out of the old mill."]
    assert licence.rows()[f"{page}/2"] == ["Stay out of the pier."]
    assert licence.rows()[page] == ["2 added"]


def test_a_place_is_changed_and_removed_and_the_list_is_asked_again(
    licence: Draft, place: AdditionalCondition
) -> None:
    page = f"condition/{place.code}"
    licence.client.submit(MILL)
    licence.client.submit({"another": "yes"})
    licence.client.submit(PIER)
    press_link(licence, "Change place 1")
    licence.client.submit({"nameTypeAndOrAddress-0-nameOfPremises": "the new mill"})
    assert listed(licence) == ["Stay out of the new mill.", "Stay out of the pier."]
    press_link(licence, "Remove place 1")
    assert "Stay out of the new mill." in text(licence.page.root)
    licence.client.submit({}, "Remove place 1")
    assert listed(licence) == ["Stay out of the pier."]
    assert "another" not in licence.answers().get(page, {})
    press_link(licence, "Remove place 1")
    licence.client.submit({}, "Remove place 1")
    assert licence.here == f"{page}/3", "a list that needs one asks for it again, under a number of its own"
    assert not licence.typed_on_page().get("nameTypeAndOrAddress-0-nameOfPremises", [""])[0]


def test_a_place_with_an_address_has_a_further_page_and_back_leads_through_them(
    licence: Draft, place: AdditionalCondition
) -> None:
    page = f"condition/{place.code}"
    licence.client.submit({"nameTypeAndOrAddress": "both"})
    assert licence.here == f"{page}/1/nameTypeAndOrAddress"
    assert "more details" in licence.page.title and "both" in text(licence.page.root)
    back = next(a for a in licence.page.all("a") if "govuk-back-link" in (a.get("class") or ""))
    assert back.get("href") == licence.url(f"{page}/1")
    whole = {"line_1": "1 Mill Lane", "town": "York", "postcode": "YO1 7HH"}
    licence.client.submit(
        {"nameOfPremises": "the mill", **{f"premisesAddress-{part}": typed for part, typed in whole.items()}}
    )
    assert listed(licence) == ["Stay out of the mill at 1 Mill Lane, York, YO1 7HH."]


def test_no_to_another_is_no_answer_while_nothing_was_added(
    licence: Draft, place: AdditionalCondition
) -> None:
    page = f"condition/{place.code}"
    assert licence.client.get(licence.url(page)).location == licence.url(f"{page}/1")
    assert licence.client.post(licence.url(page), data={"another": "no"}).status_code == 409
    assert page not in licence.answers()


def test_unticking_the_condition_keeps_its_places_for_when_it_is_ticked_again(
    licence: Draft, place: AdditionalCondition
) -> None:
    page = f"condition/{place.code}"
    licence.fill(place, {"nameTypeAndOrAddress": "the name", "nameOfPremises": "the mill"})
    licence.finish()
    other = next(c for c in on_the_menu(licence.policy) if not c.requires_input)
    licence.choose(other)
    assert not any(name.startswith(page) for name in licence.rows())
    licence.choose(place)
    assert licence.rows()[f"{page}/1"] == ["Stay out of the mill."]


def test_a_text_for_several_stands_for_all_of_them(licence: Draft, feed: AdditionalCondition) -> None:
    given: dict[str, Any] = {"which": "A hen", "times": "2", "postcode": "YO1 7HH"}
    until = {"until-day": "8", "until-month": "12", "until-year": "2026"}
    licence.client.submit({**given, **until})
    assert listed(licence) == ["Feed a hen 2 times until Tuesday 8 December 2026, at in YO1 7HH."]
    licence.client.submit({"another": "yes"})
    licence.client.submit({**given, **until, "times": "3"})
    assert len(listed(licence)) == 2
    licence.client.submit({"another": "no"})
    licence.finish()
    assert licence.rows()[f"condition/{feed.code}"] == ["2 addedFeed all of them."]
    assert licence.text(feed) == "Feed all of them."


def test_rules_of_the_policy_are_kept_with_their_own_messages(
    licence: Draft, feed: AdditionalCondition
) -> None:
    licence.client.submit(
        {
            "which": "A hen",
            "times": "12",
            "until-day": "8",
            "until-month": "12",
            "until-year": "2026",
            "from": "9am",
            "to": "9am",
        }
    )
    assert licence.errors() == {
        "times": "The times must be a whole number from 1 to 9",
        "telephone": "Enter the telephone or the postcode",
        "to": "The end must not be the same time as the start, 9am",
    }
    licence.client.submit({"times": "9", "telephone": "01632 960 001", "to": "3pm"})
    assert licence.errors() == {
        "to": "The times must be no more than 4 hours in total, and are 6 hours. A longer time needs a bespoke condition"
    }
    licence.client.submit({"to": None})
    assert licence.errors() == {"to": "Enter the end time, or leave out the start time"}
