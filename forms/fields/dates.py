"""A date in three boxes, which knows what is missing or wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain import intake
from app.domain.words import MONTHS, day_and_date, joined
from forms.fields.field import Field, typed_text

PARTS = ("day", "month", "year")
FIRST_YEAR, LAST_YEAR = 1900, 2199  # beyond these, a year is a slip of the finger
_NUMBER = re.compile(r"[0-9]{1,2}")


class _NotADate(ValueError):
    def __init__(self, what: str, parts: set[str]) -> None:
        super().__init__(what)
        self.what, self.parts = what, parts


def month_number(text: str) -> int | None:
    """The month as a number, from a number, a name or its first three or more letters."""
    if _NUMBER.fullmatch(text):
        return int(text) if 1 <= int(text) <= 12 else None
    word = text.rstrip(".").lower()
    found = [n for n, month in enumerate(MONTHS, 1) if len(word) >= 3 and month.lower().startswith(word)]
    return found[0] if found else 9 if word == "sept" else None


def year_number(text: str) -> int | None:
    """The year, from four digits or two (00 to 68 are in this century)."""
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}", text):
        return None
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year <= 68 else 1900)


def read_date(day: str, month: str, year: str) -> date | None:
    """The date that three stripped texts mean, None where all are empty; raises _NotADate."""
    texts = dict(zip(PARTS, (day, month, year), strict=True))
    missing = [part for part in PARTS if not texts[part]]
    if len(missing) == 3:
        return None
    if missing:
        raise _NotADate(f"must include a {joined(missing)}", set(missing))
    d = int(day) if _NUMBER.fullmatch(day) and 1 <= int(day) <= 31 else None
    m, y = month_number(month), year_number(year)
    bad = {part for part, value in zip(PARTS, (d, m, y), strict=True) if value is None}
    if d is None or m is None:
        raise _NotADate("must be a real date", bad)
    if y is None:
        raise _NotADate("must include a year of 4 numbers, like 2026", {"year"})
    if not FIRST_YEAR <= y <= LAST_YEAR:
        raise _NotADate(f"must have a year from {FIRST_YEAR} to {LAST_YEAR}", {"year"})
    try:
        return date(y, m, d)
    except ValueError:
        raise _NotADate("must be a real date", set(PARTS)) from None


class Date(Field):
    """A date typed as day, month and year; the calendar is left to the person's own."""

    kind = "date"
    generic = "a date"
    is_group = True

    def blank(self) -> dict[str, str]:
        """Three empty boxes."""
        return dict.fromkeys(PARTS, "")

    def read(self, formdata: Any) -> None:
        """Take the three parts typed."""
        self.redisplay = {part: typed_text(formdata, f"{self.name}-{part}") for part in PARTS}
        self.data, self.fault = None, None
        try:
            self.data = read_date(*(intake.plain(self.redisplay[part]) for part in PARTS))
        except _NotADate as wrong:
            self.fault = (f"{self.subject} {wrong.what}", wrong.parts)

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored date."""
        value = answer.get(self.plain_name)
        self.data = value if type(value) is date else None
        self.fault = None
        self.redisplay = self.blank()
        if self.data:
            self.redisplay = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": str(self.data.year),
            }

    def lines_of(self, data: date) -> list[str]:
        """The date with its weekday, by which people check it."""
        return [day_and_date(data)]

    def posted(self) -> list[tuple[str, str]]:
        """The three parts."""
        return [(f"{self.name}-{part}", self.redisplay[part]) for part in PARTS]

    @property
    def error_id(self) -> str:
        """The id of the first wrong part."""
        return f"{self.id}-{next((part for part in PARTS if part in self.wrong), 'day')}"

    @property
    def parts(self) -> list[tuple[str, str, str, str, str]]:
        """(part, its label, what was typed, width, class when wrong) for the page."""
        bad = (self.wrong or set(PARTS)) if self.errors else set()
        return [
            (
                part,
                part.capitalize(),
                self.redisplay[part],
                width,
                " govuk-input--error" if part in bad else "",
            )
            for part, width in zip(PARTS, ("2", "2", "4"), strict=True)
        ]
