"""The programme under which a person is tagged: when it is asked for, and how it is put on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.chosen import Answers, chosen_conditions
from app.domain.policy import AdditionalCondition, Policy
from app.domain.release import Kind

KINDS = frozenset({Kind.CRD, Kind.PRRD, Kind.HDC})
"""The kinds of licence whose electronic monitoring may be part of a programme."""


def monitored(policy: Policy, kind: str | None, answers: Answers) -> list[AdditionalCondition]:
    """The chosen conditions that call for the question about a programme; none on other kinds of licence."""
    if kind not in KINDS:
        return []
    return [
        condition
        for condition in chosen_conditions(policy, answers)
        if condition.requires_electronic_monitoring_response
    ]


def programme_rows(answer: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What was answered, as labels with words; none where it was not asked."""
    if not answer:
        return []
    if answer["tagged"] == "no":
        return [("Tagged as part of a programme", "No")]
    return [("Tagged as part of a programme", "Yes"), ("Programme", answer["programme"])]
