"""How many rows some lists have for a reader, in one statement, exact up to a limit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select

from app.access import LISTED, grants
from app.lists import days
from app.lists.listing import COUNTED, Listing, more_than_counted
from app.models.base import db
from app.models.user import User


def counts(listings: Sequence[Listing], user: User) -> dict[str, str]:
    """The number of rows of each list by its name, as "12", or "more than 1,000"."""
    if not listings:
        return {}
    found = db.session.execute(_statement(tuple(listings)), {**grants(user), **days.today()}).one()
    return {
        listing.name: f"{number:,}" if number <= COUNTED else more_than_counted()
        for listing, number in zip(listings, found, strict=True)
    }


@lru_cache(maxsize=50)
def _statement(listings: tuple[Listing, ...]) -> Select[Any]:
    return select(*(_number(listing).label(listing.name) for listing in listings))


def _number(listing: Listing) -> Any:
    rows = listing.rows.extend(LISTED[listing.role]).where(listing.only)
    some = rows.with_only_columns(listing.rows.key.label("key")).order_by(None).limit(COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()
