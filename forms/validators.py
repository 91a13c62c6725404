"""Rules for one field. Each reads `field.data` and never the request, so a stored answer can be checked again.

A rule is called as rule(form, field) with data that is complete and real; it raises ValidationError.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from app.domain.words import long_date
from forms.telephones import FAULT, read_telephone

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


class Matches:
    """The whole text must match a pattern."""

    def __init__(self, pattern: str, message: str) -> None:
        self.pattern, self.message = re.compile(pattern), message

    def __call__(self, form: Any, field: Any) -> None:
        if not self.pattern.fullmatch(field.data):
            raise Wrong(self.message)


class UKTelephone:
    """The text must be a possible UK telephone number; its white space is made regular."""

    def __init__(self, message: str = FAULT) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        number = read_telephone(field.data)
        if number is None:
            raise Wrong(self.message)
        field.data = number


class OnOrAfter:
    """The date must not be before a limit: a date, or a function of the facts that may say None for no limit."""

    word = "after"

    def __init__(self, limit: Limit, message: str | None = None) -> None:
        self.limit, self.message = limit, message

    def __call__(self, form: Any, field: Any) -> None:
        limit = self.limit(form.facts) if callable(self.limit) else self.limit
        if limit is not None and self.broken(field.data, limit):
            raise Wrong(self.message or f"{field.subject} must be on or {self.word} {long_date(limit)}")

    def broken(self, day: date, limit: date) -> bool:
        """Whether the day is on the wrong side of the limit."""
        return day < limit


class OnOrBefore(OnOrAfter):
    """The date must not be after a limit."""

    word = "before"

    def broken(self, day: date, limit: date) -> bool:
        """Whether the day is on the wrong side of the limit."""
        return day > limit


class TodayOrLater:
    """The date must not be in the past, by the clock of the facts."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data < form.facts.today:
            raise Wrong(self.message or f"{field.subject} must be today or in the future")


class InThePast:
    """The date must be before today, by the clock of the facts."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.data >= form.facts.today:
            raise Wrong(self.message or f"{field.subject} must be in the past")


class WorkingDay:
    """The date must be a working day, by the calendar of the facts."""

    def __init__(self, message: str | None = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if not form.facts.is_working_day(field.data):
            raise Wrong(
                self.message or f"{field.subject} must be a working day, not a weekend or bank holiday"
            )
