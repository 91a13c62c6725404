"""What the clock does to a licence when its days come, and the review after the release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
def time_out(act: Act) -> Mapping[str, Any] | None:
    """Close what was being written; it stays readable."""
    runs.close_runs(act.licence, act.at)
    return None


@changes(actions.ACTIVATE)
def activate(act: Act) -> Mapping[str, Any]:
    """The licence is in force: every other version of this release that is not, gives way to it."""
    act.licence.activated_at = act.at
    for other in _others(act.licence):
        perform_for_service(actions.GIVE_WAY, act.case, other, by=act.licence.version, to=act.licence.id)
    return {"version": act.licence.version}


def _others(licence: Licence) -> Iterator[Licence]:
    yield from db.session.scalars(
        select(Licence)
        .where(
            Licence.case_id == licence.case_id,
            Licence.booking_id == licence.booking_id,
            Licence.id != licence.id,
            Licence.status.in_(_GIVES_WAY),
        )
        .order_by(Licence.id)
    ).all()


@changes(actions.GIVE_WAY)
def give_way(act: Act, by: str, to: int) -> Mapping[str, Any]:
    """Close a version that another takes the place of."""
    _close(act)
    return {"by": by, "licence": to}


@changes(actions.RELEASE_PASSED)
def release_passed(act: Act) -> Mapping[str, Any] | None:
    """Close a version that was not approved by the release."""
    _close(act)
    return None


@changes(actions.EXPIRE)
def expire(act: Act) -> Mapping[str, Any] | None:
    """Close a licence whose end date has passed."""
    _close(act)
    return None


@changes(actions.ON_CURFEW)
def on_curfew(act: Act) -> Mapping[str, Any] | None:
    """Close a licence for another kind of release, with any edit of it that is open."""
    for other in _others(act.licence):
        perform_for_service(actions.GIVE_WAY, act.case, other, by=act.licence.version, to=act.licence.id)
    _close(act)
    return None


def _close(act: Act) -> None:
    runs.drop_own_runs(act.licence)
    runs.close_runs(act.licence, act.at)
    maps.let_go_of_drafts(act.licence.id)


@changes(actions.REVIEW)
def review(act: Act) -> Mapping[str, Any] | None:
    """Keep when the practitioner found that nothing needs to change."""
    act.licence.reviewed_at = act.at
    return None
