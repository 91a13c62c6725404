"""Where the service is in use, for support: every prison and probation delivery unit with its switch."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, func, literal, null, select, union_all

from app import clock
from app.domain.licence.rollout import Site, Switch
from app.domain.licence.status import OPEN, Status
from app.domain.roles import Role
from app.lists import days
from app.lists.days import IN_SCOPE, IS_NEAR
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows, Search, Sort
from app.lists.people import PEOPLE, STATUS_NOW, Opened, Placed
from app.lists.rows_of_their_own import IS_OPEN, containing, within
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.prison import Prison
from app.models.site import SiteSwitch
from app.models.user import Grant
from app.store import sites
from app.store.sites import KINDS, PDU, PRISON

_KNOWN = union_all(
    select(Case.pdu_code.label("code"), Case.pdu_name.label("name")).where(Case.pdu_code.is_not(None)),
    select(Grant.code, null()).where(Grant.kind == PDU),
    select(SiteSwitch.code, null()).where(SiteSwitch.kind == PDU),
).subquery()
"""Delivery units are in no register: they are those of people and accounts, and those that were switched."""
_PLACES = union_all(
    select(literal(PRISON).label("kind"), Prison.code.label("code"), Prison.name.label("name")),
    select(literal(PDU), _KNOWN.c.code, func.coalesce(func.max(_KNOWN.c.name), _KNOWN.c.code)).group_by(
        _KNOWN.c.code
    ),
).subquery()
_COLUMNS = (_PLACES.c.kind, _PLACES.c.code, _PLACES.c.name)


def _sites(people: Any) -> Select[Any]:
    found: Any = select(*_COLUMNS, IS_OPEN)
    return found


def find(kind: str, code: str) -> Site | None:
    """The place of a code; None where nobody knows it."""
    row = db.session.execute(
        select(*_COLUMNS).where(_PLACES.c.kind == kind, _PLACES.c.code == code)
    ).one_or_none()
    return Site(kind, code, row.name, sites.switch_of(kind, code)) if row else None


_NOT_STARTED = (
    PEOPLE.extend(select(Case))
    .where(IN_SCOPE, IS_NEAR, Opened.id.is_(None), Placed.id.is_(None), STATUS_NOW == Status.NOT_STARTED)
    .with_only_columns(func.count())
)
_UNDER_WAY = (
    select(func.count())
    .select_from(Licence)
    .join(Case, Case.id == Licence.case_id)
    .where(Licence.status.in_(sorted(OPEN)))
)


def stopped_and_going_on(site: Site) -> tuple[int, int]:
    """How many people of a place with a release in the next four weeks have no licence yet, and how many of its licences
    are being written or wait for approval."""
    here = (Case.prison_code if site.kind == PRISON else Case.pdu_code) == site.code
    return (
        db.session.scalar(_NOT_STARTED.where(here), days.today()) or 0,
        db.session.scalar(_UNDER_WAY.where(here)) or 0,
    )


def _switches(page: ListPage) -> sites.Switches:
    return sites.switches()


def _switch(row: Any, page: ListPage) -> Cell:
    switch = page.once(_switches).get((row.kind, row.code), Switch())
    return Cell(switch.in_words(clock.today()))


_BY_NAME = Sort("name", "name", _PLACES.c.name, "A to Z", "Z to A")

SITES = Listing(
    name="sites",
    role=Role.SUPPORT,
    title="Roll-out",
    tab="",
    rows=Rows(_sites, _PLACES.c.kind + _PLACES.c.code, are_people=False),
    columns=(
        Column("Name", lambda row, page: Cell(row.name, (row.code,)), _BY_NAME),
        Column("What it is", lambda row, page: Cell(KINDS[row.kind])),
        Column("In use", _switch),
    ),
    leads_to=lambda row: Address("sites.show", {"kind": row.kind, "code": row.code}),
    filters=(Filter("kind", "What it is", _PLACES.c.kind == bindparam("kind"), tuple(KINDS.items())),),
    search=Search("Name or code", containing, within(_PLACES.c.name, _PLACES.c.code)),
    usual=_BY_NAME,
    one="place",
    many="places",
    empty="There are no prisons or delivery units yet.",
    none_found="No place matches.",
)
