"""Checks of values that two conditions were given: names, numbers, dates and addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any, Literal

from app.domain.answers import in_words
from app.domain.clashes.checks.check import BaseCheck, Found, Licence, between, pairs
from app.domain.clashes.picking import Words
from app.domain.clashes.values import (
    bare_name,
    dates,
    is_other_address,
    is_same_address,
    names_postcode,
    number_in,
    postcode_of,
    texts,
)
from app.domain.words import joined

As = Literal["name", "number", "time", "address"]

_IS_SAME: dict[As, Callable[[Any, Any], bool]] = {
    "name": lambda a, b: bare_name(a) != "" and bare_name(a) == bare_name(b),
    "number": lambda a, b: number_in(a) != "" and number_in(a) == number_in(b),
    "time": lambda a, b: isinstance(a, dt.time) and a == b,
    "address": is_same_address,
}


class Same(BaseCheck):
    """A value of one condition is also a value of another."""

    places = frozenset({"first", "second", "value"})
    name: Literal["same"]
    first: Words
    second: Words
    compare: As

    def find(self, licence: Licence) -> Iterator[Found]:
        is_same = _IS_SAME[self.compare]
        for one, other in pairs(licence, self.first, self.second):
            shared = [in_words(v) for v in one.values if any(is_same(v, w) for w in other.values)]
            if shared:
                found = dict.fromkeys(shared)
                yield between(one, other, *found, value=joined(list(found)))


def _is_other_number(one: Any, other: Any) -> bool:
    return bool(number_in(one) and number_in(other)) and number_in(one) != number_in(other)


def _is_other_date(one: Any, other: Any) -> bool:
    return bool(dates([one]) and dates([other])) and one != other


class Differ(BaseCheck):
    """Two conditions that should give one value give two. Addresses may be asked for at the same time of day, or not."""

    places = frozenset({"first", "second", "value", "other"})
    name: Literal["differ"]
    first: Words
    second: Words
    compare: Literal["address", "number", "date"]
    at_once: bool | None = None

    def find(self, licence: Licence) -> Iterator[Found]:
        compared: dict[str, Callable[[Any, Any], bool]] = {
            "address": is_other_address,
            "number": _is_other_number,
            "date": _is_other_date,
        }
        is_other = compared[self.compare]
        for one, other in pairs(licence, self.first, self.second):
            if self.at_once is not None and self.at_once != any(
                a.overlaps(b) for a, b in product(one.windows, other.windows)
            ):
                continue
            for value, rival in product(one.values, other.values):
                if is_other(value, rival):
                    words = in_words(value), in_words(rival)
                    yield between(one, other, *words, value=words[0], other=words[1])
                    break


class PostcodeInside(BaseCheck):
    """The postcode of an address is named by words of another condition, which do not name that very address."""

    places = frozenset({"first", "second", "value"})
    name: Literal["postcode_inside"]
    first: Words
    """Addresses."""
    second: Words
    """Words."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in pairs(licence, self.first, self.second):
            for address in one.values:
                postcode = postcode_of(address)
                if any(is_same_address(address, value) for value in other.values):
                    continue
                if any(names_postcode(text, postcode) for text in texts(other.values)):
                    yield between(one, other, postcode, value=postcode)
                    break
