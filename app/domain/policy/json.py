"""Reading a policy file as plain JSON, and finding in it what no policy may hold, whatever its structure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.characters import unprintable_words

MAX_BYTES = 5_000_000
"""The largest file that is read, in bytes; the largest published policy has about 100,000."""
MAX_DEPTH = 32
"""How deep lists and objects may be nested; a policy needs 9 levels."""
MAX_VALUES = 100_000
"""How many values a file may hold; policy 2.1 has 1,737."""
MAX_TEXT = 5_000
"""The longest text, in characters; the longest of policy 2.1 has 655."""
MOST_LISTED = 500
"""How many faults of a file are looked for; it may have a hundred thousand."""

_MARKUP = re.compile(
    r"<[A-Za-z/!?]|&(?:#[0-9]|#x[0-9A-F]|[A-Z][A-Z0-9]*;|(?:lt|gt|amp|quot)\b)",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"  # control characters, all but the line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional
    "\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]"  # line separators and what is no character
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a policy file: where, as a JSON path, and why, in plain words."""

    path: str
    reason: str


@dataclass(frozen=True)
class Parsed:
    """A file as JSON. With `stop` set there is nothing in it worth checking further."""

    data: Any
    faults: list[Fault]
    stop: bool


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]


class TooManyFaults(Exception):
    """A file has more faults than are listed: looking for the rest would only take time."""


class Faults(list[Fault]):
    """The faults of a file as they are found, no more than are listed."""

    def note(self, fault: Fault) -> None:
        """Keep one more; raises TooManyFaults, with a last entry that says so, where there are enough."""
        if len(self) == MOST_LISTED:
            self.append(Fault("$", f"has more like these {MOST_LISTED}, which are not listed"))
        if len(self) > MOST_LISTED:
            raise TooManyFaults
        self.append(fault)


class _TooMuch(Exception):
    """The file holds more values than a policy can."""


def path(location: Iterable[str | int]) -> str:
    """The JSON path of a location, such as $.additionalConditions.AP[3].inputs[0].name."""
    return "$" + "".join(_step(part) for part in location)


def quoted(value: str) -> str:
    """A value as one short line that is safe to print, in double quotes."""
    short = value if len(value) <= 80 else value[:79] + "…"
    return json.dumps(short, ensure_ascii=bool(_CONTROL.search(short) or _SURROGATE.search(short)))


def canonical(data: Any) -> str:
    """One spelling for equal JSON content, whatever its layout and the order of its keys."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def text_fault(text: str) -> str | None:
    """Why no policy may hold this text, if so: it is too long, has markup, or characters that cannot be printed."""
    if len(text) > MAX_TEXT:
        return f"has {len(text):,} characters, where at most {MAX_TEXT:,} may stand"
    if _MARKUP.search(text):
        return "holds markup (a tag or a character code), where only plain text may stand"
    lacking = unprintable_words(text)
    return f"holds characters that no licence can print: {lacking}" if lacking else None


def parse(text: str | bytes, *, any_text: bool = False) -> Parsed:
    """Read JSON and list what no policy may hold: keys written twice, numbers without a value, markup,
    characters that cannot be printed, nesting without end. Never raises.

    With `any_text`, for what people typed, text may hold whatever can be written as UTF-8."""
    try:
        return _parse(text, any_text)
    except RecursionError:
        return _stop("is nested too deep to be read")
    except _TooMuch:
        return _stop(f"holds more than {MAX_VALUES:,} values")


def _parse(text: str | bytes, any_text: bool) -> Parsed:
    size = len(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    if size > MAX_BYTES:
        return _stop(f"is larger than {MAX_BYTES // 1_000_000} MB")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            return _stop(f"is not UTF-8 text (byte {error.start + 1})")
    try:
        data = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_Object)
    except json.JSONDecodeError as error:
        return _stop(f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})")
    except ValueError:
        return _stop("holds a number with too many digits")
    walk = _Walk(any_text)
    try:
        clean = walk.value((), data)
    except TooManyFaults:
        return Parsed(None, walk.faults, True)
    return Parsed(clean, walk.faults, walk.too_deep)


def _stop(reason: str) -> Parsed:
    return Parsed(None, [Fault("$", reason)], True)


def _step(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if _PLAIN_KEY.fullmatch(part) else f"[{quoted(part)}]"


class _Walk:
    """One pass over all values: collects faults and gives a copy that any JSON reader accepts."""

    def __init__(self, any_text: bool) -> None:
        self.faults = Faults()
        self._any_text = any_text
        self.too_deep = False
        self._count = 0

    def value(self, at: tuple[str | int, ...], value: Any) -> Any:
        self._count += 1
        if self._count > MAX_VALUES:
            raise _TooMuch
        if isinstance(value, str):
            return self._text(at, value)
        if isinstance(value, float) and not math.isfinite(value):
            self._fault(at, "is not a number that JSON knows (NaN or infinite)")
            return None
        if isinstance(value, dict | list) and len(at) >= MAX_DEPTH:
            self._fault(at, f"is nested more than {MAX_DEPTH} levels deep")
            self.too_deep = True
            return None
        if isinstance(value, _Object):
            for key in value.twice:
                self._fault((*at, key), "is written more than once in the same object")
            return {_SURROGATE.sub("?", key): self.value((*at, key), item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value((*at, index), item) for index, item in enumerate(value)]
        return value

    def _text(self, at: tuple[str | int, ...], text: str) -> str:
        surrogate = _SURROGATE.search(text)
        if self._any_text:
            reason = "holds half a character (a lone surrogate)" if surrogate else None
        else:
            reason = text_fault(text)
        if reason:
            self._fault(at, reason)
        return _SURROGATE.sub("?", text) if surrogate else text

    def _fault(self, at: tuple[str | int, ...], reason: str) -> None:
        self.faults.note(Fault(path(at), reason))
