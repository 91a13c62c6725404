"""What every check has: the groups that it looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import ClassVar, Protocol

from app.domain.clashes.picking import Picked, Strict
from app.domain.clashes.values import About, OnLicence

Side = tuple[str, str | None]
"""How a message names one side of a clash, and the page that changes it, if any."""


@dataclass(frozen=True)
class Found:
    """One clash: its sides by name, the words for its message, and what would make it another clash."""

    sides: tuple[Side, ...]
    words: dict[str, str]
    marks: tuple[str, ...]


def side(picked: Picked) -> Side:
    """How a message names the condition, and the page that asks for what was looked at."""
    condition = picked.condition
    pages = [condition.pages[name] for name in picked.asked_by if name in condition.pages]
    return condition.label, pages[0] if pages else condition.page


def between(first: Picked, second: Picked, *marks: str, **words: str) -> Found:
    """A clash of two conditions; `marks` are what makes it another clash, `words` what its message may name."""
    one, other = first.condition, second.condition
    named = {"first": one.label, "second": other.label}
    return Found((side(first), side(second)), named | words, (one.name, other.name, *marks))


def about(first: Picked, against: Side, *marks: str, **words: str) -> Found:
    """A clash of one condition with something that is none."""
    named = {"first": first.label, "second": against[0]}
    return Found((side(first), against), named | words, (first.condition.name, *marks))


class Licence(Protocol):
    """What a check may look at."""

    about: About
    conditions: Sequence[OnLicence]

    def of(self, group: str) -> Sequence[Picked]:
        """What a group picks."""
        ...


def pairs(licence: Licence, first: str, second: str) -> Iterator[tuple[Picked, Picked]]:
    """Each pair of two conditions, one of each group, that hold in the same period."""
    both = (
        combinations(licence.of(first), 2) if first == second else product(*map(licence.of, (first, second)))
    )
    for one, other in both:
        if one.condition is not other.condition and one.condition.part == other.condition.part:
            yield one, other


class BaseCheck(Strict):
    """Something that a rule looks for, as its parameters say; each kind has `find`."""

    places: ClassVar[frozenset[str]] = frozenset({"first", "second"})
    """What its message may name in braces."""
    is_between_two: ClassVar[bool] = True
    """Whether both sides are on the licence."""
    forms_refuse: ClassVar[bool] = False
    """Whether the form that asks for the value refuses it too, and says so itself."""

    def groups(self) -> Iterator[str]:
        """The groups that its parameters name."""
        for name in ("first", "second"):
            if (group := getattr(self, name, None)) is not None:
                yield group
