"""The additional conditions that a set of answers chooses, their details, and their final texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.answers import FOR, Answer, Answers
from app.domain.conditions.parts import LicencePart
from app.domain.policy.model import AdditionalCondition, Input, InputType, Option, Policy, reveals_a_page
from app.domain.policy.text import as_it_has_maps, items_from_answers, render
from app.domain.policy.types import form_rules


@dataclass(frozen=True)
class Instance:
    """One time that a licence carries a condition: the page that asks for it, and all that was answered."""

    condition: AdditionalCondition
    page: str
    details: Answer
    further_pages: Mapping[str, str] = field(default_factory=dict)
    """Which further page was answered for an input, by input name."""

    @cached_property
    def texts(self) -> list[str]:
        """Its licence texts: one, or one for each of its windows of time."""
        return instance_texts(self.condition, self.details)

    @property
    def text(self) -> str:
        """Its licence texts, a line each."""
        return "\n".join(self.texts)

    @property
    def areas(self) -> list[tuple[Input, Answer]]:
        """What was answered about areas, by input: the words, and the map where there is one."""
        files = {each.name: each for each in self.condition.every_input() if each.type is InputType.FILE}
        return [(each, given) for name, each in files.items() if (given := self.details.get(name))]

    @property
    def name(self) -> str | None:
        """What its first box was answered, which is what people call the area or the place."""
        boxes = (each.name for each in self.condition.inputs or () if each.type is InputType.TEXT)
        given = self.details.get(next(boxes, ""))
        return given if isinstance(given, str) and given.strip() else None


@dataclass(frozen=True)
class Wording:
    """A text of a condition, and the instances that it is about."""

    text: str
    instances: Sequence[Instance] = ()


@dataclass(frozen=True, eq=False)
class Chosen:
    """A condition of one part as it stands in a set of answers: its instances and its texts, each worked out once."""

    part: LicencePart
    condition: AdditionalCondition
    answers: Answers = field(repr=False)

    @property
    def code(self) -> str:
        return self.condition.code

    @property
    def category(self) -> str:
        """What rows and messages call it."""
        return self.condition.short_category

    @property
    def page(self) -> str:
        """The page that asks for its details, or that lists its instances."""
        return self.part.page(self.code)

    @cached_property
    def instances(self) -> tuple[Instance, ...]:
        """Everything answered about it, instance by instance; one instance where it cannot have several."""
        if not form_rules(self.condition).several:
            return (_instance(self.condition, self.answers, self.page),)
        prefix = f"{self.page}/"
        numbers = (name.removeprefix(prefix) for name in self.answers if name.startswith(prefix))
        return tuple(
            _instance(self.condition, self.answers, f"{prefix}{number}")
            for number in sorted(int(number) for number in numbers if number.isdecimal())
        )

    @cached_property
    def wordings(self) -> tuple[Wording, ...]:
        """Its licence texts, each once. Several instances of a condition that has a plural text are that text."""
        if not self.condition.requires_input:
            return (Wording(self.condition.text),)
        if len(self.instances) > 1 and self.condition.text_plural:
            maps = [bool(given["map"]) for each in self.instances for _, given in each.areas]
            return (Wording(as_it_has_maps(self.condition.text_plural, maps), self.instances),)
        about: dict[str, list[Instance]] = {}
        for instance in self.instances:
            for text in instance.texts:
                about.setdefault(text, []).append(instance)
        return tuple(Wording(text, same) for text, same in about.items())

    @property
    def text(self) -> str:
        """Its licence texts, a line each."""
        return "\n".join(wording.text for wording in self.wordings)

    @property
    def reasons(self) -> Answer | None:
        """What was answered about why it is needed."""
        return self.answers.get(f"why/{self.code}")

    @property
    def agreement(self) -> Answer:
        """What was answered about the agreement of a treatment provider."""
        return self.answers.get(f"agreement/{self.code}", {})


def chosen_conditions(part: LicencePart, policy: Policy, answers: Answers) -> list[Chosen]:
    """The conditions of a part that are ticked, in the policy's order; none when none are wanted."""
    return [
        Chosen(part, condition, answers)
        for code in part.codes(answers)
        if (condition := policy.additional(code)) is not None
    ]


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


def _instance(condition: AdditionalCondition, answers: Answers, page: str) -> Instance:
    """What its own page was answered, and the pages of its larger options."""
    merged = dict(answers.get(page, {}))
    pages: dict[str, str] = {}
    for choice in larger_reveals(condition, merged):
        name = f"{page}/{choice.name}"
        further = {field: value for field, value in answers.get(name, {}).items() if field != FOR}
        merged |= further
        pages |= dict.fromkeys(further, name)
    return Instance(condition, page, merged, pages)


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
