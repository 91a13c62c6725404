"""What keeps evidence from being changed: triggers on the tables of events, documents and decisions, for every account.

What is changed all the same is found by app.store.audit.
"""

from __future__ import annotations

from sqlalchemy import Connection

TABLES = ("events", "documents", "decisions")
"""The tables whose rows are written once."""
_WHY = "are written once: nobody changes or deletes them"
_FUNCTION = "refuse_to_change_evidence"


def guard(connection: Connection) -> None:
    """Make the triggers, which refuse every UPDATE, DELETE and (on PostgreSQL) TRUNCATE of these tables."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' {_WHY}', "
            "ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"
            )
        return
    for table in TABLES:
        for change in ("update", "delete"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table}_guard_{change} BEFORE {change.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} {_WHY}'); END"
            )


def unguard(connection: Connection) -> None:
    """Drop the triggers: for a migration that must change evidence, which makes them again in its own transaction."""
    if connection.dialect.name == "postgresql":
        for table in TABLES:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_guard ON {table}")
        return
    for table in TABLES:
        for change in ("update", "delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_guard_{change}")
