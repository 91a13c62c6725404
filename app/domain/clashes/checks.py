"""The tests that rules about clashes are made of: a small closed set, each with its own parameters.

A rule names groups of conditions; a test looks at what the groups pick from a licence and says what it finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain.clashes.values import (
    About,
    Kind,
    OnLicence,
    bare_name,
    dates,
    hours_of,
    in_words,
    is_inside,
    is_other_address,
    is_same_address,
    likeness,
    names_postcode,
    number_in,
    plain,
    postcode_of,
    says,
    texts,
    times,
)
from app.domain.conditions.windows import Window
from app.domain.policy.model import Monitored, Part
from app.domain.words import joined, long_date

Words = Annotated[str, Field(min_length=1)]
Date = Literal["release", "licence_end", "supervision_start", "supervision_end"]
DATES: dict[Date, str] = {
    "release": "the earliest day of release",
    "licence_end": "the day the licence ends",
    "supervision_start": "the start of the supervision period",
    "supervision_end": "the end of the supervision period",
}
_QUOTED = 100


class Strict(BaseModel):
    """Data that is frozen and may hold nothing unknown."""

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, extra="forbid"
    )


# Picking conditions


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


# What tests find

Side = tuple[str, str | None]
"""How a message names one side of a clash, and the page that changes it, if any."""


@dataclass(frozen=True)
class Found:
    """One clash: its sides by name, the words for its message, and what would make it another clash."""

    sides: tuple[Side, ...]
    words: dict[str, str]
    marks: tuple[str, ...]


def _side(picked: Picked) -> Side:
    """The condition, and the page that asks for what was looked at."""
    condition = picked.condition
    pages = [condition.pages[name] for name in picked.asked_by if name in condition.pages]
    return condition.label, pages[0] if pages else condition.page


def _between(first: Picked, second: Picked, *marks: str, **words: str) -> Found:
    one, other = first.condition, second.condition
    named = {"first": one.label, "second": other.label}
    return Found((_side(first), _side(second)), named | words, (one.name, other.name, *marks))


def _about(first: Picked, against: Side, *marks: str, **words: str) -> Found:
    named = {"first": first.label, "second": against[0]}
    return Found((_side(first), against), named | words, (first.condition.name, *marks))


class Licence(Protocol):
    """What a test may look at."""

    about: About
    conditions: Sequence[OnLicence]

    def of(self, group: str) -> Sequence[Picked]: ...


def _pairs(licence: Licence, first: str, second: str) -> Iterator[tuple[Picked, Picked]]:
    """Each pair of two conditions, one of each group, that hold in the same period."""
    both = (
        combinations(licence.of(first), 2) if first == second else product(*map(licence.of, (first, second)))
    )
    for one, other in both:
        if one.condition is not other.condition and one.condition.part == other.condition.part:
            yield one, other


class _Test(Strict):
    places: ClassVar[frozenset[str]] = frozenset({"first", "second"})
    """What its message may name in braces."""
    is_between_two: ClassVar[bool] = True
    """Whether both sides are on the licence."""

    def groups(self) -> Iterator[str]:
        """The groups that its parameters name."""
        for name in ("first", "second"):
            if (group := getattr(self, name, None)) is not None:
                yield group


class Together(_Test):
    """A condition of each group is on the licence."""

    name: Literal["together"]
    first: Words
    second: Words

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in _pairs(licence, self.first, self.second):
            yield _between(one, other)


class Alone(_Test):
    """A condition of the group is on the licence, which something that is no condition rules out."""

    is_between_two = False
    name: Literal["alone"]
    first: Words
    against: Words
    """That something, as a message names it."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one in licence.of(self.first):
            yield _about(one, (self.against, None), one.condition.text)


As = Literal["name", "number", "time", "address"]

_IS_SAME: dict[As, Callable[[Any, Any], bool]] = {
    "name": lambda a, b: bare_name(a) != "" and bare_name(a) == bare_name(b),
    "number": lambda a, b: number_in(a) != "" and number_in(a) == number_in(b),
    "time": lambda a, b: isinstance(a, dt.time) and a == b,
    "address": is_same_address,
}


class Same(_Test):
    """A value of one condition is also a value of another."""

    places = frozenset({"first", "second", "value"})
    name: Literal["same"]
    first: Words
    second: Words
    compare: As

    def find(self, licence: Licence) -> Iterator[Found]:
        is_same = _IS_SAME[self.compare]
        for one, other in _pairs(licence, self.first, self.second):
            shared = [in_words(v) for v in one.values if any(is_same(v, w) for w in other.values)]
            if shared:
                found = dict.fromkeys(shared)
                yield _between(one, other, *found, value=joined(list(found)))


def _is_other_number(one: Any, other: Any) -> bool:
    return bool(number_in(one) and number_in(other)) and number_in(one) != number_in(other)


def _is_other_date(one: Any, other: Any) -> bool:
    return bool(dates([one]) and dates([other])) and one != other


class Differ(_Test):
    """Two conditions that should give one value give two. Addresses may be asked for at the same time of day, or not."""

    places = frozenset({"first", "second", "value", "other"})
    name: Literal["differ"]
    first: Words
    second: Words
    compare: Literal["address", "number", "date"]
    at_once: bool | None = None

    def find(self, licence: Licence) -> Iterator[Found]:
        tests: dict[str, Callable[[Any, Any], bool]] = {
            "address": is_other_address,
            "number": _is_other_number,
            "date": _is_other_date,
        }
        is_other = tests[self.compare]
        for one, other in _pairs(licence, self.first, self.second):
            if self.at_once is not None and self.at_once != any(
                a.overlaps(b) for a, b in product(one.windows, other.windows)
            ):
                continue
            for value, rival in product(one.values, other.values):
                if is_other(value, rival):
                    words = in_words(value), in_words(rival)
                    yield _between(one, other, *words, value=words[0], other=words[1])
                    break


class PostcodeInside(_Test):
    """The postcode of an address is named by words of another condition, which do not name that very address."""

    places = frozenset({"first", "second", "value"})
    name: Literal["postcode_inside"]
    first: Words
    """Addresses."""
    second: Words
    """Words."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in _pairs(licence, self.first, self.second):
            for address in one.values:
                postcode = postcode_of(address)
                if any(is_same_address(address, value) for value in other.values):
                    continue
                if any(names_postcode(text, postcode) for text in texts(other.values)):
                    yield _between(one, other, postcode, value=postcode)
                    break


class TimeInWindow(_Test):
    """A time of one condition lies inside a window of another, over midnight too."""

    places = frozenset({"first", "second", "value", "other"})
    name: Literal["time_in_window"]
    first: Words
    """Times."""
    second: Words
    """Windows."""

    def find(self, licence: Licence) -> Iterator[Found]:
        for one, other in _pairs(licence, self.first, self.second):
            hits = [(t, w) for t, w in product(times(one.values), other.windows) if is_inside(t, w)]
            if hits:
                moment = joined(list(dict.fromkeys(in_words(t) for t, _ in hits)))
                window = joined(list(dict.fromkeys(w.in_words for _, w in hits)))
                yield _between(one, other, moment, window, value=moment, other=window)


class Over(_Test):
    """The windows of a group are more than so many, or cover more than so many hours with an hour for each time."""

    is_between_two = False
    places = frozenset({"all", "value"})
    name: Literal["over"]
    first: Words
    """Windows."""
    second: Words | None = None
    """Times that count as an hour each."""
    count: Literal["hours", "windows"]
    most: int = Field(ge=1)

    def find(self, licence: Licence) -> Iterator[Found]:
        with_windows = [one for one in licence.of(self.first) if one.windows]
        with_times = [one for one in licence.of(self.second) if times(one.values)] if self.second else []
        windows = [window for one in with_windows for window in one.windows]
        if self.count == "windows":
            total: float = len(windows)
        else:
            total = hours_of(windows) + sum(len(times(one.values)) for one in with_times)
        if with_windows and total > self.most:
            every = [*with_windows, *with_times]
            names = list(dict.fromkeys(f"“{one.label}”" for one in every))
            yield Found(
                tuple(_side(one) for one in every),
                {"all": joined(names), "value": f"{round(total, 2):g}"},
                (*(one.condition.name for one in every), str(total)),
            )


class Needs(_Test):
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
                yield _about(one, (self.wanted, licence.about.menu_page))


class DateOutside(_Test):
    """A date of a condition is before or after the day that the case allows."""

    is_between_two = False
    places = frozenset({"first", "second", "value", "how"})
    name: Literal["date_outside"]
    first: Words
    not_before: Date | None = None
    not_after: Date | None = None

    def find(self, licence: Licence) -> Iterator[Found]:
        for one in licence.of(self.first):
            for day in dates(one.values):
                for fact, how, is_wrong in (
                    (self.not_before, "before", dt.date.__lt__),
                    (self.not_after, "after", dt.date.__gt__),
                ):
                    limit: dt.date | None = getattr(licence.about, fact) if fact else None
                    if fact and limit and is_wrong(day, limit):
                        against = (f"{DATES[fact]}, {long_date(limit)}", None)
                        marks = str(day), str(limit)
                        yield _about(one, against, *marks, value=long_date(day), how=how)


class NamedIn(_Test):
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
        for one, other in _pairs(licence, self.first, self.second):
            sentences = [s for text in texts(other.values) for s in _sentences(text)]
            asked = [s for s in sentences if says(s, self.with_) and not says(s, self.without)]
            for name in texts(one.values):
                bare = bare_name(name)
                if " " in bare and any(plain(bare) in plain(s) for s in asked):
                    yield _between(one, other, bare, other.condition.text, value=name)


def _sentences(text: str) -> list[str]:
    for end in ".;!?\n":
        text = text.replace(end, "\n")
    return [line for line in text.split("\n") if line.strip()]


class Repeats(_Test):
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
                        yield _between(one, other, one.condition.text, text, value=_quote(text))
                        break
            return
        on_licence = {condition.code for condition in licence.conditions}
        menu = [entry for entry in licence.about.menu if entry.code not in on_licence]
        for one in licence.of(self.first) if menu else ():
            nearest = max(menu, key=lambda entry: likeness(one.condition.text, entry.text))
            if likeness(one.condition.text, nearest.text) >= self.likeness:
                side: Side = (nearest.label, licence.about.menu_page)
                yield _about(one, side, one.condition.text, nearest.code, value=_quote(nearest.text))


def _quote(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED].rstrip()}…"


Test = Annotated[
    Together
    | Alone
    | Same
    | Differ
    | PostcodeInside
    | TimeInWindow
    | Over
    | Needs
    | DateOutside
    | NamedIn
    | Repeats,
    Field(discriminator="name"),
]
