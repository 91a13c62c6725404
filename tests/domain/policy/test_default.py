"""The default policy: what the sources ask of it, and that every condition can be filled and read."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from app.domain.policy.model import AdditionalCondition, Input, InputType
from app.domain.policy.read import check_policy, read_policy
from app.domain.policy.text import items_from_answers, render
from app.domain.policy.types import limits_of
from tests.domain.policy_examples import DEFAULT, PUBLISHED, needs_published

POLICY = read_policy(DEFAULT.read_bytes())
EVERY = [*POLICY.additional_conditions.AP, *POLICY.additional_conditions.PSS]
WITH_FORM = [condition for condition in EVERY if condition.requires_input]
INPUTS = [input for condition in EVERY for input in condition.every_input()]


def test_it_has_neither_faults_nor_warnings() -> None:
    assert check_policy(DEFAULT.read_bytes())[1:] == ([], [])


def test_it_names_its_version_its_day_and_its_legal_source() -> None:
    assert POLICY.version == "0.2"
    assert POLICY.commences == dt.date(2015, 2, 1)
    assert POLICY.source is not None and "2005/648" in POLICY.source and "reference wording" in POLICY.source


def test_it_has_the_six_standard_conditions() -> None:
    subjects = ["in touch", "visit you", "permanent home", "work", "United Kingdom", "behave well"]
    texts = [condition.text for condition in POLICY.standard_conditions.AP]
    assert len(texts) == 6
    assert all(subject in text for subject, text in zip(subjects, texts, strict=True))
    assert "deported or removed" in texts[4]


def test_it_has_the_eleven_categories() -> None:
    assert [category.split()[0] for category, _ in POLICY.categories("AP")] == (
        "Living Making Not Limits Taking Curfew Limits Supervision Drug Drug Polygraph".split()  # noqa: SIM905
    )
    assert 24 <= len(POLICY.additional_conditions.AP) <= 30


def test_it_has_the_ten_supervision_requirements() -> None:
    assert len(POLICY.standard_conditions.PSS) == 8
    assert [c.category for c in POLICY.additional_conditions.PSS] == ["Drug testing", "Drug appointment"]
    assert "British Islands" in POLICY.standard_conditions.PSS[6].text
    assert not any(c.requires_electronic_monitoring_response for c in POLICY.additional_conditions.PSS)


def test_it_uses_every_kind_of_input_and_every_rule_of_an_input() -> None:
    assert {input.type for input in INPUTS} == set(InputType)
    assert any(option.conditional for input in INPUTS for option in input.options or ())
    for rule in (
        "add_another",
        "include_before",
        "default_value",
        "handle_indefinite_article",
        "list_type",
        "case",
    ):
        assert any(getattr(input, rule) for input in INPUTS), rule
    assert any("||" in (condition.tpl or "") for condition in EVERY)


def test_the_conditions_with_a_tag_ask_about_monitoring() -> None:
    tagged = [c for c in EVERY if "electronic tag" in c.text]
    assert len(tagged) == 2
    assert [c for c in EVERY if c.requires_electronic_monitoring_response] == tagged


@needs_published
def test_it_shares_no_code_and_no_sentence_with_the_published_policy() -> None:
    published = read_policy(PUBLISHED.read_bytes())

    def words(policy: Any, what: str) -> set[str]:
        kinds = (policy.standard_conditions, policy.additional_conditions)
        return {getattr(c, what) for kind in kinds for part in ("AP", "PSS") for c in kind.of(part)}

    assert not words(POLICY, "code") & words(published, "code")
    assert words(POLICY, "text") & words(published, "text") <= set()


def test_every_label_marks_what_is_optional_and_only_that() -> None:
    for condition in WITH_FORM:
        for input in condition.every_input():
            assert ("(optional)" in input.label) == (not limits_of(condition, input).required), input.label


ANSWERS: dict[InputType, Any] = {
    InputType.TEXT: "Elm Court",
    InputType.TIME: dt.time(19, 30),
    InputType.DATE: dt.date(2026, 12, 1),
    InputType.FILE: {"map": None, "name": None, "words": "Elm Road"},
    InputType.ADDRESS: {
        "line_1": "1 Mill Lane",
        "line_2": "",
        "town": "York",
        "county": "",
        "postcode": "YO1 1AA",
    },
}


def _answers(condition: AdditionalCondition, which: int, *, optional: bool) -> dict[str, Any]:
    def answer(input: Input) -> Any:
        if input.options:
            return input.options[which % len(input.options)].value
        return ANSWERS[input.type]

    asked = [each for each in condition.every_input() if optional or limits_of(condition, each).required]
    return {input.name: answer(input) for input in asked}


@pytest.mark.parametrize("condition", WITH_FORM, ids=lambda condition: str(condition.type))
@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("which", [0, 1, -1])
def test_every_form_gives_a_clean_sentence(
    condition: AdditionalCondition, which: int, optional: bool
) -> None:
    sentence = render(condition, items_from_answers(condition, _answers(condition, which, optional=optional)))
    assert sentence.startswith(("You must", "When", "While"))
    assert sentence.endswith(".")
    assert not re.search(r"  | [.,]|,,|[{}\[\]]|\.\.", sentence), sentence


def test_a_condition_with_two_addresses_parts_reads_well() -> None:
    condition = next(c for c in EVERY if c.type == "DrugTestPlace")
    sentence = render(condition, items_from_answers(condition, _answers(condition, 0, optional=True)))
    assert "go to Elm Court at 1 Mill Lane, York, YO1 1AA and give" in sentence


def test_every_sentence_is_short_enough_to_read() -> None:
    texts = [c.text for c in [*POLICY.standard_conditions.AP, *POLICY.standard_conditions.PSS, *EVERY]]
    for text in texts:
        for sentence in re.split(r"(?<=\.) ", text):
            assert len(sentence.split()) <= 45, sentence
