"""The addresses that a user keeps for next time: theirs alone, each once."""

from __future__ import annotations

from sqlalchemy import select

from app.access import LARGEST_ID, NotFound
from app.domain.record.addresses import Address, in_order
from app.models.address import SavedAddress
from app.models.base import db
from app.models.user import User

MOST = 50
"""Addresses that one user can keep."""


def rows_of(user: User) -> list[SavedAddress]:
    """What a user keeps, in the order of lists."""
    rows = db.session.scalars(select(SavedAddress).where(SavedAddress.user_id == user.id)).all()
    by_address = {row.address: row for row in rows}
    return [by_address[address] for address in in_order(by_address)]


def saved_by(user: User) -> list[Address]:
    """The addresses that a user keeps, in the order of lists."""
    return [row.address for row in rows_of(user)]


def save(user: User, address: Address) -> bool:
    """Keep an address for a user; False where they have as many as they can. The caller commits."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())  # one save at a time
    saved = saved_by(user)
    if address in saved:
        return True
    if len(saved) >= MOST:
        return False
    db.session.add(SavedAddress(user_id=user.id, **address._asdict()))
    return True


def find(user: User, number: int) -> SavedAddress:
    """A user's own address of that number; anybody else's is not found."""
    row = db.session.get(SavedAddress, number) if number <= LARGEST_ID else None
    if row is None or row.user_id != user.id:
        raise NotFound
    return row


def remove(user: User, number: int) -> None:
    """Forget a user's own address. The caller commits."""
    db.session.delete(find(user, number))
