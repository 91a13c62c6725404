"""The session's cookie: bound to this host where it is secure, read with patience, and untouched by other sites."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from flask import Flask, Request, g
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


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie, with this service's name for it and its patience."""

    def get_cookie_name(self, app: Flask) -> str:
        """The setting's name; where cookies are secure, with the prefix that keeps other hosts from setting it."""
        prefix = "__Host-" if self.get_cookie_secure(app) else ""
        return prefix + super().get_cookie_name(app)

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
        """Set the cookie, unless another site sent the request: it must not replace the one that there is."""
        if not g.get("is_foreign"):
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """Keep sessions so."""
    app.session_interface = Sessions()
