"""Events of the prison and probation systems: each changes what its record changes, once, and never to what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.domain.dates.working_days import WorkingDays
from app.domain.licence import actions
from app.domain.licence.moves import LIVING
from app.domain.record.event import RECALLED, Told
from app.domain.record.read import Fault, RecordError
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.upstream import Outcome, UpstreamEvent
from app.moves.cases import Working, change
from app.moves.follow import Came
from app.moves.frame import perform_for_service


def receive(told: Told, days: WorkingDays) -> Outcome | None:
    """Do what an event calls for, in one transaction, and commit it; None where it came before.

    Raises RecordError, with nothing stored, when its CRN is held by another prison number.
    """
    if db.session.scalar(select(UpstreamEvent.id).where(UpstreamEvent.event_id == told.id)):
        db.session.rollback()
        return None
    row = UpstreamEvent(
        event_id=told.id,
        type=told.type,
        occurred_at=told.occurred,
        received_at=clock.now().astimezone(dt.UTC),
        outcome=Outcome.UNKNOWN,
        prison_number=told.record.prisoner.prisoner_number if told.record else None,
        content=None if told.record else dict(told.content),
    )
    db.session.add(row)
    try:
        db.session.flush()
        if told.record:
            row.outcome = _apply(told, days)
        db.session.commit()
    except IntegrityError:  # the same event, or a new person of the same number, came in between
        db.session.rollback()
        if db.session.scalar(select(UpstreamEvent.id).where(UpstreamEvent.event_id == told.id)) is None:
            raise
        return None
    except RecordError:
        db.session.rollback()
        raise
    return Outcome(row.outcome)


def _apply(told: Told, days: WorkingDays) -> Outcome:
    record = told.record
    assert record is not None  # noqa: S101
    number = record.prisoner.prisoner_number
    held = _hold({number, told.removed_number} - {None})
    case, gone = held.get(number), held.get(told.removed_number)
    _refuse_other_crn(record.probation.crn, held.values())
    if case is not None and case.record_at is not None and told.occurred < case.record_at:
        return Outcome.OLDER
    work = Working.out(days)
    came = Came("an event of the record systems", told.id, told.occurred, is_recall=told.type == RECALLED)
    if gone is not None and (case is None or not _has_licences(case)):
        if case is not None:
            _retire(case, number)
        case = gone  # with its licences, it goes on under the number that is left
        gone = None
    if case is None:
        now = clock.now()
        facts = work.columns(record)
        db.session.add(Case(**facts, record=record.as_json(), imported_at=now, record_at=told.occurred))
        db.session.flush()
        return Outcome.CHANGED
    is_changed = bool(change([(case, record)], work, came))
    if told.removed_number:
        _end_merged(case, number, besides=case.booking_id)
    if gone is not None:
        _end_merged(gone, number)
        gone.booking_id = None
        is_changed = True
    return Outcome.CHANGED if is_changed else Outcome.UNCHANGED


def _hold(numbers: Iterable[str | None]) -> dict[str | None, Case]:
    """The cases of these prison numbers, held until the transaction ends."""
    wanted = select(Case).where(Case.prison_number.in_(sorted(filter(None, numbers)))).order_by(Case.id)
    lock = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {case.prison_number: case for case in db.session.scalars(lock)}


def _refuse_other_crn(crn: str, cases: Iterable[Case]) -> None:
    held_by = db.session.execute(select(Case.id, Case.prison_number).where(Case.crn == crn)).one_or_none()
    if held_by and held_by.id not in {case.id for case in cases}:
        reason = f"is already held by prison number {held_by.prison_number}"
        raise RecordError([Fault(1, "probation.crn", reason)])


def _has_licences(case: Case) -> bool:
    return db.session.scalar(select(Licence.id).where(Licence.case_id == case.id).limit(1)) is not None


def _retire(case: Case, number: str) -> None:
    """Leave the numbers of a case without licences to the one that has some. It stays for its history, and nothing can be
    started for it."""
    case.prison_number = case.crn = f"~{case.id}"
    case.booking_id = None
    db.session.flush()


def _end_merged(case: Case, number: str, besides: str | None = None) -> None:
    """End the licences of a case whose person goes on under another number, but for those of one booking."""
    living = select(Licence).where(Licence.case_id == case.id, Licence.status.in_(sorted(LIVING)))
    for licence in db.session.scalars(living.order_by(Licence.id)).all():
        if besides is None or licence.booking_id != besides:
            reason = f"The record of this person was merged into that of prison number {number}."
            perform_for_service(actions.MERGED, case, licence, reason=reason)
