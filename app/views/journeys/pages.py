"""The pages of a journey: shown, saved, and shown again with what was typed."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask_login import current_user, login_required
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.domain.answers import maps_in
from app.domain.conditions.changed import change_in_words
from app.domain.policy.model import AdditionalCondition, Policy
from app.domain.words import an, capitalised, uncapitalised
from app.models.base import db
from app.store import runs
from app.templating import NOTICE
from app.views import uploads
from app.views.address_help import addresses_saved, offer_addresses, save_addresses
from app.views.journeys.items import listed_items
from app.views.journeys.opened import (
    NAMES,
    Open,
    back,
    journeys,
    open_journey,
    received,
    shown,
    shown_version,
    store,
)
from app.views.people import person_banner, refused_about
from app.views.places import CAME_FROM
from app.views.stale import redisplays, typed_to_copy
from forms.base import Form, Rows
from forms.context import Aside
from journeys.show import bound_form, item_words, left_aside, row_id
from journeys.steps import Many, Stop
from journeys.walk import CHECK_ANSWERS, SKIPPED, Visit, Walk

LONGEST_ADDRESS = 4_000
"""Well within what servers and proxies take."""
STALE = "This page was open for a long time, so what you typed is not saved yet. Check it, then continue."


@journeys.get(NAMES)
@login_required
def begin(licence_id: int, name: str) -> Response:
    """To where the walk ends now."""
    return open_journey(licence_id, name).onward()


@journeys.get(f"{NAMES}/<path:page>")
@login_required
def page(licence_id: int, name: str, page: str) -> Any:
    """A page of the walk; one that is not on it leads to the walk's end."""
    opened = open_journey(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None:
        return opened.onward()
    if visit.is_stop:
        return _show_stop(opened, visit)
    if visit.of is not None and opened.walk.was_removed(visit):
        flash(f"{capitalised(an(visit.of.noun))} was removed. You can add another", NOTICE)
        return redirect(opened.url(visit.of.name))
    return _shown_again(opened, visit, _searched(opened.walk, visit))


def _searched(walk: Walk, visit: Visit) -> Form:
    """The form with its saved answer; of a page that is searched, with what its address says was entered meanwhile."""
    form = bound_form(walk, visit)
    entered = [(name, value) for name, value in request.args.items(multi=True) if name != CAME_FROM]
    if not (form.is_searched and entered):
        return form
    kept = [] if "version" in request.args else form.posted()
    return bound_form(walk, visit, MultiDict([*kept, *entered]))


def _address_of_search(opened: Open, visit: Visit, form: Form) -> str | None:
    """The address that shows what was searched for, so that the browser can come back to it; None for a page that is
    not searched, that has something to say, or to which more was entered than an address holds."""
    if not form.is_searched or form.errors_list() or form.notices:
        return None
    entered = MultiDict([("version", str(shown_version())), *form.posted()])
    address = opened.url(visit.name, anchor="results", **entered.to_dict(flat=False))
    return address if len(address) <= LONGEST_ADDRESS else None


def _shown_again(opened: Open, visit: Visit, form: Form) -> tuple[str, int]:
    """A page on which nothing was to be saved; what was entered may be wrong all the same."""
    return _show(opened, visit, form), 422 if form.errors_list() else 200


def _typed_again(licence_id: int, name: str, page: str) -> Any:
    """The page with what was typed, after its form went stale; nothing is saved."""
    opened = open_journey(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None or visit.is_stop:
        return _show_not_saved(opened, page)
    sent = uploads.without_files()
    form = bound_form(opened.walk, visit, sent)
    form.press_extra_button(request.values)
    return _show(opened, visit, form, stale=True), 409


@journeys.post(f"{NAMES}/<path:page>")
@login_required
@redisplays(_typed_again)
def save(licence_id: int, name: str, page: str) -> Any:
    """Save a page's answer and go to the end of the walk, or show what is wrong and everything that was typed."""
    sent = _keep_files(licence_id, name, page) if request.files else request.form
    opened = open_journey(licence_id, name)
    visit = opened.walk.find(page)
    if visit is None or visit.is_stop:
        return _show_not_saved(opened, page)
    if visit.may_skip and "skip" in request.form:
        return _keep(opened, visit, {SKIPPED: True}, left_aside(opened.walk, visit))
    form = bound_form(opened.walk, visit, sent)
    if form.press_extra_button(request.values):
        found = _address_of_search(opened, visit, form)
        return redirect(found) if found else _shown_again(opened, visit, form)
    is_valid = form.validate()
    if is_valid and visit.is_list and form.answer()["another"] == "yes":
        return _add_another(opened, visit, form)
    later = runs.later_save(opened.run, visit.name, shown_version(), current_user)
    if later and not (is_valid and form.answer() == opened.walk.saved.get(visit.name)):
        return _show_later_save(opened, visit, form, later), 409
    if not is_valid or not save_addresses(form):
        return _show(opened, visit, form), 422
    if form.ask_first():
        return _show(opened, visit, form, template="leaving")
    kept = _keep(opened, visit, form.answer(), form.aside())
    for words in addresses_saved(form):
        flash(f"{words} is saved for next time")
    return kept


def _add_another(opened: Open, visit: Visit, form: Form) -> Any:
    """To the page of a new item; nothing is saved, so that nothing can be written over."""
    step = visit.step
    assert isinstance(step, Many)  # noqa: S101
    if len(opened.walk.item_numbers(step)) >= step.limit:
        form["another"].fail(
            f"There can be no more than {step.limit} {step.noun}s. Remove one before you add another"
        )
        return _show(opened, visit, form), 422
    return redirect(opened.url(f"{visit.name}/{opened.walk.free_number(step)}"))


def _keep_files(licence_id: int, name: str, page: str) -> Any:
    """Keep each file that the page asks for, before anything else, and give the form that names what was kept.

    So a map is not lost when another answer is wrong. It is a transaction of its own, in which nothing is locked
    while the files are read.
    """
    opened = open_journey(licence_id, name)
    visit = opened.walk.find(page)
    asked = bound_form(opened.walk, visit).uploads if visit and visit.form else []
    db.session.rollback()
    files = uploads.read_files([field.name for field in asked])
    if files:
        opened = open_journey(licence_id, name)
    sent = uploads.form_data(opened.reach, files, maps_in(opened.walk.answers, besides=page))
    db.session.commit()
    return sent


def _keep(opened: Open, visit: Visit, answer: dict[str, Any], aside: Aside) -> Response:
    if opened.walk.saved.get(visit.name) != answer:
        before, is_change = opened.walk.saved, not opened.walk.has_gap
        store(opened, visit.name, answer, clears=visit.of.name if visit.of else None, aside=aside)
        if is_change and (words := change_in_words(opened.facts.policy, before, opened.walk.saved)):
            flash(words)
    else:
        db.session.commit()  # what else the page asked to be kept
    if visit.is_answered and not opened.walk.has_gap:
        return redirect(opened.url(CHECK_ANSWERS, anchor=row_id(visit.name)))
    return opened.onward()


def _show(opened: Open, visit: Visit, form: Form, stale: bool = False, template: str | None = None) -> str:
    offer_addresses(form)
    heading = str(form.heading)
    uploads.show_maps(opened.reach, form)
    values = shown(
        opened,
        visit,
        form=form,
        heading=heading,
        title=heading,
        notices=([STALE] if stale else []) + list(form.notices),
        errors=form.errors_list(),
        version=shown_version()
        if stale or "version" in received()
        else runs.version_of(opened.run, visit.name),
        may_skip=visit.may_skip,
        # After an extra button the address ends in a fragment, which would take the focus from the error summary.
        action_url=opened.url(visit.name) if form.has_extra_buttons or form.is_searched else None,
    )
    context, title = visit.section.heading, heading
    if visit.each is not None and visit.key is not None:
        keys = opened.walk.keys_of(visit.each)
        place = f"{visit.each.of.noun} {keys.index(visit.key) + 1} of {len(keys)}"
        about = opened.facts.policy.additional(visit.key)
        context = f"{about.short_category if about else context}: {place}"
        title = f"{heading} ({place})"
        values |= {
            "condition": visit.condition,
            "condition_words": visit.condition and _words_beneath(opened.facts.policy, visit.condition),
            "menu_url": _menu_url(opened, visit.each.menu),
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
        name = visit.condition and opened.facts.policy.names.get(visit.condition.code)
        return render_template("many.html", **values, about=name, **listed_items(opened, visit))
    usual = "questions/condition.html" if visit.condition else "question.html"
    return render_template([f"questions/{template or visit.template}.html", usual], **values)


def _words_beneath(policy: Policy, condition: AdditionalCondition) -> str | None:
    """The words of a condition, for beneath the heading of its page; None where that has all of them."""
    whole = " ".join(condition.text.split()).removesuffix(".")
    return None if policy.names.get(condition.code) == whole else condition.text


def _menu_url(opened: Open, menu: str | None) -> str | None:
    """The address of the page where something is chosen; None where the walk has no such page."""
    return opened.url(menu) if menu and opened.walk.find(menu) else None


def _show_stop(opened: Open, visit: Visit) -> tuple[str, int]:
    stop = visit.step
    assert isinstance(stop, Stop)  # noqa: S101
    mend = [(stop.mend[0], opened.url(stop.mend[1]))] if stop.mend else []
    return (
        render_template(
            "refusal.html",
            refusal=stop.bar.why(opened.facts),
            **refused_about(opened.reach),
            section=opened.journey.title,
            back_url=back(opened, visit),
            links=[*mend, ("Go to the licence", opened.url(None))],
        ),
        403,
    )


def _show_later_save(opened: Open, visit: Visit, form: Any, later: runs.LaterSave) -> str:
    theirs = bound_form(opened.walk, visit)
    who = "You" if later.is_own else later.by_name
    own: dict[str, Any] = {}
    if visit.is_item and visit.of is not None and shown_version() == 0:  # both added one: neither is lost
        own = {
            "heading": f"{who} added {an(visit.of.noun)} too",
            "use_text": "Add what I entered as well",
            "action_url": opened.url(f"{visit.of.name}/{opened.walk.free_number(visit.of)}"),
        }
    return render_template(
        "later_save.html",
        **shown(
            opened,
            visit,
            form=form,
            yours=_rows_of(form),
            theirs=_rows_of(theirs) if visit.is_answered else [],
            posted=form.posted(),
            saved=f"{who} saved this page{' in another tab or window' if later.is_own else ''} after you opened it.",
            theirs_heading=f"What {uncapitalised(who) if later.is_own else who} saved",
            version=later.version,
            keep_url=opened.url(opened.walk.end),
            **own,
        ),
    )


def _rows_of(form: Form) -> Rows:
    return [(field.label, field.lines()) for field in form.visible]


def _why_it_stops(opened: Open) -> str | None:
    gap = opened.walk.gap
    refusal = gap.step.bar.why(opened.facts) if gap and isinstance(gap.step, Stop) else None
    return f"{refusal.title}. {refusal.fact}" if refusal else None


def _show_not_saved(opened: Open, page: str) -> tuple[str, int]:
    """What was typed on a page that has left the walk, and why it was not saved; nothing typed is lost."""
    if page.split("/")[0] not in {step.name for _, step in opened.journey.steps()}:
        abort(404)
    return (
        render_template(
            "not_saved.html",
            person=person_banner(opened.reach),
            section=opened.journey.title,
            typed=typed_to_copy(),
            why=_why_it_stops(opened),
            next_url=opened.url(opened.walk.end),
            licence_url=opened.url(None),
        ),
        409,
    )
