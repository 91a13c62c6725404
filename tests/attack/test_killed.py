"""The process ends in the middle of a step: nothing of the step is kept, and taken again it is whole.

Short, it ends before every statement that writes, before the COMMIT and after it, by an exception that nothing catches.
Long, before every statement, in a process of its own that is killed.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.domain.licence.moves import MOVES
from app.models.base import db
from app.models.case import Case
from app.models.record import Event
from app.store import audit
from tests.support.deeds import BY_NAME, DECIDER, DEEDS, PRINTER, WRITER, Deed
from tests.support.sites import close_connections
from tests.support.standing import as_user, everything

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
DONE = "after COMMIT"
MOST_POINTS = 500

End = Callable[[str], None]
"""Ends the process at a point that is named."""


class Died(BaseException):
    """The process is gone: nothing of the service's own catches this."""


@contextmanager
def ending(app: Flask, point: int, every: bool, end: End) -> Iterator[None]:
    """Within, `end` is called at the point of this number, if there is one."""
    passed = 0

    def come_to(what: str, connection: Any = None) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            if connection is not None:
                connection.invalidate()  # the database sees the connection end, and takes back what was begun
            end(what)

    def statement(connection: Any, cursor: Any, words: str, *given: Any) -> None:
        if every or WRITES.match(words):
            come_to(words, connection)

    def commit(connection: Any) -> None:
        come_to("COMMIT", connection)

    def committed(session: Any) -> None:
        if not session.in_nested_transaction():  # which keeps nothing yet
            come_to(DONE)

    with app.app_context():
        engine, session = db.engine, db.session
    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    event.listen(session, "after_commit", committed)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)
        event.remove(session, "after_commit", committed)


def raised(app: Flask, deed: Deed, number: int, point: int) -> str | None:
    """Take a step that ends at a point, by an exception: before what it ended, None where it went to its end."""

    def end(what: str) -> None:
        raise Died(what)

    try:
        with ending(app, point, False, end):
            deed.do(app, number)
    except Died as died:
        return str(died)
    return None


def killed(app: Flask, deed: Deed, number: int, point: int) -> str | None:
    """The same in a process that is killed."""
    close_connections(app)  # a child must not use its parent's
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:

        def end(what: str) -> None:
            os.write(writes, what.encode()[:1000])
            os.kill(os.getpid(), signal.SIGKILL)

        try:
            with ending(app, point, True, end):
                deed.do(app, number)
        finally:
            os._exit(0)
    os.close(writes)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reads, "rb") as told:
        where = told.read().decode()
    assert os.WIFSIGNALED(status) == bool(where), "the step failed by itself"
    return where or None


def actions_since(app: Flask, number: int) -> tuple[str, ...]:
    """What happened to anybody after so many events."""
    with app.app_context():
        return tuple(db.session.scalars(db.select(Event.action).order_by(Event.id).offset(number)))


def faults(app: Flask) -> list[Any]:
    """What does not hold in any history, document, decision or message."""
    with app.app_context():
        return list(audit.faults_of_cases(list(db.session.scalars(db.select(Case)))))


def test_every_move_is_among_the_steps() -> None:
    assert {name for deed in DEEDS for name in deed.makes} == {move.action.name for move in MOVES}


@pytest.mark.usefixtures("printing_is_quick")
@pytest.mark.parametrize("name", BY_NAME)
def test_a_step_in_which_the_process_ends_was_not_begun_or_is_done(
    app: Flask, name: str, is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = BY_NAME[name]
    number = deed.ready(app)
    monkeypatch.setattr(
        "tests.support.deeds.BROWSERS", {by: as_user(app, by) for by in (WRITER, DECIDER, PRINTER)}
    )
    before = everything(app)
    events = len(before["events"])
    take, points = (killed if is_long else raised), 0
    while (where := take(app, deed, number, points + 1)) not in (None, DONE):
        points += 1
        assert points < MOST_POINTS
        assert everything(app) == before, f"{name}: something is kept though it ended before {where}"
    assert where == DONE and points > 1, f"{name}: came to {points} points, and then to {where}"
    # The step is done, though nobody was told. Taken again it does nothing more; only paper may be printed twice.
    assert everything(app) != before
    assert actions_since(app, events) == deed.makes
    assert deed.do(app, number) in (None, 200, 302, 409)
    assert actions_since(app, events) == deed.makes * (2 if name == "print" else 1)
    assert not faults(app)
