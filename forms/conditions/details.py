"""Builds the form for a condition's details from the policy's inputs: there is no class or template per condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.domain.answers import FOR, Answer
from app.domain.conditions.chosen import chosen_options, larger_reveals
from app.domain.conditions.windows import Window, fault_in
from app.domain.policy.model import SIMPLE, AdditionalCondition, Input, InputType, reveals_a_page
from app.domain.policy.types import OPTIONAL, form_rules, limits_of
from app.domain.words import capitalised, uncapitalised
from app.domain.written import Written
from forms.base import Form, build_form
from forms.conditions.limits import appearance, validators
from forms.conditions.questions import YES_NO
from forms.conditions.wording import name_of, object_of, required_message
from forms.fields import Address, Checkboxes, Date, Map, Option, Radios, Text, Texts, Time
from forms.validators import Required

EXAMPLE_OF_TIME = "For example, 9am or 2:30pm"
MAX_LENGTH = 500
"""Characters of a text, where the policy sets no limit."""


class Details(Form):
    """The questions of one condition, or those of one of its chosen options."""

    condition: AdditionalCondition
    chosen: tuple[tuple[str, str], ...] = ()
    """(question, answer) of the choice that leads to this page, where it is a further page."""

    @classmethod
    def fits(cls, answer: Mapping[str, Any], written: Written) -> bool:
        """Whether an answer was given for the options that now lead to this page."""
        return bool(answer.get(FOR, cls._options()) == cls._options())

    @classmethod
    def _options(cls) -> list[str]:
        return [option for _, option in cls.chosen]

    def answer(self) -> dict[str, Any]:
        return super().answer() | ({FOR: self._options()} if self.chosen else {})

    def prepare(self) -> None:
        """Head the page with the words of the condition, and give every date an example, in a year that suits the
        licence."""
        name = self.facts.policy.names.get(self.condition.code, self.condition.short_category)
        self.heading = f"{name}: {uncapitalised(self.chosen[0][0])}" if self.chosen else name
        in_supervision = self.condition.pss_dates and self.facts.release.supervision_end
        year = (in_supervision or self.facts.release.end or self.facts.today).year
        for field in self.of_kind("date"):
            field.hint = _sentences(field.hint, f"For example, 27 3 {year}")

    def check(self) -> None:
        rules = form_rules(self.condition)
        for group in rules.at_least_one or ():
            if asked := self._asked(group):
                self._check_group(asked, is_one_too_many=False)
        for group in rules.exactly_one or ():
            if asked := self._asked(group):
                self._check_group(asked, is_one_too_many=sum(not f.is_empty() for f in asked) > 1)
        self._check_windows()

    def _asked(self, names: Sequence[str]) -> list[Any]:
        return [self[name] for name in names if name in self]

    def _check_group(self, asked: list[Any], is_one_too_many: bool) -> None:
        names = " or ".join(field.called for field in asked)
        if all(field.is_empty() and not field.has_errors() for field in asked):
            asked[0].fail(f"Enter {names}")
        elif is_one_too_many:
            asked[-1].fail(f"Enter {names}, not more than one of them")

    def _check_windows(self) -> None:
        """Both ends of each window or neither, none without length, none over another, not too many hours."""
        rules = form_rules(self.condition)
        asked = {field.plain_name: field for field in self.fields if field.kind == "time"}
        pairs = [(asked[a], asked[b]) for a, b in rules.windows or () if a in asked and b in asked]
        whole: list[tuple[Any, Window]] = []
        for start, end in pairs:
            if start.has_errors() or end.has_errors():
                continue
            if start.is_empty() != end.is_empty():
                missing, given = (start, end) if start.is_empty() else (end, start)
                missing.fail(f"Enter {missing.called}, or leave out {given.called}")
            elif not start.is_empty():
                whole.append((end, Window(start.data, end.data)))
        if found := fault_in([window for _, window in whole], rules.most_hours):
            place, message = found
            whole[place][0].fail(message)


def form_of(condition: AdditionalCondition) -> type[Form]:
    """The form of a condition, or of one instance of it."""
    return _build(condition, condition.inputs or ())


def further_forms(condition: AdditionalCondition, answer: Answer) -> list[tuple[str, type[Form]]]:
    """What the options chosen in an answer ask for on pages of their own: the choice's name, and the form."""
    made = []
    for choice in larger_reveals(condition, answer):
        options = [o for o in chosen_options(choice, answer) if reveals_a_page(o)]
        inputs = tuple(each for option in options for each in option.inputs)
        chosen = tuple((name_of(choice.label), option.value) for option in options)
        made.append((choice.name, _build(condition, inputs, chosen)))
    return made


@lru_cache(maxsize=64)
def another_form(noun: str) -> type[Form]:
    """The form of the page that lists the instances of a condition: whether to add another."""
    question = f"Do you want to add another {noun}?"
    another = Radios(
        question,
        options=YES_NO,
        validators=[Required(f"Select yes if you want to add another {noun}")],
    )
    return build_form("AnotherInstance", {"another": another}, heading=f"{capitalised(noun)}s")


@lru_cache(maxsize=512)
def _build(
    condition: AdditionalCondition, inputs: tuple[Input, ...], chosen: tuple[tuple[str, str], ...] = ()
) -> type[Form]:
    fields: dict[str, Any] = {}
    for each in inputs:
        fields.setdefault(each.name, _field(condition, each))
    made = build_form("ConditionDetails", fields, heading=condition.short_category, base=Details)
    assert issubclass(made, Details)  # noqa: S101
    made.condition, made.chosen, made.may_skip = condition, chosen, condition.skippable
    return made


def _field(condition: AdditionalCondition, each: Input) -> Any:
    label = each.label.removesuffix(f" {OPTIONAL}")
    limits = limits_of(condition, each)
    errors = limits.errors
    common: dict[str, Any] = {
        "hint": each.subtext,
        "called": object_of(label),
        "required": (errors and errors.required) or required_message(each, label),
        "optional": not limits.required,
        "validators": validators(limits),
    }
    length: dict[str, Any] = {
        "max_length": limits.max_length or MAX_LENGTH,
        "too_long": errors and errors.max_length,
    }
    match each.type:
        case InputType.TEXT if each.add_another:
            item = name_of(label)
            return Texts(label, add_label=each.add_another.label, item_label=item, **length, **common)
        case InputType.TEXT:
            return Text(label, **length | appearance(limits.pattern), **common)
        case InputType.RADIO:
            return Radios(label, options=_options(condition, each.options or ()), **common)
        case InputType.CHECK:
            return Checkboxes(label, options=_options(condition, each.options or ()), **common)
        case InputType.TIME:
            example = None if each.hide_hint_text else EXAMPLE_OF_TIME
            return Time(label, **common | {"hint": _sentences(each.subtext, example)})
        case InputType.DATE:
            return Date(label, **common)
        case InputType.ADDRESS:
            return Address(label, require_postcode=True, **common)
        case InputType.FILE:
            return Map(label, **common)
    raise LookupError(f"There is no field for the input type {each.type}")


def _sentences(*hints: str | None) -> str | None:
    """Hints one after the other, each but the last ending as a sentence does."""
    given = [hint.strip() for hint in hints if hint and hint.strip()]
    return " ".join([*(h if h[-1] in ".!?" else f"{h}." for h in given[:-1]), *given[-1:]]) or None


def _options(condition: AdditionalCondition, options: Sequence[Any]) -> list[Option]:
    """Options with the one simple field they reveal; what is larger is asked on a page of its own."""
    made = []
    for option in options:
        inputs: tuple[Input, ...] = option.inputs
        reveal = None
        if len(inputs) == 1 and inputs[0].type in SIMPLE:
            reveal = {inputs[0].name: _field(condition, inputs[0])}
        made.append(Option(option.value, option.value, reveal=reveal))
    return made
