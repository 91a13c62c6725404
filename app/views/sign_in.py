"""Signing in and out. What was typed when the session was lost waits on the sign-in page, in the page itself."""

from __future__ import annotations

import re
from math import ceil
from typing import Any
from urllib.parse import quote

from flask import (
    Blueprint,
    after_this_request,
    current_app,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from app import clock
from app.cookies import known_browser
from app.demo.accounts import USERS
from app.domain.roles import Role
from app.domain.words import wait_in_words
from app.extensions import login
from app.integrations.sign_in import way_to_sign_in
from app.models.user import User
from app.store import sessions, signing_in, users
from app.store.tries import TooManyTries
from app.templating import SIGNED_OUT
from app.views.stale import can_redisplay, page_of_form, redisplays
from app.views.uploads import MOST_KEPT, typed_values
from forms.base import Form

sign_in = Blueprint("sign_in", __name__)

LONGEST_ADDRESS = 2000
_WITHIN = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f-\x9f]*")
"""An address on this host: browsers read a backslash as a slash, and leave out line ends and tabs."""
_LEFT = "!#$%&'()*+,/:;=?@[]~"
"""What stands in an address as it is."""


@login.user_loader
def load_user(key: str) -> User | None:
    if g.get("is_failing") or g.get("is_foreign"):
        return None
    user = users.by_session_key(key)
    if user is not None and user.session is not None and request.method == "POST":
        sessions.note_use(user.session)
    return user


@login.unauthorized_handler
def unauthorized() -> Any:
    """To the sign-in page. A form that was sent without a session is kept there, to be shown again after it."""
    if request.method != "POST":
        target = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.show", next=target if target != "/" else None))
    typed = typed_values() if can_redisplay() else []
    return _page(way_to_sign_in().form(), page_of_form(), typed, is_lost=True), 401


def _page(
    form: Form, target: str, kept: list[tuple[str, str]], is_lost: bool = False, is_stale: bool = False
) -> str:
    return render_template(
        "sign_in.html",
        form=form,
        errors=form.errors_list(),
        next=local(target),
        kept=kept,
        is_lost=is_lost or bool(kept),
        is_stale=is_stale,
        demo=[
            {
                "username": user["username"],
                "name": user["name"],
                "roles": ", ".join(Role(role).label for role in user["roles"]),
            }
            for user in USERS
        ]
        if current_app.config["DEMO"]
        else [],
        demo_password=current_app.config.get("DEMO_PASSWORD"),
    )


def local(target: str | None) -> str:
    """The target as an address within this service that any header can hold, else the home page: no sign-in leads
    elsewhere, and none to an address that breaks the answer."""
    if not target or len(target) > LONGEST_ADDRESS or not _WITHIN.fullmatch(target):
        return url_for("home.show")
    return quote(target, safe=_LEFT, errors="replace")


@sign_in.get("/sign-in")
def show() -> Any:
    target = request.args.get("next", "")
    if current_user.is_authenticated:
        return redirect(local(target))
    return _page(way_to_sign_in().form(), target, [])


def _again() -> Any:
    """The sign-in page again, when its token was stale: everything but the password is still there."""
    form = way_to_sign_in().form(None, request.form)
    return _page(form, request.form.get("next", ""), _kept(), is_stale=True), 409


def _kept() -> list[tuple[str, str]]:
    """The answers carried through the sign-in page, as name and value in pairs of fields."""
    names, values = request.form.getlist("kept-name"), request.form.getlist("kept-value")
    return list(zip(names, values, strict=False))[:MOST_KEPT]


@sign_in.post("/sign-in")
@redisplays(_again)
def do() -> Any:
    """Ask whose account was proved, and start a session that holds nothing of the one before."""
    way = way_to_sign_in()
    form = way.form(None, request.form)
    asked = request.form.get("next", "")
    target, kept = local(asked), _kept()
    if not form.validate():
        return _page(form, target, kept), 422
    given, browser = form.answer(), known_browser()
    name = way.name(given)
    caller = signing_in.Caller(
        request.remote_addr or "", request.user_agent.string, browser.number, browser.knows(name)
    )
    try:
        user = signing_in.prove(way, given, caller)
    except TooManyTries as error:
        return _wait(form, target, kept, error)
    if user is None:
        form.fields[0].fail(way.refused)
        return _page(form, target, kept), 422
    if name:
        after_this_request(lambda response: browser.remember(response, name))
    session.clear()
    session.permanent = True
    login_user(user)
    if kept and target == asked:
        return render_template(
            "kept.html",
            title="You are signed in again",
            paragraphs=[
                "What you typed before you were signed out is not saved yet. Go back to it, check it and save it."
            ],
            target=target,
            kept=kept,
        )
    return redirect(target)


def _wait(form: Form, target: str, kept: list[tuple[str, str]], error: TooManyTries) -> Response:
    """The sign-in page with all that was typed, and when it is read again."""
    seconds = max(1, ceil((error.until - clock.of_machine()).total_seconds()))
    form.fields[0].fail(f"There were too many wrong tries. Wait {wait_in_words(seconds)}, then try again")
    response = make_response(_page(form, target, kept), 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _out_already() -> Any | None:
    """The sign-in page, for somebody whose session has ended by itself."""
    return None if current_user.is_authenticated else _out()


def _out() -> Response:
    flash("You are signed out", SIGNED_OUT)
    return redirect(url_for("sign_in.show"))


@sign_in.post("/sign-out")
@redisplays(_out_already)
def sign_out() -> Response:
    """End this sign-in; those of other browsers go on."""
    if current_user.is_authenticated:
        signing_in.sign_out(current_user)
        logout_user()
    session.clear()
    return _out()
