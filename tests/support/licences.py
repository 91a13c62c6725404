"""Example facts of licences, and the fonts to print them with, for the tests of documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.dates.supervision import LicenceType
from app.domain.document.compose import compose
from app.domain.document.facts import (
    Address,
    AppointmentFacts,
    ConditionFacts,
    DateFacts,
    LicenceFacts,
    PersonFacts,
    PolicyFacts,
    ReviewFacts,
    When,
    Who,
)
from app.domain.document.reading import Approval

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
    who=Who("someone-else", "Jo Marsh"),
    address=Address(line_1="Probation office", line_2="12 Church Street", town="Exampleton"),
    telephone="029 2000 0000",
    alternative="029 2000 0001",
    when=When("specific", dt.date(2026, 12, 3), dt.time(14)),
)
CONDITIONS = (
    ConditionFacts(
        id="bespoke-conditions/1",
        source="bespoke",
        text="Not to enter Riverside Park.\nThis includes the car park.",
    ),
    ConditionFacts(
        id="condition/b1",
        source="additional",
        text="Not to own a kite.",
        code="b1",
        policy_version="3.0",
        category="Possessions",
    ),
    ConditionFacts(id="standard/a1", source="standard", text="Be good.", code="a1", policy_version="3.0"),
    ConditionFacts(
        id="standard/a2", source="standard", text="Stay in touch.", code="a2", policy_version="3.0"
    ),
)
SUPERVISED_DATES = replace(
    DATES, supervision_start=dt.date(2027, 6, 5), supervision_end=dt.date(2027, 11, 30)
)
REQUIREMENTS = (
    ConditionFacts(
        id="requirement/d1",
        source="additional",
        text="Go to Mill Lane to be tested.",
        code="d1",
        policy_version="3.0",
        category="Drug testing",
        part="PSS",
    ),
    ConditionFacts(
        id="standard/c1",
        source="standard",
        text="Stay in touch with your supervisor.",
        code="c1",
        policy_version="3.0",
        part="PSS",
    ),
)
LICENCE = LicenceFacts(
    id=12,
    version="1.0",
    purpose="first",
    kind="CRD",
    type=LicenceType.AP,
    policy=PolicyFacts(version="3.0"),
    person=PERSON,
    dates=DATES,
    appointment=APPOINTMENT,
    conditions=CONDITIONS,
)
TWO_PARTS = replace(
    LICENCE,
    type=LicenceType.AP_PSS,
    dates=SUPERVISED_DATES,
    conditions=(*CONDITIONS, *REQUIREMENTS),
)
APPROVAL = Approval("Rhian Pritchard", "Prison approver", dt.datetime(2026, 11, 20, 14, 30, tzinfo=dt.UTC))


def document(review: ReviewFacts | None = None, **changes: Any) -> dict[str, Any]:
    """An ordinary document, with some of its facts replaced."""
    return compose(replace(LICENCE, **changes), review)


def two_part_document(**changes: Any) -> dict[str, Any]:
    """An ordinary document of a licence with supervision after it, with some of its facts replaced."""
    return compose(replace(TWO_PARTS, **changes))


def bespoke(*texts: str) -> tuple[ConditionFacts, ...]:
    """Bespoke conditions with these texts."""
    return tuple(
        ConditionFacts(id=f"bespoke-conditions/{number}", source="bespoke", text=text)
        for number, text in enumerate(texts, start=1)
    )
