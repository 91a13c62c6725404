"""What a run of a job did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """How many of what a job is about were moved, and how many were left as they were."""

    moved: int
    left: int
