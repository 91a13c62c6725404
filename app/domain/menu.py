"""Which additional conditions of a policy the menu offers, and which it leaves off for want of a form."""

from __future__ import annotations

from app.domain.policy_model import AdditionalCondition, InputType, Part, Policy


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
    """Whether the service has the form: no file."""
    return not any(input.type is InputType.FILE for input in condition.every_input())
