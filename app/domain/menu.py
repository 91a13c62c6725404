"""The menu of additional conditions that a policy offers."""

from __future__ import annotations

from app.domain.policy_model import AdditionalCondition, Part, Policy


def offered(policy: Policy, part: Part = "AP") -> list[tuple[str, list[AdditionalCondition]]]:
    """The menu of a part: each category with its conditions, in policy order."""
    return policy.categories(part)
