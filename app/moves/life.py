"""What the clock does to a licence when its days come, and the review after the release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.domain.licence import actions
from app.domain.licence.status import OPEN, Status
from app.models.base import db
from app.models.licence import Licence
from app.moves.frame import Act, changes, perform_for_service
from app.store import maps, runs

_GIVES_WAY = sorted(OPEN | {Status.TIMED_OUT})


@changes(actions.TIME_OUT)
def time_out(act: Act) -> None:
    """Close what was being written; it stays readable."""
    runs.close_runs(act.licence, act.at)


@changes(actions.ACTIVATE)
def activate(act: Act) -> Mapping[str, Any]:
    """The licence is in force: every other version of this release that is not, gives way to it."""
    act.licence.activated_at = act.at
    _others_give_way(act)
    return {"version": act.licence.version}


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


@changes(actions.GIVE_WAY)
def give_way(act: Act, by: str, to: int) -> Mapping[str, Any]:
    """Close a version that another takes the place of."""
    end(act)
    return {"by": by, "licence": to}


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


@changes(actions.REVIEW)
def review(act: Act) -> None:
    """Keep when the practitioner found that nothing needs to change."""
    act.licence.reviewed_at = act.at
