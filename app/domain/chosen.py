"""The additional conditions that a set of answers chooses, their details, and their final texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.policy import AdditionalCondition, Input, InputType, Option, Policy
from app.domain.rendering import items_from_answers, render

Answers = Mapping[str, Mapping[str, Any]]

SIMPLE = frozenset({InputType.TEXT, InputType.TIME, InputType.DATE})
"""Inputs small enough to be revealed by an option; anything larger gets a page of its own (A27)."""


@dataclass(frozen=True)
class Chosen:
    """One chosen condition with the text that its details give."""

    condition: AdditionalCondition
    text: str


def chosen_conditions(policy: Policy, answers: Answers) -> list[AdditionalCondition]:
    """The conditions that are ticked, in the policy's order; none when none are wanted."""
    if answers.get("additional-conditions", {}).get("needed") != "yes":
        return []
    codes = answers.get("conditions", {}).get("codes", [])
    return [c for code in codes if (c := policy.additional(code)) is not None]


def reveals_a_page(option: Option) -> bool:
    """Whether an option asks for more than one simple field, so that a page of its own asks it."""
    inputs = option.conditional.inputs if option.conditional else ()
    return len(inputs) > 1 or any(i.type not in SIMPLE for i in inputs)


def chosen_options(choice: Input, answer: Mapping[str, Any]) -> Sequence[Option]:
    """The options of a radio or check input that an answer chooses."""
    given = answer.get(choice.name)
    values = given if isinstance(given, list) else [given]
    return [option for option in choice.options or () if option.value in values]


def larger_reveals(condition: AdditionalCondition, answer: Mapping[str, Any]) -> Iterator[str]:
    """The names of the inputs whose chosen option needs a page of its own."""
    for choice in condition.inputs or ():
        if any(reveals_a_page(option) for option in chosen_options(choice, answer)):
            yield choice.name


def details(condition: AdditionalCondition, answers: Answers) -> dict[str, Any]:
    """Everything answered about one condition, over its page and the pages of its larger options."""
    name = f"condition/{condition.code}"
    merged = dict(answers.get(name, {}))
    for choice in larger_reveals(condition, merged):
        merged |= answers.get(f"{name}/{choice}", {})
    return merged


def text_of(condition: AdditionalCondition, answers: Answers) -> str:
    """The licence text of one condition as it stands in these answers."""
    return render(condition, items_from_answers(condition, details(condition, answers)))


def chosen_texts(policy: Policy, answers: Answers) -> list[Chosen]:
    """The final text of every chosen condition, in the policy's order."""
    return [
        Chosen(condition, text_of(condition, answers)) for condition in chosen_conditions(policy, answers)
    ]


def bespoke_keys(answers: Answers) -> list[str]:
    """The numbers of the bespoke conditions, in the order in which they were added."""
    prefix = "bespoke-conditions/"
    return sorted((name.removeprefix(prefix) for name in answers if name.startswith(prefix)), key=int)


def bespoke_text(answers: Answers, key: str) -> str:
    """The words of one bespoke condition."""
    return str(answers[f"bespoke-conditions/{key}"]["text"])


def bespoke_texts(answers: Answers) -> list[str]:
    """The bespoke conditions, in the order in which they were added."""
    return [bespoke_text(answers, key) for key in bespoke_keys(answers)]
