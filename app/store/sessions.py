"""Sign-ins that are good now: begun, listed, used and ended. Each is a row, so that it can be ended from elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import delete, select

from app import clock
from app.models.base import db
from app.models.session import UserSession
from app.models.user import User

COARSE = dt.timedelta(minutes=15)
"""How exactly it is kept when a session was used: seldom enough that it costs nothing."""
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""What a browser says of itself to what people call it; the first that fits, since all claim to be others too."""


def in_words(user_agent: str) -> str:
    """What a browser says of itself, as people know it: Firefox on Windows."""
    browser = next((name for sign, name in _BROWSERS if sign in user_agent), "A browser")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def begin(user: User, user_agent: str, address: str) -> UserSession:
    """Start a sign-in, and forget those of everybody that have had their time. The caller commits."""
    moment = clock.of_machine()
    db.session.execute(delete(UserSession).where(UserSession.began_at <= earliest()))
    row = UserSession(
        user_id=user.id, began_at=moment, used_at=moment, browser=in_words(user_agent), address=address
    )
    db.session.add(row)
    db.session.flush()
    user.session = row
    return row


def earliest() -> dt.datetime:
    """When a sign-in that ends now was begun."""
    return clock.of_machine() - dt.timedelta(hours=current_app.config["SESSION_HOURS"])


def note_use(row: UserSession) -> None:
    """Note that a session was used, where that was not noted lately. The caller commits."""
    moment = clock.of_machine()
    if moment - row.used_at >= COARSE:
        row.used_at = moment


def of(user: User) -> Sequence[UserSession]:
    """The sign-ins of a user that are good now, the newest first."""
    return db.session.scalars(
        select(UserSession)
        .where(UserSession.user_id == user.id, UserSession.began_at > earliest())
        .order_by(UserSession.began_at.desc(), UserSession.id.desc())
    ).all()


def end(user: User, number: int | None = None, but: UserSession | None = None) -> int:
    """End a user's sign-ins: all, the one of this number, or all but one; how many there were. The caller commits."""
    ended = delete(UserSession).where(UserSession.user_id == user.id)
    if number is not None:
        ended = ended.where(UserSession.id == number)
    if but is not None:
        ended = ended.where(UserSession.id != but.id)
    return int(db.session.execute(ended).rowcount)  # type: ignore[attr-defined]
