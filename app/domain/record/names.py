"""Names of people: joined for reading, and folded for sorting and searching."""

from __future__ import annotations

import re
import unicodedata

from app.domain import intake

_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""
_UNHEARD = str.maketrans(dict.fromkeys("'.\"“”„‟«»") | dict.fromkeys(",;", " "))
"""Signs in names that people leave out or put elsewhere."""
_NUMBER = re.compile("[a-z]?[0-9]+[a-z]{0,2}")
"""A CRN or a prison number, or a part of one."""


def full_name(*parts: str | None) -> str:
    """The parts that there are, in the order given: people may have one name only."""
    return " ".join(part for part in parts if part)


def folded(text: str) -> str:
    """Text without case and accents and with one hyphen and apostrophe, so that a search for Sian finds Siân."""
    simple = intake.plain(text).casefold().translate(_WITHOUT_PARTS)
    return "".join(c for c in unicodedata.normalize("NFKD", simple) if not unicodedata.combining(c))


def sort_name(forename: str | None, surname: str | None) -> str:
    """What lists sort by: the surname, then the forename, folded."""
    return folded(full_name(surname, forename))


def search_text(*names: str | None) -> str:
    """What searches find of somebody: names and numbers folded, a double name as one word."""
    return " ".join(folded(full_name(*names)).translate(_UNHEARD).replace("-", "").split())


def words_sought(query: str) -> list[str]:
    """The words of a search, all of which must be in a `search_text`, in any order; a number is one word."""
    words = folded(query).translate(_UNHEARD).replace("-", " ").split()
    together = "".join(words)
    return [together] if _NUMBER.fullmatch(together) else words
