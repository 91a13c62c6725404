"""How Alembic reaches the database: through the application's own engine and tables, on both databases."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from app.models.base import Moment, db
from app.models.licence import StatusText

NUMBERED = "%04d"
PLAIN_TYPES = {Moment: "sa.DateTime(timezone=True)", StatusText: "sa.String(length=20)"}


def number_revisions(migration_context: object, revision: object, directives: list) -> None:
    """Give a new migration the next number as its name, and make none where nothing changed."""
    script = directives[0]
    if script.upgrade_ops.is_empty() and getattr(context.config.cmd_opts, "autogenerate", False):
        directives[:] = []
        return
    heads = context.script.get_heads()
    script.rev_id = NUMBERED % (int(heads[0]) + 1 if heads else 1)


def plain_types(kind: str, item: object, autogen_context: object) -> str | bool:
    """Our own column types by what the database stores, so that migrations do not import the application."""
    return PLAIN_TYPES.get(type(item), False) if kind == "type" else False


WAITS = 600
"""Seconds that an upgrade waits for another one to end."""
LOCK = 20261126
"""The number of the lock that upgrades take on PostgreSQL."""


def take_turn(connection: Connection) -> None:
    """Begin the one transaction of an upgrade, once no other one runs: the next finds its work done."""
    if connection.dialect.name == "sqlite":
        connection.connection.driver_connection.execute(f"PRAGMA busy_timeout={WAITS * 1000}")
        connection.begin()  # which takes the file's write lock at once
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAITS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        render_item=plain_types,
        process_revision_directives=number_revisions,
    )
    with context.begin_transaction():
        context.run_migrations()


def foreign_keys(connection: Connection, checked: bool) -> None:
    """Whether SQLite checks references: it makes a changed table anew, and must let go of the old one meanwhile."""
    if connection.dialect.name == "sqlite":  # which takes this between transactions only
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={'ON' if checked else 'OFF'}")


def refuse_broken_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"Rows refer to what is not there: {broken[:10]}")


with current_app.app_context(), db.engine.connect() as connection:
    foreign_keys(connection, checked=False)
    try:
        take_turn(connection)
        run(connection)
        refuse_broken_references(connection)
        connection.commit()
    finally:
        connection.rollback()
        foreign_keys(connection, checked=True)
