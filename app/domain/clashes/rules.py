"""Conditions that clash with one another or with the facts, found by rules that are data beside the policy.

Each rule blocks what cannot be followed, or warns of what is most likely a mistake, which a reason may override.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from app.domain.answers import unpack
from app.domain.clashes.checks import Check
from app.domain.clashes.checks.check import Found, Side
from app.domain.clashes.picking import Picked, Selector, Strict, Words, picked
from app.domain.clashes.values import About, Kind, MenuText, OnLicence
from app.domain.conditions.parts import LICENCE
from app.domain.policy.json import Fault, canonical, parse, path, quoted
from app.domain.policy.model import Monitored, Part

FILE = Path(__file__).parents[3] / "policies" / "clashes.json"
_PLACE = re.compile(r"\{(.*?)\}")


# The data


class ExampleCondition(Strict):
    """A condition of an example, its values as answers are stored."""

    kind: Kind = "additional"
    label: Words
    text: str = ""
    page: str | None = None
    code: str | None = None
    type: str | None = None
    part: Part = "AP"
    values: dict[str, list[Any]] = {}
    electronic_monitoring: bool = False
    monitors: frozenset[Monitored] = frozenset()

    def made(self) -> OnLicence:
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        is_only_ticked = self.page == LICENCE.menu
        return OnLicence(**fields | {"values": unpack(self.values), "is_only_ticked": is_only_ticked})


class ExampleMenuText(Strict):
    code: Words
    label: Words
    text: Words


class ExampleAbout(Strict):
    """The facts of an example, dates as answers are stored."""

    release: dict[str, str] | None = None
    licence_end: dict[str, str] | None = None
    supervision_start: dict[str, str] | None = None
    supervision_end: dict[str, str] | None = None
    menu: tuple[ExampleMenuText, ...] = ()

    def made(self) -> About:
        days = {
            name: unpack(getattr(self, name)) for name in type(self).model_fields if name.endswith(_DATES)
        }
        return About(**days, menu=tuple(MenuText(entry.code, entry.label, entry.text) for entry in self.menu))


_DATES = ("release", "start", "end")


class Example(Strict):
    """A licence that shows what a rule does."""

    conditions: tuple[ExampleCondition, ...] = Field(min_length=1)
    about: ExampleAbout = ExampleAbout()

    def made(self) -> tuple[list[OnLicence], About]:
        return [condition.made() for condition in self.conditions], self.about.made()


class Rule(Strict):
    """What may not, or most likely should not, stand on one licence."""

    id: Annotated[str, StringConstraints(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    title: Words
    effect: Literal["blocks", "warns"]
    check: Check
    message: Words
    """What is wrong and what to do; braces stand for what the check found."""
    failing: Example
    passing: Example


class Rules(Strict):
    """All rules, and the groups of conditions that they name."""

    groups: dict[str, tuple[Selector, ...]]
    rules: tuple[Rule, ...]


class RulesError(Exception):
    """The file of rules cannot be used; `faults` says what is wrong and where."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:10]))


def read_rules(text: str | bytes) -> Rules:
    """The rules that a file holds; raises RulesError with every fault."""
    parsed = parse(text)
    if parsed.stop or parsed.faults:
        raise RulesError(parsed.faults)
    try:
        found = Rules.model_validate_json(canonical(parsed.data), strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        raise RulesError(
            [
                Fault(path(e["loc"]), f"cannot be read: {e['msg']}")
                for e in error.errors(include_url=False, include_context=False)
            ]
        ) from error
    if faults := list(_faults(found)):
        raise RulesError(faults)
    return found


def _faults(found: Rules) -> Iterator[Fault]:
    ids: set[str] = set()
    used: set[str] = set()
    for number, rule in enumerate(found.rules):
        at = ("rules", number)
        if rule.id in ids:
            yield Fault(path((*at, "id")), f"is {quoted(rule.id)}, which another rule has too")
        ids.add(rule.id)
        for group in rule.check.groups():
            used.add(group)
            if group not in found.groups:
                yield Fault(path((*at, "check")), f"names the group {quoted(group)}, which does not exist")
        for place in _PLACE.findall(rule.message):
            if place not in rule.check.places:
                yield Fault(
                    path((*at, "message")), f"has {quoted('{' + place + '}')}, which this check does not find"
                )
    for group in found.groups.keys() - used:
        yield Fault(path(("groups", group)), "is named by no rule")


@lru_cache(maxsize=1)
def rules() -> Rules:
    """The service's own rules, read once."""
    return read_rules(FILE.read_bytes())


def is_between_two(key: str) -> bool:
    """Whether the clash of this key is between two things that are both on the licence."""
    rule = key.rpartition("-")[0]
    return next((r.check.is_between_two for r in rules().rules if r.id == rule), True)


# Finding clashes


@dataclass(frozen=True)
class Clash:
    """Two or more things on a licence that clash."""

    rule: str
    blocks: bool
    title: str
    message: str
    sides: tuple[Side, ...]
    """How the message names each side, and the page that changes it, if any."""
    key: str
    """The rule and a digest of the sides and what clashes, so that other answers make another clash."""
    forms_refuse: bool = False
    """Whether the form of its page refuses what clashes, and says so itself."""

    @property
    def page(self) -> str | None:
        """The first page that can put it right."""
        return next((page for _, page in self.sides if page), None)


@dataclass
class _Licence:
    """A licence as the checks look at it; what a group picks is looked for once."""

    conditions: Sequence[OnLicence]
    about: About
    groups: dict[str, tuple[Selector, ...]]
    _found: dict[str, list[Picked]] = field(default_factory=dict)
    _places: dict[str | None, list[int]] = field(init=False)
    """Where conditions stand, by their type and by their code."""

    def __post_init__(self) -> None:
        self._places = {}
        for place, condition in enumerate(self.conditions):
            for mark in {condition.type, condition.code}:
                self._places.setdefault(mark, []).append(place)

    def of(self, group: str) -> list[Picked]:
        if group not in self._found:
            self._found[group] = list(self._picked(self.groups[group]))
        return self._found[group]

    def _picked(self, selectors: Sequence[Selector]) -> Iterator[Picked]:
        for condition in self._candidates(selectors):
            for selector in selectors:
                if selector.picks(condition):
                    yield picked(selector, condition)
                    break

    def _candidates(self, selectors: Sequence[Selector]) -> Sequence[OnLicence]:
        """The conditions of a type or code that some selector names, of which there are few; all, if one names none."""
        places: set[int] = set()
        for selector in selectors:
            if not (selector.types or selector.codes):
                return self.conditions
            for mark in (*selector.types, *selector.codes):
                places.update(self._places.get(mark, ()))
        return [self.conditions[place] for place in sorted(places)]


def find_clashes(conditions: Sequence[OnLicence], about: About, by: Rules | None = None) -> list[Clash]:
    """Every clash on a licence, in the order of the rules. Never raises."""
    by = by or rules()
    licence = _Licence(conditions, about, by.groups)
    found: dict[str, Clash] = {}
    for rule in by.rules:
        for each in rule.check.find(licence):
            clash = _clash(rule, each)
            found.setdefault(clash.key, clash)
    return list(found.values())


def _clash(rule: Rule, found: Found) -> Clash:
    digest = hashlib.sha256("\x00".join(found.marks).encode("utf-8", "replace")).hexdigest()[:12]
    return Clash(
        rule=rule.id,
        blocks=rule.effect == "blocks",
        title=rule.title,
        message=_PLACE.sub(lambda place: found.words.get(place[1], ""), rule.message),
        sides=found.sides,
        key=f"{rule.id}-{digest}",
        forms_refuse=rule.check.forms_refuse,
    )
