"""What every template can name, and where templates come from."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Flask, get_flashed_messages, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.domain.document.drawn import drawn
from app.domain.words import capitalised, day_and_date, joined, long_date, short_date, uncapitalised
from app.govuk import template_loader

NOTICE, SIGNED_OUT = "notice", "signed-out"
"""What is flashed beside what was done: that something was not done or is so, and what is said without a session."""


def init_app(app: Flask) -> None:
    """Set up Jinja: our templates, GOV.UK's, and the few names that the layout needs."""
    app.jinja_loader = template_loader()
    manifest = app.config["BUILD"] / "static" / "manifest.json"
    assets = json.loads(manifest.read_text()) if manifest.exists() else {}

    def asset(name: str) -> str:
        """The address of a built file, with its content's hash in the name."""
        return f"/assets/{assets.get(name, name)}"

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(asset=asset, csrf_token=generate_csrf)
    app.jinja_env.filters.update(
        capitalised=capitalised,
        day_and_date=day_and_date,
        long_date=long_date,
        short_date=short_date,
        joined=joined,
        uncapitalised=uncapitalised,
        drawn=drawn,
    )

    @app.context_processor
    def layout() -> dict[str, Any]:
        signed_in = current_user.is_authenticated
        return {
            "user": {
                "name": current_user.name,
                "roles": ", ".join(sorted(role.label for role in current_user.roles)),
            }
            if signed_in
            else None,
            "home_url": url_for("home.show"),
            "find_url": url_for("search.show") if signed_in and current_user.roles else None,
            "account_url": url_for("my_account.show"),
            "sign_out_url": url_for("sign_in.sign_out"),
            "feedback_url": url_for("home.feedback", page=request.path),
            "accessibility_url": url_for("home.accessibility"),
            "banner": _banner(signed_in),
        }


def _banner(signed_in: bool) -> dict[str, Any] | None:
    """What the last request left to be said, once: what was done, or else what is so. What it said about licences is for
    nobody who is signed out."""
    left = cast(list[tuple[str, str]], get_flashed_messages(with_categories=True))
    said = [(category, text) for category, text in left if signed_in or category == SIGNED_OUT]
    if not said:
        return None
    return {
        "texts": [text for _, text in said],
        "is_success": all(category != NOTICE for category, _ in said),
    }
