"""Why a licence keeps what most likely should not stand on it."""

from __future__ import annotations

from typing import Any

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
    def check(self) -> None:
        reason = self["reason"]
        if reason.data and not reason.has_errors() and len(reason.data) < LEAST:
            reason.fail(f"{reason.subject} must be {LEAST} characters or more")


class OverrideOfTwo(_Override):
    """For a warning about two things that are both on the licence."""

    heading = "Why are both needed?"
    reason = _reason(heading, "why both are needed")


class OverrideOfOne(_Override):
    """For a warning about one thing, or about what is missing."""

    heading = "Why is this right?"
    reason = _reason(heading, "why this is right")
