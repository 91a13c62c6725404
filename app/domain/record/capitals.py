"""Names that a register keeps in capitals, written as people write them."""

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


def normal_case(text: str) -> str:
    """A name in capitals as people write it; one that is not all in capitals is left alone."""
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
    return "".join(_capitalised(part, is_first=n == 0) for n, part in enumerate(re.split("(['’])", word)))


def _is_initials(word: str) -> bool:
    has_vowel = re.search("[aeiouwy]", folded(word)) is not None  # in Welsh w and y are vowels
    return len(word) > 1 and word.isalpha() and not has_vowel and not _SHORTENED.fullmatch(word)


def _capitalised(part: str, is_first: bool) -> str:
    """O’Brien and St John’s: a single letter after an apostrophe is an ending."""
    if not is_first and len(part) == 1:
        return part.lower()
    if part.startswith("MC") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
