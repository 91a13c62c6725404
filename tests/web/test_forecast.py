"""What happens if nobody acts: what the page of the dates foretells is what the jobs then do, day by day."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from app.domain.licence.rollout import Site, Switch
from app.domain.licence.status import Status
from app.domain.record.read import parse_records
from app.domain.words import LONDON, day_and_date
from app.integrations.bank_holidays import england_and_wales
from app.jobs.jobs import JOBS, Job, run
from app.models import Case, Licence, User
from app.models.base import db
from app.models.record import Event
from app.moves.cases import import_records
from app.moves.sites import switch
from tests.support.moving import words
from tests.support.page_checks import text
from tests.support.queries import queries
from tests.support.standing import as_user

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
FRIDAY, WEDNESDAY, TOMORROW = dt.date(2026, 12, 4), dt.date(2026, 11, 25), dt.date(2026, 11, 24)
"""Releases after, on the day of and in the hard stop."""
END, LAST = dt.date(2026, 12, 17), dt.date(2026, 12, 20)
FORETOLD = (
    ("is timed out", "timed-out", 0),
    ("becomes active", "active", 0),
    ("is ended", "inactive", 0),
    ("licence ends.", "inactive", 1),  # on the day after its last
    ("is reminded", "reminded", 0),
    ("is opened again", "in-progress", 0),
)
"""What a step says, the status that follows or what happens, and how many days later."""


@dataclass
class Standing:
    """Somebody and their licences, and what the page must say, or not say, of them."""

    name: str
    licences: list[tuple[str, str]]
    """Status and purpose of each, an edit after what it edits."""
    release: dt.date = FRIDAY
    is_released: bool = False
    """Whether the prison records the release on its day."""
    prisoner: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    """What is so of the case, beside its record."""
    kind: str = "CRD"
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    number: int = 0


CURFEW = {"kind": "HDC", "eligible_kind": "HDC", "hdc_eligible": dt.date(2026, 11, 26)}
LEFT = {"left_hard_stop_at": dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)}
MAKES_NONE = ("standard licence", "Hard stop", "is released")
STANDINGS = [
    Standing("nobody started one", [], says=("Probation can no longer start the licence",)),
    Standing("a draft", [("in-progress", "first")], says=("has to make a standard licence",)),
    Standing("a returned draft", [("rejected", "first")]),
    Standing("a draft on the day of its hard stop", [("in-progress", "first")], WEDNESDAY),
    Standing("a draft found in its hard stop", [("in-progress", "first")], TOMORROW),
    Standing("one that was sent", [("submitted", "first")], never=("standard licence", "timed out")),
    Standing("one timed out", [("timed-out", "first")], WEDNESDAY, says=("makes and approves a standard",)),
    Standing("one approved and released", [("approved", "first")], is_released=True, never=MAKES_NONE[:1]),
    Standing("one approved and held", [("approved", "first")], never=MAKES_NONE[:1]),
    Standing(
        "an edit and the release",
        [("approved", "first"), ("in-progress", "edit")],
        is_released=True,
        says=("The approved version stays.", "The approved version becomes active"),
        never=("standard licence", "no licence"),
    ),
    Standing("an edit and nobody released", [("approved", "first"), ("in-progress", "edit")]),
    Standing(
        "an edit sent",
        [("approved", "first"), ("submitted", "edit")],
        is_released=True,
        never=("standard licence", "no licence"),
    ),
    Standing("an edit timed out", [("approved", "first"), ("timed-out", "edit")], WEDNESDAY),
    Standing(
        "a standard draft", [("in-progress", "hard-stop")], WEDNESDAY, never=("timed out", "no longer change")
    ),
    Standing("a standard licence sent", [("submitted", "hard-stop")], WEDNESDAY),
    Standing("a standard licence approved", [("approved", "hard-stop")], WEDNESDAY, is_released=True),
    Standing(
        "a draft of time served",
        [("in-progress", "time-served")],
        TOMORROW,
        prisoner={"sentenceStartDate": str(TOMORROW)},
        never=("timed out", "Hard stop"),
    ),
    Standing(
        "a draft of probation's for time served",
        [("in-progress", "first")],
        TOMORROW,
        prisoner={"sentenceStartDate": str(TOMORROW)},
        never=("Hard stop",),
    ),
    Standing("a draft after a recall", [("in-progress", "first")], kind="PRRD"),
    Standing(
        "nobody allocated",
        [("in-progress", "first")],
        case={"manager_unallocated": True},
        says=("There is no licence to release them on",),
    ),
    Standing(
        "one who died", [("in-progress", "first")], prisoner={"legalStatus": "DEAD"}, never=MAKES_NONE[::2]
    ),
    Standing("one who died without", [], prisoner={"legalStatus": "DEAD"}, never=MAKES_NONE),
    Standing("one out of scope", [], case={"out_of_scope": "HDC_EXPECTED"}, never=MAKES_NONE),
    Standing("where the service is off", [], prisoner={"prisonId": "ZBI"}, never=MAKES_NONE),
    Standing("an immigration case", [("approved", "first")], case={"is_is91": True}),
    Standing(
        "a draft for curfew",
        [("in-progress", "first")],
        dt.date(2026, 11, 26),
        prisoner={"conditionalReleaseDate": "2026-12-09"},
        case=CURFEW,
        kind="HDC",
        never=("timed out", "Hard stop", "standard licence"),
    ),
    Standing(
        "curfew",
        [("approved", "first")],
        dt.date(2026, 11, 26),
        is_released=True,
        prisoner={"conditionalReleaseDate": "2026-12-09"},
        case=CURFEW | {"hdc_status": "APPROVED"},
        kind="HDC",
    ),
    Standing(
        "curfew too late",
        [("approved", "first")],
        dt.date(2026, 11, 26),
        prisoner={"conditionalReleaseDate": "2026-12-05"},
        case=CURFEW,
        kind="HDC",
        never=("becomes active",),
    ),
    Standing(
        "curfew instead",
        [("approved", "first")],
        case={"hdc_status": "APPROVED", "hdc_eligible": FRIDAY},
        never=("becomes active", "licence ends"),
    ),
    Standing("a draft out of the hard stop", [("timed-out", "first")], case=LEFT, says=("can write it",)),
    Standing("a standard licence not needed", [("approved", "hard-stop")], case=LEFT, never=MAKES_NONE[1:]),
    Standing("in force", [("active", "hard-stop")], TODAY - 3 * DAY, is_released=True),
    Standing("without a date", [("in-progress", "first")], case={"licence_start": None}),
]


def record(standing: Standing, number: int) -> dict[str, Any]:
    prisoner = {
        "prisonerNumber": f"B{number:04d}BC",
        "bookingId": str(500_000 + number),
        "firstName": "Ada",
        "lastName": "Foretold",
        "status": "ACTIVE IN",
        "legalStatus": "SENTENCED",
        "prisonId": "ZAI",
        "prisonName": "HMP Exampleford",
        "sentenceStartDate": "2026-01-05",
        "licenceExpiryDate": str(END),
        "conditionalReleaseDate": str(standing.release),
    }
    team = {"code": "N01A", "description": "Team A", "borough": {"code": "N01P", "description": "PDU"}}
    manager = {
        "code": "N01A001",
        "name": {"forename": "Robin", "surname": "Samplewright"},
        "username": "practitioner",
        "email": "robin@example.com",
        "unallocated": False,
        "team": team,
    }
    return {
        "prisoner": prisoner | standing.prisoner,
        "probation": {"crn": f"B{number:06d}", "restriction": {"kind": "NONE"}, "manager": manager},
        "recallSentences": [],
    }


def made(standing: Standing, case: Case, by: User) -> Iterator[Licence]:
    """The licences of a standing, as moves would leave them."""
    at = dt.datetime.combine(TODAY - 3 * DAY, dt.time(9), LONDON)
    for minor, (status, purpose) in enumerate(standing.licences):
        yield Licence(
            case_id=case.id,
            booking_id=case.booking_id,
            purpose=purpose,
            kind=standing.kind,
            status=Status(status),
            policy_version="0.2",
            minor=minor,
            started_by_id=by.id,
            started_at=at,
            submitted_at=at,
            approved_at=at if status in ("approved", "active") else None,
            approved_by_name="Jo" if status in ("approved", "active") else None,
            activated_at=at if status == "active" else None,
            start=case.licence_start,
            end=case.licence_end,
        )


def put(app: Flask) -> None:
    """Everybody, with their licences."""
    with app.app_context():
        records = [record(standing, number) for number, standing in enumerate(STANDINGS)]
        import_records(parse_records(json.dumps(records)), england_and_wales())
        by = db.session.scalars(db.select(User).where(User.username == "practitioner")).one()
        for number, standing in enumerate(STANDINGS):
            case = db.session.scalars(db.select(Case).where(Case.prison_number == f"B{number:04d}BC")).one()
            case.licence_start = standing.release
            for name, value in standing.case.items():
                setattr(case, name, value)
            standing.number = case.id
            db.session.add_all(made(standing, case, by))
        switch(Site("prison", "ZBI", "HMP Elsewhere"), Switch(off_from=TODAY - DAY), by)
        db.session.commit()


def said(app: Flask, standing: Standing) -> set[tuple[dt.date, str]]:
    """What the page says happens, and on which days."""
    client = as_user(app, "practitioner")
    client.get(f"/case/{standing.number}/dates")
    foretold, days = set(), {day_and_date(TODAY + n * DAY): TODAY + n * DAY for n in range(60)}
    lines = [
        text(each) for each in client.page.all("li") if "app-history__event" in (each.get("class") or "")
    ]
    for line in lines:
        day = next(day for named, day in days.items() if line.startswith(named))
        for phrase, status, later in FORETOLD:
            is_held = "once the prison records the release" in line and not standing.is_released
            is_free = "if it is not in force" in line and standing.is_released
            if phrase in line and not is_held and not is_free:
                foretold.add((day + later * DAY, status))
    for wanted in standing.says:
        assert wanted in " ".join(lines), f"{standing.name}: {lines}"
    for wrong in standing.never:
        assert wrong not in " ".join(lines), f"{standing.name}: {lines}"
    assert "Nothing happens by itself" in words(client) or lines
    return foretold


def stand(app: Flask, numbers: list[int]) -> dict[int, dict[int, str]]:
    """How every licence of these people stands now."""
    found: dict[int, dict[int, str]] = {number: {} for number in numbers}
    with app.app_context():
        rows = db.session.execute(
            db.select(Licence.case_id, Licence.id, Licence.status).where(Licence.case_id.in_(numbers))
        )
        for row in rows:
            found[row.case_id][row.id] = row.status.value
    return found


def test_what_the_page_foretells_of_every_standing_is_what_the_jobs_do_day_by_day(app: Flask) -> None:
    put(app)
    numbers = [standing.number for standing in STANDINGS]
    foretold = {standing.number: said(app, standing) for standing in STANDINGS}
    happened: dict[int, set[tuple[dt.date, str]]] = {number: set() for number in numbers}
    evenings: dict[dt.date, dict[int, set[str]]] = {}
    before, reminders = stand(app, numbers), 0
    today = TODAY
    while today <= LAST:
        app.config["CLOCK_FIXED_AT"] = dt.datetime.combine(today, dt.time(12), LONDON)
        with app.app_context():
            for standing in STANDINGS:
                if standing.is_released and standing.release <= today:
                    db.session.get_one(Case, standing.number).prison_status = "INACTIVE OUT"
            db.session.commit()
            for job in JOBS.values():
                if isinstance(job, Job):
                    run(job, today)
            reminded = db.session.scalars(
                db.select(Event.case_id).where(Event.action == "review-overdue").order_by(Event.id)
            ).all()
        after = stand(app, numbers)
        for number in numbers:
            was = before[number]
            changed = {
                status
                for id_, status in after[number].items()
                if was[id_] != status and not (was[id_] == "timed-out" and "approved" in was.values())
            }  # what becomes of a timed-out edit beside the approved version is nobody's concern
            happened[number] |= {(today, status) for status in changed}
        for number in reminded[reminders:]:
            happened[number].add((today, "reminded"))
        reminders = len(reminded)
        evenings[today] = {number: set(of.values()) for number, of in after.items()}
        for number in reminded:
            evenings[today][number].add("reminded")
        before, today = after, today + DAY
    wrong = {}
    for standing in STANDINGS:
        unsaid = happened[standing.number] - foretold[standing.number]
        untrue = {
            (day, status)
            for day, status in foretold[standing.number]
            if day <= LAST and status not in evenings[day][standing.number]
        }
        if standing.name == "a standard licence approved":  # the page tells of its review once it is in force
            unsaid = {(day, status) for day, status in unsaid if status != "reminded"}
        if unsaid or untrue:
            wrong[standing.name] = (unsaid, untrue)
    assert not wrong, "by name: what happened unsaid, and what was said and did not happen"
    assert {status for each in happened.values() for _, status in each} == {
        "timed-out",
        "active",
        "inactive",
        "reminded",
        "in-progress",
    }


@pytest.mark.one_database
def test_the_calendar_has_what_the_page_foretells_of_every_standing_and_nothing_else(app: Flask) -> None:
    put(app)
    text_ = as_user(app, "practitioner").get("/my-dates.ics").get_data(as_text=True)
    events = text_.replace("\r\n", "\n").split("BEGIN:VEVENT")[1:]
    names: dict[str, set[str]] = {}
    for event in events:
        name, _, crn = next(line for line in event.split("\n") if line.startswith("SUMMARY"))[8:].partition(
            ": "
        )
        names.setdefault(crn, set()).add(name)

    def of(name: str) -> set[str]:
        return names.get(f"B{[each.name for each in STANDINGS].index(name):06d}", set())

    assert of("a draft") == {"Last days to send the licence", "Hard stop", "Release"}
    assert of("nobody started one") == of("a draft")
    assert of("one approved and held") == {"Hard stop", "Release", "Licence ends"}
    assert of("in force") == {"Review the standard licence", "Licence ends"}
    for nothing in ("one who died", "one who died without", "one out of scope", "where the service is off"):
        assert of(nothing) <= {"Hard stop"} and (nothing == "one who died" or not of(nothing)), nothing


@pytest.mark.one_database
def test_who_has_a_sentence_end_alone_is_in_the_calendar_as_on_the_page(app: Flask) -> None:
    put(app)
    with app.app_context():
        case = db.session.get_one(Case, STANDINGS[0].number)
        case.sentence_end, case.licence_end = END, None
        db.session.commit()
        crn = case.crn
    assert f"SUMMARY:Hard stop: {crn}" in as_user(app, "practitioner").get("/my-dates.ics").text


@pytest.mark.one_database
def test_the_calendar_asks_as_little_of_the_database_for_many_people_as_for_few(app: Flask) -> None:
    client = as_user(app, "practitioner")
    client.get("/my-dates.ics")
    with queries(app) as few:
        client.get("/my-dates.ics")
    put(app)
    with queries(app) as many:
        client.get("/my-dates.ics")
    assert len(many) <= len(few) + 1, "what is made in NOMIS is asked once, where somebody is of time served"
