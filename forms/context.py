"""What a form is given of the licence that it is about."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.answers import Answers
from app.domain.written import Written


@dataclass(frozen=True)
class Context:
    """What a form knows besides what is answered to it, given once when it is made."""

    written: Written
    """The licence as it is written, at least up to this page: for what the page shows, never for what the form checks."""
    key: str | None = None
    """Which of the things that a walk calls for the form is about."""
    saved: Answers = field(default_factory=dict)
    """Every saved answer of the run, by page, for a form whose answer decides what becomes of others."""
