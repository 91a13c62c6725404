"""The rules about conditions that clash: each does what its examples say, and a faulty file is told where."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.clashes.rules import FILE, Rule, RulesError, find_clashes, read_rules, rules
from app.domain.clashes.values import (
    About,
    MenuText,
    OnLicence,
    hours_of,
    is_inside,
    is_other_address,
    is_same_address,
    likeness,
    names_postcode,
)
from app.domain.conditions.windows import Window
from app.domain.dates.supervision import Period
from app.domain.policy.read import read_policy
from app.domain.policy.types import TYPES as TYPES_OF_POLICIES
from app.domain.written import Written
from tests.domain.policy_examples import DEFAULT
from tests.journeys.facts import facts

RULES = rules().rules
DATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def found(rule: Rule, example: str) -> list[str]:
    return [clash.rule for clash in find_clashes(*getattr(rule, example).made())]


@each_rule
def test_the_failing_example_of_a_rule_breaks_that_rule_and_no_other(rule: Rule) -> None:
    assert found(rule, "failing") == [rule.id]


@each_rule
def test_the_passing_example_of_a_rule_breaks_no_rule(rule: Rule) -> None:
    assert found(rule, "passing") == []


@each_rule
def test_a_clash_names_its_sides_says_what_to_do_and_leads_to_a_page(rule: Rule) -> None:
    (clash,) = find_clashes(*rule.failing.made())
    assert clash.blocks == (rule.effect == "blocks")
    for label, _ in clash.sides:
        assert label in clash.message
    assert clash.page, "somebody can put it right"
    assert re.fullmatch(r"[a-z0-9-]{10,60}", clash.key)
    assert not re.search(r"[{}]|  ", clash.message)
    assert clash.message.endswith((".", ")."))
    assert clash.title[0].isupper() and not clash.title.endswith(".")
    if not clash.blocks:
        assert " or say " in clash.message or " say " in clash.message.rpartition(". ")[2]


def test_there_are_more_than_twenty_rules_and_some_of_either_effect() -> None:
    assert len(RULES) > 20
    assert {rule.effect for rule in RULES} == {"blocks", "warns"}


def test_a_clash_keeps_its_key_until_what_clashes_changes() -> None:
    def key(start: int, label: str = "Curfew") -> str:
        curfew = OnLicence(
            "additional",
            label,
            type="CurfewAddress",
            page="condition/c",
            values={"curfewStart": [dt.time(start)], "curfewEnd": [dt.time(9)]},
        )
        (clash,) = find_clashes([curfew], About())
        return clash.key

    assert key(19) == key(19, "Curfew arrangement")
    assert key(19) != key(18)


def test_conditions_of_the_licence_and_of_the_supervision_period_do_not_clash() -> None:
    rule = next(r for r in RULES if r.id == "drug-tests-twice")
    anywhere, _ = rule.failing.made()[0]
    later = rule.passing.made()[0][1]
    assert later.part == "PSS"
    assert find_clashes([anywhere, later], About()) == []


def test_groups_name_form_types_that_there_are_and_facts_that_are_given() -> None:
    """A type that is misspelt would make its rules silent."""
    facts = {"Person", "AppointmentPerson", "AppointmentPlace", "AppointmentTime", "HomeDetentionCurfew"}
    for name, group in rules().groups.items():
        for selector in group:
            known = facts if selector.kinds == ("fact",) else TYPES_OF_POLICIES.keys()
            assert set(selector.types) <= known, name


def test_groups_look_at_inputs_that_the_default_policy_has() -> None:
    policy = read_policy(DEFAULT.read_bytes())
    for name, group in rules().groups.items():
        for selector in group:
            looked_at = {*selector.inputs, *(i for pair in selector.windows for i in pair)}
            looked_at |= {chose.input for chose in selector.chose}
            for condition in policy.additional_conditions.AP:
                if looked_at and condition.type in selector.types:
                    assert looked_at & {each.name for each in condition.every_input()}, (name, condition.type)


def test_requirements_of_the_supervision_period_are_looked_at_with_their_own_pages() -> None:
    policy = read_policy(DEFAULT.read_bytes())
    drugs = next(c for c in policy.additional_conditions.PSS if c.type == "AppointmentTimeAndPlaceDuringPss")
    answers = {
        "additional-requirements": {"codes": [drugs.code]},
        f"requirement/{drugs.code}": {"appointmentDate": dt.date(2027, 12, 31)},
    }
    period = {"supervision": Period(dt.date(2028, 1, 1), dt.date(2028, 6, 1))}
    (clash,) = Written(facts(policy=policy, release=period), answers).blocking
    assert clash.rule == "date-outside-supervision"
    assert clash.page == f"requirement/{drugs.code}"
    assert Written(facts(policy=policy), answers).blocking == []


def test_each_instance_of_a_condition_is_looked_at_with_its_own_page() -> None:
    policy = read_policy(DEFAULT.read_bytes())
    home, area = (
        next(c for c in policy.additional_conditions.AP if c.type == t)
        for t in ("ResidenceAtAddress", "OutOfBoundsArea")
    )
    places = ("Old Town", "All of the YO1 postcode area"), ("New Town", "All of the LS1 postcode area")
    answers: dict[str, Any] = {
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [home.code, area.code]},
        f"condition/{home.code}": {"approvedAddress": address("14 Specimen Street", "LS1 4AP")},
    }
    for number, (name, words) in enumerate(places, start=1):
        boundary = {"map": None, "name": None, "words": words}
        answers[f"condition/{area.code}/{number}"] = {"areaName": name, "outOfBoundFilename": boundary}
    (clash,) = Written(facts(policy=policy), answers).warnings
    assert clash.rule == "home-in-excluded-postcode"
    assert [page for _, page in clash.sides] == [f"condition/{home.code}", f"condition/{area.code}/2"]


def test_a_home_detention_curfew_without_a_tag_leads_to_where_one_can_be_chosen() -> None:
    given = facts(release={"kind": "HDC"})
    (clash,) = Written(given, {"additional-conditions": {"needed": "no"}}).blocking
    assert (clash.rule, clash.page) == ("home-detention-without-tag", "additional-conditions")
    tag = next(c for c in given.policy.additional_conditions.AP if c.requires_electronic_monitoring_response)
    chosen = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [tag.code]}}
    assert Written(given, chosen).blocking == []


# The file


def changed(*path: str | int, to: Any) -> str:
    data = copy.deepcopy(DATA)
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("{", "$", "is not JSON"),
        (changed("rules", 3, "effect", to="forbids"), "$.rules[3].effect", "cannot be read: Input should be"),
        (changed("rules", 3, "effort", to=1), "$.rules[3].effort", "cannot be read: Extra inputs"),
        (changed("rules", 3, "id", to="No Id"), "$.rules[3].id", "cannot be read"),
        (changed("rules", 1, "id", to=DATA["rules"][0]["id"]), "$.rules[1].id", "which another rule has too"),
        (changed("rules", 0, "check", "name", to="evaluate"), "$.rules[0].check", "cannot be read"),
        (changed("rules", 0, "check", "first", to="nobody"), "$.rules[0].check", 'the group "nobody"'),
        (changed("rules", 0, "message", to="{third} is odd."), "$.rules[0].message", '"{third}"'),
        (
            changed("rules", 0, "failing", "conditions", to=[]),
            "$.rules[0].failing.conditions",
            "cannot be read",
        ),
        (changed("groups", "bespoke", 0, "colour", to="red"), "$.groups.bespoke[0].colour", "Extra inputs"),
        (changed("groups", "unused", to=[{}]), "$.groups.unused", "is named by no rule"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place_and_reason(text: str, place: str, reason: str) -> None:
    with pytest.raises(RulesError) as error:
        read_rules(text)
    assert any(fault.path.startswith(place) and reason in fault.reason for fault in error.value.faults), (
        error.value.faults
    )


# Whatever is on a licence

TYPES = sorted(
    {t for group in rules().groups.values() for selector in group for t in selector.types} | {"No such type"}
)
INPUTS = sorted({i for group in rules().groups.values() for selector in group for i in selector.inputs})
WINDOWS = sorted(
    {i for group in rules().groups.values() for s in group for pair in s.windows for i in pair}
    | {chose.input for group in rules().groups.values() for s in group for chose in s.chose}
)
texts = st.text(max_size=30) | st.sampled_from(
    ["Ann Example", "You must not go near YO1 7HH.", "curfew", "16 years", ", ", "²", "YO1 7HH"]
)
anything = (
    texts
    | st.none()
    | st.booleans()
    | st.integers()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.dictionaries(st.sampled_from(["line_1", "town", "postcode"]), texts | st.none() | st.integers())
)
days = st.none() | st.dates()
on_licence = st.builds(
    OnLicence,
    kind=st.sampled_from(["standard", "additional", "bespoke", "fact"]),
    label=texts,
    text=texts,
    page=st.none() | st.sampled_from(["conditions", "condition/x"]),
    code=st.none() | texts,
    type=st.none() | st.sampled_from(TYPES),
    part=st.sampled_from(["AP", "PSS"]),
    values=st.dictionaries(st.sampled_from(INPUTS + WINDOWS), st.lists(anything, max_size=3), max_size=8),
    electronic_monitoring=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(on_licence, max_size=6),
    st.builds(
        About,
        release=days,
        licence_end=days,
        supervision_start=days,
        supervision_end=days,
        menu=st.lists(st.builds(MenuText, texts, texts, texts), max_size=2).map(tuple),
    ),
)
def test_whatever_is_on_a_licence_clashes_are_found_without_an_error(
    conditions: list[OnLicence], about: About
) -> None:
    found = find_clashes(conditions, about)
    assert len({clash.key for clash in found}) == len(found)
    assert find_clashes(conditions, about) == found
    assert all(re.fullmatch(r"[a-z0-9-]+", clash.key) for clash in found)


# What is compared


minutes = st.builds(dt.time, st.integers(0, 23), st.integers(0, 59))


@given(minutes, minutes, minutes)
def test_a_time_is_inside_a_window_when_it_comes_after_its_start_and_before_its_end(
    moment: dt.time, start: dt.time, end: dt.time
) -> None:
    def minute(time: dt.time) -> int:
        return time.hour * 60 + time.minute

    after, length = (minute(moment) - minute(start)) % 1440, (minute(end) - minute(start)) % 1440
    assert is_inside(moment, Window(start, end)) == (0 < after < length)
    assert hours_of([Window(start, end)] * 2) == length / 60


def address(line_1: str, postcode: str | None, line_2: str = "") -> dict[str, Any]:
    return {"line_1": line_1, "line_2": line_2, "town": "Sampleton", "county": "", "postcode": postcode}


@pytest.mark.parametrize(
    ("one", "other", "same", "different"),
    [
        (address("14 Specimen Street", "YO1 7HH"), address("14 Specimen St", "yo17hh"), True, False),
        (address("14 Specimen Street", "YO1 7HH"), address("16 Specimen Street", "YO1 7HH"), False, True),
        (address("14 Specimen Street", "YO1 7HH"), address("14 Specimen Street", "YO1 7HX"), False, True),
        (
            address("14 Specimen Street", "YO1 7HH"),
            address("Flat 2", "YO1 7HH", "14 Specimen Street"),
            False,
            False,
        ),
        (
            address("Flat 3", "YO1 7HH", "14 Specimen Street"),
            address("Flat 2", "YO1 7HH", "14 Specimen Street"),
            False,
            True,
        ),
        (address("Rose Cottage", "YO1 7HH"), address("rose cottage", "YO1 7HH"), True, False),
        (address("Rose Cottage", "YO1 7HH"), address("Mill House", "YO1 7HH"), False, False),
        (address("14 Specimen Street", None), address("14 Specimen Street", None), False, False),
        ("14 Specimen Street", None, False, False),
    ],
)
def test_addresses_are_one_or_two_only_where_that_is_certain(
    one: Any, other: Any, same: bool, different: bool
) -> None:
    assert is_same_address(one, other) == is_same_address(other, one) == same
    assert is_other_address(one, other) == is_other_address(other, one) == different


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Streets with yo17hh", True),
        ("All of postcode YO1", True),
        ("the YO1 postcode area", True),
        ("the YO10 postcode area", False),
        ("houses with the postcode YO1 8AA", False),
        ("north of the YO1", False),
    ],
)
def test_a_postcode_is_named_whole_or_as_a_district_that_is_called_one(text: str, names: bool) -> None:
    assert names_postcode(text, "YO1 7HH") == names


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("You must wave.", "You must wave.", True),
        (
            "You must not own, keep or carry [ITEM] unless your supervising officer agrees first.",
            "Not to own, keep or carry a kite",
            True,
        ),
        ("You must hand over your passport.", "You must not hand over your passport.", False),
        ("You must not go to [KINDS OF PUBLIC EVENT].", "You must not go fishing.", False),
        (
            "You must tell your supervising officer about any boat.",
            "You must tell your supervising officer about any new partner.",
            False,
        ),
        ("", "", False),
    ],
)
def test_texts_are_alike_when_they_ask_the_same(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.75) == (likeness(other, one) >= 0.75) == alike
