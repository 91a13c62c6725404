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


def flags_on(written: Written) -> list[Flag]:
    """The flags of a licence as far as it is written."""
    person = written.facts.person
    return [
        *(Flag(text) for text in identity_faults(person.pnc, person.cro)),
        *(
            Flag(
                f"The record has no end date of the licence or the sentence, so nothing limits this date: {name}, "
                f"{day_and_date(day)}. Check that it is right.",
                page,
            )
            for name, day, page in _dates_without_limit(written)
        ),
    ]


def _dates_without_limit(written: Written) -> Iterator[tuple[str, dt.date, str]]:
    """What each date is called that should have a last day, the date, and its page."""
    facts = written.facts
    if facts.release.end is not None:
        return
    appointment = written.answers.get("appointment-date", {}).get("date")
    if isinstance(appointment, dt.date):
        yield "initial appointment", appointment, "appointment-date"
    for part in written.reading.parts:
        for chosen in written.reading.of(part) if part.is_on(facts.release) else ():
            dates = [each for each in chosen.condition.every_input() if each.type is InputType.DATE]
            for instance in chosen.instances:
                for each in dates:
                    day = instance.details.get(each.name)
                    bound = limits_of(chosen.condition, each).latest
                    if isinstance(day, dt.date) and bound is Bound.LICENCE_END:
                        page = instance.further_pages.get(each.name, instance.page)
                        yield chosen.category, day, page
