"""The two formats of a document: what was frozen as words stays good, and words now come from frozen facts alone."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import unpack
from app.domain.conditions import parts
from app.domain.conditions.chosen import Chosen
from app.domain.conditions.on_document import conditions_on
from app.domain.conditions.reading import Reading
from app.domain.dates.authority import Authority
from app.domain.dates.supervision import SupervisingBody
from app.domain.document.appointment import appointment_facts
from app.domain.document.compare import changed_facts, compared_facts, frozen_facts
from app.domain.document.compose import compose, composed
from app.domain.document.facts import (
    Address,
    Agreement,
    AppointmentFacts,
    Area,
    ConditionFacts,
    DateFacts,
    InstanceFacts,
    LeftOff,
    LicenceFacts,
    OverriddenWarning,
    PersonFacts,
    PolicyFacts,
    Programme,
    Reasons,
    ReviewFacts,
    When,
    Who,
    from_json,
)
from app.domain.document.reading import condition_texts, facts_of, reference_rows, sign_off
from app.domain.document.seal import document_hash, verify
from app.domain.document.words_en import ASKED_BY
from app.domain.policy.model import AdditionalCondition, InputType, Policy
from app.domain.policy.read import read_policy
from app.domain.policy.types import form_rules
from tests.domain.policy_examples import DEFAULT
from tests.journeys.facts import facts
from tests.support.examples import ways
from tests.support.licences import APPROVAL, LICENCE, TWO_PARTS
from tests.support.made_policy import made_policy
from tests.support.newer_policy import newer_policy

KEPT = Path(__file__).with_name("documents")
WORDS = ("title", "language", "reference", "printed", "approver")
"""The keys of a document that hold words."""
kept = pytest.mark.parametrize("name", ["one-part", "two-part"])


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    return found


def first_format(name: str) -> dict[str, Any]:
    """A document of format 1 as it was sent, before there was another format."""
    found: dict[str, Any] = read(name)["content"]
    return found


def words_of(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: document[key] for key in WORDS}


def rebuilt(document: Mapping[str, Any]) -> dict[str, Any]:
    """The words of a stored document, composed again from the facts in it and nothing else."""
    stored = json.loads(json.dumps({"licence": document["licence"], "review": document["review"]}))
    return composed(*facts_of(stored))


# Format 1


@kept
def test_a_document_of_format_1_still_has_the_hash_that_it_was_sent_under(name: str) -> None:
    content, sha256 = first_format(name), read(name)["sha256"]
    assert "format" not in content
    assert document_hash(content) == sha256 and verify(content, sha256)
    content["printed"]["sections"][-1]["heading"] += " "
    assert not verify(content, sha256)


@kept
def test_what_printed_in_format_1_prints_to_the_letter_from_the_facts_of_the_same_licence(name: str) -> None:
    same = read(f"{name}-facts")
    made = compose(from_json(LicenceFacts, same["licence"]), from_json(ReviewFacts, same["review"]))
    assert json.dumps(words_of(made)) == json.dumps(words_of(first_format(name)))
    assert {key: frozen_facts(made)[key] for key in first_format(name)["facts"]} == first_format(name)[
        "facts"
    ]


@kept
def test_a_document_of_format_1_is_read_like_any_other(name: str) -> None:
    content = first_format(name)
    items = condition_texts(content)
    assert [item["source"] for item in items[:11]] == ["standard"] * 6 + ["additional"] * 4 + ["bespoke"]
    assert all(item["text"] for item in items)
    rows = dict(reference_rows(content, "0f" * 32, "Approved"))
    assert rows["Licence version"] == "1.0" and rows["Prison"] == "HMP Exampleford"
    assert sign_off(content, APPROVAL)["name"] == ("Name", content["facts"]["name"])


@kept
def test_a_document_of_format_1_is_compared_with_the_record_as_one_of_format_2_is(name: str) -> None:
    same = from_json(LicenceFacts, read(f"{name}-facts")["licence"])
    for document in (first_format(name), compose(same)):
        assert changed_facts(document, compared_facts(same.person, same.dates)) == []
        moved = replace(same.person, prison_name="HMP Elsewhere", prison_code="ELI", cro=None)
        later = replace(same.dates, supervision_end=dt.date(2029, 1, 2))
        assert [change.label for change in changed_facts(document, compared_facts(moved, later))] == [
            "CRO number",
            "Prison",
            "Supervision end date",
        ]


@kept
def test_a_document_says_who_supervises_where_the_record_does_and_others_stay_as_they_were(name: str) -> None:
    same = from_json(LicenceFacts, read(f"{name}-facts")["licence"])
    by_yot = replace(same, person=replace(same.person, supervising_body=SupervisingBody.YOT))
    about, plain = (compose(each)["printed"]["sections"][0]["blocks"][0]["rows"] for each in (by_yot, same))
    assert about == [*plain, ["Supervised by", "A youth offending team (YOT)"]]
    assert rebuilt(compose(by_yot)) == words_of(compose(by_yot))
    changes = changed_facts(compose(same), compared_facts(by_yot.person, by_yot.dates))
    assert changes == [("Supervised by", "Not recorded", "A youth offending team (YOT)")]


def test_a_document_with_two_parts_names_who_sets_each_and_others_stay_as_they_were() -> None:
    mixed = replace(TWO_PARTS, decided_by=Authority.BOARD, requirements_by=Authority.CONTROLLER)
    about, plain = (
        compose(each)["printed"]["sections"][0]["blocks"][0]["rows"] for each in (mixed, TWO_PARTS)
    )
    assert about == [
        *plain,
        ["Licence conditions set by", "The Parole Board"],
        ["Supervision requirements set by", "The controller, for the Secretary of State for Justice"],
    ]
    assert rebuilt(compose(mixed)) == words_of(compose(mixed))
    now = compared_facts(mixed.person, mixed.dates, Authority.GOVERNOR, Authority.CONTROLLER)
    assert [change.label for change in changed_facts(compose(mixed), now)] == ["Licence conditions set by"]
    assert changed_facts(compose(TWO_PARTS), now) == [], "an older document says nothing of it"
    assert changed_facts(compose(mixed), compared_facts(mixed.person, mixed.dates)) == [], "asked of people"


# Rebuilding what is printed from the facts alone (P03)


@pytest.mark.parametrize(
    "licence",
    [
        LICENCE,
        TWO_PARTS,
        replace(TWO_PARTS, conditions=()),
        replace(LICENCE, appointment=AppointmentFacts(needed=False, telephone="029")),
        replace(LICENCE, appointment=AppointmentFacts(needed=False), supervising_officer="Sam Hill"),
        replace(LICENCE, appointment=AppointmentFacts(who=Who("duty-officer"), when=When("on-release"))),
    ],
)
def test_the_words_of_a_document_are_rebuilt_from_its_facts(licence: LicenceFacts) -> None:
    made = compose(licence)
    assert made["format"] == 2
    assert rebuilt(made) == words_of(made)


@kept
def test_the_words_of_a_real_licence_are_rebuilt_from_its_facts(name: str) -> None:
    assert composed(*facts_of(read(f"{name}-facts"))) == words_of(first_format(name))


def drawn(of: type[Any], **parts: Any) -> st.SearchStrategy[Any]:
    """Values of a class of facts, every field drawn."""
    return st.builds(of, **{each.name: parts.get(each.name, ...) for each in fields(of)})


def some(of: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(of, max_size=3).map(tuple)


DAYS = st.none() | st.dates()
ANSWERS = st.dictionaries(
    st.text(max_size=5),
    st.text() | st.lists(st.text(), max_size=2) | st.builds(lambda d: {"$date": d}, st.text()),
)
CONDITIONS = some(
    drawn(
        ConditionFacts,
        instances=some(drawn(InstanceFacts, inputs=ANSWERS)),
        areas=some(drawn(Area)),
        reasons=st.none() | drawn(Reasons, asked_by=some(st.sampled_from([*ASKED_BY]))),
    )
)
LICENCES = drawn(
    LicenceFacts,
    policy=drawn(PolicyFacts),
    person=drawn(PersonFacts),
    dates=drawn(DateFacts, licence_start=st.dates()),
    appointment=drawn(
        AppointmentFacts,
        who=st.none() | drawn(Who),
        address=st.none() | drawn(Address),
        when=st.none() | drawn(When),
    ),
    conditions=CONDITIONS,
)
REVIEWS = drawn(
    ReviewFacts,
    warnings=some(drawn(OverriddenWarning)),
    programme=st.none() | drawn(Programme),
    left_off=some(drawn(LeftOff)),
    agreements=some(drawn(Agreement)),
    flags=some(st.text()),
)


@settings(max_examples=100, deadline=None)
@given(LICENCES, REVIEWS)
def test_whatever_the_facts_are_their_document_is_plain_json_that_rebuilds_its_words(
    licence: LicenceFacts, review: ReviewFacts
) -> None:
    made = compose(licence, review)
    stored = json.loads(json.dumps(made))
    assert stored == made
    assert rebuilt(stored) == words_of(made)
    assert compose(*facts_of(stored)) == made
    assert changed_facts(stored, compared_facts(licence.person, licence.dates)) == []


# Conditions as facts

NAME = "home of Jane Victim.pdf"
MAP, PICTURE = "a" * 64, "b" * 64


def chosen(policy: Policy, part: str, given: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The answers of a licence that carries these conditions of a part, with their instances."""
    page, menu = {"AP": ("condition", "conditions"), "PSS": ("requirement", "additional-requirements")}[part]
    answers: dict[str, Any] = {"additional-conditions": {"needed": "yes"}, menu: {"codes": list(given)}}
    for code, instances in given.items():
        several = form_rules(found(policy, code)).several
        for number, details in enumerate(instances, start=1):
            answers[f"{page}/{code}/{number}" if several else f"{page}/{code}"] = details
    return answers


def found(policy: Policy, code: str) -> AdditionalCondition:
    condition = policy.additional(code)
    assert condition is not None
    return condition


def every_way(policy: Policy, part: str) -> list[dict[str, list[dict[str, Any]]]]:
    """Licences that between them answer every condition of a part in every way, and where it may be, several at once."""
    menu = policy.additional_conditions.AP if part == "AP" else policy.additional_conditions.PSS
    about = facts(policy=policy, release={"supervision": None})
    turns: list[dict[str, list[dict[str, Any]]]] = [{}]
    for condition in menu:
        ways_of = ways(condition, about) if condition.requires_input else [{}]
        several = [ways_of[:3]] if form_rules(condition).several and len(ways_of) > 1 else []
        for place, instances in enumerate([*([way] for way in ways_of), *several]):
            if place == len(turns):
                turns.append({})
            turns[place][condition.code] = [with_map(condition, details) for details in instances]
    return turns


def with_map(condition: AdditionalCondition, details: dict[str, Any]) -> dict[str, Any]:
    files = {each.name for each in condition.every_input() if each.type is InputType.FILE}
    return {
        name: {"map": MAP, "name": NAME, "words": "By the river"} if name in files else value
        for name, value in details.items()
    }


POLICIES: dict[str, Callable[[Path], Path]] = {
    "default": lambda _: DEFAULT,
    "made up": made_policy,
    "newer": newer_policy,
}


@pytest.fixture(params=POLICIES)
def policy(request: pytest.FixtureRequest, tmp_path: Path) -> Policy:
    return read_policy(POLICIES[request.param](tmp_path).read_bytes())


@pytest.mark.parametrize("part", ["AP", "PSS"])
def test_every_condition_of_a_policy_is_kept_with_its_inputs_and_rebuilds_its_words(
    policy: Policy, part: str
) -> None:
    for given_ in every_way(policy, part):
        answers = chosen(policy, part, given_)
        of = parts.LICENCE if part == "AP" else parts.SUPERVISION
        conditions = conditions_on(Reading(policy, answers), of, {MAP: PICTURE})
        document = compose(replace(TWO_PARTS, conditions=tuple(conditions)))
        assert rebuilt(document) == words_of(document)
        assert NAME not in json.dumps(document["licence"])
        ids = [condition["id"] for condition in document["licence"]["conditions"]]
        assert len(ids) == len(set(ids))
        additional = [each for each in document["licence"]["conditions"] if each["source"] == "additional"]
        for code in given_:
            of_code = [each for each in additional if each["code"] == code]
            texts = [each["text"] for each in of_code]
            assert texts == [each.text for each in Chosen(of, found(policy, code), answers).wordings]
            inputs = {each["id"]: unpack(each["inputs"]) for one in of_code for each in one["instances"]}
            again = chosen(policy, part, {code: []}) | inputs
            if not any(each.type is InputType.FILE for each in found(policy, code).every_input()):
                assert texts == [each.text for each in Chosen(of, found(policy, code), again).wordings]


def several(with_plural: bool) -> tuple[Policy, AdditionalCondition, dict[str, Any]]:
    policy = read_policy(DEFAULT.read_bytes())
    condition = next(
        each
        for each in policy.additional_conditions.AP
        if form_rules(each).several and bool(each.text_plural) is with_plural
    )
    return policy, condition, ways(condition, facts())[0]


def ids_of(policy: Policy, answers: Mapping[str, Any]) -> list[str]:
    return [
        each.id
        for each in conditions_on(Reading(policy, answers), parts.LICENCE, {})
        if each.source != "standard"
    ]


def test_the_id_of_a_condition_is_made_of_the_pages_that_asked_for_it() -> None:
    policy, condition, details = several(with_plural=True)
    simple = next(each for each in policy.additional_conditions.AP if not each.requires_input)
    answers = chosen(policy, "AP", {condition.code: [details], simple.code: []}) | {
        "bespoke-conditions/2": {"text": "Fly no kite."},
        "bespoke-conditions/10": {"text": "Wave."},
    }
    assert set(ids_of(policy, answers)) == {
        f"condition/{condition.code}",
        f"condition/{simple.code}",
        "bespoke-conditions/2",
        "bespoke-conditions/10",
    }
    standard = [each.id for each in conditions_on(Reading(policy, {}), parts.LICENCE, {})]
    assert standard == [f"standard/{each.code}" for each in policy.standard_conditions.AP]


def test_a_condition_that_stands_for_several_areas_keeps_its_id_when_one_is_added() -> None:
    policy, condition, details = several(with_plural=True)
    one, two = (ids_of(policy, chosen(policy, "AP", {condition.code: [details] * n})) for n in (1, 2))
    assert one == two == [f"condition/{condition.code}"]


def test_each_text_of_a_condition_with_several_has_an_id_that_the_others_do_not_change(
    tmp_path: Path,
) -> None:
    policy = read_policy(made_policy(tmp_path).read_bytes())
    about = facts(policy=policy)
    tried = 0
    for condition in policy.additional_conditions.AP:
        rules = form_rules(condition)
        if rules.several and not condition.text_plural:
            tried += 1
            answers = chosen(policy, "AP", {condition.code: ways(condition, about)[:2]})
            before = ids_of(policy, answers)
            assert before == [f"condition/{condition.code}/{n}" for n in (1, 2)]
            del answers[f"condition/{condition.code}/1"]
            assert ids_of(policy, answers) == before[1:]
        elif rules.text_per_window and not rules.several:
            tried += 1
            answers = chosen(policy, "AP", {condition.code: ways(condition, about)})
            counted = [
                ids_of(policy, chosen(policy, "AP", {condition.code: [way]}))
                for way in ways(condition, about)
            ]
            longest = max(counted, key=len)
            page = f"condition/{condition.code}"
            assert (
                longest == [page, *(f"{page}#{n}" for n in range(2, len(longest) + 1))] and len(longest) > 1
            )
            assert all(each == longest[: len(each)] for each in counted)
    assert tried >= 2


def test_what_a_tag_watches_is_kept_with_the_condition_that_calls_for_it() -> None:
    policy = read_policy(DEFAULT.read_bytes())
    watching = next(
        each for each in policy.additional_conditions.AP if each.monitors and not each.requires_input
    )
    (condition,) = [
        each
        for each in conditions_on(
            Reading(policy, chosen(policy, "AP", {watching.code: []})), parts.LICENCE, {}
        )
        if each.monitors
    ]
    assert condition.code == watching.code and condition.monitors == watching.monitors


def test_an_appointment_is_kept_as_facts() -> None:
    place = {"line_1": "1 Mill Lane", "line_2": "", "town": "York", "county": "", "postcode": "YO1 7HH"}
    answers: dict[str, Any] = {
        "appointment-with": {"who": "practitioner"},
        "appointment-place": {"address": place},
        "appointment-telephone": {"telephone": "029", "alternative": None},
        "appointment-time": {"when": "specific"},
        "appointment-date": {"date": dt.date(2026, 12, 3), "time": dt.time(14)},
    }
    made = compose(replace(LICENCE, appointment=appointment_facts(answers, "Robin Samplewright")))
    assert made["licence"]["appointment"] == {
        "needed": True,
        "who": {"kind": "practitioner", "name": "Robin Samplewright"},
        "address": place,
        "telephone": "029",
        "alternative": None,
        "when": {"kind": "specific", "date": "2026-12-03", "time": "14:00:00"},
    }
    none = answers | {"appointment-with": {"who": "no-appointment"}, "appointment-time": {}}
    assert appointment_facts(none, "Robin Samplewright") == AppointmentFacts(
        needed=False, address=Address(**place), telephone="029"
    )


def test_facts_and_words_are_under_the_one_hash() -> None:
    made = compose(TWO_PARTS)
    sha256 = document_hash(made)
    for change in (("licence", "purpose"), ("licence", "kind"), ("reference", "prison")):
        other = copy.deepcopy(made)
        other[change[0]][change[1]] += " "
        assert not verify(other, sha256)
