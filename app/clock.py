"""The one clock: today and now in London, which tests, jobs and the demo may fix with CLOCK_FIXED_AT; and beside it the
machine's own, which nothing fixes."""

from __future__ import annotations

import datetime as dt

from flask import current_app

from app.domain.words import LONDON


def now() -> dt.datetime:
    """This moment in London; the setting CLOCK_FIXED_AT (an aware datetime) stands in for it."""
    fixed: dt.datetime | None = current_app.config.get("CLOCK_FIXED_AT")
    return (fixed or dt.datetime.now(LONDON)).astimezone(LONDON)


def today() -> dt.date:
    """Today's date in London, where every rule about dates is reckoned."""
    return now().date()


def of_machine() -> dt.datetime:
    """This moment by the machine's clock, for what guards the service: sessions, waits, security events."""
    return dt.datetime.now(dt.UTC)
