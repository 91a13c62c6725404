"""flask user: add the people who may sign in, and list them."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.domain.roles import PEOPLE
from app.integrations.sign_in import PasswordFault, passwords
from app.models.base import db
from app.store.users import UserFault, add_user, all_users

user_cli = AppGroup("user", help="The people who may sign in.")


@user_cli.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--email")
@click.option(
    "--role", "roles", multiple=True, required=True, help=f"Repeat for more: {', '.join(sorted(PEOPLE))}."
)
@click.option("--team", "teams", multiple=True, help="Code of a probation team; repeat for more.")
@click.option("--prison", "prisons", multiple=True, help="Code of a prison; repeat for more.")
@click.option("--pdu", "pdus", multiple=True, help="Code of a probation delivery unit; repeat for more.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="LICENCE_USER_PASSWORD",
    help="Asked for when it is not given; on a shared machine leave it out.",
)
def add(
    username: str,
    name: str,
    email: str | None,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    prisons: tuple[str, ...],
    pdus: tuple[str, ...],
    password: str,
) -> None:
    """Add USERNAME, or set an existing user's name, password and everything granted.

    Exit status: 0 when it is stored, 1 with the reason when it is refused.
    """
    try:
        user = add_user(username, name, roles, email=email, teams=teams, prisons=prisons, pdus=pdus)
        passwords().set(user, password)
    except (UserFault, PasswordFault) as fault:
        db.session.rollback()
        click.echo(str(fault), err=True)
        sys.exit(1)
    db.session.commit()
    click.echo(f"{username.strip().lower()} can sign in as {', '.join(sorted(roles))}.")


@user_cli.command("list")
def list_users() -> None:
    """List the users: username, name, roles, teams, prisons and delivery units."""
    for user in all_users():
        grants = [
            ", ".join(sorted(codes)) or "-" for codes in (user.roles, user.teams, user.prisons, user.pdus)
        ]
        click.echo("\t".join([user.username, user.name, *grants]))
