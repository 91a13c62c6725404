"""A journey opened on a licence for one request: what its addresses share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.access import LicenceReach, open_licence
from app.domain.answers import Answers
from app.domain.licence.facts import Facts
from app.domain.refusal import Refused
from app.models.base import db
from app.models.licence import Run
from app.moves.entry import why_not_enter
from app.store import maps, runs
from app.store.facts import facts_about
from app.views import uploads
from app.views.people import person_banner
from forms.context import NOTHING_ASIDE, Aside
from journeys.all import JOURNEYS
from journeys.steps import Journey
from journeys.walk import Visit, Walk

NAMES = "/licence/<int:licence_id>/<journey:name>"
journeys = Blueprint("journeys", __name__)
journeys.url_value_preprocessor(uploads.allow_files)


@dataclass
class Open:
    """A journey opened on a licence for one request."""

    reach: LicenceReach
    journey: Journey
    run: Run | None
    facts: Facts
    walk: Walk

    def url(self, page: str | None, anchor: str | None = None, **entered: Any) -> str:
        """The address of a page of this journey, with what was entered on it; of the licence itself for None."""
        if page is None:
            return url_for("licence.show", licence_id=self.reach.licence.id)
        return url_for(
            "journeys.page",
            licence_id=self.reach.licence.id,
            name=self.journey.name,
            page=page,
            _anchor=anchor,
            **entered,
        )

    def onward(self) -> Response:
        """To the end of the walk: the gap, or check your answers."""
        return redirect(self.url(self.walk.end))


def open_journey(licence_id: int, name: str) -> Open:
    """Open a journey as its reader may; a POST holds the case until its transaction ends."""
    journey = JOURNEYS[name]
    reach = open_licence(current_user, licence_id, lock=request.method == "POST")
    if refusal := why_not_enter(journey, reach):
        raise Refused(refusal)
    run = runs.find(reach.licence, journey, current_user)
    facts = facts_about(reach)
    return Open(
        reach,
        journey,
        run,
        facts,
        Walk(
            journey,
            facts,
            _answers(journey, facts, run),
            aside=runs.aside_of(run),
            ever=runs.names_ever(run),
        ),
    )


def _answers(journey: Journey, facts: Facts, run: Run | None) -> Answers:
    begun = journey.begins_with(facts) if journey.begins_with else {}
    return {**begun, **runs.answers_of(run)}


def store(
    opened: Open,
    name: str,
    answer: dict[str, Any] | None,
    clears: str | None,
    aside: Aside = NOTHING_ASIDE,
) -> None:
    """Save one answer with what is set aside, remember its author, commit, and walk again."""
    licence = opened.reach.licence
    run = opened.run or runs.open_run(
        licence, opened.journey.name, runs.owner_of(opened.journey, current_user)
    )
    before = maps.named_in([run.answers.get(name), run.aside.get(name)])
    runs.save(run, name, answer, current_user, clears, aside)
    maps.let_go(licence.id, before)
    if not opened.journey.is_own:
        runs.note_author(licence, current_user)
    db.session.commit()
    opened.walk = opened.walk.again(_answers(opened.journey, opened.facts, run), runs.names_ever(run))


def received() -> MultiDict[str, str]:
    """What the page sent: with a POST in its body, with a search in its address."""
    return request.form if request.method == "POST" else request.args


def shown_version() -> int:
    shown = received().get("version", "")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 9 else 0


def back(opened: Open, visit: Visit) -> str:
    return opened.url(opened.walk.back_from(visit))


def shown(opened: Open, visit: Visit, **values: Any) -> dict[str, Any]:
    return {
        "person": person_banner(opened.reach),
        "journey": opened.journey,
        "section": opened.journey.title,
        "caption": visit.section.heading,
        "visit": visit,
        "facts": opened.facts,
        "reach": opened.reach,
        "back_url": back(opened, visit),
        "licence_url": opened.url(None),
        **values,
    }
