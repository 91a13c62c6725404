"""Who can do what next with a licence, as the reader is told it: what they can do themselves, and what cannot be done."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.bars import AUTHOR, HELD, LATE
from app.domain.licence.cover import PRISON
from app.domain.licence.facts import Facts, Person
from app.domain.licence.moves import moves_for, roles_in
from app.domain.licence.status import Status
from app.domain.refusal import Refusal
from app.domain.roles import Role


def next_in_words(
    status: Status, roles: Collection[Role], facts: Facts | None = None, newer: str | None = None
) -> str:
    """Who can do what next with a licence in this status, in sentences to a reader with these roles over the case.

    Without facts it says what holds of every licence. `newer` is the version that is open beside an approved one.
    """
    match status:
        case Status.NOT_STARTED:
            return _started(roles)
        case Status.IN_PROGRESS | Status.REJECTED:
            return _written(status, roles, facts)
        case Status.SUBMITTED:
            return f"{_decided(roles, facts)} {_withdrawn(roles, facts)}"
        case Status.APPROVED:
            return _used(roles, facts, newer)
        case Status.TIMED_OUT:
            return _timed_out(roles, facts)
        case Status.ACTIVE:
            return _in_force(roles, facts)
        case Status.INACTIVE:
            return "Nobody can change it any more. Its history stays."
        case _:
            return (
                "A newer version of this service brought the licence to where it is. Try again later: until this "
                "version is replaced, nothing can be done with it here."
            )


RECORD_CHANGED = {
    Status.SUBMITTED: "It cannot be approved until it is withdrawn or returned, and sent again.",
    Status.APPROVED: "The approved licence says what the record said when it was sent. Before you print it, find out whether it "
    "must be edited: the probation practitioner can do that until the hard stop.",
}
"""What it means for a licence that the record of its person changed, in the statuses in which people have to know."""


def _stops(action: Action, status: Status, facts: Facts | None) -> Refusal | None:
    """What stops an action in this status, whoever takes it; None while nothing does, and where that is not known."""
    if facts is None:
        return None
    purpose = facts.licence.purpose
    moves = (move for move in moves_for(action) if move.status is status and purpose in move.of)
    bars = (bar for move in moves for bar in move.unless)
    return next((why for bar in bars if bar is not AUTHOR and (why := bar.why(facts))), None)


def _is_standard(facts: Facts | None) -> bool:
    return facts is not None and facts.licence.is_standard


def _timed_out(roles: Collection[Role], facts: Facts | None) -> str:
    who, why = _administrator(roles, facts), LATE.why(facts) if facts else None
    then = f" {why.fact} {why.next_step}" if why else ""
    return (
        f"It was not sent to the prison by the hard stop, so probation can no longer change it. {who} can make a standard "
        f"licence, unless a version before this one is approved.{then}"
    )


def _administrator(roles: Collection[Role], facts: Facts | None) -> str:
    if Role.CASE_ADMINISTRATOR in roles:
        return "You"
    return f"A case administrator at {facts.person.prison_name if facts else 'the person’s prison'}"


def _in_force(roles: Collection[Role], facts: Facts | None) -> str:
    printed = _printed(roles, _stops(actions.PRINT, Status.ACTIVE, facts))
    if not _is_standard(facts) or (facts and facts.licence.reviewed):
        varied = f" {actions.NOT_VARIED}" if Role.PRACTITIONER in roles else ""
        return f"The person was released on it, and it is in force. {printed}{varied}"
    reviews = (
        "You have to"
        if Role.PRACTITIONER in roles
        else "A probation practitioner in the person’s team has to"
    )
    return f"The person was released on it, and it is in force. {reviews} review it. {printed}"


def _started(roles: Collection[Role]) -> str:
    if Role.PRACTITIONER in roles:
        return "You can start the licence."
    return "A probation practitioner in the person’s team can start the licence."


def _written(status: Status, roles: Collection[Role], facts: Facts | None) -> str:
    if facts and (why := _stops(actions.SUBMIT, status, facts)):
        is_said = why in facts.release.reasons_not_to_start  # which the page shows beside this
        told = why.who if is_said else f"{why.fact} {why.who} {why.next_step}"
        return f"It cannot be sent for approval as things are. {why.title}. {told}"
    back = status is Status.REJECTED
    if _is_standard(facts):
        does = "change it and send it again" if back else "write it and send it for approval"
        return f"{_administrator(roles, facts)} can {does}."
    if Role.PRACTITIONER in roles:
        return f"You can {'change it and send it again' if back else 'write it and send it to the prison'}."
    writes = "can change it and send it again" if back else "is writing it and can send it to the prison"
    return f"{_writer(facts)} {writes}."


def _writer(facts: Facts | None) -> str:
    if facts and facts.person.manager_name:
        return f"{facts.person.manager_name}, the probation practitioner, or a colleague in their team"
    return "A probation practitioner in the person’s team"


def _decided(roles: Collection[Role], facts: Facts | None) -> str:
    if why := _stops(actions.RETURN, Status.SUBMITTED, facts):
        return f"It can be neither approved nor returned. {why.title}."
    is_approver = Role.PRISON_APPROVER in roles
    prison = facts.person.prison_name if facts else "the person’s prison"
    if is_approver and facts and facts.reader.is_author:
        return f"You wrote or sent this version, so another prison approver at {prison} has to approve it or return it."
    who = "You" if is_approver else f"A prison approver at {prison}"
    if facts and (why := _stops(actions.APPROVE, Status.SUBMITTED, facts)):
        said = why if why is facts.licence.void else HELD.why(facts)  # what changed has a place of its own
        return f"{who} can return it. It cannot be approved as it is." + (f" {said.title}." if said else "")
    return f"{who} can approve it or return it."


def _withdrawn(roles: Collection[Role], facts: Facts | None) -> str:
    if _is_standard(facts):
        return f"{_administrator(roles, facts)} can withdraw it to change something."
    if facts and LATE.holds(facts):
        return "It can no longer be withdrawn to change something, because of the hard stop."
    if Role.PRACTITIONER in roles:
        return "You can withdraw it to change something."
    return "A probation practitioner in the person’s team can withdraw it."


def _used(roles: Collection[Role], facts: Facts | None, newer: str | None) -> str:
    unprintable = _stops(actions.PRINT, Status.APPROVED, facts)
    if _is_standard(facts):
        return f"{_printed(roles, unprintable)} Probation reviews it after the release."
    final = None if newer else _stops(actions.EDIT, Status.APPROVED, facts)
    if unprintable and final and unprintable.title == final.title:
        return f"It can no longer be printed or edited. {final.title}."
    return f"{_printed(roles, unprintable)} {_edited(roles, final, newer)}"


def _printed(roles: Collection[Role], why: Refusal | None) -> str:
    if why:
        return f"It cannot be printed. {why.title}."
    may = roles_in(moves_for(actions.PRINT)) & frozenset(roles)
    return "You can print it." if may else "A case administrator can print it."


def _edited(roles: Collection[Role], why: Refusal | None, newer: str | None) -> str:
    if newer:
        return f"Version {newer} of it is open already."
    if why:
        return f"It cannot be edited. {why.title}."
    who = "You" if Role.PRACTITIONER in roles else "A probation practitioner in the person’s team"
    return f"{who} can edit it."


def is_told(to: str, person: Person, is_reader: bool) -> str:
    """Who gets a message of what was decided, by whom its notice is to: the prison, or the practitioner."""
    if to == PRISON:
        return f"The offender management unit of {person.prison_name} is told."
    return _practitioner_is_told(person, is_reader)


def _practitioner_is_told(person: Person, is_reader: bool) -> str:
    """That the practitioner gets a message of what was decided, or who sees to it where the service cannot tell them."""
    if is_reader:
        return "You are the probation practitioner, so the message about it is for you."
    if person.manager_name is None:
        return "No probation practitioner is allocated, so the team’s manager is asked to see to it."
    if not person.manager_has_address:
        return (
            f"The record has no email address of {person.manager_name}, the probation practitioner, so their team "
            "manager is asked to tell them."
        )
    return f"{person.manager_name}, the probation practitioner, is told."
