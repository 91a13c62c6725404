"""What tests need beyond Python packages: skipped where it is missing, except in CI, where that is a failure."""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "node_modules"
AXE = NODE_MODULES / "axe-core" / "axe.min.js"
VNU = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def missing(what: str) -> NoReturn:
    """Skip the test for want of something, or fail it in CI, where nothing may be left out."""
    if IN_CI:
        pytest.fail(f"{what}, and in CI every test must run", pytrace=False)
    pytest.skip(what)


@cache
def chromium() -> str | None:
    """The path of a Chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def need_chromium() -> str:
    path = chromium()
    if path is None:
        missing("Chromium is not installed")
    if not AXE.exists():
        missing("axe-core is not installed (npm ci)")
    return path


def need_checker() -> list[str]:
    """The command that starts the HTML checker."""
    java = shutil.which("java")
    if java is None:
        missing("Java is not installed")
    if not VNU.exists():
        missing("vnu-jar is not installed (npm ci)")
    return [java, "-Xss2m", "-jar", str(VNU)]


def postgresql_url() -> str:
    """Where tests find PostgreSQL: a server on which they may create databases, as a superuser."""
    url = os.environ.get("TEST_DATABASE_URL", "postgresql://root@127.0.0.1:5432/postgres")
    return "postgresql://" + url.partition("://")[2]


@cache
def postgresql_fault() -> str | None:
    """Why PostgreSQL cannot be used, None when it can."""
    try:
        with psycopg.connect(postgresql_url(), connect_timeout=3) as connection:
            row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    except psycopg.OperationalError as error:
        return f"PostgreSQL is not reachable ({str(error).strip().splitlines()[0].strip()})"
    return None if row and row[0] else "the PostgreSQL user of the tests is not a superuser"


def need_postgresql() -> str:
    if fault := postgresql_fault():
        missing(fault)
    return postgresql_url()
