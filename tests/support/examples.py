"""Example answers: for any field of any form, and so for any condition of any policy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.conditions.chosen import larger_reveals
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition, Bound, Input, InputType, Option, Pattern
from app.domain.policy.types import form_rules, limits_of
from forms.base import Form
from forms.conditions.limits import DateWithin
from forms.validators import OnOrBefore
from journeys.walk import Visit

ADDRESS = {
    "line_1": "14 Specimen Street",
    "line_2": "",
    "town": "Sampleton",
    "county": "",
    "postcode": "YO1 7HH",
}


PATTERNS = {
    Pattern.WHOLE_NUMBER: ("12", "12"),
    Pattern.AMOUNT: ("250.50", "250.50"),
    Pattern.POSTCODE: ("yo17hh", "YO1 7HH"),
    Pattern.TELEPHONE: ("01632 960 001", "01632 960 001"),
}
"""What is typed into a text of each pattern, and what is kept of it."""


def working_day(facts: Facts, after: int = 7) -> dt.date:
    """A working day inside the licence, at least so many days after release."""
    day = (facts.release.earliest or facts.today) + dt.timedelta(days=after)
    while not facts.is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def example_of(field: Any, facts: Facts, pick: int = 0, place: int = 0) -> Any:
    """A value that a field takes; `pick` turns through the options of a choice, and times follow by `place`."""
    match field.kind:
        case "radios":
            return field.choices[pick % len(field.choices)].option.value
        case "checkboxes":
            return [choice.option.value for choice in field.choices[: pick % 3 + 1]]
        case "date":
            return _day_for(field, facts)
        case "time":
            return dt.time(14 + place % 9, 30)
        case "address":
            return dict(ADDRESS)
        case "texts":
            return ["Mary-Ann Example", "Siôn Sampl"]
        case "map":
            return {"map": None, "name": None, "words": "Within a mile of the old mill"}
    pattern = next((p for rule in field.rules if (p := getattr(rule, "pattern", None))), None)
    if pattern in PATTERNS:
        return PATTERNS[pattern][0]
    if type(field).__name__ == "Telephone":
        return "01632 960 001"
    return f"An example of words for {' '.join(re.findall('[A-Z]?[a-z0-9]+', field.plain_name)).lower()}"


def _day_for(field: Any, facts: Facts) -> dt.date:
    earliest = {rule.limits.earliest for rule in field.rules if isinstance(rule, DateWithin)}
    if Bound.SUPERVISION_START in earliest and facts.release.supervision:
        return facts.release.supervision.start
    if any(isinstance(rule, OnOrBefore) for rule in field.rules):
        return facts.today
    return working_day(facts)


def answer_for(form: Form, facts: Facts, pick: int = 0) -> dict[str, Any]:
    """An answer that a form takes, with whatever its chosen options reveal."""
    answer: dict[str, Any] = {}
    for place, field in enumerate(form.visible):
        answer[field.plain_name] = example_of(field, facts, pick, place)
        for choice in getattr(field, "choices", ()):
            chosen = answer[field.plain_name]
            if choice.option.value == chosen or (isinstance(chosen, list) and choice.option.value in chosen):
                for name, revealed in choice.fields.items():
                    answer[name] = example_of(revealed, facts, pick)
    return answer


def conditions_needing(facts: Facts, number: int) -> list[str]:
    """The codes of so many offered conditions whose first example needs one page of details each; for none, one that
    needs no details and, if there is one, calls for the question about monitoring."""
    conditions = [c for _, group in facts.policy.categories() for c in group]
    if number == 0:
        fixed = [c for c in conditions if not c.requires_input]
        return [max(fixed, key=lambda c: c.requires_electronic_monitoring_response).code]
    plain = [
        c
        for c in conditions
        if c.requires_input
        and not (form_rules(c).at_least_one or form_rules(c).several or form_rules(c).windows)
    ]
    simple = [
        c for c in plain if not any(list(larger_reveals(c, {i.name: _first(i)})) for i in c.inputs or ())
    ]
    return [c.code for c in simple[:number]]


def _first(each: Any) -> Any:
    return each.options[0].value if each.options else None


def examples(visit: Visit, form: Form) -> list[dict[str, Any]]:
    """Example answers to a page, as the atlas asks for them."""
    facts: Facts = form.facts
    if visit.name == "conditions":
        return [{"codes": conditions_needing(facts, number)} for number in (0, 1, 2)]
    if visit.name == "supervision-requirements":
        every = [each.code for each in facts.policy.standard_conditions.PSS]
        return [{"codes": every[number:]} for number in (0, 1, 2)]
    if visit.name == "additional-requirements":
        every = [c.code for _, group in facts.policy.categories("PSS") for c in group]
        return [{"codes": every[:number] or ["none"]} for number in (0, 1, 2)]
    if visit.name == "licence":
        return [{"document": facts.licence.document_sha256}]
    if visit.name == "reason":
        return [{"reason": "The curfew address is not the one we agreed."}]
    return [answer_for(form, facts)]


def chosen(condition: AdditionalCondition) -> dict[str, Any]:
    """The answer to the menu that chooses one condition."""
    return {"codes": [condition.code]}


# Conditions, from the policy alone: none of this asks the forms what they are made of.

CHOICES = (InputType.RADIO, InputType.CHECK)
SMALL = (InputType.TEXT, InputType.TIME, InputType.DATE)
WORDS = (
    "the old mill, Sampleton",
    "O’Neill-Smith & Sons {endDate} Ltd",
    "Siôn ap Gwŷdd  (known as “Ned”)",
    "umbrella <b>black</b>; 50% off?",
)
"""Typed texts with all that could be taken for markup, a placeholder or a separator."""


def first_page(condition: AdditionalCondition) -> str:
    """The page that asks for the details of a condition, or of its first instance."""
    return f"condition/{condition.code}" + ("/1" if form_rules(condition).several else "")


def is_optional(condition: AdditionalCondition, each: Input) -> bool:
    """Whether an input may be left empty."""
    return not limits_of(condition, each).required


def one_of(condition: AdditionalCondition) -> list[str]:
    """The names of the inputs of which at least one must be filled in."""
    rules = form_rules(condition)
    return [name for group in (*(rules.at_least_one or ()), *(rules.exactly_one or ())) for name in group]


def left_out(condition: AdditionalCondition, number: int) -> set[str]:
    """The alternatives that an answer of that number leaves empty: of which one is enough, or only one may be given."""
    rules = form_rules(condition)
    left: set[str] = set()
    for group in rules.at_least_one or () if number else ():
        left |= {name for place, name in enumerate(group) if place != (number - 1) % len(group)}
    for group in rules.exactly_one or ():
        left |= {name for place, name in enumerate(group) if place != number % len(group)}
    return left


def ways(condition: AdditionalCondition, facts: Facts) -> list[dict[str, Any]]:
    """Answers by input name which together choose every option, tick one and all, list one and several values, and
    fill and leave out what is optional. The first fills in everything that its options ask for."""
    inputs = condition.inputs or ()
    count = 1
    for each in inputs:
        count = max(count, len(each.options or ()) + (each.type is InputType.CHECK))
        if each.add_another or is_optional(condition, each):
            count = max(count, 2)
    if alternatives := one_of(condition):
        count = max(count, 1 + len(alternatives))
    return [_way(condition, facts, number, count) for number in range(count)]


def _way(condition: AdditionalCondition, facts: Facts, number: int, count: int) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    rules, left = form_rules(condition), left_out(condition, number)
    groups = (*(rules.at_least_one or ()), *(rules.exactly_one or ()))
    alternatives = {name for group in groups for name in group}
    for each in condition.inputs or ():
        if each.name in alternatives:
            if each.name in left:
                continue
        elif is_optional(condition, each) and number == count - 1:
            continue
        answer[each.name] = value_of(condition, each, facts, number)
        for option in options_chosen(each, answer):
            for sub in revealed_by(option):
                answer[sub.name] = value_of(condition, sub, facts, number)
    return answer


def value_of(condition: AdditionalCondition, each: Input, facts: Facts, number: int = 0) -> Any:
    """A value that an input takes; `number` turns through the options of a choice, and varies the rest."""
    limits = limits_of(condition, each)
    options = [option.value for option in each.options or ()]
    match each.type:
        case InputType.RADIO:
            return options[number % len(options)]
        case InputType.CHECK:
            number %= len(options) + 1
            return options if number == len(options) else [options[number]]
        case InputType.DATE:
            return working_day(facts, 7 + number)
        case InputType.TIME:
            return time_of(condition, each, number)
        case InputType.ADDRESS:
            whole = {"line_2": "Flat 2, The Annexe", "county": "Fictionshire"}
            return ADDRESS | {"line_1": "3 Condition Road"} | (whole if number % 2 == 0 else {})
        case InputType.FILE:
            return {"map": None, "name": None, "words": WORDS[number % len(WORDS)]}
    if limits.pattern is Pattern.WHOLE_NUMBER:
        least, most = limits.least or 0, limits.most or 100
        return str(least + number % (most - least + 1))
    if limits.pattern:
        return PATTERNS[limits.pattern][1]
    words = [WORDS[(number + place) % len(WORDS)] for place in range(3)]
    if each.add_another:
        return words if number % 2 == 0 else words[:1]
    return words[0]


def time_of(condition: AdditionalCondition, each: Input, number: int) -> dt.time:
    """A time of day; the windows of a condition are an hour each, at hours that do not overlap."""
    for place, window in enumerate(form_rules(condition).windows or ()):
        if each.name in window:
            return dt.time((place * 2 + 21 + window.index(each.name)) % 24, number * 7 % 60)
    return dt.time((number * 12 + len(each.name)) % 24, number * 7 % 60)


def options_chosen(each: Input, answer: Mapping[str, Any]) -> list[Option]:
    """The options of a choice that an answer takes."""
    given = answer.get(each.name)
    values = given if isinstance(given, list) else [given]
    return [option for option in each.options or () if option.value in values]


def revealed_by(option: Option) -> Sequence[Input]:
    """The inputs that an option asks for."""
    return option.conditional.inputs if option.conditional else ()


def is_small(option: Option) -> bool:
    """Whether what an option asks for fits under it; what does not has a page of its own."""
    inputs = revealed_by(option)
    return len(inputs) == 1 and inputs[0].type in SMALL


def further_inputs(condition: AdditionalCondition, answer: Mapping[str, Any], choice: str) -> list[Input]:
    """The inputs of the further page of one choice."""
    each = next(i for i in condition.inputs or () if i.name == choice)
    return [
        sub for option in options_chosen(each, answer) if not is_small(option) for sub in revealed_by(option)
    ]


def html_fields(inputs: Sequence[Input], answer: Mapping[str, Any]) -> Iterator[tuple[Input, str]]:
    """The inputs that a page shows for an answer, each with its name in the HTML."""
    for each in inputs:
        yield each, each.name
        for place, option in enumerate(each.options or ()):
            if option in options_chosen(each, answer) and is_small(option):
                for sub in revealed_by(option):
                    yield sub, f"{each.name}-{place}-{sub.name}"


def typed(inputs: Sequence[Input], answer: Mapping[str, Any]) -> dict[str, Any]:
    """What is typed into a page for an answer: HTML name to value, None for what is left empty."""
    sent: dict[str, Any] = {}
    for each, name in html_fields(inputs, answer):
        sent |= typed_into(each, name, answer.get(each.name))
    return sent


def typed_into(each: Input, name: str, value: Any) -> dict[str, Any]:
    """What is typed into one input."""
    if each.type is InputType.DATE:
        parts = (value.day, value.month, value.year) if value else (None, None, None)
        return {
            f"{name}-{part}": v and str(v) for part, v in zip(("day", "month", "year"), parts, strict=True)
        }
    if each.type is InputType.TIME:
        return {name: value and f"{value.hour:02d}:{value.minute:02d} hours"}
    if each.type is InputType.ADDRESS:
        return {f"{name}-{part}": (value or {}).get(part) or None for part in ADDRESS}
    if each.type is InputType.FILE:
        return {f"{name}-words": value and value["words"]}
    if each.type is InputType.TEXT and each.add_another:
        return {f"{name}-{place}": text for place, text in enumerate(value or [None])}
    return {name: value}
