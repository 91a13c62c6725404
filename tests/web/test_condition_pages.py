"""The details page of every condition, alone: what it asks, refuses, keeps and ignores, whatever the policy says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.policy.model import AdditionalCondition, Input, InputType
from app.domain.policy.types import form_rules
from app.domain.words import long_date
from tests.support.client import CheckingClient
from tests.support.conditions import POLICIES, Draft, draft, file_of, imported, on_the_menu
from tests.support.examples import (
    CHOICES,
    first_page,
    further_inputs,
    html_fields,
    is_optional,
    is_small,
    one_of,
    options_chosen,
    revealed_by,
    typed,
    typed_into,
    value_of,
    ways,
)
from tests.support.page_checks import squeeze, text

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]


@pytest.fixture(params=POLICIES)
def licence(request: pytest.FixtureRequest, app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    """A licence being written, on each policy in turn."""
    return draft(app, signed_in("practitioner"), imported(app, file_of(request.param, tmp_path)))


@pytest.fixture
def made(app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    """A licence on the policy that is made up for tests."""
    return draft(app, signed_in("practitioner"), imported(app, file_of("made", tmp_path)))


def alone(licence: Draft) -> Iterator[AdditionalCondition]:
    """Every condition with details, each chosen alone, its page shown."""
    for condition in on_the_menu(licence.policy):
        if condition.requires_input:
            licence.choose_alone(condition)
            yield condition


def wrong_id(each: Input, name: str) -> str:
    """The id of the input that an error about an empty field leads to."""
    match each.type:
        case InputType.DATE:
            return f"{name}-day"
        case InputType.ADDRESS:
            return f"{name}-line_1"
        case InputType.TEXT if each.add_another:
            return f"{name}-0"
        case InputType.FILE:
            return f"{name}-words"
    return name


def pages(condition: AdditionalCondition, given: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[Input]]]:
    """The pages that ask for the details of a condition, with what each asks."""
    page = first_page(condition)
    yield page, condition.inputs or ()
    for each in condition.inputs or ():
        if further := further_inputs(condition, given, each.name):
            yield f"{page}/{each.name}", further


def send(licence: Draft, page: str, inputs: Sequence[Input], given: Mapping[str, Any], **changes: Any) -> int:
    """Fill in a page from a clean start and send it; the status of what is shown."""
    licence.client.get(licence.url(page))
    assert licence.here == page, licence.page.url
    licence.add_boxes(inputs, given)
    lists = tuple(f"{each.name}-" for each in inputs if each.add_another)
    boxes = [name for name in licence.typed_on_page() if lists and name.startswith(lists)]
    licence.client.submit({**dict.fromkeys(boxes), **typed(inputs, given), **changes}, "Continue")
    return licence.page.status


def check_error(licence: Draft, wanted: set[str]) -> None:
    """These fields and no others are said to be empty, in words that make sense."""
    errors = licence.errors()
    assert set(errors) == wanted
    for message in errors.values():
        assert message.startswith(("Enter ", "Select ")), message
        assert len(message.split()) > 1 and not message.endswith((".", ":", "(optional)"))
        assert "all that apply" not in message and "relevant text" not in message
    assert licence.page.title.startswith("Error: ")
    assert len(set(errors.values())) == len(errors), "two fields with one message"


def test_an_empty_page_asks_for_everything_that_is_needed(licence: Draft, subtests: pytest.Subtests) -> None:
    for condition in alone(licence):
        with subtests.test(condition=condition.code):
            inputs = condition.inputs or ()
            page = first_page(condition)
            needed = {wrong_id(i, i.name) for i in inputs if not is_optional(condition, i)}
            alternatives = one_of(condition)
            assert send(licence, page, inputs, {}) == 422
            check_error(licence, needed | {wrong_id(i, i.name) for i in inputs if i.name in alternatives[:1]})
            assert not licence.stored(condition)


def test_each_input_left_empty_is_the_only_error_and_nothing_else_is_lost(
    licence: Draft, subtests: pytest.Subtests
) -> None:
    for condition in alone(licence):
        has_reveals = any(True for each in condition.inputs or () for _ in each.sub_inputs())
        for given in ways(condition, licence.facts)[: None if has_reveals else 1]:
            with subtests.test(condition=condition.code, given=str(given)):
                _leave_each_empty(licence, condition, given)


def asked_under(asked: tuple[str, ...], aside: tuple[str, ...]) -> tuple[str, ...]:
    """Of the names that are asked, those under an option; what other options hold was answered before."""
    return tuple(name for name in asked if name.startswith(aside))


def _leave_each_empty(licence: Draft, condition: AdditionalCondition, given: Mapping[str, Any]) -> None:
    """Each field of each page of one answer in turn, where it is not sent empty in another answer anyhow."""
    for page, inputs in pages(condition, given):
        for each, name in html_fields(inputs, given):
            is_reveal = name != each.name
            if is_optional(condition, each) or each.name not in given:
                continue
            if each.type in CHOICES and not is_reveal and given != ways(condition, licence.facts)[0]:
                continue
            sent = {**typed(inputs, given), **dict.fromkeys(typed_into(each, name, given[each.name]))}
            assert send(licence, page, inputs, given, **sent) == 422
            check_error(licence, {wrong_id(each, name)})
            asked = tuple(name for _, name in html_fields(inputs, given))
            aside = tuple(f"{e.name}-{n}-" for e in inputs for n, _ in enumerate(e.options or ()))
            held = {
                k: v
                for k, v in licence.typed_on_page().items()
                if any(v) and (k.startswith(asked_under(asked, aside)) or not k.startswith(aside))
            }
            wanted = {k: v if isinstance(v, list) else [v] for k, v in sent.items() if v}
            if each.type in CHOICES:  # what an option reveals goes with it
                held = {k: v for k, v in held.items() if not k.startswith(f"{name}-")}
                wanted = {k: v for k, v in wanted.items() if not k.startswith(f"{name}-")}
            assert held == wanted
        assert send(licence, page, inputs, given) == 200


def test_details_are_stored_shown_back_and_summed_up(licence: Draft, subtests: pytest.Subtests) -> None:
    for condition in alone(licence):
        with subtests.test(condition=condition.code):
            given = ways(condition, licence.facts)[0]
            licence.fill(condition, given)
            licence.finish()
            assert {k: v for k, v in licence.stored(condition).items() if v} == given
            for page, inputs in pages(condition, given):
                licence.client.get(licence.url(page))
                back = {k: v for k, v in licence.typed_on_page().items() if any(v)}
                assert set(back) == {k for k, v in typed(inputs, given).items() if v}
                licence.client.submit({}, "Continue")
                assert licence.here == "check-answers"
            assert squeeze(licence.text(condition)) in " ".join(licence.rows()[first_page(condition)])


def test_values_behind_an_option_that_is_not_chosen_are_ignored(
    licence: Draft, subtests: pytest.Subtests
) -> None:
    for condition in alone(licence):
        hidden = {
            (choice.name, place): sub
            for choice in condition.inputs or ()
            for place, option in enumerate(choice.options or ())
            for sub in revealed_by(option)
        }
        for given in ways(condition, licence.facts) if hidden else ():
            with subtests.test(condition=condition.code, given=str(given)):
                page, inputs = next(pages(condition, given))
                assert send(licence, page, inputs, given) == 200
                stored = licence.answers()[page]
                extra: dict[str, Any] = {}
                for (name, place), sub in hidden.items():
                    choice = next(i for i in inputs if i.name == name)
                    option = (choice.options or ())[place]
                    for html in (sub.name, f"{name}-{place}-{sub.name}"):
                        if html == sub.name or not (
                            option in options_chosen(choice, given) and is_small(option)
                        ):
                            extra |= typed_into(sub, html, value_of(condition, sub, licence.facts, 3))
                plain = {k: v for k, v in typed(inputs, given).items() if v}
                assert licence.post(page, plain | extra) == 302
                assert licence.answers()[page] == stored


def test_an_option_that_does_not_exist_is_refused(licence: Draft, subtests: pytest.Subtests) -> None:
    for condition in alone(licence):
        given = ways(condition, licence.facts)[0]
        page, inputs = next(pages(condition, given))
        for each in inputs:
            if each.type in CHOICES:
                with subtests.test(condition=condition.code, choice=each.name):
                    plain = {k: v for k, v in typed(inputs, given).items() if v}
                    assert licence.post(page, plain | {each.name: "No such option"}) == 422
                    assert each.name in licence.errors()
                    assert not licence.stored(condition)


def test_dates_stay_inside_the_licence(licence: Draft, subtests: pytest.Subtests) -> None:
    facts, day = licence.facts, dt.timedelta(days=1)
    assert facts.release.earliest and facts.release.end and facts.release.earliest > facts.today
    tried = 0
    for condition in alone(licence):
        given = next(
            (w for w in ways(condition, facts) if any(isinstance(v, dt.date) for v in w.values())), {}
        )
        for page, inputs in pages(condition, given):
            for each, name in html_fields(inputs, given):
                if each.type is not InputType.DATE:
                    continue
                tried += 1
                with subtests.test(condition=condition.code, date=name):

                    def sent(
                        value: dt.date, page=page, inputs=inputs, given=given, each=each, name=name
                    ) -> int:
                        return send(licence, page, inputs, given, **typed_into(each, name, value))

                    for value, words in (
                        (facts.today - day, "must be today or in the future"),
                        (
                            facts.release.earliest - day,
                            f"must be on or after {long_date(facts.release.earliest)}, ",
                        ),
                        (
                            facts.release.end + day,
                            f"must be on or before {long_date(facts.release.end)}, the day",
                        ),
                    ):
                        assert sent(value) == 422
                        assert list(licence.errors()) == [f"{name}-day"]
                        assert words in licence.errors()[f"{name}-day"]
                    for value in (facts.release.earliest, facts.release.end):
                        assert sent(value) == 200
                        assert licence.stored(condition)[each.name] == value
    assert tried


def test_a_list_keeps_what_was_typed_when_boxes_come_and_go(
    licence: Draft, subtests: pytest.Subtests
) -> None:
    for condition in alone(licence):
        for each in condition.inputs or ():
            if not each.add_another:
                continue
            with subtests.test(condition=condition.code, list=each.name):
                given = {each.name: ["one", "two", "three"]}
                licence.add_boxes(condition.inputs or (), given)
                boxes = typed_into(each, each.name, given[each.name])
                licence.client.submit(boxes, f"redisplay=remove:{each.name}:1")
                held = licence.typed_on_page()
                assert [held[f"{each.name}-{n}"] for n in range(2)] == [["one"], ["three"]]
                assert f"{each.name}-2" not in held
                assert not licence.errors() and not licence.stored(condition)


# What no policy at hand asks for, by the policy that is made up


def shown(made: Draft, form_type: str, number: int = 0) -> AdditionalCondition:
    """The condition of a form type, chosen alone, its page shown."""
    found = [c for c in on_the_menu(made.policy) if c.type == form_type]
    made.choose(found[number])
    return found[number]


def test_a_name_or_an_address_is_enough_and_a_begun_address_must_be_whole(made: Draft) -> None:
    condition = shown(made, "DrugTestLocation")
    assert form_rules(condition).at_least_one == (("name", "address"),)
    made.client.submit({})
    assert made.errors() == {"name": "Enter the name or an address"}
    made.client.submit({"name": "The mill", "address-town": "Sampleton"})
    assert made.errors() == {"address-line_1": "Enter address line 1", "address-postcode": "Enter postcode"}
    assert made.typed_on_page()["name"] == ["The mill"]
    made.client.submit({"address-line_1": "1 Mill Lane", "address-postcode": "nowhere"})
    assert made.errors() == {"address-postcode": "Postcode must be a full UK postcode, like AA3 1AB"}
    made.client.submit({"name": None, "address-postcode": "yo17hh"})
    assert made.stored(condition)["address"]["postcode"] == "YO1 7HH"
    assert made.text(condition) == "Be tested at  at 1 Mill Lane, Sampleton, YO1 7HH."


def test_a_further_page_says_which_choice_leads_to_it_and_its_answers_come_back(made: Draft) -> None:
    condition = shown(made, "No such type", 1)
    page, further = f"condition/{condition.code}", f"condition/{condition.code}/who"
    assert "Ask the keeper first." in text(made.page.root)
    made.client.submit({"who": "a friend"})
    assert made.here == further
    assert "a friend" in [text(e) for e in made.page.all("strong")]
    address = {"place-line_1": "1 Mill Lane", "place-town": "Sampleton", "place-postcode": "YO1 7HH"}
    made.client.submit(address | {"at": "half past"})
    assert list(made.errors()) == ["at"] and "like 9am or 2:30pm" in made.errors()["at"]
    made.client.submit({"at": "midday"})
    made.finish()
    with_friend = made.text(condition)
    assert with_friend == "Visit a friend in 1 Mill Lane, Sampleton, YO1 7HH at 12:00 pm."

    made.client.get(made.url(page))
    made.client.submit({"who": "nobody"})
    assert made.here == "check-answers" and further not in made.rows()
    assert squeeze("Visit nobody.") in made.rows()[page]
    made.client.get(made.url(page))
    made.client.submit({"who": "a friend"})
    assert made.here == "check-answers", "the further page's answers are back"
    assert squeeze(with_friend) in made.rows()[page]
    assert made.rows()[further] == ["Included in the condition above"]


@pytest.mark.one_database
def test_the_words_of_a_condition_stand_once_on_its_page_if_its_heading_has_them_all(licence: Draft) -> None:
    for condition in alone(licence):
        (heading,) = licence.page.all("h1")
        insets = [text(each) for each in licence.page.with_class("govuk-inset-text")]
        is_whole = f"{text(heading)}." == squeeze(condition.text)
        assert insets == ([] if is_whole else [squeeze(condition.text)])
