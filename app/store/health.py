"""Whether the parts that the service stands on are well. A part is a function that says what is not, or None."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache

import structlog
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import text

from app import clock
from app.models.base import db
from app.store import policies

log = structlog.get_logger()

UP, SILENT, FAILS, UNKNOWN = "up", "does not answer", "fails", "not known"
SECONDS = 1.5
"""How long all parts together are given: who asks does not wait longer for a database that says nothing."""

_looking = threading.Lock()


def _database() -> str | None:
    db.session.execute(text("SELECT 1"))
    return None


@cache
def _migrations() -> tuple[str, frozenset[str]]:
    """The newest migration that this version has, and all of them."""
    script = ScriptDirectory(str(current_app.config["MIGRATIONS"]))
    return str(script.get_current_head()), frozenset(each.revision for each in script.walk_revisions())


def _schema() -> str | None:
    """Tables that a newer version made are well: two versions may run on one database."""
    newest, known = _migrations()
    found = MigrationContext.configure(db.session.connection()).get_current_revision()
    if found == newest or (found is not None and found not in known):
        return None
    return f"is at {found or 'nothing'} and must be at {newest}: run flask db upgrade"


def _policy() -> str | None:
    try:
        policies.applying(clock.today(), policies.schedule())
    except policies.NonePublished:
        return "none is in force: import one"
    return None


PARTS: dict[str, Callable[[], str | None]] = {"database": _database, "schema": _schema, "policy": _policy}
"""Every part, in the order in which they are asked."""
NEEDED = ("database", "schema")
"""Those without which nothing can be said of the parts after them."""


def parts(seconds: float = SECONDS) -> dict[str, str]:
    """Every part: up, or what is wrong with it. Never takes longer than the time it is given."""
    ends = time.monotonic() + seconds
    found = dict.fromkeys(PARTS, SILENT)
    if not _looking.acquire(timeout=seconds):  # who asked before still waits: one at a time is enough
        return found
    looker = threading.Thread(
        target=_look,
        args=(current_app._get_current_object(), found),  # type: ignore[attr-defined]
        daemon=True,
    )
    looker.start()
    looker.join(max(0.0, ends - time.monotonic()))
    return dict(found)


def _look(app: Flask, found: dict[str, str]) -> None:
    names = list(PARTS)
    try:
        with app.app_context():
            for number, name in enumerate(names):
                found[name] = _asked(name)
                if found[name] != UP and name in NEEDED:
                    found.update(dict.fromkeys(names[number + 1 :], UNKNOWN))
                    return
    finally:
        _looking.release()


def _asked(name: str) -> str:
    try:
        return PARTS[name]() or UP
    except Exception as error:
        log.error("health", part=name, exc_info=error)
        db.session.rollback()
        return SILENT if name == "database" else FAILS
