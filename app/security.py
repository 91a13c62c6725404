"""What is taken from a browser, and what every response tells it: no form of another site, no part of a form without a
name; where content may come from, and what must not be kept."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser

JS_ENABLED = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
)
"""The one inline script, in templates/layout.html; a test holds the two together."""


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' {_hash(JS_ENABLED)}",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT = "max-age=31536000; includeSubDomains"

SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that change nothing, with which other sites may link to this one."""


class OtherSite(Exception):
    """Another site sent a form to this one."""


def is_from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site sent this: in Sec-Fetch-Site, else Origin, else Referer. Where it sends
    none of them, the form's token alone decides."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    # A proxy that does not say that it speaks https must not turn away those who come by it.
    ours = {f"{scheme}://{request.host}" for scheme in (request.scheme, "https")}
    if origin := request.headers.get("Origin"):
        return origin not in ours
    referrer = request.headers.get("Referer")
    return bool(referrer) and "/".join(str(referrer).split("/", 3)[:3]) not in ours


class NamedParts(FormDataParser):
    """Reads a form in parts, each of which must have a name, as those of every browser do."""

    def parse(self, *given: Any, **named: Any) -> Any:
        stream, form, files = super().parse(*given, **named)
        if None in form or None in files:
            raise BadRequest("A part of the form has no name.")
        return stream, form, files


class FormRequest(Request):
    """A request whose form has only named parts."""

    form_data_parser_class = NamedParts


def init_app(app: Flask) -> None:
    """Refuse what other sites send before anything of it is read, and put the headers on every response; nothing that
    says anything about a person is kept by a browser or proxy."""
    app.request_class = FormRequest

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in SAFE and is_from_elsewhere(request):
            g.is_foreign = True  # nobody is signed in, and no cookie is set
            raise OtherSite

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["SESSION_COOKIE_SECURE"]:
            response.headers.setdefault("Strict-Transport-Security", TRANSPORT)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
