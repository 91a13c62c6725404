"""Checks of words: what a sentence of a condition says, and whether two texts say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from app.domain.clashes.checks.check import BaseCheck, Found, Licence, Side, about, between, pairs
from app.domain.clashes.picking import Words
from app.domain.clashes.values import bare_name, likeness, plain, says, texts

_QUOTED = 100
"""Characters of a text that a message quotes."""


class NamedIn(BaseCheck):
    """A name of one condition stands in a sentence of another that has one phrase and lacks others."""

    places = frozenset({"first", "second", "value"})
    name: Literal["named_in"]
    first: Words
    """Names; one of a single word is not looked for, as it can mean anybody."""
    second: Words
    """Texts."""
    with_: tuple[Words, ...] = Field(alias="with", min_length=1)
    without: tuple[Words, ...] = ()

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in pairs(licence, self.first, self.second):
            sentences = [s for text in texts(other.values) for s in _sentences(text)]
            asked = [s for s in sentences if says(s, self.with_) and not says(s, self.without)]
            for name in texts(one.values):
                bare = bare_name(name)
                if " " in bare and any(plain(bare) in plain(s) for s in asked):
                    yield between(one, other, bare, other.condition.text, value=name)


def _sentences(text: str) -> list[str]:
    for end in ".;!?\n":
        text = text.replace(end, "\n")
    return [line for line in text.split("\n") if line.strip()]


class Repeats(BaseCheck):
    """A text says much the same as one before it of the second group or, without one, as one that the menu offers."""

    places = frozenset({"first", "second", "value"})
    name: Literal["repeats"]
    first: Words
    second: Words | None = None
    likeness: float = Field(gt=0, le=1)

    def find(self, licence: Licence) -> Iterator[Found]:
        if self.second:
            for one in licence.of(self.first):
                for other in licence.of(self.second):
                    if other.condition is one.condition:
                        break
                    if likeness(one.condition.text, other.condition.text) >= self.likeness:
                        text = other.condition.text
                        yield between(one, other, one.condition.text, text, value=_quote(text))
                        break
            return
        on_licence = {condition.code for condition in licence.conditions}
        menu = [entry for entry in licence.about.menu if entry.code not in on_licence]
        for one in licence.of(self.first) if menu else ():
            nearest = max(menu, key=lambda entry: likeness(one.condition.text, entry.text))
            if likeness(one.condition.text, nearest.text) >= self.likeness:
                on_menu: Side = (nearest.label, licence.about.menu_page)
                yield about(one, on_menu, one.condition.text, nearest.code, value=_quote(nearest.text))


def _quote(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED].rstrip()}…"
