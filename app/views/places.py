"""Where a reader came from: the page of a list, whose address goes along on every page about a person and leads back.

It is one value in the address of each such page, `list`: the list's own address below the root. Only what a declared list
can be asked is read of it, so that it leads nowhere else, and nothing is kept in the session.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.domain.roles import Role
from app.domain.words import uncapitalised
from app.lists.accounts import ACCOUNTS
from app.lists.all import LISTS, lists_of
from app.lists.listing import Address, Listing
from app.lists.prisons import PRISONS
from app.lists.search import FOUND
from app.lists.security_events import EVENTS
from app.lists.sites import SITES
from app.lists.touched import TOUCHED, day_of

CAME_FROM = "list"
"""The name in an address."""
SEARCH = "People found"
"""What a link back to the search of all people calls it."""
LONGEST = 3_000
_GO_ALONG = ("journeys", "licence", "licence_policy", "questions", "dates", "addresses", "sites")
"""The pages about a person, by blueprint, saved addresses, which questions lead to, and the switches of the roll-out."""


class Place(NamedTuple):
    """A page of a list, as a link back to it: its words and its address."""

    words: str
    url: str

    @property
    def text(self) -> str:
        """How it stands in the address of another page."""
        return self.url.removeprefix(f"{request.script_root}/")


def place(title: str, at: Address, /, **asked: Any) -> Place:
    """The page of a list of that title, at its own address with what is asked of it."""
    return Place(f"Go to {uncapitalised(title)}", url_for(at.page, **at.values, **asked))


def came_from() -> Place | None:
    """The page of a list that led the reader here, if the address says one that they may open."""
    if "came_from" not in g:
        text = request.args.get(CAME_FROM, "") if has_request_context() else ""
        g.came_from = _read(text) if text and len(text) <= LONGEST else None
    found: Place | None = g.came_from
    return found


def way_back(roles: Collection[Role]) -> Place:
    """The list that the reader came from, else the first one of these roles."""
    return came_from() or _first(lists_of(roles)[0])


def _first(listing: Listing) -> Place:
    return place(listing.title, Address("lists.show", {"name": listing.name}))


def _read(text: str) -> Place | None:
    """The page of a list that a text names; None where there is none such, or it is not the reader's."""
    path, _, query = text.partition("?")
    try:
        page, values = current_app.create_url_adapter(request).match(f"/{path}", "GET")  # type: ignore[union-attr]
        args = dict(parse_qsl(query, max_num_fields=20))
    except (HTTPException, ValueError):
        return None
    reads = _PLACES.get(page)
    return reads(Address(page, dict(values)), args) if reads and current_user.is_authenticated else None


def _people(at: Address, args: Mapping[str, str]) -> Place | None:
    listing = LISTS.get(at.values["name"])
    return _asked(listing, at, args) if listing else None


def _touched(at: Address, args: Mapping[str, str]) -> Place | None:
    first = day_of(args.get("commences"))
    return _asked(TOUCHED, at, args, commences=first.isoformat() if first else None)


def _messages(at: Address, args: Mapping[str, str]) -> Place | None:
    return place("Messages", at) if current_user.has(Role.SUPPORT) else None


def _search(at: Address, args: Mapping[str, str]) -> Place | None:
    if not current_user.roles:
        return None
    asked = FOUND[Role.SUPPORT].asked(args)
    return place(SEARCH, at, q=asked.text or None, page=asked.page if asked.page > 1 else None)


def _asked(listing: Listing, at: Address, args: Mapping[str, str], **kept: Any) -> Place | None:
    if not current_user.has(listing.role):
        return None
    asked = listing.asked(args)
    return place(listing.title, at, **kept, **asked.values(page=asked.page, at=asked.at or None))


def _of_support(listing: Listing) -> Callable[[Address, Mapping[str, str]], Place | None]:
    return lambda at, args: _asked(listing, at, args)


_PLACES: dict[str, Callable[[Address, Mapping[str, str]], Place | None]] = {
    "lists.show": _people,
    "search.show": _search,
    "policies.touches": _touched,
    "home.messages": _messages,
    "accounts.index": _of_support(ACCOUNTS),
    "accounts.events": _of_support(EVENTS),
    "prisons.index": _of_support(PRISONS),
    "sites.index": _of_support(SITES),
}
"""What reads the address of each page that leads to people, and to what support looks after."""


def init_app(app: Flask) -> None:
    """Let the list that the reader came from go along in every address of a page that its rows lead to."""

    @app.url_defaults
    def go_along(page: str, values: dict[str, Any]) -> None:
        is_along = page.partition(".")[0] in _GO_ALONG and page not in _PLACES
        if is_along and CAME_FROM not in values and (found := came_from()):
            values[CAME_FROM] = found.text
