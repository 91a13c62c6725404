"""On PostgreSQL: workers take what is due from one queue, each job once, and what a dead worker left is done by another."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade

from app.domain.words import LONDON
from app.factory import create_app
from app.jobs.jobs import JOBS
from app.jobs.queue import queue_of
from app.jobs.runner import LATEST
from app.models.base import db
from app.models.job_run import JobRun
from tests.support.needs import ROOT, need_postgresql
from tests.support.sites import Site

MORNING = dt.datetime(2026, 11, 23, 4, 5, tzinfo=LONDON)
"""Of a Monday."""
DUE = {name for name, job in JOBS.items() if MORNING - job.schedule.last(MORNING) <= LATEST}


@pytest.fixture
def app(site_of: Callable[[str], Site]) -> Flask:
    """The service on PostgreSQL, its queue empty, early on a Monday."""
    need_postgresql()
    app = site_of("postgresql").reset()
    app.config["CLOCK_FIXED_AT"] = MORNING
    with app.app_context():
        empty = "TRUNCATE procrastinate.procrastinate_jobs, procrastinate.procrastinate_workers CASCADE"
        db.session.execute(db.text(empty))
        db.session.commit()
    return app


def queued(app: Flask) -> int:
    with app.app_context():
        return int(
            db.session.execute(db.text("SELECT count(*) FROM procrastinate.procrastinate_jobs")).scalar_one()
        )


def runs(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        rows = db.session.execute(
            db.select(JobRun.job, JobRun.tries).where(JobRun.ended_at.is_not(None)).order_by(JobRun.job)
        )
        return [(row.job, row.tries) for row in rows]


def work(app: Flask, workers: int = 1) -> None:
    """So many workers look at what is due and do it, until nothing is left."""

    async def worker(number: int) -> None:
        queue = queue_of(app)
        async with queue.open_async():
            await queue.tasks["tick"].configure(queueing_lock=f"tick {number}").defer_async(timestamp=0)
            await queue.run_worker_async(
                wait=False, concurrency=2, delete_jobs="always", install_signal_handlers=False
            )

    async def all_of_them() -> None:
        await asyncio.gather(*(worker(number) for number in range(workers)))

    asyncio.run(all_of_them())


def test_workers_run_what_is_due_each_job_once(app: Flask) -> None:
    work(app, workers=3)
    work(app)
    assert runs(app) == [(name, 1) for name in sorted(DUE)]
    assert queued(app) == 0, "the table of runs keeps what was done"


def test_what_a_dead_worker_left_is_done_by_another(app: Flask) -> None:
    with app.app_context():
        dead = db.session.execute(
            db.text(
                "INSERT INTO procrastinate.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
                " RETURNING id"
            )
        ).scalar_one()
        db.session.execute(
            db.text(
                "INSERT INTO procrastinate.procrastinate_jobs (queue_name, task_name, status, worker_id, args, lock)"
                " VALUES ('default', 'run', 'doing', :dead, CAST(:args AS jsonb), 'expire-licences')"
            ),
            {"dead": dead, "args": '{"job": "expire-licences", "at": "2026-11-23T03:59:00+00:00"}'},
        )
        db.session.commit()
    work(app)
    assert "warn-licence-review-overdue" not in DUE and dict(runs(app)).keys() >= DUE and queued(app) == 0
    assert [name for name, _ in runs(app)].count("expire-licences") == 2


@pytest.fixture
def worker(app: Flask) -> Iterator[Callable[[], Any]]:
    """Starts `flask jobs work` in a process of its own."""
    with app.app_context():
        address = db.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    started = []

    def start() -> Any:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"],
            cwd=ROOT,
            env=os.environ | {"CONFIG": "demo", "DATABASE_URL": address},
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_worker_does_what_is_due_by_itself_and_ends_when_it_is_told_to(
    app: Flask, worker: Callable[[], Any]
) -> None:
    process = worker()
    ends = time.monotonic() + 90
    while "send-messages" not in dict(runs(app)) and time.monotonic() < ends:
        time.sleep(0.3)
    assert "send-messages" in dict(runs(app))
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said.decode()[-2000:]


def test_the_tables_of_the_queue_are_those_of_the_version_that_is_installed() -> None:
    ours = (ROOT / "migrations" / "versions" / "0071_procrastinate.sql").read_text(encoding="utf-8")
    assert ours == (resources.files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8")


def test_the_tables_of_the_queue_come_and_go(empty_database: str, close: Callable[[Flask], None]) -> None:
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    there = db.text("SELECT count(*) FROM pg_namespace WHERE nspname = 'procrastinate'")
    with made.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
        for move, to, number in ((upgrade, "0071", 1), (downgrade, "0062", 0), (upgrade, "head", 1)):
            move(directory=str(ROOT / "migrations"), revision=to)
            assert not is_postgresql or db.session.execute(there).scalar_one() == number
            db.session.rollback()
        assert db.inspect(db.engine).has_table("job_runs")
    close(made)
