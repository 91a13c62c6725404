"""Structured logs: one JSON line for each request, with an id, who, and how long; never what was typed."""

from __future__ import annotations

import logging
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Write logs as JSON to standard error, and one line for each request that is not for an asset."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.ERROR if app.config["TESTING"] else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=not app.config["TESTING"],
    )

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=uuid.uuid4().hex)

    @app.after_request
    def end(response: Response) -> Response:
        log.info(
            "request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else None,
            values={key: getattr(value, "name", value) for key, value in (request.view_args or {}).items()},
            status=response.status_code,
            user=current_user.id if current_user.is_authenticated else None,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
        )
        return response
