"""What an electronic tag watches, and when the programme under which a person is tagged is asked for."""

from __future__ import annotations

from app.domain.answers import Answer
from app.domain.conditions.chosen import Chosen, chosen_options
from app.domain.conditions.parts import LicencePart
from app.domain.conditions.reading import Reading
from app.domain.dates.release import Kind
from app.domain.policy.model import AdditionalCondition, Monitored
from app.domain.policy.types import monitored

KINDS = frozenset({Kind.CRD, Kind.PRRD, Kind.HDC})
"""The kinds of licence whose electronic monitoring may be part of a programme."""


def watched(condition: AdditionalCondition, details: Answer) -> frozenset[Monitored]:
    """What an electronic tag watches because of one instance of a condition."""
    chosen = (
        each
        for choice in condition.inputs or ()
        for option, each in zip(choice.options or (), monitored(condition, choice), strict=True)
        if option in chosen_options(choice, details)
    )
    return frozenset(condition.monitors or ()) | {each for each in chosen if each is not None}


def calling_for_programme(part: LicencePart, reading: Reading, kind: str | None) -> list[Chosen]:
    """The chosen conditions of a part that call for the question about a programme; none on other kinds of licence."""
    if kind not in KINDS:
        return []
    return [each for each in reading.of(part) if each.condition.requires_electronic_monitoring_response]
