"""Whether a move may be made, read off MOVES; when not, a refusal that says why and who can act."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.licence.moves import MOVES, Action, Status, roles_for, statuses_for
from app.domain.refusal import Refusal
from app.domain.roles import Role
from app.domain.words import capitalised, joined


def refusal_to(
    action: Action, status: Status, roles: Iterable[Role], is_edit: bool = False
) -> Refusal | None:
    """None when somebody with these roles over the case may take this action now; else why not."""
    held = frozenset(roles)
    allowed = MOVES.get((action, status))
    who = joined(sorted(role.holder for role in roles_for(action)), "or")
    if not roles_for(action) & held:
        return Refusal(
            title=f"You cannot {action.to_do}",
            rule=f"To {action.to_do} you need to be {who}, for the person’s team or prison.",
            fact=_roles_fact(held),
            who=f"{capitalised(who)} can do this.",
            next_step="If you think you should have this role, ask your local service support to add it.",
        )
    if allowed is None:
        statuses = joined([s.label.lower() for s in statuses_for(action)], "or")
        return Refusal(
            title=f"You cannot {action.to_do} now",
            rule=f"You can only {action.to_do} while it is {statuses}.",
            fact=f"This licence is {status.label.lower()}.",
            who=_who_moves_on(status),
            next_step="Go to the licence to see what can be done with it now.",
        )
    if action is Action.DISCARD and not is_edit:
        return Refusal(
            title="You cannot discard this licence",
            rule="Only an edit of an approved licence can be discarded, because the approved one stays in place.",
            fact="This is the first version of the licence for this release.",
            who="You can change any of its answers.",
            next_step="Go to the licence to change it.",
        )
    return None


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


def _who_moves_on(status: Status) -> str:
    return _NEXT[status]


def next_in_words(status: Status) -> str:
    """Who can do what next with a licence in this status, as a sentence."""
    return _NEXT[status]
