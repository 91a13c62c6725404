"""flask audit: reads the evidence that the service keeps."""

from __future__ import annotations

import sys
from typing import TextIO

import click
from flask.cli import AppGroup

from app.database import reading
from app.domain.words import counted
from app.store import heads
from app.store.audit import Count, first_fault

audit_cli = AppGroup("audit", help="What the service keeps as evidence, and lines that seal it.")


@audit_cli.command("verify")
@click.option(
    "--heads",
    "lines",
    type=click.File(),
    help="Lines that `flask audit heads` wrote, which must still be true.",
)
def verify(lines: TextIO | None) -> None:
    """Read every chain of events, every document, decision, message and question, the maps, the policies, what was done to them and the
    security events, and check that they hold and that the database guards them.

    All are read as they stand when it begins; the service can go on meanwhile.

    Exit status: 0 when everything holds, 1 at the first thing that does not, which is named.
    """
    count = Count()
    try:
        with reading():
            fault = first_fault(count) or next(heads.faults(lines) if lines else iter(()), None)
    except heads.NoKey as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    if fault:
        click.echo(f"Does not hold: {fault}.")
        sys.exit(1)
    read = [
        counted(count.cases, "case"),
        counted(count.events, "event"),
        counted(count.documents, "document"),
        counted(count.decisions, "decision"),
        counted(count.messages, "message"),
        counted(count.questions, "question"),
        counted(count.policies, "policy", "policies"),
        *(counted(number, noun) for noun, number in count.of_tables.items()),
        counted(count.maps, "file of maps", "files of maps"),
    ]
    click.echo(f"Everything holds: {', '.join(read)}.")


@audit_cli.command("heads")
def write_heads() -> None:
    """Print one line that seals, with AUDIT_KEY, everything that has happened so far.

    Keep a line a day outside the database: `flask audit verify --heads FILE` then finds a history that was cut off or
    made anew since, even where all its hashes fit.

    Exit status: 0, or 1 with the reason when nothing was written.
    """
    try:
        click.echo(heads.write())
    except heads.NoKey as error:
        click.echo(str(error), err=True)
        sys.exit(1)
