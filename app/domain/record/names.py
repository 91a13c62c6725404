"""Names of people: joined for reading, and folded for sorting and searching."""

from __future__ import annotations

import unicodedata

_WITHOUT_PARTS = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "’": "'",
        "\u0131": "i",
        "ħ": "h",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
    }
)
"""Letters that Unicode does not take apart into a letter and a mark, and the apostrophe that keyboards lack."""


def full_name(*parts: str | None) -> str:
    """The parts that there are, in the order given: people may have one name only."""
    return " ".join(part for part in parts if part)


def folded(text: str) -> str:
    """Text without case and accents, so that Żaneta sorts under z and a search for Sian finds Siân."""
    plain = text.casefold().translate(_WITHOUT_PARTS)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def sort_name(forename: str | None, surname: str | None) -> str:
    """What lists sort by: the surname, then the forename, folded."""
    return folded(full_name(surname, forename))
