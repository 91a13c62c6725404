"""The reason that an action may need beside a yes."""

from __future__ import annotations

from functools import cache

from app.domain.licence.actions import Question
from forms.base import Form, build_form
from forms.fields import LongText
from forms.validators import Required

MOST = 2000


@cache
def reason_form(question: Question | None) -> type[Form]:
    """The form of a question's page: one reason, or nothing where the question needs none."""
    asked = question.reason if question else None
    if asked is None:
        return build_form("Yes", {})
    reason = LongText(asked, max_length=MOST, validators=[Required("Enter a reason")])
    return build_form("Reason", {"reason": reason}, heading=asked)
