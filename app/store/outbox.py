"""The outbox: messages, written in the transaction of the event that causes them and kept until they are delivered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.models.base import db
from app.models.record import Event, Message, MessageState
from app.models.site import SiteSwitch
from app.store.events import digest, spelt


@dataclass(frozen=True)
class Letter:
    """A message before its event is recorded."""

    notice: str
    recipient: str
    address: str | None
    subject: str
    body: str
    at: dt.datetime

    @property
    def digest(self) -> str:
        """What the event that causes it says of it, so that no message can be changed, added or dropped unseen."""
        return digest(
            {
                "notice": self.notice,
                "to": self.recipient,
                "address": self.address,
                "subject": self.subject,
                "body": self.body,
                "at": spelt(self.at),
            }
        )


def write(event: Event, letters: list[Letter]) -> None:
    """Put messages in the outbox, within the transaction of their event, whose detail names their digests."""
    _write(letters, case_id=event.case_id, licence_id=event.licence_id, event=event)


def write_of_switch(switch: SiteSwitch, letters: list[Letter]) -> None:
    """Put messages in the outbox that tell of a place where the service is switched on, and whose digests it names."""
    _write(letters, switch_id=switch.id)


def _write(letters: list[Letter], **about: Any) -> None:
    db.session.add_all(
        Message(
            **about,
            notice=letter.notice,
            recipient=letter.recipient,
            address=letter.address,
            subject=letter.subject,
            body=letter.body,
            written_at=letter.at,
            state=MessageState.WAITING if letter.address else MessageState.NO_ADDRESS,
        )
        for letter in letters
    )


def undelivered() -> dict[str, float]:
    """How many messages are in each state but delivered."""
    counted = db.session.execute(
        select(Message.state, func.count(Message.id))
        .where(Message.state != MessageState.DELIVERED)
        .group_by(Message.state)
    )
    none = {str(state): 0.0 for state in MessageState if state is not MessageState.DELIVERED}
    return none | {state: float(number) for state, number in counted}


def letter_of(message: Message) -> Letter:
    """A message as it was written."""
    return Letter(
        message.notice,
        message.recipient,
        message.address,
        message.subject,
        message.body,
        message.written_at,
    )
