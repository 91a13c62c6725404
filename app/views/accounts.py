"""Accounts, for support: who may sign in, as what, and what happened to each; and the security events of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.access import LARGEST_ID, NotFound
from app.database import Taken
from app.domain.roles import PLACES
from app.domain.words import joined, moment_in_words
from app.integrations.sign_in import PasswordFault
from app.lists.accounts import ACCOUNTS
from app.lists.listing import Address, Listing, read
from app.lists.security_events import EVENTS, newest_events
from app.models.base import db
from app.models.user import User
from app.moves import accounts as moves
from app.store import places, sessions, tries, users
from app.store.users import UserFault
from app.views.lists import SEARCH_TOO_LONG, shown
from app.views.only_support import only_support
from app.views.places import came_from
from app.views.stale import STALE_FORM, redisplays
from forms.accounts import Grants, NameAndEmail, NewAccount, SetPassword, granted
from forms.base import Form

accounts = Blueprint("accounts", __name__)
only_support(
    accounts,
    "the accounts and security events",
    rule="Accounts are added, changed and looked after by support.",
    next_step="To see your own account, choose your name at the top of the page. To have it changed, tell support.",
)


def list_page(listing: Listing, page: str, above: str | None = None, **asked: str) -> tuple[str, int]:
    """A page of a list of other things than people, at the address of that name."""
    args = listing.asked({**request.args.to_dict(), **asked})
    found = read(args, current_user, current_app.config["PAGE_SIZE"])
    fault = SEARCH_TOO_LONG if args.is_too_long else None
    html = render_template(
        "register.html",
        errors=[(fault, "q")] if fault else [],
        heading=listing.title,
        section="Support",
        back_url=url_for("home.show"),
        add=above,
        caption=f"{listing.title}: {found.counted}",
        shown=shown(found, Address(page, {}), search_fault=fault),
    )
    return html, 422 if fault else 200


@accounts.get("/accounts")
def index() -> tuple[str, int]:
    """Every account."""
    return list_page(ACCOUNTS, "accounts.index", above="account")


@accounts.get("/security-events")
def events() -> tuple[str, int]:
    """What happened to accounts and at the doors of the service, the newest first."""
    return list_page(EVENTS, "accounts.events", order="descending")


def found(number: int) -> User:
    """The account of that number; demo accounts only in the demo."""
    user = users.by_number(number) if number <= LARGEST_ID else None
    if user is None:
        raise NotFound
    return user


@accounts.get("/accounts/<int:number>")
def show(number: int) -> str:
    """One account: what is known of it, what it may do, and what can be done with it."""
    user = found(number)
    waits = tries.waits_until(user.username)
    now = sessions.of(user)
    back = came_from()
    held = places.named(user)
    return render_template(
        "account.html",
        number=number,
        name=user.name,
        back_url=back.url if back else url_for("accounts.index"),
        is_own=user.id == current_user.id,
        is_disabled=user.disabled_at is not None,
        waits=moment_in_words(waits) if waits else None,
        has_sessions=bool(now),
        about=[
            ("Username", user.username),
            ("Name", user.name),
            ("Email address", user.email or "Not given"),
            (
                "Status",
                f"Disabled since {moment_in_words(user.disabled_at)}" if user.disabled_at else "Can sign in",
            ),
            (
                "Signed in",
                [f"{each.browser}, since {moment_in_words(each.began_at)}" for each in now] or "Nowhere",
            ),
        ],
        grants=[
            ("Roles", sorted(role.label for role in user.roles) or "No roles"),
            ("Probation teams", held["team"] or "No teams"),
            ("Prisons", held["prison"] or "No prisons"),
            ("Probation delivery units", held["pdu"] or "No delivery units"),
        ],
        events=newest_events(user),
        events_url=url_for("accounts.events", q=user.username),
    )


def _unknown(wanted: set[tuple[str, str]], user: User | None = None) -> Iterable[tuple[str, str]]:
    """Why teams and delivery units that nobody has heard of are not granted; what an account has may stay."""
    had = {(each.kind, each.code) for each in user.grants} if user else set()
    known = places.names(wanted)
    for kind in ("team", "pdu"):
        strange = sorted(code for each, code in wanted - had - set(known) if each == kind)
        if strange:
            yield (
                f"{kind}s",
                f"There is no {PLACES[kind]} {joined(strange, 'or')} in the records of people, and no other account has it. "
                "Check the code. A new one is there once the first person of it is.",
            )


# Forms


def _page(form: Form, title: str, button: str, cancel_url: str, paragraphs: tuple[str, ...] = ()) -> str:
    return render_template(
        "confirm.html",
        title=title,
        section="Accounts",
        paragraphs=paragraphs,
        form=form,
        errors=form.errors_list(),
        button=button,
        cancel_url=cancel_url,
    )


def _done(
    form: Form, change: Callable[[], Any], faults: Callable[[], Iterable[tuple[str, str]]] = lambda: ()
) -> bool:
    """Whether a form is right and what it asks for was done; else all its faults stand beside their fields. `faults` says
    what is wrong that the form alone cannot know."""
    names = [field.name for field in form.fields]
    is_right, found = form.validate(), list(faults())
    try:
        if is_right and not found:
            change()
            db.session.commit()
            return True
    except UserFault as fault:
        found = list(fault.faults)
    except PasswordFault as fault:
        found = [("password", str(fault))]
    except Taken:
        db.session.rollback()
        found = [_met(form)]
    db.session.rollback()
    for about, why in found:
        form[about if about in names else names[0]].fail(why.removesuffix("."))
    return False


def _met(form: Form) -> tuple[str, str]:
    """What somebody else did at the same moment, as what it is about and a sentence."""
    username = form.username.data if isinstance(form, NewAccount) else None
    if username and users.by_username(username):
        return users.taken(username).faults[0]
    return (
        "",
        "Somebody else changed this account at the same moment, so nothing is saved. Press the button again",
    )


def _add_page(form: NewAccount, *paragraphs: str) -> str:
    return _page(form, str(form.heading), "Add account", url_for("accounts.index"), paragraphs)


def _add_again() -> Any:
    return _add_page(NewAccount(None, request.form), STALE_FORM), 409


@accounts.get("/accounts/add")
def ask_add() -> str:
    """Ask for a new account."""
    return _add_page(NewAccount())


@accounts.post("/accounts/add")
@redisplays(_add_again)
def add() -> Any:
    """Add an account."""
    form = NewAccount(None, request.form)
    made: list[User] = []
    wanted, email, password = granted(form), form.email.data, form.password.data or ""
    username, name = form.username.data or "", form.name.data or ""

    def change() -> None:
        of = {kind: sorted(code for each, code in wanted if each == kind) for kind in ("role", *PLACES)}
        user = moves.add(
            username,
            name,
            of["role"],
            password,
            current_user,
            email=email,
            teams=of["team"],
            prisons=of["prison"],
            pdus=of["pdu"],
        )
        made.append(user)

    if not _done(
        form,
        change,
        lambda: [*moves.faults_of_new(username, name, email, wanted, password), *_unknown(wanted)],
    ):
        return _add_page(form), 422
    flash(f"{made[0].username} can sign in now. Tell them their first password yourself, and to change it.")
    return redirect(url_for("accounts.show", number=made[0].id))


def _change_page(user: User, form: Form, button: str, *paragraphs: str) -> str:
    title = f"{form.heading}: {user.username}"
    return _page(form, title, button, url_for("accounts.show", number=user.id), paragraphs)


def _change(
    user: User,
    form: Form,
    button: str,
    change: Callable[[], Any],
    done: str,
    faults: Callable[[], Iterable[tuple[str, str]]] = lambda: (),
) -> Any:
    number = user.id
    if not _done(form, change, faults):
        return _change_page(found(number), form, button), 422
    flash(done)
    return redirect(url_for("accounts.show", number=number))


def _name_again(number: int) -> Any:
    return _change_page(found(number), NameAndEmail(None, request.form), "Save", STALE_FORM), 409


@accounts.get("/accounts/<int:number>/name")
def ask_name(number: int) -> str:
    """Ask for another name and e-mail address."""
    user = found(number)
    return _change_page(user, NameAndEmail(answer={"name": user.name, "email": user.email}), "Save")


@accounts.post("/accounts/<int:number>/name")
@redisplays(_name_again)
def name(number: int) -> Any:
    """Change the name and e-mail address."""
    user, form = found(number), NameAndEmail(None, request.form)
    return _change(
        user,
        form,
        "Save",
        lambda: moves.rename(user, form.name.data, form.email.data, current_user),
        f"The name and email address of {user.username} are saved.",
        lambda: users.faults_of(name=form.name.data or "", email=form.email.data),
    )


def _grants_again(number: int) -> Any:
    return _change_page(found(number), Grants(None, request.form), "Save", STALE_FORM), 409


@accounts.get("/accounts/<int:number>/roles")
def ask_roles(number: int) -> str:
    """Ask for other roles and places."""
    user = found(number)
    answer = {
        "roles": sorted(user.roles),
        "teams": ", ".join(sorted(user.teams)),
        "prisons": ", ".join(sorted(user.prisons)),
        "pdus": ", ".join(sorted(user.pdus)),
    }
    return _change_page(user, Grants(answer=answer), "Save")


@accounts.post("/accounts/<int:number>/roles")
@redisplays(_grants_again)
def roles(number: int) -> Any:
    """Grant and take away what the form says; it holds from that user's next page on."""
    user, form = found(number), Grants(None, request.form)
    return _change(
        user,
        form,
        "Save",
        lambda: moves.set_grants(user, granted(form), current_user),
        f"The roles and places of {user.username} are saved.",
        lambda: [*moves.faults_of_grants(user, granted(form)), *_unknown(granted(form), user)],
    )


@accounts.get("/accounts/<int:number>/password")
def ask_password(number: int) -> Any:
    """Ask for another password; for one's own account, where one proves oneself."""
    user = found(number)
    if user.id == current_user.id:
        return redirect(url_for("my_account.ask_password"))
    return _change_page(user, SetPassword(), "Set password", f"{user.name} is signed out everywhere.")


@accounts.post("/accounts/<int:number>/password")
def password(number: int) -> Any:
    """Set another password, and sign the user out everywhere."""
    user, form = found(number), SetPassword(None, request.form)
    if user.id == current_user.id:
        return redirect(url_for("my_account.ask_password"))
    return _change(
        user,
        form,
        "Set password",
        lambda: moves.set_password(user, form.password.data, current_user),
        f"The password of {user.username} is set. Tell it to them yourself.",
    )


# What takes a yes alone: question, what follows, button, what does it, and what is said afterwards

_ACTS: dict[str, tuple[str, str, str, Callable[[User, Any], Any], str]] = {
    "disable": (
        "Disable the account of {name}?",
        "They are signed out at once and cannot sign in. Everything that they did stays.",
        "Disable account",
        moves.disable,
        "The account of {name} is disabled.",
    ),
    "enable": (
        "Enable the account of {name}?",
        "They can sign in again, with the roles and places that they had.",
        "Enable account",
        moves.enable,
        "The account of {name} can be used again.",
    ),
    "unlock": (
        "Let {name} try to sign in now?",
        "There were too many wrong tries for this username. The next one need not wait.",
        "Let them try now",
        moves.unlock,
        "{name} can try to sign in now.",
    ),
    "end-sessions": (
        "Sign {name} out everywhere?",
        "What they are typing now can be lost. They can sign in again.",
        "Sign them out",
        moves.end_sessions,
        "{name} is signed out everywhere.",
    ),
}
ACT = f"<any({', '.join(f'{name!r}' for name in _ACTS)}):act>"


@accounts.get(f"/accounts/<int:number>/{ACT}")
def ask(number: int, act: str) -> str:
    """Ask before it is done."""
    user = found(number)
    title, what, button, _, _ = _ACTS[act]
    return render_template(
        "confirm.html",
        title=title.format(name=user.name),
        section="Accounts",
        paragraphs=[what],
        button=button,
        warning=act == "disable",
        cancel_url=url_for("accounts.show", number=number),
    )


@accounts.post(f"/accounts/<int:number>/{ACT}")
def do(number: int, act: str) -> Response:
    """Do it; a repeated POST changes nothing more."""
    user = found(number)
    *_, change, done = _ACTS[act]
    change(user, current_user)
    db.session.commit()
    flash(done.format(name=user.name))
    return redirect(url_for("accounts.show", number=number))
