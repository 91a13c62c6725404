"""The forms of conditions: one field for each kind of input, with the rules of the condition's type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from app.domain.answers import FOR
from app.domain.characters import unprintable
from app.domain.policy.model import AdditionalCondition, Input, InputType, Policy
from app.domain.policy.read import read_policy
from app.domain.policy.template import EITHER, placeholders
from app.domain.policy.text import items_from_answers, render
from app.domain.words import day_and_date
from forms.base import Form
from forms.conditions.details import form_of, further_forms
from forms.conditions.wording import name_of, object_of
from tests.domain.policy_examples import (
    DEFAULT,
    PUBLISHED,
    choice,
    policy,
    text_input,
    uuid,
    with_form,
    written,
)
from tests.journeys.facts import CASES, context, facts
from tests.support.examples import further_inputs, html_fields, typed, ways
from tests.support.made_policy import CONDITIONS, input_of, ticks

CODE = uuid(1)
ADDRESS = {"line_1": "1 Mill Lane", "line_2": "", "town": "York", "county": "", "postcode": "YO1 7HH"}


def form(
    *inputs: Mapping[str, Any], sent: Mapping[str, Any] | None = None, about: Any = None, **fields: Any
) -> Form:
    """The form of a condition with these inputs, filled in; `about` changes the facts."""
    tpl = " ".join(f"{{{i['name']}}}" for i in inputs)
    made = read_policy(written(policy(with_form(1, tpl, *map(dict, inputs), **fields))))
    known = facts(policy=made, **(about or {}))
    filled = form_for(known, {}, CODE)(context(known), sent)
    filled.validate()
    return filled


def form_for(known: Any, answers: Mapping[str, Any], key: str) -> type[Form]:
    """The form of CODE, or of the further page CODE/CHOICE."""
    code, _, choice = key.partition("/")
    condition = known.policy.additional(code)
    return (
        dict(further_forms(condition, answers[f"condition/{code}"]))[choice] if choice else form_of(condition)
    )


# One field for each kind of input


def test_text_is_one_box_that_must_be_filled() -> None:
    assert form(text_input("pet"), sent={"pet": " Rex "}).answer() == {"pet": "Rex"}
    assert form(text_input("pet"), sent={}).errors_list() == [("Enter the pet", "pet")]
    long = form(text_input("pet"), sent={"pet": "x" * 501})
    assert long.errors_list() == [("The pet must be 500 characters or fewer", "pet")]


def test_text_with_more_boxes_is_a_list_whose_boxes_have_names_of_their_own() -> None:
    names = text_input("pet", label="Enter the name of a pet", addAnother={"label": "Add another pet"})
    made = form(names, sent={"pet-0": "Rex", "pet-1": " ", "pet-2": "Tom"})
    assert made.answer() == {"pet": ["Rex", "Tom"]}
    assert made["pet"].add_label == "Add another pet"  # type: ignore[attr-defined]
    assert made["pet"].item_name(1) == "Name of a pet 2"  # type: ignore[attr-defined]
    assert form(names, sent={}).errors_list() == [("Enter the name of a pet", "pet-0")]


def test_a_radio_reads_only_what_its_chosen_option_reveals() -> None:
    which = choice("pet", {"cat": [], "Other": [text_input("kind")]})
    assert form(which, sent={"pet": "cat", "pet-1-kind": "newt"}).answer() == {"pet": "cat"}
    assert form(which, sent={"pet": "Other", "pet-1-kind": "newt"}).answer() == {
        "pet": "Other",
        "kind": "newt",
    }
    assert form(which, sent={"pet": "Other", "kind": "newt"}).errors_list() == [
        ("Enter the kind", "pet-1-kind")
    ]
    assert form(which, sent={"pet": "dog"}).errors_list() == [("Select the pet", "pet")]
    assert form(which, sent={}).errors_list() == [("Select the pet", "pet")]


def test_ticks_keep_the_order_of_the_options() -> None:
    pets = ticks("pets", "Pets", {"cat": [], "dog": [], "hen": []})
    assert form(pets, sent={"pets": ["hen", "cat"]}).answer() == {"pets": ["cat", "hen"]}
    assert form(pets, sent={}).errors_list() == [("Select the pets", "pets")]


def test_a_time_has_an_example_unless_the_policy_hides_it() -> None:
    at = input_of("timePicker", "at", "Time to feed")
    assert form(at, sent={"at": "9.30pm"}).answer() == {"at": dt.time(21, 30)}
    assert form(at)["at"].hint == "For example, 9am or 2:30pm"
    assert form(at | {"subtext": "Each day"})["at"].hint == "Each day. For example, 9am or 2:30pm"
    assert form(at | {"hideHintText": True})["at"].hint is None
    assert form(at, sent={"at": "late"}).errors_list()[0][1] == "at"


def test_a_date_has_an_example_in_a_year_of_the_licence() -> None:
    until = input_of("datePicker", "until", "Last day")
    assert form(until)["until"].hint == "For example, 27 3 2027"
    revealed = form(choice("which", {"Other": [until]}))["which"].choices[0].fields["until"]  # type: ignore[attr-defined]
    assert revealed.hint == "For example, 27 3 2027"
    sent = {"until-day": "1", "until-month": "2", "until-year": "2027"}
    assert form(until, sent=sent).answer() == {"until": dt.date(2027, 2, 1)}
    assert form(until, sent={}).errors_list() == [("Enter the last day", "until-day")]


def test_an_address_needs_its_first_line_town_and_postcode() -> None:
    where = input_of("address", "home", "Enter the address")
    sent = {f"home-{part}": text for part, text in ADDRESS.items()}
    assert form(where, sent=sent | {"home-postcode": "yo17hh"}).answer() == {"home": ADDRESS}
    wrong = form(where, sent={"home-line_2": "Flat 2"}).errors_list()
    assert [at for _, at in wrong] == ["home-line_1", "home-town", "home-postcode"]
    assert form(where, sent=sent | {"home-postcode": "12345"}).errors_list()[0][1] == "home-postcode"


def test_optional_is_what_the_label_says_or_the_type_allows() -> None:
    label = text_input("pet", label="Enter a pet (optional)")
    assert form(label, sent={}).errors_list() == []
    assert form(label)["pet"].label == "Enter a pet (optional)"
    place = input_of("address", "appointmentAddress", "Address")
    at = input_of("timePicker", "appointmentTime", "Time")
    made = form(place, at, sent={}, type="AppointmentTimeAndPlace")
    assert [at for _, at in made.errors_list()] == ["appointmentAddress-line_1"]
    assert made["appointmentTime"].label == "Time (optional)"


def test_a_begun_optional_date_must_be_finished() -> None:
    until = input_of("datePicker", "until", "Last day (optional)")
    made = form(until, sent={"until-day": "1"})
    assert made.errors_list() == [("The last day must include a month and year", "until-month")]


def test_a_file_is_asked_for_as_an_area_in_words_with_a_map() -> None:
    made = form(input_of("fileUpload", "outOfBoundFilename", "Map"))
    assert made["outOfBoundFilename"].kind == "map" and made.has_upload


# The rules of the condition's type


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("7", "7"),
        ("07", "7"),
        (" 18 ", "18"),
        *((v, None) for v in ("0", "19", "7.5", "seven", "-7", "9" * 19)),
    ],
)
def test_an_age_is_a_whole_number_from_1_to_18(value: str, kept: str | None) -> None:
    made = form(text_input("age"), sent={"age": value}, type="WorkingWithChildrenPolicyV3")
    wrong = [("The age must be a whole number from 1 to 18", "age")]
    assert made.errors_list() == ([] if kept else wrong)
    assert made.answer()["age"] == (kept or value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("250", "250"),
        ("£1,000.50", "1000.50"),
        ("12.5", "12.50"),
        ("0250", "250"),
        *((v, None) for v in ("1e3", "-5", "1_0", "ten", ".", "£")),
    ],
)
def test_an_amount_is_pounds_with_or_without_pence(value: str, kept: str | None) -> None:
    made = form(text_input("value"), sent={"value": value}, type="CashInPossession")
    wrong = [("The value must be an amount in pounds, like 250 or 1,000.50", "value")]
    assert made.errors_list() == ([] if kept else wrong)
    assert made.answer()["value"] == (kept or value)


def test_an_amount_that_may_mean_two_things_is_asked_back_and_stays_in_its_box() -> None:
    made = form(text_input("value"), sent={"value": "10,00"}, type="CashInPossession")
    assert made.errors_list() == [("The value must be clear: ‘10,00’ may mean 10.00 or 1,000", "value")]
    assert made.posted() == [("value", "10,00")]


def test_one_of_two_inputs_is_enough() -> None:
    inputs = (text_input("name"), input_of("address", "address", "Enter the address"))
    sent = {f"address-{part}": text for part, text in ADDRESS.items()}
    assert form(*inputs, sent={"name": "Mill"}, type="DrugTestLocation").errors_list() == []
    assert form(*inputs, sent=sent, type="DrugTestLocation").errors_list() == []
    wrong = [("Enter the name or the address", "name")]
    assert form(*inputs, sent={}, type="DrugTestLocation").errors_list() == wrong
    begun = form(*inputs, sent={"address-town": "York"}, type="DrugTestLocation").errors_list()
    assert {at for _, at in begun} == {"address-line_1", "address-postcode"}


def _day(value: dt.date) -> dict[str, str]:
    return {"until-day": str(value.day), "until-month": str(value.month), "until-year": str(value.year)}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (dt.date(2026, 11, 22), "The last day must be today or in the future"),
        (dt.date(2026, 12, 20), "The last day must be on or after 21 December 2026, the day of release"),
        (dt.date(2026, 12, 21), None),
        (dt.date(2027, 12, 21), None),
        (
            dt.date(2027, 12, 22),
            "The last day must be on or before 21 December 2027, the day the licence ends",
        ),
    ],
)
def test_a_date_is_inside_the_licence_whatever_the_type_says(value: dt.date, message: str | None) -> None:
    until = input_of("datePicker", "until", "Last day")
    for form_type in ("ElectronicTagPeriod", "ElectronicMonitoringTypesV4", "Unknown"):
        errors = form(until, sent=_day(value), type=form_type).errors_list()
        assert errors == ([(message, "until-day")] if message else [])


def test_dates_follow_what_is_known_of_the_case() -> None:
    until = input_of("datePicker", "until", "Last day")
    early = form(until, sent=_day(dt.date(2026, 12, 1)), about={"release": {"is_early": True}}).errors_list()
    assert early[0][0].endswith("21 December 2026, the earliest day this person can be released")
    nothing = {"release": {"earliest": None, "end": None, "start": None}}
    assert form(until, sent=_day(dt.date(2050, 1, 1)), about=nothing).errors_list() == []
    pss = until | {"name": "appointmentDate"}
    sent = {key.replace("until", "appointmentDate"): v for key, v in _day(dt.date(2030, 1, 1)).items()}
    assert form(pss, sent=sent, type="AppointmentTimeAndPlaceDuringPss").errors_list() == []


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (dt.date(2027, 12, 21), "must be on or after 22 December 2027, the day supervision starts"),
        (dt.date(2027, 12, 22), None),
        (dt.date(2028, 6, 21), None),
        (dt.date(2028, 6, 22), "must be on or before 21 June 2028, the day supervision ends"),
    ],
)
def test_an_appointment_of_the_supervision_part_is_inside_the_supervision(
    value: dt.date, message: str | None
) -> None:
    day = input_of("datePicker", "appointmentDate", "Date of the first appointment")
    sent = {key.replace("until", "appointmentDate"): v for key, v in _day(value).items()}
    made = form(
        day,
        sent=sent,
        about=CASES["supervision"],
        type="AppointmentTimeAndPlaceDuringPss",
        pssDates=True,
    )
    expected = [(f"The date of the first appointment {message}", "appointmentDate-day")] if message else []
    assert made.errors_list() == expected
    assert made["appointmentDate"].hint == "For example, 27 3 2028"


# Further pages


def test_an_option_that_asks_for_more_than_one_simple_field_has_a_page_of_its_own() -> None:
    visit = next(c for c in made_up().additional_conditions.AP if c.code == CONDITIONS[5]["code"])
    known = facts(policy=made_up())
    first = form_for(known, {}, visit.code)(
        context(known), {"who": "a friend", "place-line_1": "ignored", "at": "9am"}
    )
    assert first.validate() and first.answer() == {"who": "a friend"}
    answers = {f"condition/{visit.code}": {"who": "a friend"}}
    further = form_for(known, answers, f"{visit.code}/who")
    assert further.chosen == (("Answer", "a friend"),)  # type: ignore[attr-defined]
    assert [at for _, at in _errors(further(context(known), {}))] == ["place-line_1", "at"]


def _errors(made: Form) -> list[tuple[str, str]]:
    made.validate()
    return made.errors_list()


def test_a_condition_may_be_skipped_where_the_policy_says_so() -> None:
    known = facts(policy=made_up())
    for condition in made_up().additional_conditions.AP:
        if condition.requires_input and condition.code in {c["code"] for c in CONDITIONS}:
            assert form_for(known, {}, condition.code).may_skip is condition.skippable  # type: ignore[attr-defined]


# What messages call an input


@pytest.mark.parametrize(
    ("label", "object_", "name"),
    [
        ("Enter the end date", "the end date", "End date"),
        ("Enter name of police station", "the name of police station", "Name of police station"),
        ("Age in years", "the age in years", "Age in years"),
        ("MAPPA level", "the MAPPA level", "MAPPA level"),
        ("Select when to report", "when to report", "When to report"),
        ("Select a review period", "a review period", "A review period"),
        ("What the app is for", "what the app is for", "What the app is for"),
        ("Tick the boxes of your choice", "the boxes of your choice", "Tick the boxes of your choice"),
        ("Select all that apply", None, "All that apply"),
        ("Select the relevant text", None, "Relevant text"),
        ("Choose one or more options", None, "One or more options"),
        ("What is it?", None, "Answer"),
    ],
)
def test_labels_become_parts_of_sentences(label: str, object_: str | None, name: str) -> None:
    assert object_of(label) == object_
    assert name_of(label) == name


def test_a_label_that_names_nothing_still_gives_a_message_that_makes_sense() -> None:
    few, many = {"any": [], "any male": []}, {f"a long name of option {n}": [] for n in range(9)}
    for made, message in (
        (choice("x", few, label="Select the relevant text"), "Select ‘any’ or ‘any male’"),  # type: ignore[arg-type]
        (choice("x", many, label="Select the relevant text"), "Select an answer"),  # type: ignore[arg-type]
        (ticks("x", "Select all that apply", few), "Select at least one answer"),  # type: ignore[arg-type]
        (choice("x", few, label="Which one is it?"), "Select an answer to ‘Which one is it?’"),  # type: ignore[arg-type]
        (text_input("x", label="Text"), "Enter text"),
        (input_of("datePicker", "x", "Date"), "Enter a date"),
    ):
        assert form(made, sent={}).errors_list()[0][0] == message


# Whatever is typed


@lru_cache
def made_up() -> Policy:
    """The policy that is made up for tests."""
    return read_policy(written(policy(*CONDITIONS)))


@lru_cache
def known_conditions() -> list[tuple[Policy, AdditionalCondition]]:
    """Every condition with a form, of every policy at hand."""
    policies = [read_policy(path.read_bytes()) for path in (DEFAULT, PUBLISHED) if path.exists()]
    return [
        (found, condition)
        for found in (*policies, made_up())
        for _, group in found.categories()
        for condition in group
        if condition.requires_input
    ]


# All that can be printed, but the dotless i, which becomes a plain one in capitals.
LETTERS = [chr(c) for c in range(0xFFFE) if not unprintable(chr(c)) and chr(c) != "ı"]
WORDS = st.one_of(
    st.text(st.sampled_from(LETTERS), max_size=30),
    st.text(st.sampled_from("aZé-’{}|,. \t\n<&%£"), max_size=20),
    st.sampled_from(["{name}", "{{age}}", "a || b", "{endDate}", "{", "O’NEILL-SMITH", "7", "07", "250.50"]),
)


def _value(draw: Any, each: Input) -> Any:
    options = [option.value for option in each.options or ()]
    match each.type:
        case InputType.RADIO:
            return draw(st.sampled_from(options))
        case InputType.CHECK:
            ticked = draw(st.sets(st.sampled_from(options), min_size=1))
            return [option for option in options if option in ticked]
        case InputType.DATE:
            return draw(st.one_of(st.none(), st.dates(dt.date(2026, 12, 15), dt.date(2027, 12, 31))))
        case InputType.TIME:
            return draw(st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0))))
        case InputType.ADDRESS:
            parts = {part: draw(st.one_of(st.just(text), WORDS)) for part, text in ADDRESS.items()}
            return parts | {"postcode": "YO1 7HH"}
        case InputType.FILE:
            return {"map": None, "name": None, "words": draw(WORDS)}
    if each.add_another:
        return draw(st.lists(WORDS, min_size=1, max_size=4))
    return draw(WORDS)


@st.composite
def answered(draw: Any) -> tuple[int, dict[str, Any]]:
    """The place of a condition among those known, and something typed or chosen for each of its inputs."""
    number = draw(st.integers(0, len(known_conditions()) - 1))
    condition = known_conditions()[number][1]
    answer: dict[str, Any] = {}
    for each in condition.every_input():
        answer.setdefault(each.name, _value(draw, each))
    return number, answer


def _asked(condition: AdditionalCondition, answer: Mapping[str, Any]) -> dict[str, Input]:
    """The inputs that the answer opens, by name."""
    opened = {each.name: each for each, _ in html_fields(condition.inputs or (), answer)}
    for each in condition.inputs or ():
        opened |= {sub.name: sub for sub in further_inputs(condition, answer, each.name)}
    return opened


def _pieces(each: Input, value: Any) -> list[str]:
    """What the licence must say of an answer that was typed."""
    match each.type:
        case InputType.TIME:
            return [value.strftime("%I:%M ")]
        case InputType.DATE:
            return [day_and_date(value)]
        case InputType.ADDRESS:
            return [piece for part in value.values() for piece in part.split(", ") if piece.strip()]
        case InputType.TEXT:
            return value if isinstance(value, list) else [value]
    return []


def _sent(inputs: Any, answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed(inputs, answer).items() if value is not None}


def filled_in(
    found: Policy, condition: AdditionalCondition, answer: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What the condition's pages store when this is typed; None where one of them refuses it."""
    known = facts(policy=found)
    name = f"condition/{condition.code}"
    first = form_for(known, {}, condition.code)(context(known), _sent(condition.inputs, answer))
    if not first.validate():
        return None
    stored = dict(first.answer())
    for each in condition.inputs or ():
        if further := further_inputs(condition, stored, each.name):
            made = form_for(known, {name: first.answer()}, f"{condition.code}/{each.name}")
            page = made(context(known), _sent(further, answer))
            if not page.validate():
                return None
            stored |= {name: value for name, value in page.answer().items() if name != FOR}
    return stored


@given(answered())
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
def test_whatever_validates_is_rendered_whole(case: tuple[int, dict[str, Any]]) -> None:
    number, answer = case
    found, condition = known_conditions()[number]
    stored = filled_in(found, condition, answer)
    event("validates" if stored is not None else "is refused")
    assume(stored is not None)
    assert stored is not None
    text = render(condition, items_from_answers(condition, stored)).casefold()
    pieces = {
        name: [piece.casefold() for piece in _pieces(each, stored[name])]
        for name, each in _asked(condition, stored).items()
        if stored.get(name)
    }
    every = [piece for found in pieces.values() for piece in found]
    for placeholder in (each.inside for each in placeholders(condition.tpl or "")):
        names = [name.strip() for name in placeholder.split(EITHER)]
        for piece in next((pieces[name] for name in names if name in pieces), ()):
            assert piece in text
        gap = f"{{{placeholder}}}".casefold()
        assert gap not in text or any(gap in piece for piece in every), "only what somebody typed looks so"


def test_every_example_validates_and_loads_back() -> None:
    for found, condition in known_conditions():
        for answer in ways(condition, facts(policy=found)):
            stored = filled_in(found, condition, answer)
            assert stored is not None, (condition.code, answer)
            assert {k: v for k, v in stored.items() if v} == answer
            known = facts(policy=found)
            again = form_for(known, {}, condition.code)(context(known), None, stored)
            assert (
                again.validate()
                and {k: v for k, v in again.answer().items() if k in stored} == again.answer()
            )


def test_a_type_sets_no_limit_to_an_input_of_another_kind() -> None:
    age = form(
        input_of("datePicker", "age", "Day"),
        sent={"age-day": "1", "age-month": "2", "age-year": "2027"},
        type="WorkingWithChildrenPolicyV3",
    )
    assert age.errors_list() == []
    soon = form(
        text_input("appointmentDate"),
        sent={"appointmentDate": "soon"},
        type="AppointmentTimeAndPlaceDuringPss",
    )
    assert soon.errors_list() == []


def test_only_times_are_the_ends_of_a_window() -> None:
    ends = [text_input("curfewStart"), input_of("timePicker", "curfewEnd", "End")]
    sent = {"curfewStart": "dusk", "curfewEnd": "6am"}
    assert form(*ends, sent=sent, type="CurfewAddress").errors_list() == []
