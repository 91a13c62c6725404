"""How much of a password or a key would be left to guess for somebody who tries first what others would."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

WORD = 3
"""What a word counts for, in letters at random: there are thousands of them, as there are of three letters."""
_READ = 100
"""How many characters are looked at: long repetitions add nothing."""
_SHORTEST_WORD = 4
_SHORTEST_LEET = 5
_SHORTEST_OWN = 3
_LEET = [str.maketrans("4@83610!$5+7", f"aabeg{one}oisstt") for one in "il"]
"""Digits and signs to the letters that they are put in place of."""
_YEAR = re.compile(r"(?:19|20)[0-9][0-9]")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_REPEATED = re.compile(r"(.+?)\1+")


def folded(text: str) -> str:
    """Without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def own_words(texts: Iterable[str]) -> set[str]:
    """The words of names and the like that are long enough to be looked for."""
    return {
        word for text in texts for word in re.findall(r"[^\W_]+", folded(text)) if len(word) >= _SHORTEST_OWN
    }


def left_to_guess(text: str, own: Iterable[str] = (), word: int = WORD) -> int:
    """How many characters at random the guessing of a text is worth.

    Its own words, years and rows of a keyboard are taken out; each word or name that many people use counts once, as
    `word`; of what remains, a single letter, whatever has no letter in it, and what is said again, counts nothing.
    """
    said = folded(text)[:_READ]
    readings = [said, *(said.translate(table) for table in _LEET)]
    taken, words = [False] * len(said), set()
    for found in _YEAR.finditer(said):
        taken[found.start() : found.end()] = [True] * len(found[0])
    its_own = {written for each in own for written in (each, each[::-1])}
    for length in range(
        len(said), _SHORTEST_OWN - 1, -1
    ):  # the longest first, or Governor would leave -ernor
        for start in range(len(said) - length + 1):
            if any(taken[start : start + length]):
                continue
            pieces = {reading[start : start + length] for reading in readings}
            plain = pieces if length >= _SHORTEST_LEET else {said[start : start + length]}
            is_own, known = bool(pieces & its_own), plain & _known_words()
            if known and not is_own:
                words.add(min(known))
            elif not is_own and not any(_is_in_a_row(piece) for piece in plain):
                continue
            taken[start : start + length] = [True] * length
    rest = "".join("\0" if is_taken else sign for sign, is_taken in zip(said, taken, strict=True))
    runs = {_REPEATED.sub(r"\1", run) for run in re.split("\0+", rest)}
    if any(taken):  # what stands between words is no part of them
        runs = {_ENDS.sub("", run) for run in runs}
    return word * len(words) + sum(
        len(run) for run in runs if len(run) > 1 and any(sign.isalpha() for sign in run)
    )


def _is_in_a_row(piece: str) -> bool:
    return len(piece) >= _SHORTEST_WORD and any(piece in row or piece in row[::-1] for row in _ROWS)


@lru_cache
def _known_words() -> frozenset[str]:
    """What people choose: common passwords, words and names, of the lists that zxcvbn ships."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # large, and seldom needed

    return frozenset(
        each
        for some in FREQUENCY_LISTS.values()
        for each in some
        if len(each) >= _SHORTEST_WORD and any(sign.isalpha() for sign in each)
    )
