"""Which characters a printed licence can hold: those of the fonts we ship, without hidden ones.

The PDF engine stops at a character its fonts lack, so that what is left of those when a text was tidied
(app.domain.intake) is refused where it is typed. The ranges are those that the regular, bold and italic Noto Sans
have in common (a test compares).
"""

from __future__ import annotations

import re
import unicodedata

from app.domain.words import joined

_PRINTABLE = (
    "\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1"
    "\u03f0-\u052f\u1c80-\u1c88\u1d00-\u1df9\u1dfb-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57"
    "\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fc4\u1fc6-\u1fd3\u1fd6-\u1fdb\u1fdd-\u1fef"
    "\u1ff2-\u1ff4\u1ff6-\u1ffe\u2000-\u200a\u2010-\u2027\u202f-\u205f\u2070\u2071\u2074-\u208e\u2090-\u209c"
    "\u20a0-\u20bf\u20f0\u2100-\u215f\u2184\u2189\u2212\u25cc\u2c60-\u2c7f\u2de0-\u2e5d\ua640-\ua69f"
    "\ua700-\ua7ca\ua7d0\ua7d1\ua7d3\ua7d5-\ua7d9\ua7f2-\ua7ff\uab30-\uab6b\ufb00-\ufb06"
)
_NOT_PRINTABLE = re.compile(f"[^{_PRINTABLE}]")
_PASSAGE = re.compile(f"[^{_PRINTABLE}]+(?: +[^{_PRINTABLE}]+)*")
_CANNOT_BE_SHOWN = re.compile("[\x00\ud800-\udfff]")
_UNREAD = "\ufffd"
"""What stands for a character that nobody can see."""
_LONGEST_PASSAGE = 40


def unprintable(text: str) -> list[str]:
    """The different characters of the text that the printed licence cannot hold, in order of appearance."""
    return list(dict.fromkeys(_NOT_PRINTABLE.findall(text)))


def unprintable_words(text: str, most: int = 5) -> str | None:
    """The same as people read them, in words and quoted: neighbours as one, and what cannot be seen within its word.

    At most so many are named, and the others counted, since a paste may bring hundreds. None where all can be printed.
    """
    words = list(dict.fromkeys(_as_read(passage) for passage in _PASSAGE.finditer(text)))
    if not words:
        return None
    more = [f"{len(words) - most:,} more"] if len(words) > most else []
    named = joined([*words[:most], *more])
    return f"{named} ({_UNREAD} is a character that could not be read)" if _UNREAD in named else named


def _as_read(passage: re.Match[str]) -> str:
    shown = "".join(c if c == " " or _is_seen(c) else _UNREAD for c in passage[0])
    if not shown.strip(f" {_UNREAD}"):
        before = re.search(
            r"\S*\Z", passage.string[max(0, passage.start() - _LONGEST_PASSAGE) : passage.start()]
        )
        after = re.match(r"\S*", passage.string[passage.end() : passage.end() + _LONGEST_PASSAGE])
        assert before and after  # noqa: S101
        shown = _NOT_PRINTABLE.sub(_UNREAD, before[0] + _UNREAD + after[0])
    return f"‘{shown[:_LONGEST_PASSAGE]}’"


def scripts_unprintable(text: str) -> list[str]:
    """The scripts of the letters that cannot be printed, as people call them: Arabic, Chinese."""
    names = [unicodedata.name(c, "") for c in unprintable(text) if unicodedata.category(c)[0] == "L"]
    scripts = [name.split(" ")[0].split("-")[0].capitalize() for name in names if name]
    return list(dict.fromkeys("Chinese" if script == "Cjk" else script for script in scripts))[:3]


def _is_seen(character: str) -> bool:
    return character not in "\ufffc\ufffd" and unicodedata.category(character)[0] not in "CZM"


def showable(text: str) -> str:
    """The text with U+FFFD for what no page can show (NUL, lone surrogates) and one kind of line end."""
    return _CANNOT_BE_SHOWN.sub(_UNREAD, text.replace("\r\n", "\n").replace("\r", "\n"))
