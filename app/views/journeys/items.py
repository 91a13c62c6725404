"""The items of a journey's lists: their rows, their numbers, and how one is removed."""

from __future__ import annotations

from itertools import count
from typing import Any

from flask import redirect, render_template
from flask_login import current_user, login_required

from app.domain.words import capitalised
from app.store import runs
from app.views.journeys.opened import (
    NAMES,
    Open,
    journeys,
    open_journey,
    shown_version,
    store,
)
from app.views.people import person_banner
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


def next_item(opened: Open, step: Many) -> int:
    """A number that no item of the list has or had, so that an old page never writes over a new item."""
    prefix = f"{step.name}/"
    known = set(opened.walk.saved) | set(opened.run.saves if opened.run else ())
    return next(number for number in count(1) if f"{prefix}{number}" not in known)


@journeys.get(f"{NAMES}/<path:page>/remove")
@login_required
def confirm_remove(licence_id: int, name: str, page: str) -> Any:
    """Ask before an item leaves its list."""
    opened = open_journey(licence_id, name)
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
    opened = open_journey(licence_id, name)
    visit = opened.walk.find(page)
    if visit is not None and visit.is_item and visit.is_answered:
        if later := runs.later_save(opened.run, visit.name, shown_version(), current_user):
            return _ask_to_remove(opened, visit, later.by_name), 409
        step = _list_of(visit)
        store(opened, visit.name, None, clears=step.name)
        if opened.walk.find(step.name) is None:  # the last one, of a list that needs one
            return opened.onward()
        return redirect(opened.url(step.name, anchor="list"))
    return opened.onward()


def _list_of(visit: Visit) -> Many:
    assert visit.of is not None  # noqa: S101
    return visit.of
