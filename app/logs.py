"""Structured logs: one JSON line for each request, with an id, who, and how long; never what was typed.

What is logged of an exception is its type, where it was raised, and what a database says of its own parts. Its words are
left out, as they may be somebody's: a database names the row that it refused, and Python the text that it could not read.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from pathlib import Path
from types import CodeType
from typing import Any

import psycopg
import structlog
from flask import Flask, Response, g, request, request_started
from sqlalchemy import inspect

log = structlog.get_logger()

ROOT = Path(__file__).parents[1]
MOST_PLACES = 30
LONGEST_STATEMENT = 400

_OF_DATABASE = ("table_name", "column_name", "constraint_name")


def set_up(is_test: bool = False) -> None:
    """Write logs as JSON to standard error, those of libraries as well; in tests only errors."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR if is_test else logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    root = logging.getLogger()
    if not any(isinstance(handler, OfLibraries) for handler in root.handlers):
        root.addHandler(OfLibraries())


def only_errors() -> None:
    """Write no more of what happens, but of what fails: for a command that somebody reads the answers of."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def init_app(app: Flask) -> None:
    """Write one line for each request that is not for an asset."""
    set_up(app.config["TESTING"])
    request_started.connect(_begin, app)

    @app.after_request
    def end(response: Response) -> Response:
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            values=_values(response),
            status=response.status_code,
            user=_reader(),
            ms=round((time.perf_counter() - g.began) * 1000, 1),
        )
        return response


def _begin(app: Flask, **_: Any) -> None:
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)


def _values(response: Response) -> dict[str, Any]:
    """What stands in the address: numbers, and names that a page has. One that led to no page is whatever was typed."""
    is_page = response.status_code != 404 and (request.method == "POST" or response.status_code // 100 != 3)
    values = (request.view_args or {}).items()
    return {
        key: getattr(value, "name", value) for key, value in values if is_page or not isinstance(value, str)
    }


def _reader() -> int | None:
    """The number of who is signed in, where the page asked: a log line must not ask the database, nor fail with it."""
    row = inspect(g.get("failed_for") or g.get("_login_user"), raiseerr=False)
    return row.identity[0] if row is not None and row.identity else None


class OfLibraries(logging.Handler):
    """Takes what libraries log: their own words, and nothing that they put in from a request or a row."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record as ours are."""
        if not structlog.is_configured():  # the server begins before the application does
            set_up()
        write = log.error if record.levelno >= logging.ERROR else log.warning
        if record.levelno < logging.WARNING:
            write = log.info
        write(self._words(record), logger=record.name, exc_info=record.exc_info)

    def _words(self, record: logging.LogRecord) -> str:
        if record.levelno < logging.WARNING:
            return record.getMessage()
        said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        args = record.args if isinstance(record.args, tuple) else ()
        numbers = [str(arg) for arg in args if isinstance(arg, int | float)]
        return " ".join([re.sub(r"(['\"]).*\1", "…", said, flags=re.DOTALL), *numbers])


def _without_words(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put in place of an exception what may be logged of it and of its causes."""
    raised = line.pop("exc_info", None)
    if raised is True:
        raised = sys.exc_info()
    if isinstance(raised, tuple):
        raised = raised[1]
    if isinstance(raised, BaseException):
        line["exception"] = facts_of(raised)
    return line


def facts_of(error: BaseException) -> list[dict[str, Any]]:
    """An exception and what caused it, the last one first: types, places in the code, and parts of the database."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    raised: BaseException | None = error
    while raised is not None and id(raised) not in seen:
        seen.add(id(raised))
        chain.append(_facts_of_one(raised))
        raised = raised.__cause__ or (None if raised.__suppress_context__ else raised.__context__)
    return chain


def _facts_of_one(error: BaseException) -> dict[str, Any]:
    kind = type(error)
    facts: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
    if said := words_of_database(error):
        facts["database"] = said
    if isinstance(statement := getattr(error, "statement", None), str):
        facts["statement"] = " ".join(statement.split())[:LONGEST_STATEMENT]  # with places for its values
    places = [_place(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return facts | {"at": places[-MOST_PLACES:]}


def words_of_database(error: BaseException) -> str | None:
    """What a database's own error says without the row that it is about; None for another error."""
    if state := getattr(error, "sqlstate", None):
        parts = (getattr(getattr(error, "diag", None), name, None) for name in _OF_DATABASE)
        return " ".join([str(state), *filter(None, parts)])
    if isinstance(error, sqlite3.Error):  # which names columns and never values
        return str(error)
    if isinstance(error, psycopg.OperationalError):  # the connection's fault
        return str(error).partition("\n")[0]
    return None


def _place(code: CodeType, line: int) -> str:
    path = code.co_filename.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
    return f"{path}:{line} {code.co_name}"
