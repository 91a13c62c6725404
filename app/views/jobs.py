"""The jobs of the clock, for support: when each ran, what it did, what failed, when it runs next, and to run one now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.access import NotFound
from app.domain.words import moment_in_words, uncapitalised
from app.jobs.done import Done
from app.jobs.jobs import JOBS, Errand, Job
from app.models.base import db
from app.models.job_run import StartedBy
from app.models.security_event import Kind
from app.store import job_runs, security_events
from app.views.only_support import only_support

jobs = Blueprint("jobs", __name__, url_prefix="/jobs")
only_support(
    jobs,
    "the jobs of the clock",
    rule="Support sees to it that the work of each night is done.",
    next_step="If a licence did not change when it should have, tell support.",
)
MOST = 20
LATE = dt.timedelta(minutes=15)
"""How long after a job was due, and did not begin, this is said."""


@jobs.get("")
def index() -> str:
    """Every job, with its newest run."""
    newest = job_runs.newest()
    return render_template(
        "jobs.html",
        rows=[_row(job, newest.get(job.name)) for job in JOBS.values()],
        back_url=url_for("home.show"),
    )


def _row(job: Job | Errand, run: Any) -> dict[str, Any]:
    now = clock.now()
    was_due = job.schedule.last(now)
    begun = run.started_at if run else None
    return {
        "words": job.words,
        "url": url_for("jobs.show", name=job.name),
        "run": _told(job, run) if run else None,
        "next": moment_in_words(job.schedule.next(now)),
        "when": job.schedule.words,
        "late": moment_in_words(was_due)
        if now - was_due > LATE and (begun is None or begun < was_due)
        else None,
    }


def _told(job: Job | Errand, run: Any) -> dict[str, Any]:
    """What people read of a run."""
    by = {
        StartedBy.SCHEDULE.value: "The schedule",
        StartedBy.COMMAND.value: "The command line",
        StartedBy.PERSON.value: run.by_name,
    }[run.started_by]
    done = Done(run.moved, run.left, run.failed, run.because)
    if run.started_at is None:
        did = "It is about to begin"
    elif run.fault:
        did = f"It failed ({run.fault})"
        did += ". It is tried again by itself" if run.tries < job_runs.MOST_TRIES else ""
    elif run.ended_at is None:
        is_alive = run.heard_at > clock.of_machine() - job_runs.LEASE
        did = "It is running" if is_alive else "It stopped before its end. It is begun again by itself"
    else:
        did = done.in_words(job.noun)
    return {
        "when": moment_in_words(run.started_at or run.slot),
        "by": by,
        "did": did,
        "is_bad": bool(run.fault or run.failed),
    }


def _found(name: str) -> Job | Errand:
    if name not in JOBS:
        raise NotFound
    return JOBS[name]


@jobs.get("/<name>")
def show(name: str) -> str:
    """One job with its newest runs."""
    job = _found(name)
    rows = job_runs.of_job(name, MOST)
    row = _row(job, rows[0] if rows else None)
    about = [("When it runs", row["when"]), ("Next", row["next"]), ("Name on the command line", name)]
    return render_template(
        "job.html",
        job=job,
        late=row["late"],
        about=about,
        runs=[_told(job, run) for run in rows],
        run_url=url_for("jobs.ask", name=name),
        back_url=url_for("jobs.index"),
    )


@jobs.get("/<name>/run")
def ask(name: str) -> str:
    """Ask whether to run it now."""
    job = _found(name)
    return render_template(
        "confirm.html",
        title="Run this job now?",
        section="Jobs",
        caption=job.words,
        paragraphs=(
            "It does what is due now and has not been done. What is done is never done twice, so it can be run at any time.",
            "It begins within a minute. It is kept that you asked for it.",
        ),
        button="Run it now",
        cancel_url=url_for("jobs.show", name=name),
    )


@jobs.post("/<name>/run")
def run_now(name: str) -> Response:
    """Let it run as soon as a runner comes to it."""
    job = _found(name)
    if job_runs.ask(name, current_user):
        security_events.note(Kind.JOB_ASKED, current_user, current_user, detail=name)
        flash(f"You asked for it: “{uncapitalised(job.words)}” begins within a minute.")
    else:
        flash("Somebody asked for this already. It begins within a minute.")
    db.session.commit()
    return redirect(url_for("jobs.show", name=name))
