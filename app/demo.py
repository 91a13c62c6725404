"""The demo's people, prisons and accounts: plainly fictional, and the same every time.

Telephone numbers are in the ranges that Ofcom keeps for drama, e-mail addresses at example.com.
Surnames such as Przykładowski, Örnek, Ví Dụ and Enghraifft mean "example" in their languages.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

PRISONS: list[dict[str, str | None]] = [
    {
        "code": "ZAI",
        "name": "HMP Exampleford",
        "omu_email": "omu.exampleford@example.com",
        "telephone": "01632 960100",
    },
    {"code": "ZBI", "name": "HMP & YOI Mockbury Moor", "omu_email": None, "telephone": "01632 960200"},
    {
        "code": "ZCI",
        "name": "HMP Bryn Ffug / Carchar Bryn Ffug",
        "omu_email": "omu.brynffug@example.com",
        "telephone": "029 2018 0300",
    },
]

OFFICES: list[dict[str, str | None]] = [
    {
        "team": "N01A",
        "line_1": "Sampleton Probation Office",
        "line_2": "1 Specimen Street",
        "town": "Sampleton",
        "county": None,
        "postcode": "ZA1 1AA",
    },
    {
        "team": "N01B",
        "line_1": "Mockbury Probation Office",
        "line_2": "The Old Pretend Works, 22 Placeholder Lane",
        "town": "Mockbury",
        "county": "Fictionshire",
        "postcode": "ZA2 2BB",
    },
    {
        "team": "W02A",
        "line_1": "Swyddfa Brawf Dyffryn Enghraifft",
        "line_2": "3 Ffordd y Tŷ Gwŷdd",
        "town": "Llanenghraifft-ym-Môn-ffug",
        "county": None,
        "postcode": "ZC3 3DD",
    },
]
"""Where the teams work, as addresses for appointments. No place has these postcodes."""

USERS: list[dict[str, Any]] = [
    {
        "username": "practitioner",
        "name": "Robin Samplewright",
        "email": "robin.samplewright@example.com",
        "roles": ["practitioner"],
        "teams": ["N01A"],
    },
    {
        "username": "colleague",
        "name": "Morgan Mockridge",
        "email": "morgan.mockridge@example.com",
        "roles": ["practitioner"],
        "teams": ["N01A"],
    },
    {
        "username": "practitioner2",
        "name": "Gwenllïan Enghraifft-Prŷs",
        "email": "gwenllian@example.com",
        "roles": ["practitioner"],
        "teams": ["W02A"],
    },
    {
        "username": "administrator",
        "name": "Ashley Fileworthy",
        "email": "ashley.fileworthy@example.com",
        "roles": ["case-administrator"],
        "prisons": ["ZAI"],
    },
    {
        "username": "approver",
        "name": "Governor Jo Pretendergast",
        "email": "jo.pretendergast@example.com",
        "roles": ["prison-approver"],
        "prisons": ["ZAI"],
    },
    {
        "username": "approver2",
        "name": "Llywodraethwr Siân Ffug",
        "email": "sian.ffug@example.com",
        "roles": ["prison-approver"],
        "prisons": ["ZCI"],
    },
    {
        "username": "pdu-head",
        "name": "Dr Ottoline Specimen-Bramble",
        "email": "ottoline@example.com",
        "roles": ["head-of-pdu"],
        "pdus": ["N01P"],
    },
    {
        "username": "support",
        "name": "Sam Helpdesk",
        "email": "sam.helpdesk@example.com",
        "roles": ["support"],
    },
    {
        "username": "several",
        "name": "Alex Manyhats",
        "email": "alex.manyhats@example.com",
        "roles": ["practitioner", "case-administrator", "prison-approver"],
        "teams": ["N01A"],
        "prisons": ["ZAI"],
    },
]
"""The accounts; the password of all is a setting."""

_PRISON_NAMES = {prison["code"]: prison["name"] for prison in PRISONS}

_PDU_NORTH = {"code": "N01P", "description": "Sampleton and Mockbury"}
_PDU_WALES = {"code": "W02P", "description": "Dyffryn Enghraifft"}
_TEAMS: dict[str, dict[str, Any]] = {
    "N01A": {
        "provider": {"code": "N01", "description": "Fictional North"},
        "team": {
            "code": "N01A",
            "description": "Sampleton Custody Team",
            "borough": _PDU_NORTH,
            "district": {"code": "N01LAU", "description": "Sampleton"},
        },
    },
    "N01B": {
        "provider": {"code": "N01", "description": "Fictional North"},
        "team": {
            "code": "N01B",
            "description": "Mockbury Moor Team",
            "borough": _PDU_NORTH,
            "district": {"code": "N01LAV", "description": "Mockbury"},
        },
    },
    "W02A": {
        "provider": {"code": "W02", "description": "Fictional Wales / Cymru Ffuglennol"},
        "team": {
            "code": "W02A",
            "description": "Tîm Dyffryn Enghraifft",
            "borough": _PDU_WALES,
            "district": {"code": "W02LAU", "description": "Llanenghraifft"},
        },
    },
}

_MANAGERS: dict[str, tuple[str, str, str, str]] = {
    "practitioner": ("N01A001", "Robin", "Samplewright", "N01A"),
    "colleague": ("N01A002", "Morgan", "Mockridge", "N01A"),
    "north-b": ("N01B001", "Tamsin", "O'Pretendy", "N01B"),
    "practitioner2": ("W02A001", "Gwenllïan", "Enghraifft-Prŷs", "W02A"),
}
"""Username to staff code, forename, surname and team. "north-b" has no account."""


@dataclass(frozen=True)
class _Person:
    """One line of the list below: a name, who manages, where held, days to release, and what is special."""

    forename: str | None
    middle: str | None
    surname: str | None
    manager: str
    """A username of _MANAGERS, or "nobody in TEAM"."""
    prison: str
    after: int
    special: dict[str, Any] = field(default_factory=dict)


def _p(name: str, manager: str, prison: str, after: int, **special: Any) -> _Person:
    """A person by "forename/middle names/surname", each of which may be empty."""
    forename, middle, surname = (part or None for part in name.split("/"))
    return _Person(forename, middle, surname, manager, prison, after, special)


_STAND_IN = "nobody in N01A"
_PEOPLE = [
    # Ordinary, managed by the demo practitioner: more than one page of them
    _p("Marigold//Testwick", "practitioner", "ZAI", 12),
    _p("Barnaby/Quill/Sampleton", "practitioner", "ZAI", 14, confirmed_before=1),
    _p("Siân/Angharad/Llanfairbryn", "practitioner", "ZCI", 16),
    _p("Tobias//O’Fictional", "practitioner", "ZAI", 18, on="saturday"),
    _p("Żaneta//Przykładowska-Wróbel", "practitioner", "ZAI", 21),
    _p("Çağla/Işıl/Örnekoğlu", "practitioner", "ZBI", 24, on="sunday"),
    _p("Thị Hương//Nguyễn Ví Dụ", "practitioner", "ZAI", 27, confirmed_before=2),
    _p("//Placeholder", "practitioner", "ZAI", 30),
    _p(
        "Wolfgang-Amadé/Maximilian Bartholomew Thaddeus Peregrine/Fotheringay-Cholmondeley-Featherstonehaugh-"
        "Examplethwaite",
        "practitioner",
        "ZAI",
        33,
    ),
    _p("D’Arcy//McPretend", "practitioner", "ZAI", 38, on="friday"),
    _p("Anne-Marie//Sample-Smythe", "practitioner", "ZAI", 43, short_sentence=True),
    _p("Björn//Exempelström", "practitioner", "ZAI", 49, confirmed_before=0),
    _p("Łukasz/Świętosław/Przykładowski", "practitioner", "ZAI", 55),
    _p("Ffion//Tŷ-Ffug", "practitioner", "ZCI", 62, on="saturday"),
    _p("José/María/Ejemplo Núñez", "practitioner", "ZAI", 70),
    _p("Zoë//Fictley", "practitioner", "ZBI", 79),
    _p("Prunella/Ivy/Mocksworth", "practitioner", "ZAI", 88, on="christmas"),
    _p("Ngozi//Apẹẹrẹ", "practitioner", "ZAI", 98),
    _p("Ólafur//Dæmisson", "practitioner", "ZAI", 109),
    _p("Cornelius//Notarealname", "practitioner", "ZAI", 121, confirmed_before=5, short_sentence=True),
    _p("Đorđe//Primerović", "practitioner", "ZAI", 134),
    _p("Thaddeus/John/Pretendleton", "practitioner", "ZAI", 148, on="sunday"),
    _p("İpek//Şablon", "practitioner", "ZAI", 163),
    _p("Clementine/Rose/Dummyworth", "practitioner", "ZAI", 179),
    _p("Emrys/ap/Enghraifft", "practitioner", "ZCI", 196),
    _p("Hyacinth//Falseworthy", "practitioner", "ZAI", 214, on="friday"),
    _p("Agnieszka//Wzór", "practitioner", "ZBI", 233),
    _p("Peregrine/de/Specimen", "practitioner", "ZAI", 253),
    _p("Văn Minh//Trần Thí Dụ", "practitioner", "ZAI", 274),
    _p("Octavia//Trial-Runne", "practitioner", "ZAI", 300, on="saturday"),
    _p("Gethin//Dychmygol", "practitioner", "ZCI", 328),
    _p("Jean-Luc/François/d’Exemple", "practitioner", "ZAI", 356),
    # Recalls
    _p("Rupert//Returnham", "practitioner", "ZAI", 20, recall="STANDARD"),
    _p("Bronwen/Mair/Galwedigaeth", "practitioner", "ZCI", 35, recall="FIXED_TERM", on="sunday"),
    _p("Desmond//Backagain", "practitioner", "ZAI", 60, recall="STANDARD", confirmed_before=3),
    _p("Sieglinde//Wiederholung", "colleague", "ZAI", 45, recall="FIXED_TERM"),
    # What stops a licence from being started
    _p("Undine//Undated", "practitioner", "ZAI", 0, no_date=True),
    _p("Percival//Notyet", "practitioner", "ZBI", 0, no_date=True),
    _p("Dwynwen//Diddyddiad", "practitioner2", "ZCI", 0, no_date=True),
    _p("Yorick//Yesterday", "practitioner", "ZAI", -30),
    _p("Hedda//Longpast", "colleague", "ZAI", -400),
    _p("Parker//Parolebridge", "practitioner", "ZAI", 120, parole_after=90),
    _p("Juniper//Boardwell", "colleague", "ZAI", 150, parole_after=31),
    _p("Lionel//Lifeterm", "practitioner", "ZAI", 0, no_date=True, indeterminate=True),
    _p("Isolde//Openended", "colleague", "ZBI", 200, indeterminate=True),
    _p("Mortimer//Lateman", "practitioner", "ZAI", 80, died=True),
    _p("Alice//Unallotted", _STAND_IN, "ZAI", 29),
    _p("Florian//Waitinglist", "nobody in W02A", "ZCI", 52),
    _p("Nobby//Nobooking", "practitioner", "OUT", 65, no_booking=True),
    _p("Olga//Outandabout", "colleague", "ZAI", 75, status="INACTIVE OUT"),
    # Not open to everybody
    _p(
        "Rosamund//Guarded",
        "practitioner",
        "ZAI",
        40,
        restriction="RESTRICTED",
        message="This is a restricted record. Ask the manager of the Sampleton Custody Team.",
    ),
    _p(
        "Quentin//Quietly",
        "colleague",
        "ZAI",
        47,
        restriction="RESTRICTED",
        message="This is a restricted record. Only the named practitioner may see it.",
    ),
    _p(
        "Eirlys//Cyfrinachol",
        "practitioner2",
        "ZCI",
        58,
        restriction="EXCLUDED",
        message="Mae mynediad i’r cofnod hwn wedi’i wahardd.\nNamed staff are excluded from this record.",
    ),
    _p(
        "Wilfred//Withheld",
        "north-b",
        "ZAI",
        66,
        restriction="EXCLUDED",
        message="You are excluded from this record because you may know the person.",
    ),
    # Unusual, and yet ordinary
    _p("Hester//Hospitalstay", "practitioner", "ZAI", 85, patient=True),
    _p("Tarquin//Transferring", "colleague", "ZBI", 26, status="INACTIVE TRN"),
    _p("Remy//Remandson", "colleague", "ZAI", 33, legal_status="REMAND", confirmed_before=20),
    # Colleagues' people, in this team and in others
    _p("Ottilie//Borrowdale-Mocke", "colleague", "ZAI", 13, short_sentence=True),
    _p("Śrīniwas//Udāharaṇ", "colleague", "ZAI", 42, on="friday"),
    _p("Montgomery//Makebelieve", "colleague", "ZBI", 95),
    _p("Ysolde/Jane/Imaginary", "colleague", "ZAI", 170, confirmed_before=1),
    _p("Bartholomew//Sketchley", "colleague", "ZAI", 290),
    _p("Nanette//Northby", "north-b", "ZBI", 22),
    _p("Kęstutis//Pavyzdys", "north-b", "ZBI", 57, on="sunday"),
    _p("Gŵynfor//Tŷ’n-y-coed-ffug", "north-b", "ZAI", 110),
    _p("Madonnalike//", "north-b", "ZBI", 185),
    _p("Angharad/Mererid/Llwyd-Enghraifft", "practitioner2", "ZCI", 15),
    _p("Llŷr//Dŵr-Ffuglen", "practitioner2", "ZCI", 34, confirmed_before=2),
    _p("Tegŵen//ap Rhywun", "practitioner2", "ZCI", 73, on="saturday"),
    _p("Myfanwy/Elisabeth/Sampl", "practitioner2", "ZAI", 140),
    _p("Caradog//Neb", "practitioner2", "ZCI", 260),
]


def people(today: dt.date) -> list[dict[str, Any]]:
    """The demo's case records in the JSON shape of the import, their dates as far from today as ever."""
    return [_record(number, person, today) for number, person in enumerate(_PEOPLE)]


def _record(number: int, person: _Person, today: dt.date) -> dict[str, Any]:
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


def _prisoner(number: int, person: _Person, today: dt.date) -> dict[str, Any]:
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


def _dates(number: int, person: _Person, today: dt.date) -> dict[str, str | None]:
    """Every date of the record, from the day of release that the person is there to show."""
    special = person.special
    release = _moved_on(today + dt.timedelta(days=person.after), special.get("on"))
    start = release - dt.timedelta(days=420 + 9 * number)
    end = release + dt.timedelta(days=180 + 5 * number)
    if special.get("short_sentence"):  # half inside and half on licence, then supervision up to a year in all
        start, end = release - dt.timedelta(days=150), release + dt.timedelta(days=150)
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


def _moved_on(day: dt.date, to: str | None) -> dt.date:
    """The first Friday, Saturday, Sunday or Christmas Day from a day on; the day itself for None."""
    while to:
        if to == "christmas" and (day.month, day.day) == (12, 25):
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
            **_TEAMS[team],
        }
    code, forename, surname, team = _MANAGERS[manager]
    return {
        "code": code,
        "name": {"forename": forename, "middleName": None, "surname": surname},
        "username": manager,
        "email": f"{manager}@example.com",
        "telephoneNumber": f"01632 9605{list(_MANAGERS).index(manager):02d}",
        "unallocated": False,
        "allocationDate": (today - dt.timedelta(days=60)).isoformat(),
        **_TEAMS[team],
    }
