"""Why a licence cannot be started: each reason alone, what silences the rest, what a refusal says."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.scope import in_prison

TODAY = dt.date(2026, 11, 21)
DAY = dt.timedelta(days=1)


@dataclasses.dataclass
class Person:
    booking_id: str | None = "1234567"
    legal_status: str | None = "SENTENCED"
    prison_status: str | None = "ACTIVE IN"
    prison_code: str | None = "ZAI"
    prison_name: str = "HMP Exampleford"
    eligible_kind: str | None = "CRD"
    out_of_scope: str = ""
    scope_from: dt.date | None = None
    scope_until: dt.date | None = dt.date(2026, 12, 4)
    sentence_start: dt.date | None = dt.date(2025, 12, 4)
    conditional_release: dt.date | None = dt.date(2026, 12, 4)
    licence_start: dt.date | None = dt.date(2026, 12, 4)
    licence_end: dt.date | None = dt.date(2027, 6, 4)
    supervision_end: dt.date | None = None
    manager_unallocated: bool = False
    team_name: str | None = "Sampleton Custody Team"


def titles(person: Person) -> list[str]:
    return [reason.title for reason in reasons_not_to_start(person, TODAY)]


def test_an_ordinary_case_can_be_started() -> None:
    assert reasons_not_to_start(Person(), TODAY) == []


def test_the_day_of_release_is_not_too_late_and_the_day_after_is() -> None:
    assert titles(Person(licence_start=TODAY)) == []
    assert titles(Person(licence_start=TODAY - DAY)) == ["The release date has passed"]


def test_parole_stops_a_licence_until_the_day_of_eligibility() -> None:
    assert titles(Person(scope_from=TODAY)) == []
    assert titles(Person(scope_from=TODAY + DAY)) == ["This person is eligible for parole"]


@pytest.mark.parametrize(
    ("changes", "title", "fact"),
    [
        (
            {"licence_start": None, "out_of_scope": "NO_CRD"},
            "This person has no release date",
            "no release date",
        ),
        ({"licence_start": dt.date(2026, 11, 2)}, "The release date has passed", "2 November 2026"),
        (
            {"scope_from": dt.date(2027, 2, 9)},
            "This person is eligible for parole",
            "9 February 2027",
        ),
        (
            {"out_of_scope": "INDETERMINATE"},
            "This person is serving an indeterminate sentence",
            "indeterminate",
        ),
        ({"legal_status": "DEAD"}, "The prison has recorded that this person has died", "dead"),
        ({"booking_id": None}, "This person has no active prison booking", "no active booking"),
        (
            {"prison_status": "INACTIVE OUT", "out_of_scope": "PRISON_STATUS"},
            "This person is not recorded as being in prison",
            "The prison record says that they are out of prison.",
        ),
        (
            {"prison_status": None, "out_of_scope": "PRISON_STATUS"},
            "This person is not recorded as being in prison",
            "no status",
        ),
        ({"out_of_scope": "BOTUS"}, "This person is in prison for breaching supervision", "BOTUS"),
        ({"out_of_scope": "PSS_ONLY"}, "This person’s sentence has no licence part", "no licence end date"),
        ({"out_of_scope": "EDS_NOT_ELIGIBLE"}, "The Parole Board decides this release", "Parole Board"),
        (
            {"out_of_scope": "HDC_EXPECTED"},
            "This person may be released on home detention curfew",
            "started on HDC",
        ),
        (
            {"out_of_scope": "RELEASE_AT_SLED"},
            "This person is released when their sentence ends",
            "4 June 2027",
        ),
        (
            {"out_of_scope": "NO_ACTIVE_SENTENCE"},
            "No active sentence is recorded for this recall",
            "no active sentence",
        ),
        ({"out_of_scope": "ONE_DAY"}, "This person’s sentence is one day long", "one day"),
        ({"out_of_scope": "CIVIL"}, "This person is in prison on a civil committal", "civil committal"),
        ({"out_of_scope": "FINE_DEFAULT"}, "This person is in prison for not paying a fine", "not paying"),
        ({"out_of_scope": "JUVENILE"}, "This person is under 18 when they are released", "4 December 2026"),
        (
            {"out_of_scope": "NO_LICENCE_PART"},
            "This person’s sentence has no licence part",
            "under 12 months",
        ),
        ({"out_of_scope": "UNIDENTIFIED_RECALL"}, "The kind of recall is not recorded", "None of the active"),
        ({"prison_code": None}, "No prison is recorded for this person", "does not name a prison"),
        ({"manager_unallocated": True}, "No probation practitioner is allocated", "no practitioner"),
    ],
)
def test_each_reason_names_its_fact(changes: dict[str, object], title: str, fact: str) -> None:
    (reason,) = reasons_not_to_start(dataclasses.replace(Person(), **changes), TODAY)  # type: ignore[arg-type]
    assert reason.title == title
    assert fact in reason.fact
    for sentence in (reason.rule, reason.fact, reason.who, reason.next_step):
        assert sentence.endswith(".")


def test_several_reasons_are_all_given() -> None:
    person = Person(licence_start=None, out_of_scope="INDETERMINATE NO_CRD", manager_unallocated=True)
    assert len(reasons_not_to_start(person, TODAY)) == 3


@pytest.mark.parametrize("changes", [{"legal_status": "DEAD"}, {"booking_id": None}])
def test_a_death_or_no_booking_silences_the_other_reasons(changes: dict[str, object]) -> None:
    person = Person(
        licence_start=None, out_of_scope="INDETERMINATE NO_CRD", manager_unallocated=True, prison_status=None
    )
    assert len(reasons_not_to_start(dataclasses.replace(person, **changes), TODAY)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("status", "patient", "expected"),
    [
        ("ACTIVE IN", False, True),
        ("ACTIVE OUT", False, True),
        ("INACTIVE TRN", False, True),
        ("INACTIVE OUT", True, True),
        ("INACTIVE OUT", False, False),
        ("INACTIVE", True, False),
        ("", False, False),
        (None, True, False),
    ],
)
def test_in_prison_is_active_in_transfer_or_a_patient(
    status: str | None, patient: bool, expected: bool
) -> None:
    assert in_prison(status, restricted_patient=patient) is expected


def test_who_can_act_names_the_prison_and_the_team() -> None:
    (unallocated,) = reasons_not_to_start(Person(manager_unallocated=True), TODAY)
    (undated,) = reasons_not_to_start(Person(licence_start=None, out_of_scope="NO_CRD"), TODAY)
    assert "Sampleton Custody Team" in unallocated.who
    assert "HMP Exampleford" in undated.who


def test_time_served_may_be_started_after_the_day_and_without_a_practitioner() -> None:
    day = TODAY - 20 * DAY
    served = Person(
        sentence_start=day, conditional_release=day, licence_start=day, scope_until=day + 27 * DAY
    )
    assert titles(dataclasses.replace(served, manager_unallocated=True)) == []
    assert titles(dataclasses.replace(served, scope_until=TODAY - DAY)) == ["The release date has passed"]
