"""How every command answers on the terminal: what is refused and what a database does not do is told in sentences, and log
lines are left out."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import click

from app import logs
from app.database import Failures, is_read_only, is_unavailable, lacks_tables
from app.domain.refusal import Refused

_IS_TOLD = "is_told"


def tell(command: click.Command) -> None:
    """Let a command, and all commands in it, answer so."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            tell(each)
    elif command.callback is not None and not hasattr(command.callback, _IS_TOLD):
        command.callback = _told(command.callback)


def _told(run: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(run)
    def told(*args: Any, **given: Any) -> Any:
        if sys.stderr.isatty():
            logs.only_errors()
        try:
            return run(*args, **given)
        except Refused as refused:
            click.echo(refused.refusal.in_sentences, err=True)
            sys.exit(1)
        except Failures as error:
            why = _in_words(error)
            if why is None:
                raise
            click.echo(why, err=True)
            sys.exit(1)

    setattr(told, _IS_TOLD, True)
    return told


def _in_words(error: Exception) -> str | None:
    """What a database did not do, and the next step, without its address; None where that is a fault of this service."""
    if lacks_tables(error):
        return "The database does not have the tables of this version of the service. Make them with: flask db upgrade"
    if is_read_only(error):
        return (
            "The database takes no changes now, as one that stands by for another. Let DATABASE_URL name the one that does, "
            "or try again once it does."
        )
    if is_unavailable(error):
        return (
            "The database does not answer, or not in time. Check that it runs, and that DATABASE_URL names it with its user and "
            "password. Then try again."
        )
    return None
