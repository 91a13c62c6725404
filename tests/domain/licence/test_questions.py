"""Where a question can be pinned on a licence, and what is said of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.licence.cover import Away, Contact, Goes
from app.domain.licence.questions import Question, State, page_of, pinned, places_in
from tests.journeys.facts import DID, question


def document(*ids: str, **more: Any) -> dict[str, Any]:
    """A document with a section about conditions, of these ids in printed order, between two others."""
    items = [
        {"number": f"5.{place}", "text": f"You must do {each}."} for place, each in enumerate("abc", start=1)
    ]
    sections = [
        {"heading": "About this licence", "number": None, "blocks": [{"kind": "text", "text": "…"}]},
        {"heading": "Licence conditions", "number": 5, "blocks": [{"kind": "conditions", "items": items}]},
        {"heading": "Areas", "number": None, "blocks": []},
    ]
    facts = {"licence": {"conditions": [{"id": each} for each in ids]}} if ids else {}
    return {"printed": {"sections": sections}} | facts | more


def test_a_question_can_be_pinned_to_each_section_and_each_condition() -> None:
    found = [
        (each.key, each.words) for each in places_in(document("standard/x", "condition/y", "condition/y#2"))
    ]
    assert found == [
        ("section:About this licence", "Section: About this licence"),
        ("section:Licence conditions", "Section 5: Licence conditions"),
        ("condition:standard/x", "Condition 5.1: You must do a."),
        ("condition:condition/y", "Condition 5.2: You must do b."),
        ("condition:condition/y#2", "Condition 5.3: You must do c."),
        ("section:Areas", "Section: Areas"),
    ]


def test_conditions_of_an_old_document_are_known_by_their_numbers() -> None:
    assert [each.key for each in places_in(document())][2:5] == [
        "condition:5.1",
        "condition:5.2",
        "condition:5.3",
    ]


def test_a_question_stands_beside_its_condition_also_where_that_has_another_number() -> None:
    asked = question(place="condition:condition/y")
    assert pinned([asked], document("standard/x", "condition/y", "z")) == {"5.2": [asked]}
    assert pinned([asked], document("condition/y", "standard/x", "z")) == {"5.1": [asked]}
    assert pinned([asked], document("standard/x", "other", "z")) == {"": [asked]}, (
        "the licence no longer has it"
    )
    whole = question()
    assert pinned([whole], document("a")) == {"": [whole]}


def test_a_question_about_a_condition_knows_the_page_that_asks_for_it() -> None:
    assert page_of(question(place="condition:condition/y#2")) == "condition/y"
    assert page_of(question(place="section:Areas")) == page_of(question()) == ""


def test_it_says_who_answers_by_when_and_who_stands_in() -> None:
    def said(**changes: Any) -> str:
        return question(
            owner="Robin", due=dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), **changes
        ).who_answers

    assert said(state=State.OPEN) == "Robin must answer by 24 November 2026 at 10am."
    assert said(state=State.OVERDUE) == "Robin must answer by 24 November 2026 at 10am, which has passed."
    away = Goes("Robin", Away(dt.date(2026, 11, 26), Contact("Morgan", "01632 960 777")), None)
    assert said(state=State.OPEN, goes=away, contact="robin@example.com") == (
        "Robin must answer by 24 November 2026 at 10am. Robin is away until 26 November 2026. "
        "Their cover is Morgan, 01632 960 777. Contact: robin@example.com."
    )


def test_it_holds_while_it_is_open_and_is_about_the_version_in_hand() -> None:
    def holds(**changes: Any) -> bool:
        return question(**{"is_holding": True} | changes).holds

    assert holds(state=State.OPEN) and holds(state=State.OVERDUE) and holds(state=State.ANSWERED)
    assert (
        not holds(state=State.CLOSED) and not holds(is_holding=False) and not holds(is_of_this_version=False)
    )


def test_how_it_was_closed_is_said() -> None:
    def said(**changes: Any) -> str:
        asked: Question = question(state=State.CLOSED, **changes)
        return asked.closed_in_words

    moment = "by Ashley Fileworthy on 23 November 2026 at 10am"
    assert said(closed=DID, answered=DID, answer="Yes.") == f"Closed {moment}"
    assert said(closed=DID) == f"Closed without an answer {moment}"
    assert said() == "Closed, because version 1.0 of the licence ended"
