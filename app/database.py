"""The service's words for what a database does: refuse what is taken, fail to answer, and how SQLite behaves.

SQLite has readers beside one writer, checks foreign keys, and lets writers wait their turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, has_request_context, request
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.models.base import db

WAIT_MS = 10_000
READS = ("GET", "HEAD", "OPTIONS")

Taken = IntegrityError
"""Raised when a row cannot be stored beside those there are: somebody was first."""
Unavailable = OperationalError
"""Raised when the database does not answer, or not in time."""


def answers() -> bool:
    """Whether the database answers; else Unavailable."""
    return bool(db.session.execute(text("SELECT 1")).scalar_one())


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
    """Set up the engine's connections; for other databases there is nothing to do."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _set_up(engine)


def _set_up(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver's own transactions would begin too late
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            f"busy_timeout={WAIT_MS}",
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
