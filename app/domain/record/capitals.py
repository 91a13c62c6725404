"""Names of people and places that a register keeps in capitals, written as people write them."""

from __future__ import annotations

import re

from app.domain.record.names import folded

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ORDINAL = re.compile("[0-9]+(?:ST|ND|RD|TH)")
_SMALL = re.compile(
    "and|ar|at|by|cum|de|in|la|le|next|of|on|over|sub|super|the|to|under|upon|with|y|ym|yn|yr"
)
"""Words that stay small inside a name, English and Welsh: Bradwell-on-Sea, Betws-y-Coed."""
_INITIALS = re.compile("AP|BBC|CIC|GP|HM|HMYOI|II|III|IV|IX|MOD|MOJ|PDU|PO|RAF|UK|VI|YMCA|YOI|YWCA")
_SHORTENED = re.compile("DR|JNR|LN|LT|LTD|MR|MRS|MS|NTH|RD|SGT|SNR|ST|STH|STS")
"""Words without a vowel that are no initials, as those without one are taken to be: HMP, NHS."""


_NUMBERS = frozenset({"II", "III", "IV", "VII", "VIII", "IX"})
"""Those that come last in a name; VI is also a name."""
_SMALL_IN_CAPITALS = re.compile(r"(?<=\bM)a?c(?=[^\W\d_])|\b[a-z](?=['’][^\W\d_])")
"""Small letters that registers leave in a name in capitals: McTESTER, MacTESTER, d'ARCY."""
_SON_OF = re.compile(r"MC(?=\w\w)|Ma?c(?=\w)")


def name_of_person(text: str) -> str:
    """A name of a person in capitals as people write it; one in mixed case is left alone.

    Words that the register has in small letters stay so: van der BERG is van der Berg.
    """
    words = text.split(" ")
    bare = [_SMALL_IN_CAPITALS.sub("", word) for word in words]
    if not text or text.islower() or not all(word.isupper() or word == word.lower() for word in bare):
        return text
    return " ".join(
        word
        if not each.isupper() or (n and n == len(words) - 1 and word in _NUMBERS)
        else _WORD.sub(lambda part: _in_parts(part[0]), word)
        for n, (word, each) in enumerate(zip(words, bare, strict=True))
    )


def normal_case(text: str) -> str:
    """The name of a place in capitals as people write it; one that is not all in capitals is left alone."""
    if not text.isupper():
        return text
    return _WORD.sub(lambda word: _written(word[0], text[: word.start()].rstrip(" -")), text)


def _written(word: str, before: str) -> str:
    if any(letter.isdigit() for letter in word):
        return word.lower() if _ORDINAL.fullmatch(word) else word
    if _INITIALS.fullmatch(word) or _is_initials(word):
        return word
    if _SMALL.fullmatch(word.lower()) and before[-1:].isalpha():
        return word.lower()
    return _in_parts(word)


def _in_parts(word: str) -> str:
    return "".join(_capitalised(part, is_first=n == 0) for n, part in enumerate(re.split("(['’])", word)))


def _is_initials(word: str) -> bool:
    has_vowel = re.search("[aeiouwy]", folded(word)) is not None  # in Welsh w and y are vowels
    return len(word) > 1 and word.isalpha() and not has_vowel and not _SHORTENED.fullmatch(word)


def _capitalised(part: str, is_first: bool) -> str:
    """O’Brien and St John’s: a single letter after an apostrophe is an ending."""
    if not is_first and len(part) == 1:
        return part.lower()
    if prefix := _SON_OF.match(part):
        return prefix[0].capitalize() + _capitalised(part[prefix.end() :], is_first=True)
    return (
        part[:1] + part[1:].replace("\u0130", "i").lower()
    )  # the capital dotted i has no small form of one letter
