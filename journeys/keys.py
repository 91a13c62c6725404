"""Named lists of what a walk calls for, and the page or list of each: read while the walk goes, so that each sees only
answers that the walk has passed. What is about one part of a licence is made from the part."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from app.domain.answers import Answer, map_line
from app.domain.clashes.rules import is_between_two
from app.domain.conditions.chosen import Instance
from app.domain.conditions.monitoring import calling_for_programme
from app.domain.conditions.parts import LicencePart
from app.domain.conditions.reasons import reason_rows
from app.domain.policy.model import AdditionalCondition
from app.domain.policy.types import form_rules
from app.domain.words import beginning, uncapitalised
from app.domain.written import WARNING, Written
from forms.base import Rows
from forms.clashes import OverrideOfOne, OverrideOfTwo
from forms.conditions import reasons
from forms.conditions.details import another_form, form_of, further_forms
from forms.conditions.wording import name_of
from journeys.steps import Each, Keys, Many, Page


def additional(written: Written, code: str) -> AdditionalCondition:
    """The additional condition of this code; raises LookupError where the policy has none."""
    condition = written.facts.policy.additional(code)
    if condition is None:
        raise LookupError(f"policy {written.facts.policy.version} has no condition {code}")
    return condition


# Of any part


def chosen_of(part: LicencePart, words: str, noun: str) -> Keys:
    """The codes of a part's chosen conditions."""
    return Keys(words, noun, lambda written: (each.code for each in written.reading.of(part)))


def monitored_of(part: LicencePart) -> Keys:
    """The codes of a part's chosen conditions that call for the question about a programme."""

    def find(written: Written) -> Iterator[str]:
        kind = written.facts.release.kind
        return (each.code for each in calling_for_programme(part, written.reading, kind))

    return Keys(f"{part.noun}s with electronic monitoring", part.noun, find)


def details_of(part: LicencePart) -> Each:
    """The pages, or lists, of a part's chosen conditions that need details."""

    def find(written: Written) -> Iterator[str]:
        return (each.code for each in written.reading.of(part) if each.condition.requires_input)

    return Each(
        part.details,
        of=Keys(f"{part.noun}s needing details", part.noun, find),
        step=partial(_details, part),
        menu=part.menu,
    )


def _details(part: LicencePart, written: Written, code: str) -> Page | Many:
    """The page of a condition's details; the list of its instances where it may have several."""
    condition = additional(written, code)
    name, form = part.page(code), form_of(condition)
    more = partial(_further, part, condition)
    if noun := form_rules(condition).several:
        rows = partial(_instance_rows, part, code)
        return Many(name, form, another_form(noun), noun, needs_one=True, summary=rows, more=more)
    return Page(name, form, summary=partial(_rows, part, code), more=more)


def _rows(part: LicencePart, code: str, written: Written, _: str) -> Rows:
    """The text of a condition that a licence carries once."""
    chosen = written.reading.one(part, code)
    return [(written.reading.called(chosen), [chosen.text, *_areas(chosen.instances[0])])]


def _instance_rows(part: LicencePart, code: str, written: Written, page: str) -> Rows:
    """The text of one instance; of their list, how many there are, and the text that stands for several."""
    chosen = written.reading.one(part, code)
    instances, plural = chosen.instances, chosen.condition.text_plural
    called, noun = written.reading.called(chosen), form_rules(chosen.condition).several
    if page == chosen.page:
        key = f"{called}: {noun}s"
        return [(key, [f"{len(instances)} added", *([plural] if len(instances) > 1 and plural else [])])]
    place, instance = next((n, each) for n, each in enumerate(instances, start=1) if each.page == page)
    key = f"{called}: {noun} {place}" if len(instances) > 1 else called
    return [(key, [*instance.texts, *_areas(instance)])]


def _areas(instance: Instance) -> list[str]:
    """The boundary of each area that an instance is about, and whether there is a map."""
    return [line for _, area in instance.areas for line in (f"Boundary: {area['words']}", map_line(area))]


def _further(
    part: LicencePart, condition: AdditionalCondition, written: Written, page: str
) -> Iterator[Page]:
    """A page for each chosen option that asks for more than one simple field; the condition's text has it all."""
    for choice, form in further_forms(condition, written.answers.get(page, {})):
        asked = name_of(next(i.label for i in condition.inputs or () if i.name == choice))
        yield Page(f"{page}/{choice}", form, summary=partial(_further_rows, part, condition.code, asked))


def _further_rows(part: LicencePart, code: str, asked: str, written: Written, page: str) -> Rows:
    """That a further page was answered; what it says is in the text of its condition, or of one instance."""
    ((key, _), *_), own = _rows_of(part, code, written, page.rpartition("/")[0]), uncapitalised(asked)
    return [(f"{key}: {own}", ["Included in the condition above"])]


def _rows_of(part: LicencePart, code: str, written: Written, page: str) -> Rows:
    """The rows of a condition's own page, or of one instance."""
    several = form_rules(additional(written, code)).several
    return (_instance_rows if several else _rows)(part, code, written, page)


# Why conditions are needed


def why_step(_: Written, code: str) -> Page:
    """Why an additional condition is needed."""
    return Page(f"why/{code}", reasons.Why, summary=partial(_why, code))


def _why(code: str, written: Written, _: str) -> Rows:
    """The reasons for an additional condition, under the first words of its text."""
    chosen = written.reading.of_any_part(code)
    return [(f"Why: {uncapitalised(written.reading.called(chosen))}", _reasons(chosen.text, chosen.reasons))]


BESPOKE = Keys(
    "bespoke conditions", "bespoke reasons", lambda written: (each.number for each in written.reading.bespoke)
)
"""The numbers of the list's items."""


def why_bespoke_step(_: Written, number: str) -> Page:
    """Why a bespoke condition is needed."""
    return Page(f"why-bespoke/{number}", reasons.WhyBespoke, summary=partial(_why_bespoke, number))


def _why_bespoke(number: str, written: Written, _: str) -> Rows:
    """The reasons for a bespoke condition, under the first words of its text."""
    bespoke = next(each for each in written.reading.bespoke if each.number == number)
    return [(f"Why: bespoke condition {bespoke.place}", _reasons(bespoke.text, bespoke.reasons))]


def _reasons(text: str, answer: Answer | None) -> list[str]:
    lines = [f"{label}: {value}" for label, value in reason_rows(answer)]
    return [f"“{beginning(text)}”", *(part for line in lines for part in line.split("\n"))]


# Warnings

WARNINGS = Keys("warnings", WARNING, lambda written: (each.key for each in written.warnings))
"""Keys name the rule and what clashes, so a reason holds only for what it was given for."""


def warning_step(_: Written, key: str) -> Page:
    """Why a licence keeps what most likely should not stand on it."""
    form = OverrideOfTwo if is_between_two(key) else OverrideOfOne
    return Page(f"{WARNING}/{key}", form, summary=partial(_overridden, key))


def _overridden(key: str, written: Written, page: str) -> Rows:
    """What clashes, and why it stays."""
    clash = written.warning(key)
    assert clash is not None  # noqa: S101
    reason = f"Your reason: {written.answers[page]['reason']}"
    return [(f"Warning: {uncapitalised(written.title_of(clash))}", [clash.message, *reason.split("\n")])]
