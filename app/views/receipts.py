"""Where GOV.UK Notify says what became of messages. It bears a token; answers are JSON, and no session is begun."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, current_app, g, request
from werkzeug.exceptions import HTTPException

from app.database import Failures
from app.extensions import csrf
from app.models.base import db
from app.moves import messages as moves

receipts = Blueprint("receipts", __name__)

LONGEST = 200
Answer = tuple[dict[str, str], int]


@receipts.before_request
def for_notify() -> None:
    """Nobody is signed in here, and no cookie is set."""
    g.is_machine = True


@receipts.post("/notify/receipts")
@csrf.exempt
def receive() -> Answer:
    """Keep what a receipt says. It may come twice, and in any order; one that is not kept for now is sent again."""
    token = current_app.config["NOTIFY_CALLBACK_TOKEN"]
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return {"error": "This address wants the token of GOV.UK Notify."}, 401
    try:
        said = request.get_json(force=True)
    except (HTTPException, ValueError, RecursionError) as error:
        return {"error": "The receipt is not JSON, or too large."}, getattr(error, "code", None) or 400
    reference, status, number = (_text(said, name) for name in ("reference", "status", "id"))
    if reference is None or status is None:
        return {"error": "The receipt must have a reference and a status."}, 400
    try:
        is_known = moves.receive(reference, status, number)
        db.session.commit()
    except Failures:
        db.session.rollback()
        return {"error": "It cannot be kept now. Send it again."}, 503
    if not is_known:
        return {"error": "No message has this reference."}, 404
    return {"status": "kept"}, 200


def _text(said: Any, name: str) -> str | None:
    value = said.get(name) if isinstance(said, dict) else None
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable() else None
