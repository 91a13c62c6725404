"""What people and the service do to a licence, each as one step on a database made ready for it.

The tests that end the process in the middle of a step, and those in which two steps race, share them.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app import clock
from app.access import open_case
from app.demo.records import people
from app.domain.licence import actions
from app.domain.licence.questions import WHOLE
from app.domain.licence.status import FIRST, HARD_STOP
from app.domain.record.event import MERGED, read_event
from app.domain.record.read import parse_records
from app.domain.refusal import Refused
from app.domain.roles import Role
from app.integrations.bank_holidays import working_days
from app.jobs.jobs import JOBS, run
from app.models import Case, Licence
from app.models.base import db
from app.models.question import Question
from app.moves.cases import import_records
from app.moves.frame import perform
from app.moves.upstream import receive
from app.store import events, runs
from journeys.all import JOURNEYS
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.policies import changed, published, start_on, stored, taken_back
from tests.support.questions import asked
from tests.support.records import comes
from tests.support.standing import as_user, case_id_of, days, fill, reach

PERSON = "Testwick"
WRITER, COLLEAGUE, DECIDER, PRINTER = "practitioner", "colleague", "approver", "administrator"
NEXT_POLICY = "0.3"
SHOWN: dict[int, int] = {}
"""The version of its answers at which a licence's page of another policy was shown."""

BROWSERS: dict[str, CheckingClient] = {}
"""Browsers that are signed in already, by username, where signing in is no part of a step; empty for races, whose browsers
are all their own."""

Ready = Callable[[Flask], int]
"""Makes the database ready; the number of the licence, or of the person where there is none yet."""


@dataclass(frozen=True)
class Deed:
    """One step: what must be there, who takes it, and what is sent."""

    name: str
    ready: Ready
    do: Callable[[Flask, int], int | None]
    """Takes the step: the status of the answer, None where it is not a page's."""
    makes: tuple[str, ...] = ()
    """The events that it adds, in order."""


def post(by: str, path: str, **values: str) -> Callable[[Flask, int], int]:
    """A step that is one POST; `{}` in its address and its values is the number that it was made ready with."""

    def do(app: Flask, number: int) -> int:
        client = BROWSERS.get(by) or as_user(app, by)
        client.checks = False
        sent = {name: value.format(number) for name, value in values.items()}
        return client.post(path.format(number), data=sent).status_code

    return do


def stands(standing_: str) -> Ready:
    """The person's licence stands so."""

    def ready(app: Flask) -> int:
        made = standing.stand(app, standing_, case_id_of(app, PERSON), WRITER, DECIDER)
        assert made is not None
        return made

    return ready


def person(app: Flask) -> int:
    """The person has no licence."""
    return case_id_of(app, PERSON)


def written(app: Flask) -> int:
    """The licence is written to the end."""
    return standing.started(app, person(app), WRITER, whole=True)


def read(decision: str, of: Ready | None = None) -> Ready:
    """An approver has read a licence and answered every question of the decision."""

    def ready(app: Flask) -> int:
        licence_id = (of or stands("submitted"))(app)
        with app.app_context():
            fill(reach(DECIDER, licence_id), "approve", {"decision": {"decision": decision}})
            db.session.commit()
        return licence_id

    return ready


def edit_sent(app: Flask) -> int:
    """An edit of an approved licence was sent."""
    return standing.sent(app, stands("edit in progress")(app), WRITER)


def edit_sent_for_today(app: Flask) -> int:
    """An edit waits at the prison, and the day of the release has come."""
    licence_id = edit_sent(app)
    standing.change_case(app, person(app), licence_start=days(0))
    return licence_id


def on_older_policy(app: Flask) -> int:
    """A draft, and a newer policy for its start date."""
    licence_id = written(app)
    published(app, changed(NEXT_POLICY), days(1))
    with app.app_context():
        at = reach(WRITER, licence_id)
        SHOWN[licence_id] = runs.total_version(runs.find(at.licence, JOURNEYS["create"], at.user))
    return licence_id


def beside_stored_policy(app: Flask) -> int:
    """A draft, and a newer policy that is not published."""
    licence_id = written(app)
    stored(app, changed(NEXT_POLICY))
    return licence_id


def move_policy(app: Flask, licence_id: int) -> int:
    """The practitioner moves the licence as its page was shown when it was made ready."""
    values = {"policy": NEXT_POLICY, "version": str(SHOWN[licence_id])}
    return post(WRITER, "/licence/{}/policy", **values)(app, licence_id)


def published_now(app: Flask, _: int) -> None:
    start_on(app, NEXT_POLICY, days(1))


def withdrawn_policy(app: Flask, _: int) -> int | None:
    try:
        taken_back(app, NEXT_POLICY)
    except Refused:
        return 403
    return None


def imported(app: Flask, _: int) -> None:
    """Everybody's record comes again, with another release date for the person."""
    records = people(days(0))
    for record in records:
        if (record["prisoner"]["lastName"] or "").lower() == PERSON.lower():
            record["prisoner"]["confirmedReleaseDate"] = None
            record["prisoner"]["conditionalReleaseDate"] = days(30).isoformat()
    with app.app_context():
        import_records(parse_records(json.dumps(records)), working_days())


def served(app: Flask) -> int:
    """The person has served the time."""
    now = {"sentence_start": days(0), "conditional_release": days(0), "licence_start": days(0)}
    standing.change_case(app, person(app), scope_until=days(27), **now)
    return person(app)


RELEASED = {"prison_status": "INACTIVE OUT", "licence_start": days(0)}


def recalled(app: Flask, licence_id: int) -> None:
    """The record of the person says that they were recalled."""
    comes(app, person(app), recallSentences=["STANDARD"], postRecallReleaseDate=days(300))


def merged(app: Flask, _: int) -> None:
    """An event says that the person goes on under another prison number, with another booking."""
    with app.app_context():
        case = standing.case_of(PERSON)
        record, gone = copy.deepcopy(case.record), case.prison_number
        db.session.rollback()
        if gone == "A0001AA":
            gone = "A7100ZA"
        record["prisoner"] |= {"prisonerNumber": "A0001AA", "bookingId": "9999999"}
        content = {
            "id": "merge-1",
            "type": MERGED,
            "occurredAt": clock.now().isoformat(),
            "record": record,
            "removedPrisonerNumber": gone,
        }
        receive(read_event(json.dumps(content).encode(), clock.now()), working_days())


def due(standing_: str, **facts: Any) -> Ready:
    """The person's licence stands so, and its day has come."""

    def ready(app: Flask) -> int:
        licence_id = stands(standing_)(app)
        standing.change_case(app, person(app), **facts)
        return licence_id

    return ready


def standard_in_force(app: Flask) -> int:
    """A standard licence of the prison is in force."""
    licence_id = due("approved", **RELEASED)(app)
    _make(app, licence_id, purpose=HARD_STOP)
    by_job("activate-licences")(app, licence_id)
    return licence_id


def out_of_hard_stop(purpose: str) -> Ready:
    """A licence that the hard stop left so, and whose release has been out of it for eight hours."""

    def ready(app: Flask) -> int:
        licence_id = due("in progress", licence_start=days(1))(app)
        by_job("time-out-licences")(app, licence_id)
        if purpose == HARD_STOP:
            with app.app_context():
                case = db.session.get_one(Case, person(app))
                maker = standing.user(PRINTER)
                reach_ = open_case(maker, case.id)
                licence_id = perform(actions.START, reach_, of=HARD_STOP).result.id
                db.session.commit()
        since = app.config["CLOCK_FIXED_AT"] - dt.timedelta(hours=8)
        standing.change_case(app, person(app), licence_start=days(40), left_hard_stop_at=since)
        return licence_id

    return ready


def on_curfew(app: Flask) -> int:
    """A licence for home detention curfew waits at the prison, and the conditional release is too close for it."""
    licence_id = due("submitted", conditional_release=days(9))(app)
    _make(app, licence_id, kind="HDC")
    return licence_id


def another_appointment(app: Flask) -> int:
    """A case administrator has answered another first appointment, in hard stop, for an approved licence."""
    licence_id = due("approved", licence_start=days(1))(app)
    with app.app_context():
        at = reach(PRINTER, licence_id)
        run = runs.open_run(at.licence, "change-appointment", PRINTER)
        answer = {"telephone": "01632 960 777", "alternative": None}
        runs.save(run, "appointment-telephone", answer, at.user)
        db.session.commit()
    return licence_id


def _make(app: Flask, licence_id: int, **columns: Any) -> None:
    """Change what no move changes of a licence, with an event that says how it stands."""
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        for name, value in columns.items():
            setattr(licence, name, value)
        at = clock.now().astimezone(dt.UTC)
        events.record(
            db.session.get_one(Case, licence.case_id), licence, "made-up", None, Role.SERVICE, {}, at
        )
        db.session.commit()


def by_job(name: str, after: int = 0) -> Callable[[Flask, int], None]:
    """A step of the clock, so many days from now."""

    def do(app: Flask, _: int) -> None:
        now = app.config["CLOCK_FIXED_AT"]
        app.config["CLOCK_FIXED_AT"] = now + dt.timedelta(days=after)
        with app.app_context():
            run(JOBS[name], clock.today())
        app.config["CLOCK_FIXED_AT"] = now

    return do


def questioned(app: Flask) -> int:
    """A licence that waits for approval, which a question holds."""
    licence_id = stands("submitted")(app)
    asked(app, licence_id, PRINTER, holds=True)
    return licence_id


def of_question(by: str, what: str, **values: str) -> Callable[[Flask, int], int]:
    """A step that is one POST about the question on a licence."""

    def do(app: Flask, licence_id: int) -> int:
        with app.app_context():
            number = db.session.scalar(
                db.select(db.func.max(Question.id)).where(Question.licence_id == licence_id)
            )
        return post(by, f"/licence/{{}}/questions/{number}/{what}", **values)(app, licence_id)

    return do


DEEDS = [
    Deed("start", person, post(WRITER, "/case/{}/start"), ("start",)),
    Deed(
        "record that it is made in NOMIS",
        served,
        post(PRINTER, "/case/{}/nomis", reason="The printer is broken."),
        ("use-nomis",),
    ),
    Deed(
        "save an answer",
        stands("in progress"),
        post(WRITER, "/licence/{}/create/appointment-with", who="duty-officer", version="0"),
    ),
    Deed("send", written, post(WRITER, "/licence/{}/create/check-answers"), ("submit",)),
    Deed(
        "send again",
        stands("returned"),
        post(WRITER, "/licence/{}/create/check-answers"),
        ("submit",),
    ),
    Deed("withdraw", stands("submitted"), post(WRITER, "/licence/{}/withdraw"), ("withdraw",)),
    Deed("approve", read("approve"), post(DECIDER, "/licence/{}/approve/check-answers"), ("approve",)),
    Deed("return", read("return"), post(DECIDER, "/licence/{}/approve/check-answers"), ("return",)),
    Deed("edit", stands("approved"), post(WRITER, "/licence/{}/edit"), ("start", "edit")),
    Deed("discard", stands("edit in progress"), post(WRITER, "/licence/{}/discard"), ("discard",)),
    Deed(
        "approve an edit",
        read("approve", edit_sent),
        post(DECIDER, "/licence/{}/approve/check-answers"),
        ("replace", "approve"),
    ),
    Deed(
        "change the appointment",
        another_appointment,
        post(PRINTER, "/licence/{}/change-appointment/check-answers"),
        ("change-appointment",),
    ),
    Deed("print", stands("approved"), post(PRINTER, "/licence/{}/print"), ("print",)),
    Deed("move to another policy", on_older_policy, move_policy, ("move-policy",)),
    Deed("publish a policy", beside_stored_policy, published_now, ("policy-changed",)),
    Deed("withdraw a policy", on_older_policy, withdrawn_policy, ("policy-changed",)),
    Deed("import the records", written, imported, ("record-changed", "record-changed")),
    Deed("merge two records", stands("approved"), merged, ("record-changed", "merged")),
    Deed("import a recall", standard_in_force, recalled, ("record-changed", "deactivate")),
    Deed(
        "end a standard licence out of hard stop",
        out_of_hard_stop(HARD_STOP),
        by_job("end-standard-licences-out-of-hard-stop"),
        ("leave-hard-stop",),
    ),
    Deed(
        "open a draft again out of hard stop",
        out_of_hard_stop(FIRST),
        by_job("reopen-drafts-out-of-hard-stop"),
        ("reopen",),
    ),
    Deed(
        "time out",
        due("in progress", licence_start=days(1)),
        by_job("time-out-licences"),
        ("time-out",),
    ),
    Deed(
        "activate", due("edit in progress", **RELEASED), by_job("activate-licences"), ("give-way", "activate")
    ),
    Deed(
        "end on curfew",
        due("approved", licence_start=days(0), hdc_eligible=days(0), hdc_status="APPROVED"),
        by_job("end-licences-on-curfew"),
        ("on-curfew",),
    ),
    Deed(
        "end too late for curfew",
        on_curfew,
        by_job("deactivate-hdc-licences"),
        ("curfew-closed",),
    ),
    Deed(
        "end after the release",
        due("submitted", licence_start=days(-3)),
        by_job("deactivate-licences-past-release-date"),
        ("release-passed",),
    ),
    Deed(
        "expire",
        due("approved", licence_end=days(-1), sentence_end=days(-1)),
        by_job("expire-licences"),
        ("expire",),
    ),
    Deed("review", standard_in_force, post(WRITER, "/licence/{}/review"), ("review",)),
    Deed(
        "tell that an edit is not approved",
        edit_sent_for_today,
        by_job("notify-probation-of-unapproved-licences"),
        ("not-approved",),
    ),
    Deed(
        "ask a question",
        stands("submitted"),
        post(PRINTER, "/licence/{}/ask-question", place=WHOLE, words="Which address?", holds="yes"),
        ("ask-question",),
    ),
    Deed(
        "answer a question",
        questioned,
        of_question(WRITER, "answer", words="This one."),
        ("answer-question",),
    ),
    Deed("lift a hold", questioned, of_question(DECIDER, "lift-hold"), ("lift-hold",)),
    Deed("close a question", questioned, of_question(DECIDER, "close"), ("close-question",)),
    Deed(
        "remind of a question",
        questioned,
        by_job("warn-question-overdue", after=3),
        ("question-overdue",),
    ),
    Deed(
        "remind of a review",
        standard_in_force,
        by_job("warn-licence-review-overdue", after=5),
        ("review-overdue",),
    ),
]
BY_NAME = {deed.name: deed for deed in DEEDS}
