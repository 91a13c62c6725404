"""A licence policy as frozen models: the published format and the two fields that this service adds."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Part = Literal["AP", "PSS"]
PARTS: tuple[Part, ...] = ("AP", "PSS")


def _written_as_a_day(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value
    # The date type alone would take numbers, and fromisoformat alone 20260131 and 2026-W05-6.
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("not a day")
    return dt.date.fromisoformat(value)


Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$", max_length=6)]
Day = Annotated[dt.date, BeforeValidator(_written_as_a_day)]
T = TypeVar("T")


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="ignore"
    )


class InputType(StrEnum):
    TEXT = "text"
    RADIO = "radio"
    CHECK = "check"
    ADDRESS = "address"
    TIME = "timePicker"
    DATE = "datePicker"
    FILE = "fileUpload"


class Case(StrEnum):
    LOWER = "lower"
    UPPER = "upper"
    CAPITALISED = "capitalised"


class ListType(StrEnum):
    AND = "AND"
    OR = "OR"


class AddAnother(_Model):
    """The words on the button that adds another text box."""

    label: str


class Input(_Model):
    """One question of a condition's form. An input that an option reveals has no options of its own."""

    type: InputType
    label: str
    name: str
    options: tuple[Option, ...] | None = None
    list_type: ListType | None = None
    case: Case | None = None
    handle_indefinite_article: bool | None = None
    include_before: str | None = None
    default_value: str | None = None
    add_another: AddAnother | None = None
    subtext: str | None = None
    hide_hint_text: bool = False

    def sub_inputs(self) -> Iterator[Input]:
        """The inputs that its options reveal, in order."""
        for option in self.options or ():
            if option.conditional:
                yield from option.conditional.inputs


class Conditional(_Model):
    """What an option reveals."""

    inputs: tuple[Input, ...]


class Option(_Model):
    """One choice of a radio or check input; its value is what people read and what is stored."""

    value: str
    conditional: Conditional | None = None


class StandardCondition(_Model):
    """A fixed sentence that every licence of its part carries."""

    code: str
    text: str
    tpl: str | None = None


class AdditionalCondition(_Model):
    """A condition of the menu: a fixed sentence, or a template with a form."""

    code: str
    category: str
    text: str
    requires_input: bool
    category_short: str | None = None
    text_plural: str | None = None
    tpl: str | None = None
    inputs: tuple[Input, ...] | None = None
    subtext: str | None = None
    type: str | None = None
    skippable: bool = False
    requires_electronic_monitoring_response: bool = False
    pss_dates: bool | None = None

    @property
    def short_category(self) -> str:
        """The category as summaries show it."""
        return self.category_short or self.category

    def every_input(self) -> Iterator[Input]:
        """All top-level inputs, then all that options reveal, in order: the first of a name has its rules."""
        yield from self.inputs or ()
        for input in self.inputs or ():
            yield from input.sub_inputs()


class Parts(_Model, Generic[T]):
    """What a licence (AP) and what post sentence supervision (PSS) has."""

    model_config = ConfigDict(alias_generator=None)

    AP: T
    PSS: T

    def of(self, part: Part) -> T:
        return self.AP if part == "AP" else self.PSS


class ChangeHint(_Model):
    """Which conditions to offer instead of one that an earlier policy had."""

    previous_code: str
    replacements: tuple[str, ...]


class SupervisionDates(_Model):
    """The first and the last licence start date for which a policy offers its supervision part; None for no limit."""

    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="until")


class Policy(_Model):
    """One numbered, immutable set of licence rules."""

    version: Version
    standard_conditions: Parts[tuple[StandardCondition, ...]]
    additional_conditions: Parts[tuple[AdditionalCondition, ...]]
    change_hints: tuple[ChangeHint, ...]
    commences: Day | None = None
    """The first licence start date it applies to, where the file itself says so."""
    source: str | None = None
    """The legal source, where the file itself names it."""
    supervision: SupervisionDates | None = None
    """For which licences the supervision part is offered; without it, for all, where there is such a part at all."""

    def additional(self, code: str) -> AdditionalCondition | None:
        """The additional condition with exactly this code, of either part."""
        return next(
            (c for part in PARTS for c in self.additional_conditions.of(part) if c.code == code), None
        )

    def standard(self, code: str) -> StandardCondition | None:
        """The standard condition with exactly this code, of either part."""
        return next((c for part in PARTS for c in self.standard_conditions.of(part) if c.code == code), None)

    def categories(self, part: Part = "AP") -> list[tuple[str, list[AdditionalCondition]]]:
        """The menu of a part: each category with its conditions, in order of first appearance."""
        groups: dict[str, list[AdditionalCondition]] = {}
        for condition in self.additional_conditions.of(part):
            groups.setdefault(condition.category, []).append(condition)
        return list(groups.items())


def version_key(version: str) -> tuple[int, ...]:
    """Sorts versions by number, so that 10.0 comes after 9.1."""
    return tuple(int(part) for part in version.split("."))
