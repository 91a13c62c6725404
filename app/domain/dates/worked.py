"""A result with its working: the value, how it was reached in words, and the facts of the record that it was reached from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

PROVISIONAL = (
    "This is provisional: bank holidays are not known that far ahead, so only weekends were counted."
)
T = TypeVar("T", covariant=True)
Source = dt.date | str | bool | None


@dataclass(frozen=True)
class Worked(Generic[T]):
    """What a rule comes to, and how: one sentence or two, and the facts it read under the upstream names."""

    value: T
    because: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    is_provisional: bool = False
    """Whether working days were counted where bank holidays are not known yet."""

    def provisionally(self, is_provisional: bool) -> Worked[T]:
        """The same, which says so if it is provisional."""
        if not is_provisional or self.is_provisional:
            return self
        return replace(self, because=f"{self.because} {PROVISIONAL}", is_provisional=True)
