"""The limits that a policy sets to an input, as rules of the field that asks for it."""

from __future__ import annotations

from typing import Any

from app.domain import intake
from app.domain.intake import Unfit
from app.domain.licence.facts import Facts
from app.domain.policy.model import Bound, Limits, Pattern
from app.domain.record.postcodes import read_postcode
from app.domain.words import long_date
from forms.telephones import read_telephone
from forms.validators import Wrong

_APPEARANCE: dict[Pattern, dict[str, Any]] = {
    Pattern.WHOLE_NUMBER: {"width": "3", "inputmode": "numeric", "max_length": 20},
    Pattern.AMOUNT: {"width": "10", "inputmode": "decimal", "prefix": "£", "max_length": 20},
    Pattern.POSTCODE: {"width": "10", "max_length": 20},
    Pattern.TELEPHONE: {"width": "20", "max_length": 50},
}


def appearance(pattern: Pattern | None) -> dict[str, Any]:
    """How the box of a text of that pattern looks; each longest length leaves room for a slip of the hand."""
    return _APPEARANCE[pattern] if pattern else {}


def validators(limits: Limits) -> list[Any]:
    """The rules of one field, in the order in which they are checked."""
    errors = limits.errors
    rules: list[Any] = []
    if limits.pattern:
        rules.append(Looks(limits, errors.pattern if errors else None))
    if limits.earliest or limits.latest or limits.working_day:
        rules.append(DateWithin(limits, errors.dates if errors else None))
    return rules


class Looks:
    """A text of a pattern; what is kept is the form in which the licence prints it."""

    def __init__(self, limits: Limits, message: str | None) -> None:
        self.limits, self.message = limits, message
        self.pattern = limits.pattern

    def __call__(self, form: Any, field: Any) -> None:
        texts = field.data if isinstance(field.data, list) else [field.data]
        read = []
        for place, text in enumerate(texts):
            try:
                read.append(self._read(text))
            except Unfit as unfit:
                message = self.message or f"{field.subject} {unfit.what}"
                raise Wrong(message, part=place if field.data is texts else None) from None
        field.data = read if field.data is texts else read[0]

    def _read(self, text: str) -> str:
        match self.pattern:
            case Pattern.WHOLE_NUMBER:
                return str(intake.whole_number(text, self.limits.least, self.limits.most))
            case Pattern.AMOUNT:
                return intake.amount(text)
            case Pattern.POSTCODE:
                return read_postcode(text)
            case _:
                return read_telephone(text)


class DateWithin:
    """A date that is not past and lies between its two bounds, as far as the record knows those."""

    def __init__(self, limits: Limits, message: str | None) -> None:
        self.limits, self.message = limits, message

    def __call__(self, form: Any, field: Any) -> None:
        facts: Facts = form.facts
        if fault := self._fault(facts, field):
            raise Wrong(self.message or fault)

    def _fault(self, facts: Facts, field: Any) -> str | None:
        day = field.data
        if day < facts.today:
            return f"{field.subject} must be today or in the future"
        first, last = facts.day_of(self.limits.earliest), facts.day_of(self.limits.latest)
        if first and self.limits.earliest and day < first:
            return f"{field.subject} must be on or after {long_date(first)}, {_meaning(self.limits.earliest, facts)}"
        if last and self.limits.latest and day > last:
            return f"{field.subject} must be on or before {long_date(last)}, {_meaning(self.limits.latest, facts)}"
        if self.limits.working_day and not facts.is_working_day(day):
            return f"{field.subject} must be a working day, not a weekend or bank holiday"
        return None


def _meaning(bound: Bound, facts: Facts) -> str:
    if bound is Bound.RELEASE and facts.release.is_early:
        return "the earliest day this person can be released"
    return {
        Bound.TODAY: "today",
        Bound.RELEASE: "the day of release",
        Bound.LICENCE_END: "the day the licence ends",
        Bound.SUPERVISION_START: "the day supervision starts",
        Bound.SUPERVISION_END: "the day supervision ends",
    }[bound]
