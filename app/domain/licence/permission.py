"""The one judge of moves: whether a move may be made, read off MOVES; when not, a refusal that says why and who can."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.licence.actions import Action, Only
from app.domain.licence.facts import Facts
from app.domain.licence.moves import MOVES, Move, moves_for, roles_in
from app.domain.licence.status import PURPOSES, Purpose, Status, purpose_in_words
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import capitalised, joined, uncapitalised


def why_not(
    action: Action, status: Status, purpose: Purpose, roles: Iterable[Role], facts: Facts | None = None
) -> Refusal | None:
    """None when somebody with these roles over the case may take this action now; else why not.

    Without facts the bars are not asked: a page may be opened on which a bar says that it holds.
    """
    verdict = _judge(action, status, purpose, frozenset(roles), facts)
    return verdict if isinstance(verdict, Refusal) else None


def allowed(
    action: Action, status: Status, purpose: Purpose, roles: Iterable[Role], facts: Facts | None = None
) -> Move:
    """The row that allows it; raises Refused with what why_not says."""
    verdict = _judge(action, status, purpose, frozenset(roles), facts)
    if isinstance(verdict, Refusal):
        raise Refused(verdict)
    return verdict


def offered(status: Status, purpose: Purpose, roles: Iterable[Role]) -> list[Move]:
    """Every row that is open to somebody with these roles now, in the order of the table. The bars are not asked."""
    held = frozenset(roles)
    return [move for move in MOVES if move.status is status and purpose in move.of and move.by & held]


def _judge(
    action: Action, status: Status, purpose: Purpose, held: frozenset[Role], facts: Facts | None
) -> Move | Refusal:
    moves = moves_for(action)
    by_them = [move for move in moves if move.by & held]
    of_this = [move for move in by_them if purpose in move.of]
    now = [move for move in of_this if move.status is status]
    if not by_them:
        return _not_their_role(action, moves, held)
    if not of_this:
        return _not_for_this_purpose(action, by_them, purpose, status)
    if not now:
        return _not_in_this_status(action, of_this, status)
    move = now[0]
    refusals = (bar.why(facts) for bar in move.unless) if facts is not None else ()
    return next((refusal for refusal in refusals if refusal), move)


def _not_their_role(action: Action, moves: list[Move], held: frozenset[Role]) -> Refusal:
    who = joined(sorted(role.holder for role in roles_in(moves)), "or")
    return Refusal(
        title=f"You cannot {action.to_do}",
        rule=f"To {action.to_do} you need to be {who}, for the person’s team or prison.",
        fact=_roles_fact(held),
        who=f"{capitalised(who)} can do this.",
        next_step="If you think you should have this role, ask your local service support to add it.",
    )


def _not_in_this_status(action: Action, moves: list[Move], status: Status) -> Refusal:
    in_order = [each for each in Status if any(move.status is each for move in moves)]
    return Refusal(
        title=f"You cannot {action.to_do} now",
        rule=f"You can only {action.to_do} while it is {joined([uncapitalised(s.label) for s in in_order], 'or')}.",
        fact=f"This licence is {uncapitalised(status.label)}.",
        who=next_in_words(status),
        next_step="Go to the licence to see what can be done with it now.",
    )


def _not_for_this_purpose(action: Action, moves: list[Move], purpose: Purpose, status: Status) -> Refusal:
    meant = sorted({PURPOSES[each][0] for move in moves for each in move.of})
    only = action.only or Only(
        f"You cannot {action.to_do} here",
        f"You can only {action.to_do} when it is one of these: {joined(meant, 'or')}.",
        next_in_words(status),
        "Go to the licence to see what can be done with it now.",
    )
    return Refusal(
        title=only.title,
        rule=only.rule,
        fact=purpose_in_words(purpose),
        who=only.who,
        next_step=only.next_step,
    )


def _roles_fact(held: frozenset[Role]) -> str:
    if not held:
        return "None of your roles covers this person."
    return f"For this person you are: {joined(sorted(role.holder for role in held), 'and')}."


_NEXT = {
    Status.NOT_STARTED: "A probation practitioner in the person’s team can start the licence.",
    Status.IN_PROGRESS: "A probation practitioner in the person’s team is writing it and can send it to the prison.",
    Status.REJECTED: "A probation practitioner in the person’s team can change it and send it again.",
    Status.SUBMITTED: "A prison approver at the person’s prison can approve it or return it, "
    "and a probation practitioner can withdraw it.",
    Status.APPROVED: "A case administrator can print it, and a probation practitioner can edit it.",
    Status.INACTIVE: "Nobody can change it any more. Its history stays.",
    Status.UNKNOWN: "A newer version of this service brought the licence to where it is. Try again later: until this "
    "version is replaced, nothing can be done with it here.",
}


def next_in_words(status: Status) -> str:
    """Who can do what next with a licence in this status, as a sentence."""
    return _NEXT[status]
