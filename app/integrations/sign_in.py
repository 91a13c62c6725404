"""Proving who somebody is: by username and password, which are kept here.

Accounts, what they are granted and their sessions know nothing of how somebody proves to be the one. How often it may
be tried is counted apart (app.store.signing_in).
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from sqlalchemy import bindparam, select

from app.domain import intake
from app.domain.guessing import left_to_guess, own_words
from app.models.base import db
from app.models.password import Password
from app.models.prison import Prison
from app.models.user import User
from forms.base import Form
from forms.sign_in import UsernameAndPassword

SHORTEST = 12
LONGEST = 1000
"""The most characters of a password that is set, and so of one that is tried: the field of the form has them as its limit."""
SERVICE = "create vary licence licences license probation prison prisons hmpps justice gov"
"""What this service is called and is about."""
STRONG = 7
"""How many characters at random must be left to guess: three words are more, two words less."""


class PasswordFault(Exception):
    """Why a password cannot be taken, as a sentence."""


class SignIn(Protocol):
    """A way to prove who somebody is: what it asks, and whose account the answer proves."""

    form: type[Form]
    """What is asked on the sign-in page; the first field is the one that a refusal stands beside."""
    refused: str
    """What is said where nobody is proved."""

    def name(self, given: Mapping[str, Any]) -> str:
        """What the form's answer names the account by, empty where it names none: tries are counted by it."""

    def account(self, given: Mapping[str, Any]) -> User | None:
        """The account that the form's answer proves; None where it proves none, or one that cannot be used now."""


class Passwords:
    """Username and password."""

    form: type[Form] = UsernameAndPassword
    refused = "Enter a username and password that match"

    def __init__(self, hasher: PasswordHasher, of_nobody: str) -> None:
        self._hasher, self._of_nobody = hasher, of_nobody

    def name(self, given: Mapping[str, Any]) -> str:
        """The username as it is stored."""
        return intake.username(str(given["username"]))[:100]

    def account(self, given: Mapping[str, Any]) -> User | None:
        """The user whose `username` and `password` these are. Whether nobody has that name, the account is disabled, or
        the password is wrong, it takes the same work to say no."""
        user, kept = db.session.execute(_BY_USERNAME, {"username": self.name(given)}).one_or_none() or (
            None,
            None,
        )
        is_right = self._is(kept.hash if kept else self._of_nobody, given["password"])
        is_usable = user is not None and user.disabled_at is None
        is_here = user is not None and (not user.is_demo or current_app.config["DEMO"])
        return user if kept and is_right and is_usable and is_here else None

    def is_of(self, user: User, password: str) -> bool:
        """Whether this is the password of an account."""
        kept = self._of(user)
        return self._is(kept.hash if kept else self._of_nobody, password) and kept is not None

    def _is(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def set(self, user: User, password: str) -> None:
        """Give an account its password, or another one; the caller commits. Raises PasswordFault."""
        is_of_the_demo = user.is_demo and password == current_app.config.get("DEMO_PASSWORD")
        if not is_of_the_demo and (fault := self.fault(password, user.username, user.name, user.email or "")):
            raise PasswordFault(fault)
        kept = self._of(user) or Password(user_id=user.id)
        kept.hash = self._hasher.hash(normal(password))
        db.session.add(kept)

    def fault(self, password: str, *own: str) -> str | None:
        """Why a password cannot be an account's, of which `own` is known, as a sentence; None where it can."""
        prisons = db.session.scalars(select(Prison.name))
        fault = password_fault(normal(password), *own, *prisons)
        return f"{fault}." if fault else None

    def has(self, user: User) -> bool:
        """Whether an account has a password."""
        return self._of(user) is not None

    def _of(self, user: User) -> Password | None:
        db.session.flush()  # a new account gets its number
        return db.session.get(Password, user.id)


def normal(password: str) -> str:
    """A password as it is judged, hashed and checked: the same however a keyboard puts its accents and blanks together."""
    blanks_alike = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in password)
    return unicodedata.normalize("NFC", blanks_alike)


def password_fault(password: str, *own: str) -> str | None:
    """Why a password cannot be an account's; None where it can. `own` texts are what others would try for it first."""
    if len(password) < SHORTEST:
        return f"The password must be {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"The password must be {LONGEST:,} characters or fewer"
    if left_to_guess(password, own_words([*own, SERVICE])) < STRONG:
        return (
            "The password is easy to guess. Digits, signs, repeated words, names of yours and of prisons, and words about "
            "this service do not count. Use three words that have nothing to do with each other"
        )
    return None


_BY_USERNAME = (
    select(User, Password)
    .outerjoin(Password, Password.user_id == User.id)
    .where(User.username == bindparam("username"))
)


@lru_cache
def _passwords(time_cost: int, memory_cost: int) -> Passwords:
    hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)
    return Passwords(hasher, hasher.hash(secrets.token_urlsafe()))


def passwords() -> Passwords:
    """The passwords of this application: Argon2id with the settings' costs."""
    config = current_app.config
    return _passwords(config["ARGON2_TIME_COST"], config["ARGON2_MEMORY_KIB"])


def way_to_sign_in() -> SignIn:
    """How people prove who they are to this application."""
    return passwords()
