"""What becomes of a form whose token or session has gone stale: nothing typed is lost, and nothing is saved unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import current_app, request, url_for

from app.views.places import CAME_FROM
from app.views.uploads import typed_values

STALE_FORM = (
    "This page was open for a long time, so what you typed is not saved yet. Check it, then send it again."
)
CARRIED = ("version", "without", "skip", "redisplay")
"""What the forms of pages with questions send besides what was typed."""
CARRIED_OF_A_FIELD = ("-map", "-remove", "-fault", "-tried", "-save")
"""How names end under which a map or an address sends what nobody typed."""
View = TypeVar("View", bound=Callable[..., Any])


def _always(**_: Any) -> bool:
    return True


def redisplays(show: Callable[..., Any], typed: Callable[..., bool] = _always) -> Callable[[View], View]:
    """Mark a POST view with the view that shows its form again, as typed, when the form's token is stale; `typed` says
    of the values of its address whether anything is typed there."""

    def mark(view: View) -> View:
        view.redisplay, view.is_typed = show, typed  # type: ignore[attr-defined]
        return view

    return mark


def _redisplay() -> Callable[..., Any] | None:
    view = current_app.view_functions.get(request.endpoint or "")
    show = getattr(view, "redisplay", None)
    return show if show and view.is_typed(**(request.view_args or {})) else None  # type: ignore[union-attr]


def can_redisplay() -> bool:
    """Whether the form of this request has something typed that can be shown again."""
    return _redisplay() is not None


def typed_to_copy() -> list[str]:
    """What the form of this request has that was typed, for the page that says why it is not saved: shown there as text,
    to be copied, and kept nowhere."""
    if not can_redisplay():
        return []
    return [
        value
        for name, value in typed_values()
        if value.strip() and name not in CARRIED and not name.endswith(CARRIED_OF_A_FIELD)
    ]


def redisplay_of_request() -> Any | None:
    """The page that shows what was typed, for the request whose token was refused; None where a view has none."""
    show = _redisplay()
    return show(**(request.view_args or {})) if show else None


def page_of_form() -> str:
    """The page that the form of this request stood on: its own address, or the one above where that shows nothing."""
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None  # noqa: S101
    for path in (request.path, request.path.rpartition("/")[0]):
        if path and addresses.test(path, "GET"):
            came = request.args.get(CAME_FROM)
            return f"{path}?{urlencode({CAME_FROM: came})}" if came else path
    return url_for("home.show")
