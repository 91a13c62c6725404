"""The one set of views behind every journey: a page, its items, check your answers, submit, and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.access import Reach, open_licence
from app.domain.facts import Facts
from app.domain.moves import Action
from app.domain.refusal import Refusal, Refused
from app.domain.words import an, capitalised
from app.models.base import db
from app.models.licence import Run
from app.moves import events, licences, runs
from app.moves.facts import facts_about
from app.views import uploads
from app.views.address_help import offer_addresses, save_addresses
from app.views.people import person_banner
from app.views.stale import redisplays
from forms.base import Form
from journeys.all import JOURNEYS
from journeys.engine import CHECK_ANSWERS, SKIPPED, Journey, Many, Visit, Walk
from journeys.summary import Fault, bound_form, faults_of, groups_of, item_lines, item_words, lines_of, row_id

journeys = Blueprint("journeys", __name__)
journeys.url_value_preprocessor(uploads.allow_files)
NAMES = f"/licence/<int:licence_id>/<any({', '.join(JOURNEYS)}):name>"

SUBMITS = {Action.SUBMIT: licences.submit, Action.APPROVE: licences.decide}
"""The move that submitting a journey makes, by the journey's action."""

STALE = "This page was open for a long time, so what you typed is not saved yet. Check it, then continue."

STALE_BUTTON = (
    "This page was open for a long time, so nothing was submitted yet. Check it, then submit again."
)

CHANGED = (
    "An answer was changed after you opened this page, so nothing was submitted yet. Check it, then submit."
)

STOPS = {
    "cannot-start": lambda facts: facts.reasons_not_to_start[0],
    "void": lambda facts: facts.void,
    "is-author": lambda facts: licences.AUTHOR,
    "record-changed": licences.record_changed,
}
"""The refusal that each Stop shows."""


@dataclass
class Open:
    """A journey opened on a licence for one request."""

    reach: Reach
    journey: Journey
    run: Run | None
    facts: Facts
    walk: Walk

    def url(self, page: str | None, anchor: str | None = None) -> str:
        """The address of a page of this journey; of the licence itself for None."""
        assert self.reach.licence is not None  # noqa: S101
        if page is None:
            return url_for("licence.show", licence_id=self.reach.licence.id)
        return url_for(
            "journeys.page",
            licence_id=self.reach.licence.id,
            name=self.journey.name,
            page=page,
            _anchor=anchor,
        )

    def onward(self) -> Response:
        """To the end of the walk: the gap, or check your answers."""
        return redirect(self.url(self.walk.end))


def _open(licence_id: int, name: str) -> Open:
    """Open a journey as its reader may; a POST holds the licence's row until its transaction ends."""
    journey = JOURNEYS[name]
    reach = open_licence(current_user, licence_id, lock=request.method == "POST")
    if refusal := licences.may(reach, journey.action):
        raise Refused(refusal)
    licence = reach.licence
    assert licence is not None  # noqa: S101
    run = runs.find(licence, journey, current_user)
    facts = facts_about(reach)
    return Open(reach, journey, run, facts, Walk(journey, facts, runs.answers_of(run)))


@journeys.get(NAMES)
@login_required
def begin(licence_id: int, name: str) -> Response:
    """To where the walk ends now."""
    return _open(licence_id, name).onward()


@journeys.get(f"{NAMES}/<path:page>")
@login_required
def page(licence_id: int, name: str, page: str) -> Any:
    """A page of the walk; one that is not on it leads to the walk's end."""
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None:
        return opened.onward()
    if visit.is_stop:
        return _show_stop(opened, visit)
    return _shown_again(opened, visit, _searched(opened.walk, visit))


def _searched(walk: Walk, visit: Visit) -> Form:
    """The form with its saved answer; of a page that is searched, with what its address says was entered meanwhile."""
    form = bound_form(walk, visit)
    if not (form.is_searched and request.args):
        return form
    kept = [] if "version" in request.args else form.posted()
    return bound_form(walk, visit, MultiDict([*kept, *request.args.items(multi=True)]))


def _shown_again(opened: Open, visit: Visit, form: Form) -> tuple[str, int]:
    """A page on which nothing was to be saved; what was entered may be wrong all the same."""
    return _show(opened, visit, form), 422 if form.errors_list() else 200


def _typed_again(licence_id: int, name: str, page: str) -> Any:
    """The page with what was typed, after its form went stale; nothing is saved."""
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None or visit.is_stop:
        return _show_not_saved(opened, page)
    sent = uploads.without_files()
    form = bound_form(opened.walk, visit, sent)
    form.is_redisplay(request.values)
    return _show(opened, visit, form, stale=True), 409


@journeys.post(f"{NAMES}/<path:page>")
@login_required
@redisplays(_typed_again)
def save(licence_id: int, name: str, page: str) -> Any:
    """Save a page's answer and go to the end of the walk, or show what is wrong and everything that was typed."""
    sent = _keep_files(licence_id, name, page) if request.files else request.form
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None or visit.is_stop:
        return _show_not_saved(opened, page)
    if visit.may_skip and "skip" in request.form:
        return _keep(opened, visit, {SKIPPED: True})
    form = bound_form(opened.walk, visit, sent)
    if form.is_redisplay(request.values):
        return _shown_again(opened, visit, form)
    is_valid = form.validate()
    conflict = runs.conflict(opened.run, visit.name, _shown_version(), current_user)
    if conflict and not (is_valid and form.answer() == opened.walk.saved.get(visit.name)):
        return _show_conflict(opened, visit, form, conflict), 409
    if not is_valid or not save_addresses(form):
        return _show(opened, visit, form), 422
    if form.asks_first():
        return _show(opened, visit, form)
    if visit.is_list and form.answer()["another"] == "yes":
        step = visit.step
        assert isinstance(step, Many)  # noqa: S101
        if len(opened.walk.item_numbers(step)) >= step.limit:
            form["another"].fail(
                f"There can be no more than {step.limit} {step.noun}s. Remove one before you add another"
            )
            return _show(opened, visit, form), 422
        return redirect(opened.url(f"{visit.name}/{_next_item(opened, step)}"))
    return _keep(opened, visit, form.answer())


def _keep_files(licence_id: int, name: str, page: str) -> Any:
    """Keep each file that the page asks for, before anything else, and give the form that names what was kept.

    So a map is not lost when another answer is wrong. It is a transaction of its own, in which nothing is locked
    while the files are read.
    """
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    asked = bound_form(opened.walk, visit).uploads if visit and visit.form else []
    db.session.rollback()
    files = uploads.read_files([field.name for field in asked])
    if files:
        opened = _open(licence_id, name)
    sent = uploads.form_data(opened.reach, files)
    db.session.commit()
    return sent


def _keep(opened: Open, visit: Visit, answer: dict[str, Any]) -> Response:
    was_whole = not opened.walk.has_gap
    if opened.walk.saved.get(visit.name) != answer:
        _store(opened, visit.name, answer, clears=visit.of.name if visit.of else None)
    else:
        db.session.commit()  # what else the page asked to be kept
    if was_whole and not opened.walk.has_gap:
        return redirect(opened.url(CHECK_ANSWERS, anchor=row_id(visit.name)))
    return opened.onward()


def _store(opened: Open, name: str, answer: dict[str, Any] | None, clears: str | None) -> None:
    """Save one answer, remember its author, commit, and walk again."""
    licence = opened.reach.licence
    assert licence is not None  # noqa: S101
    run = opened.run or runs.open_run(
        licence, opened.journey.name, runs.owner_of(opened.journey, current_user)
    )
    runs.save(run, name, answer, current_user, clears)
    if not opened.journey.is_own:
        runs.note_author(licence, current_user)
    db.session.commit()
    opened.walk = Walk(opened.journey, opened.facts, runs.answers_of(run))


def _sent() -> MultiDict[str, str]:
    """What the page sent: with a POST in its body, with a search in its address."""
    return request.form if request.method == "POST" else request.args


def _shown_version() -> int:
    shown = _sent().get("version", "")
    return int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 9 else 0


def _next_item(opened: Open, step: Many) -> int:
    """A number that no item of the list has or had, so that an old page never writes over a new item."""
    prefix = f"{step.name}/"
    known = set(opened.walk.saved) | set(opened.run.saves if opened.run else ())
    return next(number for number in count(1) if f"{prefix}{number}" not in known)


# Lists


@journeys.get(f"{NAMES}/<path:page>/remove")
@login_required
def confirm_remove(licence_id: int, name: str, page: str) -> Any:
    """Ask before an item leaves its list."""
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None or not visit.is_item or not visit.is_answered:
        return opened.onward()
    return _ask_to_remove(opened, visit)


def _ask_to_remove(opened: Open, visit: Visit, changed_by: str | None = None) -> str:
    words = item_words(opened.walk, visit)
    changed = [f"{changed_by} changed it after you opened this page. It now says:"] if changed_by else []
    return render_template(
        "confirm.html",
        person=person_banner(opened.reach),
        title=f"Remove {words}?",
        section=opened.journey.title,
        paragraphs=changed + item_lines(opened.walk, visit),
        version=runs.version_of(opened.run, visit.name),
        button=f"Remove {words}",
        cancel_url=opened.url(_list_of(visit).name),
        warning=True,
    )


@journeys.post(f"{NAMES}/<path:page>/remove")
@login_required
def remove(licence_id: int, name: str, page: str) -> Any:
    """Remove an item, as it was shown; its list must then be answered again."""
    opened = _open(licence_id, name)
    visit = opened.walk.find(page)
    if visit is not None and visit.is_item and visit.is_answered:
        if conflict := runs.conflict(opened.run, visit.name, _shown_version(), current_user):
            return _ask_to_remove(opened, visit, conflict.by_name), 409
        step = _list_of(visit)
        _store(opened, visit.name, None, clears=step.name)
        if opened.walk.find(step.name) is None:  # the last one, of a list that needs one
            return opened.onward()
        return redirect(opened.url(step.name, anchor="list"))
    return opened.onward()


def _list_of(visit: Visit) -> Many:
    assert visit.of is not None  # noqa: S101
    return visit.of


# Check your answers


@journeys.get(f"{NAMES}/{CHECK_ANSWERS}")
@login_required
def check_answers(licence_id: int, name: str) -> Any:
    """Every answer on the walk, each with a link that changes it."""
    opened = _open(licence_id, name)
    if opened.walk.has_gap:
        return opened.onward()
    return _show_check_answers(opened, faults_of(opened.walk), is_submitted=False)


def _not_submitted(licence_id: int, name: str) -> Any:
    """Check your answers again, when its button went stale; nothing is submitted."""
    opened = _open(licence_id, name)
    if opened.walk.has_gap:
        return opened.onward()
    return _show_check_answers(
        opened, faults_of(opened.walk), is_submitted=False, notices=[STALE_BUTTON]
    ), 409


@journeys.post(f"{NAMES}/{CHECK_ANSWERS}")
@login_required
@redisplays(_not_submitted)
def submit(licence_id: int, name: str) -> Any:
    """Make the journey's move, once every answer holds; a repeated POST leads to where the first one did."""
    try:
        opened = _open(licence_id, name)
    except Refused:
        if _just_done(licence_id, JOURNEYS[name]):
            return redirect(url_for("journeys.done", licence_id=licence_id, name=name))
        raise
    if opened.walk.has_gap:
        return opened.onward()
    if "version" in request.form and _shown_version() != runs.total_version(opened.run):
        return _show_check_answers(opened, faults_of(opened.walk), is_submitted=False, notices=[CHANGED]), 409
    if faults := faults_of(opened.walk):
        return _show_check_answers(opened, faults, is_submitted=True), 422
    assert opened.run is not None  # noqa: S101
    SUBMITS[opened.journey.action](opened.reach, opened.facts, opened.walk, opened.run)
    db.session.commit()
    return redirect(url_for("journeys.done", licence_id=licence_id, name=name))


def _just_done(licence_id: int, journey: Journey) -> Action | None:
    """The move, where the last thing that happened to the licence is this reader's submitting of this journey."""
    results = {journey.action, Action.RETURN} if journey.action is Action.APPROVE else {journey.action}
    return next((action for action in results if events.was_last(licence_id, action, current_user)), None)


@journeys.get(f"{NAMES}/done")
@login_required
def done(licence_id: int, name: str) -> Any:
    """What was done, and what happens next; once something else has happened, the licence instead."""
    reach = open_licence(current_user, licence_id)
    action = _just_done(licence_id, JOURNEYS[name])
    if action is None:
        return redirect(url_for("licence.show", licence_id=licence_id))
    return render_template(f"done/{action.value}.html", reach=reach, licence=reach.licence, case=reach.case)


# What is shown


def _back(opened: Open, visit: Visit) -> str:
    return opened.url(opened.walk.back_from(visit))


def _shown(opened: Open, visit: Visit, **values: Any) -> dict[str, Any]:
    licence = opened.reach.licence
    assert licence is not None  # noqa: S101
    return {
        "person": person_banner(opened.reach),
        "journey": opened.journey,
        "section": opened.journey.title,
        "caption": visit.section.heading,
        "visit": visit,
        "facts": opened.facts,
        "reach": opened.reach,
        "back_url": _back(opened, visit),
        "licence_url": opened.url(None),
        **values,
    }


def _show(opened: Open, visit: Visit, form: Any, stale: bool = False) -> str:
    offer_addresses(form)
    heading = str(form.heading)
    uploads.show_maps(opened.reach, form)
    values = _shown(
        opened,
        visit,
        form=form,
        heading=heading,
        title=heading,
        notices=([STALE] if stale else []) + list(getattr(form, "notices", ())),
        errors=form.errors_list(),
        version=_shown_version()
        if stale or "version" in _sent()
        else runs.version_of(opened.run, visit.name),
        may_skip=visit.may_skip,
        # After an extra button the address ends in a fragment, which would take the focus from the error summary.
        action_url=opened.url(visit.name) if form.has_extra_buttons or form.is_searched else None,
    )
    context, title = visit.section.heading, heading
    if visit.each is not None and visit.key is not None:
        keys = opened.walk.items_of(visit.each)
        place = f"{visit.each.of.noun} {keys.index(visit.key) + 1} of {len(keys)}"
        context, title = f"{context}: {place}", f"{heading} ({place})"
        values |= {
            "condition": getattr(getattr(visit.step, "form", None), "condition", None),
            "conditions_url": opened.url("conditions"),
            "bespoke_url": opened.url("bespoke-conditions"),
        }
    if visit.of is not None:
        words = item_words(opened.walk, visit)
        context, title = (
            (capitalised(words), f"{heading} {capitalised(words)}")
            if visit.each is None
            else (f"{context}, {words}", f"{title}, {words}")
        )
    if visit.is_further:
        title = f"{title}, more details"
    values |= {"caption": context, "title": title}
    if visit.is_list:
        listed = _items(opened, visit)
        if listed["items"]:
            form["another"].label = f"Do you want to add another {listed['noun']}?"
        return render_template("many.html", **values, **listed)
    return render_template([f"questions/{visit.template}.html", "question.html"], **values)


def _items(opened: Open, visit: Visit) -> dict[str, Any]:
    """The rows of a list page, each with links that change and remove it."""
    step = visit.step
    assert isinstance(step, Many)  # noqa: S101
    rows = []
    for item in opened.walk.items(visit):
        words = item_words(opened.walk, item)
        rows.append(
            {
                "key": capitalised(words),
                "value": item_lines(opened.walk, item),
                "change_url": opened.url(item.name),
                "remove_url": opened.url(f"{item.name}/remove"),
                "change_text": words,
            }
        )
    return {"items": rows, "noun": step.noun}


def _show_stop(opened: Open, visit: Visit) -> tuple[str, int]:
    refusal: Refusal = STOPS[visit.name](opened.facts)
    return (
        render_template(
            "refusal.html",
            refusal=refusal,
            person=person_banner(opened.reach),
            section=opened.journey.title,
            back_url=_back(opened, visit),
            links=(
                [("Change your decision", opened.url("decision"))]
                if visit.name in ("void", "record-changed")
                else []
            )
            + [("Go to the licence", opened.url(None))],
        ),
        403,
    )


def _show_conflict(opened: Open, visit: Visit, form: Any, conflict: runs.Conflict) -> str:
    theirs = bound_form(opened.walk, visit)
    own: dict[str, Any] = {}
    if visit.is_item and visit.of is not None and _shown_version() == 0:  # both added one: neither is lost
        own = {
            "heading": f"{conflict.by_name} added {an(visit.of.noun)} too",
            "use_text": "Add what I entered as well",
            "action_url": opened.url(f"{visit.of.name}/{_next_item(opened, visit.of)}"),
        }
    return render_template(
        "conflict.html",
        **_shown(
            opened,
            visit,
            form=form,
            yours=_rows_of(form),
            theirs=_rows_of(theirs) if visit.is_answered else [],
            posted=form.posted(),
            by_name=conflict.by_name,
            version=conflict.version,
            keep_url=opened.url(opened.walk.end),
            **own,
        ),
    )


def _rows_of(form: Any) -> list[tuple[str, list[str]]]:
    return [(field.label, lines_of(field)) for field in form.visible]


def _why_it_stops(opened: Open) -> str | None:
    gap = opened.walk.gap
    if gap is None or not gap.is_stop:
        return None
    refusal: Refusal = STOPS[gap.name](opened.facts)
    return f"{refusal.title}. {refusal.fact}"


def _show_not_saved(opened: Open, page: str) -> tuple[str, int]:
    """What was typed on a page that has left the walk, and why it was not saved; nothing typed is lost."""
    if page.split("/")[0] not in {step.name for _, step in opened.journey.steps()}:
        abort(404)
    typed = [
        (key, value)
        for key, value in request.form.items(multi=True)
        if key not in ("csrf_token", "version") and value.strip()
    ]
    return (
        render_template(
            "not_saved.html",
            person=person_banner(opened.reach),
            section=opened.journey.title,
            typed=typed,
            why=_why_it_stops(opened),
            next_url=opened.url(opened.walk.end),
            licence_url=opened.url(None),
        ),
        409,
    )


def _show_check_answers(
    opened: Open, faults: list[Fault], is_submitted: bool, notices: Sequence[str] = ()
) -> str:
    """The summary. What stops a submit is said beforehand, and is an error once somebody has pressed the button."""
    licence = opened.reach.licence
    assert licence is not None  # noqa: S101
    links = [(fault.message, opened.url(fault.page)) for fault in faults]
    groups = [
        {
            "heading": group.heading,
            "rows": [
                {
                    "key": row.key,
                    "value": row.lines,
                    "change_url": opened.url(row.page),
                    "change_text": row.change,
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
        notices=notices,
        version=runs.total_version(opened.run),
        submit=opened.journey.submit,
        back_url=opened.url(None),
        licence_url=opened.url(None),
        facts=opened.facts,
        returned_because=licences.returned_because(licence),
    )
