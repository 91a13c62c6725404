"""The page that finds anybody, for every role: whom the reader may open, and why not and who can of everybody else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user, login_required

from app.access import why_closed
from app.domain.licence.moves import STARTS
from app.domain.refusal import Refusal, Refused
from app.lists.listing import Address
from app.lists.people import licence
from app.lists.search import MOST, FoundPage, find, page_asked
from app.views.lists import MOST_TYPED, SEARCH_TOO_LONG, paging
from app.views.places import CAME_FROM, SEARCH, place

search = Blueprint("search", __name__)


@search.get("/search")
@login_required
def show() -> tuple[str, int]:
    """One page of what is searched for, which always says something: who was found, who else can open them, or what to
    check where nobody was."""
    if not current_user.roles:
        raise Refused(_NO_ROLE)
    page = find(
        request.args.get("q", ""), current_user, page_asked(request.args), current_app.config["PAGE_SIZE"]
    )
    asked = page.asked
    is_empty = "q" in request.args and not asked.typed
    fault = SEARCH_TOO_LONG if asked.is_too_long else "Enter a name or a number" if is_empty else None
    here = place(SEARCH, Address("search.show", {}), **asked.values(page=page.number)).text
    html = render_template(
        "search.html",
        errors=[(fault, "q")] if fault else [],
        fault=fault,
        find_url=None,  # the page has the form of its own
        action=url_for("search.show"),
        typed=asked.typed,
        most_typed=MOST_TYPED,
        is_asked=bool(asked.text),
        caption=f"More than {MOST} people" if page.is_cut else page.counted,
        most=MOST if page.is_cut else None,
        head=[{"text": each.heading} for each in page.listing.columns],
        rows=[_row(row, page, here) for row in page.rows],
        page=page.number,
        pages=page.pages,
        **paging(page, Address("search.show", {}), {}),
    )
    return html, 422 if fault else 200


def _row(row: Any, page: FoundPage, here: str) -> dict[str, Any]:
    """What is shown of somebody: the cells of a list, or why they cannot be opened and who can; of a restricted person,
    the CRN alone."""
    person = row.Case
    back: dict[str, Any] = {CAME_FROM: here}
    if row.is_open:
        return {
            "cells": [each.cell(row, page) for each in page.listing.columns],
            "numbers": f"{person.prison_number}, {person.crn}",
            "url": _to_open(row, back),
        }
    why = why_closed(current_user, person, row.is_covered)
    said = [why.fact, why.who, why.next_step]
    name = None if person.is_restricted else person.name
    return {
        "name": name,
        "crn": person.crn,
        "why": said,
        "url": url_for("licence.person", case_id=person.id, **back),
    }


def _to_open(row: Any, back: dict[str, Any]) -> str:
    """To the licence; where there is none, to starting one for those who can, and for others to what is known of it."""
    if address := licence(row):
        return url_for(address.page, **address.values, **back)
    return url_for(
        "licence.start" if current_user.roles & STARTS else "dates.why", case_id=row.Case.id, **back
    )


_NO_ROLE = Refusal(
    title="You cannot find people",
    rule="People are found by those who have a role in this service.",
    fact="Your account has no role in this service.",
    who="Those who have a role can find people.",
    next_step="Ask your local service support to add your role.",
    is_access=True,
)
