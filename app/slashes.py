"""A slash at the end of an address leads to the page without it, with all that was asked or sent."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response


def init_app(app: Flask) -> None:
    """Ask before anything else does, the check of a form's token too: what was sent is sent on by the browser."""
    app.before_request(_without_slash)


def _without_slash() -> Response | None:
    if not request.path.endswith("/") or request.path == "/":
        return None
    path = re.sub("/{2,}", "/", request.path).rstrip("/")
    addresses = current_app.create_url_adapter(request)
    assert addresses is not None  # noqa: S101
    try:
        page, values = addresses.match(path, request.method)
    except HTTPException:
        return None
    asked = quote(request.query_string, safe="!$%&'()*+,/:;=?@")
    return redirect(addresses.build(page, values) + (f"?{asked}" if asked else ""), 308)
