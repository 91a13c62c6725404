"""Two people act at the same moment: it ends as if one had come after the other, whichever was first.

Each race runs on PostgreSQL with real threads. What it leaves is compared with what the same two steps leave one after
the other, in both orders: statuses, events, messages, answers, and what each person was answered.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.models.base import db
from app.models.licence import Licence, Run
from app.models.question import Question
from app.models.record import Decision, Document, Event, Message
from tests.attack.test_killed import faults
from tests.support.deeds import (
    BY_NAME,
    COLLEAGUE,
    DECIDER,
    WRITER,
    Ready,
    edit_sent,
    imported,
    move_policy,
    of_question,
    on_older_policy,
    person,
    post,
    questioned,
    read,
    stands,
    withdrawn_policy,
    written,
)
from tests.support.needs import need_postgresql
from tests.support.sites import Site
from tests.support.standing import fill, reach

Step = Callable[[Flask, int], int | None]
ROUNDS = {False: 1, True: 25}
LONGEST_WAIT = 60
"""Seconds after which a race that has not ended is a deadlock."""

SEND = BY_NAME["send"].do
START = BY_NAME["start"].do
APPROVE = BY_NAME["approve"].do
PRINT = BY_NAME["print"].do
EDIT = BY_NAME["edit"].do
DISCARD = BY_NAME["discard"].do
WITHDRAW = BY_NAME["withdraw"].do
ASK = BY_NAME["ask a question"].do
ANSWER = BY_NAME["answer a question"].do
CLOSE = BY_NAME["close a question"].do


def save(who: str, by: str = WRITER, version: str = "0") -> Step:
    """An answer to a page that was shown at this version: "1" where it has been answered once."""
    return post(by, "/licence/{}/create/appointment-with", who=who, version=version)


def decided_by_both(app: Flask) -> int:
    """Two approvers have read the licence: one is about to approve it, the other to return it."""
    licence_id = read("approve")(app)
    with app.app_context():
        fill(reach("several", licence_id), "approve", {"decision": {"decision": "return"}})
        db.session.commit()
    return licence_id


@dataclass(frozen=True)
class Race:
    name: str
    ready: Ready
    steps: tuple[Step, ...]


RACES = [
    Race("two colleagues start", person, (START, post(COLLEAGUE, "/case/{}/start"))),
    Race("two tabs start", person, (START, START)),
    Race("a start and an import", person, (START, imported)),
    Race("two tabs save the same page", stands("in progress"), (save("duty-officer"), save("someone-else"))),
    Race(
        "colleagues save it", stands("in progress"), (save("duty-officer"), save("someone-else", COLLEAGUE))
    ),
    Race("a save and a send", written, (save("someone-else", version="1"), SEND)),
    Race("two tabs send", written, (SEND, SEND)),
    Race("colleagues send", written, (SEND, post(COLLEAGUE, "/licence/{}/create/check-answers"))),
    Race("a send and an import", written, (SEND, imported)),
    Race("a withdrawal and an approval", read("approve"), (WITHDRAW, APPROVE)),
    Race("a withdrawal and a return", read("return"), (WITHDRAW, APPROVE)),
    Race("an approval and an import", read("approve"), (APPROVE, imported)),
    Race("two tabs approve", read("approve"), (APPROVE, APPROVE)),
    Race(
        "an approval and a return",
        decided_by_both,
        (APPROVE, post("several", "/licence/{}/approve/check-answers")),
    ),
    Race("two people withdraw", stands("submitted"), (WITHDRAW, post(COLLEAGUE, "/licence/{}/withdraw"))),
    Race("two people edit", stands("approved"), (EDIT, post(COLLEAGUE, "/licence/{}/edit"))),
    Race("an edit and a print", stands("approved"), (EDIT, PRINT)),
    Race("two people print", stands("approved"), (PRINT, post(DECIDER, "/licence/{}/print"))),
    Race("two people discard", stands("edit in progress"), (DISCARD, post(COLLEAGUE, "/licence/{}/discard"))),
    Race("a discard and a save", stands("edit in progress"), (DISCARD, save("someone-else", version="1"))),
    Race("an edit is approved while it is withdrawn", read("approve", edit_sent), (APPROVE, WITHDRAW)),
    Race("a policy moves under a save", on_older_policy, (move_policy, save("someone-else", version="1"))),
    Race("a policy moves under a send", on_older_policy, (move_policy, SEND)),
    Race("a policy is withdrawn under a move", on_older_policy, (move_policy, withdrawn_policy)),
    Race("a question is asked twice", stands("submitted"), (ASK, ASK)),
    Race(
        "colleagues answer a question",
        questioned,
        (ANSWER, of_question(COLLEAGUE, "answer", words="That one.")),
    ),
    Race("a question is answered while it is closed", questioned, (ANSWER, CLOSE)),
    Race("a question is asked while the licence is approved", read("approve"), (ASK, APPROVE)),
    Race("three at once", read("approve"), (APPROVE, WITHDRAW, imported)),
]


def left(app: Flask) -> dict[str, Any]:
    """What steps leave, told without the moments and the numbers of rows, which differ from run to run."""
    with app.app_context():
        licences = db.session.scalars(db.select(Licence).order_by(Licence.id))
        runs = db.session.scalars(db.select(Run).order_by(Run.id))
        return {
            "licences": [(each.version, each.status.value, each.policy_version) for each in licences],
            "events": db.session.execute(
                db.select(Event.number, Event.action, Event.by_name).order_by(Event.id)
            ).all(),
            "messages": sorted(db.session.scalars(db.select(Message.subject))),
            "answers": [(each.journey, each.answers) for each in runs],
            "questions": db.session.execute(
                db.select(
                    *(Question.words, Question.is_holding, Question.answer, Question.answered_by_name),
                    Question.closed_by_name,
                ).order_by(Question.id)
            ).all(),
            "documents": db.session.scalar(db.select(db.func.count()).select_from(Document)),
            "decisions": db.session.scalars(db.select(Decision.decision).order_by(Decision.id)).all(),
        }


@contextmanager
def dawdling(app: Flask, seed: int) -> Iterator[None]:
    """Within, each statement waits a little, a different while each time, so that steps meet at every place."""
    chance = random.Random(seed)

    def wait(*given: Any) -> None:
        time.sleep(chance.random() * 0.004)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", wait)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", wait)


def at_once(app: Flask, steps: tuple[Step, ...], number: int) -> list[Any]:
    """Take all steps at the same moment; what each was answered, or the exception that it ended with."""
    barrier, answers = threading.Barrier(len(steps)), [None] * len(steps)

    def take(place: int, step: Step) -> None:
        barrier.wait(LONGEST_WAIT)
        try:
            answers[place] = step(app, number)
        except Exception as error:
            answers[place] = repr(error)

    threads = [threading.Thread(target=take, args=each, daemon=True) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONGEST_WAIT)
    assert not any(thread.is_alive() for thread in threads), "two steps wait for one another"
    return answers


@pytest.fixture
def fresh(site_of: Callable[[str], Site], monkeypatch: pytest.MonkeyPatch) -> Callable[[], Flask]:
    """fresh() -> the service on PostgreSQL, its data as they were at first."""
    need_postgresql()
    monkeypatch.setattr("tests.support.client.SAVES", False)

    def make() -> Flask:
        app = site_of("postgresql").reset()
        app.config["WTF_CSRF_ENABLED"] = False
        return app

    return make


@pytest.mark.postgresql
@pytest.mark.usefixtures("printing_is_quick")
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.name.replace(" ", "-"))
def test_a_race_ends_as_if_one_had_come_after_the_other(
    fresh: Callable[[], Flask], race: Race, is_long: bool
) -> None:
    ends = []
    for order in permutations(range(len(race.steps))):
        app = fresh()
        number, answers = race.ready(app), [None] * len(race.steps)
        for place in order:
            answers[place] = race.steps[place](app, number)
        ends.append((answers, left(app)))
    for seed in range(ROUNDS[is_long]):
        app = fresh()
        number = race.ready(app)
        with dawdling(app, seed):
            answers = at_once(app, race.steps, number)
        assert (answers, left(app)) in ends, f"{race.name}, round {seed}: {answers}"
        assert not faults(app)
