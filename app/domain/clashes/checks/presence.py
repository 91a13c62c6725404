"""Checks of what is on a licence at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from app.domain.clashes.checks.check import BaseCheck, Found, Licence, about, between, pairs
from app.domain.clashes.picking import Words


class Together(BaseCheck):
    """A condition of each group is on the licence."""

    name: Literal["together"]
    first: Words
    second: Words

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in pairs(licence, self.first, self.second):
            yield between(one, other)


class Alone(BaseCheck):
    """A condition of the group is on the licence, which something that is no condition rules out."""

    is_between_two = False
    name: Literal["alone"]
    first: Words
    against: Words
    """That something, as a message names it."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one in licence.of(self.first):
            yield about(one, (self.against, None), one.condition.text)


class Needs(BaseCheck):
    """A condition of the first group is on the licence, and none of the second."""

    is_between_two = False
    name: Literal["needs"]
    first: Words
    second: Words
    wanted: Words
    """What is missing, as a message names it."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one in licence.of(self.first):
            if not any(other.condition is not one.condition for other in licence.of(self.second)):
                yield about(one, (self.wanted, licence.about.menu_page))
