"""Noting who is away and who covers, and whom to ring at nights and weekends. The caller commits."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from app import clock
from app.domain.licence.cover import Absence as Days
from app.domain.licence.cover import fault_of_absence
from app.models.base import db
from app.models.cover import Absence, DutyContact
from app.models.user import User
from app.store import cover
from app.store.cover import Place


class AbsenceFault(Exception):
    """Why an absence cannot be noted so: the field, and a sentence."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


def note_absence(
    place: Place, person: User, stands_in: User, telephone: str, first: dt.date, last: dt.date, by: User
) -> None:
    """Note that somebody is away, and who covers. Raises AbsenceFault. Noting the same twice changes nothing."""
    people = (person, stands_in)
    # Both are held, so that of two who note at once the second finds what the first noted.
    held = select(User.id).where(User.id.in_([user.id for user in people])).order_by(User.id)
    db.session.execute(held.with_for_update()).all()
    today = clock.today()
    new = Days(person.username, stands_in.username, first, last)
    others = cover.absences_of(people, today)
    if new in others:
        return
    names = {user.username: user.name for user in people}
    if fault := fault_of_absence(new, others, names, today):
        raise AbsenceFault(*fault)
    if not cover.share_a_role(place.kind, person, stands_in):
        raise AbsenceFault("cover", f"{stands_in.name} does not have the same role here as {person.name}")
    db.session.add(
        Absence(
            kind=place.kind,
            code=place.code,
            user_id=person.id,
            cover_id=stands_in.id,
            telephone=telephone,
            first=first,
            last=last,
            noted_by_name=by.name,
            noted_at=clock.now().astimezone(dt.UTC),
        )
    )


def set_duty_contact(
    place: Place, name: str | None, telephone: str | None, hours: str | None, by: User
) -> None:
    """Say whom to ring at a place; nobody, where nothing is given."""
    row = cover.duty_contact(place)
    if not (name and telephone and hours):
        if row:
            db.session.delete(row)
        return
    row = row or DutyContact(kind=place.kind, code=place.code)
    row.name, row.telephone, row.hours = name, telephone, hours
    row.noted_by_name, row.noted_at = by.name, clock.now().astimezone(dt.UTC)
    db.session.add(row)
