"""The demo's people: fictional, all different, the same every time, and of every sort the demo shows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from app.demo.accounts import USERS
from app.demo.places import PRISONS, TEAMS
from app.demo.records import people
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.record.case_record import CaseRecord
from app.domain.record.read import parse_records
from app.domain.roles import PEOPLE
from app.integrations.bank_holidays import england_and_wales
from app.moves.cases import columns

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="module")
def records() -> list[CaseRecord]:
    return parse_records(json.dumps(people(TODAY))).records


def as_case(record: CaseRecord) -> Any:
    """What the service keeps of a person, as far as it follows from their record."""
    return SimpleNamespace(**columns(record, england_and_wales(), {}, hdc_creation=False))


def reasons(record: CaseRecord, today: dt.date = TODAY) -> list[str]:
    return [reason.title for reason in reasons_not_to_start(as_case(record), today)]


def managed_by(record: CaseRecord, username: str) -> bool:
    return record.probation.manager is not None and record.probation.manager.username == username


def test_the_people_are_the_same_every_time() -> None:
    assert people(TODAY) == people(TODAY)
    later = people(TODAY + dt.timedelta(days=400))
    assert [p["prisoner"]["prisonerNumber"] for p in later] == [
        p["prisoner"]["prisonerNumber"] for p in people(TODAY)
    ]


def test_there_are_enough_people_and_no_two_share_an_identifier_or_a_name(records: list[CaseRecord]) -> None:
    assert len(records) >= 66
    for values in (
        [r.prisoner.prisoner_number for r in records],
        [r.probation.crn for r in records],
        [(r.prisoner.first_name, r.prisoner.last_name) for r in records],
        [r.prisoner.booking_id for r in records if r.prisoner.booking_id],
    ):
        assert Counter(values).most_common(1)[0][1] == 1


@pytest.mark.parametrize("days", [0, 1, 35, 100, 365, 465, 730])
def test_on_any_day_the_same_people_can_be_started(days: int) -> None:
    today = TODAY + dt.timedelta(days=days)
    read = parse_records(json.dumps(people(today)))
    assert read.unknown_fields == 0
    counts = Counter(title for record in read.records for title in reasons(record, today))
    assert counts == {
        "This person has no release date": 4,
        "The release date has passed": 2,
        "This person is eligible for parole": 2,
        "This person is serving an indeterminate sentence": 2,
        "The prison has recorded that this person has died": 1,
        "No probation practitioner is allocated": 2,
        "This person has no active prison booking": 1,
        "This person is not recorded as being in prison": 1,
    }


def test_the_practitioner_has_more_than_a_page_of_licences_to_start(records: list[CaseRecord]) -> None:
    ready = [
        record
        for record in records
        if managed_by(record, "practitioner")
        and not reasons(record)
        and record.probation.restriction
        and record.probation.restriction.kind == "NONE"
    ]
    assert len(ready) > 25


def test_restricted_people_are_the_practitioners_own_and_others(records: list[CaseRecord]) -> None:
    restricted = [r for r in records if r.probation.restriction and r.probation.restriction.kind != "NONE"]
    assert {r.probation.restriction.kind for r in restricted if r.probation.restriction} == {
        "RESTRICTED",
        "EXCLUDED",
    }
    assert sum(managed_by(r, "practitioner") for r in restricted) == 1
    assert len(restricted) >= 3
    assert all(r.probation.restriction and r.probation.restriction.message for r in restricted)


def test_there_are_recalls_and_confirmed_dates_and_releases_on_days_nobody_works(
    records: list[CaseRecord],
) -> None:
    assert sum(as_case(r).kind == "PRRD" for r in records) >= 3
    assert sum(r.prisoner.confirmed_release_date is not None for r in records) >= 5
    days = england_and_wales()
    dates = [r.prisoner.conditional_release_date for r in records if r.prisoner.conditional_release_date]
    assert sum(not days.is_working_day(day) for day in dates) >= 5


def test_some_people_are_supervised_after_their_licence_until_a_year_after_release(
    records: list[CaseRecord],
) -> None:
    supervised = [r.prisoner for r in records if r.prisoner.topup_supervision_expiry_date]
    assert len(supervised) == 3
    for person in supervised:
        release, end = person.conditional_release_date, person.licence_expiry_date
        assert release and end and person.topup_supervision_start_date == end + dt.timedelta(days=1)
        assert person.topup_supervision_expiry_date == release + dt.timedelta(days=365)
        assert person.sentence_start_date and end - person.sentence_start_date < dt.timedelta(days=2 * 365)


def test_names_come_in_every_shape(records: list[CaseRecord]) -> None:
    names = [f"{r.prisoner.first_name or ''} {r.prisoner.last_name or ''}" for r in records]
    assert any(len(name) > 70 for name in names)
    assert any(name.startswith(" ") for name in names) and any(name.endswith(" ") for name in names)
    for letter in "’-ŵŷłŻÇışğĐễöñÓ":
        assert any(letter in name for name in names) or any(
            letter in (r.prisoner.middle_names or "") for r in records
        ), letter


def test_accounts_cover_every_role_and_name_only_places_that_there_are(records: list[CaseRecord]) -> None:
    assert {role for user in USERS for role in user["roles"]} == {role.value for role in PEOPLE}
    prisons = {prison["code"] for prison in PRISONS}
    managers = [r.probation.manager for r in records if r.probation.manager]
    teams = {m.team.code for m in managers if m.team}
    pdus = {m.team.borough.code for m in managers if m.team and m.team.borough}
    assert len(prisons) == len(teams) == 3 and len(pdus) == 2
    for user in USERS:
        assert set(user.get("teams", [])) <= teams
        assert set(user.get("prisons", [])) <= prisons
        assert set(user.get("pdus", [])) <= pdus
    assert set(TEAMS) == teams
    assert [prison["code"] for prison in PRISONS if not prison["omu_email"]] == ["ZBI"]


def test_nobody_can_be_telephoned_or_written_to() -> None:
    text = json.dumps([people(TODAY), USERS, PRISONS], ensure_ascii=False)
    for phone in re.findall(r'"(0\d[\d ]{8,12})"', text):
        assert re.fullmatch(r"01632 960\d{3}|029 2018 0\d{3}", phone), phone
    for address in re.findall(r'"[^"\s]+@([^"]+)"', text):
        assert address == "example.com"
