"""A site: the application on a database of its own, put back to the seeded state between tests.

Migrating and seeding happen once per test process and database. After that SQLite is put back by copying a file
(about 1 ms) and PostgreSQL by emptying the tables and filling them from copies kept in another schema (about 10 ms,
where CREATE DATABASE ... TEMPLATE took 54 ms and TRUNCATE 147 ms).
"""

from __future__ import annotations

import copy
import os
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from flask import Flask
from psycopg import sql

from tests.support.client import CheckingClient
from tests.support.needs import ROOT, need_postgresql
from tests.support.seed import forget, seed

PREFIX = "licence_test"


class Database(Protocol):
    """One database that tests may change."""

    name: str
    url: str

    def keep(self) -> None:
        """Remember the present contents."""

    def put_back(self, app: Flask) -> None:
        """Make the contents what they were when kept."""

    def drop(self) -> None:
        """Remove the database."""


class Sqlite:
    """A SQLite file in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite"
        self.kept = folder / "kept.sqlite"
        self.url = f"sqlite:///{self.path}"

    def keep(self) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copyfile(self.path, self.kept)

    def put_back(self, app: Flask) -> None:
        close_connections(app)
        self.drop()
        shutil.copyfile(self.kept, self.path)

    def drop(self) -> None:
        for path in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
            path.unlink(missing_ok=True)


class Postgresql:
    """A database of its own on the PostgreSQL server."""

    name = "postgresql"

    def __init__(self, server: str, suffix: str) -> None:
        self.server = server
        self.database = f"{PREFIX}_{os.getpid()}_{suffix}"
        self.libpq = with_database(server, self.database)
        self.url = "postgresql+psycopg://" + self.libpq.partition("://")[2]
        self.connection: psycopg.Connection[Any] | None = None
        self.refill = ""
        self.drop()
        with psycopg.connect(server, autocommit=True) as admin:
            drop_orphans(admin)
            name = sql.Identifier(self.database)
            admin.execute(sql.SQL("CREATE DATABASE {}").format(name))
            admin.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))

    def keep(self) -> None:
        connection = psycopg.connect(self.libpq, autocommit=True)
        connection.execute("SET lock_timeout = '2s'")
        connection.execute("CREATE SCHEMA kept")
        columns = connection.execute(
            """SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
               FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                    AND NOT a.attisdropped AND a.attgenerated = ''
               WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY c.relname"""
        ).fetchall()
        empty, fill, count = [], [], []
        for table, names in columns:
            listed = ", ".join(names)
            connection.execute(f'CREATE TABLE kept."{table}" AS SELECT {listed} FROM public."{table}"')
            empty.append(f'DELETE FROM public."{table}"')
            filled = connection.execute(f'SELECT EXISTS (SELECT FROM kept."{table}")').fetchone()
            if filled and filled[0]:
                fill.append(
                    f'INSERT INTO public."{table}" ({listed}) OVERRIDING SYSTEM VALUE'
                    f' SELECT {listed} FROM kept."{table}"'
                )
        for sequence, start, last in connection.execute(
            "SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall():
            known = "false" if last is None else "true"
            count.append(
                f"SELECT setval('public.\"{sequence}\"', {start if last is None else last}, {known})"
            )
        # As a replica, so that neither foreign keys nor triggers that guard append-only tables stand in the way.
        steps = ["BEGIN", "SET LOCAL session_replication_role = replica", *empty, *fill, *count, "COMMIT"]
        self.refill = ";\n".join(steps)
        self.connection = connection

    def put_back(self, app: Flask) -> None:
        assert self.connection is not None, "nothing was kept"
        with app.app_context(), suppress(KeyError):
            app.extensions["sqlalchemy"].session.remove()
        try:
            self.connection.execute(self.refill)
        except psycopg.errors.LockNotAvailable:  # a test left a transaction open: close its connections
            self.connection.execute("ROLLBACK")
            close_connections(app)
            self.connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            self.connection.execute(self.refill)

    def drop(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None
        with psycopg.connect(self.server, autocommit=True) as admin:
            admin.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.database))
            )


def with_database(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path="/" + database))


def drop_orphans(admin: psycopg.Connection[Any]) -> None:
    """Drop the databases of test processes that were killed before they could."""
    rows = admin.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + r"\_%"]
    ).fetchall()
    for (name,) in rows:
        pid = name.removeprefix(PREFIX + "_").partition("_")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            with suppress(psycopg.Error):
                admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def close_connections(app: Flask) -> None:
    """Close every pooled connection, so that files can be replaced and databases dropped."""
    extension = app.extensions.get("sqlalchemy")
    if extension is None:
        return
    with app.app_context():
        extension.session.remove()
        for engine in extension.engines.values():
            engine.dispose()


def new_database(name: str, folder: Path, suffix: str = "main") -> Database:
    """An empty database of a kind ("sqlite" or "postgresql"); skips the test where that cannot be had."""
    return Sqlite(folder) if name == "sqlite" else Postgresql(need_postgresql(), suffix)


class Site:
    """The application on a migrated and seeded database."""

    def __init__(self, database: Database, **settings: Any) -> None:
        self.database = database
        try:
            self.app = self._make(settings)
        except BaseException:
            database.drop()
            raise
        self.config = copy.copy(dict(self.app.config))
        self.clean = True

    def _make(self, settings: dict[str, Any]) -> Flask:
        from flask_migrate import upgrade

        from app.factory import create_app

        app = create_app("testing", SQLALCHEMY_DATABASE_URI=self.database.url, **settings)
        app.test_client_class = CheckingClient
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
        seed(app)
        close_connections(app)
        self.database.keep()
        return app

    def reset(self) -> Flask:
        """The application with its data and settings as they were at first."""
        if not self.clean:
            self.database.put_back(self.app)
            self.app.config.clear()
            self.app.config.update(self.config)
            forget(self.app)
        self.clean = False
        return self.app

    def close(self) -> None:
        close_connections(self.app)
        self.database.drop()
