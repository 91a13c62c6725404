"""Builds the form for a condition's details from the policy's inputs: there is no class or template per condition."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.domain.chosen import SIMPLE, chosen_options, reveals_a_page
from app.domain.facts import Facts
from app.domain.licence_type import Period
from app.domain.policy import AdditionalCondition, Input, InputType
from app.domain.policy_types import DateLimit, TypeRules, rules_of
from app.domain.words import long_date
from forms.base import Form, build_form
from forms.condition_wording import name_of, object_of, required_message
from forms.fields import Address, Checkboxes, Date, Option, Radios, Text, Texts, Time
from forms.validators import Wrong

OPTIONAL = " (optional)"
EXAMPLE_OF_TIME = "For example, 9am or 2:30pm"


class Details(Form):
    """The questions of one condition, or those of one of its chosen options."""

    condition: AdditionalCondition
    chosen: tuple[tuple[str, str], ...] = ()
    """(question, answer) of the choice that leads to this page, where it is a further page."""
    one_of: tuple[str, ...] = ()
    may_skip: bool = False
    """Whether the policy lets these details wait until the licence is sent."""

    def prepare(self) -> None:
        """Give every date an example, in a year that suits the licence."""
        in_supervision = self.condition.pss_dates and self.facts.supervision_end
        year = (in_supervision or self.facts.licence_end or self.facts.today).year
        revealed = (
            each
            for f in self.fields
            for choice in getattr(f, "choices", ())
            for each in choice.fields.values()
        )
        for field in (*self.fields, *revealed):
            if field.kind == "date":
                field.hint = _sentences(field.hint, f"For example, 27 3 {year}")

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
    options = [o for o in chosen_options(asked, answers.get(f"condition/{code}", {})) if reveals_a_page(o)]
    inputs = [i for o in options if o.conditional for i in o.conditional.inputs]
    return _build(condition, tuple(inputs), tuple((name_of(asked.label), option.value) for option in options))


@lru_cache(maxsize=512)
def _build(
    condition: AdditionalCondition, inputs: tuple[Input, ...], chosen: tuple[tuple[str, str], ...] = ()
) -> type[Form]:
    rules = rules_of(condition.type)
    fields: dict[str, Any] = {}
    for each in inputs:
        fields.setdefault(each.name, _field(each, rules))
    made = build_form("ConditionDetails", fields, heading=condition.short_category, base=Details)
    assert issubclass(made, Details)  # noqa: S101
    made.condition, made.chosen, made.may_skip = condition, chosen, condition.skippable
    made.one_of = tuple(name for name in fields if name in rules.one_of)
    return made


def _field(each: Input, rules: TypeRules) -> Any:
    label = each.label.removesuffix(OPTIONAL)
    common: dict[str, Any] = {
        "hint": each.subtext,
        "called": object_of(label),
        "required": required_message(each, label),
        "optional": each.name in rules.optional or label != each.label,
        "validators": _validators(each, rules),
    }
    match each.type:
        case InputType.TEXT if each.add_another:
            item = name_of(label)
            return Texts(label, add_label=each.add_another.label, item_label=item, max_length=500, **common)
        case InputType.TEXT if each.name in rules.whole_numbers:
            return Text(label, width="3", inputmode="numeric", max_length=20, **common)
        case InputType.TEXT if each.name in rules.amounts:
            return Text(label, width="10", inputmode="decimal", prefix="£", max_length=20, **common)
        case InputType.TEXT:
            return Text(label, max_length=500, **common)
        case InputType.RADIO:
            return Radios(label, options=_options(each.options or (), rules), **common)
        case InputType.CHECK:
            return Checkboxes(label, options=_options(each.options or (), rules), **common)
        case InputType.TIME:
            example = None if each.hide_hint_text else EXAMPLE_OF_TIME
            return Time(label, **common | {"hint": _sentences(each.subtext, example)})
        case InputType.DATE:
            return Date(label, **common)
        case InputType.ADDRESS:
            return Address(label, require_postcode=True, **common)
    raise LookupError(f"There is no field for the input type {each.type}")


def _sentences(*hints: str | None) -> str | None:
    """Hints one after the other, each but the last ending as a sentence does."""
    given = [hint.strip() for hint in hints if hint and hint.strip()]
    return " ".join([*(h if h[-1] in ".!?" else f"{h}." for h in given[:-1]), *given[-1:]]) or None


def _options(options: Sequence[Any], rules: TypeRules) -> list[Option]:
    """Options with the one simple field they reveal; what is larger is asked on a page of its own."""
    made = []
    for option in options:
        inputs: tuple[Input, ...] = option.conditional.inputs if option.conditional else ()
        reveal = None
        if len(inputs) == 1 and inputs[0].type in SIMPLE:
            reveal = {inputs[0].name: _field(inputs[0], rules)}
        made.append(Option(option.value, option.value, reveal=reveal))
    return made


def _validators(each: Input, rules: TypeRules) -> list[Any]:
    if each.type is InputType.DATE:
        return [DateWithin(rules.dates.get(each.name, DateLimit.NOT_PAST))]
    if each.name in rules.whole_numbers:
        return [WholeNumber(*rules.whole_numbers[each.name])]
    if each.name in rules.amounts:
        return [Amount()]
    return []


class DateWithin:
    """A date of a condition: not past, and inside the licence unless the policy ties it to supervision."""

    def __init__(self, limit: DateLimit) -> None:
        self.limit = limit

    def __call__(self, form: Any, field: Any) -> None:
        facts: Facts = form.facts
        if field.data < facts.today:
            raise Wrong(f"{field.subject} must be today or in the future")
        if self.limit is DateLimit.SUPERVISION:
            self._check_within(field, facts.supervision)
            return
        first, last = facts.earliest_release, facts.licence_end
        if first and field.data < first:
            which = (
                "the earliest day this person can be released"
                if facts.is_early_release
                else "the day of release"
            )
            raise Wrong(f"{field.subject} must be on or after {long_date(first)}, {which}")
        if last and field.data > last:
            raise Wrong(f"{field.subject} must be on or before {long_date(last)}, the day the licence ends")

    def _check_within(self, field: Any, supervision: Period | None) -> None:
        if supervision and field.data < supervision.start:
            raise Wrong(
                f"{field.subject} must be on or after {long_date(supervision.start)}, the day supervision starts"
            )
        if supervision and field.data > supervision.end:
            raise Wrong(
                f"{field.subject} must be on or before {long_date(supervision.end)}, the day supervision ends"
            )


class WholeNumber:
    """A number without decimals between two others; kept without leading noughts, as the licence prints it."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: Any) -> None:
        text = field.data
        if not (text.isascii() and text.isdecimal()) or not self.least <= int(text) <= self.most:
            raise Wrong(f"{field.subject} must be a whole number from {self.least} to {self.most}")
        field.data = str(int(text))


class Amount:
    """An amount of money; a pound sign, commas and blanks are taken off, as the licence text has its own sign."""

    def __call__(self, form: Any, field: Any) -> None:
        amount = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", re.sub("[£, ]", "", field.data))
        if not amount:
            raise Wrong(f"{field.subject} must be an amount in pounds, like 250 or 1,000.50")
        pounds, pence = amount.groups()
        field.data = f"{int(pounds)}.{pence:0<2}" if pence else str(int(pounds))
