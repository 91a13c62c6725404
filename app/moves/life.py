"""What the clock does to a licence when its days come, and the review after the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.domain.dates.release import Kind
from app.domain.licence import actions, permission
from app.domain.licence.facts import Facts
from app.domain.licence.status import OPEN, Status
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User
from app.moves.frame import Act, changes, perform_for_service
from app.store import maps, runs

_TIME_OUT = actions.TIME_OUT
_GIVES_WAY = sorted(OPEN | {Status.TIMED_OUT})


@changes(_TIME_OUT)
def time_out(act: Act) -> None:
    """Close what was being written; it stays readable."""
    runs.close_runs(act.licence, act.at)


def time_out_now(case: Case, licence: Licence) -> None:
    """Time a draft out at once, because the record or the prison cannot wait for the clock."""
    perform_for_service(_TIME_OUT, case, licence)


def times_out_now(licence: Licence, facts: Facts) -> bool:
    """Whether a licence is a draft whose time is over by these facts."""
    barred = permission.why_not(_TIME_OUT, licence.status, licence.purpose, {Role.SERVICE}, facts)
    return barred is None and licence.kind != Kind.HDC


@changes(actions.ACTIVATE)
def activate(act: Act) -> Mapping[str, Any]:
    """The licence is in force, from now on with these dates, whatever the record says later: every other version of this release that is not, gives way to it, and so does what was in
    force for an earlier booking."""
    licence, release = act.licence, act.facts.release
    licence.activated_at = act.at
    licence.start, licence.end = release.start, release.end
    licence.supervision_start, licence.supervision_end = release.supervision_start, release.supervision_end
    _others_give_way(act)
    _earlier_give_way(act)
    return {"version": licence.version}


def _others_give_way(act: Act) -> None:
    licence = act.licence
    others = db.session.scalars(
        select(Licence)
        .where(
            Licence.case_id == licence.case_id,
            Licence.booking_id == licence.booking_id,
            Licence.id != licence.id,
            Licence.status.in_(_GIVES_WAY),
        )
        .order_by(Licence.id)
    ).all()
    for other in others:
        perform_for_service(actions.GIVE_WAY, act.case, other, by=licence.version, to=licence.id)


def _earlier_give_way(act: Act) -> None:
    licence = act.licence
    earlier = select(Licence).where(
        Licence.case_id == licence.case_id, Licence.id != licence.id, Licence.status == Status.ACTIVE
    )
    for other in db.session.scalars(earlier).all():
        perform_for_service(actions.GIVE_WAY, act.case, other, by=licence.version, to=licence.id)


@changes(actions.GIVE_WAY)
def give_way(act: Act, by: str, to: int) -> Mapping[str, Any]:
    """Close a version that another takes the place of."""
    end(act)
    return {"by": by, "licence": to}


@changes(actions.LEAVE_HARD_STOP)
@changes(actions.RELEASE_PASSED)
@changes(actions.CURFEW_CLOSED)
@changes(actions.EXPIRE)
def end(act: Act) -> None:
    """Close a licence whose days are over."""
    runs.drop_own_runs(act.licence)
    runs.close_runs(act.licence, act.at)
    maps.let_go_of_drafts(act.licence.id)


@changes(actions.ON_CURFEW)
def on_curfew(act: Act) -> None:
    """Close a licence for another kind of release, with any edit of it that is open."""
    _others_give_way(act)
    end(act)


@changes(actions.NOT_APPROVED)
def not_approved(act: Act) -> None:
    """Nothing changes; whoever sent it is told."""
    sender = act.licence.document.made_by_id if act.licence.document else act.licence.started_by_id
    act.to = db.session.get_one(User, sender)


@changes(actions.REVIEW)
def review(act: Act) -> None:
    """Keep when the practitioner found that nothing needs to change."""
    act.licence.reviewed_at = act.at
