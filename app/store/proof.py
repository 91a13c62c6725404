"""What proves a licence where it is used: all of its evidence before a decision and in print, and on a page that only
shows it what is read for that page anyway. The audit (app.store.audit) reads everybody's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row

from app.domain.document.seal import verify
from app.domain.licence.actions import FREEZES
from app.domain.licence.status import Status
from app.models.base import db
from app.models.licence import Licence
from app.models.record import CASE_CHAIN
from app.store import audit, events
from app.store.licences import STANDS, fault_in_standing

_TIMES = 3


def fault_of(licence: Licence) -> str | None:
    """What does not hold first of what a licence is approved and printed by; None where all of it does."""
    return _confirmed(licence, lambda: next(audit.faults_of_licence(licence), None))


def fault_as_shown(licence: Licence, history: Sequence[Row[Any]] | None = None) -> str | None:
    """What does not hold first of a licence, its document and its own events (app.store.events.of_licence)."""
    if history is not None and _fault_as_shown(licence, history) is None:
        return None
    return _confirmed(licence, lambda: _fault_as_shown(licence, events.of_licence(licence.id)))


def _confirmed(licence: Licence, find: Callable[[], str | None]) -> str | None:
    """A fault that is there each time. Whoever only reads holds no lock, so somebody may make a move in between."""
    fault = None
    for _ in range(_TIMES):
        if (fault := find()) is None:
            return None
        db.session.expire(licence.case, ["chain_length", "chain_head"])
        db.session.expire(licence, ["status", "document_id", "document", *STANDS])
    return fault


def _fault_as_shown(licence: Licence, history: Sequence[Row[Any]]) -> str | None:
    if not history:
        return "it has no history"
    for event in history:
        if event.hash != events.event_hash(event) or not isinstance(event.detail, dict):
            return f"event {event.number} ({event.action}) was changed"
    status = next(
        (e.detail["status"] for e in history if e.format == CASE_CHAIN and "status" in e.detail), None
    )
    if status is not None and Status(status) is not licence.status:
        return f"its status was changed: its history says {Status(status).label.lower()}"
    stood: dict[str, Any] = next(
        (e.detail["stands"] for e in history if isinstance(e.detail.get("stands"), dict)), {}
    )
    if changed := fault_in_standing(licence, stood):
        return changed
    sent = next((e.detail.get("document") for e in history if e.action in FREEZES), None)
    document = licence.document
    if (document.sha256 if document else None) != sent:
        return "it has another document than was sent last"
    if document and not verify(document.content, document.sha256):
        return f"its document was changed: it no longer has the hash {document.sha256[:12]}"
    return None
