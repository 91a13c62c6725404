"""On PostgreSQL, workers on any number of machines share the jobs out by procrastinate.

Each minute one of them looks at what is due by our own schedule, which is in London, as procrastinate's is in UTC. The
table of runs decides which slot is run, so that a job that is queued twice runs once. What a worker was doing that died is
queued again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
from typing import Any

from flask import Flask
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.engine import URL

from app.jobs.runner import due, run_slot
from app.models.base import db
from app.store.job_runs import Slot

AT_ONCE = 2
"""How many jobs a worker runs at once, so that messages do not wait for a long one."""
SHUTDOWN = 60
"""Seconds that a worker has to end what it does when it is told to stop."""


def queue_of(service: Flask) -> App:
    """The queue in the service's database, with its two tasks."""
    with service.app_context():
        url: URL = db.engine.url
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    own_schema = {"options": "-c search_path=procrastinate"}
    queue = App(connector=PsycopgConnector(conninfo=address, kwargs=own_schema, min_size=1))

    def run_job(job: str, at: str) -> None:
        with service.app_context():
            run_slot(Slot(job, dt.datetime.fromisoformat(at)))

    queued: Any = queue.task(name="run")(run_job)

    def look() -> list[Slot]:
        with service.app_context():
            return due()

    async def tick(timestamp: int) -> None:
        for stalled in await queue.job_manager.get_stalled_jobs():
            await queue.job_manager.retry_job(stalled)
        for slot in await asyncio.to_thread(look):
            lock = {"lock": slot.job, "queueing_lock": slot.job}  # no job runs twice at once, nor waits twice
            try:
                await queued.configure(**lock).defer_async(job=slot.job, at=slot.at.isoformat())
            except AlreadyEnqueued:
                pass

    queue.periodic(cron="* * * * *")(queue.task(name="tick", queueing_lock="tick")(tick))
    return queue


def work(service: Flask, *, wait: bool = True) -> None:
    """Work until told to stop; without `wait`, until nothing is left to do."""
    queue = queue_of(service)

    async def worker() -> None:
        async with queue.open_async():
            await queue.run_worker_async(
                name=socket.gethostname(),
                concurrency=AT_ONCE,
                delete_jobs="always",  # the table of runs keeps what they did
                shutdown_graceful_timeout=SHUTDOWN,
                wait=wait,
            )

    asyncio.run(worker())
