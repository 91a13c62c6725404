"""A licence as far as it is written: what is known of it, and what follows from that, each worked out at most once."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType

from app.domain.answers import Answers
from app.domain.clashes.on_licence import looked_at
from app.domain.clashes.rules import Clash, find_clashes
from app.domain.clashes.values import About, OnLicence
from app.domain.conditions.parts import PARTS, LicencePart
from app.domain.conditions.reading import Reading
from app.domain.document.facts import OverriddenWarning
from app.domain.licence.facts import Facts
from app.domain.words import joined

WARNING = "warning"
"""The step whose pages, at warning/KEY, take the reasons for overriding warnings. No clash hangs on these answers."""


class Written:
    """The facts and the answers of a licence, with their reading and their clashes.

    Its answers must not change once anything was asked of it, but for those to warnings.
    """

    def __init__(
        self,
        facts: Facts,
        answers: Answers = MappingProxyType({}),
        parts: tuple[LicencePart, ...] = PARTS,
        earlier: Written | None = None,
    ) -> None:
        """`earlier` is the licence before its last change, whose clashes hold on if that has changed none of them."""
        self.facts, self.answers, self.parts = facts, answers, parts
        self._earlier = earlier

    @cached_property
    def reading(self) -> Reading:
        """What the answers say about conditions."""
        return Reading(self.facts.policy, self.answers, self.parts)

    @cached_property
    def clashes(self) -> list[Clash]:
        """Every clash of the licence."""
        earlier, self._earlier = self._earlier, None
        if earlier and "clashes" in vars(earlier) and earlier._looked_at == self._looked_at:
            return earlier.clashes
        return find_clashes(*self._looked_at)

    @cached_property
    def _looked_at(self) -> tuple[list[OnLicence], About]:
        return looked_at(self.facts, self.reading)

    @property
    def blocking(self) -> list[Clash]:
        """The clashes that stop the licence."""
        return [clash for clash in self.clashes if clash.blocks]

    @property
    def warnings(self) -> list[Clash]:
        """The clashes that a reason may override; none while another stops the licence, since its change may end them."""
        return [] if self.blocking else self.clashes

    def warning(self, key: str) -> Clash | None:
        """The warning of this key; None where the licence has none."""
        return next((clash for clash in self.warnings if clash.key == key), None)

    def title_of(self, clash: Clash) -> str:
        """What a warning is called: its title, with its sides where another one has the same."""
        is_only = sum(each.title == clash.title for each in self.warnings) < 2
        return clash.title if is_only else f"{clash.title}: {joined([label for label, _ in clash.sides])}"

    def overridden(self) -> list[OverriddenWarning]:
        """The warnings that were overridden, and why."""
        return [
            OverriddenWarning(
                key=clash.key, title=clash.title, message=clash.message, reason=answer["reason"]
            )
            for clash in self.warnings
            if (answer := self.answers.get(f"{WARNING}/{clash.key}")) and "reason" in answer
        ]
