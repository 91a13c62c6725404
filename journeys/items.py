"""Named lists of what a walk calls for: each is read while the walk goes, so it sees only answers that it has passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.chosen import bespoke_keys, bespoke_text, chosen_conditions, larger_reveals, text_of
from app.domain.facts import Facts
from app.domain.monitoring import monitored
from app.domain.reasons import reason_rows
from app.domain.words import beginning
from forms.condition_wording import name_of
from journeys.engine import Items


def _needing_details(facts: Facts, answers: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for condition in chosen_conditions(facts.policy, answers):
        if condition.requires_input:
            yield condition.code
            for name in larger_reveals(condition, answers.get(f"condition/{condition.code}", {})):
                yield f"{condition.code}/{name}"


NEEDING_DETAILS = Items("conditions needing details", _needing_details)
"""Keys are CODE, and CODE/INPUT where the chosen option of that input asks for more than one simple field."""


def condition_summary(
    facts: Facts, answers: Mapping[str, Mapping[str, Any]], key: str
) -> list[tuple[str, list[str]]]:
    """A condition as it will read on the licence. The page of a larger option adds no row: the text has it all."""
    code, _, choice = key.partition("/")
    condition = facts.policy.additional(code)
    assert condition is not None  # noqa: S101
    if choice:
        asked = name_of(next(i.label for i in condition.inputs or () if i.name == choice))
        return [
            (
                f"{condition.short_category}: {asked[:1].lower()}{asked[1:]}",
                ["Included in the condition above"],
            )
        ]
    return [(condition.short_category, [text_of(condition, answers)])]


CHOSEN = Items(
    "additional conditions chosen",
    lambda facts, answers: (c.code for c in chosen_conditions(facts.policy, answers)),
)
"""Keys are codes."""

MONITORED = Items(
    "conditions with electronic monitoring",
    lambda facts, answers: (c.code for c in monitored(facts.policy, facts.kind, answers)),
)
"""Keys are codes."""

BESPOKE = Items("bespoke conditions", lambda facts, answers: iter(bespoke_keys(answers)))
"""Keys are the numbers of the list's items."""


def why_summary(
    facts: Facts, answers: Mapping[str, Mapping[str, Any]], key: str
) -> list[tuple[str, list[str]]]:
    """The reasons for an additional condition, under the first words of its text."""
    condition = facts.policy.additional(key)
    assert condition is not None  # noqa: S101
    name = condition.short_category
    return [
        (f"Why: {name[:1].lower()}{name[1:]}", _reasons(text_of(condition, answers), answers[f"why/{key}"]))
    ]


def bespoke_why_summary(
    facts: Facts, answers: Mapping[str, Mapping[str, Any]], key: str
) -> list[tuple[str, list[str]]]:
    """The reasons for a bespoke condition, under the first words of its text."""
    place = bespoke_keys(answers).index(key) + 1
    reasons = _reasons(bespoke_text(answers, key), answers[f"why-bespoke/{key}"])
    return [(f"Why: bespoke condition {place}", reasons)]


def _reasons(text: str, answer: Mapping[str, Any]) -> list[str]:
    lines = [f"{label}: {value}" for label, value in reason_rows(answer)]
    return [f"“{beginning(text)}”", *(part for line in lines for part in line.split("\n"))]
