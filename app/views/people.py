"""How a person is named at the top of every page about them."""

from __future__ import annotations

from typing import Any

from app.access import Reach
from app.domain.dates.release import is_provisional
from app.domain.words import LONDON, joined, long_date, uncapitalised
from app.integrations.bank_holidays import working_days
from app.models.case import Case
from app.models.user import User
from app.store.prisons import find

NO_DATE = "No release date"


def release_in_words(case: Case) -> str:
    """The release date with its kind: "1 December 2026 (conditional release date)"."""
    if case.licence_start is None:
        return NO_DATE
    kind = uncapitalised(case.release_date_text)
    moves = ", provisional" if case.was_counted and is_provisional(case.licence_start, working_days()) else ""
    return f"{long_date(case.licence_start)} ({kind}{moves})"


def owner_in_words(case: Case) -> str:
    """Who manages the person: a name, or that nobody does and which manager was told of it, and when."""
    if case.manager_name:
        return case.manager_name
    if case.nobody_told_at is None:
        return "Nobody. No team manager has been told of it yet"
    were = "was" if len(case.nobody_told) == 1 else "were"
    return f"Nobody. {joined(case.nobody_told)} {were} told of it on {long_date(case.nobody_told_at.astimezone(LONDON).date())}"


def contacts(case: Case, reader: User) -> list[tuple[str, str]]:
    """How to reach who can act for a person, as far as is known: the prison, and the practitioner where that is not the
    reader."""
    prison = find(case.prison_code) if case.prison_code else None
    unit = (prison.omu_email, prison.telephone) if prison else ()
    is_reader = case.manager_username == reader.username
    own = () if is_reader or not case.manager_name else (case.manager_email, case.manager_telephone)
    named = (
        (f"The offender management unit at {case.prison_name}", unit),
        (f"{case.manager_name}, the probation practitioner", own),
    )
    return [(who, " or ".join(filter(None, by))) for who, by in named if any(by)]


def refused_about(reach: Reach) -> dict[str, Any]:
    """What every refusal about a person shows beside its reasons: who they are, and how to reach who can act."""
    return {"person": person_banner(reach), "contacts": contacts(reach.case, reach.user)}


def person_banner(reach: Reach) -> dict[str, Any]:
    """The name and the few facts that tell one person from another."""
    case = reach.case
    lines = [
        ("Prison number", case.prison_number),
        ("CRN", case.crn),
        ("Date of birth", long_date(case.date_of_birth) if case.date_of_birth else "Not recorded"),
        ("Release date", release_in_words(case)),
        ("Probation practitioner", owner_in_words(case)),
        *(("Records differ", each) for each in case.differences),
    ]
    return {"name": case.name, "lines": lines}
