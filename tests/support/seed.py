"""What every web test finds in its database."""

from __future__ import annotations

from flask import Flask


def seed(app: Flask) -> None:
    """Fill a migrated, empty database; runs once per test process and kind of database."""


def forget(app: Flask) -> None:
    """Empty what the application remembers outside its database, before each test."""
