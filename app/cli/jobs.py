"""flask jobs: the work of the clock, one job at a time."""

from __future__ import annotations

import datetime as dt

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.domain.words import LONDON, counted
from app.jobs.done import Done
from app.jobs.jobs import JOBS, run

jobs_cli = AppGroup("jobs", help="The work of the clock.")


@jobs_cli.command("run")
@click.argument("name", type=click.Choice(sorted(JOBS)))
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Run as on this day, YYYY-MM-DD.")
@click.option("--dry-run", is_flag=True, help="Say how much would be looked at, and change nothing.")
def run_job(name: str, today: dt.datetime | None, dry_run: bool) -> None:
    """Run the job NAME now. It can be run at any time, twice, or on two machines at once."""
    if today:
        current_app.config["CLOCK_FIXED_AT"] = today.replace(hour=12, tzinfo=LONDON)
    job = JOBS[name]
    click.echo(f"{job.words}: {_in_words(run(job, clock.today(), dry_run), job.noun, dry_run)}.")


def _in_words(done: Done, noun: str, is_trial: bool) -> str:
    return f"{counted(done.moved, noun)} would be looked at" if is_trial else done.in_words(noun)
