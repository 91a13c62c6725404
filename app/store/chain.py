"""The evidence that is one chain a table: what was done to policies, to accounts and to where the service is in use.

The history of a case is a chain of its own (app.store.events), as people write to many cases at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from app.models import evidence
from app.models.base import db
from app.models.chain import ChainEnd
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.record import START_OF_CHAIN
from app.models.security_event import SecurityEvent
from app.models.site import SiteSwitch
from app.store.events import digest, plain

NOUNS: dict[Any, str] = {
    PolicyEvent: "policy event",
    SecurityEvent: "security event",
    SiteSwitch: "roll-out change",
}
"""The tables, and what faults call a row of each."""
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What reading raises where something kept is not what the service writes."""
_AT_ONCE = 1000


def add(row: PolicyEvent | SecurityEvent | SiteSwitch) -> None:
    """Write a row at the end of its table's chain; whoever adds another waits until this transaction ends."""
    seal(row, hold(type(row)))
    db.session.add(row)
    db.session.flush()  # in this order their numbers rise


def drop_first(model: Any, which: ColumnElement[bool]) -> None:
    """Remove such rows up to the first that stays from a chain, which remembers after which row it begins."""
    end = hold(model)  # before its table, as those who add to it
    stays = db.session.scalar(select(model.id).where(~which).order_by(model.id).limit(1))
    goes = model.id < stays if stays is not None else model.id.is_not(None)
    last = db.session.scalar(select(model.hash).where(goes).order_by(model.id.desc()).limit(1))
    if last is not None:
        end.begins = last
        with evidence.lifted(db.session.connection(), model.__tablename__):
            db.session.execute(delete(model).where(goes).execution_options(synchronize_session=False))


def faults(model: Any) -> Iterator[str | None]:
    """What does not hold first of a chain, in a sentence, after None for each row that holds."""
    noun, last, at_once = NOUNS[model], 0, _AT_ONCE
    end = db.session.get(ChainEnd, model.__tablename__)
    if end is None:
        yield f"where the {noun}s begin and end is gone"
        return
    previous = end.begins
    while True:
        try:
            rows = db.session.execute(
                select(*model.__table__.columns).where(model.id > last).order_by(model.id).limit(at_once)
            ).all()
        except UNREADABLE as error:
            if at_once == 1:
                yield f"the {noun} after number {last} cannot be read ({error!r})"
                return
            at_once = 1  # to find the place
            continue
        for row in rows:
            if row.previous_hash != previous:
                yield f"{noun} {row.id} does not follow the one before it: some between were removed or added"
                return
            if row.hash != _hash(row, model):
                yield f"{noun} {row.id}, or what it is about, was changed"
                return
            previous, last = row.hash, row.id
            yield None
        if not rows:
            break
    if previous != end.ends:
        yield f"the last {noun}s were removed: they end after number {last}, and should have another end"


def seal(row: Any, end: ChainEnd) -> None:
    """Let a row follow the end of a chain, and be that end."""
    row.previous_hash = end.ends
    row.hash = end.ends = _hash(row)


def hold(model: Any) -> ChainEnd:
    """Where a chain ends, held until this transaction does: nobody else adds to it meanwhile."""
    name = model.__tablename__
    end = db.session.get(ChainEnd, name, with_for_update=True, populate_existing=True)
    if end is None:  # the migration makes them: a chain that lost its end begins where it does not fit
        end = ChainEnd(name=name, begins=START_OF_CHAIN, ends=START_OF_CHAIN)
        db.session.add(end)
    return end


def _hash(row: Any, model: Any = None) -> str:
    table = (model or type(row)).__table__
    content = {
        column.name: plain(getattr(row, column.name))
        for column in table.columns
        if column.name not in ("id", "hash")
    }
    return digest(content | {"table": table.name, "about": _about(row, table.name)})


def _about(row: Any, table: str) -> list[Any] | None:
    """What stays as it is of what a row is about: of a policy, which it is."""
    if table != PolicyEvent.__tablename__:
        return None
    which = (PolicyVersion.version, PolicyVersion.sha256, PolicyVersion.source)
    policy = db.session.execute(select(*which).where(PolicyVersion.id == row.policy_id)).one_or_none()
    return list(policy) if policy else None
