"""Answers that leave the licence come back with their question until it is sent, and are asked again about something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.domain.policy.model import AdditionalCondition
from app.models.base import db
from app.models.licence import Run
from tests.domain.policy_examples import uuid
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, file_of, imported, on_the_menu
from tests.support.moving import act
from tests.support.writing import submit

SignedIn = Callable[[str], CheckingClient]
NAME = "tagged-0-programme"
THREE = {
    "curfewStart": "9pm",
    "curfewEnd": "10pm",
    "curfewStart2": "11pm",
    "curfewEnd2": "1am",
    "curfewStart3": "2am",
    "curfewEnd3": "3am",
}


def writing(app: Flask, client: CheckingClient, policy: str, folder: Path) -> Draft:
    return draft(app, client, imported(app, file_of(policy, folder)))


def additional(licence: Draft, number: int) -> AdditionalCondition:
    found = licence.policy.additional(uuid(number))
    assert found is not None
    return found


def aside(app: Flask, licence: Draft) -> list[dict[str, object]]:
    """What every run of a licence has set aside."""
    with app.app_context():
        return list(db.session.scalars(db.select(Run.aside).where(Run.licence_id == licence.id)))


def test_three_curfews_made_one_and_three_again_are_still_there_until_the_licence_is_sent(
    app: Flask, signed_in: SignedIn, tmp_path: Path, printing_is_quick: None
) -> None:
    licence = writing(app, signed_in("practitioner"), "made", tmp_path)
    curfew = additional(licence, 11)
    page = f"condition/{curfew.code}"
    licence.choose(curfew)
    licence.client.submit({"numberOfCurfews": "Three", "often": "Weekly"})
    licence.client.submit(THREE)
    first = licence.stored(curfew)
    licence.client.get(licence.url(page))
    licence.client.submit({"numberOfCurfews": "One"})
    licence.client.submit({"curfewStart": "8pm"})
    assert "curfewStart3" not in licence.stored(curfew)
    licence.client.get(licence.url(page))
    licence.client.submit({"numberOfCurfews": "Three"})
    assert licence.here == f"{page}/numberOfCurfews", "it is asked again, with what was answered filled in"
    shown = {name: value for name, (value,) in licence.typed_on_page().items()}
    assert shown == {
        "curfewStart": "8pm",
        "curfewEnd": "10pm",
        "curfewStart2": "11pm",
        "curfewEnd2": "1am",
        "curfewStart3": "2am",
        "curfewEnd3": "3am",
    }
    licence.client.submit({"curfewStart": "9pm"})
    assert licence.stored(curfew) == first
    licence.client.get(licence.url(page))
    licence.client.submit({"numberOfCurfews": "One"})
    licence.client.submit()
    licence.finish()
    assert any(aside(app, licence))
    assert submit(licence.client, licence.id).location.endswith("/done")
    act(licence.client, licence.id, "withdraw")
    assert not any(aside(app, licence)), "what is off the walk is dropped when the licence is sent"
    licence.client.get(licence.url(page))
    licence.client.submit({"numberOfCurfews": "Three"})
    assert licence.typed_on_page()["curfewStart3"] == [""]


@pytest.mark.one_database
def test_the_words_of_other_come_back_with_it(app: Flask, signed_in: SignedIn, tmp_path: Path) -> None:
    licence = writing(app, signed_in("practitioner"), "made", tmp_path)
    condition = additional(licence, 9)
    page = f"condition/{condition.code}"
    licence.choose(condition)
    given = {"one": "run", "two": "swim", "four": "Other", "four-1-three": "Umbrella stand"}
    licence.client.submit(given)
    licence.client.get(licence.url(page))
    licence.client.submit({"four": "alone"})
    assert "three" not in licence.stored(condition) and "mbrella" not in licence.text(condition)
    licence.client.get(licence.url(page))
    assert licence.typed_on_page()["four-1-three"] == ["Umbrella stand"]
    licence.client.submit({"four": "Other"})
    assert licence.stored(condition)["three"] == "Umbrella stand"


def tagged(licence: Draft) -> list[AdditionalCondition]:
    return [
        c
        for c in on_the_menu(licence.policy)
        if c.requires_electronic_monitoring_response and (not c.requires_input or c.inputs)
    ]


@pytest.mark.one_database
def test_the_programme_is_asked_again_filled_in_when_the_tag_is_another_one(
    app: Flask, signed_in: SignedIn
) -> None:
    licence = writing(app, signed_in("practitioner"), "default", Path())
    one, other = tagged(licence)[:2]
    plain = next(c for c in on_the_menu(licence.policy) if not c.requires_input and c not in tagged(licence))
    assert one.code != other.code
    with_details = {c.code: c for c in (one, other)}
    assert len(with_details) == 2
    licence.choose(one)
    answer_details(licence)
    licence.client.submit({"tagged": "yes", NAME: "Sampleton evening pathfinder"})
    licence.choose(plain)
    licence.choose(other, plain)
    answer_details(licence)
    assert licence.here == "monitoring-programme", "the question is about another tag, so it is asked again"
    assert licence.typed_on_page() == {"tagged": ["yes"], NAME: ["Sampleton evening pathfinder"]}
    licence.client.submit()
    licence.choose(plain)
    licence.choose(other, plain)
    assert licence.here != "monitoring-programme", "changed back: the same tag, and the same answer"
    licence.choose(one, other, plain)
    answer_details(licence)
    assert licence.here != "monitoring-programme", "a second tag leaves the answer as it was"


def answer_details(licence: Draft) -> None:
    """Answer details that are asked before the programme."""
    if licence.here.startswith("condition/"):
        licence.finish(until="monitoring-programme")
