"""flask backup and flask restore: everything that the service keeps, in one file, and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.database import reading
from app.domain.words import counted
from app.store import audit
from app.store.backup import Said, Unfit, back_up
from app.store.backup import restore as restore_from


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def backup(file: Path) -> None:
    """Write everything that the service keeps to FILE, as it stands when this begins; the service can go on meanwhile.

    FILE holds personal data: only its owner can read it, and it is for you to encrypt.

    Exit status: 0 when it is written, 1 with the reason when it is not, or when it is but files of maps are lost.
    """
    try:
        said = back_up(file)
    except Unfit as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{file}: {_in_words(said)}.")
    if said.lost:
        click.echo(
            f"{counted(len(said.lost), 'file')} of maps could not be read, and would be missing: "
            f"{', '.join(each[:12] for each in said.lost)}.",
            err=True,
        )
        sys.exit(1)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Fill an empty database from FILE, which `flask backup` wrote, and read all the evidence in it.

    Exit status: 0 when everything is restored and holds, 1 with the reason when nothing was restored, 2 when all of it
    was but something does not hold, which is named.
    """
    try:
        said = restore_from(file)
    except Unfit as error:
        click.echo(f"{error} Nothing was restored.", err=True)
        sys.exit(1)
    click.echo(f"Restored as of {said.made_at}: {_in_words(said)}.")
    with reading():
        fault = audit.first_fault(audit.Count())
    if fault:
        click.echo(f"Does not hold: {fault}.", err=True)
        sys.exit(2)
    click.echo("Everything holds.")


def _in_words(said: Said) -> str:
    tables = counted(len(said.tables), "table")
    return (
        f"{counted(said.rows, 'row')} of {tables}, with {counted(said.maps, 'file of maps', 'files of maps')}"
    )
