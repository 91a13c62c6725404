"""The pages of lists: one view for all of people, and what every page that shows a list reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from flask_login import current_user, login_required

from app import clock
from app.lists.all import LISTS, lists_of
from app.lists.download import as_csv
from app.lists.listing import LONGEST, Address, Asked, Listing, ListPage, Sort, read
from app.views.places import CAME_FROM, place

lists = Blueprint("lists", __name__)

SEARCH_TOO_LONG = f"Search must be {LONGEST} characters or fewer"
MOST_TYPED = 5 * LONGEST
"""What a browser lets into the search box: well over what can be searched for, so that whatever is cut is refused with a
message, and its address fits into a request line, with nine letters for each character."""


@lists.get("/people/<name>")
@login_required
def show(name: str) -> tuple[str, int]:
    """One page of a list; of the whole list, where what was typed is too long to search for."""
    listing = LISTS.get(name) or abort(404)
    asked = listing.asked(request.args)
    page = read(asked, current_user, current_app.config["PAGE_SIZE"])
    fault = SEARCH_TOO_LONG if asked.is_too_long else None
    html = render_template(
        "list.html",
        errors=[(fault, "q")] if fault else [],
        heading=listing.title,
        about=listing.about,
        section="People",
        back_url=url_for("home.show"),
        tabs=[
            {"text": each.tab, "href": _url(address_of(each.name)), "current": each is listing}
            for each in lists_of({listing.role})
        ],
        caption=f"{listing.title}: {page.counted}",
        calendar_url=url_for("dates.ics") if listing.has_calendar and page.rows else None,
        csv_url=url_for("lists.csv", name=name, **asked.values()) if page.rows else None,
        shown=shown(page, address_of(name), _offered(listing), search_fault=fault),
    )
    return html, 422 if fault else 200


def _offered(listing: Listing) -> dict[str, Any]:
    """What those filters offer that hang on the reader."""
    return {each.name: each.offers(current_user) for each in listing.filters if each.offers}


@lists.get("/people/<name>.csv")
@login_required
def csv(name: str) -> Response:
    """A list as asked for, as a file for spreadsheets: every row that the page would lead to, up to a limit that it says."""
    listing = LISTS.get(name) or abort(404)
    text = as_csv(listing.asked(request.args), current_user)
    return Response(
        text,
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


def address_of(name: str) -> Address:
    """The page of a list of people."""
    return Address("lists.show", {"name": name})


def _url(address: Address, **more: Any) -> str:
    return url_for(address.page, **address.values, **more)


def shown(
    page: ListPage,
    at: Address,
    options: dict[str, Any] | None = None,
    search_fault: str | None = None,
    **kept: str,
) -> dict[str, Any]:
    """What list.html reads of a page.

    `at` is its own address without what is asked of the list, `kept` what else stands behind the question mark, and
    `options` what filters offer that have no options of their own.
    """
    listing, asked = page.listing, page.asked
    here = place(listing.title, at, **kept, **asked.values(**page.where)).text
    usual = {name: value for name, value in asked.values().items() if name in ("sort", "order") and value}
    return {
        "action": _url(at),
        "hidden": (kept | usual).items(),
        "clear_url": _url(at, **kept) if asked.is_narrowed or asked.is_too_long else None,
        "search": (listing.search.label, asked.typed, search_fault) if listing.search else None,
        "most_typed": MOST_TYPED,
        "filters": [
            {
                "name": each.name,
                "label": each.label,
                "options": each.options if each.options is not None else (options or {})[each.name],
                "chosen": asked.chosen[each.name],
            }
            for each in listing.filters
            if each.options is not None or (options or {}).get(each.name) or not each.offers
        ],
        "order": asked.order,
        "head": [_heading(each.heading, page.sort_of(each), asked, at, kept) for each in listing.columns],
        "rows": [_row(row, page, here) for row in page.rows],
        "find_url": url_for("search.show", q=asked.text)
        if listing.rows.are_people and asked.text and not page.rows
        else None,
        "empty": listing.none_found if asked.is_narrowed else listing.empty,
        "page": page.number,
        "pages": page.pages,
        "is_long": page.is_long,
        **paging(page, at, kept),
    }


def _heading(text: str, sort: Sort | None, asked: Asked, at: Address, kept: dict[str, str]) -> dict[str, str]:
    """A column's heading: where it sorts, its address, the other way round if the list is sorted by it, and aria-sort."""
    if sort is None:
        return {"text": text}
    direction = "descending" if asked.is_descending else "ascending"
    return {
        "text": text,
        "href": _url(at, **kept, **asked.sorted_by(sort)),
        "sort": direction if sort is asked.sort else "none",
    }


def _row(row: Any, page: ListPage, here: str) -> dict[str, Any]:
    """The cells of a row and where its name leads, with the way back here; of a restricted person, the CRN alone."""
    if not row.is_open:
        person = Address("licence.person", {"case_id": row.Case.id})
        return {"crn": row.Case.crn, "url": _url(person, **{CAME_FROM: here})}
    address = page.listing.leads_to(row)
    return {
        "cells": [each.cell(row, page) for each in page.listing.columns],
        "url": _url(address, **{CAME_FROM: here}) if address else None,
    }


def paging(page: ListPage, at: Address, kept: dict[str, str]) -> dict[str, Any]:
    """The pages to link to: the first, the last, this one and its neighbours, with gaps between; of a list that is too long
    for numbers, the first and the last."""
    number, pages = page.number, page.pages

    def url(**where: Any) -> str:
        return _url(at, **kept, **page.asked.values(**{"page": 1, "at": None} | where))

    items: list[dict[str, Any]] = []
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 1]
    for before, n in zip([0, *near], near, strict=False):
        if n - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": n, "href": url(page=n), "current": n == number})
    if page.is_long:
        items = [{"text": "First page", "href": url()}] if page.previous else []
        items += [{"text": "Last page", "href": url(at="last")}] if page.next else []
    return {
        "page_items": items,
        "previous_url": url(**{**page.previous, "at": page.previous["at"] or None})
        if page.previous
        else None,
        "next_url": url(**{**page.next, "at": page.next["at"] or None}) if page.next else None,
    }
