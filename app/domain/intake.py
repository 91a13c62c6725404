"""How text is taken that comes in from people, pastes, records and searches: one rule for every kind of input.

What nobody sees is tidied away without a word: direction marks, hidden characters, odd blanks and line ends. What
stands for something else as everybody reads it becomes that: the signs of Word and of PDFs where they begin a line of a
list, what is left of Windows-1252, and, where only the signs of a keyboard mean anything, odd hyphens and apostrophes. What is not understood is refused (Unfit), never deleted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_CONTROLS = "\x01-\x08\x0e-\x1d\x1f\x7f"
_MARKS = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""What Unicode calls ignorable: direction marks, joiners, soft hyphens, variation selectors, byte order marks."""
_BLANKS = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_LINE_ENDS = "\x0b\x0c\r\x85\u2028\u2029"
_BULLETS = (
    "\u2023\u2043\u204c\u204d\u2219\u25a0\u25a1\u25aa\u25ab\u25b6\u25b8\u25b9\u25ba\u25c6\u25cb\u25cf\u25e6\u25fc-\u25fe"
    "\u2610\u2611\u26ab\u2713\u2714\u2756\u2794\u27a2\u27a4\u2b1b\u2b24"
    "\uf02d\uf06c\uf06e\uf06f\uf071\uf075\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf0fe"
)
"""Signs that lists begin with, also as the fonts Symbol and Wingdings keep them (U+F000 onwards). Within a line they may
mean something else, as an arrow does."""
_AT_A_BEGINNING = re.compile(f"^( *)[{_BULLETS}]", re.MULTILINE)
_HYPHEN_OF_SYMBOL = "\uf02d"
_HYPHENS = "\u02d7\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_APOSTROPHES = "`\u00b4\u02b9\u02bb-\u02bd\u02c8\u2018\u2019\u201b\u2032\u2035\uff07"


def _table(meanings: Mapping[str, str | None]) -> dict[int, str | None]:
    """Single characters and ranges (a-z), to what each becomes, None for nothing; as str.translate takes it."""
    table: dict[int, str | None] = {}
    for signs, meaning in meanings.items():
        for first, last in re.findall("(?s)(.)(?:-(.))?", signs):
            table |= dict.fromkeys(range(ord(first), ord(last or first) + 1), meaning)
    return table


_TIDIED = _table({_CONTROLS: None, _MARKS: None, _BLANKS: " ", _LINE_ENDS: "\n", "\x1e": "-"})
_TIDIED |= {
    byte: meant
    for byte in range(0x80, 0xA0)
    if byte not in _TIDIED and (meant := bytes([byte]).decode("cp1252", "ignore"))
}
"""What is left of Windows-1252 where it was read as Latin-1: dashes, quotes, the euro."""
_ON_A_KEYBOARD = _table({_HYPHENS: "-", _APOSTROPHES: "'"})


def lines(text: str) -> str:
    """Text of several lines as it is kept."""
    if not (text.isascii() and text.isprintable()):
        tidied = _AT_A_BEGINNING.sub(r"\1•", text.replace("\r\n", "\n").translate(_TIDIED))
        text = unicodedata.normalize("NFC", tidied.replace(_HYPHEN_OF_SYMBOL, "-"))
    return text.strip()


def line(text: str) -> str:
    """One line of text as it is kept."""
    return lines(text).replace("\n", " ")


def plain(text: str) -> str:
    """One line in the signs of a keyboard, each blank once: telephone numbers, dates, times, numbers, codes."""
    return " ".join(lines(text).split()).translate(_ON_A_KEYBOARD)


def bare(text: str) -> str:
    """The same without any blank: what identifies by letters and digits alone."""
    return unicodedata.normalize("NFC", plain(text).replace(" ", ""))


def username(text: str) -> str:
    """What an account is called, as it is kept: in small letters."""
    return plain(text).lower()


class Unfit(ValueError):
    """What was typed is refused; `what` follows the name of what was asked for: "must be a whole number"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


# Numbers and amounts

_NUMBER = r"[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+"
_WHOLE = re.compile(_NUMBER)
_AMOUNT = re.compile(rf"£? ?({_NUMBER})(?:\.([0-9]{{1,2}}))?")
_EITHER = re.compile(r"£? ?([0-9]+),([0-9]{1,2})")
_OUT_OF_PLACE = re.compile(r"£? ?[0-9][0-9., ]*")
_LONGEST = 20  # characters of a number
_MOST_DIGITS = 9  # of pounds


def _digits(grouped: str) -> str:
    return grouped.replace(",", "").replace(" ", "").lstrip("0") or "0"


def whole_number(text: str, least: int | None = None, most: int | None = None) -> int:
    """A whole number within its bounds, its thousands apart or not. Raises Unfit."""
    written = plain(text)
    number = int(_digits(written)) if len(written) <= _LONGEST and _WHOLE.fullmatch(written) else None
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        raise Unfit(f"must be a whole number{_within(least, most)}")
    return number


def _within(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if most is not None:
        return f", {most} or less"
    return f", {least} or more" if least is not None else ""


def amount(text: str) -> str:
    """Pounds, and pence where there are any, without the pound sign and what parts thousands. Raises Unfit."""
    written = plain(text)
    if found := _AMOUNT.fullmatch(written):
        pounds, pence = _digits(found[1]), found[2]
        if len(pounds) > _MOST_DIGITS:
            raise Unfit("must be less than £1,000,000,000")
        return f"{pounds}.{pence:0<2}" if pence else pounds
    if either := _EITHER.fullmatch(written):
        pounds, pence = either.groups()
        whole = int(_digits(pounds[:20] + pence))
        raise Unfit(f"must be clear: ‘{written[:30]}’ may mean {int(pounds[:20])}.{pence:0<2} or {whole:,}")
    if re.fullmatch(rf"£? ?(?:{_NUMBER})\.[0-9]+", written):
        raise Unfit("must not have more than 2 digits after the full stop, like 1,000.50")
    if _OUT_OF_PLACE.fullmatch(written):
        raise Unfit(
            "must have commas only between thousands and a full stop only before pence, like 1,000.50"
        )
    raise Unfit("must be an amount in pounds, like 250 or 1,000.50")
