"""The service's words for what a database does: refuse what is taken, fail to answer, and how each kind behaves.

SQLite has readers beside one writer, checks foreign keys, and lets writers wait their turn. PostgreSQL may be far away:
every wait for it has an end, for pages; commands take the time that they need.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import psycopg
from flask import Flask, g, has_request_context, request
from psycopg.errors import _WaitTimeout
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.logs import words_of_database
from app.models.base import db

WAIT_MS = 10_000
GRACE = 2
"""Seconds that PostgreSQL has to end a statement itself, before the connection is given up."""
READS = ("GET", "HEAD", "OPTIONS")

Taken = IntegrityError
"""Raised when a row cannot be stored beside those there are: somebody was first."""
Failures = (DBAPIError, PoolTimeout)
"""Raised when a database does not do what it is asked."""


def is_unavailable(error: Exception) -> bool:
    """Whether the database does not answer, or not in time, or is in the way of itself: it may in a minute."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError | PoolTimeout)


def is_read_only(error: Exception) -> bool:
    """Whether the database takes no changes now, as one that stands by for another."""
    cause = getattr(error, "orig", None)
    name = getattr(cause, "sqlite_errorname", None) or ""
    return getattr(cause, "sqlstate", None) == "25006" or name.startswith("SQLITE_READONLY")


def lacks_tables(error: Exception) -> bool:
    """Whether a table or a column is asked for that the database does not have."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause).startswith(("no such table", "no such column")) or "has no column named" in str(
            cause
        )
    return getattr(cause, "sqlstate", None) in ("42P01", "42703")


def can_be_repeated(error: Exception) -> bool:
    """Whether the whole request may be made once more: its connection was lost before it began to write."""
    if (
        not isinstance(error, DBAPIError)
        or not error.connection_invalidated
        or isinstance(error.orig, NoAnswer)
    ):
        return False
    is_first = not g.get("was_repeated") and not g.get("has_written")
    g.was_repeated = True
    return is_first


_SNAPSHOT: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "sqlite": {"reads": True},
}
"""How a connection begins, so that all it reads is of one moment and it holds up nobody."""


@contextmanager
def reading() -> Iterator[None]:
    """A transaction of the session in which everything read is of one moment, whatever others write meanwhile.

    Nothing is written in it, and nobody waits for it. Raises InvalidRequestError within another transaction.
    """
    with db.session.begin():
        db.session.connection(execution_options=_SNAPSHOT[db.engine.dialect.name])
        yield


def init_app(app: Flask) -> None:
    """Set up the engine's connections."""
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", _note_writing)
    event.listen(engine, "handle_error", _without_rows)
    if engine.dialect.name == "sqlite":
        _set_up_sqlite(engine)
    else:
        _set_up_postgresql(engine, app)


def _note_writing(_: Any, __: Any, statement: str, *___: Any) -> None:
    if not statement.startswith("SELECT") and has_request_context():
        g.has_written = True


def _without_rows(context: ExceptionContext) -> None:
    """Leave out of an error the row that it is about, which PostgreSQL puts into its words, wherever they are shown."""
    original = context.original_exception
    if isinstance(original, psycopg.Error):
        said = words_of_database(original) or ""
        original.args = (said,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(original).__name__}) {said}",)


class NoAnswer(psycopg.OperationalError):
    """The server said nothing for too long, and the connection was given up."""


class Bounded(psycopg.Connection[Any]):
    """A connection whose every wait has an end, also where the server, or what is in between, says nothing at all."""

    limit: float | None = None
    limit_of_ping: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """What the server answers; NoAnswer where that takes too long."""
        # Only the pool's ping, whether a connection is still there, is sent outside a transaction.
        own = self.limit_of_ping if self.autocommit else self.limit
        try:
            return super().wait(gen, interval, timeout or own)
        except _WaitTimeout:
            if timeout:
                raise
            self.close()
            raise NoAnswer("the database did not answer in time") from None


def _set_up_postgresql(engine: Engine, app: Flask) -> None:
    config = app.config
    limits = {
        "statement_timeout": config["DATABASE_STATEMENT_TIMEOUT"],
        "lock_timeout": config["DATABASE_LOCK_TIMEOUT"],
        "idle_in_transaction_session_timeout": config["DATABASE_IDLE_TIMEOUT"],
    }
    options = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    options += " -c jit=off"  # which takes a second to compile a statement that reads a page in milliseconds

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, args: tuple[Any, ...], given: dict[str, Any]) -> Bounded:
        given = {"connect_timeout": config["DATABASE_CONNECT_TIMEOUT"], **given}
        if click.get_current_context(silent=True) is not None:  # a command
            return Bounded.connect(*args, **given)
        given["options"] = f"{options} {given.get('options', '')}"
        made = Bounded.connect(*args, **given)
        made.limit = config["DATABASE_STATEMENT_TIMEOUT"] + GRACE
        made.limit_of_ping = config["DATABASE_CONNECT_TIMEOUT"]
        return made


def _keep_a_log(connection: sqlite3.Connection) -> None:
    """Let readers read beside a writer. Of two who are the first to ask for it, SQLite fails one at once."""
    ends = time.monotonic() + WAIT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions would begin too late
        connection.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        _keep_a_log(connection)
        for pragma in (
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # or REPLACE would delete what app.models.evidence guards
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        # A transaction that reads first and writes later fails beside another writer: those that may write, and
        # a POST may, take their turn at once. Pages that only read, and `reading`, never wait.
        reads = connection.get_execution_options().get("reads") or (
            has_request_context() and request.method in READS
        )
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
