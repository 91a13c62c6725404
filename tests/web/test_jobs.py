"""The jobs of the clock: what a run does with many licences, with what is refused or fails, and beside another machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.domain.licence import actions
from app.domain.licence.status import FIRST, Status
from app.jobs import batches, jobs
from app.jobs.done import Done
from app.models import Case, Licence
from app.models.base import db
from app.models.record import Event
from app.moves import frame
from tests.attack.test_killed import DONE, Died, ending, faults
from tests.support.needs import need_postgresql
from tests.support.queries import queries
from tests.support.sites import Site
from tests.support.standing import days, user

PEOPLE = db.select(Case).where(Case.booking_id.is_not(None)).order_by(Case.id)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two, and no pause."""
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    monkeypatch.setattr(batches, "PAUSE", 0)


@pytest.fixture
def due(app: Flask) -> list[int]:
    """Five licences whose end has passed: their numbers, in the order of their people."""
    return make_due(app, 5)


def make_due(app: Flask, number: int) -> list[int]:
    with app.app_context():
        by = user("practitioner")
        made = []
        for case in db.session.scalars(PEOPLE.limit(number)).all():
            case.licence_end = case.sentence_end = days(-1)
            case.supervision_start = case.supervision_end = None
            licence = Licence(
                case_id=case.id,
                booking_id=case.booking_id,
                purpose=FIRST,
                kind="CRD",
                status=Status.ACTIVE,
                policy_version="0.2",
                started_by_id=by.id,
            )
            db.session.add(licence)
            made.append(licence)
        db.session.commit()
        return [licence.id for licence in made]


def run(app: Flask, name: str = "expire-licences") -> Done:
    with app.app_context():
        return jobs.run(jobs.JOBS[name], days(0))


def statuses(app: Flask, licences: list[int]) -> list[str]:
    with app.app_context():
        found = dict(db.session.execute(db.select(Licence.id, Licence.status)).all())
        return [found[number].value for number in licences]


def endings(app: Flask) -> list[int | None]:
    """The licences whose end the histories tell of, one for each event."""
    with app.app_context():
        told = db.select(Event.licence_id).where(Event.action == actions.EXPIRE.name)
        return list(db.session.scalars(told.order_by(Event.licence_id)))


@contextmanager
def failing_for(
    monkeypatch: pytest.MonkeyPatch,
    licence_id: int,
    error: Exception,
) -> Iterator[None]:
    """The move of one licence fails, after it changed something."""
    made = frame._CHANGES[actions.EXPIRE.name]

    def fail(act: frame.Act, **given: Any) -> Any:
        kept = made(act, **given)
        if act.licence.id == licence_id:
            act.licence.minor = 99
            db.session.flush()
            raise error
        return kept

    with monkeypatch.context() as patched:
        patched.setitem(frame._CHANGES, actions.EXPIRE.name, fail)
        yield


def test_a_run_goes_through_every_batch_and_a_second_run_finds_nothing(app: Flask, due: list[int]) -> None:
    assert run(app) == Done(5)
    assert statuses(app, due) == ["inactive"] * 5
    assert run(app) == Done()
    assert endings(app) == due and not faults(app)


def test_what_fails_is_left_as_it_was_and_counted_and_the_rest_is_done(
    app: Flask, due: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing_for(monkeypatch, due[2], ValueError("Ada Lovelace")):
        done = run(app)
    assert done == Done(4, 1, 1, {batches.FAULT: 1})
    assert done.in_words("licence") == "4 licences, 1 left as it was (It failed: 1)"
    assert statuses(app, due) == ["inactive", "inactive", "active", "inactive", "inactive"]
    with app.app_context():
        assert db.session.get_one(Licence, due[2]).minor == 0
    assert run(app) == Done(1)
    assert endings(app) == due and not faults(app)


def test_what_the_judge_refuses_is_left_and_counted_with_its_rule(app: Flask, due: list[int]) -> None:
    """The set is found by columns; the judge works out that a supervision after the licence goes on."""
    with app.app_context():
        case = db.session.get_one(Licence, due[0]).case
        case.supervision_start, case.supervision_end, case.follows = (
            days(-1),
            days(300),
            "LICENCE_THEN_SUPERVISION",
        )
        db.session.commit()
    done = run(app)
    assert done == Done(4, 1, 0, {"This licence has not ended": 1})
    assert statuses(app, due) == ["active", "inactive", "inactive", "inactive", "inactive"]


def test_a_record_that_cannot_be_read_stops_nobody_elses_licence(app: Flask, due: list[int]) -> None:
    with app.app_context():
        db.session.get_one(Licence, due[1]).case.supervising_body = "nobody"
        db.session.commit()
    assert run(app) == Done(4, 1, 1, {batches.FAULT: 1})


def test_a_database_that_goes_away_fails_the_run_and_not_one_licence(
    app: Flask, due: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = db.exc.OperationalError("", {}, Exception())
    with failing_for(monkeypatch, due[2], lost), pytest.raises(db.exc.OperationalError):
        run(app)
    assert statuses(app, due) == ["inactive", "inactive", "active", "active", "active"]
    assert run(app) == Done(3)
    assert endings(app) == due


def test_a_run_that_dies_anywhere_is_finished_by_the_next(app: Flask) -> None:
    """The process ends before each statement that writes, before each COMMIT and after it."""
    due, point, places = make_due(app, 5), 0, []
    while True:
        again(app)
        point += 1
        try:
            with ending(app, point, False, lambda what: (_ for _ in ()).throw(Died(what))):
                run(app)
        except Died as died:
            places.append(str(died))
        else:
            break
        with app.app_context():
            db.session.remove()
        before = statuses(app, due)
        assert before[:2] in (["active"] * 2, ["inactive"] * 2), "a batch was done in part"
        assert run(app).moved == before.count("active")
        assert statuses(app, due) == ["inactive"] * 5
        assert not faults(app)
    assert places.count("COMMIT") >= 3 and places.count(DONE) >= 3 and len(places) > 15
    told = endings(app)
    assert all(told.count(number) == told.count(due[0]) for number in due)


def again(app: Flask) -> None:
    """The same licences are in force once more."""
    with app.app_context():
        db.session.execute(db.update(Licence).values(status=Status.ACTIVE))
        db.session.commit()


def test_what_somebody_holds_is_passed_by_and_done_by_the_next_run(site_of: Callable[[str], Site]) -> None:
    """On PostgreSQL: SQLite has one writer at a time, so whoever comes second waits."""
    need_postgresql()
    app = site_of("postgresql").reset()
    due = make_due(app, 5)
    held = db.text("SELECT id FROM cases WHERE id = (SELECT case_id FROM licences WHERE id = :n) FOR UPDATE")
    with app.app_context():
        other = create_engine(db.engine.url)
    with other.connect() as connection:
        connection.execute(held, {"n": due[1]})
        assert run(app) == Done(4, 1, 0, {batches.HELD: 1})
    other.dispose()
    assert statuses(app, due) == ["inactive", "active", "inactive", "inactive", "inactive"]
    assert run(app) == Done(1)


@pytest.mark.one_database
def test_the_facts_of_a_batch_are_gathered_by_the_set(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 100)
    found = []
    for number in (1, 2, 12):  # policies are parsed once in each process
        make_due(app, number)
        with queries(app) as sent:
            assert run(app).moved == number
        found.append([each for each in sent if each.startswith("SELECT")])
    assert len(found[1]) == len(found[2]) <= 6


@pytest.mark.one_database
def test_a_trial_counts_and_moves_nothing(app: Flask, due: list[int]) -> None:
    with app.app_context():
        assert jobs.run(jobs.JOBS["expire-licences"], days(0), is_trial=True) == Done(5)
    assert statuses(app, due) == ["active"] * 5


@pytest.mark.one_database
def test_the_command_says_what_it_did_and_why_it_left_what_it_left(
    app: Flask, due: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing_for(monkeypatch, due[0], ValueError("Ada Lovelace")):
        result = app.test_cli_runner().invoke(
            args=["jobs", "run", "expire-licences", "--today", str(days(0))]
        )
    assert result.stdout.strip().endswith("are ended: 4 licences, 1 left as it was (It failed: 1).")
    assert "Ada" not in result.output
