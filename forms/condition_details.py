"""Builds the form for a condition's details from the policy's inputs: there is no class or template per condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from app.domain.chosen import SIMPLE, chosen_options, reveals_a_page
from app.domain.facts import Facts
from app.domain.policy import AdditionalCondition, Input, InputType
from app.domain.policy_types import DateLimit, TypeRules, rules_of
from app.domain.words import long_date
from forms.base import Form, build_form
from forms.fields import Address, Checkboxes, Date, Option, Radios, Text, Texts, Time
from forms.validators import Wrong

OPTIONAL = " (optional)"


class Details(Form):
    """The questions of one condition, or those of one of its chosen options."""

    condition: AdditionalCondition
    one_of: tuple[str, ...] = ()

    def check(self) -> None:
        asked = [self[name] for name in self.one_of if name in self]
        if asked and all(field.is_empty() and not field.has_errors() for field in asked):
            names = " or ".join(field.called for field in asked)
            asked[0].fail(f"Enter {names}")


def form_for(facts: Facts, answers: Mapping[str, Mapping[str, Any]], key: str) -> type[Form]:
    """The form of one condition by its code, or, for CODE/INPUT, of what that input's chosen option asks for."""
    code, _, choice = key.partition("/")
    condition = facts.policy.additional(code)
    if condition is None:
        raise LookupError(f"policy {facts.policy.version} has no condition {code}")
    if not choice:
        return _build(condition, condition.inputs or ())
    asked = next(i for i in condition.inputs or () if i.name == choice)
    options = chosen_options(asked, answers.get(f"condition/{code}", {}))
    inputs = [i for o in options if reveals_a_page(o) and o.conditional for i in o.conditional.inputs]
    return _build(condition, tuple(inputs))


@lru_cache(maxsize=512)
def _build(condition: AdditionalCondition, inputs: tuple[Input, ...]) -> type[Form]:
    rules = rules_of(condition.type)
    fields: dict[str, Any] = {}
    for each in inputs:
        fields.setdefault(each.name, _field(each, rules))
    made = build_form("ConditionDetails", fields, heading=condition.short_category, base=Details)
    made.condition = condition  # type: ignore[attr-defined]
    made.one_of = tuple(name for name in fields if name in rules.one_of)  # type: ignore[attr-defined]
    return made


def _field(each: Input, rules: TypeRules) -> Any:
    label = each.label.removesuffix(OPTIONAL)
    common: dict[str, Any] = {
        "hint": each.subtext,
        "optional": each.name in rules.optional or label != each.label,
        "validators": _validators(each, rules),
    }
    match each.type:
        case InputType.TEXT if each.add_another:
            return Texts(label, add_label=each.add_another.label, item_label=_noun(label), max_length=500, **common)
        case InputType.TEXT:
            return Text(label, max_length=500, **common)
        case InputType.RADIO:
            return Radios(label, options=_options(each.options or (), rules), **common)
        case InputType.CHECK:
            return Checkboxes(label, options=_options(each.options or (), rules), **common)
        case InputType.TIME:
            return Time(label, **common)
        case InputType.DATE:
            return Date(label, **common)
        case InputType.ADDRESS:
            return Address(label, **common)
    raise LookupError(f"There is no field for the input type {each.type}")


def _options(options: Sequence[Any], rules: TypeRules) -> list[Option]:
    """Options with the one simple field they reveal; what is larger is asked on a page of its own."""
    made = []
    for option in options:
        inputs = option.conditional.inputs if option.conditional else ()
        reveal = None
        if len(inputs) == 1 and inputs[0].type in SIMPLE:
            reveal = {inputs[0].name: _field(inputs[0], rules)}
        made.append(Option(option.value, option.value, reveal=reveal))
    return made


def _noun(label: str) -> str:
    """A label without its verb, to name each box of a list: 'Enter name of person' gives 'Name of person'."""
    words = label.removeprefix("Enter ").removeprefix("the ")
    return words[:1].upper() + words[1:]


def _validators(each: Input, rules: TypeRules) -> list[Any]:
    if each.type is InputType.DATE:
        return [DateWithin(rules.dates.get(each.name, DateLimit.NOT_PAST))]
    if each.name in rules.whole_numbers:
        return [WholeNumber(*rules.whole_numbers[each.name])]
    if each.name in rules.amounts:
        return [Amount()]
    return []


class DateWithin:
    """A date of a condition: not past, and inside the licence whatever the policy's own limit is."""

    def __init__(self, limit: DateLimit) -> None:
        self.limit = limit

    def __call__(self, form: Any, field: Any) -> None:
        facts: Facts = form.facts
        if field.data < facts.today:
            raise Wrong(f"{field.subject} must be today or in the future")
        if facts.earliest_release and field.data < facts.earliest_release:
            raise Wrong(f"{field.subject} must be on or after {long_date(facts.earliest_release)}, the release date")
        if facts.licence_end and field.data > facts.licence_end:
            raise Wrong(
                f"{field.subject} must be on or before {long_date(facts.licence_end)}, the day the licence ends"
            )


class WholeNumber:
    """A number without decimals between two others; kept without leading noughts, as the licence prints it."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        text = field.data
        if not (text.isascii() and text.isdecimal()) or not self.least <= int(text[:9]) <= self.most:
            raise Wrong(f"{field.subject} must be a whole number from {self.least} to {self.most}")
        field.data = str(int(text))


class Amount:
    """An amount of money; a pound sign and commas are taken off, as the licence text has its own."""

    def __call__(self, form: Any, field: Any) -> None:
        text = field.data.replace("£", "").replace(",", "").replace(" ", "")
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise Wrong(f"{field.subject} must be an amount in pounds, like 250 or 1,000.50") from None
        if not amount.is_finite() or amount < 0 or len(text) > 12:
            raise Wrong(f"{field.subject} must be an amount in pounds, like 250 or 1,000.50")
        field.data = text
