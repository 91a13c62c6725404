"""The clashes of a licence as its answers stand: turns policy, facts and answers into what the rules look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app.domain.clashes.rules import About, Clash, MenuText, OnLicence, find_clashes
from app.domain.conditions.chosen import (
    Answers,
    bespoke_keys,
    bespoke_text,
    chosen_conditions,
    instance_texts,
    instances_of,
)
from app.domain.conditions.monitoring import watched
from app.domain.conditions.supervision import AsConditions
from app.domain.dates.release import Kind
from app.domain.document.facts import OverriddenWarning
from app.domain.licence.facts import Facts
from app.domain.policy.model import Part, Policy
from app.domain.policy.types import is_monitoring

WARNING = "warning"
"""The step whose pages, at warning/KEY, take the reasons for overriding warnings."""
_PAGES: dict[Part, tuple[str, str]] = {
    "AP": ("conditions", "condition/"),
    "PSS": ("additional-requirements", "requirement/"),
}
"""The page with the menu of a part, and how the names of the pages for its details begin."""


def clashes_on(facts: Facts, answers: Answers) -> list[Clash]:
    """Every clash of the licence that these answers make."""
    conditions = [
        *_standard(facts.policy),
        *_told_apart([*_additional(facts.policy, answers), *_requirements(facts, answers)]),
        *_bespoke(answers),
        *_given(facts, answers),
    ]
    has_bespoke = any(condition.kind == "bespoke" for condition in conditions)
    about = About(
        release=facts.release.earliest,
        licence_end=facts.release.end,
        supervision_start=facts.release.supervision_start,
        supervision_end=facts.release.supervision_end,
        menu=_menu(facts.policy) if has_bespoke else (),
        menu_page="conditions" if "conditions" in answers else "additional-conditions",
    )
    return find_clashes(conditions, about)


def warnings_on(facts: Facts, answers: Answers) -> list[Clash]:
    """The clashes that a reason may override; none while another stops the licence, since its change may end them."""
    found = clashes_on(facts, answers)
    return [] if any(clash.blocks for clash in found) else found


def blocks_on(facts: Facts, answers: Answers) -> list[Clash]:
    """The clashes that stop a licence."""
    return [clash for clash in clashes_on(facts, answers) if clash.blocks]


def overridden_warnings(facts: Facts, answers: Answers) -> list[OverriddenWarning]:
    """The warnings that were overridden, and why."""
    return [
        OverriddenWarning(key=clash.key, title=clash.title, message=clash.message, reason=answer["reason"])
        for clash in warnings_on(facts, answers)
        if (answer := answers.get(f"{WARNING}/{clash.key}")) and "reason" in answer
    ]


def _standard(policy: Policy) -> Iterator[OnLicence]:
    for condition in policy.standard_conditions.AP:
        yield OnLicence("standard", "The standard conditions", condition.text, code=condition.code)


def _additional(policy: Policy, answers: Answers, part: Part = "AP") -> Iterator[OnLicence]:
    """Each instance of each chosen condition of a part."""
    menu, page = _PAGES[part]
    for condition in chosen_conditions(policy, answers):
        for instance in instances_of(condition, answers):
            values = instance.details.items()
            yield OnLicence(
                "additional",
                condition.short_category,
                "\n".join(instance_texts(condition, instance.details)),
                page=instance.page.replace("condition/", page, 1) if condition.requires_input else menu,
                code=condition.code,
                type=condition.type,
                part=part,
                values={name: value if isinstance(value, list) else [value] for name, value in values},
                electronic_monitoring=is_monitoring(condition),
                monitors=watched(condition, instance.details),
                pages={
                    name: own.replace("condition/", page, 1) for name, own in instance.further_pages.items()
                },
            )


def _requirements(facts: Facts, answers: Answers) -> Iterator[OnLicence]:
    """Each additional requirement of the supervision period."""
    if facts.release.has_supervision_part:
        yield from _additional(facts.policy, AsConditions(answers), "PSS")


def _told_apart(conditions: Iterable[OnLicence]) -> Iterator[OnLicence]:
    """Conditions of one category named by as many of their first words as it takes, or else by number."""
    categories: dict[str, list[OnLicence]] = {}
    for condition in conditions:
        categories.setdefault(condition.label, []).append(condition)
    for label, group in categories.items():
        if len(group) == 1:
            yield group[0]
            continue
        for width in (40, 80, 160):
            names = [f"{label} (‘{_start(condition.text, width)}’)" for condition in group]
            if len(set(names)) == len(group):
                break
        else:
            names = [f"{name} {place}" for place, name in enumerate(names, start=1)]
        for condition, name in zip(group, names, strict=True):
            yield replace(condition, label=name)


def _start(text: str, width: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= width else f"{words[:width].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _bespoke(answers: Answers) -> Iterator[OnLicence]:
    for place, key in enumerate(bespoke_keys(answers), start=1):
        page = f"bespoke-conditions/{key}"
        yield OnLicence("bespoke", f"Bespoke condition {place}", bespoke_text(answers, key), page)


def _given(facts: Facts, answers: Answers) -> Iterator[OnLicence]:
    """The facts that conditions can clash with: the person, the kind of release, and the initial appointment."""
    yield OnLicence("fact", "Person on probation", type="Person", values={"name": [facts.person.name]})
    if facts.release.kind == Kind.HDC:
        yield OnLicence("fact", "Home detention curfew", type="HomeDetentionCurfew")
    who = answers.get("appointment-with", {}).get("who")
    if who == "someone-else":
        page, name = "appointment-name", answers.get("appointment-name", {}).get("name")
    else:
        page, name = "appointment-with", facts.person.manager_name if who == "practitioner" else None
    yield from _appointment("Person to report to", page, "AppointmentPerson", name=name)
    if who is None or who == "no-appointment":
        return
    yield from _appointment(
        "Place of the initial appointment",
        "appointment-place",
        "AppointmentPlace",
        address=answers.get("appointment-place", {}).get("address"),
    )
    when = answers.get("appointment-date", {})
    yield from _appointment(
        "Date and time of the initial appointment",
        "appointment-date",
        "AppointmentTime",
        date=when.get("date"),
        time=when.get("time"),
    )


def _appointment(label: str, page: str, type: str, **values: Any) -> Iterator[OnLicence]:
    if given := {name: [value] for name, value in values.items() if value is not None}:
        yield OnLicence("fact", label, page=page, type=type, values=given)


def _menu(policy: Policy) -> tuple[MenuText, ...]:
    return tuple(MenuText(c.code, c.short_category, c.text) for c in policy.additional_conditions.AP)
