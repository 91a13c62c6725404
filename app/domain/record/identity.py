"""Numbers by which police records know a person: whether a record has them, and whether they look like one."""

from __future__ import annotations

import re

_PNC = re.compile(r"(?:(?:19|20)[0-9]{2}|[0-9]{2})/[0-9]{1,7}[A-HJ-NP-RT-Z]")
_CRO = re.compile(r"(?:[1-9][0-9]{0,5}/[0-9]{2}|SF(?:39|[4-8][0-9]|9[0-5])/[1-9][0-9]{0,5})[^0-9IOS]")
"""A serial and a year, or, of a search file, a year and a serial; then one check character."""


def is_pnc(text: str) -> bool:
    """Whether the text has the form of a PNC ID."""
    return _PNC.fullmatch(text.strip()) is not None


def is_cro(text: str) -> bool:
    """Whether the text has the form of a CRO number."""
    return _CRO.fullmatch(text.strip()) is not None


def identity_faults(pnc: str | None, cro: str | None) -> list[str]:
    """What is missing or malformed, a sentence each."""
    faults = []
    for name, text, fits, like in (
        ("PNC ID", pnc, is_pnc, "2015/1234567X"),
        ("CRO number", cro, is_cro, "12345/15X"),
    ):
        if not (text and text.strip()):
            faults.append(f"The record has no {name} for this person.")
        elif not fits(text):
            faults.append(f"The {name} in the record, {text}, does not look like one: they look like {like}.")
    return faults
