"""Reads what the Ordnance Survey Places API answers: delivery addresses in capitals, in parts of their own kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain import intake
from app.domain.characters import showable
from app.domain.record.addresses import Address
from app.domain.record.capitals import normal_case

LONGEST = 100
"""Characters of a line, above which names move to the next."""

_NUMBER = re.compile(r"[0-9]+[A-Z]?(?:[-/][0-9]+[A-Z]?)?|[A-Z]")
"""The name of a building that is its number, like 12A or 3-5."""

_ROADS = (
    "DEPENDENT_THOROUGHFARE_NAME",
    "THOROUGHFARE_NAME",
    "DOUBLE_DEPENDENT_LOCALITY",
    "DEPENDENT_LOCALITY",
)


def addresses_of(answer: Any, postcode: str) -> list[Address]:
    """Every address of an answer, which has no results at all where there is none. Raises ValueError."""
    results = answer.get("results", []) if isinstance(answer, dict) and "header" in answer else None
    if not isinstance(results, list):
        raise ValueError("an answer in another form")
    records = [result["DPA"] for result in results if isinstance(result, dict) and "DPA" in result]
    found = [address_of(record, postcode) for record in records if isinstance(record, dict)]
    if results and not any(found):
        raise ValueError("no result that is an address")
    return [address for address in found if address]


def address_of(record: Mapping[str, Any], postcode: str) -> Address | None:
    """A delivery address in five parts: who or which building on the first line, the road on the second."""

    def part(name: str) -> str:
        value = record.get(name)
        text = str(value) if isinstance(value, str | int) else ""
        return normal_case(" ".join(intake.line(showable(text)).split()))

    box, number, building = part("PO_BOX_NUMBER"), part("BUILDING_NUMBER"), part("BUILDING_NAME")
    if not number and _NUMBER.fullmatch(building):
        number, building = building, ""
    names = [part("ORGANISATION_NAME"), part("DEPARTMENT_NAME"), f"PO Box {box}" if box else ""]
    names = [name for name in [*names, part("SUB_BUILDING_NAME"), building] if name]
    roads = [road for road in map(part, _ROADS) if road]
    if number and roads:
        roads[0] = f"{number} {roads[0]}"
    elif number:
        names.append(number)
    first, second = (names, roads) if names else (roads[:1], roads[1:])
    while len(", ".join(first)) > LONGEST and len(first) > 1:
        second = [first.pop(), *second]
    if not first:
        return None
    return Address(
        ", ".join(first), ", ".join(second), part("POST_TOWN"), "", part("POSTCODE").upper() or postcode
    )
