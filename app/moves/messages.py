"""What becomes of messages after they were written: receipts, and what people do where the service cannot deliver them.
The caller commits."""

from __future__ import annotations

import datetime as dt

from app import clock
from app.access import NotFound
from app.domain.licence.actions import SEE_TO, TELL_MANAGER
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.domain.words import long_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import TASKS, MessageState
from app.models.user import User
from app.notices.notices import letter_to_account
from app.store import events, outbox, users
from app.store.licences import lock_case


def receive(reference: str, status: str, notify_id: str | None) -> bool:
    """Keep what a delivery receipt says; False where it is about no message."""
    return outbox.note_receipt(reference, status, notify_id, clock.of_machine())


def see_to(number: int, by: User) -> bool:
    """Keep that somebody told whoever a message is for that could not be delivered; False where that was done already."""
    message = outbox.find(number)
    if message is None:
        raise NotFound
    if message.case_id is not None:
        lock_case(message.case_id)
    found = outbox.task(by, number)
    if found is None:
        db.session.refresh(message)
        if message.state in TASKS or not by.roles & outbox.SEE_TO:
            raise Refused(_not_yours(message.case_id is None))
        return False
    at = clock.now().astimezone(dt.UTC)
    message.state, message.seen_to_at, message.seen_to_by = MessageState.SEEN_TO, at, by.name
    if found.Case is not None:
        db.session.refresh(found.Case)
        licence = db.session.get(Licence, message.licence_id) if message.licence_id else None
        role = Role.SUPPORT if by.has(Role.SUPPORT) else Role.TEAM_MANAGER
        detail = {
            "message": outbox.letter_of(message).digest,
            "reason": f"“{message.subject}”, for {message.recipient}",
        }
        events.record(found.Case, licence, SEE_TO.name, by, role, detail, at)
    return True


def _not_yours(is_of_no_case: bool) -> Refusal:
    who = "Support can." if is_of_no_case else "A manager of the person’s team can, and support."
    return Refusal(
        title="You cannot pass this message on",
        rule="A message that could not be delivered is for the manager of the person’s team, or for support.",
        fact="Your account has neither role for it.",
        who=who,
        next_step="Tell whoever it is for, if you can, and ask one of these to note it.",
        is_access=True,
    )


def tell_managers(case: Case) -> bool:
    """Tell the managers of a person's team that nobody is allocated; False where there is nobody to tell, or no need.

    The caller holds the row of the case, and has read it since.
    """
    if not case.manager_unallocated or case.nobody_told_at is not None or case.team_code is None:
        return False
    managers = [
        user
        for user in users.granted([("team", case.team_code)])
        if user.has(Role.TEAM_MANAGER) and user.email
    ]
    if not managers:
        return False
    at = clock.now().astimezone(dt.UTC)
    release = f", release date {long_date(case.licence_start)}" if case.licence_start else ""
    words = {
        "crn": case.crn,
        "person": f"{case.prison_number}{release}",
        "team": case.team_name or case.team_code,
    }
    letters = [letter_to_account("nobody-allocated", manager, at, words) for manager in managers]
    case.nobody_told, case.nobody_told_at = [manager.name for manager in managers], at
    detail = {"managers": case.nobody_told, "messages": [each.digest for each in letters]}
    event = events.record(case, None, TELL_MANAGER.name, None, Role.SERVICE, detail, at)
    outbox.write(event, letters)
    return True
