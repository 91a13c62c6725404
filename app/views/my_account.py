"""One's own account: what it may do, where it is signed in, and its password."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app import clock
from app.domain.refusal import Refusal, Refused
from app.domain.words import moment_in_words, wait_in_words
from app.integrations.sign_in import PasswordFault
from app.models.base import db
from app.moves import accounts as moves
from app.store import places, sessions
from app.store.tries import TooManyTries
from forms.accounts import AT_ONCE, DAILY, OwnMessages, OwnPassword

my_account = Blueprint("my_account", __name__, url_prefix="/my-account")


@my_account.get("")
@login_required
def show() -> str:
    """What the service knows of its reader."""
    now = sessions.of(current_user)
    held = places.named(current_user)
    own = current_user.session.id if current_user.session else None
    return render_template(
        "my_account.html",
        back_url=url_for("home.show"),
        about=[
            ("Username", current_user.username),
            ("Name", current_user.name),
            ("Email address", current_user.email or "Not given"),
            (
                "Emails from this service",
                "Together, once a day" if current_user.wants_digest else "Each one at once",
            ),
            ("Roles", sorted(role.label for role in current_user.roles) or "No roles"),
            ("Probation teams", held["team"] or "No teams"),
            ("Prisons", held["prison"] or "No prisons"),
            ("Probation delivery units", held["pdu"] or "No delivery units"),
        ],
        sessions=[
            {
                "browser": each.browser,
                "began": moment_in_words(each.began_at),
                "used": moment_in_words(each.used_at),
                "address": each.address,
                "is_this": each.id == own,
                "end_url": url_for("my_account.end", number=each.id),
            }
            for each in now
        ],
        has_others=any(each.id != own for each in now),
    )


@my_account.post("/sessions/<int:number>/end")
@login_required
def end(number: int) -> Response:
    """End one of the reader's own sign-ins; of somebody else's, nothing is known here."""
    ended = moves.end_sessions(current_user, current_user, number)
    db.session.commit()
    flash("You are signed out there." if ended else "You were signed out there already.")
    return redirect(url_for("my_account.show"))


@my_account.post("/sessions/end-others")
@login_required
def end_others() -> Response:
    """End all of the reader's sign-ins but this one."""
    moves.end_sessions(current_user, current_user, but_this=True)
    db.session.commit()
    flash("You are signed out everywhere else.")
    return redirect(url_for("my_account.show"))


@my_account.get("/messages")
@login_required
def ask_messages() -> str:
    """Ask whether messages come at once or together."""
    _must_have_address()
    return _page_of_messages(OwnMessages(answer={"when": DAILY if current_user.wants_digest else AT_ONCE}))


@my_account.post("/messages")
@login_required
def messages() -> Any:
    """Change how the reader gets messages."""
    _must_have_address()
    form = OwnMessages(None, request.form)
    if not form.validate():
        return _page_of_messages(form), 422
    moves.choose_digest(current_user, form.when.data == DAILY)
    db.session.commit()
    told = "together, once a day, and urgent ones at once" if current_user.wants_digest else "at once"
    flash(f"You get emails from this service {told}.")
    return redirect(url_for("my_account.show"))


def _page_of_messages(form: OwnMessages) -> str:
    return render_template(
        "confirm.html",
        title=str(form.heading),
        section="Your account",
        form=form,
        errors=form.errors_list(),
        button="Save",
        cancel_url=url_for("my_account.show"),
    )


def _must_have_address() -> None:
    if not current_user.email:
        raise Refused(
            Refusal(
                title="You cannot choose how you get emails",
                rule="The service sends emails to the address of your account.",
                fact="Your account has no email address.",
                who="Support can add one.",
                next_step="Ask your local service support to add your email address, then choose.",
            )
        )


def _page(form: OwnPassword) -> str:
    return render_template(
        "confirm.html",
        title=str(form.heading),
        section="Your account",
        paragraphs=["You stay signed in here, and are signed out everywhere else."],
        form=form,
        errors=form.errors_list(),
        button="Change password",
        cancel_url=url_for("my_account.show"),
    )


@my_account.get("/password")
@login_required
def ask_password() -> str:
    """Ask for the password that there is, and another one."""
    return _page(OwnPassword())


@my_account.post("/password")
@login_required
def password() -> Any:
    """Change the reader's own password."""
    form = OwnPassword(None, request.form)
    if not form.validate():
        return _page(form), 422
    try:
        if moves.change_own_password(current_user, form.password_now.data, form.password.data):
            db.session.commit()
            flash("Your password is changed.")
            return redirect(url_for("my_account.show"))
        form.password_now.fail("Enter the password that you have now")
    except PasswordFault as fault:
        db.session.rollback()
        form.password.fail(str(fault).removesuffix("."))
    except TooManyTries as error:
        seconds = max(1, ceil((error.until - clock.of_machine()).total_seconds()))
        form.password_now.fail(
            f"There were too many wrong tries. Wait {wait_in_words(seconds)}, then try again"
        )
        response = make_response(_page(form), 429)
        response.headers["Retry-After"] = str(seconds)
        return response
    return _page(form), 422
