"""A postal address as five texts, and how a list of them is sorted and sent through a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from app.domain import intake
from app.domain.record.names import folded

OFFICE = re.compile("probation|[pb]rawf", re.IGNORECASE)
"""What the name of a probation office says, in English and in Welsh."""


class Address(NamedTuple):
    """The five parts of a postal address, some empty, each on one line."""

    line_1: str
    line_2: str = ""
    town: str = ""
    county: str = ""
    postcode: str = ""

    @property
    def in_words(self) -> str:
        """The address on one line."""
        return ", ".join(part for part in self if part)

    @property
    def as_text(self) -> str:
        """The five parts as five lines, which is how a form sends an address that is chosen whole."""
        return "\n".join(self)


def read_address(text: str) -> Address | None:
    """The address of five lines that a form sent; None for anything else. Anybody may send anything here."""
    parts = [intake.line(part) for part in text.split("\n")]
    return Address(*parts) if len(parts) == len(Address._fields) and any(parts) else None


def in_order(addresses: Iterable[Address]) -> list[Address]:
    """Each address once: probation offices first, then as people sort, so that 2 comes before 10."""
    return sorted(dict.fromkeys(addresses), key=_place)


def _place(address: Address) -> tuple[bool, str, Address]:
    is_office = OFFICE.search(f"{address.line_1} {address.line_2}") is not None
    return (
        not is_office,
        re.sub("[0-9]+", lambda number: number[0].zfill(9), folded(address.in_words)),
        address,
    )
