"""flask rollout: where the service is in use, by prison and probation delivery unit."""

from __future__ import annotations

import datetime as dt
import re
import sys
from typing import NoReturn

import click
from flask.cli import AppGroup

from app import clock
from app.domain.licence.rollout import MEANWHILE, Site, Switch, fault_of_turns
from app.domain.words import counted
from app.lists.sites import find
from app.models.base import db
from app.moves import sites as moves
from app.store import sites
from app.store.sites import KINDS, PRISON

rollout_cli = AppGroup("rollout", help="Where the service is in use: what was never set is on.")
_KIND = click.argument("kind", type=click.Choice(list(KINDS)))
_DAY = click.DateTime(["%Y-%m-%d"])


@rollout_cli.command("list")
def list_sites() -> None:
    """List every place that was ever switched: kind, code and how it stands."""
    for (kind, code), switch in sorted(sites.switches().items()):
        click.echo("\t".join([kind, code, switch.in_words(clock.today())]))


@rollout_cli.command("show")
@_KIND
@click.argument("code")
def show(kind: str, code: str) -> None:
    """Show how the switch of KIND CODE stands."""
    switch = _site(kind, code).switch
    click.echo(f"In use: {switch.in_words(clock.today())}\nMeanwhile: {switch.meanwhile or MEANWHILE}")


@rollout_cli.command("set")
@_KIND
@click.argument("code")
@click.option("--on-from", type=_DAY, help="The first day on which licences are started there.")
@click.option("--off-from", type=_DAY, help="The first day on which none are started any more.")
@click.option("--meanwhile", help="What people do while it is off.")
def set_(
    kind: str, code: str, on_from: dt.datetime | None, off_from: dt.datetime | None, meanwhile: str | None
) -> None:
    """Set the switch of KIND CODE; a day that is not given is none. A delivery unit need not have people yet."""
    site = _site(kind, code)
    to = Switch(
        on_from.date() if on_from else None,
        off_from.date() if off_from else None,
        " ".join((meanwhile or "").split())[:500] or None,
    )
    if fault := fault_of_turns(to, site.switch, clock.today()):
        _refuse(f"{fault[1]}.")
    told = moves.switch(site, to, None)
    db.session.commit()
    click.echo(
        f"{site.name}: {to.in_words(clock.today())}." + (f" {counted(told, 'account')} told." if told else "")
    )


def _site(kind: str, code: str) -> Site:
    code = code.upper() if kind == PRISON else code
    if found := find(kind, code):
        return found
    if kind == PRISON:
        _refuse(f"There is no prison {code}: add it with flask prison add.")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", code):
        _refuse("The code of a delivery unit is 1 to 20 letters and digits.")
    return Site(kind, code, code)


def _refuse(why: str) -> NoReturn:
    db.session.rollback()
    click.echo(why, err=True)
    sys.exit(1)
