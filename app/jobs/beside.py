"""On SQLite, which no other machine shares, one process runs what is due each minute, as beside the demo's server."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import structlog
from flask import Flask

from app.jobs.runner import run_due
from app.models.base import db

log = structlog.get_logger()

LOOKS = 15.0
"""Seconds between two looks at what is due."""
STEP = 1.0
"""Seconds between two looks at whether the server still lives."""


def work(service: Flask, beside: int | None = None) -> None:
    """Run what is due until told to stop, or until the process ends that this one was started beside."""
    stops = threading.Event()

    def stop(*_: Any) -> None:
        stops.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    goes_on = _alive(stops, beside)
    while goes_on():
        with service.app_context():
            try:
                run_due(goes_on)
            except Exception:  # the database may answer again at the next look
                log.error("failed", exc_info=True)
            db.session.remove()
        waited = 0.0
        while waited < LOOKS and goes_on():
            stops.wait(STEP)
            waited += STEP


def _alive(stops: threading.Event, beside: int | None) -> Any:
    def goes_on() -> bool:
        return not stops.is_set() and beside in (None, os.getppid())

    return goes_on
