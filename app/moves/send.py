"""Sending a licence to the prison, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.document.seal import document_hash
from app.domain.licence import actions
from app.models.licence import Run
from app.moves.frame import Act, changes
from app.moves.paper import pdf_of
from app.moves.start import take_from_record
from app.store import documents, maps, runs
from forms.contact import told_in_words
from journeys.all import writing
from journeys.walk import Walk


@changes(actions.SUBMIT)
def submit(act: Act, walk: Walk, run: Run) -> Mapping[str, Any]:
    """Freeze the licence as its answers stand; the walk has no gap and no fault. What cannot be printed is refused."""
    licence = act.licence
    runs.note_author(licence, act.user)
    content = documents.freeze(act.case, licence, walk.written)
    sha256 = document_hash(content)
    pdf_of(act, content, sha256)
    document = documents.keep(content, sha256, act.user, act.at)
    licence.document, licence.submitted_at = document, act.at
    take_from_record(licence, act.case, act.facts)
    maps.freeze(licence.id, documents.files_named(content))
    run.submitted_at, run.aside = act.at, {}
    run.answers = {page: answer for page, answer in run.answers.items() if page in walk.answers}
    told = told_in_words(walk.answers)
    return {"document": sha256, "version": licence.version} | ({"reason": told} if told else {})


@changes(actions.WITHDRAW)
def withdraw(act: Act) -> None:
    """Open the writing again; what readers had begun to decide is dropped."""
    runs.drop_own_runs(act.licence)
    reopen(act)


def reopen(act: Act) -> None:
    """Open the writing of a licence again, with the answers that were sent."""
    journey = writing(act.licence.purpose).name
    runs.open_run(act.licence, journey, copy_of=runs.newest(act.licence, journey))


@changes(actions.DISCARD)
def discard(act: Act) -> None:
    """Close what was being written; it stays readable in the history, and the approved licence as it is."""
    runs.close_runs(act.licence, act.at)
    maps.let_go_of_drafts(act.licence.id)
