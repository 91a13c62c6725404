"""The supervision requirements that a set of answers gives a licence, and what its approver reads about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.conditions.chosen import chosen_conditions
from app.domain.document import Block, facts
from app.domain.policy.model import AdditionalCondition, Policy, StandardCondition
from app.domain.words import long_date

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


def for_approver(policy: Policy, answers: Answers) -> list[tuple[str, list[Block]]]:
    """What is not printed: why requirements were left off, and what treatment providers agreed to."""
    reasons = [
        facts(
            [
                ("Requirement", each.text),
                ("Why it is left off", answers.get(f"left-off/{each.code}", {}).get("reason")),
            ]
        )
        for each in left_off(policy, answers)
    ]
    agreements = []
    for requirement in additional_requirements(policy, answers):
        agreed = answers.get(f"agreement/{requirement.code}", {})
        agreements.append(
            facts(
                [
                    ("Requirement", requirement.short_category),
                    ("Treatment provider", agreed.get("provider")),
                    ("Contact", agreed.get("contact")),
                    ("Agreed on", long_date(agreed["agreed"]) if agreed.get("agreed") else None),
                ]
            )
        )
    sections = [
        ("Supervision requirements left off", reasons),
        ("Agreed with treatment providers", agreements),
    ]
    return [(heading, blocks) for heading, blocks in sections if blocks]
