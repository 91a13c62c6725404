"""The application, made of its settings, extensions, pages and commands."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import app.models  # noqa: F401  every table is known from here on
from app import cookies, database, extensions, hosts, logs, metrics, security, slashes, templating
from app.models.base import db
from config import settings


def create_app(name: str | None = None, **overrides: Any) -> Flask:
    """The application in one environment (config.ENVIRONMENTS); overrides are for tests."""
    service = Flask("app", static_folder=None, template_folder="../templates")
    service.config.from_object(settings(name))
    service.config.update(overrides)

    db.init_app(service)
    database.init_app(service)
    extensions.migrate.init_app(service, db, render_as_batch=True)
    extensions.login.init_app(service)
    cookies.init_app(service)
    logs.init_app(service)
    metrics.init_app(service)
    security.init_app(service)
    slashes.init_app(service)
    extensions.csrf.init_app(service)
    templating.init_app(service)

    from app import views

    views.init_app(service)

    from app import cli

    cli.init_app(service)

    if service.config["TRUSTED_PROXIES"]:
        hops = service.config["TRUSTED_PROXIES"]
        # The Host header is the proxy's to pass on: what else names a host, anybody may have written.
        service.wsgi_app = ProxyFix(service.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    static = service.config["BUILD"] / "static"
    if static.exists():
        service.wsgi_app = WhiteNoise(  # type: ignore[method-assign, assignment]
            service.wsgi_app,
            root=str(static),
            prefix="assets/",
            max_age=31_536_000,
            immutable_file_test=lambda path, url: True,
            add_headers_function=_asset_headers,
        )
    service.wsgi_app = hosts.named(service.wsgi_app)  # type: ignore[method-assign, assignment]
    return service


def _asset_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
