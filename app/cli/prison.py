"""flask prison: the prisons, and how to reach their offender management units."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app import clock
from app.models.base import db
from app.models.prison import Prison
from app.store import prisons
from app.store.prisons import PrisonFault
from app.store.sites import PRISON, switch_of

prison_cli = AppGroup("prison", help="The prisons, and how to reach their offender management units.")


@prison_cli.command("add")
@click.argument("code")
@click.option("--name", required=True)
@click.option("--email", help="Of its offender management unit: messages to the prison go there.")
@click.option("--telephone")
@click.option(
    "--contracted", is_flag=True, help="A contractor runs it: its controller decides, not a governor."
)
def add(code: str, name: str, email: str | None, telephone: str | None, contracted: bool) -> None:
    """Add the prison CODE. Exit status: 0 when it is stored, 1 with the reason when it is refused."""
    if prisons.find(code):
        _refuse(f"There is a prison {code.upper()} already: change it with flask prison set.")
    _store(code, name, email, telephone, contracted)


@prison_cli.command("set")
@click.argument("code")
@click.option("--name")
@click.option("--email", help='Of its offender management unit; "" for none.')
@click.option("--telephone", help='"" for none.')
@click.option("--contracted/--not-contracted", default=None, help="Whether a contractor runs it.")
def set_(
    code: str, name: str | None, email: str | None, telephone: str | None, contracted: bool | None
) -> None:
    """Change what is given of the prison CODE, and leave the rest."""
    prison = _prison(code)
    given = (
        (name, prison.name),
        (email, prison.omu_email),
        (telephone, prison.telephone),
    )
    new_name, new_email, new_telephone = (old if new is None else new for new, old in given)
    is_contracted = prison.is_contracted if contracted is None else contracted
    _store(code, new_name or "", new_email, new_telephone, is_contracted)


@prison_cli.command("list")
def list_prisons() -> None:
    """List the prisons: code, name, e-mail address and telephone number."""
    for each in prisons.all_prisons():
        click.echo("\t".join([each.code, each.name, each.omu_email or "-", each.telephone or "-"]))


@prison_cli.command("show")
@click.argument("code")
def show(code: str) -> None:
    """Show the prison CODE."""
    prison = _prison(code)
    click.echo(f"Code: {prison.code}\nName: {prison.name}")
    click.echo(f"E-mail: {prison.omu_email or '-'}\nTelephone: {prison.telephone or '-'}")
    click.echo(f"In use: {switch_of(PRISON, prison.code).in_words(clock.today())}")
    click.echo(f"Contracted: {'yes' if prison.is_contracted else 'no'}")


def _prison(code: str) -> Prison:
    return prisons.find(code) or _refuse(f"There is no prison {code.upper()}.")


def _store(code: str, name: str, email: str | None, telephone: str | None, is_contracted: bool) -> None:
    try:
        prison = prisons.set_prison(code, name, email, telephone, is_contracted)
    except PrisonFault as fault:
        _refuse(str(fault))
    db.session.commit()
    click.echo(f"Stored: {prison.code}, {prison.name}.")


def _refuse(why: str) -> Prison:
    db.session.rollback()
    click.echo(why, err=True)
    sys.exit(1)
