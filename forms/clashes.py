"""Why a licence keeps what most likely should not stand on it."""

from __future__ import annotations

from typing import Any

from app.domain.clashes.rules import Clash
from forms.base import Form
from forms.fields import LongText
from forms.validators import Required

LEAST = 10


def _reason(question: str, called: str) -> Any:
    return LongText(
        question,
        hint="The prison approver reads this. It is not printed on the licence.",
        rows=5,
        max_length=1000,
        called=called,
        validators=[Required(f"Enter {called}")],
    )


class _Override(Form):
    @property
    def heading(self) -> str:
        """What clashes."""
        return self.context.written.title_of(self.clash) if self.clash else "Warning"

    @property
    def clash(self) -> Clash | None:
        """What the warning is about."""
        return self.context.written.warning(str(self.context.key))

    def check(self) -> None:
        reason = self["reason"]
        if reason.data and not reason.has_errors() and len(reason.data) < LEAST:
            reason.fail(f"{reason.subject} must be {LEAST} characters or more")


class OverrideOfTwo(_Override):
    """For a warning about two things that are both on the licence."""

    reason = _reason("Why are both needed?", "why both are needed")


class OverrideOfOne(_Override):
    """For a warning about one thing, or about what is missing."""

    reason = _reason("Why is this right?", "why this is right")
