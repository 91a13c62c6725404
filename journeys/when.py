"""When a page is asked, as values, so that it can be drawn, checked and enumerated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeAlias

from app.domain.written import Written

if TYPE_CHECKING:
    from journeys.steps import Keys

Atom: TypeAlias = "Answered | Fact | Calls"


class When(Protocol):
    """Something that holds or not, of the answers on the walk so far and the facts."""

    def holds(self, written: Written) -> bool: ...

    def atoms(self) -> Iterator[Atom]: ...

    def in_words(self) -> str: ...


@dataclass(frozen=True)
class Answered:
    """That question, on this walk, was answered so. For a page of ticks: that value is ticked."""

    page: str
    field: str
    value: str

    def holds(self, written: Written) -> bool:
        given = written.answers.get(self.page, {}).get(self.field)
        return self.value in given if isinstance(given, list) else given == self.value

    def atoms(self) -> Iterator[Atom]:
        yield self

    def in_words(self) -> str:
        return f"{self.page}: {self.value.replace('-', ' ')}"


@dataclass(frozen=True)
class Fact:
    """A named yes or no about the case, the licence or the reader: an attribute of Facts, as "policy.requires_reasons", so
    that a typo fails."""

    name: str

    def holds(self, written: Written) -> bool:
        return bool(attrgetter(self.name)(written.facts))

    def atoms(self) -> Iterator[Atom]:
        yield self

    def in_words(self) -> str:
        return self.name.rpartition(".")[2].replace("_", " ")


@dataclass(frozen=True)
class Calls:
    """That the walk so far calls for something: a named list is not empty."""

    of: Keys

    def holds(self, written: Written) -> bool:
        return any(True for _ in self.of.find(written))

    def atoms(self) -> Iterator[Atom]:
        yield self

    def in_words(self) -> str:
        return f"any {self.of.words}"


@dataclass(frozen=True)
class All:
    """Every one of these holds."""

    parts: tuple[When, ...]

    def __init__(self, *parts: When) -> None:
        object.__setattr__(self, "parts", parts)

    def holds(self, written: Written) -> bool:
        return all(part.holds(written) for part in self.parts)

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()

    def in_words(self) -> str:
        return " and ".join(part.in_words() for part in self.parts)


@dataclass(frozen=True)
class Any:
    """At least one of these holds."""

    parts: tuple[When, ...]

    def __init__(self, *parts: When) -> None:
        object.__setattr__(self, "parts", parts)

    def holds(self, written: Written) -> bool:
        return any(part.holds(written) for part in self.parts)

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()

    def in_words(self) -> str:
        return " or ".join(part.in_words() for part in self.parts)


@dataclass(frozen=True)
class Not:
    """This does not hold."""

    part: When

    def holds(self, written: Written) -> bool:
        return not self.part.holds(written)

    def atoms(self) -> Iterator[Atom]:
        yield from self.part.atoms()

    def in_words(self) -> str:
        return f"not {self.part.in_words()}"
