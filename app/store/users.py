"""Accounts: adding people, what they are granted, and whose sign-in a request is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.domain import intake
from app.domain.characters import unprintable
from app.domain.record.capitals import name_of_person
from app.domain.roles import NEEDS, PEOPLE, PLACES, Role
from app.domain.words import capitalised, joined
from app.models.base import db
from app.models.session import UserSession
from app.models.user import Grant, User
from app.store import sessions
from app.store.prisons import not_in_register


class UserFault(Exception):
    """Why an account cannot be kept so: what each fault is about (username, name, email, password, roles or a kind of
    place) and a sentence."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(" ".join(why for _, why in faults))
        self.faults = faults


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
    """Add an account; the caller commits. Raises UserFault with everything that is wrong."""
    granted = {"role": roles, "team": teams, "prison": prisons, "pdu": pdus}
    wanted = as_kept({(kind, code) for kind, codes in granted.items() for code in codes})
    if faults := faults_of(username=username, name=name, email=email, wanted=wanted):
        raise UserFault(*faults)
    user = User(username=intake.username(username), name=read_name(name), email=read_email(email))
    user.is_demo = is_demo
    user.grants = [Grant(kind=kind, code=code) for kind, code in sorted(wanted)]
    db.session.add(user)
    db.session.flush()  # it gets its number
    return user


def as_kept(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Kinds and codes of what is granted, with the codes of prisons in capitals, as the register has them."""
    return {(kind, code.upper() if kind == "prison" else code) for kind, code in pairs}


def faults_of(
    *,
    username: str | None = None,
    name: str | None = None,
    email: str | None = None,
    wanted: Iterable[tuple[str, str]] | None = None,
    had: Iterable[tuple[str, str]] = (),
) -> list[tuple[str, str]]:
    """Everything that is wrong with what is given: what it is about, and a sentence. What an account `had` may stay."""
    found: list[tuple[str, str]] = []
    for read, given in ((_read_new_username, username), (read_name, name), (read_email, email)):
        try:
            if given is not None:
                read(given)
        except UserFault as fault:
            found += fault.faults
    return found + (list(_grant_faults(set(wanted), set(had))) if wanted is not None else [])


def _read_new_username(text: str) -> None:
    username = intake.username(text)
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{0,99}", username):
        raise UserFault(
            (
                "username",
                "The username must be 1 to 100 letters without accents, digits, or any of . _ @ + -.",
            )
        )
    if by_username(username):
        raise taken(username)


def taken(username: str) -> UserFault:
    """Why a username cannot be given again."""
    return UserFault(
        (
            "username",
            f"There is an account with the username {intake.username(username)} already. Choose another username, "
            "or change that account.",
        )
    )


def read_name(text: str) -> str:
    """The name that others see, with its blanks made regular. Raises UserFault."""
    name = name_of_person(" ".join(intake.line(text).split()))
    if not name or len(name) > 200 or unprintable(name):
        raise UserFault(
            ("name", "Give the user a name of up to 200 characters that can be printed on a licence.")
        )
    return name


def read_email(text: str | None) -> str | None:
    """An e-mail address, or None where none is given. Raises UserFault."""
    email = intake.plain(text or "") or None
    if email and (len(email) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", email)):
        raise UserFault(("email", "The e-mail address must be like name@example.com."))
    return email


def _grant_faults(wanted: set[tuple[str, str]], had: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Why roles and places, as kind and code, cannot be granted, or a role would cover nobody."""
    codes = {kind: sorted(code for each, code in wanted if each == kind) for kind in ("role", *PLACES)}
    if not codes["role"] and not had:
        yield "roles", "Give the user at least one role."
    if unknown := sorted(set(codes["role"]) - {role.value for role in PEOPLE}):
        yield "roles", f"There is no role {unknown[0]!r}. The roles are: {', '.join(sorted(PEOPLE))}."
    for kind, place in PLACES.items():
        role = next(
            (role for role, needed in NEEDS.items() if needed == kind and role.value in codes["role"]), None
        )
        if not all(re.fullmatch(r"[A-Za-z0-9_-]{1,30}", code) for code in codes[kind]):
            yield f"{kind}s", f"The code of a {place} is 1 to 30 letters and digits."
        elif kind == "prison" and (
            strange := not_in_register(code for each, code in wanted - had if each == kind)
        ):
            yield (
                f"{kind}s",
                f"There is no prison {joined(strange, 'or')} in the register. Check the code with flask prison list or "
                "under Prisons, and add the prison there first if it is new.",
            )
        elif role and not codes[kind]:
            yield f"{kind}s", f"{capitalised(role.holder)} needs a {place}: give at least one."


def add_demo_user(**fields: object) -> User:
    """Add a demo account; refused outside the demo, where none may exist."""
    if not current_app.config["DEMO"]:
        raise UserFault(("username", "Demo accounts exist in the demo configuration only."))
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


def granted(pairs: Iterable[tuple[str, str]]) -> Sequence[User]:
    """Every account that can be used and is granted one of these places, as kind and code, by username; demo accounts only
    in the demo."""
    held = [and_(Grant.kind == kind, Grant.code == code) for kind, code in pairs]
    return db.session.scalars(
        select(User)
        .where(
            User.grants.any(or_(*held)),
            User.disabled_at.is_(None),
            _is_here(),
        )
        .order_by(User.username)
    ).all()


def _is_here() -> Any:
    return or_(User.is_demo.is_(False), User.is_demo.is_(current_app.config["DEMO"]))


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
    others = select(func.count()).where(
        User.id != user.id, User.disabled_at.is_(None), _IS_SUPPORT, _is_here()
    )
    return db.session.scalar(others) or 0
