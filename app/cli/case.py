"""flask case explain: who is in scope, every date and its working, for one record. It starts without the service."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app import clock
from app.domain.licence.assessment import Assessment
from app.domain.policy.schedule import Published, applies_on
from app.domain.record.read import LARGEST_FILE, RecordError, parse_record
from app.integrations.bank_holidays import BankHolidaysError, england_and_wales
from config import settings

case_cli = AppGroup("case", help="One person's case, by the rules.")


def alone() -> Flask:
    """An application with this command and the settings alone, which starts in a fraction of the service's time."""
    service = Flask("app", static_folder=None)
    service.config.from_object(settings())
    service.cli.add_command(case_cli)
    return service


@case_cli.command("explain")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Explain for this day, YYYY-MM-DD.")
@click.option(
    "--bank-holidays", help="A JSON list of ISO dates instead of the bank holidays of England and Wales."
)
def explain(today: dt.datetime | None, bank_holidays: str | None) -> None:
    """Read one record on standard input, and print who is in scope, every date and its working as JSON.

    Exit status: 0, 1 with a line for each fault of the record on standard error, 2 when the bank holidays cannot be read.
    """
    try:
        days = england_and_wales(bank_holidays or current_app.config["BANK_HOLIDAYS_FILE"])
    except BankHolidaysError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    try:
        record = parse_record(sys.stdin.buffer.read(LARGEST_FILE + 1))
    except RecordError as error:
        for fault in error.faults:
            click.echo(str(fault), err=True)
        sys.exit(1)
    day = today.date() if today else clock.today()
    found = Assessment(record.release, day, days, hdc_creation=current_app.config["HDC_CREATION"])
    number = record.prisoner.prisoner_number
    version = applies_on(_published(), found.start or day)
    click.echo(json.dumps({"prisonerNumber": number, **found.as_json(version)}, ensure_ascii=False, indent=1))


def _published() -> list[Published]:
    """The published policies: of the database where one answers that has any, else those that come with the service."""
    stored = _stored(current_app.config["SQLALCHEMY_DATABASE_URI"])
    return stored or [
        Published(policy["version"], dt.date.fromisoformat(policy.get("commences") or "1900-01-01"))
        for policy in map(_json, sorted(current_app.config["POLICIES"].glob("*.json")))
        if "standardConditions" in policy
    ]


def _json(file: Path) -> dict[str, str]:
    return json.loads(file.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


_SCHEDULE = "SELECT version, commences FROM policies WHERE commences IS NOT NULL"


def _stored(address: str) -> list[Published]:
    """The published policies of a database, asked without the database layer, which takes longer to load than the rest."""
    if address.startswith("sqlite:///"):
        file = Path(address.removeprefix("sqlite:///"))
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                return _as_published(connection.execute(_SCHEDULE))
        except sqlite3.Error:
            return []
    if not address.startswith("postgresql"):
        return []
    import psycopg  # takes a tenth of a second

    wait = current_app.config["DATABASE_CONNECT_TIMEOUT"]
    try:
        with psycopg.connect(address.replace("+psycopg", "", 1), connect_timeout=wait) as connection:
            return _as_published(connection.execute(_SCHEDULE))
    except psycopg.Error:
        return []


def _as_published(rows: Iterable[tuple[str, dt.date | str]]) -> list[Published]:
    return [Published(version, dt.date.fromisoformat(str(day))) for version, day in rows]
