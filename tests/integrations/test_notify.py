"""GOV.UK Notify, asked as it wants to be asked: every answer and every silence comes to one of four outcomes, in time."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask

from app.domain.delivery import Why
from app.integrations.notify import Answer, Kept, NoAnswer, Notify, Outcome, messenger, within
from tests.support.notify import (
    BAD_ADDRESS,
    BAD_KEY,
    BAD_TEMPLATE,
    BROKEN,
    DOWN,
    KEY,
    SERVICE,
    TAKEN_AND_LOST,
    TEMPLATE,
    THROTTLED,
    Does,
    FakeNotify,
)

REFERENCE = "message-7-0123456789abcdef"
TO = (REFERENCE, "robin@example.com", "Licence returned: X123456", "Jo returned it.\nThe reason: £5 ((due))")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNotify]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = FakeNotify()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def notify(fake: FakeNotify) -> Notify:
    return Notify(KEY, TEMPLATE, fake.url, timeout=(0.3, 0.3), longest=0.8)


def test_a_message_goes_with_its_reference_and_words_and_can_be_found_by_it(
    fake: FakeNotify, notify: Notify
) -> None:
    assert notify.find(REFERENCE) is None
    answer = notify.send(*TO)
    (taken,) = fake.taken
    assert answer == Answer(Outcome.ACCEPTED, taken.id)
    assert (taken.reference, taken.address, taken.subject, taken.body) == TO
    found = notify.find(REFERENCE)
    assert found and (found.notify_id, found.status) == (taken.id, "sending")
    assert notify.find("message-7-0000000000000000") is None


@pytest.mark.parametrize(
    "does, outcome, why, stops",
    [
        (BAD_ADDRESS, Outcome.REFUSED, Why.ADDRESS, False),
        (BAD_TEMPLATE, Outcome.LATER, Why.NOT_TAKEN, False),
        (Does(413, "BadRequestError", "too long"), Outcome.LATER, Why.NOT_TAKEN, False),
        (THROTTLED, Outcome.LATER, Why.BUSY, True),
        (BAD_KEY, Outcome.LATER, Why.KEY, True),
        (Does(401, "AuthError", "no"), Outcome.LATER, Why.KEY, True),
        (DOWN, Outcome.UNKNOWN, Why.NOT_KNOWN, True),
        (BROKEN, Outcome.UNKNOWN, Why.NOT_KNOWN, True),
        (Does(302, "Moved", "elsewhere"), Outcome.UNKNOWN, Why.NOT_KNOWN, False),
        (TAKEN_AND_LOST, Outcome.UNKNOWN, Why.NOT_KNOWN, True),
        (Does(takes=True, waits=0.6), Outcome.UNKNOWN, Why.NOT_KNOWN, True),
        (Does(takes=True, trickles=0.1), Outcome.UNKNOWN, Why.NOT_KNOWN, True),
        (Does(takes=True, says=b"<html>"), Outcome.UNKNOWN, Why.NOT_KNOWN, False),
        (Does(takes=True, says=b"[]"), Outcome.UNKNOWN, Why.NOT_KNOWN, False),
        (Does(400, "Odd", says=b'"x"'), Outcome.LATER, Why.NOT_TAKEN, False),
    ],
    ids=str,
)
def test_every_answer_and_every_silence_comes_to_an_outcome_in_time(
    fake: FakeNotify, notify: Notify, does: Does, outcome: Outcome, why: Why, stops: bool
) -> None:
    fake.does(does)
    began = time.monotonic()
    answer = notify.send(*TO)
    assert time.monotonic() - began < 2
    assert (answer.outcome, answer.why, answer.stops) == (outcome, why, stops)
    assert len(fake.taken) == does.takes


@pytest.mark.parametrize(
    "does",
    [
        *(THROTTLED, BAD_KEY, DOWN, TAKEN_AND_LOST, BAD_TEMPLATE, Does(takes=True, trickles=0.1)),
        *(Does(says=said) for said in (b"[]", b"{}", b'{"notifications": 1}', b"\xff")),
    ],
    ids=str,
)
def test_where_it_cannot_be_asked_nobody_believes_that_there_is_no_message(
    fake: FakeNotify, notify: Notify, does: Does
) -> None:
    fake.on_find = lambda asked: does
    with pytest.raises(NoAnswer) as raised:
        notify.find(REFERENCE)
    for secret in (KEY, SERVICE, "robin"):
        assert secret not in str(raised.value)


def test_a_key_that_is_not_ours_and_a_server_that_is_not_there(fake: FakeNotify) -> None:
    other = Notify(KEY[:-1] + "1", TEMPLATE, fake.url)
    assert other.send(*TO) == Answer(Outcome.LATER, why=Why.KEY, stops=True)
    nowhere = Notify(KEY, TEMPLATE, "http://127.0.0.1:9", timeout=(0.3, 0.3))
    assert nowhere.send(*TO).outcome is Outcome.UNKNOWN
    assert not fake.taken


def test_a_call_that_never_ends_is_left_to_itself() -> None:
    with pytest.raises(TimeoutError):
        within(0.05, lambda: time.sleep(5))
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)
    assert within(5, lambda: "given") == "given"


@pytest.mark.one_database
def test_a_demo_without_a_key_keeps_messages_and_a_live_service_waits_for_one(app: Flask) -> None:
    with app.app_context():
        by = messenger()
        assert (
            isinstance(by, Kept) and by.send(*TO).outcome is Outcome.ACCEPTED and by.find(REFERENCE) is None
        )
        app.config["DEMO"] = False
        assert messenger() is None
        app.config.update(NOTIFY_API_KEY=KEY, NOTIFY_TEMPLATE_ID=TEMPLATE)
        assert isinstance(messenger(), Notify)
