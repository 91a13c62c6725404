"""How messages are tried: how long until the next time, when that ends, and why a message was not delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from app.domain.words import counted, moment_in_words

MINUTES = (1, 5, 15, 60, 240)
"""Between one try and the next; the last of these from then on."""
GIVES_UP = dt.timedelta(days=3)
"""How long after its first try a message is tried again."""
REMEMBERED = dt.timedelta(days=6)
"""How long GOV.UK Notify is sure to know what it took: it forgets after seven days."""


class Why(StrEnum):
    """Why a message was not delivered, or not yet."""

    ADDRESS = "address"
    NOT_TAKEN = "not-taken"
    NOT_KNOWN = "not-known"
    BUSY = "busy"
    KEY = "key"
    PERMANENT = "permanent-failure"
    TEMPORARY = "temporary-failure"
    TECHNICAL = "technical-failure"

    @property
    def in_words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Why.ADDRESS: "The address is not one that email can be sent to.",
    Why.NOT_TAKEN: "GOV.UK Notify does not take it.",
    Why.NOT_KNOWN: "It is not known whether GOV.UK Notify took it.",
    Why.BUSY: "GOV.UK Notify takes no more at the moment.",
    Why.KEY: "GOV.UK Notify does not accept this service’s key.",
    Why.PERMANENT: "There is no such address, or it takes no email from this service.",
    Why.TEMPORARY: "The address took no email for three days, for example because it was full.",
    Why.TECHNICAL: "GOV.UK Notify could not deliver it.",
}

ENDS = frozenset({Why.PERMANENT, Why.TEMPORARY, Why.TECHNICAL})
"""What a receipt says of a message that will not be delivered any more."""


def wait_after(tries: int) -> dt.timedelta:
    """How long to wait after so many tries."""
    return dt.timedelta(minutes=MINUTES[min(max(tries, 1), len(MINUTES)) - 1])


def why(code: str | None) -> Why | None:
    """The reason of this code; None for one that this version does not know."""
    return Why(code) if code in set(Why) else None


_STATES = {
    "waiting": "Waits to be sent",
    "no-address": "No address",
    "unknown": "Being sent",
    "sent": "Sent",
    "kept": "Kept here, and not sent",
    "delivered": "Delivered",
    "failed": "Could not be delivered",
    "in-digest": "Goes in a digest",
    "seen-to": "Passed on by hand",
}


def name_of_state(state: str) -> str:
    """What has become of a message, in a few words."""
    return _STATES.get(state, "Not known")


def outcome_in_words(
    state: str, failure: str | None, at: dt.datetime | None, delivered_at: dt.datetime | None
) -> str:
    """What has become of a message, when, or until when it waits, and why not more."""
    because = why(failure)
    moment = delivered_at if state == "delivered" else at
    told = name_of_state(state)
    if moment and state in ("sent", "kept", "delivered"):
        told = f"{told} on {moment_in_words(moment)}"
    elif moment and state in ("waiting", "unknown"):
        told = f"{told}. It is tried again on {moment_in_words(moment)}"
    return f"{told}. {because.in_words}" if because else told


def digest_of(texts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The subject and the words of a digest, of the subjects and words of its messages and nothing else: so that the audit
    can make it again."""
    parts = [f"{number}. {subject}\n\n{body}" for number, (subject, body) in enumerate(texts, start=1)]
    return f"{counted(len(texts), 'message')} from Create and vary a licence", "\n\n\n".join(parts)
