"""The lists that the supervision requirements call for: those left off, those that need details, those agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.facts import Facts
from app.domain.supervision import AsConditions, additional_requirements, left_off
from app.domain.words import day_and_date
from forms.base import Form
from forms.condition_details import form_for
from forms.supervision import name_of
from journeys.engine import Items
from journeys.items import NEEDING_DETAILS, condition_summary

Answers = Mapping[str, Mapping[str, Any]]
Rows = list[tuple[str, list[str]]]


def _left_off(facts: Facts, answers: Answers) -> Iterator[str]:
    yield from (each.code for each in left_off(facts.policy, answers))


def _needing(facts: Facts, answers: Answers) -> Iterator[str]:
    yield from NEEDING_DETAILS.find(facts, AsConditions(answers))


def _additional(facts: Facts, answers: Answers) -> Iterator[str]:
    yield from (each.code for each in additional_requirements(facts.policy, answers))


LEFT_OFF = Items("standard requirements left off", _left_off)
NEEDING = Items("additional requirements needing details", _needing)
ADDITIONAL = Items("additional requirements", _additional)


def requirement_form(facts: Facts, answers: Answers, key: str) -> type[Form]:
    """The form of an additional requirement's details, made as that of a licence condition is."""
    return form_for(facts, AsConditions(answers), key)


def requirement_summary(facts: Facts, answers: Answers, key: str) -> Rows:
    """An additional requirement as it will read on the licence."""
    return condition_summary(facts, AsConditions(answers), key)


def left_off_summary(facts: Facts, answers: Answers, key: str) -> Rows:
    """A requirement that is left off, and why."""
    requirement = facts.policy.standard(key)
    assert requirement is not None  # noqa: S101
    return [(f"Left off: “{name_of(requirement.text)}”", answers[f"left-off/{key}"]["reason"].split("\n"))]


def agreement_summary(facts: Facts, answers: Answers, key: str) -> Rows:
    """Who agreed to an additional requirement, and when."""
    requirement, agreed = facts.policy.additional(key), answers[f"agreement/{key}"]
    assert requirement is not None  # noqa: S101
    lines = [agreed["provider"], agreed["contact"], day_and_date(agreed["agreed"])]
    return [(f"{requirement.short_category}: agreed with the treatment provider", lines)]
