"""One move on each of many licences: found by a set, and made in batches, each of which is one transaction.

A batch holds the rows of its cases, in their order, and passes by what somebody else holds, so that two machines share
the work and nobody waits. Each licence is moved in a savepoint of its own: what is refused, or fails, is left and counted
with its reason, and the rest of the batch is done. A run that dies takes back its last batch alone, which the next finds
again, as what is done is no longer in the set.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import defer

from app.database import is_unavailable
from app.domain.licence.actions import Action
from app.domain.licence.facts import Facts
from app.domain.refusal import Refused
from app.jobs.done import Done
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.moves.frame import perform_for_service
from app.store.facts import gatherer
from app.store.licences import hold_free_cases

log = structlog.get_logger()

Selection = Select[int, int]
"""Licences and their cases, joined."""
Beat = Callable[[int], None]
"""Is told in each batch, before it is committed, how many were moved so far."""


def no_beat(moved: int) -> None:
    """For a run that nobody follows."""


AT_ONCE = 100
"""The most cases of a batch: few enough that on SQLite, where one writes at a time, nobody waits long for it."""
TIMES = 3
"""How often a run goes through what is left, when others held some of it."""
PAUSE = 1.0
"""Seconds before it does so again."""
HELD = "Somebody else was changing it"
FAULT = "It failed"


def number_of(selection: Selection) -> int:
    """How many licences a set has."""
    return db.session.scalar(select(func.count()).select_from(selection.subquery())) or 0


def move_each(action: Action, selection: Selection, beat: Beat) -> Done:
    """Make a move on every licence of a set, as far as the judge lets it be made; all that it did is committed."""
    moved, failed, left = 0, 0, Counter[str]()
    for time_around in range(TIMES):
        if time_around:
            time.sleep(PAUSE)
        last, failed, left = 0, 0, Counter[str]()
        while case_ids := _next(selection, last):
            last = case_ids[-1]
            held = hold_free_cases(case_ids)
            left[HELD] += len(case_ids) - len(held)
            facts = gatherer()
            for case, licence in _batch(selection, held):
                reason = _move(action, case, licence, facts)
                moved += reason is None
                failed += reason == FAULT
                if reason:
                    left[reason] += 1
            beat(moved)
            db.session.commit()
            db.session.expunge_all()  # so that a run over many takes no more memory than over few
        db.session.rollback()
        if not left[HELD]:
            break
    because = {reason: number for reason, number in left.most_common() if number}
    return Done(moved, sum(because.values()), failed, because)


def _next(selection: Selection, last: int) -> Sequence[int]:
    """The next cases of a set after one, in their order."""
    cases: Select[int] = selection.with_only_columns(Licence.case_id).where(Licence.case_id > last)
    return db.session.scalars(cases.group_by(Licence.case_id).order_by(Licence.case_id).limit(AT_ONCE)).all()


def _batch(selection: Selection, held: Sequence[int]) -> list[tuple[Case, Licence]]:
    """What of a set is in cases that are held, read anew."""
    if not held:
        return []
    rows: Any = selection.with_only_columns(Case, Licence).where(Case.id.in_(held))
    found = db.session.execute(
        rows.order_by(Case.id, Licence.id)
        .options(defer(Case.record))
        .execution_options(populate_existing=True)
    )
    return [(row.Case, row.Licence) for row in found]


def _move(
    action: Action, case: Case, licence: Licence, facts: Callable[[Case, Licence], Facts]
) -> str | None:
    """Make the move alone; why it was left, else None."""
    number = licence.id
    try:
        with db.session.begin_nested():
            perform_for_service(action, case, licence, facts(case, licence))
    except Refused as refused:  # a bar holds
        return refused.refusal.title
    except Exception as error:
        if isinstance(error, DBAPIError) and is_unavailable(error):
            raise
        log.error("failed", job=action.name, licence=number, exc_info=True)
        return FAULT
    return None
