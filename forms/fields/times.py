"""A time of day in one box, in whichever way people write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from app.domain import intake
from app.domain.words import time_in_words
from forms.fields.field import Field, typed_text

_NAMED = {
    "midday": time(12),
    "noon": time(12),
    "12midday": time(12),
    "12noon": time(12),
    "12:00noon": time(12),
    "12:00midday": time(12),
    "midnight": time(0),
    "12midnight": time(0),
    "12:00midnight": time(0),
}
_TWELVE = re.compile(r"(0?[1-9]|1[0-2])(?::?([0-5][0-9]))?([ap])m")
_TWENTY_FOUR = re.compile(r"([01]?[0-9]|2[0-3]):?([0-5][0-9])(?:hrs|h)?")


def read_time(text: str) -> time | None:
    """The time of day the text means (9am, 9:00, 9.30pm, 0900, 21:00, midday, midnight), or None."""
    bare = "".join(text.lower().split()).replace(".m.", "m").replace("a.m", "am").replace("p.m", "pm")
    bare = re.sub(r"(?<=[0-9])\.(?=[0-9])", ":", bare)
    if re.fullmatch(r"[0-9]{1,2} [0-9]{2} ?[ap]?\.?m?\.?", text.strip().lower()):
        bare = text.strip().replace(" ", ":", 1).replace(" ", "").replace(".", "").lower()
    if bare in _NAMED:
        return _NAMED[bare]
    if not bare.isascii():
        return None
    if found := _TWELVE.fullmatch(bare):
        return time(int(found[1]) % 12 + (12 if found[3] == "p" else 0), int(found[2] or 0))
    if found := _TWENTY_FOUR.fullmatch(bare):
        return time(int(found[1]), int(found[2]))
    return None


class Time(Field):
    """A time of day to the minute; noon and midnight are said in words, so that 12am cannot be mistaken."""

    kind = "time"
    input_type = "text"
    width_class = " govuk-input--width-10"
    autocomplete = inputmode = spellcheck = affix_before = affix_after = None
    generic = "a time"

    def __init__(self, label: str = "", *, message: str | None = None, **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self.message = message

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
        text = intake.plain(self.redisplay)
        self.data = read_time(text) if 0 < len(text) <= 30 else None
        wrong = self.message or f"{self.subject} must be a time, like 9am or 2:30pm"
        self.fault = (wrong, None) if text and self.data is None else None

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored time, shown as it is written back."""
        value = answer.get(self.plain_name)
        self.data = value if type(value) is time else None
        self.fault = None
        self.redisplay = self.in_words or ""
