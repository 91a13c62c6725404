"""The outbox: messages, written in the transaction of the event that causes them and kept until they are delivered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, update
from sqlalchemy.orm import defer

from app.access import grants, reached_by
from app.domain.delivery import ENDS, GIVES_UP, REMEMBERED, Why, digest_of, wait_after, why
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.record import DIGEST, TASKS, TO_SEND, Digest, Event, Message, MessageState
from app.models.site import SiteSwitch
from app.models.user import User
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
    username: str | None = None
    """Of whom it is for, where that is one person. Neither this nor whether it is urgent is part of what is told."""
    is_urgent: bool = False

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
            username=letter.username,
            is_urgent=letter.is_urgent,
            address=letter.address,
            subject=letter.subject,
            body=letter.body,
            written_at=letter.at,
            state=MessageState.WAITING if letter.address else MessageState.NO_ADDRESS,
        )
        for letter in letters
    )


CLAIM = dt.timedelta(minutes=3)
"""How long a message is left to whoever took it to send it: much longer than a try can take."""


@dataclass(frozen=True)
class Claim:
    """A message that one worker alone may send now."""

    number: int
    until: dt.datetime
    letter: Letter
    reference: str
    """What it is called where it is sent: the number of its row, and a part of its digest, so that no row of another
    database, or of this one before it was restored, is taken for it."""
    was_tried: bool
    """Whether a try before may have sent it."""
    is_forgotten: bool
    """Whether that try was too long ago to be asked about."""


def reference_of(number: int, letter: Letter) -> str:
    """What a message is called where it is sent."""
    return f"message-{number}-{letter.digest[:16]}"


_WANTS_DIGEST = User.wants_digest & User.email.is_not(None) & User.disabled_at.is_(None)
_IS_HELD = (
    ~Message.is_urgent
    & (Message.state == MessageState.WAITING)
    & (Message.tries == 0)
    & Message.digest_id.is_(None)
    & Message.username.is_not(None)
)
"""What waits for the next digest, where its reader wants one."""


def _is_due(now: dt.datetime) -> ColumnElement[bool]:
    wanted = select(User.id).where(User.username == Message.username, _WANTS_DIGEST).exists()
    return (
        Message.state.in_(TO_SEND)
        & ~(_IS_HELD & wanted)
        & or_(Message.due_at.is_(None), Message.due_at <= now)
        & or_(Message.claimed_until.is_(None), Message.claimed_until <= now)
    )


def number_due(now: dt.datetime) -> int:
    """How many messages would be tried now."""
    return db.session.scalar(select(func.count()).select_from(Message).where(_is_due(now))) or 0


def claim(now: dt.datetime) -> Claim | None:
    """Take the first message that is due, so that no other worker sends it; committed, so that a worker that dies from
    here on leaves a message of which it is not known whether it was sent."""
    first = select(Message).where(_is_due(now)).order_by(Message.id).limit(1)
    found = first.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    message = db.session.scalars(found).first()
    if message is None:
        db.session.rollback()
        return None
    letter = letter_of(message)
    message.first_tried_at = message.first_tried_at or now
    made = Claim(
        message.id,
        now + CLAIM,
        letter,
        reference_of(message.id, letter),
        was_tried=message.state == MessageState.UNKNOWN,
        is_forgotten=message.state == MessageState.UNKNOWN and now - message.first_tried_at > REMEMBERED,
    )
    message.state, message.claimed_until, message.tries = MessageState.UNKNOWN, made.until, message.tries + 1
    db.session.commit()
    return made


def note_sent(claimed: Claim, notify_id: str | None, now: dt.datetime) -> None:
    """Keep that a message was taken, unless somebody else found out more meanwhile; committed."""
    _note(claimed, state=MessageState.SENT, sent_at=now, notify_id=notify_id, failure=None)


def note_failed(claimed: Claim, because: Why) -> None:
    """Keep that a message cannot be sent; committed."""
    _note(claimed, state=MessageState.FAILED, failure=because)


def note_not_sent(claimed: Claim, because: Why | None, now: dt.datetime, is_known: bool) -> None:
    """Keep that a message was not taken, or that this is not known: it is tried again later, or given up; committed."""
    message = db.session.get_one(Message, claimed.number)
    if now - (message.first_tried_at or now) >= GIVES_UP:
        note_failed(claimed, because if is_known and because else Why.NOT_KNOWN)
        return
    state = MessageState.WAITING if is_known else MessageState.UNKNOWN
    _note(claimed, state=state, failure=because, due_at=now + wait_after(message.tries))


def _note(claimed: Claim, **values: Any) -> None:
    """Change a message that is still claimed so and has come no further."""
    mine = (
        Message.id == claimed.number,
        Message.state == MessageState.UNKNOWN,
        Message.claimed_until == claimed.until,
    )
    changed = update(Message).where(*mine).values(claimed_until=None, **values)
    db.session.execute(changed.execution_options(synchronize_session=False))
    if claimed.letter.notice == DIGEST:
        _follow(claimed.number)
    db.session.commit()


def readers_of_digests(day: dt.date) -> list[int]:
    """The numbers of the accounts for which a digest is to be written on a day."""
    has_messages = select(Message.id).where(Message.username == User.username, _IS_HELD).exists()
    has_one = select(Digest.id).where(Digest.user_id == User.id, Digest.day == day).exists()
    return list(
        db.session.scalars(select(User.id).where(_WANTS_DIGEST, has_messages, ~has_one).order_by(User.id))
    )


def write_digest(user_id: int, day: dt.date, at: dt.datetime) -> int:
    """Put what waits for somebody into one message, once a day; how many messages that is. The caller commits."""
    held = select(User).where(User.id == user_id, _WANTS_DIGEST).with_for_update(key_share=True)
    user = db.session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if user is None or db.session.scalar(
        select(Digest.id).where(Digest.user_id == user_id, Digest.day == day)
    ):
        return 0
    waiting = select(Message).where(Message.username == user.username, _IS_HELD).order_by(Message.id)
    fresh = waiting.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    members = db.session.scalars(fresh).all()
    if not members:
        return 0
    digest = Digest(user_id=user_id, day=day)
    db.session.add(digest)
    db.session.flush()
    for member in members:
        member.state, member.digest_id = MessageState.IN_DIGEST, digest.id
    subject, body = digest_of([(member.subject, member.body) for member in members])
    letter = Letter(DIGEST, user.name, user.email, subject, body, at, user.username)
    _write([letter], digest_id=digest.id)
    return len(members)


def _follow(number: int) -> None:
    """Let what became of a digest become of its messages."""
    digest = db.session.get_one(Message, number, populate_existing=True)
    if digest.state in TO_SEND:
        return
    values = {
        name: getattr(digest, name) for name in ("state", "sent_at", "delivered_at", "failure", "notify_id")
    }
    members = (
        Message.digest_id == digest.digest_id,
        Message.notice != DIGEST,
        Message.state.in_((MessageState.IN_DIGEST, *_MAY_ARRIVE)),
    )
    changed = update(Message).where(*members).values(values)
    db.session.execute(changed.execution_options(synchronize_session=False))


_REFERENCE = re.compile(r"message-([0-9]{1,9})-[0-9a-f]{16}")
_MAY_ARRIVE = (*TO_SEND, MessageState.SENT, MessageState.FAILED)
_MAY_FAIL = (*TO_SEND, MessageState.SENT)


def note_receipt(reference: str, status: str, notify_id: str | None, now: dt.datetime) -> bool:
    """Keep what GOV.UK Notify says became of a message; False where there is none of this reference. The caller commits.

    Once it is delivered nothing else counts, so receipts may come twice and in any order.
    """
    named = _REFERENCE.fullmatch(reference)
    message = db.session.get(Message, int(named[1]), populate_existing=True) if named else None
    if message is None or reference_of(message.id, letter_of(message)) != reference:
        return False
    values: dict[str, Any] = {"notify_id": notify_id} if notify_id else {}
    states: tuple[MessageState, ...] = _MAY_FAIL
    if status == "delivered":
        states = _MAY_ARRIVE
        values |= {"state": MessageState.DELIVERED, "delivered_at": now, "failure": None}
    elif (failure := why(status)) in ENDS:
        values |= {"state": MessageState.FAILED, "failure": failure}
    else:
        return True
    change = update(Message).where(Message.id == message.id, Message.state.in_(states)).values(values)
    db.session.execute(change.execution_options(synchronize_session=False))
    if message.notice == DIGEST:
        _follow(message.id)
    return True


def _tasks(reader: User) -> tuple[Any, dict[str, object]]:
    """What the service could not deliver and this reader can see to, with the case and whether they may open it: a team
    manager of their teams' people, support of everybody. What is about no case is support's."""
    roles = reader.roles & SEE_TO
    covered, opened = reached_by(roles)
    mine = covered | Message.case_id.is_(None) if Role.SUPPORT in roles else covered
    statement = (
        select(Message, Case, func.coalesce(opened, Message.case_id.is_(None)).label("is_open"))
        .join(Case, Message.case_id == Case.id, isouter=True)
        .options(defer(Case.record))
        .where(Message.state.in_(TASKS), Message.notice != DIGEST, mine)
    )
    return statement, grants(reader)


SEE_TO = frozenset({Role.TEAM_MANAGER, Role.SUPPORT})


def tasks(reader: User, most: int) -> Sequence[Row[Any]]:
    """The messages that this reader has to see to, the oldest first."""
    statement, given = _tasks(reader)
    return db.session.execute(statement.order_by(Message.id).limit(most), given).all()


def number_of_tasks(reader: User) -> int:
    """How many they are."""
    statement, given = _tasks(reader)
    counted = statement.with_only_columns(func.count(Message.id), maintain_column_froms=True)
    return int(db.session.scalar(counted, given) or 0)


def task(reader: User, number: int) -> Row[Any] | None:
    """One of them; None where it is not theirs, or was seen to."""
    statement, given = _tasks(reader)
    found = statement.where(Message.id == number).execution_options(populate_existing=True)
    return db.session.execute(found, given).one_or_none()


def find(number: int) -> Message | None:
    """The message of that number."""
    return db.session.get(Message, number)


def counts() -> dict[str, int]:
    """How many messages are in each state; of digests, only those that are to be sent."""
    each = or_(Message.notice != DIGEST, Message.state.in_(TO_SEND))
    counted = db.session.execute(select(Message.state, func.count()).where(each).group_by(Message.state))
    return {str(state): 0 for state in MessageState} | {row[0]: int(row[1]) for row in counted}


def letter_of(message: Message) -> Letter:
    """A message as it was written."""
    return Letter(
        message.notice,
        message.recipient,
        message.address,
        message.subject,
        message.body,
        message.written_at,
        message.username,
        message.is_urgent,
    )
