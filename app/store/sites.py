"""The prisons and delivery units, how their switches stand, and what was done to each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func, or_, select

from app.domain.licence.rollout import Site, Switch
from app.models.base import db
from app.models.case import Case
from app.models.site import SiteSwitch
from app.store.licences import drafts_of_release, timed_out_draft

PRISON, PDU = "prison", "pdu"
KINDS = {PRISON: "Prison", PDU: "Probation delivery unit"}
Switches = Mapping[tuple[str, str], Switch]
"""By kind and code; a place that is not there is on."""

_NEWEST = select(SiteSwitch).where(
    SiteSwitch.id.in_(select(func.max(SiteSwitch.id)).group_by(SiteSwitch.kind, SiteSwitch.code))
)


def switches() -> Switches:
    """How all the switches stand that were ever set."""
    return {(row.kind, row.code): _switch(row) for row in db.session.scalars(_NEWEST)}


def switch_of(kind: str, code: str) -> Switch:
    """How the switch of one place stands."""
    return _switch(next(iter(history(kind, code)), None))


def _switch(row: SiteSwitch | None) -> Switch:
    return Switch(row.on_from, row.off_from, row.meanwhile) if row else Switch()


def history(kind: str, code: str) -> Sequence[SiteSwitch]:
    """Every change of a switch, the newest first."""
    which = (SiteSwitch.kind == kind, SiteSwitch.code == code)
    return db.session.scalars(select(SiteSwitch).where(*which).order_by(SiteSwitch.id.desc())).all()


def grants_at(kind: str, code: str) -> list[tuple[str, str]]:
    """What is granted to those who work at a place, as kind and code: at a delivery unit, also its teams."""
    if kind != PDU:
        return [(kind, code)]
    teams = select(Case.team_code).where(Case.pdu_code == code, Case.team_code.is_not(None)).distinct()
    return [(kind, code), *(("team", str(each)) for each in db.session.scalars(teams))]


def off_to_start(case: Case, today: dt.date) -> tuple[Site, ...]:
    """The places for which no licence can be started for somebody now: none once a draft of theirs was begun, as what was
    begun is finished."""
    found = off(case, today)
    return () if found and (timed_out_draft(case) is not None or drafts_of_release(case)) else found


def off(case: Case, today: dt.date, known: Switches | None = None) -> tuple[Site, ...]:
    """The places of a case that are off today."""
    places = ((PRISON, case.prison_code, case.prison_name), (PDU, case.pdu_code, case.pdu_name))
    named = [(kind, code, name or code) for kind, code, name in places if code]
    if known is None:
        these = [and_(SiteSwitch.kind == kind, SiteSwitch.code == code) for kind, code, _ in named]
        rows = db.session.scalars(_NEWEST.where(or_(*these))) if these else ()
        known = {(row.kind, row.code): _switch(row) for row in rows}
    return tuple(
        Site(kind, code, name, switch)
        for kind, code, name in named
        if (switch := known.get((kind, code))) and not switch.is_on(today)
    )
