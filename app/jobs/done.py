"""What a run of a job did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.words import counted


@dataclass(frozen=True)
class Done:
    """How many of what a job is about were moved, and how many were left as they were."""

    moved: int = 0
    left: int = 0
    failed: int = 0
    """How many of those that were left were so because of a fault, and not of a rule."""
    because: Mapping[str, int] = field(default_factory=dict)
    """Why, and how many for each reason; no reason names anybody."""

    def in_words(self, noun: str) -> str:
        """As people read it: "3 licences, 1 left as it was (The licence has not ended: 1)"."""
        if not self.left:
            return counted(self.moved, noun)
        was = "left as it was" if self.left == 1 else "left as they were"
        reasons = "; ".join(f"{why}: {number:,}" for why, number in self.because.items())
        return f"{counted(self.moved, noun)}, {self.left:,} {was}{f' ({reasons})' if reasons else ''}"
