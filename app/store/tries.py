"""Counting tries to sign in, so that guessing is slow however many workers, addresses and names it uses.

Each limit lets some wrong tries pass and then makes the next one wait, twice as long each time up to ten minutes. A try
is counted before its password is read, so that many at once gain nothing; the right password takes the count back.
An hour after its last try a count is forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from typing import NamedTuple

from flask import current_app
from sqlalchemy import case, delete, select, update

from app import clock
from app.database import Taken
from app.models.base import db
from app.models.tries import Tries

FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(minutes=10)
REMEMBERED = dt.timedelta(hours=1)
MEETINGS = 5
"""How often one try may meet others that make and take back the same count, before it has to wait."""


@dataclass(frozen=True)
class Limit:
    """How many wrong tries pass before the next must wait."""

    name: str
    free: int


NAME = Limit("name", 10)
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

    @property
    def key(self) -> str:
        secret = str(current_app.config["SECRET_KEY"]).encode()
        told = f"{self.limit.name}:{self.subject}".encode("utf-8", "replace")
        return hmac.new(secret, told, hashlib.sha256).hexdigest()


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


def forget(username: str) -> bool:
    """Let the next try for a username be read at once; whether one had to wait. The caller commits."""
    row = db.session.get(Tries, Counted(NAME, username).key)
    if row is None:
        return False
    waited = bool(row.until and row.until > clock.of_machine())
    db.session.delete(row)
    return waited


def waits_until(username: str) -> dt.datetime | None:
    """Until when tries for a username wait, except from browsers that its owner has used."""
    row = db.session.get(Tries, Counted(NAME, username).key)
    return row.until if row and row.until and row.until > clock.of_machine() else None


def _held(key: str, moment: dt.datetime) -> Tries:
    """The count of this key, held until the transaction ends; a new one where there is none."""
    held = select(Tries).where(Tries.key == key).with_for_update().execution_options(populate_existing=True)
    for _ in range(MEETINGS):
        row = db.session.scalar(held)
        if row is not None:
            return row
        try:
            with db.session.begin_nested():
                db.session.add(row := Tries(key=key, failures=0, until=None, tried_at=moment))
            return row
        except Taken:  # another worker was first, and may be the first to take it back as well
            continue
    raise TooManyTries(moment + FIRST_WAIT)
