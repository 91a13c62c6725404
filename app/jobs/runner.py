"""Runs jobs when they are due, each slot once however many runners there are, and keeps what each run did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog

from app import clock
from app.jobs.done import Done
from app.jobs.jobs import JOBS, run
from app.jobs.schedule import Every
from app.models.base import db
from app.models.job_run import StartedBy
from app.store import job_runs
from app.store.job_runs import Slot

log = structlog.get_logger()

LATEST = dt.timedelta(hours=12)
"""How late a slot that was missed is still run."""


def due() -> list[Slot]:
    """What is to be run now: what people asked for, then the newest slot of each job, in the order of a night."""
    now = clock.now().astimezone(dt.UTC)
    newest = [Slot(job.name, job.schedule.last(now)) for job in JOBS.values()]
    asked = [slot for slot in job_runs.asked() if slot.job in JOBS]
    slots = asked + job_runs.left_to_run([slot for slot in newest if now - slot.at <= LATEST])
    db.session.rollback()
    return slots


def run_slot(slot: Slot, started_by: StartedBy = StartedBy.SCHEDULE) -> Done | None:
    """Run a job for a slot; None where another runner does or has. What ends it by a fault is raised once that is kept."""
    job, today = JOBS[slot.job], clock.today()
    number = job_runs.begin(slot, started_by, today)
    if number is None:
        return None
    log.info("job", job=job.name, run=number)
    try:
        done = run(job, today, beat=lambda moved: job_runs.hear(number, moved))
    except Exception as error:
        db.session.rollback()
        log.error("failed", job=job.name, run=number, exc_info=True)
        job_runs.end_by_fault(number, type(error).__name__)
        raise
    db.session.rollback()
    job_runs.end(number, done.moved, done.left, done.failed, done.because)
    if isinstance(job.schedule, Every):
        job_runs.drop_idle_before(number, job.name)
    log.info("job ended", job=job.name, run=number, moved=done.moved, left=done.left, failed=done.failed)
    return done


def run_now(name: str) -> Done:
    """Run a job because a command says so, whatever its schedule."""
    while (done := run_slot(Slot(name, clock.of_machine()), StartedBy.COMMAND)) is None:
        pass  # somebody else had this very moment
    return done


def run_due(goes_on: Callable[[], bool] = lambda: True) -> None:
    """Run everything that is due, one after the other; what fails stops nothing else."""
    for slot in due():
        if not goes_on():
            return
        try:
            run_slot(slot)
        except Exception:  # which is kept, logged, and tried again
            db.session.rollback()
