"""flask cases: people from the prison and probation systems."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.domain.record.identity import identity_faults
from app.domain.record.read import LARGEST_FILE, RecordError, parse_records
from app.domain.words import counted
from app.integrations.bank_holidays import working_days
from app.moves import cases
from app.moves.cases import import_records

cases_cli = AppGroup("cases", help="People from the prison and probation systems.")


@cases_cli.command("import")
@click.argument("file")
def import_file(file: str) -> None:
    """Import the people in FILE ("-" for standard input): all of them, or none if any record is wrong.

    Only a record with letters that a licence cannot be printed with is left out alone.

    Exit status: 0 when they are stored, 1 with a line for each fault and nothing stored, 2 when FILE cannot
    be read, 3 when some were left out, with a line for each fault of theirs, and the others stored.
    """
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with open(file, "rb") as source:
                content = source.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        click.echo(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}", err=True)
        sys.exit(2)
    try:
        parsed = parse_records(content)
        counts = import_records(parsed, working_days())
    except RecordError as error:
        for fault in error.faults:
            click.echo(f"{file}: {fault}")
        sys.exit(1)
    left_out = {fault.position for fault in parsed.left_out}
    number = len(parsed.records)
    for fault in parsed.left_out:
        click.echo(f"{file}: {fault}")
    of = f" of {number + len(left_out)}" if left_out else ""
    click.echo(
        f"{number}{of} records: {counts.added} added, {counts.changed} changed, "
        f"{counts.unchanged} unchanged, {parsed.unknown_fields} unknown fields ignored."
    )
    people = (record.prisoner for record in parsed.records)
    if flagged := sum(bool(identity_faults(each.pnc_number, each.cro_number)) for each in people):
        have = counted(flagged, "person has", "people have")
        click.echo(
            f"{have} no PNC ID or CRO number, or a malformed one, which is flagged before a licence is printed."
        )
    if left_out:
        click.echo(
            f"{counted(len(left_out), 'record')} left out, and what was stored about {'that person' if len(left_out) == 1 else 'those people'} "
            "stays as it was. Ask whoever keeps the record to write it in letters that can be printed, such as a name in "
            "Latin letters, and import it again."
        )
        sys.exit(3)


@cases_cli.command("rework")
def rework() -> None:
    """Work out anew who is in scope and every date of all people, from the records that are stored.

    For a change of BANK_HOLIDAYS_FILE or HDC_CREATION, and after an upgrade that says so. It can be run at any time.
    """
    counts = cases.rework(working_days())
    click.echo(f"{counts.changed} changed, {counts.unchanged} unchanged.")
