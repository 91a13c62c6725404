"""What became of the events of the record systems."""

from __future__ import annotations

from sqlalchemy import func, select

from app.models.base import db
from app.models.upstream import Outcome, UpstreamEvent


def outcomes() -> dict[str, int]:
    """How many events were taken, by their outcome."""
    found = select(UpstreamEvent.outcome, func.count()).group_by(UpstreamEvent.outcome)
    return dict.fromkeys(Outcome, 0) | {row.outcome: row[1] for row in db.session.execute(found)}
