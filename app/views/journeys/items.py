"""The items of a journey's lists: their rows, and how one is removed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as AnyResponse

from app.domain.words import beginning, capitalised
from app.store import runs
from app.templating import NOTICE
from app.views.journeys.opened import (
    NAMES,
    Open,
    journeys,
    open_journey,
    shown_version,
    store,
)
from app.views.people import person_banner
from app.views.shown import SHOWN, digest_of
from journeys.show import item_lines, item_words
from journeys.steps import Many
from journeys.walk import Visit


def listed_items(opened: Open, visit: Visit) -> dict[str, Any]:
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


@journeys.get(f"{NAMES}/<path:page>/remove")
@login_required
def confirm_remove(licence_id: int, name: str, page: str) -> Any:
    """Ask before an item leaves its list."""
    opened = open_journey(licence_id, name)
    visit = _listed(opened, page)
    return _ask_to_remove(opened, visit) if visit else _gone(opened)


def _listed(opened: Open, page: str) -> Visit | None:
    """The item of that page; None where it is in no list now."""
    visit = opened.walk.find(page)
    return visit if visit is not None and visit.is_item and visit.is_answered else None


def _gone(opened: Open) -> AnyResponse:
    flash("Nothing was removed: what you wanted to remove is not on the licence any more", NOTICE)
    return opened.onward()


def _ask_to_remove(opened: Open, visit: Visit, changed: str | None = None) -> str:
    words, lines = item_words(opened.walk, visit), item_lines(opened.walk, visit)
    name = visit.condition and opened.facts.policy.names.get(visit.condition.code)
    of = f" of “{name}”" if name else ""
    return render_template(
        "confirm.html",
        person=person_banner(opened.reach),
        title=f"Remove {words}{of}?",
        section=opened.journey.title,
        paragraphs=([f"{changed} It now says:"] if changed else []) + lines,
        version=runs.version_of(opened.run, visit.name),
        posted=[(SHOWN, digest_of(lines))],
        button=f"Remove {words}",
        cancel_url=opened.url(_list_of(visit).name),
        warning=True,
    )


@journeys.post(f"{NAMES}/<path:page>/remove")
@login_required
def remove(licence_id: int, name: str, page: str) -> Any:
    """Remove an item, as it was shown; its list must then be answered again."""
    opened = open_journey(licence_id, name)
    visit = _listed(opened, page)
    if visit is None:
        return _gone(opened)
    lines = item_lines(opened.walk, visit)
    later = runs.later_save(opened.run, visit.name, shown_version(), current_user)
    if later or request.form.get(SHOWN) != digest_of(lines):
        return _ask_to_remove(opened, visit, _who_changed(later)), 409
    step, words = _list_of(visit), item_words(opened.walk, visit)
    store(opened, visit.name, None, clears=step.name)
    flash(f"You removed {words}: “{beginning(lines[0])}”" if lines else f"You removed {words}")
    if opened.walk.find(step.name) is None:  # the last one, of a list that needs one
        return opened.onward()
    return redirect(opened.url(step.name))


def _who_changed(later: runs.LaterSave | None) -> str:
    if later is None:
        return "It changed after you opened this page."
    if later.is_own:
        return "You changed it in another tab or window after you opened this page."
    return f"{later.by_name} changed it after you opened this page."


def _list_of(visit: Visit) -> Many:
    assert visit.of is not None  # noqa: S101
    return visit.of
