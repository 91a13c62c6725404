"""Which characters a printed licence can hold: those of the fonts we ship, without hidden ones.

The PDF engine stops at a character its fonts lack and prints direction marks as told, so both are refused where
they are typed. The ranges are those that the regular, bold and italic Noto Sans have in common (a test compares).
"""

from __future__ import annotations

import re
import unicodedata

_PRINTABLE = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1"
    "\u03f0-\u052f\u1c80-\u1c88\u1d00-\u1df9\u1dfb-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57"
    "\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fc4\u1fc6-\u1fd3\u1fd6-\u1fdb\u1fdd-\u1fef"
    "\u1ff2-\u1ff4\u1ff6-\u1ffe\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070\u2071\u2074-\u208e\u2090-\u209c"
    "\u20a0-\u20bf\u20f0\u2100-\u215f\u2184\u2189\u2212\u25cc\u2c60-\u2c7f\u2de0-\u2e5d\ua640-\ua69f"
    "\ua700-\ua7ca\ua7d0\ua7d1\ua7d3\ua7d5-\ua7d9\ua7f2-\ua7ff\uab30-\uab6b\ufb00-\ufb06"
)
_NOT_PRINTABLE = re.compile(f"[^{_PRINTABLE}]")
_LEFT_BY_PASTING = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CANNOT_BE_SHOWN = re.compile("[\x00\ud800-\udfff]")


def unprintable(text: str) -> list[str]:
    """The different characters of the text that the printed licence cannot hold, in order of appearance."""
    return list(dict.fromkeys(_NOT_PRINTABLE.findall(text)))


def described(characters: list[str], most: int = 5) -> list[str]:
    """The characters in words a reader can act on; at most `most` of them, since a paste may bring hundreds."""
    return list(dict.fromkeys(_described(character) for character in characters))[:most]


def _described(character: str) -> str:
    if character in "\ufffd\ufffc" or _CANNOT_BE_SHOWN.match(character):
        return "a character that could not be read"
    if unicodedata.category(character)[0] in "CZM":
        return f"a hidden character (U+{ord(character):04X})"
    return character


def showable(text: str) -> str:
    """The text with U+FFFD for what no page can show (NUL, lone surrogates) and one kind of line end."""
    return _CANNOT_BE_SHOWN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """The text as kept: composed letters, no invisible leavings of a paste, tabs as spaces, ends stripped."""
    if text.isascii():
        return text.replace("\t", " ").strip()
    return unicodedata.normalize("NFC", _LEFT_BY_PASTING.sub("", text)).replace("\t", " ").strip()
