"""A time of day in one box, in whichever way people write it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from app.domain import intake
from app.domain.dates.times import Unclear, read_time
from app.domain.intake import Unfit
from app.domain.words import time_in_words
from forms.fields.field import Field, typed_text


class Time(Field):
    """A time of day to the minute; noon and midnight are said in words, so that 12am cannot be mistaken."""

    kind = "time"
    input_type = "text"
    width_class = " govuk-input--width-10"
    autocomplete = inputmode = spellcheck = affix_before = affix_after = None
    generic = "a time"

    @property
    def in_words(self) -> str | None:
        """The time as it is written back: 2:30pm, midday, midnight."""
        return time_in_words(self.data) if self.data is not None else None

    def required_message(self) -> str:
        """What is said when no time was given."""
        return self._required or f"Enter {self.asked}, like 9am or 2:30pm"

    def read(self, formdata: Any) -> None:
        """Take the time typed."""
        self.redisplay = typed_text(formdata, self.name)
        self.data, self.fault = None, None
        if not intake.plain(self.redisplay):
            return
        try:
            self.data = read_time(self.redisplay)
        except Unclear as unclear:
            named = self.asked if self.asked.startswith(("the ", "a ", "an ")) else f"the {self.asked}"
            self.fault = (f"{unclear.question} Enter {named} as one of these", None)
        except Unfit as unfit:
            self.fault = (f"{self.subject} {unfit.what}", None)

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored time, shown as it is written back."""
        value = answer.get(self.plain_name)
        self.data = value if type(value) is time else None
        self.fault = None
        self.redisplay = self.in_words or ""
