"""What the answers of a licence say of its conditions, as the facts that its document is composed from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.answers import pack
from app.domain.conditions.chosen import Chosen, Instance, Wording
from app.domain.conditions.monitoring import watched
from app.domain.conditions.parts import LICENCE, SUPERVISION, LicencePart
from app.domain.conditions.reading import Reading
from app.domain.conditions.reasons import reasons_in
from app.domain.document.facts import (
    Agreement,
    Area,
    ConditionFacts,
    InstanceFacts,
    LeftOff,
    Programme,
)
from app.domain.policy.model import AdditionalCondition, InputType, Monitored
from app.domain.policy.types import Demand, demand_of


def conditions_on(
    reading: Reading, part: LicencePart, previews: Mapping[str, str]
) -> Iterator[ConditionFacts]:
    """What a part of the licence has. previews: the pictures of maps, by the SHA-256 of the map."""
    for each in reading.kept(part):
        yield ConditionFacts(
            id=f"standard/{each.code}",
            source="standard",
            text=each.text,
            part=part.policy_part,
            code=each.code,
            policy_version=reading.policy.version,
        )
    for chosen in reading.of(part):
        yield from _additional(chosen, reading.policy.version, previews)
    for bespoke in reading.bespoke if part == LICENCE else ():
        yield ConditionFacts(
            id=bespoke.page, source="bespoke", text=bespoke.text, reasons=reasons_in(bespoke.reasons)
        )


def _additional(chosen: Chosen, version: str, previews: Mapping[str, str]) -> Iterator[ConditionFacts]:
    condition = chosen.condition
    texts_of_page: dict[str, int] = {}
    for wording in chosen.wordings:
        page = _page(chosen, wording)
        place = texts_of_page[page] = texts_of_page.get(page, 0) + 1
        yield ConditionFacts(
            id=page if place == 1 else f"{page}#{place}",
            source="additional",
            text=wording.text,
            part=chosen.part.policy_part,
            code=chosen.code,
            policy_version=version,
            category=chosen.category,
            type=condition.type,
            instances=tuple(
                InstanceFacts(id=each.page, inputs=_inputs(condition, each)) for each in wording.instances
            ),
            monitors=_monitors(condition, wording),
            areas=tuple(_areas(wording, previews)),
            reasons=reasons_in(chosen.reasons),
        )


def _page(chosen: Chosen, wording: Wording) -> str:
    """The page that a text comes from: its first instance's, but the condition's own where one text may be of several."""
    is_of_one = wording.instances and not chosen.condition.text_plural
    return wording.instances[0].page if is_of_one else chosen.page


def _inputs(condition: AdditionalCondition, instance: Instance) -> dict[str, Any]:
    """What an instance was answered, packed; what the file of a map was called stays out."""
    files = {each.name for each in condition.every_input() if each.type is InputType.FILE}
    return {
        name: {part: given for part, given in value.items() if part != "name"}
        if name in files and isinstance(value, Mapping)
        else pack(value)
        for name, value in instance.details.items()
    }


def _monitors(condition: AdditionalCondition, wording: Wording) -> tuple[Monitored, ...]:
    found = {each for details in _details(wording) for each in watched(condition, details)}
    return tuple(each for each in Monitored if each in found)


def _details(wording: Wording) -> list[Mapping[str, Any]]:
    return [each.details for each in wording.instances] or [{}]


def _areas(wording: Wording, previews: Mapping[str, str]) -> Iterator[Area]:
    """What a text's instances say about areas: words, and the map and its picture where there is one."""
    alike = Counter(
        _called(demand_of(asked), instance.name)
        for instance in wording.instances
        for asked, _ in instance.areas
    )
    for instance in wording.instances:
        for asked, given in instance.areas:
            demand = demand_of(asked)
            yield Area(
                demand=demand,
                name=instance.name,
                shares_name=bool(instance.name) and alike[_called(demand, instance.name)] > 1,
                words=given["words"],
                map=given["map"],
                picture=previews.get(given["map"] or ""),
                text=instance.text if instance.text != wording.text else None,
            )


def _called(demand: Demand | None, name: str | None) -> tuple[Demand | None, str]:
    """What readers take for the same: case and blanks tell no two areas apart."""
    return demand, " ".join((name or "").casefold().split())


def programme_in(reading: Reading) -> Programme | None:
    """The programme under which the person is tagged; None where it was not asked."""
    answer = reading.programme
    if not answer:
        return None
    return (
        Programme(tagged=False)
        if answer["tagged"] == "no"
        else Programme(tagged=True, name=answer["programme"])
    )


def left_off_in(reading: Reading) -> list[LeftOff]:
    """The standard conditions that the licence does not have, and why."""
    return [
        LeftOff(code=each.code, text=each.text, reason=reading.why_left_off(each.code))
        for part in reading.parts
        for each in reading.left_off(part)
    ]


def agreements_in(reading: Reading) -> list[Agreement]:
    """What treatment providers agreed to, for each additional requirement."""
    return [
        Agreement(
            code=each.code,
            category=each.category,
            **{name: each.agreement.get(name) for name in ("provider", "contact", "agreed")},
        )
        for each in reading.of(SUPERVISION)
    ]
