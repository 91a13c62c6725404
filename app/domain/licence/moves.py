"""The MOVES table: what may be done to a licence in each status, by whom, what stops it, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.bars import (
    ANSWERED,
    AUTHOR,
    BOARD_DECIDES,
    CANNOT_START,
    CLOSED,
    CURFEW_DOES_NOT_DECIDE,
    CURFEW_POSSIBLE,
    DAMAGED,
    HELD,
    IN_HARD_STOP,
    LATE,
    NO_START_DATE,
    NOT_AT_END,
    NOT_HOLDING,
    NOT_IN_HARD_STOP,
    NOT_IN_USE,
    NOT_LATE,
    NOT_ON_THE_DAY,
    NOT_OVERDUE,
    NOT_PASSED,
    NOT_RELEASED,
    NOT_TIME_SERVED,
    NOTHING_OVERDUE,
    OLD_DOCUMENT,
    OTHER_POLICY,
    PROBATION_CAN,
    RECORD_CHANGED,
    REVIEWED,
    VOID,
    Bar,
)
from app.domain.licence.status import (
    BY_PROBATION,
    DRAFTS,
    EDIT,
    FIRST,
    HARD_STOP,
    MADE_BY_PRISON,
    OPEN,
    TIME_SERVED,
    Purpose,
    Status,
)
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
_ADMINISTRATOR = _by(Role.CASE_ADMINISTRATOR)
_PRINTERS = _by(Role.PRACTITIONER, Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER)
_FIRST, _EDIT, _BOTH = frozenset({FIRST}), frozenset({EDIT}), BY_PROBATION
_HARD_STOP, _TIME_SERVED, _STANDARD = frozenset({HARD_STOP}), frozenset({TIME_SERVED}), MADE_BY_PRISON
_ALL = BY_PROBATION | MADE_BY_PRISON
S = Status
_ASKERS = _by(Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER)
_WITH_QUESTIONS = sorted(OPEN | {S.TIMED_OUT, S.APPROVED, S.ACTIVE})
"""Where a question that was asked before can still be answered and closed."""
_TO_SEND = (CANNOT_START, LATE, OTHER_POLICY)

MOVES: list[Move] = [
    Move(
        *(actions.START, S.NOT_STARTED, S.IN_PROGRESS),
        by=_PRACTITIONER,
        of=_FIRST,
        unless=(CANNOT_START, NOT_IN_USE, LATE),
    ),
    Move(
        *(actions.START, S.NOT_STARTED, S.IN_PROGRESS),
        by=_PRACTITIONER,
        of=_EDIT,
        unless=(CANNOT_START, LATE),
        tells=("edited",),
    ),
    Move(
        *(actions.START, S.NOT_STARTED, S.IN_PROGRESS),
        by=_ADMINISTRATOR,
        of=_HARD_STOP,
        unless=(CANNOT_START, NOT_IN_USE, NOT_LATE),
    ),
    Move(
        *(actions.START, S.NOT_STARTED, S.IN_PROGRESS),
        by=_ADMINISTRATOR,
        of=_TIME_SERVED,
        unless=(CANNOT_START, NOT_IN_USE, NOT_TIME_SERVED),
    ),
    Move(
        *(actions.USE_NOMIS, S.NOT_STARTED, S.NOT_STARTED),
        by=_ADMINISTRATOR,
        of=_TIME_SERVED,
        unless=(NOT_TIME_SERVED,),
    ),
    Move(
        *(actions.SUBMIT, S.IN_PROGRESS, S.SUBMITTED),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=_TO_SEND,
        tells=("sent",),
    ),
    Move(
        *(actions.SUBMIT, S.REJECTED, S.SUBMITTED),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=_TO_SEND,
        tells=("sent",),
        button="Change the licence",
    ),
    Move(
        *(actions.SUBMIT, S.IN_PROGRESS, S.SUBMITTED),
        by=_ADMINISTRATOR,
        of=_STANDARD,
        unless=(CANNOT_START,),
        tells=("sent",),
    ),
    Move(
        *(actions.SUBMIT, S.REJECTED, S.SUBMITTED),
        by=_ADMINISTRATOR,
        of=_STANDARD,
        unless=(CANNOT_START,),
        tells=("sent",),
        button="Change the licence",
    ),
    Move(
        *(actions.APPROVE, S.SUBMITTED, S.APPROVED),
        by=_APPROVER,
        of=_BOTH,
        unless=(AUTHOR, DAMAGED, VOID, BOARD_DECIDES, RECORD_CHANGED, HELD),
        tells=("approved",),
    ),
    Move(
        *(actions.APPROVE, S.SUBMITTED, S.APPROVED),
        by=_APPROVER,
        of=_STANDARD,
        unless=(AUTHOR, DAMAGED, VOID, BOARD_DECIDES, RECORD_CHANGED, HELD),
        tells=("standard-approved",),
    ),
    Move(
        *(actions.RETURN, S.SUBMITTED, S.REJECTED),
        by=_APPROVER,
        of=_BOTH,
        unless=(AUTHOR, DAMAGED),
        tells=("returned",),
    ),
    Move(
        *(actions.RETURN, S.SUBMITTED, S.REJECTED),
        by=_APPROVER,
        of=_STANDARD,
        unless=(AUTHOR, DAMAGED),
        tells=("returned-standard",),
    ),
    Move(
        *(actions.WITHDRAW, S.SUBMITTED, S.IN_PROGRESS),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=(LATE,),
        tells=("withdrawn",),
    ),
    Move(
        *(actions.WITHDRAW, S.SUBMITTED, S.IN_PROGRESS),
        by=_ADMINISTRATOR,
        of=_STANDARD,
        tells=("withdrawn",),
    ),
    Move(
        *(actions.EDIT, S.APPROVED, S.APPROVED),
        by=_PRACTITIONER,
        of=_BOTH,
        unless=(CANNOT_START, LATE),
        makes=EDIT,
    ),
    Move(actions.DISCARD, S.IN_PROGRESS, S.INACTIVE, by=_PRACTITIONER, of=_EDIT),
    Move(actions.DISCARD, S.REJECTED, S.INACTIVE, by=_PRACTITIONER, of=_EDIT),
    *(
        Move(
            *(actions.CHANGE_APPOINTMENT, status, status),
            by=_ADMINISTRATOR,
            of=_ALL,
            unless=(PROBATION_CAN, DAMAGED, VOID, OLD_DOCUMENT),
            tells=("appointment-changed",),
        )
        for status in (S.SUBMITTED, S.APPROVED)
    ),
    Move(actions.PRINT, S.APPROVED, S.APPROVED, by=_PRINTERS, of=_ALL, unless=(VOID, DAMAGED)),
    Move(actions.PRINT, S.ACTIVE, S.ACTIVE, by=_PRINTERS, of=_ALL, unless=(DAMAGED,)),
    Move(actions.REPLACE, S.APPROVED, S.INACTIVE, by=_SERVICE, of=_BOTH),
    Move(*(actions.REVIEW, S.ACTIVE, S.ACTIVE), by=_PRACTITIONER, of=_STANDARD, unless=(REVIEWED,)),
    Move(
        *(actions.NOT_APPROVED, S.SUBMITTED, S.SUBMITTED),
        by=_SERVICE,
        of=_EDIT,
        unless=(NOT_ON_THE_DAY,),
        tells=("not-approved",),
    ),
    Move(
        *(actions.REVIEW_OVERDUE, S.ACTIVE, S.ACTIVE),
        by=_SERVICE,
        of=_STANDARD,
        unless=(REVIEWED, NOT_OVERDUE),
        tells=("review-overdue",),
    ),
    *(
        Move(actions.POLICY_CHANGED, status, status, by=_SERVICE, of=_BOTH, tells=("policy-applies",))
        for status in sorted(DRAFTS)
    ),
    *(
        Move(actions.MOVE_POLICY, status, status, by=_PRACTITIONER, of=_BOTH, unless=(NO_START_DATE,))
        for status in sorted(DRAFTS)
    ),
    *(
        Move(
            *(actions.TIME_OUT, status, S.TIMED_OUT),
            by=_SERVICE,
            of=of,
            unless=(NOT_IN_HARD_STOP,),
            tells=tells,
        )
        for status in sorted(DRAFTS)
        for of, tells in ((_FIRST, ()), (_EDIT, ("edit-timed-out",)))
    ),
    Move(actions.ACTIVATE, S.APPROVED, S.ACTIVE, by=_SERVICE, of=_ALL, unless=(NOT_RELEASED,)),
    Move(
        *(actions.ON_CURFEW, S.APPROVED, S.INACTIVE), by=_SERVICE, of=_ALL, unless=(CURFEW_DOES_NOT_DECIDE,)
    ),
    *(
        Move(
            *(actions.CURFEW_CLOSED, status, S.INACTIVE),
            by=_SERVICE,
            of=_BOTH,
            unless=(CURFEW_POSSIBLE,),
            tells=("curfew-closed",),
        )
        for status in sorted(OPEN | {S.APPROVED})
    ),
    *(
        Move(actions.ASK, status, status, by=_ASKERS, of=of, tells=(tells,))
        for status in (S.SUBMITTED, S.APPROVED)
        for of, tells in ((_BOTH, "question-asked"), (_STANDARD, "question-asked-of-prison"))
    ),
    *(
        Move(
            *(actions.ANSWER, status, status),
            by=by,
            of=of,
            unless=(CLOSED, ANSWERED),
            tells=("question-answered",),
        )
        for status in _WITH_QUESTIONS
        for by, of in ((_PRACTITIONER, _BOTH), (_ADMINISTRATOR, _STANDARD))
    ),
    *(
        Move(actions.CLOSE, status, status, by=_ASKERS, of=_ALL, unless=(CLOSED,))
        for status in _WITH_QUESTIONS
    ),
    *(
        Move(actions.LIFT, status, status, by=_ASKERS, of=_ALL, unless=(CLOSED, NOT_HOLDING))
        for status in sorted(OPEN)
    ),
    *(
        Move(
            *(actions.QUESTION_OVERDUE, status, status),
            by=_SERVICE,
            of=of,
            unless=(NOTHING_OVERDUE,),
            tells=(tells,),
        )
        for status in _WITH_QUESTIONS
        for of, tells in ((_BOTH, "question-overdue"), (_STANDARD, "question-overdue-at-prison"))
    ),
    *(
        Move(actions.GIVE_WAY, status, S.INACTIVE, by=_SERVICE, of=_ALL)
        for status in sorted(OPEN | {S.TIMED_OUT, S.ACTIVE})
    ),
    *(
        Move(
            actions.RELEASE_PASSED,
            status,
            S.INACTIVE,
            by=_SERVICE,
            of=_ALL - _TIME_SERVED,
            unless=(NOT_PASSED,),
        )
        for status in sorted(OPEN | {S.TIMED_OUT})
    ),
    *(
        Move(actions.EXPIRE, status, S.INACTIVE, by=_SERVICE, of=_ALL, unless=(NOT_AT_END,))
        for status in sorted(OPEN | {S.TIMED_OUT, S.APPROVED, S.ACTIVE})
    ),
    *(
        Move(actions.RECORD_CHANGED, status, status, by=_SERVICE, of=_ALL)
        for status in sorted(OPEN | {S.TIMED_OUT, S.APPROVED, S.ACTIVE})
    ),
    *(
        Move(actions.MERGED, status, S.INACTIVE, by=_SERVICE, of=_ALL, tells=("merged",))
        for status in sorted(OPEN | {S.TIMED_OUT, S.APPROVED, S.ACTIVE})
    ),
    Move(actions.DEACTIVATE, S.ACTIVE, S.INACTIVE, by=_SERVICE, of=_ALL, tells=("deactivated",)),
    *(
        Move(
            *(actions.LEAVE_HARD_STOP, status, S.INACTIVE),
            by=_SERVICE,
            of=_HARD_STOP,
            unless=(IN_HARD_STOP,),
            tells=("standard-not-needed",),
        )
        for status in sorted(OPEN | {S.APPROVED})
    ),
    Move(
        *(actions.REOPEN, S.TIMED_OUT, S.IN_PROGRESS),
        by=_SERVICE,
        of=_BOTH,
        unless=(IN_HARD_STOP,),
        tells=("reopened",),
    ),
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


STARTS = roles_in(moves_for(actions.START))
"""Who may start a licence of some purpose."""
LIVING = frozenset(move.then for move in MOVES) & frozenset(move.status for move in MOVES) - {
    Status.NOT_STARTED
}
"""Every status that some move leads to and some move leads out of: where a licence can stand and go on from."""
IN_PLACE = LIVING - OPEN - {Status.TIMED_OUT}
"""Statuses of which a release may have one licence at most, beside one that is open and any that are timed out."""
ENDED = frozenset(Status) - LIVING - {Status.NOT_STARTED, Status.UNKNOWN}
"""Statuses in which nothing can happen to a licence any more. One in a status that is not known may yet go on."""
