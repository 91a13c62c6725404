"""The lists that the supervision requirements call for, and the page of each: those left off, those that need details,
and those that a treatment provider agreed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain.conditions.chosen import Answers
from app.domain.conditions.supervision import AsConditions, additional_requirements, left_off
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition, StandardCondition
from app.domain.words import beginning, day_and_date
from forms.conditions.supervision import agreement_form, reason_form
from journeys.engine import Items, Many, Page, Rows
from journeys.keys import NEEDING_DETAILS, condition_step


def _left_off(facts: Facts, answers: Answers) -> Iterator[str]:
    return (each.code for each in left_off(facts.policy, answers))


def _needing(facts: Facts, answers: Answers) -> Iterator[str]:
    return NEEDING_DETAILS.find(facts, AsConditions(answers))


def _additional(facts: Facts, answers: Answers) -> Iterator[str]:
    return (each.code for each in additional_requirements(facts.policy, answers))


LEFT_OFF = Items("standard requirements left off", "reason", _left_off)
NEEDING = Items("additional requirements needing details", "requirement", _needing)
ADDITIONAL = Items("additional requirements", "agreement", _additional)
"""Keys of all are codes."""


def left_off_step(facts: Facts, _: Answers, code: str) -> Page:
    """The page that asks why a standard requirement is left off."""
    requirement = facts.policy.standard(code)
    if requirement is None:
        raise LookupError(f"policy {facts.policy.version} has no requirement {code}")
    return Page(
        f"left-off/{code}",
        reason_form(requirement.text),
        summary=lambda _, answers, page: _reason_rows(requirement, answers, page),
    )


def _reason_rows(requirement: StandardCondition, answers: Answers, page: str) -> Rows:
    return [(f"Left off: “{beginning(requirement.text).rstrip('.')}”", answers[page]["reason"].split("\n"))]


def requirement_step(facts: Facts, answers: Answers, code: str) -> Page | Many:
    """The page of an additional requirement's details, or the list of its instances, as for a licence condition."""
    return _as_requirement(condition_step(facts, AsConditions(answers), code))


def _as_requirement(step: Page | Many) -> Page | Many:
    """A step about a condition as one about a requirement: under its own name, and reading its own answers."""
    summary, more = step.summary, step.more

    def own(page: str) -> str:
        return page.replace("condition/", "requirement/", 1)

    def condition(page: str) -> str:
        return page.replace("requirement/", "condition/", 1)

    def further(facts: Facts, answers: Answers, page: str) -> Iterator[Page]:
        for each in more(facts, AsConditions(answers), condition(page)) if more else ():
            yield replace(each, name=own(each.name))

    return replace(
        step,
        name=own(step.name),
        summary=summary and (lambda f, answers, page: summary(f, AsConditions(answers), condition(page))),
        more=more and further,
    )


def agreement_step(facts: Facts, _: Answers, code: str) -> Page:
    """The page about what the treatment provider agreed to."""
    requirement = facts.policy.additional(code)
    if requirement is None:
        raise LookupError(f"policy {facts.policy.version} has no requirement {code}")
    return Page(
        f"agreement/{code}",
        agreement_form(requirement.short_category),
        summary=lambda _, answers, page: _agreement_rows(requirement, answers, page),
    )


def _agreement_rows(requirement: AdditionalCondition, answers: Answers, page: str) -> Rows:
    agreed = answers[page]
    lines = [agreed["provider"], agreed["contact"], day_and_date(agreed["agreed"])]
    return [(f"{requirement.short_category}: agreed with the treatment provider", lines)]
