"""From template and data to the sentence on the licence: worked examples, and what holds for any input."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.model import AdditionalCondition, Input, StandardCondition
from app.domain.policy.read import read_policy
from app.domain.policy.text import Item, items_from_answers, render, stored_value
from tests.domain.policy_examples import DEFAULT, PUBLISHED, choice, plain, text_input, with_form


def condition(tpl: str | None, *inputs: dict[str, Any], **fields: Any) -> AdditionalCondition:
    return AdditionalCondition.model_validate_json(
        json.dumps({**with_form(1, "", *inputs, **fields), "tpl": tpl})
    )


def items(*pairs: tuple[str, str]) -> list[Item]:
    return [Item(field, value, number) for number, (field, value) in enumerate(pairs)]


def field(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "label": name, "name": name, **fields}


LOWER_ARTICLE = field("text", "coat", case="lower", handleIndefiniteArticle=True)
TURN = choice("turn", {"Daily": [], "Other": [text_input("otherTurn", case="lower")]})
FROM = field("timePicker", "start", includeBefore=" between ", defaultValue=" whenever you like")
TO = field("timePicker", "end", includeBefore=" and ")

EXAMPLES: dict[str, tuple[str, list[dict[str, Any]], list[Item], str]] = {
    "a plain value": ("Walk {dog} twice.", [text_input("dog")], items(("dog", "Fido")), "Walk Fido twice."),
    "a missing value leaves two blanks": (
        "Mend the fence {when} or later.",
        [text_input("when")],
        [],
        "Mend the fence  or later.",
    ),
    "an optional tail that is given": (
        "Feed the fish{day}.",
        [field("datePicker", "day", includeBefore=" before ")],
        items(("day", "Friday 7 June 2024")),
        "Feed the fish before Friday 7 June 2024.",
    ),
    "an optional tail that is not": (
        "Feed the fish{day}.",
        [field("datePicker", "day", includeBefore=" before ")],
        [],
        "Feed the fish.",
    ),
    "a list with and, in lower case": (
        "Pack {food} for the trip.",
        [field("check", "food", case="lower", listType="AND")],
        items(("food", "Bread"), ("food", "Cheese"), ("food", "NUTS")),
        "Pack bread, cheese and nuts for the trip.",
    ),
    "a list of two with or, and a prefix": (
        "Never chase{bird}.",
        [text_input("bird", listType="OR", includeBefore=" a single ")],
        items(("bird", "goose"), ("bird", "hen")),
        "Never chase a single goose or hen.",
    ),
    "a list without a joining word": (
        "Thank {helper}.",
        [text_input("helper")],
        items(("helper", "Sam"), ("helper", "Jo")),
        "Thank Sam and Jo.",
    ),
    "capitals": (
        "Visit {aunt}.",
        [text_input("aunt", case="capitalised")],
        items(("aunt", "anna-lena d'arcy FROM the NHS")),
        "Visit Anna-Lena D'arcy From The Nhs.",
    ),
    "an article before a consonant": (
        "Wear {coat} coat.",
        [LOWER_ARTICLE],
        items(("coat", "Blue")),
        "Wear a blue coat.",
    ),
    "an article before a vowel letter": (
        "Wear {coat} coat.",
        [LOWER_ARTICLE],
        items(("coat", "AMBER")),
        "Wear an amber coat.",
    ),
    "one article for a list": (
        "Bring {tool}.",
        [text_input("tool", listType="OR", handleIndefiniteArticle=True)],
        items(("tool", "rake"), ("tool", "oar")),
        "Bring a rake or oar.",
    ),
    "the first of two names has data": (
        "Wind the clock {otherTurn || turn}.",
        [TURN],
        items(("turn", "Other"), ("otherTurn", "Each FULL moon")),
        "Wind the clock each full moon.",
    ),
    "only the second of two names has data": (
        "Wind the clock {otherTurn || turn}.",
        [TURN],
        items(("turn", "Daily")),
        "Wind the clock Daily.",
    ),
    "an address": (
        "Post it to {home}.",
        [field("address", "home")],
        items(("home", "3 Low Road, , Ely, , CB7 4AA")),
        "Post it to 3 Low Road, Ely, CB7 4AA.",
    ),
    "a default": ("Sing{start}{end}.", [FROM, TO], [], "Sing whenever you like."),
    "a default that is not needed": (
        "Sing{start}{end}.",
        [FROM, TO],
        items(("start", "08:00 am"), ("end", "10:30 am")),
        "Sing between 08:00 am and 10:30 am.",
    ),
    "blanks inside the braces": (
        "Ring { who } now.",
        [text_input("who")],
        items(("who", "Mo")),
        "Ring { who } now.",
    ),
    # and what follows from the rules
    "no name of either-or has data, so no default": (
        "Go{start || end}.",
        [FROM, TO],
        [],
        "Go.",
    ),
    "three names, no blanks around the bars": (
        "Go {a||b||c}.",
        [text_input("a"), text_input("b"), text_input("c")],
        items(("c", "north")),
        "Go north.",
    ),
    "a name that is no input": (
        "Go {where}.",
        [text_input("a")],
        items(("where", "up"), ("where", "on")),
        "Go up and on.",
    ),
    "the first input of a name sets the rules": (
        "Go {way}.",
        [choice("x", {"A": [text_input("way", case="upper")], "B": [text_input("way", case="lower")]})],
        items(("way", "North")),
        "Go NORTH.",
    ),
    "the same placeholder twice": ("{a} or {a}", [text_input("a")], items(("a", "1")), "1 or 1"),
    "a placeholder over two lines": ("{a\n} {a}", [text_input("a")], items(("a", "1")), "{a\n} 1"),
    "a prefix takes part in the article": (
        "Bring{a}.",
        [text_input("a", includeBefore=" ", handleIndefiniteArticle=True)],
        items(("a", "egg")),
        "Bringa  egg.",
    ),
    "an article that is set to false still counts": (
        "Bring {a}.",
        [text_input("a", handleIndefiniteArticle=False)],
        items(("a", "egg")),
        "Bring an egg.",
    ),
    "blanks survive capitals": (
        "{a}",
        [text_input("a", case="capitalised")],
        items(("a", " two  words ")),
        " Two  Words ",
    ),
    "a blank value in capitals is empty": (
        "<{a}>",
        [text_input("a", case="capitalised")],
        items(("a", "  ")),
        "<>",
    ),
    "no template": ("", [text_input("a")], items(("a", "1")), ""),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_worked_example_gives_its_sentence(name: str) -> None:
    tpl, inputs, data, sentence = EXAMPLES[name]
    assert render(condition(tpl, *inputs), data) == sentence


AGREEING = text_input("it", handleIndefiniteArticle=True)
PLAIN = text_input("it")


@pytest.mark.parametrize(
    ("tpl", "rule", "typed", "sentence"),
    [
        ("Keep no {it}.", AGREEING, "an apple", "Keep no an apple."),
        ("Keep no {it}.", AGREEING, "AN APPLE", "Keep no an APPLE."),
        ("Keep no {it}.", AGREEING, "A knife", "Keep no a knife."),
        ("Keep no {it}.", AGREEING, "an hour glass", "Keep no an hour glass."),
        ("Keep no {it}.", AGREEING, "the crown", "Keep no the crown."),
        ("Keep no {it}.", AGREEING, "ant farm", "Keep no an ant farm."),
        ("Keep no {it}.", AGREEING, "theodolite", "Keep no a theodolite."),
        ("Keep no {it}.", AGREEING, "a", "Keep no an a."),
        ("Not a {it}.", PLAIN, "an apple", "Not an apple."),
        ("Not an {it}.", PLAIN, "a knife", "Not a knife."),
        ("Not a {it}.", PLAIN, "The Crown", "Not the Crown."),
        ("Not a {it}.", PLAIN, "apple", "Not an apple."),
        ("Not an {it}.", PLAIN, "knife", "Not a knife."),
        ("Not a {it}.", PLAIN, "university", "Not a university."),
        ("Not an {it}.", PLAIN, "hour", "Not an hour."),
        ("Not an {it}.", PLAIN, "x-ray", "Not an x-ray."),
        ("Not a {it}.", PLAIN, "u-bend", "Not a u-bend."),
        ("Not an {it}.", PLAIN, "f, or a g", "Not an f, or a g."),
        ("Not an {it}.", PLAIN, "F", "Not an F."),
        ("Not an {it}.", PLAIN, "F Block", "Not an F Block."),
        ("Not an {it}.", PLAIN, "MP3 player", "Not an MP3 player."),
        ("Not the {it}.", PLAIN, "The Red Lion", "Not the Red Lion."),
        ("Not the {it}.", PLAIN, "a pub", "Not a pub."),
        ("Not the {it}.", PLAIN, "A Block", "Not the A Block."),
        ("Not the {it}.", PLAIN, "Anchor", "Not the Anchor."),
        ("Not a {it}.", PLAIN, "A Block", "Not an A Block."),
        ("Not an {it}.", PLAIN, "A Wing", "Not an A Wing."),
        ("A {it} is not allowed.", PLAIN, "A Block", "An A Block is not allowed."),
        ("Keep no {it}.", AGREEING, "A Level", "Keep no an A Level."),
        ("Not a {it}.", PLAIN, "A pub", "Not a pub."),
        ("Not a {it}.", text_input("it", case="capitalised"), "a block", "Not a Block."),
        ("Not a {it}.", text_input("it", case="capitalised"), "A Block", "Not an A Block."),
        ("Not the {it}.", text_input("it", case="capitalised"), "a pub", "Not a Pub."),
        ("Not a {it}.", text_input("it", case="lower"), "A PUB", "Not a pub."),
        ("A {it} is not allowed.", PLAIN, "the Anchor", "The Anchor is not allowed."),
        ("No class A {it}.", PLAIN, "the drug", "No class A the drug."),
        ("Not via {it}.", PLAIN, "the A1", "Not via the A1."),
        ("Not{it}.", text_input("it", includeBefore=" near the "), "the park", "Not near the park."),
    ],
)
def test_an_article_that_both_the_template_and_the_person_give_is_said_once(
    tpl: str, rule: dict[str, Any], typed: str, sentence: str
) -> None:
    assert render(condition(tpl, rule), items(("it", typed))) == sentence


def test_no_condition_of_the_policy_doubles_an_article_that_is_typed() -> None:
    doubled = re.compile(r"\b(?:an?|the) (?:an?|the) ", re.IGNORECASE)
    for its in (read_policy(file.read_bytes()) for file in (DEFAULT, PUBLISHED) if file.exists()):
        for each in its.additional_conditions.AP:
            for article in ("an ", "a ", "the "):
                typed = [Item(i.name, article + "apple", n) for n, i in enumerate(each.every_input())]
                assert not doubled.search(render(each, typed)), each.tpl


def test_items_are_used_in_order_of_sequence() -> None:
    pets = condition("Feed {pet}.", text_input("pet"))
    assert (
        render(pets, [Item("pet", "cat", 2), Item("pet", "dog", 0), Item("pet", "hen", 1)])
        == "Feed dog, hen and cat."
    )


def test_a_condition_without_a_form_is_its_text_whatever_the_data() -> None:
    fixed = AdditionalCondition.model_validate(plain(1, "Feed the {cat}."))
    assert render(fixed, items(("cat", "dog"))) == "Feed the {cat}."
    assert (
        render(StandardCondition(code="a", text="Shut the {gate}."), items(("gate", "x")))
        == "Shut the {gate}."
    )


def test_no_template_at_all_is_an_empty_text() -> None:
    assert render(condition(None, text_input("a")), items(("a", "1"))) == ""


def test_braces_that_people_type_are_never_expanded() -> None:
    pair = condition("{a} then {b}", text_input("a"), text_input("b"))
    assert render(pair, items(("a", "{b}"), ("b", "{a}"))) == "{b} then {a}"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PIECES = st.sampled_from(
    ["{a}", "{b}", "{ a }", "{a || b}", "{", "}", "||", " ", "\n", "word", "{{a}}", "{}"]
)
TEMPLATES = st.lists(PIECES | TEXTS, max_size=8).map("".join)
INPUTS = st.builds(
    lambda kind, name, rules: {**field(kind, name), **rules},
    st.sampled_from(["text", "radio", "check", "address", "timePicker", "datePicker", "fileUpload"]),
    st.sampled_from(["a", "b", ""]),
    st.fixed_dictionaries(
        {},
        optional={
            "case": st.sampled_from(["lower", "upper", "capitalised"]),
            "listType": st.sampled_from(["AND", "OR"]),
            "handleIndefiniteArticle": st.booleans(),
            "includeBefore": TEXTS,
            "defaultValue": TEXTS,
        },
    ),
)
ITEMS = st.lists(
    st.builds(Item, st.sampled_from(["a", "b", "", "a || b"]) | TEXTS, TEXTS, st.integers()), max_size=5
)


@given(TEMPLATES, st.lists(INPUTS, max_size=3), ITEMS)
def test_rendering_never_fails_and_the_same_data_gives_the_same_sentence(
    tpl: str, inputs: list[dict[str, Any]], data: list[Item]
) -> None:
    form = condition(tpl, *inputs)
    assert render(form, data) == render(form, data)


@given(TEXTS, st.sampled_from(["{a}", "{b}", "{c}", "{a || c}", "}{a", "{", "}"]), TEXTS)
def test_a_typed_value_stands_in_the_sentence_as_typed(before: str, braces: str, after: str) -> None:
    typed = before + braces + after
    trio = condition("1{a}2{b}3{c}4", text_input("a"), text_input("b"), text_input("c"))
    assert render(trio, items(("a", typed), ("b", typed), ("c", "C"))) == f"1{typed}2{typed}3C4"


ADDRESS = {"line_1": " 1 Mill Lane ", "line_2": "", "town": "York", "county": " ", "postcode": "YO1 1AA"}


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("text", " Rex ", ["Rex"]),
        ("text", "  ", []),
        ("text", None, []),
        ("text", ["Ann", " ", " Bo"], ["Ann", "Bo"]),
        ("timePicker", dt.time(20, 5), ["08:05 pm"]),
        ("timePicker", dt.time(0, 0), ["12:00 am"]),
        ("timePicker", dt.time(12, 30), ["12:30 pm"]),
        ("timePicker", dt.time(11, 59), ["11:59 am"]),
        ("datePicker", dt.date(2024, 6, 6), ["Thursday 6 June 2024"]),
        ("address", ADDRESS, ["1 Mill Lane, , York, , YO1 1AA"]),
        ("address", dict.fromkeys(ADDRESS, ""), []),
        ("address", {}, []),
    ],
)
def test_each_kind_of_answer_has_its_stored_form(kind: str, value: Any, stored: list[str]) -> None:
    assert stored_value(Input.model_validate(field(kind, "a")), value) == stored


def test_ticks_are_stored_in_the_order_of_the_options_and_only_real_options_are() -> None:
    ticks = Input.model_validate({**choice("a", {"One": [], "Two": [], "Three": []}), "type": "check"})
    assert stored_value(ticks, ["Three", "Nine", "One"]) == ["One", "Three"]
    assert stored_value(ticks, dt.date(2024, 1, 1)) == []


def test_only_fields_that_the_chosen_option_reveals_are_stored() -> None:
    form = condition(
        "{name}{street}",
        choice(
            "how",
            {
                "Name": [text_input("name")],
                "Street": [field("address", "street")],
                "Both": [text_input("name"), field("address", "street")],
            },
        ),
    )
    answers = {"how": "Street", "name": "The Swan", "street": ADDRESS}
    address = "1 Mill Lane, , York, , YO1 1AA"
    assert items_from_answers(form, answers) == items(("how", "Street"), ("street", address))
    both = items(("how", "Both"), ("name", "The Swan"), ("street", address))
    assert items_from_answers(form, {**answers, "how": "Both"}) == both
    assert items_from_answers(form, {"name": "The Swan"}) == []


def test_a_name_that_is_used_twice_is_stored_once() -> None:
    ticks = {**choice("how", {"A": [text_input("name")], "B": [text_input("name")]}), "type": "check"}
    assert items_from_answers(condition("{name}", ticks), {"how": ["A", "B"], "name": "Rex"}) == items(
        ("how", "A"), ("how", "B"), ("name", "Rex")
    )


def test_empty_answers_take_no_number() -> None:
    form = condition("{a}{b}{c}", text_input("a"), text_input("b"), text_input("c"))
    assert items_from_answers(form, {"a": ["x", "", "y"], "b": " ", "c": "z"}) == items(
        ("a", "x"), ("a", "y"), ("c", "z")
    )


def test_the_general_choice_of_premises_is_stored_in_its_own_words() -> None:
    form = condition(
        "Report to {approvedPremises}.",
        choice("addressOrGeneric", {"The place you stay": [], "Another": [text_input("approvedPremises")]}),
        type="ReportToApprovedPremisesPolicyV3",
    )
    general = items_from_answers(
        form, {"addressOrGeneric": "The place you stay", "approvedPremises": "ignored"}
    )
    assert general == items(
        ("addressOrGeneric", "The place you stay"), ("approvedPremises", "the place you stay")
    )
    named = items_from_answers(form, {"addressOrGeneric": "Another", "approvedPremises": "Elm House"})
    assert render(form, named) == "Report to Elm House."


def test_what_is_typed_goes_before_the_words_of_an_option() -> None:
    form = condition(
        "Feed {kind}.",
        text_input("kind", required=False, fromChoice="which"),
        choice("which", {"A hen": [], "Hens": []}),
    )
    assert render(form, items_from_answers(form, {"which": "A hen"})) == "Feed a hen."
    assert (
        render(form, items_from_answers(form, {"which": "A hen", "kind": "the goose"})) == "Feed the goose."
    )
