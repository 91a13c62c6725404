"""Counting tries to sign in, so that guessing is slow however many workers, addresses and names it uses.

Each limit lets some wrong tries pass and then makes the next one wait, twice as long each time up to a minute: never so
long that somebody who tries now and then keeps the owner waiting. A try is counted before its password is read, so that
many at once gain nothing; the right password takes the count back. An hour after its last try a count is forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.models.base import db
from app.models.tries import Tries

FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(minutes=1)
REMEMBERED = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """How many wrong tries pass before the next must wait."""

    name: str
    free: int


NAME_THERE = Limit("name there", 10)
"""For one username from one network: who tries elsewhere makes its owner wait only together with many others."""
NAME = Limit("name", 100)
"""For one username, wherever it is tried."""
ADDRESS = Limit("address", 100)
"""From one network address, which a whole prison may share, whatever the username."""
BROWSER = Limit("browser", 10)
"""For one account from one browser that has signed in to it before: nobody elsewhere makes its owner wait."""

OWN_PASSWORD = Limit("own password", 10)
"""For the account that is signed in, where it must prove itself again."""


class Counted(NamedTuple):
    """A limit, and whose tries it counts."""

    limit: Limit
    subject: str
    place: str = ""
    """Where they are counted apart for one subject."""

    @property
    def key(self) -> str:
        return self.beginning + _digest(self.place)

    @property
    def beginning(self) -> str:
        """What the keys of all places of this subject begin with."""
        return _digest(f"{self.limit.name}:{self.subject}")


def _digest(told: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, told.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


class TooManyTries(Exception):
    """The next try must wait: carries the moment from which one is read again."""

    def __init__(self, until: dt.datetime) -> None:
        super().__init__(str(until))
        self.until = until


def count(counts: list[Counted]) -> None:
    """Count a try under each of these limits, or raise TooManyTries where one of them has the next try wait. Commits."""
    moment = clock.of_machine()
    forgotten = (
        select(Tries.key).where(Tries.tried_at < moment - REMEMBERED).with_for_update(skip_locked=True)
    )
    db.session.execute(delete(Tries).where(Tries.key.in_(forgotten)))
    rows = [(each.limit, _held(each.key, moment)) for each in sorted(counts, key=lambda each: each.key)]
    if waits := [row.until for _, row in rows if row.until and row.until > moment]:
        db.session.commit()
        raise TooManyTries(max(waits))
    for limit, row in rows:
        row.failures, row.tried_at = row.failures + 1, moment
        if row.failures >= limit.free:
            # Past the first few doublings it is the longest anyway.
            row.until = moment + min(FIRST_WAIT * 2 ** min(row.failures - limit.free, 10), LONGEST_WAIT)
    db.session.commit()


def take_back(counts: list[Counted]) -> None:
    """Take back a try that was no wrong one: all that is counted for the account, and this one of the address, where
    somebody with one right password may be guessing others. The caller commits."""
    for each in sorted(counts, key=lambda each: each.key):  # in the order in which they are held for counting
        row = Tries.key == each.key
        if each.limit is ADDRESS:
            fewer = case((Tries.failures > 0, Tries.failures - 1), else_=0)
            db.session.execute(update(Tries).where(row).values(failures=fewer, until=None))
        else:
            db.session.execute(delete(Tries).where(row))


def _of_name(username: str) -> ColumnElement[bool]:
    """The counts of a username, all but those of browsers that its owner has used."""
    return or_(*(Tries.key.startswith(Counted(limit, username).beginning) for limit in (NAME, NAME_THERE)))


def forget(username: str) -> bool:
    """Let the next try for a username be read at once, wherever it is made; whether one had to wait. The caller commits."""
    waited = waits_until(username) is not None
    db.session.execute(delete(Tries).where(_of_name(username)))
    return waited


def waits_until(username: str) -> dt.datetime | None:
    """Until when tries for a username wait somewhere, except from browsers that its owner has used."""
    return db.session.scalar(
        select(Tries.until)
        .where(_of_name(username), Tries.until > clock.of_machine())
        .order_by(Tries.until.desc())
        .limit(1)
    )


_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _held(key: str, moment: dt.datetime) -> Tries:
    """The count of this key, held until the transaction ends; a new one where there is none.

    One statement makes or holds it, so that it does not matter how many others make it and take it back meanwhile.
    """
    made = _INSERT[db.engine.dialect.name](Tries).values(key=key, failures=0, until=None, tried_at=moment)
    db.session.execute(made.on_conflict_do_update(index_elements=[Tries.key], set_={"key": key}))
    return db.session.get_one(Tries, key, populate_existing=True)
