"""Rules for one field. Each reads `field.data` and never the request, so a stored answer can be checked again.

A rule is called as rule(form, field) with data that is complete and real; it raises ValidationError.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from app.domain.intake import Unfit
from app.domain.words import long_date
from forms.telephones import read_telephone

Limit = date | Callable[[Any], date | None]


class Wrong(ValidationError):
    """A broken rule; `part` names the input of a date, an address or a list that is wrong."""

    def __init__(self, message: str, part: str | int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.part = part


class Required:
    """An answer must be given; without a message the field says "Enter ..." or "Select ..." itself."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.is_empty():
            raise Wrong(self.message or field.required_message())


class UKTelephone:
    """The text must be a possible UK telephone number."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        try:
            field.data = read_telephone(field.data)
        except Unfit as unfit:
            raise Wrong(self.message or f"{field.subject} {unfit.what}") from None


class OnOrBefore:
    """The date must not be after a limit: a date, or a function of the facts that may say None for no limit."""

    def __init__(self, limit: Limit, message: str | None = None) -> None:
        self.limit, self.message = limit, message

    def __call__(self, form: Any, field: Any) -> None:
        limit = self.limit(form.facts) if callable(self.limit) else self.limit
        if limit is not None and field.data > limit:
            raise Wrong(self.message or f"{field.subject} must be on or before {long_date(limit)}")
