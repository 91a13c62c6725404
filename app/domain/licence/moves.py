"""The MOVES table: what may be done to a licence in each status, by which roles, and the status that follows."""

from __future__ import annotations

from enum import StrEnum

from app.domain.roles import Role


class Status(StrEnum):
    """Where a licence stands. NOT_STARTED is a person without a licence: no row holds it.

    Any text that is none of these reads as UNKNOWN: a newer version of the service wrote it.
    """

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    INACTIVE = "inactive"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Status:
        return cls.UNKNOWN

    @property
    def label(self) -> str:
        return STATUS_TAGS[self][0]

    @property
    def colour(self) -> str:
        return STATUS_TAGS[self][1]


STATUS_TAGS = {
    Status.NOT_STARTED: ("Not started", "yellow"),
    Status.IN_PROGRESS: ("In progress", "blue"),
    Status.SUBMITTED: ("Submitted", "pink"),
    Status.REJECTED: ("Returned", "red"),
    Status.APPROVED: ("Approved", "green"),
    Status.INACTIVE: ("Inactive", "grey"),
    Status.UNKNOWN: ("Status not known", "grey"),
}

DRAFTS = frozenset({Status.IN_PROGRESS, Status.REJECTED})
"""Statuses in which the licence is being written. Returned is a draft for every rule."""
OPEN = DRAFTS | {Status.SUBMITTED}
"""Statuses of which a release may have one licence at most, beside one that is approved."""


class Action(StrEnum):
    """What can be done to a licence. The value is also the word in its URL and in its event."""

    START = "start"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    EDIT = "edit"
    DISCARD = "discard"
    PRINT = "print"
    REPLACE = "replace"
    POLICY_CHANGED = "policy-changed"
    MOVE_POLICY = "move-policy"

    @property
    def done(self) -> str:
        """The action in the past tense, as a line of the history."""
        return DONE[self]

    @property
    def to_do(self) -> str:
        """The action as it reads in a sentence: 'withdraw a licence'."""
        return TO_DO[self]


DONE = {
    Action.START: "Licence started",
    Action.SUBMIT: "Sent to the prison for approval",
    Action.WITHDRAW: "Withdrawn from approval",
    Action.APPROVE: "Approved",
    Action.RETURN: "Returned to probation",
    Action.EDIT: "New version started",
    Action.DISCARD: "Edit discarded",
    Action.PRINT: "Printed",
    Action.REPLACE: "Replaced by a newer version",
    Action.POLICY_CHANGED: "Practitioner told which licence policy applies",
    Action.MOVE_POLICY: "Moved to another licence policy",
}

TO_DO = {
    Action.START: "start a licence",
    Action.SUBMIT: "send a licence to the prison",
    Action.WITHDRAW: "withdraw a licence from approval",
    Action.APPROVE: "approve a licence",
    Action.RETURN: "return a licence to probation",
    Action.EDIT: "edit an approved licence",
    Action.DISCARD: "discard an edit",
    Action.PRINT: "print a licence",
    Action.REPLACE: "replace a licence with a newer version",
    Action.POLICY_CHANGED: "tell the practitioner which licence policy applies",
    Action.MOVE_POLICY: "move a licence to another licence policy",
}

_PRACTITIONER = frozenset({Role.PRACTITIONER})
_APPROVER = frozenset({Role.PRISON_APPROVER})
_PRINTERS = frozenset({Role.PRACTITIONER, Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER})
_SERVICE = frozenset({Role.SERVICE})

MOVES: dict[tuple[Action, Status], tuple[frozenset[Role], Status]] = {
    (Action.START, Status.NOT_STARTED): (_PRACTITIONER, Status.IN_PROGRESS),
    (Action.SUBMIT, Status.IN_PROGRESS): (_PRACTITIONER, Status.SUBMITTED),
    (Action.SUBMIT, Status.REJECTED): (_PRACTITIONER, Status.SUBMITTED),
    (Action.WITHDRAW, Status.SUBMITTED): (_PRACTITIONER, Status.IN_PROGRESS),
    (Action.APPROVE, Status.SUBMITTED): (_APPROVER, Status.APPROVED),
    (Action.RETURN, Status.SUBMITTED): (_APPROVER, Status.REJECTED),
    (Action.EDIT, Status.APPROVED): (_PRACTITIONER, Status.APPROVED),
    (Action.DISCARD, Status.IN_PROGRESS): (_PRACTITIONER, Status.INACTIVE),
    (Action.DISCARD, Status.REJECTED): (_PRACTITIONER, Status.INACTIVE),
    (Action.PRINT, Status.APPROVED): (_PRINTERS, Status.APPROVED),
    (Action.REPLACE, Status.APPROVED): (_SERVICE, Status.INACTIVE),
    (Action.POLICY_CHANGED, Status.IN_PROGRESS): (_SERVICE, Status.IN_PROGRESS),
    (Action.POLICY_CHANGED, Status.REJECTED): (_SERVICE, Status.REJECTED),
    (Action.MOVE_POLICY, Status.IN_PROGRESS): (_PRACTITIONER, Status.IN_PROGRESS),
    (Action.MOVE_POLICY, Status.REJECTED): (_PRACTITIONER, Status.REJECTED),
}
"""EDIT leaves the approved licence as it is and starts a new one beside it, in progress. DISCARD is only for such edits."""


def _living() -> frozenset[Status]:
    """Every status that some move leads to and some move leads out of: where a licence can stand and go on from."""
    reached = {after for _, after in MOVES.values()}
    return frozenset(status for _, status in MOVES if status in reached)


LIVING = _living()
IN_PLACE = LIVING - OPEN
"""Statuses of which a release may have one licence at most, beside one that is open."""
ENDED = frozenset(Status) - LIVING - {Status.NOT_STARTED, Status.UNKNOWN}
"""Statuses in which nothing can happen to a licence any more. One in a status that is not known may yet go on."""


def roles_for(action: Action) -> frozenset[Role]:
    """Every role that may take this action in some status."""
    return frozenset(role for (a, _), (roles, _) in MOVES.items() if a is action for role in roles)


def statuses_for(action: Action) -> list[Status]:
    """Every status in which somebody may take this action, in the order a licence passes them."""
    return [status for status in Status if (action, status) in MOVES]
