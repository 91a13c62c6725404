"""Whose turn it is: who has to act on somebody's licence, since when, by when, and who to go to instead."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from app.domain.dates.release import is_time_served
from app.domain.licence.activation import REVIEW_DAYS
from app.domain.licence.cover import PRISON, TEAM, Goes, Item
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.moves import MOVES
from app.domain.licence.status import DRAFTS, MADE_BY_PRISON, Status
from app.domain.words import LONDON, short_date, uncapitalised
from app.lists.listing import Cell, Column, ListPage
from app.lists.people import in_nomis, needs_review, reasons_without, since
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Event
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
    if row.opened:
        return _turn_with_open(row, page)
    administrators = f"Case administrators at {person.prison_name}"
    if row.placed_status is Status.APPROVED:
        return _of_prison(
            administrators, since("Approved", row.approved_at), _by_release("To be printed by", person)
        )
    if needs_review(row):
        last = row.activated_at and row.activated_at.astimezone(LONDON).date() + REVIEW_DAYS
        by = (f"To be reviewed by {short_date(last)}",) if last else ()
        return _of_manager(person, since("To review since", row.activated_at), *by)
    if row.placed:
        return _Turn("Nobody has to act")
    if person.id in page.once(in_nomis):
        return _of_prison(administrators, "They make it in NOMIS")
    if reasons_without(row, page):
        return _Turn("Nobody can start it now")
    if page.is_late(person):
        return _of_prison(administrators, *_late(person, page))
    by_probation = _to_be_sent_by_probation(person, page)
    return _of_manager(person, *((by_probation,) if by_probation else ()))


def _turn_with_open(row: Any, page: ListPage) -> _Turn:
    """Who has a version that is being written, or waits at the prison."""
    person: Case = row.Case
    if row.status is Status.SUBMITTED:
        approvers = f"Prison approvers at {person.prison_name}"
        return _of_prison(
            approvers, since("Sent", row.submitted_at), _by_release("To be approved by", person)
        )
    is_prisons = row.purpose in MADE_BY_PRISON
    started = _since_here(row, page)
    if reasons := reasons_not_to_start(person, page.today):
        notes = (started, f"It cannot be sent: {uncapitalised(reasons[0].title)}")
    elif not is_prisons and page.is_late(person):
        if row.placed_status is Status.APPROVED:
            stays = "Too late for probation to send changes, so the approved version stays"
            notes = (stays, _by_release("To be printed by", person))
            return _of_prison(f"Case administrators at {person.prison_name}", *notes)
        return _of_prison(f"Case administrators at {person.prison_name}", *_late(person, page))
    elif is_prisons:
        notes = (started, _by_release("To be sent before", person))
    else:
        notes = (started, _to_be_sent_by_probation(person, page) or "No release date")
    if is_prisons:
        administrators = f"Case administrators at {person.prison_name}"
        return _Turn(administrators, notes, PRISON, *page.once(_makers)[row.opened])
    return _of_manager(person, *notes)


def _late(person: Case, page: ListPage) -> tuple[str, ...]:
    """Since when a prison has to make the licence that probation can no longer write, and by when."""
    if is_time_served(person.sentence_start, person.conditional_release, page.today):
        return ("Time served, so they make a standard licence at once",)
    stop = page.hard_stop_of(person)
    return (
        f"Too late for probation since {short_date(stop)}" if stop else "Too late for probation",
        _by_release("A standard licence is needed by", person),
    )


def _by_release(what: str, person: Case) -> str:
    return (
        f"{what} the release on {short_date(person.licence_start)}"
        if person.licence_start
        else "No release date"
    )


_COMES_BACK = {
    move.action.name: move.action.done
    for move in MOVES
    if move.status is Status.SUBMITTED and move.then in DRAFTS
}
"""What brings a licence that was sent back to whoever writes it, with its words."""
_CAME_BACK = (
    select(Event.licence_id, Event.action, func.max(Event.at).label("at"))
    .where(
        Event.licence_id.in_(bindparam("licences", expanding=True)),
        Event.action.in_(sorted(_COMES_BACK)),
    )
    .group_by(Event.licence_id, Event.action)
    .order_by("at")
)


def _came_back(page: ListPage) -> dict[int, str]:
    """How and when the drafts on a page came back from the prison last, for those that were sent before."""
    sent = [row.opened for row in page.rows if row.is_open and row.status in DRAFTS and row.submitted_at]
    return (
        {
            row.licence_id: since(_COMES_BACK[row.action], row.at)
            for row in db.session.execute(_CAME_BACK, {"licences": sent})
        }
        if sent
        else {}
    )


def _since_here(row: Any, page: ListPage) -> str:
    """Since when a draft is with whoever writes it."""
    return page.once(_came_back).get(row.opened) or since("Started", row.started_at)


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
