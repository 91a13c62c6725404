"""Names of people: joined for reading, and folded for sorting and searching."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.domain import intake

_WITHOUT_PARTS = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "\u0131": "i", "ħ": "h", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that Unicode does not take apart into a letter and a mark."""
_UNHEARD = str.maketrans(dict.fromkeys("'.\"“”„‟«»") | dict.fromkeys(",;", " "))
"""Signs in names that people leave out or put elsewhere."""
_NUMBER = re.compile("[a-z]?[0-9]+[a-z]{0,2}")
"""A CRN or a prison number, or a part of one."""
_ANY_NUMBER = re.compile("[a-z]{0,2}[0-9]+[a-z]{0,2}")
"""The same, or a booking, book or PNC number without its signs."""
_PNC = re.compile("([0-9]{2}|[0-9]{4})/([0-9]{1,7})([a-z])")
_SLIPS_FROM = 4
"""The letters of the shortest word in which a typing slip is looked for; in shorter ones it makes another word."""


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


def _number(text: str) -> str:
    """A folded number by its letters and digits; of a PNC number, the serial in full."""
    if pnc := _PNC.fullmatch(text):
        return f"{pnc[1]}{pnc[2]:0>7}{pnc[3]}"
    return "".join(c for c in text if c.isalnum())


def _with_a_blank(word: str) -> list[str]:
    """A word with each of its letters in turn left blank."""
    return [f"{word[:n]}_{word[n + 1 :]}" for n in range(len(word))] if len(word) >= _SLIPS_FROM else []


def words_of(names: Iterable[str | None], numbers: Iterable[str | None]) -> tuple[str, str]:
    """By what the search of all people finds somebody, each word between blanks: the words of their names and their
    numbers; and those with whole words and, for slips, every word of a name with one letter left blank (`typed_as`)."""
    heard = folded(full_name(*names)).translate(_UNHEARD)
    own = heard.replace("-", "").split()
    in_numbers = [_number("".join(folded(each).split())) for each in numbers if each]
    named = dict.fromkeys([*own, *heard.replace("-", " ").split()])
    near = [*named, *in_numbers, *(each for word in named for each in _with_a_blank(word))]
    return f" {' '.join([*own, *in_numbers])} ", f" {' '.join(dict.fromkeys(near))} "


def words_to_find(query: str) -> list[str]:
    """The words of a search of all people, each of which must be found, in any order; a number is one word."""
    heard = folded(query).translate(_UNHEARD)
    together = "".join(heard.split())
    is_one = _PNC.fullmatch(together) or _NUMBER.fullmatch(re.sub("[-/]", "", together))
    words: list[str] = []
    for each in [together] if is_one else heard.split():
        words += [_number(each)] if _is_number(each) else re.sub("[-/]", " ", each).split()
    return [word for word in dict.fromkeys(words) if any(c.isalnum() for c in word)]


def _is_number(text: str) -> bool:
    return _PNC.fullmatch(text) is not None or _ANY_NUMBER.fullmatch(re.sub("[-/]", "", text)) is not None


def typed_as(word: str) -> list[str]:
    """What of `words_of` a typed word stands for: the word itself, and those from which one slip leads to it.

    One letter wrong, missing, added, or swapped with the next: nothing else has any of these. A number has no slips.
    """
    if len(word) < _SLIPS_FROM - 1 or not word.isalpha():
        return [word]
    missing = [f"{word[:n]}_{word[n:]}" for n in range(len(word) + 1)]
    if len(word) < _SLIPS_FROM:
        return [word, *missing]
    places = range(len(word))
    added = [word[:n] + word[n + 1 :] for n in places]
    swapped = [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in places[:-1]]
    return list(dict.fromkeys([word, *_with_a_blank(word), *missing, *added, *swapped]))
