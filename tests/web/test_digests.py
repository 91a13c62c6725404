"""Messages that somebody chose to get together: one a day, with everything that is not urgent, sent as any other."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.jobs.jobs import JOBS, run
from app.models.base import db
from app.models.record import DIGEST, Digest, Message, MessageState
from app.models.user import User
from app.store import outbox
from tests.attack.test_killed import Died, ending
from tests.support.moving import put, words
from tests.support.notify import BAD_ADDRESS, TAKEN_AND_LOST, FakeNotify
from tests.support.standing import as_user, case_of, count, restrict, tampering, user

WHO = "practitioner"
DAY = dt.timedelta(days=1)


@pytest.fixture
def fake(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNotify]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = FakeNotify()
    made.start()
    made.serve(app)
    yield made
    made.stop()


def choose(app: Flask, wants: bool = True, username: str = WHO) -> None:
    with app.app_context():
        db.session.execute(db.update(User).where(User.username == username).values(wants_digest=wants))
        db.session.commit()


def write(app: Flask, *subjects: str, **changes: Any) -> list[int]:
    """Messages for somebody that wait."""
    with app.app_context():
        made = [
            Message(
                **{
                    "case_id": case_of("Testwick").id,
                    "notice": "approved",
                    "recipient": "Robin Samplewright",
                    "username": WHO,
                    "address": "robin@example.com",
                    "subject": subject,
                    "body": f"Words of {subject}.\nAnd more.",
                    "written_at": clock.now(),
                    "state": MessageState.WAITING,
                }
                | changes
            )
            for subject in subjects
        ]
        db.session.add_all(made)
        db.session.commit()
        return [each.id for each in made]


def job(app: Flask, name: str, day: int = 0) -> tuple[int, int]:
    with app.app_context():
        done = run(JOBS[name], clock.today() + day * DAY)
        return done.moved, done.left


def states(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.execute(db.select(Message.subject, Message.state).order_by(Message.id))
        return [(row.subject, row.state) for row in rows]


def test_urgent_ones_go_at_once_and_the_rest_together_once_a_day(app: Flask, fake: FakeNotify) -> None:
    choose(app)
    write(app, "One", "Two")
    write(app, "Hurry", is_urgent=True)
    write(app, "For another", username="colleague")
    write(app, "For the prison", username=None)
    assert job(app, "send-messages") == (3, 0)
    assert [each.subject for each in fake.taken] == ["Hurry", "For another", "For the prison"]
    assert job(app, "send-digests") == (1, 0)
    assert job(app, "send-messages") == (1, 0)
    digest = fake.taken[-1]
    with app.app_context():
        assert digest.address == user(WHO).email
    assert digest.subject == "2 messages from Create and vary a licence"
    assert digest.body == "1. One\n\nWords of One.\nAnd more.\n\n\n2. Two\n\nWords of Two.\nAnd more."
    assert {state for _, state in states(app)} == {"sent"}


def test_a_digest_is_written_once_a_day_and_what_comes_later_is_in_the_next(
    app: Flask, fake: FakeNotify
) -> None:
    choose(app)
    write(app, "One")
    assert job(app, "send-digests") == (1, 0)
    write(app, "Two")
    for _ in range(2):
        assert job(app, "send-digests") == (0, 0)
        job(app, "send-messages")
    assert job(app, "send-digests", day=1) == (1, 0)
    job(app, "send-messages")
    assert [each.body.splitlines()[0] for each in fake.taken] == ["1. One", "1. Two"]
    assert job(app, "send-digests", day=2) == (0, 0), "nobody gets an empty one"


def test_who_changes_their_mind_gets_at_once_what_still_waits(app: Flask, fake: FakeNotify) -> None:
    choose(app)
    write(app, "One")
    job(app, "send-messages")
    choose(app, wants=False)
    assert job(app, "send-digests") == (0, 0) and job(app, "send-messages") == (1, 0)
    assert [each.subject for each in fake.taken] == ["One"]


@pytest.mark.parametrize("change", [{"email": None}, {"disabled_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}])
def test_who_can_get_no_digest_any_more_gets_each_message(
    app: Flask, fake: FakeNotify, change: dict[str, Any]
) -> None:
    choose(app)
    write(app, "One")
    with app.app_context():
        db.session.execute(db.update(User).where(User.username == WHO).values(**change))
        db.session.commit()
    assert job(app, "send-digests") == (0, 0) and job(app, "send-messages") == (1, 0)


def test_what_becomes_of_a_digest_becomes_of_its_messages(app: Flask, fake: FakeNotify) -> None:
    choose(app)
    first, second = write(app, "One", "Two")
    job(app, "send-digests")
    fake.does(BAD_ADDRESS)
    assert job(app, "send-messages") == (0, 1)
    assert [state for _, state in states(app)] == ["failed"] * 3
    with app.app_context():
        tasks = outbox.tasks(user("manager"), 10)
        assert [each.Message.id for each in tasks] == [first, second], "its messages, and not it"
        reference = f"message-{first}"
        digest = db.session.scalars(db.select(Message).where(Message.notice == DIGEST)).one()
        reference = outbox.reference_of(digest.id, outbox.letter_of(digest))
        assert outbox.note_receipt(reference, "delivered", None, clock.now())
        db.session.commit()
        assert not outbox.tasks(user("manager"), 10)
        assert outbox.counts()["delivered"] == 2
    assert [state for _, state in states(app)] == ["delivered"] * 3


def test_wherever_the_writing_of_a_digest_ends_each_text_is_sent_once(app: Flask, fake: FakeNotify) -> None:
    choose(app)
    points, is_over = 0, False
    while not is_over:
        points += 1
        write(app, f"One of {points}", f"Two of {points}")
        try:
            with ending(app, points, True, dies):
                job(app, "send-digests", day=points)
            is_over = True
        except Died:
            with app.app_context():
                db.session.remove()
        job(app, "send-digests", day=points)
        job(app, "send-messages")
        sent = "\n".join(each.body for each in fake.taken)
        for name in ("One", "Two"):
            assert sent.count(f"Words of {name} of {points}.") == 1, f"point {points}"
        assert count(app, Digest) == points and points < 40
    assert points > 6


def dies(where: str) -> None:
    raise Died(where)


def test_two_who_write_digests_while_others_send_put_each_text_into_one(app: Flask, fake: FakeNotify) -> None:
    choose(app)
    names = [f"Text {number:02}" for number in range(12)]
    write(app, *names)
    together, done = threading.Barrier(4), []

    def work(name: str) -> None:
        together.wait()
        done.append(job(app, name))

    jobs = ("send-digests", "send-digests", "send-messages", "send-messages")
    workers = [threading.Thread(target=work, args=(name,)) for name in jobs]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    job(app, "send-messages")
    assert len(done) == 4 and count(app, Digest) == 1
    sent = "\n".join(each.body for each in fake.taken)
    assert [sent.count(f"Words of {name}.") for name in names] == [1] * len(names)


def test_the_audit_makes_a_digest_again_and_misses_what_was_put_in(
    app: Flask, fake: FakeNotify, printing_is_quick: None
) -> None:
    choose(app)
    put(app, "approved")
    job(app, "send-digests")
    assert "Everything holds" in app.test_cli_runner().invoke(args=["audit", "verify"]).output
    with app.app_context(), tampering():
        db.session.execute(db.update(Message).where(Message.notice == DIGEST).values(body="1. Go home"))
    assert (
        "a digest that holds something else" in app.test_cli_runner().invoke(args=["audit", "verify"]).output
    )


def test_support_reads_a_digest_unless_it_tells_of_somebody_restricted(
    app: Flask, printing_is_quick: None
) -> None:
    choose(app)
    put(app, "approved")
    job(app, "send-digests")
    support = as_user(app, "support")
    support.get("/messages")
    assert "1 message from Create and vary a licence" in words(support) and "Goes in a digest" in words(
        support
    )
    with app.app_context():
        number = case_of("Testwick").id
    restrict(app, number)
    support.get("/messages")
    assert "Create and vary a licence" not in words(support)


def test_old_digests_go_with_their_messages(app: Flask, fake: FakeNotify, printing_is_quick: None) -> None:
    choose(app)
    put(app, "approved")
    job(app, "send-digests")
    fake.does(TAKEN_AND_LOST)
    job(app, "send-messages")
    with app.app_context():
        now = clock.now()
        settled = {"state": MessageState.SENT, "sent_at": now}
        db.session.execute(db.update(Message).values(**settled))
        db.session.commit()
    app.config["CLOCK_FIXED_AT"] += 800 * DAY
    result = app.test_cli_runner().invoke(args=["retention"])
    assert result.exit_code == 0, result.output
    assert count(app, Message) == count(app, Digest) == 0
    assert "Everything holds" in app.test_cli_runner().invoke(args=["audit", "verify"]).output


# One's own choice


def test_one_chooses_on_the_page_of_ones_own_account(app: Flask) -> None:
    me = as_user(app, WHO)
    me.get("/my-account")
    assert "Each one at once" in words(me)
    me.get("/my-account/messages")
    me.submit({"when": "daily"})
    assert "You get emails from this service together, once a day, and urgent ones at once" in words(me)
    assert "Together, once a day" in words(me)
    with app.app_context():
        assert user(WHO).wants_digest and not user("colleague").wants_digest
    me.get("/my-account/messages")
    assert me.page.html.count("checked") == 1
    me.submit({"when": "at-once"})
    assert "You get emails from this service at once" in words(me)
    support = as_user(app, "support")
    support.get("/security-events")
    assert words(support).count("messages once a day") == 1


def test_who_chooses_nothing_is_told_beside_the_question(app: Flask) -> None:
    me = as_user(app, WHO)
    me.get("/my-account/messages")
    for sent in ({}, {"when": ""}, {"when": "never"}):
        answer = me.post("/my-account/messages", data=sent)
        assert answer.status_code == 422 and "Select how you want to get emails" in words(me)


def test_without_an_address_there_is_nothing_to_choose(app: Flask) -> None:
    with app.app_context():
        user(WHO).email = None
        db.session.commit()
    me = as_user(app, WHO)
    assert me.get("/my-account/messages").status_code == 403
    assert "Ask your local service support to add your email address" in words(me)
    me.get("/my-account")
    assert me.post("/my-account/messages", data={"when": "daily"}).status_code == 403
