"""Pages for what goes wrong: each says what happened and what to do next, and none loses what was typed if it can."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, current_app, g, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from app import database
from app.access import NotFound, open_case, open_licence
from app.domain.refusal import Refusal, Refused
from app.extensions import login
from app.integrations.file_store import FileLost
from app.models.base import db
from app.models.security_event import Kind
from app.models.user import User
from app.security import OtherSite
from app.store.policies import NonePublished
from app.store.security_events import note_alone
from app.views.people import refused_about
from app.views.places import came_from
from app.views.remedies import remedy_of
from app.views.stale import can_redisplay, page_of_form, redisplay_of_request, typed_to_copy
from app.views.uploads import typed_values

log = structlog.get_logger()

OPEN_FORMS = ("sign_in.do", "sign_in.sign_out")
"""The forms that somebody sends who is not signed in."""

PAGES = {
    400: ("There is a problem with what was sent", ["The service could not read the page that was sent."]),
    404: (
        "Page not found",
        [
            "If you typed the web address, check it is correct.",
            "If you followed a link, the licence or person may have changed since.",
        ],
    ),
    405: (
        "Page not found",
        ["This address takes only what a form sends. Go to the home page to start again."],
    ),
    413: (
        "What you sent is too large",
        ["Nothing was saved. Go back and try again with less text, or with a map of 10MB or smaller."],
    ),
}

BROKEN = (
    500,
    "Sorry, there is a problem with the service",
    "Nothing you did caused this, and it was recorded.",
)
BUSY = (503, "Sorry, the service is busy", "It could not finish what you asked for in time.")
READ_ONLY = (
    503,
    "You can read, but not save, at the moment",
    "The service is being moved to another place. It can save again soon.",
)


def init_app(app: Flask) -> None:
    """Show every error as a page of the service."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(NonePublished, no_policy)
    app.register_error_handler(FileLost, file_lost)
    app.register_error_handler(NotFound, lambda error: message(404))
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(OtherSite, other_site)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(
        ParseException, lambda error: message(400)
    )  # of a body, which is read only here
    for failure in database.Failures:
        app.register_error_handler(failure, database_failed)
    app.register_error_handler(Exception, failed)


def message(status: int) -> tuple[str, int]:
    """The page for an HTTP status."""
    title, paragraphs = PAGES.get(status, PAGES[400])
    link = came_from() if status == 404 else None
    return render_template("message.html", title=title, paragraphs=paragraphs, link=link), status


def refused(error: Refused) -> Any:
    """Why something was not done, who can act, and the next step. Nothing of it was kept; what was typed is shown, but
    never to who may not open what it is about: on a shared browser they may be somebody else than who typed it."""
    db.session.rollback()
    typed = [] if error.refusal.is_access else typed_to_copy()
    if error.refusal.is_access:
        note_alone(Kind.REFUSED, _reader(), asked_for())
    around = _around()
    if number := (request.view_args or {}).get("licence_id"):
        around["links"] = [*remedy_of(error.refusal, number), *around["links"]]
    return render_template("refusal.html", refusal=error.refusal, typed=typed, **around), 403


def _reader() -> User | None:
    """Who is signed in."""
    return current_user if current_user.is_authenticated else None


def asked_for() -> str:
    """What a request asked for, by the name of the page and the numbers in its address: "opening licence start, case 73"."""
    does = "opening" if request.method in ("GET", "HEAD") else "sending"
    page = (request.endpoint or "a page that is not there").replace(".", " ").replace("_", " ")
    values = (request.view_args or {}).items()
    told = [f"{name.removesuffix('_id')} {value}" for name, value in values if isinstance(value, int)]
    return ", ".join([f"{does} {page}", *told])


def no_policy(error: NonePublished) -> Any:
    """Why nothing can be started before there is a policy to write licences on."""
    email = current_app.config["SERVICE_EMAIL"]
    return refused(
        Refused(
            Refusal(
                title="You cannot start a licence yet",
                rule="A licence is written on the licence policy that applies when it starts.",
                fact="No licence policy has been published in this service.",
                who="Support can import a policy and publish it.",
                next_step=f"Ask support to publish the policy: {email}. Then start the licence again.",
            )
        )
    )


def file_lost(error: FileLost) -> Any:
    """Why a map is not shown whose file is no longer what was uploaded."""
    log.error("file lost", exc_info=error)
    return render_template(
        "message.html",
        title="This map cannot be shown",
        paragraphs=[
            "Its file is gone, or was changed outside this service.",
            f"Do not use any copy of it. Tell support now: {current_app.config['SERVICE_EMAIL']}.",
        ],
        link=came_from(),
    ), 404


def _around() -> dict[str, Any]:
    """Whom the page asked for was about and the way to their licence, for readers who may know; and the ways on."""
    asked, came = request.view_args or {}, came_from()
    home = [*([came] if came else []), ("Go to the home page", url_for("home.show"))]
    try:
        if number := asked.get("licence_id"):
            shown = {**refused_about(open_licence(current_user, number)), "section": "Licence"}
            return shown | {
                "links": [("Go to the licence", url_for("licence.show", licence_id=number)), *home]
            }
        if number := asked.get("case_id"):
            return {
                **refused_about(open_case(current_user, number)),
                "section": "Licence",
                "links": home,
            }
    except (Refused, NotFound):
        pass
    return {"links": home}


def other_site(error: OtherSite) -> Any:
    """What another site sent: nothing of it was read, and the page knows nobody."""
    note_alone(Kind.OTHER_SITE, detail=asked_for())
    return render_template(
        "message.html",
        title="Another website sent this",
        paragraphs=[
            "Nothing was done. This service takes forms from its own pages only.",
            "Go to the home page and do it from there. If a link or an email led you here, tell your security team.",
        ],
    ), 403


def stale(error: CSRFError) -> Any:
    """A form whose token was refused: shown again as typed, or, where nothing was typed, to be opened again."""
    try:
        note_alone(Kind.TOKEN, _reader(), asked_for())
        if not current_user.is_authenticated and request.endpoint not in OPEN_FORMS:
            return login.unauthorized()
        shown = redisplay_of_request()
    except (
        Exception
    ) as raised:  # a refusal, or nothing there: Flask does not look after what a handler raises
        return current_app.handle_user_exception(raised)
    if shown is not None:
        return shown
    return (
        render_template(
            "message.html",
            title="This page was open for too long",
            paragraphs=["Nothing was done. Go back to the page, check it, and press the button again."],
            link=("Go back to the page", page_of_form()),
        ),
        400,
    )


def http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    if error.code == 413 and request.endpoint not in OPEN_FORMS and not current_user.is_authenticated:
        return signed_out()
    return failed(error) if error.code >= 500 else message(error.code)


def database_failed(error: Exception) -> Any:
    """The database did not do what it was asked: try the request once more where that can do no harm, else say so."""
    if database.can_be_repeated(error):
        log.warning("repeated", exc_info=error)
        return _repeated()
    if database.is_read_only(error):
        log.error("database is read-only", exc_info=error)
        return _not_done(*READ_ONLY)
    if database.is_unavailable(error):
        log.error("database", exc_info=error)
        return _not_done(*BUSY)
    return failed(error)


def _repeated() -> Any:
    """The answer to this request as if it had come only now: nothing of it was written, and what it sent is at hand."""
    db.session.rollback()
    g.pop("_login_user", None)
    for file in request.__dict__.get(
        "files", MultiDict()
    ).values():  # those that were read; asking reads them
        file.stream.seek(0)
    try:
        answer = current_app.preprocess_request()
        return current_app.dispatch_request() if answer is None else answer
    except Exception as raised:  # Flask does not look after what a handler raises
        return current_app.handle_user_exception(raised)


def signed_out() -> tuple[str, int]:
    """Why something large was not read: only people who are signed in may send it."""
    return render_template(
        "message.html",
        title="You are signed out",
        paragraphs=[
            "What you sent was not read, because it is large and you are not signed in. Nothing was saved."
        ],
        link=("Sign in, then send it again", url_for("sign_in.show", next=page_of_form())),
    ), 413


def failed(error: Exception) -> Any:
    """A fault of ours: recorded with its trace, shown without it."""
    log.error("failed", exc_info=error)
    return _not_done(*BROKEN)


def _not_done(status: int, title: str, what: str) -> tuple[str, int]:
    """Why the service could not do something, with what was typed; made without asking the database anything."""
    db.session.rollback()
    g.is_failing, g.failed_for = True, g.pop("_login_user", None)
    here = request.full_path.rstrip("?")
    if request.method not in database.READS and not g.get("is_foreign"):
        if can_redisplay():
            words = (
                "What you typed is kept on this page, but may not be saved. Wait a minute, then go back to it, check "
                "it and save it."
            )
            kept = {"paragraphs": [what, words], "target": page_of_form(), "kept": typed_values()}
            return render_template("kept.html", title=title, **kept), status
        if g.get("csrf_valid"):
            words = "It may not be done. Wait a minute, then try again. Doing it twice does no harm."
            again = {"button_text": "Try again", "token": generate_csrf(), "target": here}
            kept = {"paragraphs": [what, words], "kept": typed_values()}
            return render_template("kept.html", title=title, **kept, **again), status
        here = page_of_form()
    words, link = "Wait a minute, then try again.", ("Try again", here)
    return render_template("message.html", title=title, paragraphs=[what, words], link=link), status
