"""What a form is given of the licence that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.answers import Answer, Answers
from app.domain.written import Written


@dataclass(frozen=True)
class Aside:
    """What was answered on a page and does not count now: it comes back with its question until the licence is sent."""

    page: Answer = field(default_factory=dict)
    """To questions that the page does not ask now, by the name of the field."""
    options: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    """To what options reveal that are not chosen now, by the name of the choice and the option."""

    def as_json(self) -> dict[str, Any]:
        """As it is kept; nothing where nothing is aside."""
        return {name: value for name, value in vars(self).items() if value}


NOTHING_ASIDE = Aside()


@dataclass(frozen=True)
class Context:
    """What a form knows besides what is answered to it, given once when it is made."""

    written: Written
    """The licence as it is written, at least up to this page: for what the page shows, never for what the form checks."""
    key: str | None = None
    """Which of the things that a walk calls for the form is about."""
    saved: Answers = field(default_factory=dict)
    """Every saved answer of the run, by page, for a form whose answer decides what becomes of others."""
    aside: Aside = NOTHING_ASIDE
    """What was answered on the page before, and is no part of its answer now."""
