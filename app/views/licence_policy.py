"""The policy of one licence that is being written: what another policy would change, and moving to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from app.access import LicenceReach, open_licence
from app.domain.licence import actions
from app.domain.policy.schedule import OtherPolicy
from app.domain.refusal import Refused
from app.models.base import db
from app.models.licence import Run
from app.moves import licence_policy as moves
from app.moves.frame import perform, why_not
from app.store import policies, runs
from app.store.facts import facts_about
from app.views.people import person_banner
from journeys.all import writing

licence_policy = Blueprint("licence_policy", __name__)

CHANGED = "The licence or the policies changed after you opened this page, so nothing was moved yet. Check it, then move."


def _found(licence_id: int, lock: bool = False) -> tuple[LicenceReach, Run | None, OtherPolicy | None]:
    reach = open_licence(current_user, licence_id, lock=lock)
    facts = facts_about(reach)
    if refusal := why_not(actions.MOVE_POLICY, reach, facts):
        raise Refused(refusal)
    licence = reach.licence
    run = runs.find(licence, writing(licence.purpose), current_user)
    return reach, run, facts.licence.other_policy()


@licence_policy.get("/licence/<int:licence_id>/policy")
@login_required
def show(licence_id: int) -> Any:
    """What the policy that applies would change in this licence; back to the licence where it is on that already."""
    reach, run, other = _found(licence_id)
    if other is None:
        return redirect(url_for("licence.show", licence_id=licence_id))
    return _page(reach, run, other)


def _page(reach: LicenceReach, run: Run | None, other: OtherPolicy, notice: str | None = None) -> str:
    licence = reach.licence
    return render_template(
        "licence_policy.html",
        person=person_banner(reach),
        licence=licence,
        other=other,
        row=policies.row(other.version),
        effect=moves.effect_of(licence, run, other.version),
        version=runs.total_version(run),
        stale=notice,
        licence_url=url_for("licence.show", licence_id=licence.id),
    )


@licence_policy.post("/licence/<int:licence_id>/policy")
@login_required
def move(licence_id: int) -> Any:
    """Move the licence as it was shown, and go to the end of its walk; a repeated POST leads there too."""
    reach, run, other = _found(licence_id, lock=True)
    if other is None:
        return redirect(
            url_for("journeys.begin", licence_id=licence_id, name=writing(reach.licence.purpose).name)
        )
    shown = (request.form.get("policy", ""), request.form.get("version", ""))
    if shown != (other.version, str(runs.total_version(run))):
        return _page(reach, run, other, CHANGED), 409
    again = moves.effect_of(reach.licence, run, other.version).asks_again
    perform(actions.MOVE_POLICY, reach, run=run, version=other.version)
    db.session.commit()
    check = "Check what is asked again, and all its conditions." if again else "Check all its conditions."
    flash(f"This licence is now on policy {other.version}. {check}")
    return redirect(
        url_for("journeys.begin", licence_id=licence_id, name=writing(reach.licence.purpose).name)
    )
