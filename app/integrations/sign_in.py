"""Proving who somebody is: by username and password, which are kept here.

Accounts, what they are granted and their sessions (app.store.users) know nothing of how somebody proves to be the one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from sqlalchemy import bindparam, select

from app import clock
from app.models.base import db
from app.models.password import Password
from app.models.user import User
from forms.base import Form
from forms.sign_in import UsernameAndPassword

TRIES = 10
LOCKED_FOR = dt.timedelta(minutes=10)
SHORTEST = 12
LONGEST = 1000
"""The most characters of a password that are read."""


class PasswordFault(Exception):
    """Why a password cannot be taken, as a sentence."""


class SignIn(Protocol):
    """A way to prove who somebody is: what it asks, and whose account the answer proves."""

    form: type[Form]
    """What is asked on the sign-in page; the first field is the one that a refusal stands beside."""
    refused: str
    """What is said where nobody is proved."""

    def account(self, given: Mapping[str, Any]) -> User | None:
        """The account that the form's answer proves; None where it proves none. Commits what it notes of the try."""


class Passwords:
    """Username and password. Ten wrong ones lock the account for ten minutes; sessions that there are go on."""

    form: type[Form] = UsernameAndPassword
    refused = "Enter a username and password that match, or wait 10 minutes after 10 wrong tries"

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher

    def account(self, given: Mapping[str, Any]) -> User | None:
        """The user whose `username` and `password` these are. It takes as long to say that nobody has that name."""
        username, password = given["username"].strip().lower()[:100], given["password"][:LONGEST]
        user, kept = db.session.execute(_BY_USERNAME, {"username": username}).one_or_none() or (None, None)
        moment = clock.now()
        if user is None or kept is None or (user.is_demo and not current_app.config["DEMO"]):
            self._hasher.hash(password)
            return None
        if kept.locked_until and kept.locked_until > moment:
            return None
        try:
            self._hasher.verify(kept.hash, password)
        except (VerifyMismatchError, InvalidHashError):
            kept.failures += 1
            if kept.failures >= TRIES:
                kept.failures, kept.locked_until = 0, moment + LOCKED_FOR
            db.session.commit()
            return None
        kept.failures, kept.locked_until = 0, None
        db.session.commit()
        return user

    def set(self, user: User, password: str) -> None:
        """Give an account its password, or another one; the caller commits. Raises PasswordFault."""
        if not user.is_demo and len(password) < SHORTEST:
            raise PasswordFault(f"The password must be {SHORTEST} characters or more.")
        kept = self._of(user) or Password(user_id=user.id)
        kept.hash = self._hasher.hash(password)
        db.session.add(kept)

    def has(self, user: User) -> bool:
        """Whether an account has a password."""
        return self._of(user) is not None

    def _of(self, user: User) -> Password | None:
        db.session.flush()  # a new account gets its number
        return db.session.get(Password, user.id)


_BY_USERNAME = (
    select(User, Password)
    .outerjoin(Password, Password.user_id == User.id)
    .where(User.username == bindparam("username"))
)


@lru_cache
def _hasher(time_cost: int, memory_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)


def passwords() -> Passwords:
    """The passwords of this application: Argon2id with the settings' costs."""
    config = current_app.config
    return Passwords(_hasher(config["ARGON2_TIME_COST"], config["ARGON2_MEMORY_KIB"]))


def way_to_sign_in() -> SignIn:
    """How people prove who they are to this application."""
    return passwords()
