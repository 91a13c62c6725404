"""Where the prison and probation systems say what changed. Each message is signed; answers are JSON, and no session is begun.

openapi.json beside this describes it for whoever sends.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, g, request
from werkzeug.exceptions import HTTPException

from app import clock
from app.database import Failures
from app.domain.record.event import read_event
from app.domain.record.read import RecordError
from app.extensions import csrf
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.moves.upstream import receive

upstream = Blueprint("upstream", __name__, url_prefix="/upstream")

WINDOW = 300
"""Seconds by which the moment of a signature may differ from now. Within it a message that comes again has the same id."""
LARGEST = 500_000
"""In bytes: some thousand sentences."""
Answer = tuple[dict[str, Any], int]


@upstream.before_request
def for_machines() -> None:
    """Nobody is signed in here, and no cookie is set."""
    g.is_machine = True


@upstream.get("/openapi.json")
def description() -> dict[str, Any]:
    """What can be sent here, and what is answered."""
    return _described()


@cache
def _described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_text(encoding="utf-8"))
    return found


@upstream.post("/events")
@csrf.exempt
def take() -> Answer:
    """Take one event. It may come twice, and in any order; one that is not kept for now is sent again."""
    if (request.content_length or 0) > LARGEST:
        return _problem("too-large", f"An event must be {LARGEST:,} bytes or smaller."), 413
    try:
        text = request.get_data(cache=False)
    except (HTTPException, OSError) as error:
        return _problem("unreadable", "The message could not be read."), getattr(error, "code", None) or 400
    if len(text) > LARGEST:
        return _problem("too-large", f"An event must be {LARGEST:,} bytes or smaller."), 413
    if fault := _fault_of_signature(text):
        return _problem("not-signed", fault), 401
    try:
        outcome = receive(read_event(text, clock.now()), working_days())
    except RecordError as error:
        faults = [{"field": each.field, "reason": each.reason} for each in error.faults]
        return _problem("refused", "Nothing was changed.") | {"faults": faults}, 422
    except Failures:
        db.session.rollback()
        return _problem("busy", "It cannot be kept now. Send it again."), 503
    return {"outcome": outcome.value if outcome else "repeated"}, 200


def _problem(code: str, words: str) -> dict[str, Any]:
    return {"error": code, "message": words}


def _fault_of_signature(text: bytes) -> str | None:
    """Why a message is not taken for one of the record systems; None for one that is."""
    secret = current_app.config["UPSTREAM_SECRET"]
    moment, given = (request.headers.get(name, "") for name in ("X-Timestamp", "X-Signature"))
    wanted = hmac.new((secret or "").encode(), moment.encode() + b"." + text, hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(given.encode(), wanted.encode()):
        return (
            "X-Signature must be the HMAC-SHA-256, in hexadecimal, of X-Timestamp, a full stop and the body."
        )
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return "X-Timestamp must be the seconds since 1970."
    if abs(clock.of_machine().timestamp() - int(moment)) > WINDOW:
        return f"X-Timestamp must be within {WINDOW} seconds of now."
    return None
