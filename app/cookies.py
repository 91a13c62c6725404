"""The cookies: the session's, and the one by which a browser is known that somebody has signed in from.

Both are signed, bound to this host where they are secure, read with patience, and untouched by other sites.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask.wrappers import Response
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

AHEAD = dt.timedelta(minutes=1)
"""How far the clock of the machine that signed a cookie may be before that of the machine that reads it."""


class PatientSigner(TimestampSigner):
    """Signs with the time, and reads what a machine signed whose clock is a little ahead."""

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        value, at = super().unsign(signed_value, return_timestamp=True)
        age = time.time() - at.timestamp()
        if max_age is not None and not -AHEAD.total_seconds() <= age <= max_age:
            raise SignatureExpired(f"Signature age {age} is not within {max_age} seconds", payload=value)
        return (value, at) if return_timestamp else value


def named(name: str, is_secure: bool) -> str:
    """The name of a cookie; where it is secure, with the prefix that keeps other hosts from setting it."""
    return f"__Host-{name}" if is_secure else name


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, with this service's name for it and its patience."""

    def get_cookie_name(self, app: Flask) -> str:
        return named(super().get_cookie_name(app), self.get_cookie_secure(app))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; nothing where it is forged or too old."""
        value = request.cookies.get(self.get_cookie_name(app))
        serializer = self.get_signing_serializer(app)
        assert serializer is not None  # noqa: S101
        if not value:
            return self.session_class()
        try:
            age = int(app.permanent_session_lifetime.total_seconds())
            return self.session_class(serializer.loads(value, max_age=age))
        except BadSignature:
            return self.session_class()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = PatientSigner
        return serializer

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie, unless another site sent the request: it must not replace the one that there is. Machines get
        none."""
        if not g.get("is_foreign") and not g.get("is_machine"):
            super().save_session(app, session, response)


KNOWN_FOR = dt.timedelta(days=180)
MOST_NAMES = 20
"""How many people's sign-ins a browser that they share is known for."""


@dataclass(frozen=True)
class KnownBrowser:
    """A browser, by a number of its own, and marks of the names by which people have signed in from it."""

    number: str
    marks: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        """Whether somebody has signed in from this browser by a name."""
        return bool(name) and self._mark(name) in self.marks

    def _mark(self, name: str) -> str:
        secret = str(current_app.config["SECRET_KEY"]).encode()
        told = f"known:{self.number}:{name}".encode("utf-8", "replace")
        return hmac.new(secret, told, hashlib.sha256).hexdigest()[:20]

    def remember(self, response: Response, name: str) -> Response:
        """Let the browser be known for this name from now on."""
        mark = self._mark(name)
        marks = [mark, *(each for each in self.marks if each != mark)][:MOST_NAMES]
        is_secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            named("licence_browser", is_secure),
            _known_browsers().dumps([self.number, marks]),
            max_age=KNOWN_FOR,
            secure=is_secure,
            httponly=True,
            samesite="Strict",
        )
        return response


def known_browser() -> KnownBrowser:
    """The browser of this request; a new one where it is not known."""
    value = request.cookies.get(named("licence_browser", current_app.config["SESSION_COOKIE_SECURE"]), "")
    try:
        number, marks = _known_browsers().loads(value, max_age=int(KNOWN_FOR.total_seconds()))
        return KnownBrowser(number, tuple(marks))
    except BadSignature:
        return KnownBrowser(secrets.token_urlsafe(16))


def _known_browsers() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        str(current_app.config["SECRET_KEY"]), salt="known-browser", signer=PatientSigner
    )


def init_app(app: Flask) -> None:
    """Keep sessions so."""
    app.session_interface = Sessions()
