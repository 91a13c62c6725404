"""How dates, times and lists are written on screen, in messages and in print."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

K = TypeVar("K", bound=Hashable)
LONDON = ZoneInfo("Europe/London")
"""Where moments are told and days are reckoned."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COUNTRIES = frozenset(
    [
        "Britain",
        "British",
        "England",
        "English",
        "Europe",
        "European",
        "Ireland",
        "Irish",
        "Scotland",
        "Scottish",
        "Wales",
        "Welsh",
    ]
)
_KEEP_CAPITAL = frozenset(DAYS) | frozenset(MONTHS) | _COUNTRIES | {"I", "London"}
_FIRST_WORD = re.compile(r"[^\W\d_](?:[&.][A-Z]|[^\W_]*)")
"""The first word of a text, abbreviations as HDC, A4, B&B and U.K. too."""


def long_date(day: date) -> str:
    """The usual way to write a date: 1 December 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_and_date(day: date) -> str:
    """A date with its weekday, for appointments and deadlines: Tuesday 1 December 2026."""
    return f"{DAYS[day.weekday()]} {long_date(day)}"


def short_date(day: date) -> str:
    """A date for narrow table columns: 1 Dec 2026."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def time_in_words(moment: time) -> str:
    """A time of day to the minute, with noon and midnight by name: 9am, 2:30pm, midday, midnight."""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "midnight" if moment.hour == 0 else "midday"
    hour = moment.hour % 12 or 12
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def moment_in_words(at: datetime) -> str:
    """A moment as clocks in London show it: 1 December 2026 at 2:30pm. ValueError when it does not know its zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} does not know its time zone")
    local = at.astimezone(LONDON)
    return f"{long_date(local.date())} at {time_in_words(local.time())}"


def wait_in_words(seconds: int) -> str:
    """How long to wait, rounded up: 40 seconds, 3 minutes."""
    return counted(seconds, "second") if seconds < 60 else counted(-(-seconds // 60), "minute")


def joined(items: Sequence[str], word: str = "and") -> str:
    """A list in a sentence: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun in the right form: 1 condition, 2 conditions."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def an(noun: str) -> str:
    """A noun with the article that its first letter takes: a place, an area."""
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}"


def beginning(text: str, most: int = 70) -> str:
    """As many whole words of a text as fit, with an ellipsis where some are left out."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most + 1].rsplit(" ", 1)[0][:most].rstrip(" ,;:") + "…"


def told_apart(texts: Mapping[K, str], most: int = 70) -> dict[K, str]:
    """The beginning of each text without a full stop, longer where others begin alike; texts that are the same get a
    number."""
    found: dict[K, str] = {}
    left = {key: text.rstrip().removesuffix(".") for key, text in texts.items()}
    longest = max(map(len, texts.values()), default=0)
    for width in (*range(most, 4 * most, 20), longest):
        names = {key: beginning(text, width) for key, text in left.items()}
        times = Counter(names.values())
        found |= {key: name for key, name in names.items() if times[name] == 1}
        left = {key: text for key, text in left.items() if times[names[key]] > 1}
    seen: Counter[str] = Counter()
    for key, text in left.items():
        name = beginning(text, most)
        seen[name] += 1
        found[key] = f"{name} ({seen[name]})"
    return found


def uncapitalised(text: str) -> str:
    """The text with a small first letter, unless its first word is an abbreviation, a day, a month or a country; the rest as it is."""
    first = _FIRST_WORD.match(text)
    word = first[0] if first else ""
    keeps = word in _KEEP_CAPITAL or (len(word) > 1 and not word[1:].islower())
    return text if keeps else text[:1].lower() + text[1:]


def capitalised(text: str) -> str:
    """The text with a capital first letter, and the rest as it is."""
    return text[:1].upper() + text[1:]


def file_size(size: int) -> str:
    """The size of a file as people are told it: 9KB, 2.3MB."""
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes}KB" if kilobytes < 1000 else f"{size / 2**20:.1f}MB"
