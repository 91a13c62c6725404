"""A result with its working: the value, how it was reached in words, and the facts of the record that it was reached from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)
Source = dt.date | str | bool | None


@dataclass(frozen=True)
class Worked(Generic[T]):
    """What a rule comes to, and how: one sentence or two, and the facts it read under the upstream names."""

    value: T
    because: str
    sources: Mapping[str, Source] = field(default_factory=dict)
