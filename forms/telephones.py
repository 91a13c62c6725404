"""UK telephone numbers as people write them, with brackets, hyphens and extensions."""

from __future__ import annotations

import re

import phonenumbers

LONGEST = 30  # characters
FAULT = "Enter a UK telephone number, like 01632 960 001 or 01632 960 001 ext 123"
_UNITED_KINGDOM = 44
_AS_WRITTEN = re.compile(
    r"\+?[0-9()\s.\-]+(?:\s*,?\s*(?:extension|extn|ext|x|#)[.:]?\s*[0-9]{1,7})?", re.IGNORECASE
)


def read_telephone(text: str) -> str | None:
    """The number with its white space made regular, or None where it could not be a UK number."""
    written = " ".join(text.split())
    if len(written) > LONGEST or not written.isascii() or not _AS_WRITTEN.fullmatch(written):
        return None
    try:
        number = phonenumbers.parse(written, "GB")
    except phonenumbers.NumberParseException:
        return None
    is_uk = number.country_code == _UNITED_KINGDOM and phonenumbers.is_possible_number(number)
    return written if is_uk else None
