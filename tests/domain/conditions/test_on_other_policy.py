"""What another policy means for one licence, and which answers go with it."""

from __future__ import annotations

from typing import Any

from app.domain.conditions.on_other_policy import effect, moved
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from tests.domain.policy_examples import (
    choice,
    new_text,
    old_text,
    plain,
    policy,
    text_input,
    uuid,
    with_form,
    written,
)

PET, DAY = text_input("pet"), text_input("day")
MAP = {"type": "fileUpload", "label": "Map", "name": "outOfBoundFilename"}


def read(*conditions: dict[str, Any], **fields: Any) -> Policy:
    return read_policy(written(policy(*conditions, **fields)))


OLD = read(
    plain(1),
    plain(2, "Shut the door."),
    with_form(3, "Keep {pet} in.", PET),
    with_form(4, "Walk {pet}.", PET),
    with_form(5, "Comb {pet}.", PET),
    plain(6, "Stay off the map."),
    plain(7, "Never chosen."),
)
NEW = read(
    plain(1),
    plain(2, "Shut each door."),
    with_form(3, "Keep {pet} inside.", PET),
    with_form(4, "Walk {pet}{day}.", PET, DAY),
    with_form(6, "Stay off the map.", MAP, type="OutOfBoundsEvent"),
    plain(8, "Brush the cat."),
    changeHints=[{"previousCode": uuid(5), "replacements": [uuid(8)]}],
    standardConditions={"AP": [{"code": uuid(900), "text": "Shut every gate."}], "PSS": []},
)
ANSWERS: dict[str, dict[str, Any]] = {
    "appointment-with": {"who": "practitioner"},
    "additional-conditions": {"needed": "yes"},
    "conditions": {"codes": [uuid(n) for n in (1, 2, 3, 4, 5, 6)]},
    f"condition/{uuid(3)}": {"pet": "Rex"},
    f"condition/{uuid(4)}": {"pet": "Rex"},
    f"condition/{uuid(4)}/pet": {"more": "x"},
    f"condition/{uuid(5)}": {"pet": "Rex"},
    "bespoke-conditions": {"another": "no"},
}


def test_the_effect_is_on_what_the_licence_has_and_in_its_own_words() -> None:
    found = effect(OLD, NEW, ANSWERS)
    assert [(each.condition.code, each.text) for each in found.gone] == [
        (uuid(5), "Comb Rex."),
    ]
    assert [each.text for each in found.gone[0].replacements] == ["Brush the cat."]
    assert [(each.condition.code, each.text) for each in found.asked] == [
        (uuid(4), "Walk Rex."),
        (uuid(6), "Stay off the map."),
    ]
    assert [(old_text(each.pieces), new_text(each.pieces)) for each in found.reworded] == [
        ("Shut the door.", "Shut each door."),
        ("Keep Rex in.", "Keep Rex inside."),
    ]
    assert [new_text(each.text) for each in found.standard] == ["Shut every gate."]


def test_answers_go_along_but_for_details_that_are_asked_again_and_codes_that_are_gone() -> None:
    found = moved(OLD, NEW, ANSWERS)
    assert found == {
        f"condition/{uuid(4)}": None,
        f"condition/{uuid(4)}/pet": None,
        f"condition/{uuid(5)}": None,
        "conditions": {"codes": [uuid(n) for n in (1, 2, 3, 4, 6)]},
    }


def test_details_of_a_condition_that_is_not_chosen_now_go_too_when_its_questions_change() -> None:
    answers = {
        "additional-conditions": {"needed": "no"},
        f"condition/{uuid(4)}": {"pet": "Rex"},
        f"condition/{uuid(3)}": {"pet": "Rex"},
    }
    assert effect(OLD, NEW, answers).asked == ()
    assert moved(OLD, NEW, answers) == {f"condition/{uuid(4)}": None}


def test_when_every_chosen_condition_is_gone_the_choice_is_asked_again() -> None:
    answers = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [uuid(5)]}}
    assert moved(OLD, NEW, answers) == {"conditions": None}
    assert effect(OLD, NEW, answers).asks_again
    assert not effect(OLD, NEW, answers | {"additional-conditions": {"needed": "no"}}).asks_again


def test_answers_are_only_said_to_be_asked_again_where_they_are() -> None:
    assert effect(OLD, NEW, ANSWERS).asks_again
    found = effect(OLD, NEW, ANSWERS | {"conditions": {"codes": [uuid(1), uuid(3)]}})
    assert found.reworded and not found.asks_again


def test_between_equal_policies_nothing_changes() -> None:
    assert effect(OLD, OLD, ANSWERS).is_none and moved(OLD, OLD, ANSWERS) == {}


def test_there_and_back_asks_for_the_details_again() -> None:
    answers = dict(ANSWERS)
    for old, new in ((OLD, NEW), (NEW, OLD)):
        for page, answer in moved(old, new, answers).items():
            answers.pop(page)
            if answer is not None:
                answers[page] = dict(answer)
    assert answers == {
        "appointment-with": {"who": "practitioner"},
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [uuid(n) for n in (1, 2, 3, 4, 6)]},
        f"condition/{uuid(3)}": {"pet": "Rex"},
        "bespoke-conditions": {"another": "no"},
    }


def test_a_choice_of_more_than_words_keeps_its_further_page_while_its_questions_stay() -> None:
    form = with_form(1, "{a}{b}{c}", choice("a", {"x": [text_input("b"), text_input("c")], "y": []}))
    old, new = read(form), read(form | {"text": "Other words."})
    answers = {f"condition/{uuid(1)}": {"a": "x"}, f"condition/{uuid(1)}/a": {"b": "1", "c": "2"}}
    assert moved(old, new, answers) == {}
