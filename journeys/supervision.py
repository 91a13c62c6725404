"""What is asked about supervision requirements alone: why one is left off, and what treatment providers agreed to."""

from __future__ import annotations

from functools import partial

from app.domain.conditions.parts import SUPERVISION
from app.domain.policy.model import StandardCondition
from app.domain.words import beginning
from app.domain.written import Written
from forms.base import Rows
from forms.conditions.supervision import Agreement, reason_form
from journeys.steps import Keys, Page

LEFT_OFF = Keys(
    "standard requirements left off",
    "reason",
    lambda written: (each.code for each in written.reading.left_off(SUPERVISION)),
)
"""Keys are codes."""


def left_off_step(written: Written, code: str) -> Page:
    """The page that asks why a standard requirement is left off."""
    policy = written.facts.policy
    requirement = policy.standard(code)
    if requirement is None:
        raise LookupError(f"policy {policy.version} has no requirement {code}")
    return Page(f"left-off/{code}", reason_form(requirement.text), summary=partial(_reason_rows, requirement))


def _reason_rows(requirement: StandardCondition, written: Written, _: str) -> Rows:
    reason = written.reading.why_left_off(requirement.code) or ""
    return [(f"Left off: “{beginning(requirement.text).rstrip('.')}”", reason.split("\n"))]


def agreement_step(_: Written, code: str) -> Page:
    """The page about what the treatment provider agreed to."""
    return Page(f"agreement/{code}", Agreement)
