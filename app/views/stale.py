"""What becomes of a form whose token or session has gone stale: nothing typed is lost, and nothing is saved unseen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def redisplays(show: Callable[..., Any]) -> Callable[[View], View]:
    """Mark a POST view with the view that shows its form again, as typed, when the form's token is stale."""

    def mark(view: View) -> View:
        view.redisplay = show  # type: ignore[attr-defined]
        return view

    return mark


def redisplay_of_request() -> Any | None:
    """The page that shows what was typed, for the request whose token was refused; None where a view has none."""
    view = current_app.view_functions.get(request.endpoint or "")
    show = getattr(view, "redisplay", None)
    return show(**(request.view_args or {})) if show else None
