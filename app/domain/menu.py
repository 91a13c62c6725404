"""Which additional conditions of a policy the menu offers, and which it leaves off for want of a form."""

from __future__ import annotations

from app.domain.policy_model import AdditionalCondition, InputType, Part, Policy
from app.domain.policy_types import rules_of


def offered(policy: Policy, part: Part = "AP") -> list[tuple[str, list[AdditionalCondition]]]:
    """The menu of a part: each category that has something to offer, with its conditions, in policy order."""
    menu = [
        (category, [c for c in conditions if is_offered(c)])
        for category, conditions in policy.categories(part)
    ]
    return [(category, conditions) for category, conditions in menu if conditions]


def left_off(policy: Policy, part: Part = "AP") -> list[AdditionalCondition]:
    """The conditions of a part that the menu leaves off, in policy order."""
    return [c for c in policy.additional_conditions.of(part) if not is_offered(c)]


def is_offered(condition: AdditionalCondition) -> bool:
    """Whether the service has the form: no file, one instance a licence, no more than one window of time."""
    rules = rules_of(condition.type)
    if rules.several or rules.windows:
        return False
    if any(input.type is InputType.FILE for input in condition.every_input()):
        return False
    return not _reveals_windows(condition)


def _reveals_windows(condition: AdditionalCondition) -> bool:
    """A window of time is a start and an end, so more than two times behind one option are several."""
    return any(
        sum(sub.type is InputType.TIME for sub in option.conditional.inputs) > 2
        for input in condition.inputs or ()
        for option in input.options or ()
        if option.conditional
    )
