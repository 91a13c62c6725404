"""The warnings that a walk calls for: one page each, which asks why both sides are needed."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.conflicts import is_between_two
from app.domain.conflicts_on import WARNING, Answers, warnings_on
from app.domain.facts import Facts
from forms.base import Form
from forms.overrides import OverrideOfOne, OverrideOfTwo
from journeys.engine import Items


def _found(facts: Facts, answers: Answers) -> Iterator[str]:
    for conflict in warnings_on(facts, answers):
        yield conflict.key


WARNINGS = Items("warnings", _found)
"""Keys name the rule and what is at odds, so a reason holds only for what it was given for."""


def override_form(facts: Facts, answers: Answers, key: str) -> type[Form]:
    """The one question of a warning, in words that suit its rule."""
    return OverrideOfTwo if is_between_two(key) else OverrideOfOne


def warning_summary(facts: Facts, answers: Answers, key: str) -> list[tuple[str, list[str]]]:
    """What is at odds, and why both are needed."""
    conflict = next(conflict for conflict in warnings_on(facts, answers) if conflict.key == key)
    reason = str(answers[f"{WARNING}/{key}"]["reason"])
    title = conflict.title[:1].lower() + conflict.title[1:]
    return [(f"Warning: {title}", [conflict.message, f"Your reason: {reason}"])]
