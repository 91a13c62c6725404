"""Who is in the demo, one line each: an ordinary person, or one who shows something that is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Person:
    """One line of PEOPLE: a name, who manages, where held, days to release, and what is special."""

    forename: str | None
    middle: str | None
    surname: str | None
    manager: str
    """A name of app.demo.records.MANAGERS, or "nobody in TEAM"."""
    prison: str
    after: int
    special: dict[str, Any] = field(default_factory=dict)


def _p(name: str, manager: str, prison: str, after: int, **special: Any) -> Person:
    """A person by "forename/middle names/surname", each of which may be empty."""
    forename, middle, surname = (part or None for part in name.split("/"))
    return Person(forename, middle, surname, manager, prison, after, special)


_STAND_IN = "nobody in N01A"
PEOPLE = [
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
    # Too late for probation: the prison makes the licence
    _p("Hortensia//Hardstop", "practitioner", "ZAI", 1, confirmed_before=0, on="weekday"),
    _p("Crispin//Closecall", "practitioner", "ZAI", 7),
    _p("Tamsin//Timeserved", "practitioner", "ZAI", 0, time_served=True),
    _p("Ivor//Immediate", _STAND_IN, "ZAI", -3, time_served=True),
]
