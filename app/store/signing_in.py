"""Signing in: tries are counted and noted, whoever proves the account, and a sign-in begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from app.integrations.sign_in import SignIn
from app.models.base import db
from app.models.security_event import Kind
from app.models.user import User
from app.store import sessions, tries
from app.store.security_events import note, note_alone
from app.store.tries import ADDRESS, BROWSER, NAME, NAME_THERE, Counted


@dataclass(frozen=True)
class Caller:
    """Who asks to be signed in, as far as the request tells."""

    address: str
    user_agent: str
    browser: str
    """What tells this browser from others."""
    is_known: bool
    """Whether somebody has signed in from it by the name that is tried now."""


def network_of(address: str) -> str:
    """Whose tries are counted together: an address, and of IPv6 the network that one customer is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else address


def prove(way: SignIn, given: Mapping[str, Any], caller: Caller) -> User | None:
    """The account that an answer proves, None where it proves none; noted and counted either way. Commits.

    From a browser that is known for the name, tries are counted for the two of them alone, so that no stranger's
    failures make an owner wait. Raises TooManyTries.
    """
    name = way.name(given)
    if caller.is_known:
        counts = [Counted(BROWSER, f"{caller.browser} {name}")]
    else:
        network = network_of(caller.address)
        counts = [Counted(ADDRESS, network)]
        if name:
            counts += [Counted(NAME_THERE, name, network), Counted(NAME, name)]
    try:
        tries.count(counts)
    except tries.TooManyTries:
        note_alone(Kind.SLOWED, typed=name)
        raise
    user = way.account(given)
    if user is None:
        note_alone(Kind.NOT_SIGNED_IN, typed=name)
        return None
    tries.take_back(counts)
    sessions.begin(user, caller.user_agent, caller.address)
    note(Kind.SIGNED_IN, user)
    db.session.commit()
    return user


def sign_out(user: User) -> None:
    """End the sign-in by which this user is here, copies of its cookie included. Commits."""
    if user.session is not None:
        sessions.end(user, user.session.id)
    note(Kind.SIGNED_OUT, user)
    db.session.commit()
