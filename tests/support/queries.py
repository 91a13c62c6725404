"""Counts the SQL statements that a block of code sends, since a page's cost grows with them before it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.models.base import db

NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent by what is done within, in order; transactions themselves are not counted."""
    with app.app_context():
        engine = db.engine
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
