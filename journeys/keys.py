"""Named lists of what a walk calls for, and the page or list of each: read while the walk goes, so that each sees only
answers that the walk has passed."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.clashes.on_licence import WARNING, warnings_on
from app.domain.clashes.rules import is_between_two
from app.domain.conditions.chosen import (
    Answer,
    Answers,
    areas_in,
    bespoke_keys,
    bespoke_text,
    chosen_conditions,
    details_page,
    instance_texts,
    instances_of,
    text_of,
)
from app.domain.conditions.monitoring import calling_for_programme
from app.domain.conditions.reasons import reason_rows
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition
from app.domain.policy.types import form_rules
from app.domain.words import beginning, uncapitalised
from forms.clashes import OverrideOfOne, OverrideOfTwo
from forms.conditions import reasons
from forms.conditions.details import another_form, form_of, further_forms
from forms.conditions.wording import name_of
from forms.fields.maps import NO_MAP
from journeys.engine import Items, Many, Page, Rows


def _needing_details(facts: Facts, answers: Answers) -> Iterator[str]:
    return (c.code for c in chosen_conditions(facts.policy, answers) if c.requires_input)


NEEDING_DETAILS = Items("conditions needing details", "condition", _needing_details)
"""Keys are codes."""


def condition_step(facts: Facts, _: Answers, code: str) -> Page | Many:
    """The page of a condition's details; the list of its instances where it may have several."""
    condition = facts.policy.additional(code)
    if condition is None:
        raise LookupError(f"policy {facts.policy.version} has no condition {code}")
    name, form = details_page(condition), form_of(condition)
    if noun := form_rules(condition).several:
        return Many(
            name,
            form,
            another_form(noun),
            noun,
            needs_one=True,
            summary=lambda _, answers, page: _instance_rows(condition, answers, page),
            more=lambda _, answers, page: _further(condition, answers, page),
        )
    return Page(
        name,
        form,
        summary=lambda _, answers, page: _rows(condition, answers),
        more=lambda _, answers, page: _further(condition, answers, page),
    )


def _rows(condition: AdditionalCondition, answers: Answers) -> Rows:
    """The text of a condition that a licence carries once."""
    (instance,) = instances_of(condition, answers)
    return [(condition.short_category, [text_of(condition, answers), *_areas(condition, instance.details)])]


def _instance_rows(condition: AdditionalCondition, answers: Answers, page: str) -> Rows:
    """The text of one instance; of their list, how many there are, and the text that stands for several."""
    instances = instances_of(condition, answers)
    if page == details_page(condition):
        plural = [condition.text_plural] if len(instances) > 1 and condition.text_plural else []
        key = f"{condition.short_category}: {form_rules(condition).several}s"
        return [(key, [f"{len(instances)} added", *plural])]
    details = next(each.details for each in instances if each.page == page)
    return [(condition.short_category, [*instance_texts(condition, details), *_areas(condition, details)])]


def _areas(condition: AdditionalCondition, details: Answer) -> list[str]:
    """The boundary of each area that an instance is about, and whether there is a map."""
    return [
        line
        for given in areas_in(condition, details)
        for line in (f"Boundary: {given['words']}", f"Map: {given['name']}" if given["map"] else NO_MAP)
    ]


def _further(condition: AdditionalCondition, answers: Answers, page: str) -> Iterator[Page]:
    """A page for each chosen option that asks for more than one simple field; the condition's text has it all."""
    for choice, form in further_forms(condition, answers.get(page, {})):
        asked = name_of(next(i.label for i in condition.inputs or () if i.name == choice))
        key = f"{condition.short_category}: {uncapitalised(asked)}"
        yield Page(
            f"{page}/{choice}", form, summary=lambda *_, key=key: [(key, ["Included in the condition above"])]
        )


CHOSEN = Items(
    "additional conditions chosen",
    "reasons",
    lambda facts, answers: (c.code for c in chosen_conditions(facts.policy, answers)),
)
"""Keys are codes."""

MONITORED = Items(
    "conditions with electronic monitoring",
    "condition",
    lambda facts, answers: (c.code for c in calling_for_programme(facts.policy, facts.release.kind, answers)),
)
"""Keys are codes."""

BESPOKE = Items("bespoke conditions", "bespoke reasons", lambda facts, answers: iter(bespoke_keys(answers)))
"""Keys are the numbers of the list's items."""


def why_step(facts: Facts, _: Answers, code: str) -> Page:
    """Why an additional condition is needed."""
    return Page(
        f"why/{code}", reasons.Why, summary=lambda facts, answers, page: _why(facts, answers, page, code)
    )


def _why(facts: Facts, answers: Answers, page: str, code: str) -> Rows:
    """The reasons for an additional condition, under the first words of its text."""
    condition = facts.policy.additional(code)
    assert condition is not None  # noqa: S101
    name = condition.short_category
    return [(f"Why: {uncapitalised(name)}", _reasons(text_of(condition, answers), answers[page]))]


def why_bespoke_step(facts: Facts, _: Answers, number: str) -> Page:
    """Why a bespoke condition is needed."""
    return Page(
        f"why-bespoke/{number}",
        reasons.WhyBespoke,
        summary=lambda _, answers, page: _why_bespoke(answers, page, number),
    )


def _why_bespoke(answers: Answers, page: str, number: str) -> Rows:
    """The reasons for a bespoke condition, under the first words of its text."""
    place = bespoke_keys(answers).index(number) + 1
    return [(f"Why: bespoke condition {place}", _reasons(bespoke_text(answers, number), answers[page]))]


def _reasons(text: str, answer: Answer) -> list[str]:
    lines = [f"{label}: {value}" for label, value in reason_rows(answer)]
    return [f"“{beginning(text)}”", *(part for line in lines for part in line.split("\n"))]


WARNINGS = Items(
    "warnings", WARNING, lambda facts, answers: (each.key for each in warnings_on(facts, answers))
)
"""Keys name the rule and what clashes, so a reason holds only for what it was given for."""


def warning_step(facts: Facts, _: Answers, key: str) -> Page:
    """Why a licence keeps what most likely should not stand on it."""
    form = OverrideOfTwo if is_between_two(key) else OverrideOfOne
    return Page(
        f"{WARNING}/{key}",
        form,
        summary=lambda facts, answers, page: _overridden(facts, answers, page, key),
    )


def _overridden(facts: Facts, answers: Answers, page: str, key: str) -> Rows:
    """What clashes, and why it stays."""
    clash = next(each for each in warnings_on(facts, answers) if each.key == key)
    reason = f"Your reason: {answers[page]['reason']}"
    return [(f"Warning: {uncapitalised(clash.title)}", [clash.message, *reason.split("\n")])]
