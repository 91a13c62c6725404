"""What the answers of a licence say of its conditions, as the facts that its document is composed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.answers import pack
from app.domain.conditions.chosen import (
    Answers,
    Instance,
    Wording,
    areas_in,
    bespoke_keys,
    bespoke_text,
    chosen_conditions,
    details_page,
    instance_texts,
    wordings_of,
)
from app.domain.conditions.monitoring import watched
from app.domain.conditions.reasons import reasons_in
from app.domain.conditions.supervision import (
    AsConditions,
    additional_requirements,
    left_off,
    standard_requirements,
)
from app.domain.document.facts import (
    Agreement,
    Area,
    ConditionFacts,
    InstanceFacts,
    LeftOff,
    Programme,
)
from app.domain.policy.model import AdditionalCondition, InputType, Monitored, Part, Policy, StandardCondition

_PAGES: dict[Part, str] = {"AP": "condition/", "PSS": "requirement/"}
"""How the names of the pages for the details of a part begin."""


def conditions_on(policy: Policy, answers: Answers, previews: Mapping[str, str]) -> list[ConditionFacts]:
    """The licence conditions. previews: the pictures of maps, by the SHA-256 of the map."""
    return [
        *_standard(policy.standard_conditions.AP, policy.version, "AP"),
        *_additional(policy, answers, previews, "AP", answers),
        *(
            ConditionFacts(
                id=f"bespoke-conditions/{key}",
                source="bespoke",
                text=bespoke_text(answers, key),
                reasons=reasons_in(answers.get(f"why-bespoke/{key}")),
            )
            for key in bespoke_keys(answers)
        ),
    ]


def requirements_on(policy: Policy, answers: Answers, previews: Mapping[str, str]) -> list[ConditionFacts]:
    """The requirements of the supervision part, likewise."""
    return [
        *_standard(standard_requirements(policy, answers), policy.version, "PSS"),
        *_additional(policy, AsConditions(answers), previews, "PSS", answers),
    ]


def _standard(conditions: Iterable[StandardCondition], version: str, part: Part) -> list[ConditionFacts]:
    return [
        ConditionFacts(
            id=f"standard/{each.code}",
            source="standard",
            text=each.text,
            part=part,
            code=each.code,
            policy_version=version,
        )
        for each in conditions
    ]


def _additional(
    policy: Policy, of_part: Answers, previews: Mapping[str, str], part: Part, answers: Answers
) -> Iterator[ConditionFacts]:
    for condition in chosen_conditions(policy, of_part):
        texts_of_page: dict[str, int] = {}
        for wording in wordings_of(condition, of_part):
            page = _page(condition, wording, part)
            place = texts_of_page[page] = texts_of_page.get(page, 0) + 1
            yield ConditionFacts(
                id=page if place == 1 else f"{page}#{place}",
                source="additional",
                text=wording.text,
                part=part,
                code=condition.code,
                policy_version=policy.version,
                category=condition.short_category,
                type=condition.type,
                instances=tuple(
                    InstanceFacts(id=_of_part(each.page, part), inputs=_inputs(condition, each))
                    for each in wording.instances
                ),
                monitors=_monitors(condition, wording),
                areas=tuple(_areas(condition, wording, previews)),
                reasons=reasons_in(answers.get(f"why/{condition.code}")),
            )


def _page(condition: AdditionalCondition, wording: Wording, part: Part) -> str:
    """The page that a text comes from: its first instance's, but the condition's own where one text may be of several."""
    is_of_one = wording.instances and not condition.text_plural
    return _of_part(wording.instances[0].page if is_of_one else details_page(condition), part)


def _of_part(page: str, part: Part) -> str:
    return page.replace(_PAGES["AP"], _PAGES[part], 1)


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


def _areas(condition: AdditionalCondition, wording: Wording, previews: Mapping[str, str]) -> Iterator[Area]:
    """What a text's instances say about areas: words, and the map and its picture where there is one."""
    for instance in wording.instances:
        own = "\n".join(instance_texts(condition, instance.details))
        for given in areas_in(condition, instance.details):
            yield Area(
                words=given["words"],
                map=given["map"],
                picture=previews.get(given["map"] or ""),
                text=own if own != wording.text else None,
            )


def programme_in(answers: Answers) -> Programme | None:
    """The programme under which the person is tagged; None where it was not asked."""
    answer = answers.get("monitoring-programme")
    if not answer:
        return None
    return (
        Programme(tagged=False)
        if answer["tagged"] == "no"
        else Programme(tagged=True, name=answer["programme"])
    )


def requirements_left_off(policy: Policy, answers: Answers) -> list[LeftOff]:
    """The standard requirements that the licence does not have, and why."""
    return [
        LeftOff(code=each.code, text=each.text, reason=answers.get(f"left-off/{each.code}", {}).get("reason"))
        for each in left_off(policy, answers)
    ]


def agreements(policy: Policy, answers: Answers) -> list[Agreement]:
    """What treatment providers agreed to, for each additional requirement."""
    return [
        Agreement(
            code=each.code,
            category=each.short_category,
            **{
                name: answers.get(f"agreement/{each.code}", {}).get(name)
                for name in ("provider", "contact", "agreed")
            },
        )
        for each in additional_requirements(policy, answers)
    ]
