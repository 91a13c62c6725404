"""flask demo: fill this installation with fictional people and accounts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from app import clock
from app.demo.accounts import USERS
from app.demo.places import PRISONS
from app.demo.records import people, released
from app.domain.clashes import rules as clashes
from app.domain.policy.read import check_policy
from app.domain.record.read import RecordError, parse_records
from app.integrations.bank_holidays import working_days
from app.integrations.sign_in import passwords
from app.models.base import db
from app.models.case import Case
from app.moves.cases import import_records
from app.moves.policies import PolicyExistsError, import_policy
from app.store.licences import with_licences
from app.store.prisons import set_prison
from app.store.users import add_demo_user

demo_cli = AppGroup("demo", help="Fictional people and accounts, in the demo configuration only.")


@demo_cli.command("load")
def load() -> None:
    """Load the demo's policies, prisons, accounts and people. Loading them again changes only the dates of people
    who have no licence, so that there is always somebody to start one for.

    Exit status: 0 when they are loaded, 1 when they are refused, and always outside the demo configuration.
    """
    if not current_app.config["DEMO"]:
        click.echo("The demo can be loaded in the demo configuration only.", err=True)
        sys.exit(1)
    try:
        for file in sorted(Path(current_app.config["POLICIES"]).glob("*.json")):
            if file.name != clashes.FILE.name:
                _policy(file)
        for prison in PRISONS:
            set_prison(**prison)  # type: ignore[arg-type]
        for user in USERS:
            account = add_demo_user(**user)
            if not passwords().has(account):
                passwords().set(account, current_app.config["DEMO_PASSWORD"])
        # Also commits what is above.
        kept = with_licences()
        records = [each for each in people(clock.today()) if each["prisoner"]["prisonerNumber"] not in kept]
        counts = import_records(parse_records(json.dumps(records)), working_days())
    except (RecordError, PolicyExistsError) as error:
        db.session.rollback()
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(
        f"Demo loaded: {counts.added} people added, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{len(kept)} left as they are because they have a licence; "
        f"{len(PRISONS)} prisons and {len(USERS)} accounts."
    )


@demo_cli.command("release")
@click.argument("number")
def release(number: str) -> None:
    """Record that the person of the prison NUMBER is released today, as the prison's record would: out of prison, and the
    release date today. The licence is made active by its job, as ever: flask jobs run activate-licences.

    Exit status: 0 when it is recorded, 1 when there is nobody of that number, and always outside the demo configuration.
    """
    case = (
        db.session.scalar(select(Case).where(Case.prison_number == number))
        if current_app.config["DEMO"]
        else None
    )
    if case is None:
        click.echo("There is nobody of that prison number in a demo here.", err=True)
        sys.exit(1)
    import_records(parse_records(json.dumps([released(case.record, clock.today())])), working_days())
    click.echo(f"{number} is recorded as released today. Next: flask jobs run activate-licences")


def _policy(file: Path) -> None:
    text = file.read_bytes()
    policy, faults, _ = check_policy(text)
    if policy is None or faults:
        click.echo(f"{file.name}: not imported, because it has {len(faults)} faults.", err=True)
        sys.exit(1)
    import_policy(policy, text)
