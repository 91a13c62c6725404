"""A licence for time served that the prison makes in NOMIS: recording it and why, and what was recorded."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from app.access import Reach, open_case
from app.domain.licence import actions
from app.domain.licence.facts import Facts
from app.domain.licence.status import TIME_SERVED
from app.domain.refusal import Refused
from app.domain.words import moment_in_words
from app.models.base import db
from app.moves.frame import perform, why_not
from app.store.facts import facts_about
from app.store.licences import licence_under_way, lock_case
from app.store.nomis import ever_recorded
from app.views.people import person_banner
from app.views.places import way_back
from app.views.stale import STALE_FORM, redisplays
from forms.nomis import WhyInNomis

nomis = Blueprint("nomis", __name__)


@nomis.get("/case/<int:case_id>/nomis")
@login_required
def show(case_id: int) -> Any:
    """What was recorded, for everybody who may open the case; and the question why, for who may answer it."""
    reach = open_case(current_user, case_id)
    facts = facts_about(reach)
    now = facts.in_nomis()
    return _page(reach, facts, WhyInNomis(answer={"reason": now.reason} if now else None))


def _page(reach: Reach, facts: Facts, form: WhyInNomis, *said: str) -> str:
    may_record = (
        why_not(actions.USE_NOMIS, reach, facts, TIME_SERVED) is None
        and licence_under_way(reach.case) is None
    )
    return render_template(
        "nomis.html",
        person=person_banner(reach),
        now=facts.in_nomis(),
        said=said,
        form=form if may_record else None,
        errors=form.errors_list(),
        history=[(moment_in_words(each.at), each.by, each.reason) for each in ever_recorded(reach.case)],
        back_url=url_for("licence.person", case_id=reach.case.id)
        if may_record
        else way_back(reach.roles).url,
    )


def _again(case_id: int) -> Any:
    reach = open_case(current_user, case_id)
    return _page(reach, facts_about(reach), WhyInNomis(None, request.form), STALE_FORM), 409


@nomis.post("/case/<int:case_id>/nomis")
@login_required
@redisplays(_again)
def record(case_id: int) -> Any:
    """Record it; the same again changes nothing."""
    open_case(current_user, case_id)
    lock_case(case_id)
    reach = open_case(current_user, case_id, fresh=True)
    facts = facts_about(reach)
    if refusal := why_not(actions.USE_NOMIS, reach, facts, TIME_SERVED):
        raise Refused(refusal)
    if found := licence_under_way(reach.case):
        return redirect(url_for("licence.show", licence_id=found.id))
    form = WhyInNomis(None, request.form)
    if not form.validate():
        return _page(reach, facts, form), 422
    now, given = facts.in_nomis(), form.answer()
    if now is None or now.reason != given["reason"]:
        perform(actions.USE_NOMIS, reach, facts, of=TIME_SERVED, **given)
        db.session.commit()
    flash("You recorded that this licence is made in NOMIS. You can change that from the list.")
    return redirect(way_back(reach.roles).url)
