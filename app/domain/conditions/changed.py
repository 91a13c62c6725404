"""What a change of answers adds to the conditions of a licence and what it leaves out, in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.answers import Answers
from app.domain.conditions.parts import PARTS, LicencePart
from app.domain.policy.model import AdditionalCondition, Policy
from app.domain.words import beginning, counted


def change_in_words(
    policy: Policy, before: Answers, after: Answers, parts: tuple[LicencePart, ...] = PARTS
) -> str | None:
    """Which conditions were added and left out on a menu; None where none were."""
    for part in parts:
        was, now = _chosen(part, policy, before), _chosen(part, policy, after)
        changes = [
            _counted(verb, part.noun, conditions)
            for verb, conditions in (
                ("added", [each for each in now if each not in was]),
                ("left out", [each for each in was if each not in now]),
            )
            if conditions
        ]
        if changes:
            return f"You {' and '.join(changes)}"
    return None


def _chosen(part: LicencePart, policy: Policy, answers: Answers) -> list[AdditionalCondition]:
    return [found for code in part.codes(answers) if (found := policy.additional(code))]


def _counted(verb: str, noun: str, conditions: Sequence[AdditionalCondition]) -> str:
    if len(conditions) == 1:
        return f"{verb} the {noun} “{beginning(conditions[0].text).rstrip('.')}”"
    return f"{verb} {counted(len(conditions), noun)}"
