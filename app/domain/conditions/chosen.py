"""The additional conditions that a set of answers chooses, their details, and their final texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.policy.model import AdditionalCondition, Input, InputType, Option, Policy, reveals_a_page
from app.domain.policy.text import items_from_answers, render
from app.domain.policy.types import form_rules

Answer = Mapping[str, Any]
Answers = Mapping[str, Answer]

FOR = "$for"
"""In the answer to a further page: the options that it was given for. It is no input's name."""


@dataclass(frozen=True)
class Instance:
    """One time that a licence carries a condition: the page that asks for it, and all that was answered."""

    page: str
    details: Answer
    further_pages: Mapping[str, str] = field(default_factory=dict)
    """Which further page was answered for an input, by input name."""


@dataclass(frozen=True)
class Wording:
    """A text of a condition, and the instances that it is about."""

    text: str
    instances: Sequence[Instance] = ()


def chosen_conditions(policy: Policy, answers: Answers) -> list[AdditionalCondition]:
    """The conditions that are ticked, in the policy's order; none when none are wanted."""
    if answers.get("additional-conditions", {}).get("needed") != "yes":
        return []
    codes = answers.get("conditions", {}).get("codes", [])
    return [c for code in codes if (c := policy.additional(code)) is not None]


def details_page(condition: AdditionalCondition) -> str:
    """The name of the page that asks for a condition's details, or that lists its instances."""
    return f"condition/{condition.code}"


def chosen_options(choice: Input, answer: Answer) -> Sequence[Option]:
    """The options of a radio or check input that an answer chooses."""
    given = answer.get(choice.name)
    values = given if isinstance(given, list) else [given]
    return [option for option in choice.options or () if option.value in values]


def larger_reveals(condition: AdditionalCondition, answer: Answer) -> Iterator[Input]:
    """The choices whose chosen option needs a page of its own."""
    for choice in condition.inputs or ():
        if any(reveals_a_page(option) for option in chosen_options(choice, answer)):
            yield choice


def instances_of(condition: AdditionalCondition, answers: Answers) -> list[Instance]:
    """Everything answered about a condition, instance by instance; one instance where it cannot have several."""
    page = details_page(condition)
    if not form_rules(condition).several:
        return [_instance(condition, answers, page)]
    numbers = (name.removeprefix(f"{page}/") for name in answers if name.startswith(f"{page}/"))
    return [
        _instance(condition, answers, f"{page}/{number}")
        for number in sorted(int(number) for number in numbers if number.isdecimal())
    ]


def _instance(condition: AdditionalCondition, answers: Answers, page: str) -> Instance:
    """What its own page was answered, and the pages of its larger options."""
    merged = dict(answers.get(page, {}))
    pages: dict[str, str] = {}
    for choice in larger_reveals(condition, merged):
        name = f"{page}/{choice.name}"
        further = {field: value for field, value in answers.get(name, {}).items() if field != FOR}
        merged |= further
        pages |= dict.fromkeys(further, name)
    return Instance(page, merged, pages)


def instance_texts(condition: AdditionalCondition, details: Answer) -> list[str]:
    """The licence texts of one instance: one, or one for each of its windows of time."""
    return [render(condition, items_from_answers(condition, part)) for part in _parts(condition, details)]


def _parts(condition: AdditionalCondition, details: Answer) -> list[Answer]:
    rules = form_rules(condition)
    windows = rules.windows or ()
    if not rules.text_per_window or not windows:
        return [details]
    asked = _asked(condition, details)
    filled = [pair for pair in windows if all(name in asked and details.get(name) for name in pair)]
    return [
        {**details, **{first: details[name] for first, name in zip(windows[0], pair, strict=True)}}
        for pair in filled
    ] or [details]


def _asked(condition: AdditionalCondition, details: Answer) -> set[str]:
    """The names of the inputs that the chosen options leave open."""
    inputs = condition.inputs or ()
    options = (option for choice in inputs for option in chosen_options(choice, details))
    revealed = (sub for option in options for sub in option.inputs)
    return {each.name for each in (*inputs, *revealed)}


def areas_in(condition: AdditionalCondition, details: Answer) -> list[Answer]:
    """What an instance was answered about areas: the words, and the map where there is one."""
    names = dict.fromkeys(each.name for each in condition.every_input() if each.type is InputType.FILE)
    return [given for name in names if (given := details.get(name))]


def wordings_of(condition: AdditionalCondition, answers: Answers) -> list[Wording]:
    """The licence texts of a condition as it stands in these answers, each once.

    Several instances of a condition that has a plural text are that text.
    """
    if not condition.requires_input:
        return [Wording(condition.text)]
    instances = instances_of(condition, answers)
    if len(instances) > 1 and condition.text_plural:
        return [Wording(condition.text_plural, instances)]
    about: dict[str, list[Instance]] = {}
    for instance in instances:
        for text in instance_texts(condition, instance.details):
            about.setdefault(text, []).append(instance)
    return [Wording(text, same) for text, same in about.items()]


def texts_of(condition: AdditionalCondition, answers: Answers) -> list[str]:
    """The licence texts of a condition, each once."""
    return [wording.text for wording in wordings_of(condition, answers)]


def text_of(condition: AdditionalCondition, answers: Answers) -> str:
    """The licence texts of a condition, a line each."""
    return "\n".join(texts_of(condition, answers))


def bespoke_keys(answers: Answers) -> list[str]:
    """The numbers of the bespoke conditions, in the order in which they were added."""
    prefix = "bespoke-conditions/"
    return sorted((name.removeprefix(prefix) for name in answers if name.startswith(prefix)), key=int)


def bespoke_text(answers: Answers, key: str) -> str:
    """The words of one bespoke condition."""
    return str(answers[f"bespoke-conditions/{key}"]["text"])
