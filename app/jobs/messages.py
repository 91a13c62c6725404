"""Sends what waits in the outbox: each message is taken, sent, and what became of it kept, so that any number of workers
may send at once and each may die at any point."""

from __future__ import annotations

import datetime as dt
import time

import structlog

from app import clock
from app.integrations.notify import Answer, Messenger, NoAnswer, Outcome, messenger
from app.jobs.done import Done
from app.models.base import db
from app.store import outbox
from app.store.outbox import Claim

log = structlog.get_logger()

LONGEST_RUN = 600.0
"""Seconds after which a run takes no further message: the next one goes on."""
MARGIN = dt.timedelta(minutes=1)
"""How long before the end of its claim a message is no longer sent."""


def send_messages(today: dt.date, is_trial: bool) -> Done:
    """Send every message that is due, until none is left, the time is over, or the way is shut to all of them."""
    by = messenger()
    if is_trial or by is None:
        due = outbox.number_due(clock.of_machine())
        return Done(due, 0) if is_trial else Done(0, due)
    ends, sent, left = time.monotonic() + LONGEST_RUN, 0, 0
    while time.monotonic() < ends and (claimed := outbox.claim(clock.of_machine())):
        answer = _try(by, claimed)
        _keep(claimed, answer)
        is_sent = answer.outcome is Outcome.ACCEPTED
        sent, left = sent + is_sent, left + (not is_sent)
        log.info("message", message=claimed.number, outcome=answer.outcome, why=answer.why)
        if answer.stops:
            break
    return Done(sent, left)


def send_digests(today: dt.date, is_trial: bool) -> Done:
    """Write the day's digest of everybody who wants one and has messages; what sends messages sends it."""
    readers = outbox.readers_of_digests(today)
    db.session.rollback()
    if is_trial:
        return Done(len(readers), 0)
    written = 0
    for user_id in readers:
        written += bool(outbox.write_digest(user_id, today, clock.now().astimezone(dt.UTC)))
        db.session.commit()
    return Done(written, len(readers) - written)


def _try(by: Messenger, claimed: Claim) -> Answer:
    """Send a message, unless it was sent before."""
    if claimed.was_tried:
        try:
            found = by.find(claimed.reference)
        except NoAnswer as fault:
            return Answer(Outcome.UNKNOWN, why=fault.why, stops=fault.stops)
        if found:
            return Answer(Outcome.ACCEPTED, found.notify_id, status=found.status)
    address = claimed.letter.address
    if claimed.is_forgotten or address is None or clock.of_machine() > claimed.until - MARGIN:
        return Answer(Outcome.UNKNOWN)
    return by.send(claimed.reference, address, claimed.letter.subject, claimed.letter.body)


def _keep(claimed: Claim, answer: Answer) -> None:
    now = clock.of_machine()
    if answer.outcome is Outcome.ACCEPTED:
        outbox.note_sent(claimed, answer.notify_id, now)
        if answer.status:
            outbox.note_receipt(claimed.reference, answer.status, answer.notify_id, now)
            db.session.commit()
    elif answer.outcome is Outcome.REFUSED and answer.why:
        outbox.note_failed(claimed, answer.why)
    else:
        is_known = answer.outcome is Outcome.LATER
        outbox.note_not_sent(claimed, answer.why, now, is_known)
