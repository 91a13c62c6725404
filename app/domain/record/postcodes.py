"""UK postcodes: one way to write them, and whether one could exist."""

from __future__ import annotations

import re

from app.domain import intake
from app.domain.intake import Unfit
from app.domain.words import joined

_POSTCODE = re.compile(
    r"GIR0AA|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]|[A-HK-Y][0-9][0-9]|[0-9][A-HJKPS-UW]"
    r"|[A-HK-Y][0-9][ABEHMNPRV-Y])[0-9][ABD-HJLNP-UW-Z]{2}"
)
_SHORTEST, _LONGEST = 5, 7  # letters and digits
_BEFORE_THE_LAST_THREE = re.compile(r" ?- ?(?=\w{3}\Z)")
EXAMPLE = "AA3 1AB"


def read_postcode(text: str) -> str:
    """The postcode in capitals with one blank before its last three signs. Raises Unfit.

    A blank may stand anywhere and a hyphen before the last three; nothing else is taken away, since what is left could
    be another place. Whether the place exists is not known here.
    """
    written = _BEFORE_THE_LAST_THREE.sub("", intake.plain(text)).replace(" ", "")
    if strange := list(dict.fromkeys(re.findall("[^A-Za-z0-9]", written))):
        raise Unfit(
            f"must only include letters and numbers, not {joined([f'‘{c}’' for c in strange[:3]], 'or')}"
        )
    if len(written) < _SHORTEST or written.isalpha():
        raise Unfit(f"must be a full UK postcode, like {EXAMPLE}")
    if len(written) > _LONGEST:
        raise Unfit(f"must be {_LONGEST} letters and numbers or fewer, like {EXAMPLE}")
    code = written.upper()
    if not _POSTCODE.fullmatch(code):
        if any(_POSTCODE.fullmatch(code + missing) for missing in ("A", "AA")):
            raise Unfit(f"must be a full UK postcode, like {EXAMPLE}")
        raise Unfit(f"must be a real UK postcode, like {EXAMPLE}")
    return f"{code[:-3]} {code[-3:]}"


def postcode_in(text: str) -> str | None:
    """The same, or None where the text is no postcode."""
    try:
        return read_postcode(text)
    except Unfit:
        return None
