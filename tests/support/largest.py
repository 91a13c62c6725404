"""The largest licence of a policy: every condition that it has, with maps of every shape and areas without one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from app.domain.conditions import parts
from app.domain.conditions.on_document import conditions_on
from app.domain.conditions.reading import Reading
from app.domain.document.compose import compose
from app.domain.policy.model import AdditionalCondition, InputType, Policy
from app.domain.policy.types import form_rules
from tests.journeys.facts import facts
from tests.support.examples import ways
from tests.support.licences import TWO_PARTS
from tests.support.map_examples import picture, png

SHAPES = ((1240, 1755), (1755, 1240), (800, 600), (1600, 400), (1241, 1755), (400, 1600))
WORDS = (
    "From the bridge along the river to the weir, then by the High Street and back to the bridge.",
    "Everything inside the ring road.\nThe bus station is part of it.\nThe hospital is not.",
    "The market place, "
    + "then the street from one corner to the next, " * 12
    + "and the market place again.",
)
NAME = "Bartholomew-Jean-Luc O’Brien-McTester Borrowdale-Mockingham-Featherstonehaugh"


@cache
def pictures() -> dict[str, bytes]:
    """The pictures of maps by what stands for their SHA-256."""
    return {f"{place:064x}": png(picture(*shape)) for place, shape in enumerate(SHAPES, start=1)}


def largest(policy: Policy, *bespoke: str) -> dict[str, Any]:
    """The document of the licence, which has supervision after it; its pictures are those of pictures()."""
    answers: dict[str, Any] = {"additional-conditions": {"needed": "yes"}} | {
        f"bespoke-conditions/{number}": {"text": text} for number, text in enumerate(bespoke, start=1)
    }
    areas = 0
    for part in (parts.LICENCE, parts.SUPERVISION):
        page, menu = {"AP": ("condition", "conditions"), "PSS": ("requirement", "additional-requirements")}[
            part.policy_part
        ]
        conditions = getattr(policy.additional_conditions, part.policy_part)
        answers[menu] = {"codes": [each.code for each in conditions]}
        for condition in (each for each in conditions if each.requires_input):
            found = ways(condition, facts(policy=policy, release={"supervision": None}))
            if not form_rules(condition).several:
                answers[f"{page}/{condition.code}"], areas = _with_map(condition, found[0], areas), areas + 1
                continue
            for number in range(1, 5):
                details = found[number % len(found)]
                answers[f"{page}/{condition.code}/{number}"] = _with_map(condition, details, areas)
                areas += 1
    reading = Reading(policy, answers)
    stands_for = {name: name for name in pictures()}
    found_on = [
        each
        for part in (parts.LICENCE, parts.SUPERVISION)
        for each in conditions_on(reading, part, stands_for)
    ]
    person = replace(TWO_PARTS.person, name=NAME)
    return compose(replace(TWO_PARTS, conditions=tuple(found_on), person=person))


def _with_map(condition: AdditionalCondition, details: dict[str, Any], place: int) -> dict[str, Any]:
    """Details whose areas have the next map, or every seventh none."""
    files = {each.name for each in condition.every_input() if each.type is InputType.FILE}
    names = [*pictures(), None]
    shown = names[place % len(names)]
    area = {"map": shown, "name": shown and "a.pdf", "words": WORDS[place % len(WORDS)]}
    return {name: area if name in files else value for name, value in details.items()}
