"""flask jobs: the work of the clock, by hand and by schedule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.database import Failures
from app.domain.words import LONDON, counted
from app.jobs import beside as on_sqlite
from app.jobs.jobs import JOBS, Errand, Job, run
from app.jobs.runner import due, run_now
from app.jobs.schedule import Every
from app.models.base import db

jobs_cli = AppGroup("jobs", help="The work of the clock.")

_TODAY = click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Run as on this day, YYYY-MM-DD.")
_DRY_RUN = click.option(
    "--dry-run", is_flag=True, help="Say how much would be looked at, and change nothing."
)


@jobs_cli.command("run")
@click.argument("name", type=click.Choice(sorted(JOBS)))
@_TODAY
@_DRY_RUN
def run_job(name: str, today: dt.datetime | None, dry_run: bool) -> None:
    """Run the job NAME now. It can be run at any time, twice, or on two machines at once."""
    _set_clock(today)
    _run(JOBS[name], dry_run)


@jobs_cli.command("nightly")
@_TODAY
@_DRY_RUN
def nightly(today: dt.datetime | None, dry_run: bool) -> None:
    """Run every job but those of every minute once, in the order of a night; one that fails stops no other."""
    _set_clock(today)
    failed = []
    for job in JOBS.values():
        if job.schedule == Every(1):
            continue
        try:
            _run(job, dry_run)
        except Exception as error:
            if isinstance(error, Failures):  # the next would fail as well
                raise
            db.session.rollback()
            failed.append(job.name)
            click.echo(f"{job.words}: it failed ({type(error).__name__}).", err=True)
    if failed:
        raise click.ClickException(f"These failed, and can be run again: {', '.join(failed)}.")


@jobs_cli.command("work")
@click.option("--beside", type=int, help="End with the process of this number, which started this one.")
def work(beside: int | None) -> None:
    """Run every job when it is due, until told to stop. On PostgreSQL on as many machines as you like."""
    service: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    due()  # or say at once that the database does not answer
    if db.engine.dialect.name == "sqlite":
        on_sqlite.work(service, beside)
    else:
        from app.jobs import queue  # which only this needs

        queue.work(service)


def _set_clock(today: dt.datetime | None) -> None:
    if today:
        current_app.config["CLOCK_FIXED_AT"] = today.replace(hour=12, tzinfo=LONDON)


def _run(job: Job | Errand, is_trial: bool) -> None:
    if is_trial:
        found = run(job, clock.today(), is_trial=True).moved
        click.echo(f"{job.words}: {counted(found, job.noun)} would be looked at.")
    else:
        click.echo(f"{job.words}: {run_now(job.name).in_words(job.noun)}.")
