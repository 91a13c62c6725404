"""flask audit: reads the evidence that the service keeps."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.database import reading
from app.domain.words import counted
from app.store.audit import Count, faults

audit_cli = AppGroup(
    "audit", help="The history of every case, and the documents, decisions and messages in it."
)


@audit_cli.command("verify")
def verify() -> None:
    """Read every chain of events and every document, decision and message, and check that they hold.

    All are read as they stand when it begins; the service can go on meanwhile.

    Exit status: 0 when everything holds, 1 at the first thing that does not, which is named.
    """
    count = Count()
    with reading():
        fault = next(faults(count), None)
    if fault:
        click.echo(f"Does not hold: {fault}.")
        sys.exit(1)
    read = [
        counted(count.cases, "case"),
        counted(count.events, "event"),
        counted(count.documents, "document"),
        counted(count.decisions, "decision"),
        counted(count.messages, "message"),
    ]
    click.echo(f"Everything holds: {', '.join(read)}.")
