"""Pages for what goes wrong: each says what happened and what to do next, and none loses what was typed if it can."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.access import NotFound
from app.domain.refusal import Refused
from app.models.base import db
from app.views.stale import redisplay_of_request

log = structlog.get_logger()

PAGES = {
    400: ("There is a problem with what was sent", ["The service could not read the page that was sent."]),
    404: (
        "Page not found",
        [
            "If you typed the web address, check it is correct.",
            "If you followed a link, the licence or person may have changed since.",
        ],
    ),
    405: (
        "Page not found",
        ["This address takes only what a form sends. Go to the home page to start again."],
    ),
    413: (
        "What you sent is too large",
        ["Nothing was saved. Go back, make the text shorter, and try again."],
    ),
    500: (
        "Sorry, there is a problem with the service",
        ["Nothing you did caused this, and it was recorded. Try again in a few minutes."],
    ),
    503: (
        "Sorry, the service is busy",
        ["Nothing was saved. Go back and try again in a minute."],
    ),
}


def init_app(app: Flask) -> None:
    """Show every error as a page of the service."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NotFound, lambda error: message(404))
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(Exception, failed)


def message(status: int) -> tuple[str, int]:
    """The page for an HTTP status."""
    title, paragraphs = PAGES.get(status, PAGES[400])
    return render_template("message.html", title=title, paragraphs=paragraphs), status


def refused(error: Refused) -> Any:
    """Why something was not done, who can act, and the next step. Nothing of it was kept."""
    db.session.rollback()
    return render_template("refusal.html", refusal=error.refusal), 403


def stale(error: CSRFError) -> Any:
    """A form whose token was refused: shown again as typed, or, where nothing was typed, to be opened again."""
    shown = redisplay_of_request()
    if shown is not None:
        return shown
    return (
        render_template(
            "message.html",
            title="This page was open for too long",
            paragraphs=["Nothing was done. Go back to the page, check it, and press the button again."],
            link=("Go back to the page", _page_before()),
        ),
        400,
    )


def _page_before() -> str:
    """The page that the form stood on: its address without the last word, or the home page."""
    path = request.path
    return path.rsplit("/", 1)[0] or "/" if request.endpoint == "licence.print_pdf" else "/"


def http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return message(error.code)


def busy(error: OperationalError) -> Any:
    """The database did not answer in time."""
    db.session.rollback()
    log.error("database", exc_info=error)
    return message(503)


def failed(error: Exception) -> Any:
    """A fault of ours: recorded with its trace, shown without it."""
    db.session.rollback()
    log.error("failed", exc_info=error)
    return message(500)
