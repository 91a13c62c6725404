"""Flags: what whoever sends, approves or prints a licence should look at, though it stops nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.policy.model import Bound, InputType
from app.domain.policy.types import limits_of
from app.domain.record.identity import identity_faults
from app.domain.words import day_and_date
from app.domain.written import Written


@dataclass(frozen=True)
class Flag:
    """One thing to look at."""

    text: str
    page: str | None = None
    """The page whose answer it is about; None for what no answer changes."""


_LACKING = {
    Bound.LICENCE_END: "no end date of the licence or the sentence",
    Bound.SUPERVISION_END: "no end date of supervision",
}
"""What a record lacks where a date has no last day."""


def flags_on(written: Written) -> list[Flag]:
    """The flags of a licence as far as it is written."""
    person = written.facts.person
    identity = [Flag(text) for text in identity_faults(person.pnc, person.cro)]
    return identity + list(_dates_without_limit(written))


def _dates_without_limit(written: Written) -> Iterator[Flag]:
    """The dates whose last day is a date that the record lacks."""
    facts = written.facts

    def flag(name: str, day: object, bound: Bound | None, page: str) -> Iterator[Flag]:
        if isinstance(day, dt.date) and bound in _LACKING and facts.day_of(bound) is None:
            yield Flag(
                f"The record has {_LACKING[bound]}, so nothing limits this date: {name}, {day_and_date(day)}. "
                "Check that it is right.",
                page,
            )

    appointment = written.answers.get("appointment-date", {}).get("date")
    yield from flag("initial appointment", appointment, Bound.LICENCE_END, "appointment-date")
    for part in written.reading.parts:
        for chosen in written.reading.of(part) if part.is_on(facts.release) else ():
            dates = [each for each in chosen.condition.every_input() if each.type is InputType.DATE]
            for instance in chosen.instances:
                for each in dates:
                    bound = limits_of(chosen.condition, each).latest
                    page = instance.further_pages.get(each.name, instance.page)
                    yield from flag(chosen.category, instance.details.get(each.name), bound, page)
