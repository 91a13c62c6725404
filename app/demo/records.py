"""The demo's people as case records, in the JSON shape of the import."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.demo.people import PEOPLE, Person
from app.demo.places import PRISONS, TEAMS

_PRISON_NAMES = {prison["code"]: prison["name"] for prison in PRISONS}

MANAGERS: dict[str, tuple[str, str, str, str]] = {
    "practitioner": ("N01A001", "Robin", "Samplewright", "N01A"),
    "colleague": ("N01A002", "Morgan", "Mockridge", "N01A"),
    "north-b": ("N01B001", "Tamsin", "O'Pretendy", "N01B"),
    "practitioner2": ("W02A001", "Gwenllïan", "Enghraifft-Prŷs", "W02A"),
}
"""Username to staff code, forename, surname and team. "north-b" has no account."""


def people(today: dt.date) -> list[dict[str, Any]]:
    """Every record, its dates as far from today as ever."""
    return [_record(number, person, today) for number, person in enumerate(PEOPLE)]


def _record(number: int, person: Person, today: dt.date) -> dict[str, Any]:
    special = person.special
    record = {
        "prisoner": _prisoner(number, person, today),
        "probation": {
            "crn": f"X{900100 + number}",
            "restriction": {"kind": special.get("restriction", "NONE"), "message": special.get("message")},
            "manager": _manager(person.manager, today),
        },
        "hdcStatus": None,
        "courtOutcomes": [],
        "recallSentences": [special["recall"]] if "recall" in special else [],
    }
    return record


def _prisoner(number: int, person: Person, today: dt.date) -> dict[str, Any]:
    special = person.special
    booked = not special.get("no_booking")
    patient = bool(special.get("patient"))
    return {
        "prisonerNumber": f"A{7100 + number}Z{chr(65 + number % 26)}",
        "bookingId": str(9_000_100 + number) if booked else None,
        "bookNumber": f"ZZ{1000 + number}",
        "pncNumber": f"2015/{9_000_000 + number}X",
        "croNumber": f"{90_000 + number}/15X",
        "firstName": person.forename,
        "middleNames": person.middle,
        "lastName": person.surname,
        "dateOfBirth": dt.date(1958 + number * 7 % 45, 1 + number % 12, 1 + number * 5 % 28).isoformat(),
        "gender": ("Female", "Male")[number % 2],
        "status": special.get("status") or ("INACTIVE OUT" if patient or not booked else "ACTIVE IN"),
        "legalStatus": _legal_status(special),
        "imprisonmentStatus": None,
        "mostSeriousOffence": "Fictional offence for the demo",
        "indeterminateSentence": bool(special.get("indeterminate")),
        "recall": "recall" in special,
        "restrictedPatient": patient,
        "supportingPrisonId": person.prison if patient else None,
        "prisonId": "OUT" if patient else person.prison,
        "prisonName": _PRISON_NAMES.get("OUT" if patient else person.prison, "Outside prison"),
        "locationDescription": "Fictional Hospital" if patient else None,
        **_dates(number, person, today),
    }


def _legal_status(special: dict[str, Any]) -> str:
    if special.get("died"):
        return "DEAD"
    if special.get("indeterminate"):
        return "INDETERMINATE_SENTENCE"
    return special.get("legal_status") or ("RECALL" if "recall" in special else "SENTENCED")


def _dates(number: int, person: Person, today: dt.date) -> dict[str, str | None]:
    """Every date of the record, from the day of release that the person is there to show."""
    special = person.special
    release = _moved_on(today + dt.timedelta(days=person.after), special.get("on"))
    start = release - dt.timedelta(days=420 + 9 * number)
    end = release + dt.timedelta(days=180 + 5 * number)
    if special.get("short_sentence"):  # half inside and half on licence, then supervision up to a year in all
        start, end = release - dt.timedelta(days=150), release + dt.timedelta(days=150)
    if special.get("time_served"):  # sentenced and released on one day
        start = release
    dates: dict[str, dt.date | None] = dict.fromkeys(_DATE_FIELDS)
    dates["sentenceStartDate"] = start
    if not special.get("indeterminate"):
        dates["sentenceExpiryDate"] = dates["licenceExpiryDate"] = end
    if special.get("short_sentence"):
        dates["topupSupervisionStartDate"] = end + dt.timedelta(days=1)
        dates["topupSupervisionExpiryDate"] = release + dt.timedelta(days=365)
    if "recall" in special:
        dates["conditionalReleaseDate"] = release - dt.timedelta(days=200)
        dates["postRecallReleaseDate"] = release
    elif not special.get("no_date"):
        dates["conditionalReleaseDate"] = release
    if "confirmed_before" in special:
        dates["confirmedReleaseDate"] = release - dt.timedelta(days=special["confirmed_before"])
    if "parole_after" in special:
        dates["paroleEligibilityDate"] = today + dt.timedelta(days=special["parole_after"])
    return {name: day.isoformat() if day else None for name, day in dates.items()}


_DATE_FIELDS = (
    "sentenceStartDate",
    "sentenceExpiryDate",
    "licenceExpiryDate",
    "conditionalReleaseDate",
    "conditionalReleaseDateOverrideDate",
    "confirmedReleaseDate",
    "postRecallReleaseDate",
    "topupSupervisionStartDate",
    "topupSupervisionExpiryDate",
    "homeDetentionCurfewEligibilityDate",
    "homeDetentionCurfewActualDate",
    "homeDetentionCurfewEndDate",
    "paroleEligibilityDate",
    "actualParoleDate",
    "releaseOnTemporaryLicenceDate",
)


def released(record: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """A record once its person was released today."""
    prisoner = dict(record["prisoner"]) | {
        "status": "INACTIVE OUT",
        "confirmedReleaseDate": today.isoformat(),
    }
    for name in ("conditionalReleaseDate", "postRecallReleaseDate"):
        if prisoner.get(name):
            prisoner[name] = today.isoformat()
    return record | {"prisoner": prisoner}


def _moved_on(day: dt.date, to: str | None) -> dt.date:
    """The first Friday, Saturday, Sunday, day of the week or Christmas Day from a day on; the day itself for None."""
    while to:
        if to == "christmas" and (day.month, day.day) == (12, 25):
            break
        if to == "weekday" and day.weekday() < 5:
            break
        if to == {4: "friday", 5: "saturday", 6: "sunday"}.get(day.weekday()):
            break
        day += dt.timedelta(days=1)
    return day


def _manager(manager: str, today: dt.date) -> dict[str, Any]:
    if manager.startswith("nobody in "):
        team = manager.removeprefix("nobody in ")
        return {
            "code": f"{team}00U",
            "name": {"forename": "Unallocated", "middleName": None, "surname": "Staff"},
            "username": None,
            "email": None,
            "telephoneNumber": None,
            "unallocated": True,
            "allocationDate": None,
            **TEAMS[team],
        }
    code, forename, surname, team = MANAGERS[manager]
    return {
        "code": code,
        "name": {"forename": forename, "middleName": None, "surname": surname},
        "username": manager,
        "email": f"{manager}@example.com",
        "telephoneNumber": f"01632 9605{list(MANAGERS).index(manager):02d}",
        "unallocated": False,
        "allocationDate": (today - dt.timedelta(days=60)).isoformat(),
        **TEAMS[team],
    }
