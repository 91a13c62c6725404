"""Accounts: adding people, what they are granted, and whose sign-in a request is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain import intake
from app.domain.characters import unprintable
from app.domain.record.capitals import name_of_person
from app.domain.roles import NEEDS, PEOPLE, PLACES, Role
from app.domain.words import capitalised
from app.models.base import db
from app.models.session import UserSession
from app.models.user import Grant, User
from app.store import sessions


class UserFault(Exception):
    """Why an account cannot be kept so, as a sentence, and about what: username, name, email, roles or a kind of place."""

    def __init__(self, why: str, about: str) -> None:
        super().__init__(why)
        self.about = about


def add_user(
    username: str,
    name: str,
    roles: Iterable[str],
    *,
    email: str | None = None,
    teams: Sequence[str] = (),
    prisons: Sequence[str] = (),
    pdus: Sequence[str] = (),
    is_demo: bool = False,
) -> User:
    """Add an account, or set an existing one's name and grants and end its sessions; the caller commits."""
    roles = sorted(set(roles))
    if not roles:
        raise UserFault("Give the user at least one role.", "roles")
    username = intake.username(username)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{0,99}", username):
        raise UserFault(
            "The username must be 1 to 100 letters without accents, digits, or any of . _ @ + -.", "username"
        )
    name, email = read_name(name), read_email(email)
    wanted = {("role", code) for code in roles}
    for kind, codes in (("team", teams), ("prison", prisons), ("pdu", pdus)):
        wanted |= {(kind, code) for code in codes}
    check_grants(wanted)
    user = db.session.scalar(select(User).where(User.username == username))
    if user and user.is_demo != is_demo:
        raise UserFault(f"{username!r} is the name of a demo account. Choose another.", "username")
    if user is None:
        user = User(username=username, is_demo=is_demo)
        db.session.add(user)
    user.name, user.email = name, email
    db.session.flush()  # a new account gets its number
    sessions.end(user)
    kept = {(g.kind, g.code): g for g in user.grants}
    user.grants = [kept.get(pair) or Grant(kind=pair[0], code=pair[1]) for pair in sorted(wanted)]
    return user


def read_name(text: str) -> str:
    """The name that others see, with its blanks made regular. Raises UserFault."""
    name = name_of_person(" ".join(intake.line(text).split()))
    if not name or len(name) > 200 or unprintable(name):
        raise UserFault(
            "Give the user a name of up to 200 characters that can be printed on a licence.", "name"
        )
    return name


def read_email(text: str | None) -> str | None:
    """An e-mail address, or None where none is given. Raises UserFault."""
    email = intake.plain(text or "") or None
    if email and (len(email) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", email)):
        raise UserFault("The e-mail address must be like name@example.com.", "email")
    return email


def check_grants(wanted: Iterable[tuple[str, str]]) -> None:
    """Raises UserFault where roles and places, as kind and code, cannot be granted, or a role would cover nobody."""
    wanted = set(wanted)
    for kind, code in sorted(wanted):
        if kind == "role" and code not in {role.value for role in PEOPLE}:
            raise UserFault(
                f"There is no role {code!r}. The roles are: {', '.join(sorted(PEOPLE))}.", "roles"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,30}", code):
            raise UserFault(f"The code of a {PLACES[kind]} is 1 to 30 letters and digits.", f"{kind}s")
    kinds = {kind for kind, _ in wanted}
    for role, kind in NEEDS.items():
        if ("role", role.value) in wanted and kind not in kinds:
            raise UserFault(
                f"{capitalised(role.holder)} needs a {PLACES[kind]}: give at least one.", f"{kind}s"
            )


def add_demo_user(**fields: object) -> User:
    """Add a demo account; refused outside the demo, where none may exist."""
    if not current_app.config["DEMO"]:
        raise UserFault("Demo accounts exist in the demo configuration only.", "username")
    existing = db.session.scalar(select(User).where(User.username == fields["username"]))
    if existing is not None and existing.is_demo:
        return existing
    return add_user(is_demo=True, **fields)  # type: ignore[arg-type]


_SIGNED_IN = (
    select(User, UserSession)
    .join(UserSession, UserSession.user_id == User.id)
    .options(joinedload(User.grants))
    .where(
        UserSession.key == bindparam("key"),
        UserSession.began_at > bindparam("earliest"),
        User.disabled_at.is_(None),
    )
)  # built once: it runs on every page


def by_session_key(key: str) -> User | None:
    """The user whose sign-in a session names, while it lasts; demo accounts only in the demo."""
    found = db.session.execute(_SIGNED_IN, {"key": key, "earliest": sessions.earliest()}).unique()
    user, session = found.one_or_none() or (None, None)
    if user is None or (user.is_demo and not current_app.config["DEMO"]):
        return None
    user.session = session
    return user


def all_users() -> Sequence[User]:
    """Every account, by username."""
    return db.session.scalars(select(User).order_by(User.username)).all()


def by_username(username: str) -> User | None:
    """The account of a username, however it is written."""
    return db.session.scalar(select(User).where(User.username == intake.username(username)))


def by_number(number: int) -> User | None:
    """The account of a number."""
    return db.session.get(User, number)


_IS_SUPPORT = User.grants.any(and_(Grant.kind == "role", Grant.code == Role.SUPPORT.value))


def hold(user: User) -> None:
    """Hold an account, and all that have the role of support, so that two changes at once cannot undo each other's check.
    Read anew what is known of it."""
    held = select(User).where(or_(User.id == user.id, _IS_SUPPORT)).order_by(User.id).with_for_update()
    db.session.scalars(held.execution_options(populate_existing=True)).all()
    db.session.expire(user, ["grants"])


def others_in_support(user: User) -> int:
    """How many other accounts can be used that have the role of support."""
    is_here = or_(User.is_demo.is_(False), User.is_demo.is_(current_app.config["DEMO"]))
    others = select(func.count()).where(User.id != user.id, User.disabled_at.is_(None), _IS_SUPPORT, is_here)
    return db.session.scalar(others) or 0
