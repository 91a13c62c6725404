"""One typed reading of a set of answers: what they say about conditions, worked out at most once.

What conditions a licence has, and their words, rows, clashes, the document and the move to another policy take from
here. The answers themselves are read for what is not about conditions, such as the appointment, and by the move to
another policy, which changes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from app.domain.answers import Answer, Answers
from app.domain.conditions.chosen import Chosen, chosen_conditions
from app.domain.conditions.parts import PARTS, LicencePart
from app.domain.policy.model import Policy, StandardCondition
from app.domain.words import told_apart

BESPOKE = "bespoke-conditions"
"""The list page of the bespoke conditions; each has its own at bespoke-conditions/NUMBER."""


@dataclass(frozen=True)
class Bespoke:
    """One bespoke condition: its number in the list, its place, its words, and why it is needed."""

    number: str
    place: int
    """Its place on the licence, from 1."""
    text: str
    reasons: Answer | None

    @property
    def page(self) -> str:
        """The page that asks for its words."""
        return f"{BESPOKE}/{self.number}"


class Reading:
    """What a set of answers on a policy says about conditions. The answers must not change while it is used."""

    def __init__(self, policy: Policy, answers: Answers, parts: tuple[LicencePart, ...] = PARTS) -> None:
        self.policy, self.answers, self.parts = policy, answers, parts
        self._chosen: dict[LicencePart, tuple[Chosen, ...]] = {}

    def of(self, part: LicencePart) -> tuple[Chosen, ...]:
        """The conditions of a part that are chosen, in the policy's order."""
        if part not in self._chosen:
            self._chosen[part] = tuple(chosen_conditions(part, self.policy, self.answers))
        return self._chosen[part]

    def one(self, part: LicencePart, code: str) -> Chosen:
        """A chosen condition of a part; raises LookupError for a code that is not chosen."""
        return _with(code, self.of(part))

    def of_any_part(self, code: str) -> Chosen:
        """A chosen condition of whichever part; raises LookupError for a code that is not chosen."""
        return _with(code, self.conditions)

    @property
    def conditions(self) -> tuple[Chosen, ...]:
        """The chosen conditions of every part."""
        return tuple(each for part in self.parts for each in self.of(part))

    def called(self, chosen: Chosen) -> str:
        """What rows call a chosen condition: its category, with its own first words where another one shares that."""
        return self._called[chosen]

    @cached_property
    def _called(self) -> dict[Chosen, str]:
        of_category: dict[str, dict[Chosen, str]] = {}
        for each in self.conditions:
            of_category.setdefault(each.category, {})[each] = each.text
        return {
            each: f"{category} (‘{words}’)" if len(texts) > 1 else category
            for category, texts in of_category.items()
            for each, words in told_apart(texts, most=40).items()
        }

    def kept(self, part: LicencePart) -> list[StandardCondition]:
        """The standard conditions of a part that stay on the licence, in the policy's order."""
        left = self.left_off(part)
        return [each for each in part.standard_of(self.policy) if each not in left]

    def left_off(self, part: LicencePart) -> list[StandardCondition]:
        """The standard conditions of a part that were unticked; none while the question is not answered."""
        answer = self.answers.get(part.standard) if part.standard else None
        if answer is None:
            return []
        codes = answer.get("codes", [])
        return [each for each in part.standard_of(self.policy) if each.code not in codes]

    def why_left_off(self, code: str) -> str | None:
        """Why a standard condition is left off."""
        reason: str | None = self.answers.get(f"left-off/{code}", {}).get("reason")
        return reason

    @cached_property
    def bespoke(self) -> tuple[Bespoke, ...]:
        """The bespoke conditions, in the order in which they were added."""
        prefix = f"{BESPOKE}/"
        numbers = sorted(
            (name.removeprefix(prefix) for name in self.answers if name.startswith(prefix)), key=int
        )
        return tuple(
            Bespoke(
                number,
                place,
                str(self.answers[f"{prefix}{number}"]["text"]),
                self.answers.get(f"why-bespoke/{number}"),
            )
            for place, number in enumerate(numbers, start=1)
        )

    @property
    def programme(self) -> Answer | None:
        """What was answered about a programme of electronic monitoring; None where it was not asked."""
        return self.answers.get("monitoring-programme")


def _with(code: str, conditions: tuple[Chosen, ...]) -> Chosen:
    if found := next((each for each in conditions if each.code == code), None):
        return found
    raise LookupError(f"{code} is not chosen")
