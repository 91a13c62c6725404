"""The MOVES table: what may be done to a licence in each status, by whom, what stops it, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.bars import (
    AUTHOR,
    CANNOT_START,
    DAMAGED,
    NO_START_DATE,
    OTHER_POLICY,
    RECORD_CHANGED,
    VOID,
    Bar,
)
from app.domain.licence.status import EDIT, FIRST, OPEN, Purpose, Status
from app.domain.roles import Role


@dataclass(frozen=True)
class Move:
    """One row of the table: an action on a licence in one status, and the status that follows."""

    action: Action
    status: Status
    then: Status
    by: frozenset[Role]
    of: frozenset[Purpose]
    """The purposes of the licences that it is for, and no others: a new purpose says what may be done to it."""
    unless: tuple[Bar, ...] = ()
    """What stops it, in the order in which people are told."""
    tells: tuple[str, ...] = ()
    """The notices it writes, by the names of their texts in app/notices/texts."""
    makes: Purpose | None = None
    """The purpose of a new licence that it starts from this one."""
    button: str | None = None
    """The words of the link to it, where those of the action do not fit this status."""

    @property
    def words(self) -> str | None:
        """The words of the link to it; None where there is none."""
        return self.button or self.action.button


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_PRACTITIONER, _APPROVER, _SERVICE = _by(Role.PRACTITIONER), _by(Role.PRISON_APPROVER), _by(Role.SERVICE)
_PRINTERS = _by(Role.PRACTITIONER, Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER)
_FIRST, _EDIT, _BOTH = frozenset({FIRST}), frozenset({EDIT}), frozenset({FIRST, EDIT})
S = Status

MOVES: list[Move] = [
    Move(actions.START, S.NOT_STARTED, S.IN_PROGRESS, by=_PRACTITIONER, of=_FIRST, unless=(CANNOT_START,)),
    Move(
        *(actions.START, S.NOT_STARTED, S.IN_PROGRESS),
        by=_PRACTITIONER,
        of=_EDIT,
        unless=(CANNOT_START,),
        tells=("edited",),
    ),
    Move(
        actions.SUBMIT,
        S.IN_PROGRESS,
        S.SUBMITTED,
        by=_PRACTITIONER,
        of=_BOTH,
        unless=(CANNOT_START, OTHER_POLICY),
        tells=("sent",),
    ),
    Move(
        *(actions.SUBMIT, S.REJECTED, S.SUBMITTED),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=(CANNOT_START, OTHER_POLICY),
        tells=("sent",),
        button="Change the licence",
    ),
    Move(
        *(actions.APPROVE, S.SUBMITTED, S.APPROVED),
        by=_APPROVER,
        of=_BOTH,
        unless=(AUTHOR, DAMAGED, VOID, RECORD_CHANGED),
        tells=("approved",),
    ),
    Move(
        actions.RETURN,
        S.SUBMITTED,
        S.REJECTED,
        by=_APPROVER,
        of=_BOTH,
        unless=(AUTHOR, DAMAGED),
        tells=("returned",),
    ),
    Move(actions.WITHDRAW, S.SUBMITTED, S.IN_PROGRESS, by=_PRACTITIONER, of=_BOTH, tells=("withdrawn",)),
    Move(
        actions.EDIT, S.APPROVED, S.APPROVED, by=_PRACTITIONER, of=_BOTH, unless=(CANNOT_START,), makes=EDIT
    ),
    Move(actions.DISCARD, S.IN_PROGRESS, S.INACTIVE, by=_PRACTITIONER, of=_EDIT),
    Move(actions.DISCARD, S.REJECTED, S.INACTIVE, by=_PRACTITIONER, of=_EDIT),
    Move(actions.PRINT, S.APPROVED, S.APPROVED, by=_PRINTERS, of=_BOTH, unless=(VOID, DAMAGED)),
    Move(actions.REPLACE, S.APPROVED, S.INACTIVE, by=_SERVICE, of=_BOTH),
    Move(
        actions.POLICY_CHANGED, S.IN_PROGRESS, S.IN_PROGRESS, by=_SERVICE, of=_BOTH, tells=("policy-applies",)
    ),
    Move(actions.POLICY_CHANGED, S.REJECTED, S.REJECTED, by=_SERVICE, of=_BOTH, tells=("policy-applies",)),
    Move(
        *(actions.MOVE_POLICY, S.IN_PROGRESS, S.IN_PROGRESS),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=(NO_START_DATE,),
    ),
    Move(*(actions.MOVE_POLICY, S.REJECTED, S.REJECTED), by=_PRACTITIONER, of=_BOTH, unless=(NO_START_DATE,)),
]
"""EDIT leaves the approved licence as it is and starts a new one beside it, by START with the purpose that it makes."""


def moves_for(action: Action) -> list[Move]:
    """Every row of an action."""
    return [move for move in MOVES if move.action is action]


def roles_in(moves: Iterable[Move]) -> frozenset[Role]:
    """Every role that may make some of these moves."""
    return frozenset(role for move in moves for role in move.by)


def action_named(name: str) -> Action | None:
    """The action of this name: one of the table, or one that was in it and whose words stay for the history."""
    known = (*(move.action for move in MOVES), *vars(actions).values())
    return next((each for each in known if isinstance(each, Action) and each.name == name), None)


LIVING = frozenset(move.then for move in MOVES) & frozenset(move.status for move in MOVES)
"""Every status that some move leads to and some move leads out of: where a licence can stand and go on from."""
IN_PLACE = LIVING - OPEN
"""Statuses of which a release may have one licence at most, beside one that is open."""
ENDED = frozenset(Status) - LIVING - {Status.NOT_STARTED, Status.UNKNOWN}
"""Statuses in which nothing can happen to a licence any more. One in a status that is not known may yet go on."""
