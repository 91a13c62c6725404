"""The heads of all chains, sealed for keeping outside the database: whoever has the database in their hands can make a
whole history anew, but not the lines that were written about it before."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any

from flask import current_app
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import func, select, text

from app import clock
from app.database import reading
from app.domain.policy.json import canonical
from app.domain.words import moment_in_words
from app.models.base import db
from app.models.policy import PolicyVersion
from app.models.record import Event
from app.store import chain
from app.store.events import spelt
from app.store.retention import may_be_gone

SHORTEST_KEY = 32
FORMAT = 2
"""What is written. Lines of format 1, which say nothing of the tables that are one chain, stay true and are checked."""


class NoKey(Exception):
    """AUDIT_KEY is not set, or is no key that nobody can guess."""


class Mark(BaseModel):
    """The last row of a table that is one chain."""

    model_config = ConfigDict(strict=True, extra="forbid")

    number: int
    hash: str
    at: str


class Head(BaseModel):
    """What one line says: everything up to an event and a policy, by their numbers, has this digest; and where the tables
    that are one chain ended."""

    model_config = ConfigDict(strict=True, extra="forbid")

    format: int
    at: str
    event: int
    policy: int
    digest: str
    chains: dict[str, Mark] = {}
    seal: str


def write() -> str:
    """The line about everything that has happened by now."""
    key = _key()
    event, policy, chains = _last()
    with reading():
        (digest,) = _digests([(event, policy)])
    said: dict[str, Any] = {
        "format": FORMAT,
        "at": clock.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        "event": event,
        "policy": policy,
        "digest": digest,
        "chains": chains,
    }
    return json.dumps(said | {"seal": _seal(key, said)})


def faults(lines: Iterable[str]) -> Iterator[str]:
    """What does not hold of lines that were written before, in a sentence each; within a transaction that reads."""
    key = _key()
    heads = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            head = Head.model_validate_json(line)
        except ValidationError:
            yield f"line {number} of the heads is none that this service wrote"
            return
        if not hmac.compare_digest(
            head.seal, _seal(key, head.model_dump(exclude={"seal"}, exclude_unset=True))
        ):
            yield f"line {number} of the heads was changed, or was sealed with another key"
            return
        heads.append(head)
    if not heads:
        yield "there is no line of heads to check"
    heads.sort(key=lambda head: (head.event, head.policy))
    before = 0
    for head, digest in zip(heads, _digests([(h.event, h.policy) for h in heads]), strict=True):
        if digest != head.digest:
            when = moment_in_words(dt.datetime.fromisoformat(head.at))
            yield (
                f"what had happened by {when} is not what it was then: of events {before + 1} to {head.event}, or of the "
                f"policies up to number {head.policy}, some were changed or cut off since"
            )
            return
        before = head.event
        yield from _faults_of_chains(head)


def _faults_of_chains(head: Head) -> Iterator[str]:
    """What was the last row of each chain is there as it was, or has been kept for as long as it must be."""
    for model, noun in chain.NOUNS.items():
        mark = head.chains.get(model.__tablename__)
        if mark is None:
            continue
        kept = db.session.scalar(select(model.hash).where(model.id == mark.number))
        when = moment_in_words(dt.datetime.fromisoformat(head.at))
        if kept is None and not may_be_gone(model, dt.datetime.fromisoformat(mark.at)):
            yield f"{noun} {mark.number}, the last one by {when}, is gone, and was not old enough to be removed"
        elif kept not in (None, mark.hash):
            yield f"what {noun}s there were by {when} is not what it was then: some were changed or removed since"


def _last() -> tuple[int, int, dict[str, dict[str, Any]]]:
    """The last event, the last policy and the ends of the chains, while nobody is in the middle of writing one with a lower
    number."""
    with db.session.begin():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("SET LOCAL lock_timeout = '10s'"))
            db.session.execute(text("LOCK TABLE events, policies IN SHARE MODE"))
        return (
            db.session.scalar(select(func.max(Event.id))) or 0,
            db.session.scalar(select(func.max(PolicyVersion.id))) or 0,
            _marks(),
        )


def _marks() -> dict[str, dict[str, Any]]:
    marks = {}
    for model in chain.NOUNS:
        last = select(model.id, model.hash, model.at).order_by(model.id.desc()).limit(1)
        for row in db.session.execute(last):
            marks[model.__tablename__] = {"number": row.id, "hash": row.hash, "at": spelt(row.at)}
    return marks


def _digests(marks: list[tuple[int, int]]) -> Iterator[str]:
    """The digest of every event and policy up to each of these, which rise, in one reading."""
    policies = db.session.execute(
        select(PolicyVersion.id, PolicyVersion.version, PolicyVersion.sha256).order_by(PolicyVersion.id)
    ).all()
    events = iter(
        db.session.execute(
            select(Event.id, Event.case_id, Event.hash).order_by(Event.id).execution_options(yield_per=5000)
        )
    )
    read, waiting = hashlib.sha256(), next(events, None)
    for event, policy in marks:
        while waiting is not None and waiting.id <= event:
            read.update(canonical(list(waiting)).encode())
            waiting = next(events, None)
        of_mark = read.copy()
        of_mark.update(canonical([list(row) for row in policies if row.id <= policy]).encode())
        yield of_mark.hexdigest()


def _key() -> bytes:
    key: str = current_app.config["AUDIT_KEY"] or ""
    if len(key) < SHORTEST_KEY or key == current_app.config["SECRET_KEY"]:
        raise NoKey(
            f"AUDIT_KEY must be set, to at least {SHORTEST_KEY} characters, and to another key than SECRET_KEY."
        )
    return key.encode()


def _seal(key: bytes, said: dict[str, Any]) -> str:
    return hmac.new(key, canonical(said).encode(), hashlib.sha256).hexdigest()
