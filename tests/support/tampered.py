"""A history made anew, as by somebody who has the database in their hands and knows how its hashes are made."""

from __future__ import annotations

from typing import Any

from app.domain.document.seal import document_hash
from app.models.base import db
from app.models.case import Case
from app.models.chain import ChainEnd
from app.models.record import CASE_CHAIN, Document, Event
from app.store import chain
from app.store.events import event_hash


def seal_from(event: Event) -> str:
    """Make the hash of an event and of every event after it anew; the last is returned."""
    previous = event.previous_hash
    for later in db.session.scalars(
        db.select(Event)
        .where(Event.case_id == event.case_id, Event.number >= event.number, Event.format == CASE_CHAIN)
        .order_by(Event.number)
    ):
        later.previous_hash = previous
        later.hash = previous = event_hash(later)
    return previous


def chain_anew(model: Any) -> None:
    """Make all hashes of a table that is one chain anew, and its end."""
    db.session.flush()
    end = db.session.get_one(ChainEnd, model.__tablename__)
    end.ends = end.begins
    for row in db.session.scalars(db.select(model).order_by(model.id)):
        chain.seal(row, end)
    db.session.flush()


def say(event: Event, detail: Any) -> None:
    """Let an event say something else, and its whole history and case go with it."""
    event.detail = detail
    db.session.flush()
    db.session.get_one(Case, event.case_id).chain_head = seal_from(event)


def send_instead(document: Document, content: dict[str, Any]) -> None:
    """Let a document be another one, under its own hash, and the event that sent it name that."""
    old, document.content, document.sha256 = document.sha256, content, document_hash(content)
    for event in db.session.scalars(db.select(Event).where(Event.action == "submit").order_by(Event.id)):
        if event.detail.get("document") == old:
            say(event, {**event.detail, "document": document.sha256})
    db.session.flush()
