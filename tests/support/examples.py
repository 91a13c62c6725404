"""Example answers: for any field of any form, and so for any condition of any policy."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.domain.chosen import larger_reveals
from app.domain.facts import Facts
from app.domain.menu import offered
from app.domain.policy import AdditionalCondition
from app.domain.policy_types import rules_of
from forms.base import Form
from journeys.engine import Visit

ADDRESS = {
    "line_1": "14 Specimen Street",
    "line_2": "",
    "town": "Sampleton",
    "county": "",
    "postcode": "YO1 7HH",
}


def working_day(facts: Facts, after: int = 7) -> dt.date:
    """A working day inside the licence, at least so many days after release."""
    day = (facts.earliest_release or facts.today) + dt.timedelta(days=after)
    while not facts.is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def example_of(field: Any, facts: Facts, pick: int = 0) -> Any:
    """A value that a field takes; `pick` turns through the options of a choice."""
    match field.kind:
        case "radios":
            return field.choices[pick % len(field.choices)].option.value
        case "checkboxes":
            return [choice.option.value for choice in field.choices[: pick % 3 + 1]]
        case "date":
            return working_day(facts)
        case "time":
            return dt.time(14, 30)
        case "address":
            return dict(ADDRESS)
        case "texts":
            return ["Mary-Ann Example", "Siôn Sampl"]
    limits = getattr(field, "rules", [])
    names = {type(rule).__name__ for rule in limits}
    if names & {"WholeNumber", "Amount"}:
        return "12"
    if type(field).__name__ == "Telephone":
        return "01632 960 001"
    return "An example of some words"


def answer_for(form: Form, facts: Facts, pick: int = 0) -> dict[str, Any]:
    """An answer that a form takes, with whatever its chosen options reveal."""
    answer: dict[str, Any] = {}
    for field in form.visible:
        answer[field.plain_name] = example_of(field, facts, pick)
        for choice in getattr(field, "choices", ()):
            chosen = answer[field.plain_name]
            if choice.option.value == chosen or (isinstance(chosen, list) and choice.option.value in chosen):
                for name, revealed in choice.fields.items():
                    answer[name] = example_of(revealed, facts, pick)
    return answer


def conditions_needing(facts: Facts, number: int) -> list[str]:
    """The codes of so many offered conditions whose first example needs one page of details each; for none, one that
    needs no details."""
    conditions = [c for _, group in offered(facts.policy) for c in group]
    if number == 0:
        return [next(c.code for c in conditions if not c.requires_input)]
    plain = [c for c in conditions if c.requires_input and not rules_of(c.type).one_of]
    simple = [c for c in plain if not any(list(larger_reveals(c, {i.name: _first(i)})) for i in c.inputs or ())]
    return [c.code for c in simple[:number]]


def _first(each: Any) -> Any:
    return each.options[0].value if each.options else None


def examples(visit: Visit, form: Form) -> list[dict[str, Any]]:
    """Example answers to a page, as the atlas asks for them."""
    facts: Facts = form.facts
    if visit.name == "conditions":
        return [{"codes": conditions_needing(facts, number)} for number in (0, 1, 2)]
    if visit.name == "licence":
        return [{"document": facts.document_sha256}]
    if visit.name == "reason":
        return [{"reason": "The curfew address is not the one we agreed."}]
    return [answer_for(form, facts)]


def chosen(condition: AdditionalCondition) -> dict[str, Any]:
    """The answer to the menu that chooses one condition."""
    return {"codes": [condition.code]}
