"""What the answers about the initial appointment say on the licence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.document import AppointmentFacts
from app.domain.words import day_and_date, time_in_words

WHEN = {
    "on-release": "Straight after you are released",
    "next-working-day": "By 2pm on the next working day after you are released",
}


def address_lines(address: Mapping[str, str] | None) -> list[str]:
    """The lines of an address that are filled in."""
    return [line for line in (address or {}).values() if line]


def appointment_facts(answers: Mapping[str, Mapping[str, Any]], manager_name: str | None) -> AppointmentFacts:
    """With whom, where, how to call, and when, in the words the licence prints."""
    who = answers["appointment-with"]["who"]
    telephone = answers["appointment-telephone"]
    return AppointmentFacts(
        needed=who != "no-appointment",
        who=_person(who, answers, manager_name),
        address_lines=address_lines(answers["appointment-place"]["address"]),
        telephone=telephone["telephone"],
        telephone_alternative=telephone.get("alternative"),
        when=_when(answers),
    )


def _person(who: str, answers: Mapping[str, Mapping[str, Any]], manager_name: str | None) -> str | None:
    match who:
        case "duty-officer":
            return "The duty officer"
        case "practitioner":
            return manager_name
        case "someone-else":
            return str(answers["appointment-name"]["name"])
    return None


def _when(answers: Mapping[str, Mapping[str, Any]]) -> str | None:
    when = answers.get("appointment-time", {}).get("when")
    if when == "specific":
        moment = answers["appointment-date"]
        return f"{day_and_date(moment['date'])} at {time_in_words(moment['time'])}"
    return WHEN.get(when) if isinstance(when, str) else None
