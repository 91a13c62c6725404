"""What keeps evidence from being changed: triggers on the tables of events, documents and decisions, for every account.

What is changed all the same is found by app.store.audit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

TABLES = ("events", "documents", "decisions")
"""The tables whose rows are written once, as they are now: a migration names those that there were."""
FUNCTION = "refuse_to_change_evidence"
"""What the triggers call on PostgreSQL."""
_WHY = "are written once: nobody changes or deletes them"
_CHANGES = ("update", "delete", "insert")


def guard(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Make the triggers, which refuse every UPDATE, DELETE and (on PostgreSQL) TRUNCATE of these tables, and on SQLite,
    where REPLACE deletes what it finds in its way, an INSERT of an id that there is."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {_WHY}', "
            "ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in tables:
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            )
        return
    for table in tables:
        for change in _CHANGES:
            there_is = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) " if change == "insert" else ""  # noqa: S608
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_guard_{change} BEFORE {change.upper()} ON {table} {there_is}"
                f"BEGIN SELECT RAISE(ABORT, '{table} {_WHY}'); END"
            )


def unguard(connection: Connection, tables: Sequence[str] = TABLES) -> None:
    """Drop the triggers: for a migration that must change evidence, which makes them again in its own transaction."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_guard ON {table}")
        return
    for table in tables:
        for change in _CHANGES:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_guard_{change}")
