"""When the record of a person changes, each of their licences follows, whoever has to know is told, and it is all kept."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.words import long_date
from app.jobs.jobs import JOBS, run
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Event, Message
from tests.support.moving import chain, put, words
from tests.support.records import comes
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    change_case,
    days,
    events_of,
    started,
    status_of,
)
from tests.support.writing import press

RELEASE = ("conditionalReleaseDate", "conditionalReleaseDateOverrideDate", "confirmedReleaseDate")


def case_of(app, licence_id: int) -> int:
    with app.app_context():
        return db.session.get_one(Licence, licence_id).case_id


def released_on(app, licence_id: int, day: dt.date):
    """The prison's record gives another day of release."""
    return comes(app, case_of(app, licence_id), **dict.fromkeys(RELEASE, day))


def told(app, licence_id: int) -> list[tuple[str, str]]:
    """The notices about a licence and what they say, in order."""
    with app.app_context():
        rows = db.session.execute(
            db.select(Message.notice, Message.body)
            .where(Message.licence_id == licence_id)
            .order_by(Message.id)
        )
        return [tuple(row) for row in rows]


def named(app, licence_id: int) -> list[str]:
    return [notice for notice, _ in told(app, licence_id)]


def runs(app, *names: str) -> None:
    with app.app_context():
        for name in names:
            run(JOBS[name], app.config["CLOCK_FIXED_AT"].date())


@pytest.fixture
def draft(app) -> int:
    return put(app, "in progress")


def test_a_moved_release_is_kept_with_its_source_and_the_practitioner_is_told_what_it_was_and_what_it_is(
    app, draft
):
    was = days(0)
    with app.app_context():
        was = db.session.get_one(Case, case_of(app, draft)).licence_start
    released_on(app, draft, days(60))
    (notice, body), *more = told(app, draft)
    assert (notice, more) == ("dates-changed", [])
    assert f"Release date: {long_date(days(60))} (it was {long_date(was)})" in body
    assert "Check it, and send it to the prison before" in body
    with app.app_context():
        event = db.session.scalars(db.select(Event).where(Event.licence_id.is_(None))).one()
        assert event.action == "record-changed" and event.detail["came"]["by"] == "an import of records"
        moved = {each["fact"]: (each["was"], each["now"]) for each in event.detail["changes"]}
    assert moved["licence_start"] == (was.isoformat(), days(60).isoformat())
    assert chain(app, draft)


def test_the_history_of_the_licence_says_what_moved_from_what_to_what_and_what_brought_it(app, draft):
    released_on(app, draft, days(60))
    comes(app, case_of(app, draft), lastName="Newname")
    for username in ("practitioner", "administrator"):
        client = as_user(app, username)
        client.get(f"/licence/{draft}")
        said = words(client)
        assert said.count("The record of the person changed") == 2
        assert f"is now {long_date(days(60))} (worked out from the record)." in said
        assert "Last name was Testwick and is now Newname (the prison record)." in said
        assert "It came by an import of records." in said


def test_the_same_record_again_tells_nobody_and_keeps_nothing(app, draft):
    released_on(app, draft, days(60))
    before = (told(app, draft), events_of(app, draft))
    assert released_on(app, draft, days(60)).changed == 0
    assert (told(app, draft), events_of(app, draft)) == before


def test_dates_that_count_for_no_licence_tell_nobody(app, draft):
    comes(app, case_of(app, draft), sentenceStartDate=days(-400), sentenceExpiryDate=days(900), gender="Male")
    assert named(app, draft) == []


def test_the_page_of_an_approved_licence_says_what_changed_before_it_is_printed(app, printing_is_quick):
    licence_id = put(app, "approved")
    case_id = case_of(app, licence_id)
    comes(app, case_id, sentenceExpiryDate=days(901), licenceExpiryDate=days(900), lastName="Newname")
    assert named(app, licence_id)[-2:] == ["dates-changed", "dates-changed-for-prison"]
    for username in ("practitioner", "administrator", "approver"):
        client = as_user(app, username)
        client.get(f"/licence/{licence_id}")
        assert "The record changed after this licence was sent" in words(client)
        assert "Before you print it, find out whether it must be edited" in words(client)
        assert f"is now {long_date(days(900))}" in words(client) and "Newname" in words(client)
    assert status_of(app, licence_id) == "approved"


def test_a_release_that_moves_into_the_hard_stop_by_day_times_the_draft_out_at_once(app, draft):
    released_on(app, draft, days(1))
    assert status_of(app, draft) == "timed-out"
    client = as_user(app, "administrator")
    client.get(f"/case/{case_of(app, draft)}/start")
    client.submit()
    with app.app_context():
        newest = db.session.scalars(db.select(Licence).order_by(Licence.id.desc())).first()
        assert (newest.purpose, newest.parent_id) == ("hard-stop", draft)


def test_a_draft_that_the_clock_has_not_timed_out_yet_gives_way_to_the_prisons_standard_licence(app, draft):
    change_case(app, case_of(app, draft), licence_start=days(1), confirmed_release=days(1))
    assert status_of(app, draft) == "in-progress"
    client = as_user(app, "administrator")
    client.get(f"/case/{case_of(app, draft)}/start")
    client.submit()
    assert status_of(app, draft) == "timed-out" and events_of(app, draft)[-1] == "time-out"
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/case/{case_of(app, draft)}/start", follow_redirects=True)
    assert "There is one licence for each release" in practitioner.page.html


def test_out_of_the_hard_stop_for_eight_hours_the_standard_licence_ends_and_the_draft_goes_on_with_its_answers(
    app,
):
    draft = started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    written = answers_of(app, draft)
    released_on(app, draft, days(1))
    client = as_user(app, "administrator")
    client.get(f"/case/{case_of(app, draft)}/start")
    client.submit()
    with app.app_context():
        standard = db.session.scalar(db.select(db.func.max(Licence.id)))
    released_on(app, draft, days(40))
    jobs = ("end-standard-licences-out-of-hard-stop", "reopen-drafts-out-of-hard-stop")
    runs(app, *jobs)
    assert (status_of(app, draft), status_of(app, standard)) == ("timed-out", "in-progress"), (
        "a slip can be put right"
    )
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(hours=8)
    runs(app, *jobs, *jobs)
    assert (status_of(app, draft), status_of(app, standard)) == ("in-progress", "inactive")
    assert answers_of(app, draft) == written
    assert "standard-not-needed" in named(app, standard) and named(app, draft)[-1] == "reopened"
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{draft}")
    practitioner.follow("Write the licence")
    assert chain(app, draft)


def test_a_release_that_moves_back_into_the_hard_stop_within_eight_hours_undoes_nothing(app, draft):
    for day in (days(1), days(40), days(1)):
        released_on(app, draft, day)
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(hours=9)
    runs(app, "end-standard-licences-out-of-hard-stop", "reopen-drafts-out-of-hard-stop")
    assert status_of(app, draft) == "timed-out"


def test_a_new_practitioner_and_a_new_prison_are_told_where_the_licence_stands(app, draft):
    other = {"code": "N01A002", "username": "colleague", "email": "morgan@example.com"}
    comes(app, case_of(app, draft), manager=other, prisonId="ZBI", prisonName=None)
    assert named(app, draft) == ["arrived", "allocated"]
    assert "is being written" in told(app, draft)[0][1] and "is being written" in told(app, draft)[1][1]
    with app.app_context():
        assert db.session.scalars(db.select(Message.address)).all()[1] == "morgan@example.com"


def test_a_practitioner_who_is_allocated_late_is_told_at_once_by_when_the_licence_must_be_sent(app, draft):
    released_on(app, draft, days(7))
    comes(app, case_of(app, draft), manager={"username": "colleague", "email": "morgan@example.com"})
    (notice, body) = told(app, draft)[-1]
    assert notice == "allocated-late" and "send it to the prison before" in body
    with app.app_context():
        assert db.session.scalars(db.select(Message).order_by(Message.id.desc())).first().is_urgent


@pytest.fixture
def in_force(app, printing_is_quick) -> int:
    licence_id = put(app, "approved")
    comes(app, case_of(app, licence_id), status="INACTIVE OUT", **dict.fromkeys(RELEASE, days(0)))
    runs(app, "activate-licences")
    assert status_of(app, licence_id) == "active"
    return licence_id


RECALLED = {"recallSentences": ["STANDARD"], "recall": True, "postRecallReleaseDate": days(300)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (RECALLED, "The person was recalled (a standard recall)."),
        (
            RECALLED | {"recallSentences": ["STANDARD", "FIXED_TERM"]},
            "The person was recalled (a standard recall).",
        ),
        (RECALLED | {"recallSentences": ["FIXED_TERM"]}, "The person was recalled (a fixed-term recall)."),
        ({"postRecallReleaseDate": days(1)}, "the record has a new post-recall release date."),
        ({"sentenceStartDate": days(1)}, "The person was sentenced again after the licence started."),
        ({"confirmedReleaseDate": days(1)}, "The record now gives a release that is still to come."),
    ],
)
def test_a_licence_in_force_ends_when_the_record_says_so_and_says_why(app, in_force, change, reason):
    comes(app, case_of(app, in_force), **change)
    assert status_of(app, in_force) == "inactive"
    client = as_user(app, "practitioner")
    client.get(f"/licence/{in_force}")
    assert reason in words(client) and "Ended: the record of the person changed" in words(client)
    assert named(app, in_force)[-1] == "deactivated" and reason in told(app, in_force)[-1][1]
    assert chain(app, in_force)


@pytest.mark.parametrize(
    "change",
    [
        {"postRecallReleaseDate": days(0)},
        {"sentenceStartDate": days(0)},
        {"licenceExpiryDate": days(500)},
        {"prisonId": "OUT", "prisonName": None},
        {"bookingId": None, "status": None},
    ],
)
def test_a_licence_in_force_goes_on_through_other_changes_and_is_listed_read_and_printed(
    app, in_force, change
):
    comes(app, case_of(app, in_force), **change)
    assert status_of(app, in_force) == "active"
    for username, listed in (("practitioner", "mine-after"), ("administrator", "on-probation")):
        client = as_user(app, username)
        client.get(f"/people/{listed}")
        assert "Testwick" in words(client), (username, change)
        client.get(f"/licence/{in_force}")
        paper = press(client, f"/licence/{in_force}/print", shown=f"/licence/{in_force}")
        assert paper.status_code == 200, (username, change)


def test_a_licence_in_force_ends_on_its_own_day_whatever_a_later_booking_says(app, in_force):
    with app.app_context():
        end = db.session.get_one(Licence, in_force).end
    comes(
        app,
        case_of(app, in_force),
        bookingId="7654321",
        licenceExpiryDate=days(3),
        sentenceExpiryDate=days(3),
    )
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=10)
    runs(app, "expire-licences")
    assert status_of(app, in_force) == "active"
    comes(
        app,
        case_of(app, in_force),
        licenceExpiryDate=end + dt.timedelta(400),
        sentenceExpiryDate=end + dt.timedelta(400),
    )
    app.config["CLOCK_FIXED_AT"] += end - days(0)
    runs(app, "expire-licences")
    assert status_of(app, in_force) == "inactive"
