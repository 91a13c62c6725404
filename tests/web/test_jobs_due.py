"""When jobs are due and who runs them: each slot once, however many runners there are; and what support sees of it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.domain.words import LONDON
from app.jobs import beside, jobs, runner
from app.jobs.done import Done
from app.jobs.jobs import JOBS
from app.jobs.schedule import MONDAYS, WORKING_WEEK, Every, at
from app.models.base import db
from app.models.job_run import JobRun, StartedBy
from app.models.security_event import SecurityEvent
from app.store import job_runs
from app.store.job_runs import Slot
from tests.support.moving import words
from tests.support.needs import ROOT
from tests.support.standing import as_user

NAME = "expire-licences"
NIGHT = at("03:00", "18:00")


def london(words: str) -> dt.datetime:
    return dt.datetime.fromisoformat(words).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("schedule", "now", "last", "following"),
    [
        (NIGHT, "2026-11-23T02:59", "2026-11-22T18:00", "2026-11-23T03:00"),
        (NIGHT, "2026-11-23T03:00", "2026-11-23T03:00", "2026-11-23T18:00"),
        (NIGHT, "2026-07-01T23:00", "2026-07-01T18:00", "2026-07-02T03:00"),  # summer time
        (
            at("01:30", on=WORKING_WEEK),
            "2026-11-22T12:00",
            "2026-11-20T01:30",
            "2026-11-23T01:30",
        ),  # a Sunday
        (at("09:00", on=MONDAYS), "2026-11-23T08:59", "2026-11-16T09:00", "2026-11-23T09:00"),
        (Every(1), "2026-11-23T10:00:59", "2026-11-23T10:00", "2026-11-23T10:01"),
        (Every(60), "2026-07-01T00:59", "2026-07-01T00:00", "2026-07-01T01:00"),
    ],
)
def test_a_schedule_says_its_last_slot_and_its_next_in_london(
    schedule: Any, now: str, last: str, following: str
) -> None:
    assert schedule.last(london(now)) == london(last)
    assert schedule.next(london(now)) == london(following)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_on_the_days_on_which_clocks_change_each_slot_comes_once(day: str) -> None:
    """01:30 is missing on the one and comes twice on the other."""
    schedule = at("01:30")
    moment, slots = london(f"{day}T00:00").astimezone(dt.UTC), set()
    for minute in range(0, 24 * 60, 10):
        slots.add(schedule.last(moment + dt.timedelta(minutes=minute)))
    assert len(slots - {schedule.last(moment)}) == 1


def test_a_schedule_says_itself_in_words() -> None:
    assert at("01:30", on=WORKING_WEEK).words == "1:30am, Monday to Friday"
    assert JOBS["activate-licences"].schedule.words.endswith("3:10pm and 6:10pm, every day")
    assert (Every(1).words, Every(60).words) == ("Every minute", "Every hour")


def set_clock(app: Flask, words: str) -> None:
    app.config["CLOCK_FIXED_AT"] = london(words)


@pytest.fixture
def moments(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The machine's clock, which the test moves: the last of these."""
    found = [dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)]
    monkeypatch.setattr(clock, "of_machine", lambda: found[-1])
    return found


def later(moments: list[dt.datetime], **by: int) -> None:
    moments.append(moments[-1] + dt.timedelta(**by))


def runs(app: Flask, name: str = NAME) -> list[tuple[str, int, bool]]:
    """How each run of a job was started, how often it was begun, and whether it ended well."""
    with app.app_context():
        rows = db.session.scalars(db.select(JobRun).where(JobRun.job == name).order_by(JobRun.id))
        return [(row.started_by, row.tries, row.ended_at is not None and not row.fault) for row in rows]


def test_what_is_due_is_run_once_and_what_was_missed_for_half_a_day_is_left(app: Flask) -> None:
    set_clock(app, "2026-11-23T04:05")  # a Monday
    with app.app_context():
        due = [slot.job for slot in runner.due()]
    assert due.index("time-out-licences") < due.index("activate-licences") < due.index(NAME)
    assert "send-messages" in due and "warn-licence-review-overdue" not in due
    with app.app_context():
        runner.run_due()
        assert [slot.job for slot in runner.due()] == []
    set_clock(app, "2026-11-23T16:01")
    with app.app_context():
        assert NAME not in [slot.job for slot in runner.due()]
        assert "activate-licences" in [slot.job for slot in runner.due()]
    assert runs(app) == [("schedule", 1, True)]


def test_of_two_runners_of_one_slot_one_runs_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    slot, meet, began = Slot(NAME, london("2026-11-23T04:00")), threading.Barrier(2), []

    def run(*given: Any, **named: Any) -> Done:
        began.append(1)
        time.sleep(0.2)
        return Done(3)

    def runner_of() -> None:
        with app.app_context():
            meet.wait()
            found.append(runner.run_slot(slot))

    found: list[Done | None] = []
    monkeypatch.setattr(runner, "run", run)
    threads = [threading.Thread(target=runner_of) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(began) == 1 and sorted(found, key=str) == [Done(3), None]
    assert runs(app) == [("schedule", 1, True)]


def test_a_run_that_died_is_begun_again_once_it_was_silent_for_long(
    app: Flask, moments: list[dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(app, "2026-11-23T04:01")

    class Died(BaseException):
        pass

    def die(*given: Any, beat: Any, **named: Any) -> Done:
        beat(2)
        db.session.commit()
        raise Died

    with monkeypatch.context() as patched, app.app_context():
        patched.setattr(runner, "run", die)
        with pytest.raises(Died):
            runner.run_slot(Slot(NAME, JOBS[NAME].schedule.last(clock.now())))
    with app.app_context():
        assert NAME not in [slot.job for slot in runner.due()], "it may be running"
        later(moments, minutes=11)
        assert NAME in [slot.job for slot in runner.due()]
        runner.run_due()
    assert runs(app) == [("schedule", 2, True)]


def test_a_run_that_fails_is_kept_and_tried_again_and_stops_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(app, "2026-11-23T04:01")

    def fail(job: Any, *given: Any, **named: Any) -> Done:
        if job.name == "activate-licences":
            raise ValueError("Ada Lovelace")
        return Done()

    with app.app_context():
        monkeypatch.setattr(runner, "run", fail)
        for _ in range(7):
            runner.run_due()
        row = db.session.scalars(db.select(JobRun).where(JobRun.job == "activate-licences")).one()
        assert (row.fault, row.tries) == ("ValueError", job_runs.MOST_TRIES)
    assert runs(app) == [("schedule", 1, True)]


def test_a_job_that_is_due_all_day_keeps_no_row_for_each_time_that_it_did_nothing(app: Flask) -> None:
    for minute in range(5):
        set_clock(app, f"2026-11-23T10:0{minute}")
        with app.app_context():
            runner.run_due()
            if minute == 0:  # in which it sent what others wrote
                db.session.execute(db.delete(JobRun).where(JobRun.job == "send-messages"))
                db.session.commit()
    assert runs(app, "send-messages") == [("schedule", 1, True)]


def test_a_night_runs_every_job_in_order_and_goes_on_after_one_that_fails(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "nightly", "--today", "2026-11-23"])
    assert result.exit_code == 0, result.output
    told = [line.partition(":")[0] for line in result.stdout.splitlines()]
    assert told == [job.words for job in JOBS.values() if job.schedule != Every(1)]
    assert runs(app) == [("command", 1, True)]
    with app.app_context():
        assert db.session.scalars(db.select(JobRun.day)).first() == dt.date(2026, 11, 23)

    def fail(*given: Any) -> None:
        raise ValueError("Ada Lovelace")

    monkeypatch.setattr(jobs, "move_each", fail)
    result = app.test_cli_runner().invoke(args=["jobs", "nightly", "--today", "2026-11-23"])
    assert result.exit_code == 1 and "Ada" not in result.output
    assert result.stderr.count("it failed (ValueError)") >= 3 and "can be run again" in result.stderr
    assert len(result.stdout.splitlines()) < len(told)
    trial = app.test_cli_runner().invoke(args=["jobs", "nightly", "--dry-run"])
    assert trial.exit_code == 0 and trial.stdout.count("would be looked at.") == len(told)
    assert len(runs(app)) == 2


def test_support_sees_every_job_and_lets_one_run_again(app: Flask) -> None:
    set_clock(app, "2026-11-23T04:05")
    client = as_user(app, "support")
    client.get("/")
    client.get("/jobs")
    page = words(client)
    assert "It has not run yet" in page and "Late: it was due on 23 November 2026 at 4am" not in page
    set_clock(app, "2026-11-23T04:20")
    client.get("/jobs")
    assert "Late: it was due on 23 November 2026 at 4am" in words(client)
    with app.app_context():
        runner.run_due()
    client.get(f"/jobs/{NAME}")
    page = words(client)
    assert "0 licences" in page and "by: The schedule" in page and "4am, every day" in page
    client.get(f"/jobs/{NAME}/run")
    client.submit({})
    assert "begins within a minute" in words(client)
    assert "It is about to begin" in words(client)
    client.sends_csrf = True
    assert client.post(f"/jobs/{NAME}/run", data={}).status_code == 302  # a double click
    assert [each[0] for each in runs(app)] == ["schedule", "person"]
    with app.app_context():
        assert db.session.scalars(
            db.select(SecurityEvent.detail).where(SecurityEvent.kind == "job-asked")
        ).all() == [NAME]
        runner.run_due()
    assert runs(app) == [("schedule", 1, True), ("person", 1, True)]
    client.get(f"/jobs/{NAME}")
    assert "by: " in words(client) and client.get("/jobs/nothing").status_code == 404


def test_support_sees_what_failed_and_what_died(app: Flask, moments: list[dt.datetime]) -> None:
    set_clock(app, "2026-11-23T04:05")
    slot = Slot(NAME, london("2026-11-23T04:00"))
    client = as_user(app, "support")
    with app.app_context():
        number = job_runs.begin(slot, StartedBy.SCHEDULE, dt.date(2026, 11, 23))
        assert number
    client.get("/jobs")
    assert "It is running" in words(client)
    later(moments, minutes=11)
    client.get("/jobs")
    assert "It stopped before its end. It is begun again by itself" in words(client)
    with app.app_context():
        job_runs.end_by_fault(number, "OperationalError")
    client.get("/jobs")
    assert "It failed (OperationalError). It is tried again by itself" in words(client)
    with app.app_context():
        assert job_runs.begin(slot, StartedBy.SCHEDULE, dt.date(2026, 11, 23)) == number
        job_runs.end(number, 4, 2, 1, {"It failed": 1, "This licence has not ended": 1})
    client.get("/jobs")
    assert "4 licences, 2 left as they were (It failed: 1; This licence has not ended: 1)" in words(client)


@pytest.mark.one_database
def test_beside_the_server_what_is_due_is_run_until_that_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(beside, "run_due", lambda goes_on: looks.append(1))
    monkeypatch.setattr(beside, "LOOKS", 0.02)
    monkeypatch.setattr(beside, "STEP", 0.01)
    parents = iter([7, 7, 7, 7, 7, 1, 1, 1, 1])
    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(signal, "signal", lambda *given: None)
    beside.work(app, beside=7)
    assert looks


@pytest.mark.one_database
def test_jobs_work_runs_what_is_due_and_ends_when_it_is_told_to(app: Flask) -> None:
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"],
        cwd=ROOT,
        env=os.environ | {"CONFIG": "demo", "DATABASE_URL": address},
        stderr=subprocess.PIPE,
    )
    ends = time.monotonic() + 60
    while not runs(app, "send-messages") and time.monotonic() < ends:
        time.sleep(0.2)
    worker.terminate()
    assert worker.wait(60) == 0 and runs(app, "send-messages")
