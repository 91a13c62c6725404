"""What keeps evidence from being changed: triggers on the tables that are written once, for every account.

What is changed all the same is found by app.store.audit, which also asks whether the triggers are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from app.models.question import ASKED

TABLES = (
    "events",
    "documents",
    "decisions",
    "conditions",
    "policy_events",
    "policies",
    "security_events",
    "site_switches",
    "questions",
)
"""The tables whose rows are written once, as they are now: a migration names those that there were. Of security events
app.store.retention removes the oldest, and takes the triggers away while it does."""
ONLY = {"policies": ("version", "content", "sha256"), "questions": ASKED}
"""Of these tables, the columns that are written once; of the others, all."""
FUNCTION = "refuse_to_change_evidence"
"""What the triggers call on PostgreSQL."""
_WHY = "are written once: nobody changes or deletes them"
_CHANGES = ("update", "delete", "insert")
_BODY = (
    f"BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {_WHY}', "
    "ERRCODE = 'integrity_constraint_violation'; END"
)


def guard(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Make the triggers, which refuse every UPDATE, DELETE and (on PostgreSQL) TRUNCATE of these tables, and on SQLite,
    where REPLACE deletes what it finds in its way, an INSERT of an id that there is."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"
        )
        for table in tables:
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_guard BEFORE {_update(table)} OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            )
        return
    for table in tables:
        for statement in _on_sqlite(table).values():
            connection.exec_driver_sql(statement)


def unguard(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Drop the triggers: for a migration that must change evidence, which makes them again in its own transaction."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_guard ON {table}")
        return
    for table in tables:
        for name in _on_sqlite(table):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


@contextmanager
def lifted(connection: Connection, table: str) -> Iterator[None]:
    """Within, and in this transaction alone, rows of a table can be removed; others read it meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_guard")
        yield
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER {table}_guard")
        return
    unguard(connection, [table])
    yield
    guard(connection, [table])


def unguarded(connection: Connection, tables: Sequence[str] = TABLES) -> list[str]:
    """Those of the tables that their triggers do not guard as they should."""
    if connection.dialect.name != "postgresql":
        there = {
            row.name: row.sql
            for row in connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            )
        }
        return [table for table in tables if not _on_sqlite(table).items() <= there.items()]
    rows = connection.exec_driver_sql(
        "SELECT t.tgname, t.tgenabled, t.tgtype, t.tgqual IS NULL AS always, trim(p.prosrc) AS body, "
        "ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = t.tgrelid AND a.attnum = ANY(t.tgattr)) "
        "AS columns FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        "JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = current_schema()::regnamespace"
    )
    good = {
        row.tgname: set(row.columns)
        for row in rows
        if row.tgenabled in ("O", "A") and row.tgtype == _ON_POSTGRESQL and row.always and row.body == _BODY
    }
    return [table for table in tables if good.get(f"{table}_guard") != set(ONLY.get(table, ()))]


_ON_POSTGRESQL = 2 + 8 + 16 + 32
"""What pg_trigger says of BEFORE DELETE OR UPDATE OR TRUNCATE FOR EACH STATEMENT."""


def _update(table: str) -> str:
    return f"UPDATE OF {', '.join(ONLY[table])}" if table in ONLY else "UPDATE"


def _on_sqlite(table: str) -> dict[str, str]:
    """The triggers of a table on SQLite, by name."""
    made = {}
    for change in _CHANGES:
        what = _update(table) if change == "update" else change.upper()
        there_is = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) " if change == "insert" else ""  # noqa: S608
        made[f"{table}_guard_{change}"] = (
            f"CREATE TRIGGER {table}_guard_{change} BEFORE {what} ON {table} {there_is}"
            f"BEGIN SELECT RAISE(ABORT, '{table} {_WHY}'); END"
        )
    return made
