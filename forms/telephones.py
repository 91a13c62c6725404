"""UK telephone numbers as people write them, with brackets, hyphens and extensions."""

from __future__ import annotations

import re

import phonenumbers

from app.domain import intake
from app.domain.intake import Unfit

LONGEST = 30  # characters
NOT_ONE = "must be a UK number, like 01632 960 001 or 01632 960 001 ext 123"
TOO_SHORT = "must have more digits: check that none is missing, area code included"
TOO_LONG = "must have fewer digits: check that none was typed twice"
NOT_REAL = "must begin with the code of a real UK area or service, like 01632, 020 or 0800: check each digit"
SHORT_CODE = "must be a full telephone number with its area code, not a short code"
NO_NOUGHT = "must begin with 0 or +44, so that it can be dialled"
_UNITED_KINGDOM = 44
_AS_WRITTEN = re.compile(
    r"\+?[0-9()\s.\-]+(?:\s*,?\s*\(?(?:extension|extn|ext|x|#)[.:]?\s*[0-9]{1,7}\)?)?", re.IGNORECASE
)
_FICTION = re.compile("(?:1154960|1632960|7700900)[0-9]{3}")
"""National numbers that Ofcom keeps for fiction, and that no number plan has."""


def read_telephone(text: str) -> str:
    """The number as it was written, tidied. Raises Unfit where nobody in the UK can have it."""
    written = intake.plain(text)
    if len(written) > LONGEST:
        raise Unfit(f"must be {LONGEST} characters or fewer")
    if not written.isascii() or not _AS_WRITTEN.fullmatch(written):
        raise Unfit(NOT_ONE)
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        raise Unfit(NOT_ONE) from None
    if number.country_code != _UNITED_KINGDOM:
        raise Unfit(NOT_ONE)
    if not re.search("[1-9]", written):
        raise Unfit(NOT_REAL)
    if phonenumbers.is_valid_short_number_for_region(number, "GB"):
        raise Unfit(SHORT_CODE)
    if fault := _fault(phonenumbers.national_significant_number(number)):
        raise Unfit(fault)
    if not written.lstrip("( ").startswith(("0", "+")):
        raise Unfit(NO_NOUGHT)
    return written


def _fault(national: str) -> str | None:
    """What is wrong with a national number; None for one that somebody may have."""
    if _is_real(national):
        return None
    if any(_is_real(national + digit) for digit in "0123456789"):
        return TOO_SHORT
    if _is_real(national[:-1]):
        return TOO_LONG
    number = phonenumbers.PhoneNumber(_UNITED_KINGDOM, int(national))
    match phonenumbers.is_possible_number_with_reason(number):
        case phonenumbers.ValidationResult.TOO_SHORT | phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return TOO_SHORT
        case phonenumbers.ValidationResult.TOO_LONG:
            return TOO_LONG
    return NOT_REAL


def _is_real(national: str) -> bool:
    """Whether the length and the beginning are those of a real number, or of one that is kept for fiction."""
    if not national or len(national) > 15 or national.startswith("0"):
        return False
    number = phonenumbers.PhoneNumber(_UNITED_KINGDOM, int(national))
    return phonenumbers.is_valid_number(number) or _FICTION.fullmatch(national) is not None
