"""UK postcodes: one way to write them, and whether one could exist."""

from __future__ import annotations

import re

_POSTCODE = re.compile(
    r"GIR 0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9]|[0-9][A-HJKPS-UW]"
    r"|[A-HK-Y][0-9][ABEHMNPRV-Y]) [0-9][ABD-HJLNP-UW-Z]{2}"
)


def normalised(text: str) -> str:
    """The postcode in capitals with one space before its last three characters, whether it is one or not."""
    bare = re.sub(r"[^A-Z0-9]", "", text.upper())
    return f"{bare[:-3]} {bare[-3:]}" if len(bare) > 3 else bare


def is_postcode(text: str) -> bool:
    """Whether the text, once normalised, has the form of a UK postcode (not whether the place exists)."""
    return len(text) <= 20 and _POSTCODE.fullmatch(normalised(text)) is not None
