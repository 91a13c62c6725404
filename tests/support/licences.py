"""Example facts of licences, and the fonts to print them with, for the tests of documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.document import (
    AppointmentFacts,
    Approval,
    ConditionText,
    DateFacts,
    LicenceFacts,
    PersonFacts,
    compose,
)

ROOT = Path(__file__).resolve().parents[2]
FONT_SOURCE = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans"
FACES = {
    "regular": "400Regular/NotoSans_400Regular.ttf",
    "bold": "700Bold/NotoSans_700Bold.ttf",
    "italic": "400Regular_Italic/NotoSans_400Regular_Italic.ttf",
}

PERSON = PersonFacts(
    name="Amara Okonkwo-Bailey",
    date_of_birth=dt.date(1990, 2, 28),
    prison_number="A1234BC",
    booking_number="AB1234",
    crn="X123456",
    pnc="2015/1234567X",
    cro=None,
    prison_name="Example (HMP)",
    prison_code="EXI",
)
DATES = DateFacts(
    licence_start=dt.date(2026, 12, 1),
    licence_end=dt.date(2027, 6, 4),
    sentence_end=dt.date(2027, 12, 4),
    conditional_release=dt.date(2026, 12, 4),
)
APPOINTMENT = AppointmentFacts(
    who="Jo Marsh",
    address_lines=["Probation office", "12 Church Street", "Exampleton"],
    telephone="029 2000 0000",
    telephone_alternative="029 2000 0001",
    when="Thursday 3 December 2026 at 2pm",
)
CONDITIONS = (
    ConditionText(kind="bespoke", text="Not to enter Riverside Park.\nThis includes the car park."),
    ConditionText(
        kind="additional",
        text="Not to own a kite.",
        code="b1",
        policy_version="3.0",
        category="Possessions",
    ),
    ConditionText(kind="standard", text="Be good.", code="a1", policy_version="3.0"),
    ConditionText(kind="standard", text="Stay in touch.", code="a2", policy_version="3.0"),
)
SUPERVISED_DATES = replace(
    DATES, supervision_start=dt.date(2027, 6, 5), supervision_end=dt.date(2027, 11, 30)
)
REQUIREMENTS = (
    ConditionText(
        kind="additional",
        text="Go to Mill Lane to be tested.",
        code="d1",
        policy_version="3.0",
        category="Drug testing",
        part="PSS",
    ),
    ConditionText(
        kind="standard",
        text="Stay in touch with your supervisor.",
        code="c1",
        policy_version="3.0",
        part="PSS",
    ),
)
LICENCE = LicenceFacts(licence_id=12, version="1.0", policy_version="3.0")
APPROVAL = Approval("Rhian Pritchard", "Prison approver", dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC))


def document(**changes: Any) -> dict[str, Any]:
    """An ordinary document, with some of its facts replaced."""
    given: dict[str, Any] = {
        "person": PERSON,
        "dates": DATES,
        "appointment": APPOINTMENT,
        "conditions": CONDITIONS,
        "licence": LICENCE,
    }
    return compose(**(given | changes))


def two_part_document(**changes: Any) -> dict[str, Any]:
    """An ordinary document of a licence with supervision after it, with some of its facts replaced."""
    return document(**({"dates": SUPERVISED_DATES, "conditions": (*CONDITIONS, *REQUIREMENTS)} | changes))


def bespoke(*texts: str) -> list[ConditionText]:
    """Bespoke conditions with these texts."""
    return [ConditionText(kind="bespoke", text=text) for text in texts]
