"""The supervision requirements that a set of answers gives a licence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.conditions.chosen import chosen_conditions
from app.domain.policy.model import AdditionalCondition, Policy, StandardCondition

Answer = Mapping[str, Any]
Answers = Mapping[str, Answer]

_MENU = "additional-requirements"


class AsConditions(Mapping[str, Answer]):
    """Answers about additional requirements, under the names that those about licence conditions have.

    One set of rules then asks for and prints both. It reads through to the answers, so it grows as a walk does.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def __getitem__(self, name: str) -> Answer:
        if name == "additional-conditions":
            return {"needed": "yes"}
        if name == "conditions":
            return self._answers[_MENU]
        page, _, rest = name.partition("/")
        if page == "condition":
            return self._answers[f"requirement/{rest}"]
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        yield "additional-conditions"
        for name in self._answers:
            page, _, rest = name.partition("/")
            if name == _MENU:
                yield "conditions"
            elif page == "requirement":
                yield f"condition/{rest}"

    def __len__(self) -> int:
        return sum(1 for _ in self)


def standard_requirements(policy: Policy, answers: Answers) -> list[StandardCondition]:
    """The standard requirements that stay on the licence, in the policy's order."""
    left = left_off(policy, answers)
    return [each for each in policy.standard_conditions.PSS if each not in left]


def left_off(policy: Policy, answers: Answers) -> list[StandardCondition]:
    """The standard requirements that were unticked; none while the question is not answered."""
    answer = answers.get("supervision-requirements")
    if answer is None:
        return []
    return [each for each in policy.standard_conditions.PSS if each.code not in answer.get("codes", [])]


def additional_requirements(policy: Policy, answers: Answers) -> list[AdditionalCondition]:
    """The additional requirements that are ticked, in the policy's order."""
    return chosen_conditions(policy, AsConditions(answers))
