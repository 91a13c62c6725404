"""The parts of a licence that conditions are chosen for: what each has of a policy, and the pages that ask about it.

A part is a value, and whatever goes by parts has each alike: the reading of the answers, the pages for details, clashes,
the frozen conditions, and the move to another policy. Whoever adds one also puts its pages in a section, and its words
into the document. What one part alone has is said where that is: bespoke conditions and electronic monitoring of the
licence, agreements of the supervision after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.answers import Answer, Answers
from app.domain.licence.facts import Release
from app.domain.policy.model import Part, Policy, StandardCondition


@dataclass(frozen=True)
class LicencePart:
    """One part: whose menu of a policy it offers, and the names of the pages that ask about it."""

    policy_part: Part
    noun: str
    """What one of its conditions is called where they are counted."""
    menu: str
    """The page where its conditions are ticked."""
    details: str
    """How the names of its details pages begin: DETAILS/CODE, DETAILS/CODE/NUMBER, DETAILS/CODE/CHOICE."""
    needed: str | None = None
    """The page that asks whether any are needed; without one, the menu is the first question."""
    standard: str | None = None
    """The page where standard conditions may be left off; without one, all of them always stand."""
    has_standard: bool = True
    """Whether the standard conditions of its policy's part stand in it, and not in another part."""
    besides: Sequence[str] = ()
    """How the names of the other pages begin that ask about one of its conditions, as why it is needed: NAME/CODE."""
    is_supervision: bool = False
    """Whether only a licence with a supervision period has this part."""

    def is_on(self, release: Release) -> bool:
        """Whether a licence for this release has the part at all."""
        return release.has_supervision_part or not self.is_supervision

    def codes(self, answers: Answers) -> Sequence[str]:
        """What is ticked on its menu; nothing where none are needed."""
        if self.needed and answers.get(self.needed, {}).get("needed") != "yes":
            return ()
        codes: Sequence[str] = answers.get(self.menu, {}).get("codes", ())
        return codes

    def standard_of(self, policy: Policy) -> Sequence[StandardCondition]:
        """The standard conditions that a policy gives the part."""
        return policy.standard_conditions.of(self.policy_part) if self.has_standard else ()

    def page(self, code: str) -> str:
        """The page that asks for a condition's details, or that lists its instances."""
        return f"{self.details}/{code}"

    def code_of(self, page: str) -> str | None:
        """The code of the condition whose details a page asks for; None for any other page."""
        beginning, _, rest = page.partition("/")
        return rest.partition("/")[0] if rest and beginning == self.details else None

    def kept_about(self, code: str, answers: Answers) -> list[Answer]:
        """Every answer to the pages that ask about a condition, whether it is ticked or not."""
        besides = {f"{name}/{code}" for name in self.besides}
        return [a for name, a in answers.items() if name in besides or self.code_of(name) == code]


LICENCE = LicencePart(
    "AP",
    "condition",
    menu="conditions",
    details="condition",
    needed="additional-conditions",
    besides=("why",),
)
SUPERVISION = LicencePart(
    "PSS",
    "requirement",
    menu="additional-requirements",
    details="requirement",
    standard="supervision-requirements",
    besides=("agreement",),
    is_supervision=True,
)
PARTS: tuple[LicencePart, ...] = (LICENCE, SUPERVISION)
"""Every part that a licence may have, in the order of the document. A part without answers adds nothing."""


def code_on(page: str, parts: Iterable[LicencePart]) -> str | None:
    """The code of the condition that a page of some part asks about in detail; None for any other page."""
    return next((code for part in parts if (code := part.code_of(page))), None)
