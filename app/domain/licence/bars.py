"""Bars: what can stop a move that is otherwise allowed. Each reads the facts and gives the refusal, or nothing.

A refusal names what it stops: a move that needs the same fact in other words takes a bar of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.licence import actions
from app.domain.licence.facts import Facts
from app.domain.refusal import Refusal
from app.domain.words import long_date


@dataclass(frozen=True)
class Bar:
    """A named reason against a move, which a row of MOVES and a Stop of a journey both take."""

    name: str
    """In words, as drawings show it: "the licence is void"."""
    why: Callable[[Facts], Refusal | None]
    """The refusal while the bar holds, else None."""

    def holds(self, facts: Facts) -> bool:
        return self.why(facts) is not None


_WRITTEN_BY_READER = Refusal(
    title="You cannot approve a licence that you wrote or sent",
    rule="Whoever approves a licence must not have answered any of its questions, started its edit or sent it.",
    fact="You wrote or sent this version of the licence, or the version that it edits.",
    who="Another prison approver at this prison can approve it or return it.",
    next_step="Ask a colleague who is a prison approver to look at it.",
)


def record_changed(facts: Facts) -> Refusal | None:
    """Why a licence cannot be approved after the case record changed, and what changed."""
    if not facts.licence.record_changes:
        return None
    changes = "; ".join(
        f"{label} was {then} and is now {now}" for label, then, now in facts.licence.record_changes
    )
    return Refusal(
        title="The record changed after the licence was sent",
        rule="A licence can only be approved while what it says of the person, their dates and their prison is as it "
        "was when it was sent.",
        fact=f"Since then: {changes}.",
        who="A probation practitioner in the person’s team can withdraw the licence, check it and send it again. "
        "You can also return it to them.",
        next_step="Change your decision to return the licence, and say that the record has changed.",
    )


def damaged(fault: str) -> Refusal:
    """Why a licence whose evidence does not hold is neither decided about nor printed."""
    return Refusal(
        title="This licence does not match what was sent",
        rule="A licence is only approved, returned or printed while its document, decisions and history are, to the "
        "letter, as they were recorded.",
        fact=f"Something was changed outside this service: {fault}.",
        who="Support can find out what was changed, and put it back.",
        next_step="Do not use any copy of this licence. Contact support now.",
    )


def _damaged(fault: str | None) -> Refusal | None:
    return None if fault is None else damaged(fault)


def _no_start_date(facts: Facts) -> Refusal | None:
    if facts.release.start is not None:
        return None
    return Refusal(
        title="You cannot move this licence to another policy now",
        rule="The licence policy that applies depends on the day the licence starts, which is the day of release.",
        fact="The prison record gives no release date that the licence could start on.",
        who=f"The offender management unit at {facts.person.prison_name} can record the release date.",
        next_step="Ask the prison when the date will be set. The licence stays on its policy until then.",
    )


def _on_other_policy(facts: Facts) -> Refusal | None:
    start, other = facts.release.start, facts.licence.other_policy()
    if start is None or other is None:
        return None
    return Refusal(
        title="This licence is on a policy that does not apply to its start date",
        rule="A licence is sent on the licence policy that applies to the day it starts.",
        fact=f"It starts on {long_date(start)}, when policy {other.version} applies. It is on policy "
        f"{facts.policy.version}.",
        who="A probation practitioner in the person’s team can move it. If the date is wrong, the offender management "
        f"unit at {facts.person.prison_name} can correct it.",
        next_step=f"See what policy {other.version} would change, and move the licence to it.",
        remedy=actions.MOVE_POLICY.name,
    )


CANNOT_START = Bar("cannot start", lambda facts: next(iter(facts.release.reasons_not_to_start), None))
AUTHOR = Bar("is author", lambda facts: _WRITTEN_BY_READER if facts.reader.is_author else None)
DAMAGED = Bar("is damaged", lambda facts: _damaged(facts.licence.fault()))
LOOKS_DAMAGED = Bar("looks damaged", lambda facts: _damaged(facts.licence.fault_as_shown()))
"""What pages that lead to a decision can tell of it; the decision itself asks DAMAGED."""
VOID = Bar("is void", lambda facts: facts.licence.void)
RECORD_CHANGED = Bar("record changed", record_changed)
NO_START_DATE = Bar("has no start date", _no_start_date)
OTHER_POLICY = Bar("is on another policy", _on_other_policy)
