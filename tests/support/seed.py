"""What every web test finds in its database: the demo's people, prisons and accounts, and the default policy."""

from __future__ import annotations

from flask import Flask

from app.store import policies


def seed(app: Flask) -> None:
    """Fill a migrated, empty database; runs once per test process and kind of database."""
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output


def forget(app: Flask) -> None:
    """Empty what the application remembers outside its database, before each test."""
    policies.forget()
