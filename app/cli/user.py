"""flask user: the people who may sign in. What each command does, support does in the browser too."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup

from app.domain.roles import PEOPLE
from app.domain.words import counted, moment_in_words
from app.integrations.sign_in import PasswordFault
from app.models.base import db
from app.models.user import User
from app.moves import accounts
from app.store import sessions, tries
from app.store.users import UserFault, all_users, by_username

user_cli = AppGroup("user", help="The people who may sign in.")
INSTEAD = (
    "To change it, use flask user grant, revoke, password, disable or enable; its name and e-mail address are changed in the "
    "browser, under Accounts."
)
ROLES = ", ".join(sorted(PEOPLE))

password_option = click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="LICENCE_USER_PASSWORD",
    help="Asked for when it is not given; on a shared machine leave it out.",
)


def grants(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name roles and places."""
    for name, words in (
        ("pdu", "Code of a probation delivery unit"),
        ("prison", "Code of a prison"),
        ("team", "Code of a probation team"),
        ("role", f"One of {ROLES}"),
    ):
        command = click.option(f"--{name}", f"{name}s", multiple=True, help=f"{words}; repeat for more.")(
            command
        )
    return command


def _pairs(roles: tuple[str, ...], **places: tuple[str, ...]) -> list[accounts.Pair]:
    found = [("role", code) for code in roles]
    found += [(kind.removesuffix("s"), code) for kind, codes in places.items() for code in codes]
    if not found:
        raise UserFault(("roles", "Say what: --role, --team, --prison or --pdu."))
    return found


@contextmanager
def _changing() -> Iterator[None]:
    """Commit what is done within, or say why it is refused and exit with 1."""
    try:
        yield
    except UserFault as fault:
        _refuse("\n".join(why for _, why in fault.faults))
    except PasswordFault as fault:
        _refuse(str(fault))
    db.session.commit()


def _refuse(why: str) -> None:
    db.session.rollback()
    click.echo(why, err=True)
    sys.exit(1)


def _user(username: str) -> User:
    user = by_username(username)
    if user is None:
        raise UserFault(("username", f"There is no account with the username {username}."))
    return user


@user_cli.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--email")
@grants
@password_option
def add(username: str, name: str, email: str | None, password: str, **granted: tuple[str, ...]) -> None:
    """Add USERNAME. One that there is stays as it is: change it with grant, revoke, password, disable and enable, and its
    name and e-mail address in the browser.

    Exit status: 0 when it is stored, 1 with the reason when it is refused. So with every command here.
    """
    with _changing():
        if there_is := by_username(username):
            raise UserFault(
                ("username", f"There is an account with the username {there_is.username} already. {INSTEAD}")
            )
        user = accounts.add(
            username,
            name,
            granted["roles"],
            password,
            None,
            email=email,
            teams=granted["teams"],
            prisons=granted["prisons"],
            pdus=granted["pdus"],
        )
    click.echo(f"{user.username} can sign in as {', '.join(sorted(granted['roles']))}.")


@user_cli.command("list")
def list_users() -> None:
    """List the users: username, name, roles, teams, prisons, delivery units, and whether disabled."""
    for user in all_users():
        codes = [
            ", ".join(sorted(codes)) or "-" for codes in (user.roles, user.teams, user.prisons, user.pdus)
        ]
        click.echo("\t".join([user.username, user.name, *codes, "disabled" if user.disabled_at else "-"]))


@user_cli.command("show")
@click.argument("username")
def show(username: str) -> None:
    """Show all that is known of USERNAME, but the password."""
    with _changing():
        user = _user(username)
        waits = tries.waits_until(user.username)
        rows = {
            "Username": user.username,
            "Name": user.name,
            "E-mail": user.email or "-",
            "Roles": ", ".join(sorted(user.roles)) or "-",
            "Teams": ", ".join(sorted(user.teams)) or "-",
            "Prisons": ", ".join(sorted(user.prisons)) or "-",
            "Delivery units": ", ".join(sorted(user.pdus)) or "-",
            "Disabled": f"since {moment_in_words(user.disabled_at)}" if user.disabled_at else "no",
            "Waits": f"until {moment_in_words(waits)}, after wrong tries" if waits else "no",
        }
        for name, value in rows.items():
            click.echo(f"{name}: {value}")
        for each in sessions.of(user):
            click.echo(
                f"Session: {each.browser}, since {moment_in_words(each.began_at)}, from {each.address}"
            )


@user_cli.command("grant")
@click.argument("username")
@grants
def grant(username: str, **granted: tuple[str, ...]) -> None:
    """Grant USERNAME roles and places, beside those that they have."""
    with _changing():
        accounts.grant(_user(username), _pairs(**granted), None)
    click.echo("Granted.")


@user_cli.command("revoke")
@click.argument("username")
@grants
def revoke(username: str, **granted: tuple[str, ...]) -> None:
    """Take roles and places from USERNAME. They are without them from their next page on."""
    with _changing():
        accounts.revoke(_user(username), _pairs(**granted), None)
    click.echo("Taken away.")


@user_cli.command("password")
@click.argument("username")
@password_option
def password(username: str, password: str) -> None:
    """Give USERNAME another password, and end their sessions."""
    with _changing():
        accounts.set_password(_user(username), password, None)
    click.echo("The password is set.")


@user_cli.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Let USERNAME sign in no more, and end their sessions at once."""
    with _changing():
        accounts.disable(_user(username), None)
    click.echo("Disabled.")


@user_cli.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let USERNAME sign in again."""
    with _changing():
        accounts.enable(_user(username), None)
    click.echo("Enabled.")


@user_cli.command("unlock")
@click.argument("username")
def unlock(username: str) -> None:
    """Let the next try to sign in as USERNAME be read at once, after too many wrong ones."""
    with _changing():
        waited = accounts.unlock(_user(username), None)
    click.echo("They can try again now." if waited else "Nothing made them wait.")


@user_cli.command("end-sessions")
@click.argument("username")
def end_sessions(username: str) -> None:
    """Sign USERNAME out everywhere."""
    with _changing():
        ended = accounts.end_sessions(_user(username), None)
    click.echo(f"{counted(ended, 'session')} ended.")
