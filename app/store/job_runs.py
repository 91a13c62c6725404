"""Keeping the runs of jobs: of any number of runners of one slot one runs it, and one that died is found and followed.

A run is taken by its row, for as long as it is heard of. Each of these commits, but for `hear`, which is part of the batch
that it tells of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, update

from app import clock
from app.database import Taken
from app.models.base import db
from app.models.job_run import JobRun, StartedBy
from app.models.user import User

LEASE = dt.timedelta(minutes=10)
"""How long a run may say nothing before another takes its place: longer than the slowest batch, or a sending of messages."""
MOST_TRIES = 5
"""How often a run for a slot is begun, when each before it ended by a fault or died."""


@dataclass(frozen=True)
class Slot:
    """What a run is for: a job, and the moment of its schedule, or that at which it was asked for."""

    job: str
    at: dt.datetime


def _can_begin(now: dt.datetime) -> Any:
    """Whether nobody runs it, nor has to its end."""
    is_silent = or_(JobRun.heard_at.is_(None), JobRun.heard_at < now - LEASE)
    waits = or_(and_(JobRun.ended_at.is_(None), is_silent), JobRun.fault.is_not(None))
    return and_(waits, JobRun.tries < MOST_TRIES)


def begin(slot: Slot, started_by: StartedBy, day: dt.date) -> int | None:
    """Take a slot to run it now; the number of the run, None where somebody else runs it or has, or it failed too often."""
    now = clock.of_machine()
    its_own = (JobRun.job == slot.job, JobRun.slot == slot.at)
    begun = {"started_at": now, "heard_at": now, "ended_at": None, "fault": None, "day": day}
    taken = db.session.scalar(
        update(JobRun)
        .where(*its_own, _can_begin(now))
        .values(**begun, tries=JobRun.tries + 1)
        .returning(JobRun.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None and db.session.scalar(select(JobRun.id).where(*its_own)) is None:
        run = JobRun(job=slot.job, slot=slot.at, started_by=started_by, tries=1, **begun)
        db.session.add(run)
        try:
            db.session.flush()
            taken = run.id
        except Taken:  # another runner was first
            db.session.rollback()
    db.session.commit()
    return taken


def hear(number: int, moved: int) -> None:
    """Say that a run goes on, and how much it has done by now."""
    _change(number, heard_at=clock.of_machine(), moved=moved)


def end(number: int, moved: int, left: int, failed: int, because: Mapping[str, int]) -> None:
    """Keep what a run did."""
    now = clock.of_machine()
    _change(number, ended_at=now, heard_at=now, moved=moved, left=left, failed=failed, because=dict(because))
    db.session.commit()


def end_by_fault(number: int, fault: str) -> None:
    """Keep the kind of fault that ended a run."""
    _change(number, ended_at=clock.of_machine(), fault=fault[:100])
    db.session.commit()


def _change(number: int, **values: Any) -> None:
    change = update(JobRun).where(JobRun.id == number).values(values)
    db.session.execute(change.execution_options(synchronize_session=False))


def drop_idle_before(number: int, job: str) -> None:
    """Forget the runs of a job before this one that ended well and moved nothing: it runs all day."""
    db.session.execute(
        delete(JobRun)
        .where(JobRun.job == job, JobRun.id < number, JobRun.ended_at.is_not(None), JobRun.fault.is_(None))
        .where(JobRun.moved == 0, JobRun.failed == 0)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def left_to_run(slots: Sequence[Slot]) -> list[Slot]:
    """Those of some slots that nobody runs nor has run, in their order."""
    now = clock.of_machine()
    rows = db.session.execute(
        select(JobRun.job, JobRun.slot, _can_begin(now).label("can_begin")).where(
            JobRun.slot >= min((slot.at for slot in slots), default=now),
            JobRun.job.in_([s.job for s in slots]),
        )
    )
    shut = {Slot(row.job, row.slot) for row in rows if not row.can_begin}
    return [slot for slot in slots if slot not in shut]


def asked() -> list[Slot]:
    """The slots that people asked for and that nobody runs nor has run, the oldest first."""
    rows = db.session.execute(
        select(JobRun.job, JobRun.slot)
        .where(JobRun.started_by == StartedBy.PERSON, _can_begin(clock.of_machine()))
        .order_by(JobRun.id)
    )
    return [Slot(row.job, row.slot) for row in rows]


def ask(job: str, by: User) -> bool:
    """Let a job run as soon as a runner comes to it; False where somebody has asked for that already and it waits yet.
    The caller commits."""
    waits = select(JobRun.id).where(JobRun.job == job, JobRun.started_at.is_(None))
    if db.session.scalar(waits.limit(1)) is not None:
        return False
    now = clock.of_machine()
    db.session.add(JobRun(job=job, slot=now, started_by=StartedBy.PERSON, by_id=by.id))
    return True


_WITH_NAMES = select(*JobRun.__table__.columns, User.name.label("by_name")).join(
    User, User.id == JobRun.by_id, isouter=True
)
"""Runs, with the name of who asked for each."""


def newest() -> dict[str, Any]:
    """The newest run of each job."""
    of_each = select(func.max(JobRun.id)).group_by(JobRun.job)
    return {row.job: row for row in db.session.execute(_WITH_NAMES.where(JobRun.id.in_(of_each)))}


def of_job(job: str, most: int) -> Sequence[Any]:
    """The newest runs of a job."""
    return db.session.execute(
        _WITH_NAMES.where(JobRun.job == job).order_by(JobRun.id.desc()).limit(most)
    ).all()
