"""Where a licence stands, and what it is for."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a licence stands. NOT_STARTED is a person without a licence: no row holds it.

    Any text that is none of these reads as UNKNOWN: a newer version of the service wrote it.
    """

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    SUBMITTED = "submitted"
    REJECTED = "rejected"
    APPROVED = "approved"
    TIMED_OUT = "timed-out"
    ACTIVE = "active"
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
    Status.TIMED_OUT: ("Timed out", "red"),
    Status.ACTIVE: ("Active", "turquoise"),
    Status.INACTIVE: ("Inactive", "grey"),
    Status.UNKNOWN: ("Status not known", "grey"),
}

DRAFTS = frozenset({Status.IN_PROGRESS, Status.REJECTED})
"""Statuses in which the licence is being written. Returned is a draft for every rule."""
OPEN = DRAFTS | {Status.SUBMITTED}
"""Statuses of which a release may have one licence at most, beside one that is approved."""

Purpose = str
"""What a licence is for, as kept: one of PURPOSES."""
FIRST: Purpose = "first"
EDIT: Purpose = "edit"
HARD_STOP: Purpose = "hard-stop"
TIME_SERVED: Purpose = "time-served"
MADE_BY_PRISON = frozenset({HARD_STOP, TIME_SERVED})
"""Standard licences, which the prison makes because probation cannot: probation reviews them after the release."""
BY_PROBATION = frozenset({FIRST, EDIT})

PURPOSES: dict[Purpose, tuple[str, str]] = {
    FIRST: ("first version", "This is the first version of the licence for this release."),
    EDIT: ("edit", "This is an edit of an approved licence."),
    HARD_STOP: (
        "standard licence for hard stop",
        "The prison made this standard licence because probation had sent none by the hard stop.",
    ),
    TIME_SERVED: (
        "standard licence for time served",
        "The prison made this standard licence because the person has served the time and is released at once.",
    ),
}
"""What a licence can be for: what it is called, and what that means for one, as a sentence."""


def maker_in_words(purpose: Purpose) -> str:
    """Who makes and sends a licence, and gets it back when it is returned, as it reads in a sentence."""
    return "the case administrator" if purpose in MADE_BY_PRISON else "probation"


def version_in_words(purpose: Purpose, version: str) -> str:
    """What a version is called. A standard licence is numbered beside the draft whose place it takes, so it is named too."""
    return f"{'Standard licence' if purpose in MADE_BY_PRISON else 'Licence'} version {version}"


def purpose_in_words(purpose: Purpose) -> str:
    """What a licence is for, as a sentence; also where a newer version of the service has started it."""
    known = PURPOSES.get(purpose)
    return (
        known[1]
        if known
        else "A newer version of this service started it for a purpose that is not known here."
    )
