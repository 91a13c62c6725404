"""The licences that a start date of a policy touches: those on another policy than the one that would apply to them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, case, func, not_, or_, select

from app import clock
from app.access import IS_OPEN, grants
from app.domain.licence.moves import LIVING
from app.domain.licence.status import DRAFTS, OPEN
from app.domain.policy.schedule import Published, span
from app.domain.roles import Role
from app.domain.words import short_date
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows
from app.lists.people import BY_RELEASE
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User

GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "drafts",
        "Being written",
        "A message for the practitioner is written, and they can move it to the policy that applies.",
    ),
    ("waiting", "Waiting for approval", "Nothing happens to it."),
    ("approved", "Approved, not started yet", "Nothing happens to it."),
    ("active", "Approved and started", "Nothing happens to it."),
)
"""The groups of licences that a start date may touch: name in the address, label, and what happens."""

_IS_ON_IT = Licence.policy_version == bindparam("version")
_IS_WITHIN = Case.licence_start.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
_IS_TOUCHED = and_(
    Licence.status.in_(sorted(LIVING)),
    or_(and_(_IS_WITHIN, not_(_IS_ON_IT)), and_(not_(_IS_WITHIN), _IS_ON_IT)),
)
"""On another version and within this one's days, or on this one and outside of them. No policy applies without a start date."""

_GROUP = case(
    (Licence.status.in_(sorted(DRAFTS)), "drafts"),
    (Licence.status.in_(sorted(OPEN - DRAFTS)), "waiting"),
    (Case.licence_start > bindparam("today", type_=Date), "approved"),
    else_="active",
)


def _licences(people: Select[Any]) -> Select[Any]:
    return people.add_columns(Licence, _GROUP.label("group")).join(Licence, Licence.case_id == Case.id)


def _name(row: Any, page: ListPage) -> Cell:
    number = row.Case.crn
    return Cell(row.Case.name, (number,), hidden=f"licence version {row.Licence.version}, {number}")


def _release(row: Any, page: ListPage) -> Cell:
    start = row.Case.licence_start
    return Cell(short_date(start) if start else "No release date")


def _group(row: Any, page: ListPage) -> Cell:
    label = next(label for name, label, _ in GROUPS if name == row.group)
    return Cell(label, (f"Version {row.Licence.version}",))


TOUCHED = Listing(
    name="touched",
    role=Role.SUPPORT,
    title="What a policy touches",
    tab="",
    rows=Rows(_licences, Licence.id),
    columns=(
        Column("Name", _name),
        Column("Team", lambda row, page: Cell(row.Case.team_name or "No team")),
        Column("Release date", _release),
        Column("Status", _group),
        Column("Policy", lambda row, page: Cell(row.Licence.policy_version)),
    ),
    leads_to=lambda row: Address("licence.show", {"licence_id": row.Licence.id}),
    only=_IS_TOUCHED,
    filters=(
        Filter("team", "Team", Case.team_code == bindparam("team")),
        Filter(
            "status",
            "Status",
            _GROUP == bindparam("status"),
            tuple((name, label) for name, label, _ in GROUPS),
        ),
    ),
    usual=BY_RELEASE,
    one="licence",
    many="licences",
    empty="It touches no licence.",
    none_found="No licence that it touches matches the filter.",
)


def day_of(text: str | None) -> dt.date | None:
    """A day as addresses write it, 2026-01-31; None for anything else."""
    if not text or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


_KEYS = (_GROUP.label("group"), Case.team_code, Case.team_name, IS_OPEN[Role.SUPPORT])
_TALLIES = (
    select(*_KEYS, func.count().label("number"))
    .select_from(Licence)
    .join(Case, Licence.case_id == Case.id)
    .where(_IS_TOUCHED)
    .group_by("group", Case.team_code, Case.team_name, "is_open")
)


@dataclass(frozen=True)
class Touched:
    """How many licences a start date touches, and the parameters with which TOUCHED lists them."""

    parameters: dict[str, Any]
    tallies: Sequence[Any]
    """(group, team code, team name, whether open to the reader, number) of everything that is touched."""

    def counts(self, team: str = "") -> dict[str, int]:
        """How many licences of each group are touched; with a team, in that team."""
        found = {name: 0 for name, _, _ in GROUPS}
        for each in self.tallies:
            if not team or (each.is_open and each.team_code == team):
                found[each.group] += each.number
        return found

    @property
    def teams(self) -> tuple[tuple[str, str], ...]:
        """(code, words) of every team with a touched licence that the reader may open, by name."""
        numbers: dict[tuple[str, str], int] = {}
        for each in self.tallies:
            if each.is_open and each.team_code:
                key = (each.team_name or each.team_code, each.team_code)
                numbers[key] = numbers.get(key, 0) + each.number
        return tuple((code, f"{name} ({number:,})") for (name, code), number in sorted(numbers.items()))

    def total(self, team: str, group: str) -> int:
        """How many rows the list has. Restricted people are in it only where nothing is chosen."""
        is_narrowed = bool(team or group)
        return sum(
            each.number
            for each in self.tallies
            if (each.is_open or not is_narrowed)
            and team in ("", each.team_code)
            and group in ("", each.group)
        )


def touched(reader: User, version: str, day: dt.date, schedule: Sequence[Published]) -> Touched:
    """What it would touch if a version started on a day, beside the others of the schedule."""
    after = [each for each in schedule if each.version != version] + [Published(version, day)]
    found = span(after, version)
    # Without a day on which it applies, the first one comes after the last.
    first, last = (
        (found.first or dt.date.min, found.last or dt.date.max) if found else (dt.date.max, dt.date.min)
    )
    parameters = {"version": version, "first": first, "last": last, "today": clock.today()}
    return Touched(parameters, db.session.execute(_TALLIES, {**parameters, **grants(reader)}).all())
