"""The one judge of moves: whether a move may be made, read off MOVES; when not, a refusal that says why and who can."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.licence.actions import Action, Only
from app.domain.licence.facts import Facts
from app.domain.licence.moves import MOVES, Move, moves_for, roles_in
from app.domain.licence.next_step import next_in_words
from app.domain.licence.status import PURPOSES, Purpose, Status, purpose_in_words
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import capitalised, joined, uncapitalised

Known = Callable[[], Facts | None]
"""Gathers what a refusal says, once there is one."""


def _nothing() -> Facts | None:
    return None


def why_not(
    action: Action,
    status: Status,
    purpose: Purpose,
    roles: Iterable[Role],
    facts: Facts | None = None,
    known: Known = _nothing,
) -> Refusal | None:
    """None when somebody with these roles over the case may take this action now; else why not.

    Without facts the bars are not asked: a page may be opened on which a bar says that it holds. What a refusal then
    says of this licence and its reader is asked of `known`.
    """
    verdict = _judge(action, status, purpose, frozenset(roles), facts, known)
    return verdict if isinstance(verdict, Refusal) else None


def allowed(
    action: Action, status: Status, purpose: Purpose, roles: Iterable[Role], facts: Facts | None = None
) -> Move:
    """The row that allows it; raises Refused with what why_not says."""
    verdict = _judge(action, status, purpose, frozenset(roles), facts, _nothing)
    if isinstance(verdict, Refusal):
        raise Refused(verdict)
    return verdict


def offered(status: Status, purpose: Purpose, roles: Iterable[Role]) -> list[Move]:
    """Every row that is open to somebody with these roles now, in the order of the table. The bars are not asked: a
    journey may end in one move while another of its moves is barred."""
    held = frozenset(roles)
    return [move for move in MOVES if move.status is status and purpose in move.of and move.by & held]


def _judge(
    action: Action,
    status: Status,
    purpose: Purpose,
    held: frozenset[Role],
    facts: Facts | None,
    known: Known,
) -> Move | Refusal:
    moves = moves_for(action)
    by_them = [move for move in moves if move.by & held]
    of_this = [move for move in by_them if purpose in move.of]
    now = [move for move in of_this if move.status is status]
    if not by_them:
        return _not_their_role(action, moves, held)
    if not of_this:
        return _not_for_this_purpose(action, by_them, purpose, next_in_words(status, held, facts or known()))
    if not now:
        return _not_in_this_status(action, of_this, status, held, facts or known())
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
        is_access=True,
    )


def _not_in_this_status(
    action: Action, moves: list[Move], status: Status, held: frozenset[Role], facts: Facts | None
) -> Refusal:
    in_order = [each for each in Status if any(move.status is each for move in moves)]
    last = facts.licence.last() if facts else None
    return Refusal(
        title=f"You cannot {action.to_do} now",
        rule=f"You can only {action.to_do} while it is {joined([uncapitalised(s.label) for s in in_order], 'or')}.",
        fact=last.in_words(facts.licence.version)
        if facts and last
        else f"This licence is {uncapitalised(status.label)}.",
        who=next_in_words(status, held, facts),
        next_step="Go to the licence to see what can be done with it now.",
    )


def _not_for_this_purpose(action: Action, moves: list[Move], purpose: Purpose, who: str) -> Refusal:
    meant = sorted({PURPOSES[each][0] for move in moves for each in move.of})
    only = action.only or Only(
        f"You cannot {action.to_do} here",
        f"You can only {action.to_do} when it is one of these: {joined(meant, 'or')}.",
        who,
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
