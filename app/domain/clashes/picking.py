"""Groups of conditions that rules name, as data: which conditions they pick, and what is looked at in those."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain.clashes.values import Kind, OnLicence, says, texts, times
from app.domain.conditions.windows import Window
from app.domain.policy.model import Monitored, Part

Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Data that is frozen and may hold nothing unknown."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="forbid"
    )


class Chose(Strict):
    """That an answer to an input has one of these phrases."""

    input: Words
    words: tuple[Words, ...] = Field(min_length=1)


class Selector(Strict):
    """Conditions of these kinds, one of whose types or codes they have, and for which all else that is given holds."""

    kinds: tuple[Kind, ...] = ("additional",)
    types: tuple[Words, ...] = ()
    codes: tuple[Words, ...] = ()
    part: Part | None = None
    electronic_monitoring: Literal[True] | None = None
    monitors: tuple[Monitored, ...] = ()
    """What a tag watches because of the condition, all of these."""
    chose: tuple[Chose, ...] = ()
    says: tuple[Words, ...] = ()
    """Phrases, one of which the final text has."""
    inputs: tuple[Words, ...] = ()
    """The inputs whose values are looked at; none for the final text."""
    windows: tuple[tuple[Words, Words], ...] = ()
    """Inputs that are the start and the end of a window of time."""
    always: tuple[dt.time, dt.time] | None = None
    """A window of time that the words of the condition fix."""

    def picks(self, condition: OnLicence) -> bool:
        """Whether this is such a condition."""
        return (
            condition.kind in self.kinds
            and (
                not (self.types or self.codes) or condition.type in self.types or condition.code in self.codes
            )
            and self.part in (None, condition.part)
            and (self.electronic_monitoring is None or condition.electronic_monitoring)
            and condition.monitors.issuperset(self.monitors)
            and all(
                any(says(text, each.words) for text in texts(condition.values.get(each.input, ())))
                for each in self.chose
            )
            and (not self.says or says(condition.text, self.says))
        )


@dataclass(frozen=True)
class Picked:
    """A condition with the values and the windows of time that its selector looks at."""

    condition: OnLicence
    values: Sequence[Any]
    windows: Sequence[Window]
    asked_by: Sequence[str] = ()
    """The inputs that gave them."""

    @property
    def label(self) -> str:
        return self.condition.label


def picked(selector: Selector, condition: OnLicence) -> Picked:
    """What a selector looks at in a condition that it picks."""
    given = condition.values
    values = [v for name in selector.inputs for v in given.get(name, ())]
    windows = [
        Window(start, end)
        for pair in selector.windows
        for start, end in zip(times(given.get(pair[0], ())), times(given.get(pair[1], ())), strict=False)
    ]
    if selector.always:
        windows.append(Window(*selector.always))
    names = [
        name
        for name in (*selector.inputs, *(n for pair in selector.windows for n in pair))
        if given.get(name)
    ]
    return Picked(condition, values if selector.inputs else [condition.text], windows, names)
