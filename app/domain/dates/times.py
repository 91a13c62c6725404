"""A time of day in whichever way people write it. What may mean either half of the day is asked about, never guessed."""

from __future__ import annotations

import re
from datetime import time

from app.domain import intake
from app.domain.intake import Unfit
from app.domain.words import time_in_words

NOT_ONE = "must be a time, like 9am or 2:30pm"
_LONGEST = 30  # characters
_NOON, _MIDNIGHT = time(12), time(0)
_NAMED = re.compile(r"(?:12(?:[:. ]?00)? ?)?(?:(midday|noon)|midnight)")
_TIME = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:(?: ?[:.] ?| )(?P<marked>[0-9]{1,2})|(?P<joined>[0-9]{2}))?"
    r"(?: ?(?P<half>[ap])\.? ?m\.?| ?(?P<hours>h|hrs?|hours?)\.?)?"
)


class Unclear(Unfit):
    """What was typed may mean either of two times."""

    def __init__(self, early: time) -> None:
        late = early.replace(hour=early.hour + 12)
        super().__init__(f"must be either {time_in_words(early)} or {time_in_words(late)}")
        self.question = f"Is that {time_in_words(early)} or {time_in_words(late)}?"


def read_time(text: str) -> time:
    """The time that a text means: 9am, 9.30pm, 0900, 21:00, midday, midnight.

    Without am or pm it must be of the 24-hour clock beyond doubt: 02:30, 0230, 14.30, 9.30 hours; not 2.30, 10:30, 8.
    Raises Unfit, or Unclear where it may mean either of two times.
    """
    written = intake.plain(text).lower()
    if named := _NAMED.fullmatch(written):
        return _NOON if named[1] else _MIDNIGHT
    found = _TIME.fullmatch(written) if len(written) <= _LONGEST else None
    if found is None:
        raise Unfit(NOT_ONE)
    minutes = found["marked"] or found["joined"]
    if minutes and len(minutes) == 1:
        raise Unfit("must have 2 digits for the minutes, like 9:05am")
    hour, minute = int(found["hour"]), int(minutes or 0)
    if minute > 59:
        raise Unfit("must have minutes from 00 to 59")
    if found["half"]:
        return _of_half(hour, minute, found["half"])
    if hour > 23:
        raise Unfit("must have an hour from 0 to 23, or be midnight")
    if not minutes and not 1 <= hour <= 12:
        raise Unfit(f"must have minutes too, like {hour:02d}:00")
    of_24_hours = minutes and (found["hours"] or found["hour"].startswith("0"))
    if 1 <= hour <= 12 and not of_24_hours:
        raise Unclear(time(hour % 12, minute))
    return time(hour, minute)


def _of_half(hour: int, minute: int, half: str) -> time:
    if half == "p" and 13 <= hour <= 23:
        meant = time(hour, minute)
        raise Unfit(f"must not have pm after {hour}: enter {meant:%H:%M} or {time_in_words(meant)}")
    if not 1 <= hour <= 12:
        raise Unfit("must have an hour from 1 to 12 before am or pm")
    return time(hour % 12 + (12 if half == "p" else 0), minute)
