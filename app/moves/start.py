"""Starting a licence: the first of a release, or a version made from another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.access import Reach
from app.domain.licence import actions
from app.domain.licence.facts import Facts
from app.domain.licence.status import FIRST, HARD_STOP, MADE_BY_PRISON, Purpose
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.moves.frame import Act, changes, why_not
from app.moves.life import time_out_now, times_out_now
from app.store import maps, runs
from app.store.licences import drafts_of_release, licence_under_way, timed_out_draft
from journeys.all import writing


def purpose_to_start(reach: Reach, facts: Facts) -> Purpose:
    """What the licence is for that this reader may start now: probation's own, or the prison's for the facts as they are."""
    if Role.CASE_ADMINISTRATOR not in reach.roles:
        return FIRST
    prisons = facts.release.purpose
    if Role.PRACTITIONER not in reach.roles:
        return HARD_STOP if prisons == FIRST else prisons  # which says from when on the prison can
    return next((of for of in (FIRST, prisons) if why_not(actions.START, reach, facts, of) is None), FIRST)


def in_the_way(case: Case, facts: Facts, purpose: Purpose) -> Licence | None:
    """The licence of this release that keeps another of this purpose from being started. A draft that probation can no
    longer finish gives way to a standard licence, though the clock has not timed it out yet."""
    is_standard = purpose in MADE_BY_PRISON
    return licence_under_way(case, lambda found: is_standard and times_out_now(found, facts))


@changes(actions.START)
def start(act: Act, parent: Licence | None = None) -> Mapping[str, Any]:
    """Start a licence, on the policy of its release; from a parent, with a copy of its answers and on its policy.

    Whoever wrote the parent wrote what is copied, and so can never approve it.
    """
    if act.purpose in MADE_BY_PRISON:
        for draft in drafts_of_release(act.case):
            time_out_now(act.case, draft)
        db.session.flush()
    licence = Licence(
        case_id=act.case.id,
        booking_id=parent.booking_id if parent else act.case.booking_id or "",
        purpose=act.purpose,
        kind=parent.kind if parent else act.case.kind,
        policy_version=parent.policy_version if parent else act.facts.policy.version,
        parent_id=parent.id
        if parent
        else timed_out_draft(act.case)
        if act.purpose in MADE_BY_PRISON
        else None,
        major=parent.major if parent else 1,
        minor=_next_minor(parent) if parent else 0,
        status=act.move.then,
        started_by_id=act.user.id,
        started_at=act.at,
    )
    take_from_record(licence, act.case, act.facts)
    db.session.add(licence)
    db.session.flush()
    act.licence = act.result = licence
    journey = writing(licence.purpose).name
    runs.open_run(
        licence, journey, copy_of=runs.newest(parent, writing(parent.purpose).name) if parent else None
    )
    if parent is None:
        was = act.facts.in_nomis()
        reason = {"reason": f"It is made here, and not in NOMIS as {was.by} recorded."} if was else {}
        return {"policy": licence.policy_version} | reason
    maps.copy_links(parent, licence)
    for author in {*runs.authors_of(parent), act.user}:
        runs.note_author(licence, author)
    return {"edit of": parent.version}


def take_from_record(licence: Licence, case: Case, facts: Facts) -> None:
    """What the record says now of a licence's type, dates, prison and team."""
    release = facts.release
    licence.type = release.licence_type.value
    licence.start, licence.end = release.start, release.end
    licence.supervision_start, licence.supervision_end = release.supervision_start, release.supervision_end
    licence.prison_code, licence.team_code = case.prison_code, case.team_code


def _next_minor(parent: Licence) -> int:
    highest = db.session.scalar(
        select(func.max(Licence.minor)).where(
            Licence.case_id == parent.case_id,
            Licence.booking_id == parent.booking_id,
            Licence.major == parent.major,
        )
    )
    return (highest or 0) + 1
