"""What the rules about clashes compare: conditions as a licence has them, and when two values are one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from app.domain.answers import in_words
from app.domain.conditions.windows import DAY, Window
from app.domain.policy.model import Monitored, Part
from app.domain.record.postcodes import postcode_in

Kind = Literal["standard", "additional", "bespoke", "fact"]


@dataclass(frozen=True)
class OnLicence:
    """One condition of a licence, or a fact about it that a condition can clash with."""

    kind: Kind
    label: str
    """How a message names it."""
    text: str = ""
    page: str | None = None
    """The page that changes it; None for what no answer changes."""
    code: str | None = None
    type: str | None = None
    part: Part = "AP"
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    """What was answered, by input name."""
    electronic_monitoring: bool = False
    monitors: frozenset[Monitored] = frozenset()
    """What a tag watches because of it."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """The further pages that ask for values, by input name; its own page asks for the others."""
    is_only_ticked: bool = False
    """Whether its page is the menu, which it shares with other conditions."""

    @property
    def name(self) -> str:
        """What tells it from every other condition of the licence."""
        own_page = None if self.is_only_ticked else self.page
        return own_page or self.code or self.type or self.label


@dataclass(frozen=True)
class MenuText:
    """A condition that the policy's menu offers, with the gaps in its text in square brackets."""

    code: str
    label: str
    text: str


@dataclass(frozen=True)
class About:
    """The dates of the case, None where they are not known or there is no such period; and the policy's menu."""

    release: dt.date | None = None
    licence_end: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    menu: tuple[MenuText, ...] = ()
    menu_page: str = "conditions"
    """The page that leads to the menu: earlier than it where no condition is wanted."""


# Values: whatever was answered, so anything that is not of the kind asked for is passed over.


def times(values: Iterable[Any]) -> list[dt.time]:
    return [value for value in values if isinstance(value, dt.time)]


def dates(values: Iterable[Any]) -> list[dt.date]:
    return [value for value in values if isinstance(value, dt.date) and not isinstance(value, dt.datetime)]


def texts(values: Iterable[Any]) -> list[str]:
    """Every value that holds words; an address as one text."""
    return [
        in_words(value) for value in values if isinstance(value, str | Mapping) and in_words(value).strip()
    ]


_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The words of a text in small letters with one blank around each, so that phrases can be looked for in it."""
    bare = re.sub(r"[’']", "", text.casefold())
    return f" {' '.join(_WORD.findall(bare))} "


def says(text: str, phrases: Iterable[str]) -> bool:
    """Whether a text has one of these phrases, whole words only."""
    words = plain(text)
    return any(plain(phrase) in words for phrase in phrases)


_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})


def bare_name(value: Any) -> str:
    """A name without titles, capitals and punctuation; “Smith, John” is “john smith”."""
    if not isinstance(value, str):
        return ""
    last, comma, first = value.partition(",")
    words = plain(f"{first} {last}" if comma and "," not in first else value).split()
    return " ".join(word for word in words if word not in _TITLES)


def number_in(value: Any) -> str:
    """The first whole number in a text, which may have words around it: “16 years” is “16”."""
    found = re.search(r"[0-9]+", value) if isinstance(value, str) else None
    return str(int(found.group()[:9])) if found else ""


# Addresses


def postcode_of(address: Any) -> str:
    """The postcode of an address; empty when it has none."""
    given = address.get("postcode") if isinstance(address, Mapping) else None
    return postcode_in(given) or "" if isinstance(given, str) else ""


def _words_of(address: Mapping[str, Any]) -> frozenset[str]:
    lines = [line for part, line in address.items() if part in ("line_1", "line_2") and isinstance(line, str)]
    return frozenset(plain(" ".join(lines)).split())


def _numbers_of(address: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(word for word in _words_of(address) if any(c.isdigit() for c in word))


def is_same_address(one: Any, other: Any) -> bool:
    """Whether two addresses are certainly one: the same postcode with the same numbers or, without any, words."""
    if not postcode_of(one) or postcode_of(one) != postcode_of(other):
        return False
    numbers = _numbers_of(one)
    if numbers or _numbers_of(other):
        return numbers == _numbers_of(other)
    return bool(_words_of(one)) and _words_of(one) == _words_of(other)


def is_other_address(one: Any, other: Any) -> bool:
    """Whether two addresses are certainly two: other postcodes, or numbers that cannot be the same building and flat."""
    mine, theirs = postcode_of(one), postcode_of(other)
    if not mine or not theirs:
        return False
    if mine != theirs:
        return True
    numbers, others = _numbers_of(one), _numbers_of(other)
    return bool(numbers and others) and not (numbers <= others or others <= numbers)


def names_postcode(text: str, postcode: str) -> bool:
    """Whether a text names this postcode or, as one, its first half: “the YO1 postcode area”."""
    if not postcode:
        return False
    found = re.sub(r"\s+", " ", text.upper())
    district = postcode.split(" ")[0]
    if re.search(rf"\b{district} ?{postcode.split(' ')[1]}\b", found):
        return True
    of_its_own = rf"\b{district}\b(?! ?[0-9][A-Z]{{2}}\b)"
    return "POSTCODE" in found and bool(re.search(of_its_own, found))


# Times of day


def is_inside(moment: dt.time, window: Window) -> bool:
    """Whether a time is in a window, and not at its very start or end."""
    return window.holds(moment) and moment != window.start


def hours_of(windows: Iterable[Window]) -> float:
    """How many hours of the day windows cover together."""
    covered: set[int] = set()
    for window in windows:
        start = window.start.hour * 60 + window.start.minute
        covered.update((start + n) % DAY for n in range(window.minutes))
    return len(covered) / 60


# Texts that say the same

_STOP = frozenset(
    plain(
        "a agree agreed agrees an and any approval approved are as at be been by first for from has have if in into is"
        " it must not of officer on or other otherwise permission prior probation so supervising supervisor than that"
        " the them then this those to unless until when which who will with without you your yourself"
    ).split()
)
_GAP = re.compile(r"\[[^\]]*\]")
_FILLED = 3
"""How many words may fill a gap."""


@dataclass(frozen=True)
class _Gist:
    words: frozenset[str]
    gaps: int
    forbids: bool


@lru_cache(maxsize=1024)
def _gist(text: str) -> _Gist:
    """What a condition is about: its words without those that every condition has, and whether it forbids."""
    words = plain(_GAP.sub(" ", text)).split()
    content = {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words} - _STOP
    return _Gist(frozenset(content), len(_GAP.findall(text)), "not" in words[:5])


def likeness(one: str, other: str) -> float:
    """How much two texts say the same, from 0 to 1; words that fill the other's gaps do not count against it."""
    a, b = _gist(one), _gist(other)
    common = len(a.words & b.words)
    if a.forbids != b.forbids or not common or (common < 3 and a.words != b.words):
        return 0.0
    rest = max(0, len(a.words - b.words) - _FILLED * b.gaps) + max(
        0, len(b.words - a.words) - _FILLED * a.gaps
    )
    return 2 * common / (2 * common + rest)
