"""The pages of lists: one view for all of people, and what every page that shows a list reads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_login import current_user, login_required

from app.lists.all import LISTS, lists_of
from app.lists.listing import Address, Asked, ListPage, Sort, read

lists = Blueprint("lists", __name__)


@lists.get("/people/<name>")
@login_required
def show(name: str) -> str:
    """One page of a list."""
    listing = LISTS.get(name) or abort(404)
    page = read(listing.asked(request.args), current_user, current_app.config["PAGE_SIZE"])
    return render_template(
        "list.html",
        heading=listing.title,
        section="People",
        back_url=url_for("home.show"),
        tabs=[
            {"text": each.tab, "href": _url(address_of(each.name)), "current": each is listing}
            for each in lists_of({listing.role})
        ],
        caption=f"{listing.title}: {page.counted}",
        shown=shown(page, address_of(name)),
    )


def address_of(name: str) -> Address:
    """The page of a list of people."""
    return Address("lists.show", {"name": name})


def _url(address: Address, **more: Any) -> str:
    return url_for(address.page, **address.values, **more)


def shown(page: ListPage, at: Address, options: dict[str, Any] | None = None, **kept: str) -> dict[str, Any]:
    """What list.html reads of a page.

    `at` is its own address without what is asked of the list, `kept` what else stands behind the question mark, and
    `options` what filters offer that have no options of their own.
    """
    listing, asked = page.listing, page.asked
    usual = {name: value for name, value in asked.values().items() if name in ("sort", "order") and value}
    return {
        "action": _url(at),
        "hidden": (kept | usual).items(),
        "clear_url": _url(at, **kept) if asked.is_narrowed else None,
        "search": (listing.search.label, asked.text) if listing.search else None,
        "filters": [
            {
                "name": each.name,
                "label": each.label,
                "options": each.options if each.options is not None else (options or {})[each.name],
                "chosen": asked.chosen[each.name],
            }
            for each in listing.filters
        ],
        "order": asked.order,
        "head": [_heading(each.heading, each.sort, asked, at, kept) for each in listing.columns],
        "rows": [_row(row, page) for row in page.rows],
        "empty": listing.none_found if asked.is_narrowed else listing.empty,
        "page": page.number,
        "pages": page.pages,
        **_paging(page, at, kept),
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


def _row(row: Any, page: ListPage) -> dict[str, Any]:
    """The cells of a row and where its name leads; of a restricted person, the CRN alone."""
    if not row.is_open:
        return {"crn": row.Case.crn, "url": url_for("licence.person", case_id=row.Case.id)}
    address = page.listing.leads_to(row)
    return {
        "cells": [each.cell(row, page) for each in page.listing.columns],
        "url": _url(address) if address else None,
    }


def _paging(page: ListPage, at: Address, kept: dict[str, str]) -> dict[str, Any]:
    """The pages to link to: the first, the last, this one and its neighbours, with gaps between."""
    number, pages = page.number, page.pages

    def url(to: int) -> str:
        return _url(at, **kept, **page.asked.values(page=to))

    items: list[dict[str, Any]] = []
    near = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 1]
    for before, n in zip([0, *near], near, strict=False):
        if n - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": n, "href": url(n), "current": n == number})
    return {
        "page_items": items,
        "previous_url": url(number - 1) if number > 1 else None,
        "next_url": url(number + 1) if number < pages else None,
    }
