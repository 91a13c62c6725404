"""Messages while everything fails: each is sent once, by GOV.UK Notify's own count, whoever dies and however many send."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.domain.delivery import GIVES_UP, REMEMBERED, Why
from app.jobs.jobs import JOBS, run
from app.models.base import db
from app.models.record import Message, MessageState
from app.store import outbox
from tests.attack.test_killed import Died, ending
from tests.support.notify import (
    BAD_ADDRESS,
    BAD_KEY,
    BAD_TEMPLATE,
    DOWN,
    TAKEN_AND_LOST,
    THROTTLED,
    Does,
    FakeNotify,
)
from tests.support.standing import case_of

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class Clock:
    """The machine's clock, as the test puts it."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "of_machine", made)
    return made


@pytest.fixture
def fake(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNotify]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = FakeNotify()
    made.start()
    made.serve(app)
    yield made
    made.stop()


def write(app: Flask, number: int = 1, **changes: Any) -> list[int]:
    """Messages that wait, and their numbers."""
    with app.app_context():
        case = case_of("Testwick")
        values = {
            "case_id": case.id,
            "notice": "returned",
            "recipient": "Robin Samplewright",
            "address": "robin@example.com",
            "written_at": AT,
            "state": MessageState.WAITING,
        }
        made = [
            Message(subject=f"Licence returned: {n}", body=f"Words {n}", **values | changes)
            for n in range(number)
        ]
        db.session.add_all(made)
        db.session.commit()
        return [each.id for each in made]


def send(app: Flask) -> tuple[int, int]:
    """A run of the job: how many were sent, and how many left."""
    with app.app_context():
        done = run(JOBS["send-messages"], clock.today())
        return done.moved, done.left


def row(app: Flask, number: int) -> Message:
    with app.app_context():
        return db.session.get_one(Message, number)


def states(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(db.select(Message.state).order_by(Message.id)))


def test_messages_are_sent_in_their_order_and_once(app: Flask, fake: FakeNotify, at: Clock) -> None:
    numbers = write(app, 3)
    assert send(app) == (3, 0)
    assert [each.row for each in fake.taken] == numbers
    first = row(app, numbers[0])
    assert (first.state, first.sent_at, first.notify_id) == ("sent", AT, fake.taken[0].id)
    assert (fake.taken[0].address, fake.taken[0].subject) == ("robin@example.com", "Licence returned: 0")
    at.now += 100 * HOUR
    assert send(app) == (0, 0) and fake.tried == 3 and not fake.asked


def test_a_trial_counts_and_sends_nothing(app: Flask, fake: FakeNotify, at: Clock) -> None:
    write(app, 2)
    with app.app_context():
        assert run(JOBS["send-messages"], clock.today(), is_trial=True).moved == 2
    assert not fake.tried and states(app) == ["waiting"] * 2


def test_without_a_key_a_live_service_keeps_them_waiting(app: Flask, at: Clock) -> None:
    write(app, 2)
    app.config["DEMO"] = False
    result = app.test_cli_runner().invoke(args=["jobs", "run", "send-messages", "--today", "2026-11-24"])
    assert result.stdout == "Messages that wait are sent: 0 messages, 2 left as they were.\n"
    assert states(app) == ["waiting"] * 2
    app.config["DEMO"] = True
    assert send(app) == (2, 0) and states(app) == ["sent"] * 2


def test_a_refused_address_fails_at_once_and_holds_up_nobody(app: Flask, fake: FakeNotify, at: Clock) -> None:
    bad, good = write(app, 2)
    fake.does(BAD_ADDRESS)
    assert send(app) == (1, 1)
    assert (row(app, bad).state, row(app, bad).failure) == ("failed", Why.ADDRESS)
    at.now += HOUR
    assert send(app) == (0, 0) and fake.per_row == {good: 1}


@pytest.mark.parametrize("does", [THROTTLED, BAD_KEY], ids=["throttled", "a wrong key"])
def test_what_would_be_said_to_all_ends_the_run_and_later_all_are_sent_without_being_asked_for(
    app: Flask, fake: FakeNotify, at: Clock, does: Does
) -> None:
    numbers = write(app, 3)
    fake.does(does)
    assert send(app) == (0, 1) and fake.tried == 1
    assert states(app) == ["waiting"] * 3
    at.now += HOUR
    assert send(app) == (3, 0)
    assert fake.per_row == dict.fromkeys(numbers, 1) and not fake.asked


@pytest.mark.parametrize("does", [DOWN, TAKEN_AND_LOST, Does(takes=True, says=b"?")], ids=str)
def test_where_nobody_knows_whether_it_was_taken_notify_is_asked_before_it_is_sent_again(
    app: Flask, fake: FakeNotify, at: Clock, does: Does
) -> None:
    (number,) = write(app)
    fake.does(does)
    assert send(app) == (0, 1) and states(app) == ["unknown"]
    assert send(app) == (0, 0), "not before its time"
    at.now += HOUR
    assert send(app) == (1, 0) and states(app) == ["sent"]
    assert fake.per_row == {number: 1} and len(fake.asked) == 1
    assert row(app, number).notify_id == fake.taken[0].id


def test_what_was_delivered_or_failed_meanwhile_is_found_to_be_so(
    app: Flask, fake: FakeNotify, at: Clock
) -> None:
    write(app, 2)
    fake.does(TAKEN_AND_LOST)
    send(app)
    send(app)
    at.now += HOUR
    fake.does(TAKEN_AND_LOST)
    fake.taken[0].status = "delivered"
    send(app)
    write(app, 1)
    fake.does(TAKEN_AND_LOST)
    send(app)
    fake.taken[2].status = "permanent-failure"
    at.now += HOUR
    send(app)
    assert states(app) == ["delivered", "sent", "failed"]
    assert set(fake.per_row.values()) == {1}


def test_while_notify_cannot_be_asked_nothing_is_sent_again(app: Flask, fake: FakeNotify, at: Clock) -> None:
    (number,) = write(app)
    fake.does(TAKEN_AND_LOST)
    fake.on_find = lambda asked: DOWN
    for _ in range(4):
        assert send(app) == (0, 1)
        at.now += 5 * HOUR
    fake.on_find = lambda asked: None
    assert send(app) == (1, 0) and fake.per_row == {number: 1}


def test_tries_come_further_apart_and_end_after_three_days(app: Flask, fake: FakeNotify, at: Clock) -> None:
    (number,) = write(app)
    fake.on_send = lambda sent: BAD_TEMPLATE
    waits = []
    while row(app, number).state == MessageState.WAITING:
        send(app)
        if due := row(app, number).due_at:
            waits.append((due - at.now).total_seconds() / 60)
            at.now = max(due, at.now)
        assert len(waits) < 40
    assert waits[:6] == [1, 5, 15, 60, 240, 240]
    assert GIVES_UP <= at.now - AT < GIVES_UP + 5 * HOUR
    assert (row(app, number).state, row(app, number).failure) == ("failed", Why.NOT_TAKEN)
    assert send(app) == (0, 0)


def test_what_notify_has_forgotten_is_never_sent_blindly(app: Flask, fake: FakeNotify, at: Clock) -> None:
    (number,) = write(app)
    fake.does(TAKEN_AND_LOST)
    send(app)
    fake.taken.clear()
    at.now += REMEMBERED + HOUR
    assert send(app) == (0, 1) and not fake.taken
    assert (row(app, number).state, row(app, number).failure) == ("failed", Why.NOT_KNOWN)


def test_a_worker_that_wakes_after_its_time_sends_nothing(
    app: Flask, fake: FakeNotify, at: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = write(app)
    claim = outbox.claim

    def sleeps(now: dt.datetime) -> Any:
        claimed = claim(now)
        at.now += 2 * outbox.CLAIM
        monkeypatch.setattr(outbox, "claim", claim)
        send(app)  # somebody else takes it meanwhile
        return claimed

    monkeypatch.setattr(outbox, "claim", sleeps)
    send(app)
    assert fake.per_row == {number: 1} and states(app) == ["sent"]


def test_wherever_a_worker_dies_each_message_is_sent_once(app: Flask, fake: FakeNotify, at: Clock) -> None:
    points, is_over = 0, False
    while not is_over:
        points += 1
        numbers = write(app, 2)
        taken = len(fake.taken)
        try:
            with ending(app, points, True, dies):
                send(app)
            is_over = True
        except Died:
            with app.app_context():
                db.session.remove()
        at.now += HOUR
        send(app)
        at.now += HOUR
        assert send(app) == (0, 0)
        assert sorted(each.row for each in fake.taken[taken:]) == numbers, f"point {points}"
        assert states(app) == ["sent"] * len(states(app))
        assert points < 60
    assert points > 8, "there were points to die at"


def dies(where: str) -> None:
    raise Died(where)


def test_many_workers_at_once_send_each_message_once(app: Flask, fake: FakeNotify, database: str) -> None:
    numbers = write(app, 24)
    fake.on_send = lambda sent: Does(takes=True, waits=0.01)
    done: list[tuple[int, int]] = []
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        done.append(send(app))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert len(done) == 4
    assert fake.per_row == dict.fromkeys(numbers, 1)
    assert sum(moved for moved, _ in done) == len(numbers) and states(app) == ["sent"] * len(numbers)
    if database == "postgresql":  # on SQLite they take turns
        assert sum(moved > 0 for moved, _ in done) > 1


def test_what_is_logged_of_a_message_is_its_number_and_what_became_of_it(
    app: Flask,
    fake: FakeNotify,
    at: Clock,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app import logs

    logs.set_up()
    write(app, 4)
    fake.does(BAD_ADDRESS, TAKEN_AND_LOST)
    send(app)
    said = capsys.readouterr().err
    logs.set_up(is_test=True)
    assert '"outcome": "refused"' in said and '"outcome": "unknown"' in said
    for private in ("robin", "Robin", "Words", "returned", "26785a09", "127.0.0.1"):
        assert private not in said
