"""Tells team managers of people who can have a licence and whom nobody is allocated to."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app.jobs.done import Done
from app.lists.days import IN_SCOPE
from app.lists.days import today as days
from app.models.base import db
from app.models.case import Case
from app.moves import messages
from app.store.licences import lock_case

_TO_TELL = (
    select(Case.id)
    .where(Case.manager_unallocated, Case.nobody_told_at.is_(None), Case.team_code.is_not(None), IN_SCOPE)
    .order_by(Case.id)
)


def tell_managers(today: dt.date, is_trial: bool) -> Done:
    """Tell of everybody of whom nobody was told, one transaction each."""
    found = db.session.scalars(_TO_TELL, days()).all()
    db.session.rollback()
    if is_trial:
        return Done(len(found), 0)
    told = sum(_tell(case_id) for case_id in found)
    return Done(told, len(found) - told)


def _tell(case_id: int) -> bool:
    lock_case(case_id)
    is_told = messages.tell_managers(db.session.get_one(Case, case_id, populate_existing=True))
    db.session.commit()
    return is_told
