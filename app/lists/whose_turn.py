"""Whose turn it is: who has to act on somebody's licence, since when, by when, and who to go to instead."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import select

from app.domain.licence.cover import PRISON, TEAM, Goes, Item
from app.domain.licence.status import MADE_BY_PRISON, Status
from app.domain.words import short_date
from app.lists.listing import Cell, Column, ListPage
from app.lists.people import in_nomis, needs_review, reasons_without, since
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User
from app.store.cover import who_to_go_to


class _Turn(NamedTuple):
    """Who has to act, and notes on since when and by when; where it waits, if it does, and with which account."""

    who: str
    notes: tuple[str, ...] = ()
    kind: str | None = None
    username: str | None = None
    name: str | None = None


def _turn(row: Any, page: ListPage) -> _Turn:
    person: Case = row.Case
    if row.status is Status.SUBMITTED:
        limit = person.licence_start
        by = f"By the release on {short_date(limit)}" if limit else "No release date"
        return _of_prison(f"Prison approvers at {person.prison_name}", since("Sent", row.submitted_at), by)
    administrators = f"Case administrators at {person.prison_name}"
    if row.opened:
        is_prisons = row.purpose in MADE_BY_PRISON
        by = _to_be_sent(person.licence_start) if is_prisons else _to_be_sent_by_probation(person, page)
        notes = (since("Started", row.started_at), by or "No release date")
        if is_prisons:
            return _Turn(administrators, notes, PRISON, *page.once(_makers)[row.opened])
        return _of_manager(person, *notes)
    if row.placed_status is Status.APPROVED:
        return _of_prison(administrators, since("Approved", row.approved_at))
    if needs_review(row):
        return _of_manager(person, since("To review since", row.activated_at))
    if row.placed:
        return _Turn("Nobody has to act")
    if person.id in page.once(in_nomis):
        return _of_prison(administrators, "They make it in NOMIS")
    if reasons_without(row, page):
        return _Turn("Nobody can start it now")
    if page.is_late(person):
        return _of_prison(administrators)
    by = _to_be_sent_by_probation(person, page)
    return _of_manager(person, *((by,) if by else ()))


def _to_be_sent(limit: dt.date | None) -> str:
    return f"To be sent before {short_date(limit)}" if limit else ""


def _to_be_sent_by_probation(person: Case, page: ListPage) -> str:
    by = _to_be_sent(page.hard_stop_of(person))
    return f"{by} (provisional)" if by and page.is_provisional(person) else by


def _of_prison(who: str, *notes: str) -> _Turn:
    return _Turn(who, notes, PRISON)


def _of_manager(person: Case, *notes: str) -> _Turn:
    who = person.manager_name or f"Nobody is allocated: {person.team_name or 'the team'}"
    return _Turn(who, notes, TEAM, person.manager_username, person.manager_name)


def _makers(page: ListPage) -> dict[int, tuple[str, str]]:
    """Who started the standard licences that the prison is making on a page."""
    made = [row.opened for row in page.rows if row.opened and row.purpose in MADE_BY_PRISON]
    started = select(Licence.id, User.username, User.name).join(User, Licence.started_by_id == User.id)
    return {
        row.id: (row.username, row.name) for row in db.session.execute(started.where(Licence.id.in_(made)))
    }


def _turns(page: ListPage) -> dict[int, _Turn]:
    return {row.Case.id: _turn(row, page) for row in page.rows if row.is_open}


def _item(person: Case, turn: _Turn) -> Item | None:
    code = person.prison_code if turn.kind == PRISON else person.team_code
    return Item(turn.kind, code, turn.username, turn.name) if turn.kind and code else None


def _going(page: ListPage) -> dict[Item, Goes]:
    """Who to go to for all that waits on a page."""
    turns = page.once(_turns)
    items = {_item(row.Case, turns[row.Case.id]) for row in page.rows if row.is_open}
    return who_to_go_to((each for each in items if each), page.today)


def _waits(row: Any, page: ListPage) -> Cell:
    """Who has to act, since when, and by when it must move; while they are away, or nobody is named, who to go to."""
    turn = page.once(_turns)[row.Case.id]
    item = _item(row.Case, turn)
    instead = page.once(_going)[item].instead if item else ""
    return Cell(turn.who, (*turn.notes, instead) if instead else turn.notes)


WAITS = Column("Who has it", _waits)
