"""A document whose first appointment alone is changed: the prison does that in hard stop, without another approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain.document import words_en as words
from app.domain.document.compose import compose
from app.domain.document.facts import AppointmentFacts
from app.domain.document.reading import facts_of

_HEADING = words.HEADINGS["reporting"]


def with_appointment(document: Mapping[str, Any], appointment: AppointmentFacts) -> dict[str, Any]:
    """The document with another appointment. All other words stay as they were sent, not as they would be composed now."""
    licence, review = facts_of(document)
    fresh = compose(replace(licence, appointment=appointment), review)
    (reporting,) = (each for each in fresh["printed"]["sections"] if each["heading"] == _HEADING)
    sections = [
        {**each, "blocks": reporting["blocks"]} if each["heading"] == _HEADING else each
        for each in document["printed"]["sections"]
    ]
    return {
        **document,
        "licence": {**document["licence"], "appointment": fresh["licence"]["appointment"]},
        "printed": {**document["printed"], "sections": sections},
    }


def differ_in_appointment_alone(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents say the same but for the first appointment."""
    return "format" in one and "format" in other and _without(one) == _without(other)


def _without(document: Mapping[str, Any]) -> dict[str, Any]:
    licence = {name: each for name, each in document["licence"].items() if name != "appointment"}
    sections = [
        {**each, "blocks": []} if each["heading"] == _HEADING else each
        for each in document["printed"]["sections"]
    ]
    return {**document, "licence": licence, "printed": {**document["printed"], "sections": sections}}
