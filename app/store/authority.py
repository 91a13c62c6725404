"""Who sets the conditions of one person's licence: looked up where the record alone does not say."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import and_, select

from app.domain.dates.authority import Authority, SetBy, of_prison, set_by
from app.domain.dates.release import Kind
from app.domain.document.compare import frozen_facts
from app.domain.licence import actions
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Decision, Document


def authority_for(case: Case, kind: str) -> SetBy:
    """Who sets the conditions of a licence of this kind."""
    is_recall = kind == Kind.PRRD
    return set_by(
        by_the_board=case.indeterminate or case.set_by_board,
        is_recall=is_recall,
        first=_of_first_release(case) if is_recall else None,
        prison=of_prison(case.prison_is_contracted),
    )


def _of_first_release(case: Case) -> Authority | None:
    """Who set the conditions of the first release on this sentence, by the first licence here that was approved for it."""
    if case.sentence_start is None:
        return None
    of_this_release = and_(Licence.booking_id == (case.booking_id or ""), Licence.kind == Kind.PRRD.value)
    documents = db.session.scalars(
        select(Document.content)
        .join(Decision, Decision.document_id == Document.id)
        .join(Licence, Licence.id == Decision.licence_id)
        .where(Licence.case_id == case.id, Decision.decision == actions.APPROVE.name, ~of_this_release)
        .order_by(Decision.id)
    )
    return next((found for each in documents if (found := _said(each, case.sentence_start))), None)


def _said(document: dict[str, Any], since: dt.date) -> Authority | None:
    """What a document says of it, if its licence is for a release on the sentence that began on this day."""
    frozen = frozen_facts(document)
    said, start = frozen.get("decided_by"), frozen["licence_start"]
    return Authority(said) if said and start and start >= since.isoformat() else None
