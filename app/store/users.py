"""Accounts: adding people, what they are granted, and the sign-in that is good now."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from app.domain.characters import unprintable
from app.domain.record.capitals import name_of_person
from app.domain.roles import PEOPLE, Role
from app.domain.words import uncapitalised
from app.models.base import db
from app.models.user import Grant, User


class UserFault(Exception):
    """Why an account cannot be added, as a sentence."""


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
    unknown = [role for role in roles if role not in {str(r) for r in PEOPLE}]
    if unknown:
        raise UserFault(f"There is no role {unknown[0]!r}. The roles are: {', '.join(sorted(PEOPLE))}.")
    if not roles:
        raise UserFault("Give the user at least one role.")
    username, email = username.strip().lower(), (email or "").strip() or None
    name = name_of_person(" ".join(name.split()))
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{0,99}", username):
        raise UserFault("The username must be 1 to 100 letters without accents, digits, or any of . _ @ + -")
    if not name or len(name) > 200 or unprintable(name):
        raise UserFault("Give the user a name of up to 200 characters that can be printed on a licence.")
    if email and (len(email) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", email)):
        raise UserFault("The e-mail address must be like name@example.com.")
    if any(
        not re.fullmatch(r"[A-Za-z0-9_-]{1,30}", code) for codes in (teams, prisons, pdus) for code in codes
    ):
        raise UserFault("The codes of teams, prisons and delivery units are 1 to 30 letters and digits.")
    for role, kind, codes in (
        (Role.PRACTITIONER, "team", teams),
        (Role.CASE_ADMINISTRATOR, "prison", prisons),
        (Role.PRISON_APPROVER, "prison", prisons),
        (Role.HEAD_OF_PDU, "pdu", pdus),
    ):
        if role in roles and not codes:
            raise UserFault(f"A {uncapitalised(role.label)} needs a {kind}: give at least one --{kind}.")
    user = db.session.scalar(select(User).where(User.username == username))
    if user and user.is_demo != is_demo:
        raise UserFault(f"{username!r} is the name of a demo account. Choose another.")
    if user is None:
        user = User(username=username, is_demo=is_demo)
        db.session.add(user)
    user.name, user.email = name, email
    user.session_key = secrets.token_urlsafe(32)
    wanted = {("role", code) for code in roles}
    for kind, codes in (("team", teams), ("prison", prisons), ("pdu", pdus)):
        wanted |= {(kind, code) for code in codes}
    kept = {(g.kind, g.code): g for g in user.grants}
    user.grants = [kept.get(pair) or Grant(kind=pair[0], code=pair[1]) for pair in sorted(wanted)]
    return user


def add_demo_user(**fields: object) -> User:
    """Add a demo account; refused outside the demo, where none may exist."""
    if not current_app.config["DEMO"]:
        raise UserFault("Demo accounts exist in the demo configuration only.")
    existing = db.session.scalar(select(User).where(User.username == fields["username"]))
    if existing is not None and existing.is_demo:
        return existing
    return add_user(is_demo=True, **fields)  # type: ignore[arg-type]


def sign_out(user: User) -> None:
    """End every session of a user, copies of the cookie included. Commits."""
    user.session_key = secrets.token_urlsafe(32)
    db.session.commit()


_SIGNED_IN = (
    select(User).options(joinedload(User.grants)).where(User.session_key == bindparam("key"))
)  # built once: it runs on every page


def by_session_key(key: str) -> User | None:
    """The user whose sign-in a session names; demo accounts only in the demo."""
    user = db.session.scalars(_SIGNED_IN, {"key": key}).unique().one_or_none()
    if user is None or (user.is_demo and not current_app.config["DEMO"]):
        return None
    return user


def all_users() -> Sequence[User]:
    """Every account, by username."""
    return db.session.scalars(select(User).order_by(User.username)).all()
