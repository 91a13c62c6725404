"""The clock stepped day by day over six weeks, over Christmas: each day each person is on the lists that the rules say.

What is expected is worked out for one person at a time from their record and licences (domain rules 11), never from a list.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from typing import Any

from flask import Flask

from app.domain.dates.hard_stop import is_due_in_two_working_days, is_in_hard_stop
from app.domain.licence.assessment import Assessment
from app.domain.licence.status import DRAFTS, Status
from app.domain.record.case_record import CaseRecord
from app.domain.record.read import parse_records
from app.domain.words import LONDON
from app.integrations.bank_holidays import england_and_wales
from app.jobs.jobs import JOBS, run
from app.lists.all import LISTS
from app.lists.listing import read
from app.models import Case, Licence, User
from app.models.base import db
from app.moves.cases import import_records

FIRST = dt.date(2026, 12, 1)
DAYS = 42
PEOPLE = 300
DAY = dt.timedelta(days=1)
CALENDAR = england_and_wales()
OF = {
    "practitioner": ("mine", "mine-after", "needs-me", "team", "team-after"),
    "administrator": ("due", "later", "attention", "to-print", "on-probation"),
    "approver": ("approvals", "approved"),
}


def record(number: int, chance: random.Random) -> dict[str, Any]:
    """Somebody of the practitioner's team at the prison, of any kind of release, around the six weeks."""
    release = FIRST + dt.timedelta(days=chance.randint(-10, 75))
    prisoner: dict[str, Any] = {
        "prisonerNumber": f"B{number:04d}BC",
        "bookingId": str(500_000 + number),
        "firstName": "Ada",
        "lastName": f"Case{chr(65 + number % 26)}{chr(65 + number // 26)}",
        "status": "ACTIVE IN",
        "legalStatus": "SENTENCED",
        "prisonId": "ZAI",
        "prisonName": "HMP Exampleford",
        "sentenceStartDate": str(release - dt.timedelta(days=300)),
        "sentenceExpiryDate": str(release + dt.timedelta(days=chance.choice([20, 200]))),
        "licenceExpiryDate": str(release + dt.timedelta(days=chance.choice([20, 200]))),
        "conditionalReleaseDate": str(release),
    }
    kind, recalls = chance.random(), []
    if kind < 0.15:
        prisoner["sentenceStartDate"] = str(release)
    elif kind < 0.3:
        prisoner["conditionalReleaseDate"] = str(release - dt.timedelta(days=100))
        prisoner["postRecallReleaseDate"] = str(release)
        recalls = [chance.choice(["STANDARD", "FIXED_TERM"])]
    elif kind < 0.4:
        prisoner["confirmedReleaseDate"] = str(release - dt.timedelta(days=chance.randint(0, 4)))
    elif kind < 0.45:
        prisoner["paroleEligibilityDate"] = str(FIRST + dt.timedelta(days=chance.randint(0, 40)))
    elif kind < 0.5:
        del prisoner["conditionalReleaseDate"]
    elif kind < 0.53:
        prisoner["legalStatus"] = "DEAD"
    if kind >= 0.15 and number % 7 == 0:  # a feed may lack it
        del prisoner["sentenceStartDate"]
    team = {"code": "N01A", "description": "Team A", "borough": {"code": "N01P", "description": "PDU"}}
    manager = {
        "code": "N01A001",
        "name": {"forename": "Robin", "surname": "Samplewright"},
        "username": chance.choice(["practitioner", "colleague"]),
        "email": "robin@example.com",
        "unallocated": False,
        "team": team,
    }
    restriction = {"kind": "NONE"}
    return {
        "prisoner": prisoner,
        "probation": {"crn": f"B{number:06d}", "restriction": restriction, "manager": manager},
        "recallSentences": recalls,
    }


def give_licence(case: Case, chance: random.Random, by: User) -> None:
    """For most, a licence in some status, of probation's or of the prison's."""
    status = chance.choice([None, "in-progress", "rejected", "submitted", "approved", "approved"])
    if status is None or case.licence_start is None:
        return
    at = dt.datetime.combine(FIRST - dt.timedelta(days=chance.randint(0, 20)), dt.time(9), LONDON)
    db.session.add(
        Licence(
            case_id=case.id,
            booking_id=case.booking_id,
            purpose=chance.choice(["first", "first", "hard-stop"]),
            kind=case.kind,
            status=Status(status),
            policy_version="0.2",
            started_by_id=by.id,
            started_at=at,
            submitted_at=at,
            approved_at=at if status == "approved" else None,
            approved_by_name="Jo" if status == "approved" else None,
            start=case.licence_start,
            end=case.licence_end,
        )
    )


def expected(facts: CaseRecord, case: Case, licences: list[Licence], today: dt.date) -> set[str]:
    """The lists that somebody is on, by the rules."""
    found = Assessment(facts.release, today, CALENDAR)
    start, is_served = case.licence_start, found.is_time_served
    of = {licence.status: licence for licence in licences}
    opened = next((each for each in licences if each.status in {*DRAFTS, Status.SUBMITTED}), None)
    approved, active, late = of.get(Status.APPROVED), of.get(Status.ACTIVE), of.get(Status.TIMED_OUT)
    is_mine = case.manager_username == "practitioner"
    lists: set[str] = set()
    # Probation: before the release until a licence is in force, then after it
    lists.add("team-after" if active else "team")
    if is_mine:
        lists.add("mine-after" if active else "mine")
    to_review = active and active.purpose == "hard-stop" and active.reviewed_at is None
    found_late = is_served or is_in_hard_stop(start, today, CALENDAR)
    is_soon = start is not None and today <= start <= today + 14 * DAY
    unsent = opened.status in DRAFTS if opened else not approved and not active and found.kind is not None
    if is_mine and (
        to_review or (opened and opened.status is Status.REJECTED) or (is_soon and unsent and not found_late)
    ):
        lists.add("needs-me")
    # The prison: tabs of rule 11.7 over the two sources of rule 11.5
    has_one = opened or approved or late
    is_near = start is not None and today - 27 * DAY <= start <= today + 28 * DAY
    is_listed = not active and case.legal_status != "DEAD" and (has_one or (found.kind and is_near))
    if is_listed:
        is_without_date = (
            start is None
            or bool(found.scope.standing)
            or (found.scope.first_day is not None and found.scope.first_day > today)
        )
        has_passed = start is not None and start < today and not is_served
        if (is_without_date and (opened or approved)) or (approved and not opened and has_passed):
            lists.add("attention")
        elif is_served or is_due_in_two_working_days(start, today, CALENDAR):
            lists.add("due")
        else:
            lists.add("later")
    if active:
        lists.add("on-probation")
    is_alive = case.legal_status != "DEAD"
    if approved and is_alive:
        lists.add("to-print")
    # The approver: what waits, and what was approved or became active in the last 14 days
    if opened and opened.status is Status.SUBMITTED and is_alive:
        lists.add("approvals")
    moment = approved.approved_at if approved else active.activated_at if active else None
    if moment and moment.astimezone(LONDON).date() >= today - 14 * DAY:
        lists.add("approved")
    return lists


def test_each_day_for_six_weeks_each_person_is_on_the_lists_that_the_rules_say(app: Flask) -> None:
    chance = random.Random(20261201)
    app.config["CLOCK_FIXED_AT"] = dt.datetime.combine(FIRST, dt.time(8), LONDON)
    with app.app_context():
        before = set(db.session.scalars(db.select(Case.id)))
        parsed = parse_records(json.dumps([record(number, chance) for number in range(PEOPLE)]))
        import_records(parsed, CALENDAR)
        by = db.session.scalars(db.select(User).where(User.username == "practitioner")).one()
        cases = db.session.scalars(db.select(Case).where(Case.id.not_in(before)).order_by(Case.id)).all()
        for case in cases:
            give_licence(case, chance, by)
        db.session.commit()
        ours = {case.id for case in cases}
        records = {case.id: CaseRecord.model_validate_json(json.dumps(case.record)) for case in cases}
    seen: set[str] = set()
    for day in range(DAYS):
        today = FIRST + day * DAY
        app.config["CLOCK_FIXED_AT"] = dt.datetime.combine(today, dt.time(12), LONDON)
        with app.app_context():
            for name in JOBS:
                run(JOBS[name], today)
            everybody = {
                case.id: case for case in db.session.scalars(db.select(Case).where(Case.id.in_(ours)))
            }
            theirs: dict[int, list[Licence]] = {number: [] for number in ours}
            for licence in db.session.scalars(db.select(Licence).where(Licence.case_id.in_(ours))):
                theirs[licence.case_id].append(licence)
            wanted = {n: expected(records[n], case, theirs[n], today) for n, case in everybody.items()}
            found: dict[int, set[str]] = {number: set() for number in ours}
            for username, names in OF.items():
                reader = db.session.scalars(db.select(User).where(User.username == username)).one()
                for name in names:
                    for row in read(LISTS[name].asked({}), reader, 1_000).rows:
                        if row.Case.id in ours:
                            assert name not in found[row.Case.id], f"{row.Case.id} is twice on {name}"
                            found[row.Case.id].add(name)
            wrong = {
                number: (found[number] - wanted[number], wanted[number] - found[number])
                for number in ours
                if found[number] != wanted[number]
            }
            if wrong:
                first = next(iter(wrong))
                case, of = (
                    everybody[first],
                    [(x.status.value, x.purpose, x.activated_at) for x in theirs[first]],
                )
                raise AssertionError(
                    f"{today}: {len(wrong)} people; not wanted and missing {wrong[first]}, licences {of}, "
                    f"{case.licence_start=} {case.scope_from=} {case.scope_until=} {case.out_of_scope=} "
                    f"{case.sentence_start=} {case.conditional_release=} {case.prison_status=}"
                )
            seen |= set().union(*found.values())
            for (
                case
            ) in everybody.values():  # whoever has an approved licence is released on the day it starts
                is_held = case.prison_status == "ACTIVE IN"
                if is_held and case.licence_start and case.licence_start <= today and chance.random() < 0.7:
                    case.prison_status = "INACTIVE OUT"
                    records[case.id] = records[case.id].model_copy(
                        update={
                            "prisoner": records[case.id].prisoner.model_copy(
                                update={"status": "INACTIVE OUT"}
                            )
                        }
                    )
                    if "PRISON_STATUS" not in case.out_of_scope:
                        case.out_of_scope = f"PRISON_STATUS {case.out_of_scope}".strip()
            db.session.commit()
    assert seen == {name for names in OF.values() for name in names}
