"""Who is away and who covers, whom to ring otherwise, and who to go to for what waits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, null, or_, select, union, union_all
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.domain.licence.cover import PRISON, TEAM, Away, Contact, Goes, Item, who
from app.domain.licence.cover import Absence as Days
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.cover import Absence, DutyContact
from app.models.prison import Prison
from app.models.user import Grant, User

WORKS_AT = {TEAM: (Role.PRACTITIONER,), PRISON: (Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER)}
"""The roles whose holders are away from a place, and cover there."""
_Cover = aliased(User, name="cover")


@dataclass(frozen=True)
class Place:
    """A team or a prison."""

    kind: str
    code: str
    name: str


_CAN_COVER = select(Grant.user_id).where(
    Grant.user_id == _Cover.id, Grant.kind == Absence.kind, Grant.code == Absence.code
).exists() & _Cover.disabled_at.is_(None)
_AWAY = (
    select(
        *(Absence.kind, Absence.code, User.username, Absence.last, _Cover.name, Absence.telephone),
        null().label("hours"),
        _CAN_COVER.label("can"),
    )
    .join(User, Absence.user_id == User.id)
    .join(_Cover, Absence.cover_id == _Cover.id)
    .where(Absence.first <= bindparam("today"), Absence.last >= bindparam("today"))
)
_DUTY = select(
    *(DutyContact.kind, DutyContact.code, null().label("username"), null().label("last")),
    *(DutyContact.name, DutyContact.telephone, DutyContact.hours, null().label("can")),
)
_CODES: Any = bindparam("codes", expanding=True)
_TO_GO_TO: Any = union_all(_AWAY.where(Absence.code.in_(_CODES)), _DUTY.where(DutyContact.code.in_(_CODES)))
"""Who is away today at these places, with their cover, and the duty contacts there, who have no username."""


def who_to_go_to(items: Iterable[Item], today: dt.date) -> dict[Item, Goes]:
    """Who to go to for each of these, in one statement however many there are."""
    wanted = list(items)
    codes = sorted({each.code for each in wanted})
    away: dict[tuple[str, str], dict[str, Away]] = defaultdict(dict)
    duty: dict[tuple[str, str], Contact] = {}
    for row in db.session.execute(_TO_GO_TO, {"codes": codes, "today": today}) if codes else ():
        contact, place = Contact(row.name, row.telephone, row.hours), (row.kind, row.code)
        if row.username is None:
            duty[place] = contact
        else:
            away[place][row.username] = Away(row.last, contact if row.can else None)
    return {
        each: who(each, away.get((each.kind, each.code), {}), duty.get((each.kind, each.code)))
        for each in wanted
    }


_TEAMS = union(
    select(Case.team_code.label("code"), Case.team_name.label("name")).where(Case.team_code.is_not(None)),
    select(Grant.code, null()).where(Grant.kind == TEAM),
).subquery()
"""Teams are in no register: they are those of people and accounts."""


def places(kind: str, codes: Iterable[str] | None = None) -> list[Place]:
    """The places of a kind, by name: those of these codes, or all."""
    found: Any
    code: Any
    if kind == PRISON:
        found = select(Prison.code.label("code"), Prison.name.label("name"))
        code = Prison.code
    else:
        code = _TEAMS.c.code
        found = select(code, func.coalesce(func.max(_TEAMS.c.name), code).label("name")).group_by(code)
    if codes is not None:
        found = found.where(code.in_(sorted(codes)))
    return [Place(kind, row.code, row.name) for row in db.session.execute(found.order_by("name", "code"))]


def people_of(place: Place, role: Role) -> Sequence[User]:
    """Who has this role at a place, by name: accounts that can be used."""
    return db.session.scalars(
        select(User)
        .where(
            User.disabled_at.is_(None),
            User.grants.any((Grant.kind == place.kind) & (Grant.code == place.code)),
            User.grants.any((Grant.kind == "role") & (Grant.code == role.value)),
        )
        .options(selectinload(User.grants))
        .order_by(User.name, User.username)
    ).all()


def share_a_role(kind: str, one: User, other: User) -> bool:
    """Whether one can do at such a place what the other does."""
    return bool(one.roles & other.roles & set(WORKS_AT[kind]))


def absences(place: Place, today: dt.date) -> Sequence[Absence]:
    """Who is away from a place now or later, in order of day."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.kind == place.kind, Absence.code == place.code, Absence.last >= today)
        .options(joinedload(Absence.user), joinedload(Absence.cover))
        .order_by(Absence.first, Absence.id)
    ).all()


def absences_of(people: Iterable[User], today: dt.date) -> list[Days]:
    """When these are away or cover, at any place, from today on."""
    numbers = [user.id for user in people]
    rows = db.session.scalars(
        select(Absence)
        .where(or_(Absence.user_id.in_(numbers), Absence.cover_id.in_(numbers)), Absence.last >= today)
        .options(joinedload(Absence.user), joinedload(Absence.cover))
    )
    return [Days(row.user.username, row.cover.username, row.first, row.last) for row in rows]


def find_absence(place: Place, number: int) -> Absence | None:
    """The absence of that number at a place."""
    return db.session.scalar(
        select(Absence).where(Absence.id == number, Absence.kind == place.kind, Absence.code == place.code)
    )


def remove_absence(place: Place, number: int) -> None:
    """Remove an absence; the caller commits."""
    db.session.execute(
        delete(Absence).where(Absence.id == number, Absence.kind == place.kind, Absence.code == place.code)
    )


def duty_contact(place: Place) -> DutyContact | None:
    """Whom to ring at a place."""
    return db.session.get(DutyContact, (place.kind, place.code))
