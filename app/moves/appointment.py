"""Changing the first appointment of a licence that was sent or approved: nothing else in it changes, so its approval stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.answers import pack
from app.domain.document.amend import with_appointment
from app.domain.document.appointment import appointment_facts
from app.domain.document.seal import document_hash
from app.domain.document.since import differences
from app.domain.licence import actions
from app.models.licence import Licence, Run
from app.moves.frame import Act, changes
from app.moves.paper import pdf_of
from app.store import documents, maps, runs
from app.store.licences import approval_of
from journeys.all import writing
from journeys.sections import APPOINTMENT
from journeys.walk import Walk


@changes(actions.CHANGE_APPOINTMENT)
def change_appointment(act: Act, walk: Walk, run: Run) -> Mapping[str, Any]:
    """Freeze the licence again with the new appointment. What readers had begun to decide is dropped: they read it anew."""
    licence, sent = act.licence, act.licence.document
    assert sent is not None  # noqa: S101
    content = with_appointment(sent.content, appointment_facts(walk.answers, act.facts.person.manager_name))
    sha256 = document_hash(content)
    pdf_of(act, content, sha256, approval_of(licence))
    licence.document = documents.keep(content, sha256, act.user, act.at)
    maps.freeze(licence.id, documents.files_named(content))
    run.submitted_at = act.at
    runs.drop_own_runs(licence)
    _carry_over(licence, walk, act.at)
    runs.note_author(licence, act.user)
    changed = " ".join(f"{each.in_words}." for each in differences(sent.content, content))
    return {"document": sha256, "amends": sent.sha256, "version": licence.version, "reason": changed}


def _carry_over(licence: Licence, walk: Walk, at: dt.datetime) -> None:
    """What the licence is written from has the new appointment too, for whoever opens its writing again."""
    journey = writing(licence.purpose).name
    carried = runs.open_run(licence, journey, copy_of=runs.newest(licence, journey))
    carried.submitted_at = at
    pages = {step.name for step in APPOINTMENT.steps}
    others = {page: answer for page, answer in carried.answers.items() if page not in pages}
    carried.answers = others | {page: pack(answer) for page, answer in walk.answers.items() if page in pages}
