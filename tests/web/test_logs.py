"""What stands in the logs: enough to find a fault by, and nothing of what anybody typed or of any row."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask

from app import logs
from app.models.base import db
from tests.support.standing import as_user

SECRET = "Zq7x"
DAY = dt.datetime(1987, 6, 5, tzinfo=dt.UTC)
NUMBER = 97531864
OF_ROWS = (SECRET, "1987-06-05", str(NUMBER))


def value_for(column: sa.Column[Any]) -> Any:
    """Something that must not be logged, of a column's own type."""
    kind = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    values = {
        sa.DateTime: DAY,
        sa.Date: DAY.date(),
        sa.JSON: {SECRET: SECRET},
        sa.String: SECRET,
        sa.LargeBinary: SECRET.encode(),
        sa.Boolean: True,
        sa.Integer: NUMBER,
        sa.Float: 1.5,
    }
    return next(value for each, value in values.items() if isinstance(kind, each))


def refused_row(table: sa.Table) -> dict[str, Any]:
    """A row that the database refuses for one column that must have a value, and names in full as it does."""
    row = {column.name: value_for(column) for column in table.columns}
    missing = [
        column
        for column in table.columns
        if not (column.nullable or column.primary_key or isinstance(column.type, sa.JSON))  # null is JSON too
    ]
    # Of a table that is all key, a second key that is missing; the first may make itself.
    last = missing[-1] if missing else list(table.primary_key)[-1]
    return row | {last.name: None}


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """failing(what) -> the log of a request whose page does that, as lines of JSON."""

    def make(what: Any) -> tuple[str, list[dict[str, Any]]]:
        monkeypatch.setitem(app.view_functions, "home.accessibility", what)
        client = app.test_client()
        client.checks = False
        capsys.readouterr()
        assert client.get("/accessibility-statement").status_code in (500, 503)
        written = capsys.readouterr().err
        return written, [json.loads(line) for line in written.splitlines()]

    return make


def test_no_write_that_fails_puts_its_row_into_the_log_whatever_the_table(failing):
    assert len(db.metadata.tables) > 15
    for table in db.metadata.tables.values():
        insert = sa.insert(table).values(refused_row(table))

        def write(insert: sa.Insert = insert) -> None:
            try:
                db.session.execute(insert)
            except sa.exc.SQLAlchemyError as error:
                assert not any(each in str(error) for each in OF_ROWS), "nor do its words say it elsewhere"
                raise ValueError(f"cannot keep {SECRET}") from error

        written, lines = failing(write)
        assert not any(each in written for each in OF_ROWS), f"{table.name}: {written}"
        (line,) = lines
        first, cause, driver = line["exception"]
        assert first["type"] == "builtins.ValueError" and "test_logs.py" in first["at"][-1]
        assert cause["statement"].startswith(f"INSERT INTO {table.name}")
        assert table.name in driver["database"], "what was refused is found all the same"


def test_words_that_a_value_gave_an_exception_are_not_logged(failing):
    def too_long() -> None:
        db.session.execute(sa.text("SELECT CAST(:value AS integer) / 0, nothing"), {"value": SECRET})

    written, lines = failing(too_long)
    assert SECRET not in written and lines[0]["exception"][0]["type"].startswith("sqlalchemy.exc.")

    def of_python() -> None:
        {}[SECRET]

    written, lines = failing(of_python)
    assert SECRET not in written
    assert lines[0]["exception"][0]["type"] == "builtins.KeyError" and lines[0]["request_id"]


@pytest.mark.one_database
def test_what_libraries_log_is_theirs_without_what_they_put_in_and_without_the_words_of_exceptions(
    failing, capsys
):
    library = logging.getLogger("some.library")
    capsys.readouterr()
    try:
        raise ValueError(SECRET)
    except ValueError:
        library.exception("Error handling request %s %s", "GET", f"/people/mine?q={SECRET}")
    library.error(f"Invalid request from ip=10.0.0.1: Invalid HTTP request line: 'GET /?q={SECRET}'")
    library.error("Worker %s was ended by signal %d", SECRET, 9)
    written = capsys.readouterr().err
    assert SECRET not in written
    first, second, third = (json.loads(line) for line in written.splitlines())
    assert first["event"] == "Error handling request %s %s" and first["logger"] == "some.library"
    assert first["exception"][0]["type"] == "builtins.ValueError"
    assert second["event"] == "Invalid request from ip=10.0.0.1: Invalid HTTP request line: …"
    assert third["event"].endswith(" 9")


@pytest.mark.one_database
def test_the_line_of_a_request_says_which_page_and_who_and_nothing_of_what_was_typed(app, capsys):
    app.config["TESTING"] = False
    logs.set_up()
    try:
        client = as_user(app, "practitioner")
        capsys.readouterr()
        for page in (f"/people/{SECRET}", f"/licence/1/create/{SECRET}", f"/people/mine?q={SECRET}"):
            app.test_client().get(page)
            client.get(page)
        written = capsys.readouterr().err
    finally:
        structlog.reset_defaults()
        logs.set_up(is_test=True)
    assert SECRET not in written
    line = json.loads(written.splitlines()[-1])
    assert (line["event"], line["route"], line["values"], line["status"]) == (
        "request",
        "/people/<name>",
        {"name": "mine"},
        200,
    )
    assert line["user"] and line["ms"] > 0 and line["request_id"]
