"""The one frame of every move: it asks the judge, makes the change, sets the status, records the event and tells.

None commits: the caller's one transaction does, so that nothing of a move happens without the rest. Whoever calls holds
the row of the case (open_licence with lock, or app.store.licences.lock_case).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from app import clock
from app.access import LicenceReach, Reach
from app.domain.licence import actions, permission
from app.domain.licence.actions import Action
from app.domain.licence.facts import Facts
from app.domain.licence.moves import Move, moves_for
from app.domain.licence.status import FIRST, Purpose, Status
from app.domain.refusal import Refusal
from app.domain.roles import Role
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User
from app.notices.notices import letter
from app.store import events, outbox
from app.store.facts import facts_about, facts_for_service
from app.store.licences import stands

Change = Callable[..., Mapping[str, Any] | None]
Made = TypeVar("Made", bound=Change)


@dataclass
class Act:
    """One move as it is made: which, by whom, on what, and when. Its change may add to what is told."""

    move: Move
    purpose: Purpose
    role: Role
    case: Case
    by: User | None
    """None for the service."""
    gather: Callable[[], Facts]
    """Gathers the facts, or gives those that are at hand."""
    at: dt.datetime = field(default_factory=lambda: clock.now().astimezone(dt.UTC))
    tells: list[str] = field(init=False)
    """The notices it writes: those of its row, unless its change chooses others."""
    words: dict[str, str] = field(default_factory=dict)
    """What those notices need beside the usual."""
    to: User | None = None
    """Whom those notices tell that are for an account."""
    licence: Licence = field(init=False)
    """The licence it is made on; the change of a move that starts one sets it."""
    result: Any = None
    """What the change gives back to whoever asked for the move: a licence that it started, or what is to be printed."""

    def __post_init__(self) -> None:
        self.tells = list(self.move.tells)

    @property
    def facts(self) -> Facts:
        """What is known of the case, the licence and whoever makes the move."""
        return self.gather()

    @property
    def user(self) -> User:
        """Who makes a move that only people make."""
        assert self.by is not None  # noqa: S101
        return self.by


_CHANGES: dict[str, Change] = {}


def changes(action: Action) -> Callable[[Made], Made]:
    """Mark a function as what an action changes. It gets the act and what the caller gives with it, and returns what
    the event keeps beside the status. An action without one changes the status alone, and keeps what is given."""

    def mark(change: Made) -> Made:
        _CHANGES[action.name] = change
        return change

    return mark


def _keep(act: Act, /, **given: Any) -> Mapping[str, Any]:
    """What an action without a change of its own does: the event keeps what was given, and its notices may say it."""
    act.words.update({name: value for name, value in given.items() if isinstance(value, str)})
    return given


def why_not(action: Action, reach: Reach, facts: Facts | None = None, of: Purpose = FIRST) -> Refusal | None:
    """Why this reader may not take this action now; None when they may. Without facts the bars are not asked.

    Where there is no licence yet, `of` is the purpose of the one to be started.
    """
    if isinstance(reach, LicenceReach):
        licence = reach.licence
        return permission.why_not(
            action, licence.status, licence.purpose, reach.roles, facts, known=lambda: facts_about(reach)
        )
    return permission.why_not(action, Status.NOT_STARTED, of, reach.roles, facts)


def offered(reach: LicenceReach) -> list[Move]:
    """What is open to this reader on this licence now by the table alone, without asking the bars."""
    return permission.offered(reach.licence.status, reach.licence.purpose, reach.roles)


def perform(
    action: Action, reach: Reach, facts: Facts | None = None, *, of: Purpose = FIRST, **given: Any
) -> Act:
    """Make a move as its reader; raises Refused when the judge or the change refuses, with nothing to be kept."""
    licence = reach.licence if isinstance(reach, LicenceReach) else None
    known = facts or facts_about(reach)
    status, purpose = (licence.status, licence.purpose) if licence else (Status.NOT_STARTED, of)
    move = permission.allowed(action, status, purpose, reach.roles, known)
    role = next(role for role in sorted(move.by) if role in reach.roles)
    return _make(Act(move, purpose, role, reach.case, reach.user, lambda: known), licence, given)


def perform_for_service(
    action: Action, case: Case, licence: Licence, facts: Facts | None = None, /, **given: Any
) -> Act:
    """Make a move of the service's own: the clock's, or one that another move causes. The same judge is asked.

    A batch gives the facts, which it gathers for all its licences at once.
    """
    gather = cache(lambda: facts or facts_for_service(case, licence))
    asked = (
        gather() if any(move.unless for move in moves_for(action)) else None
    )  # a batch gathers none in vain
    move = permission.allowed(action, licence.status, licence.purpose, {Role.SERVICE}, asked)
    return _make(Act(move, licence.purpose, Role.SERVICE, case, None, gather), licence, given)


def _make(act: Act, licence: Licence | None, given: Mapping[str, Any]) -> Act:
    move = act.move
    if licence is not None:
        act.licence = licence
    detail = dict(_CHANGES.get(move.action.name, _keep)(act, **given) or {})
    if (
        licence is None and move.then is Status.NOT_STARTED
    ):  # of the person alone: there is no licence, and none starts
        events.record(act.case, None, move.action.name, act.by, act.role, detail, act.at)
        return act
    act.licence.status = move.then
    if move.makes is not None:
        act.result = made = _made_from(act, move.makes)
        detail |= {"version": made.version, "licence": made.id}
    name = act.by.name if act.by else Role.SERVICE.label
    letters = [letter(notice, act.case, act.licence, name, act.at, act.words, act.to) for notice in act.tells]
    kept = detail | {"status": move.then.value, "stands": stands(act.licence)}
    if letters:
        kept["messages"] = [each.digest for each in letters]
    event = events.record(act.case, act.licence, move.action.name, act.by, act.role, kept, act.at)
    outbox.write(event, letters)
    return act


def _made_from(act: Act, purpose: Purpose) -> Licence:
    """The licence of another purpose that is started from the act's own, by whoever makes the act."""
    start = permission.allowed(actions.START, Status.NOT_STARTED, purpose, {act.role}, act.facts)
    made = Act(start, purpose, act.role, act.case, act.by, act.gather)
    return _make(made, None, {"parent": act.licence}).licence
