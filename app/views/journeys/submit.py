"""Check your answers, submitting a journey, and what is shown once it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as AnyResponse

from app.access import open_licence
from app.domain.flags import flags_on
from app.domain.licence.actions import Action
from app.domain.licence.facts import Facts
from app.domain.licence.moves import moves_for
from app.domain.licence.next_step import is_told, next_in_words
from app.domain.refusal import Refused
from app.models.base import db
from app.moves.frame import perform, why_not
from app.notices.notices import notice
from app.store import documents, events, runs
from app.store.facts import facts_about
from app.store.licences import returned_because
from app.templating import NOTICE
from app.views.journeys.opened import (
    NAMES,
    Open,
    journeys,
    open_journey,
    shown_version,
)
from app.views.people import person_banner
from app.views.places import way_back
from app.views.questions import notes_by_page, with_links
from app.views.remedies import remedy_of
from app.views.stale import redisplays
from journeys.all import JOURNEYS
from journeys.show import faults_of, groups_of
from journeys.steps import Fault, Journey
from journeys.walk import CHECK_ANSWERS, Visit

STALE_BUTTON = (
    "This page was open for a long time, so nothing was submitted yet. Check it, then submit again."
)

CHANGED = (
    "An answer was changed after you opened this page, so nothing was submitted yet. Check it, then submit."
)


@journeys.get(f"{NAMES}/{CHECK_ANSWERS}")
@login_required
def check_answers(licence_id: int, name: str) -> Any:
    """Every answer on the walk, each with a link that changes it."""
    opened = open_journey(licence_id, name)
    if opened.walk.has_gap:
        return opened.onward()
    return _show_check_answers(opened, faults_of(opened.walk), is_submitted=False)


def _not_submitted(licence_id: int, name: str) -> Any:
    """Check your answers again, when its button went stale; nothing is submitted."""
    opened = open_journey(licence_id, name)
    if opened.walk.gap:
        return _to_gap(opened, opened.walk.gap)
    return _show_check_answers(
        opened, faults_of(opened.walk), is_submitted=False, notices=[STALE_BUTTON]
    ), 409


def _to_gap(opened: Open, gap: Visit) -> AnyResponse:
    """To what was not answered when the button was pressed, or to what stops the licence, which says why itself."""
    why = "" if gap.is_stop else ": this question is not answered yet"
    flash(f"{opened.journey.not_done}{why}", NOTICE)
    return opened.onward()


@journeys.post(f"{NAMES}/{CHECK_ANSWERS}")
@login_required
@redisplays(_not_submitted)
def submit(licence_id: int, name: str) -> Any:
    """Make the journey's move, once every answer holds; a repeated POST leads to where the first one did."""
    try:
        opened = open_journey(licence_id, name)
    except Refused:
        if _is_of(licence_id, JOURNEYS[name]) and _just_done(licence_id, JOURNEYS[name]):
            return redirect(url_for("journeys.done", licence_id=licence_id, name=name))
        raise
    if opened.run is None and _just_done(licence_id, opened.journey):
        return redirect(url_for("journeys.done", licence_id=licence_id, name=name))
    if opened.walk.gap:
        return _to_gap(opened, opened.walk.gap)
    if "version" in request.form and shown_version() != runs.total_version(opened.run):
        return _show_check_answers(opened, faults_of(opened.walk), is_submitted=False, notices=[CHANGED]), 409
    faults = faults_of(opened.walk)
    if faults or _barred(opened):
        return _show_check_answers(opened, faults, is_submitted=True), 422
    assert opened.run is not None  # noqa: S101
    action = opened.journey.outcome(opened.walk)
    perform(action, opened.reach, opened.facts, walk=opened.walk, run=opened.run)
    db.session.commit()
    return redirect(url_for("journeys.done", licence_id=licence_id, name=name))


def _is_of(licence_id: int, journey: Journey) -> bool:
    """Whether a journey is for the licence's purpose at all."""
    return open_licence(current_user, licence_id).licence.purpose in journey.of


def _just_done(licence_id: int, journey: Journey) -> Action | None:
    """The move, where the last thing that happened to the licence is this reader's submitting of this journey."""
    outcomes = (outcome.action for outcome in journey.outcomes)
    return next((each for each in outcomes if events.was_just_made(each, licence_id, current_user)), None)


@journeys.get(f"{NAMES}/done")
@login_required
def done(licence_id: int, name: str) -> Any:
    """What was done, and what happens next; once something else has happened, the licence instead."""
    reach = open_licence(current_user, licence_id)
    action = _just_done(licence_id, JOURNEYS[name])
    if action is None:
        return redirect(url_for("licence.show", licence_id=licence_id))
    facts = facts_about(reach)
    roles = {role for move in moves_for(action) for role in move.by} & reach.roles
    return render_template(
        f"done/{action.name}.html",
        licence=reach.licence,
        case=reach.case,
        way_back=way_back(roles or reach.roles),
        facts=facts,
        next=next_in_words(reach.licence.status, reach.roles, facts),
        told=_told(action, facts),
    )


def _told(action: Action, facts: Facts) -> str:
    """Who gets a message of what was done, or will be: as the notices of the move say."""
    moves = [move for move in moves_for(action) if facts.licence.purpose in move.of]
    told = {notice(name).to for move in moves for name in move.tells}
    return " ".join(is_told(to, facts.person, facts.reader.is_manager) for to in sorted(told))


def _as_it_will_be_sent(opened: Open, faults: Sequence[Fault]) -> Mapping[str, Any] | None:
    """The text of a licence whose conditions nobody chooses, so that no answer shows them; None while a fault is in it."""
    if opened.journey.given is None or faults:
        return None
    return documents.freeze(opened.reach.case, opened.reach.licence, opened.walk.written)


def _flags(opened: Open) -> list[tuple[str, str | None]]:
    """What to look at before a licence is sent, each with its page; who decides reads it with the licence."""
    found = [] if opened.journey.is_own else flags_on(opened.walk.written)
    return [(each.text, opened.url(each.page) if each.page else None) for each in found]


def _barred(opened: Open) -> list[tuple[str, str]]:
    """What bars the journey's move and can be ended on the licence, though no answer does, with a link to where."""
    refusal = why_not(opened.journey.outcome(opened.walk), opened.reach, opened.facts)
    remedies = remedy_of(refusal, opened.reach.licence.id) if refusal else []
    return [(f"{refusal.title}. {refusal.fact} {refusal.next_step}", href) for _, href in remedies if refusal]


def _show_check_answers(
    opened: Open, faults: list[Fault], is_submitted: bool, notices: Sequence[str] = ()
) -> str:
    """The summary. What stops a submit is said beforehand, and is an error once somebody has pressed the button."""
    asked = (
        () if opened.journey.is_own else tuple(q for q in opened.facts.licence.questions() if q.is_to_answer)
    )
    notes = notes_by_page(asked)
    links = _barred(opened) + [(fault.message, opened.url(fault.page)) for fault in faults]
    groups = [
        {
            "heading": group.heading,
            "rows": [
                {
                    "key": row.key,
                    "value": (*row.lines, *notes.pop(row.page, ())),
                    "change_url": opened.url(row.page),
                    "change_text": row.change,
                    "verb": row.verb,
                    "error": row.error,
                    "id": row.id,
                }
                for row in group.rows
            ],
        }
        for group in groups_of(opened.walk, faults if is_submitted else ())
    ]
    return render_template(
        ["check_answers/" + opened.journey.name + ".html", "check_answers.html"],
        person=person_banner(opened.reach),
        journey=opened.journey,
        section=opened.journey.title,
        sections=groups,
        errors=links if is_submitted else [],
        missing=[] if is_submitted else links,
        flags=_flags(opened),
        questions=with_links(opened.reach, asked),
        notices=notices,
        version=runs.total_version(opened.run),
        submit=opened.journey.submit,
        back_url=opened.url(None),
        licence_url=opened.url(None),
        facts=opened.facts,
        told=_told(opened.journey.outcome(opened.walk), opened.facts),
        document=_as_it_will_be_sent(opened, faults),
        returned_because=returned_because(opened.reach.licence),
    )
