"""A licence policy as frozen models: the published format and the optional fields that this service adds to it.

docs/policy-format.md lists those fields. Where a policy leaves them out, app.domain.policy.types supplies them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from app.domain.words import told_apart

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


class Pattern(StrEnum):
    """What a text must look like."""

    WHOLE_NUMBER = "whole number"
    AMOUNT = "amount"
    POSTCODE = "postcode"
    TELEPHONE = "telephone"


class Bound(StrEnum):
    """A day that a date is measured against."""

    TODAY = "today"
    RELEASE = "release"
    """The earliest day on which the person can be released."""
    LICENCE_END = "licence end"
    SUPERVISION_START = "supervision start"
    SUPERVISION_END = "supervision end"


class Monitored(StrEnum):
    """What an electronic tag can watch, in the words of the public API."""

    EXCLUSION_ZONE = "EXCLUSION_ZONE"
    RESTRICTION_ZONE = "RESTRICTION_ZONE"
    CURFEW = "CURFEW"
    ALCOHOL_ABSTINENCE = "ALCOHOL_ABSTINENCE"
    ATTENDANCE_AT_APPOINTMENTS = "ATTENDANCE_AT_APPOINTMENTS"
    ALCOHOL_MONITORING = "ALCOHOL_MONITORING"
    LOCATION_MONITORING = "LOCATION_MONITORING"


class Errors(_Model):
    """What an input says when a limit is broken, in place of what the service makes from its label."""

    required: str | None = None
    max_length: str | None = None
    pattern: str | None = None
    dates: str | None = None
    """For a date that is outside its limits, or no working day."""


class Limits(_Model):
    """What may be answered to one input; None where it is left to the type of the form, or to the plain rules."""

    required: bool | None = None
    """Plain rule: everything is required but an input whose label ends in “(optional)”."""
    max_length: int | None = None
    """Characters of a text."""
    pattern: Pattern | None = None
    least: int | None = None
    most: int | None = None
    """The smallest and the largest whole number."""
    earliest: Bound | None = None
    latest: Bound | None = None
    """Plain rule: a date lies between the earliest release and the end of the licence."""
    working_day: bool | None = None
    from_choice: str | None = None
    """The name of a choice whose words this input takes when the option chosen there reveals nothing."""
    errors: Errors | None = None


class FormRules(_Model):
    """What a condition's form means as a whole; None where it is left to its type, or to the plain rules."""

    several: str | None = None
    """What one instance is called (“place”, “area”), where a licence may carry the condition more than once."""
    windows: tuple[tuple[str, str], ...] | None = None
    """The inputs that are the start and the end of a window of time, in order."""
    most_hours: int | None = None
    """The longest that all windows of an instance may be together."""
    text_per_window: bool | None = None
    """Whether the text is made anew for each window, which then takes the names of the first."""
    at_least_one: tuple[tuple[str, ...], ...] | None = None
    exactly_one: tuple[tuple[str, ...], ...] | None = None
    """Groups of inputs of which at least, or exactly, one must be answered."""
    monitors: tuple[Monitored, ...] | None = None
    """What an electronic tag watches because of the condition, whatever is answered."""


class AddAnother(_Model):
    """The words on the button that adds another text box."""

    label: str


class Input(Limits):
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

    def __hash__(self) -> int:
        return hash(self.name)  # of its whole content otherwise, each time that its rules are looked up

    def sub_inputs(self) -> Iterator[Input]:
        """The inputs that its options reveal, in order."""
        for option in self.options or ():
            yield from option.inputs


class Conditional(_Model):
    """What an option reveals."""

    inputs: tuple[Input, ...]


class Option(_Model):
    """One choice of a radio or check input; its value is what people read and what is stored."""

    value: str
    conditional: Conditional | None = None
    monitors: Monitored | None = None
    """What an electronic tag watches, where choosing this option says so."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What it reveals; nothing for most."""
        return self.conditional.inputs if self.conditional else ()


SIMPLE = frozenset({InputType.TEXT, InputType.TIME, InputType.DATE})
"""Inputs small enough to be revealed by an option; anything larger gets a page of its own (A27)."""


def reveals_a_page(option: Option) -> bool:
    """Whether an option asks for more than one simple field, so that a page of its own asks it."""
    return len(option.inputs) > 1 or any(i.type not in SIMPLE for i in option.inputs)


class StandardCondition(_Model):
    """A fixed sentence that every licence of its part carries."""

    code: str
    text: str
    tpl: str | None = None


class AdditionalCondition(FormRules):
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

    def __hash__(self) -> int:
        return hash(self.code)  # as for an input

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


ABOUT_VICTIMS = "d5998ca1-62a2-4409-88cd-3137d893c2a0"
"""Of published policies: not to approach or communicate with any victims of the offences."""


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
    prison_made_conditions: tuple[str, ...] | None = None
    """The codes of the additional conditions of a standard licence that the prison makes; see `prison_made`."""
    requires_reasons: bool = False
    """Whether each additional condition needs its reasons recorded, for the approver to read."""

    @cached_property
    def prison_made(self) -> tuple[AdditionalCondition, ...]:
        """The additional conditions of a standard licence that the prison makes: those that the policy names, else the one
        about victims of published policies, where it has that one."""
        codes = self.prison_made_conditions
        if codes is None:
            codes = (ABOUT_VICTIMS,)
        return tuple(c for c in self.additional_conditions.of("AP") if c.code in codes)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each additional condition is called, by its code: the first words of its text, as many as tell it from
        every other."""
        return told_apart({c.code: c.text for part in PARTS for c in self.additional_conditions.of(part)})

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
