"""UK telephone numbers as people write them, with brackets, hyphens and extensions."""

from __future__ import annotations

import re

import phonenumbers

from app.domain import intake
from app.domain.intake import Unfit

LONGEST = 30  # characters
NOT_ONE = "must be a UK number, like 01632 960 001 or 01632 960 001 ext 123"
_UNITED_KINGDOM = 44
_AS_WRITTEN = re.compile(
    r"\+?[0-9()\s.\-]+(?:\s*,?\s*(?:extension|extn|ext|x|#)[.:]?\s*[0-9]{1,7})?", re.IGNORECASE
)


def read_telephone(text: str) -> str:
    """The number as it was written, tidied. Raises Unfit where it could not be a UK number."""
    written = intake.plain(text)
    if len(written) > LONGEST:
        raise Unfit(f"must be {LONGEST} characters or fewer")
    if not written.isascii() or not _AS_WRITTEN.fullmatch(written):
        raise Unfit(NOT_ONE)
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        raise Unfit(NOT_ONE) from None
    if number.country_code != _UNITED_KINGDOM or not phonenumbers.is_possible_number(number):
        raise Unfit(NOT_ONE)
    return written
