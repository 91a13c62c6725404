"""The worked examples of the rules that say what is chosen among licences: each through the list, job or move itself."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask

from app.domain.dates.hard_stop import is_due_in_two_working_days
from app.domain.licence import actions
from app.domain.licence.moves import MOVES, moves_for
from app.domain.licence.status import FIRST, MADE_BY_PRISON
from app.domain.record.read import parse_records
from app.domain.words import LONDON
from app.integrations.bank_holidays import england_and_wales
from app.jobs.jobs import JOBS
from app.lists.all import LISTS
from app.lists.listing import read
from app.models import Case, Licence, Message
from app.models.base import db
from app.moves.cases import import_records
from app.moves.frame import perform
from app.store.licences import licence_under_way
from tests.domain.calendars import NONE
from tests.domain.test_worked_examples import RULES, is_pure
from tests.domain.worked_examples import EXAMPLES, Example, Values, value, values
from tests.support import standing
from tests.support.policies import changed, published
from tests.support.standing import user

_DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 4)
_PURPOSES = {"HARD_STOP": "hard-stop", "TIME_SERVED": "time-served"}
TABS = {
    "attention": "ATTENTION_NEEDED",
    "due": "RELEASES_IN_NEXT_TWO_WORKING_DAYS",
    "later": "FUTURE_RELEASES",
}
CREATED = {
    "The prison makes this licence": "PRISON_WILL_CREATE_THIS_LICENCE",
    "A standard licence of the prison": "LICENCE_CREATED_BY_PRISON",
}
"""What the rules call what a list says of who makes the licence."""
JOBS_OF_RULES = {"time-out": "time-out-licences"}
"""Jobs that the rules call otherwise."""


def someone(number: int = 0, **facts: Any) -> Case:
    """One of the practitioner's people, without a licence, as given; in scope and sentenced long ago else."""
    mine = db.select(Case).where(Case.manager_username == "practitioner", Case.restriction_kind == "NONE")
    case: Case = db.session.scalars(mine.order_by(Case.id).offset(number).limit(1)).one()
    usual = {"out_of_scope": "", "scope_from": None, "scope_until": None, "sentence_start": None}
    for name, each in (usual | facts).items():
        setattr(case, name, each)
    return case


def licence(case: Case, status: str, kind: str = "CRD", **more: Any) -> int:
    """A licence of this status and kind for somebody, in the words of the rules; its number. A status that the service
    does not have is one that it does not know."""
    purpose = _PURPOSES.get(kind, FIRST)
    made = Licence(
        case_id=case.id,
        booking_id=case.booking_id,
        purpose=purpose,
        kind="CRD" if purpose in MADE_BY_PRISON else kind,
        status=status.lower().replace("_", "-")[:20],
        policy_version="0.2",
        started_by_id=user("practitioner").id,
        start=case.licence_start,
        **more,
    )
    db.session.add(made)
    db.session.flush()
    return made.id


def braces(text: str) -> list[Values]:
    """What stands in each pair of braces, by name."""
    found = re.findall(r"\{(.*?)\}", text)
    return [
        {name.strip(): value(given.strip()) for name, given in (e.split(":") for e in each.split(","))}
        for each in found
    ]


def listed(name: str, username: str, case: Case) -> Any:
    """The row of somebody on a list, with what its status says; None where they are not on it."""
    page = read(LISTS[name].asked({}), user(username), 1_000)
    row = next((each for each in page.rows if each.Case.id == case.id), None)
    return row and (row, page)


def tab(app: Flask, given: Values, today: dt.date) -> Values:
    start = given["LSD"]
    assert is_due_in_two_working_days(start, today, england_and_wales()) is given["dueInTwoWorkingDays"]
    case = someone(licence_start=start, conditional_release=start)
    licence(case, given["licenceStatus"])
    on = [each for name, each in TABS.items() if listed(name, "administrator", case)]
    return {"tab": ", ".join(on)}


def pick(app: Flask, given: Values, today: dt.date) -> Values:
    is_prisons = given["op"] == "caPrisonLatest"
    licences = braces(given["licences"])
    is_late = any(each["status"] == "TIMED_OUT" or each["kind"] in _PURPOSES for each in licences)
    case = someone(licence_start=today + (_DAY if is_late else 60 * _DAY))
    ids = {licence(case, each["status"], each["kind"]): each["id"] for each in licences if each["id"]}
    name, reader = ("prison", "administrator") if is_prisons else ("mine", "practitioner")
    row, page = listed(name, reader, case)
    to = page.listing.leads_to(row)
    found: Values = {"shows": None}
    if "licence_id" in to.values:
        found["shows"] = str(ids[to.values["licence_id"]])
    if is_prisons:
        return found
    cell = next(each for each in page.listing.columns if each.heading == "Status").cell(row, page)
    made = next((CREATED[note] for note in cell.notes if note in CREATED), None)
    status = cell.text.upper().replace(" ", "_")
    return found | {"status": status, "creationType": made or f"LICENCE_{status}"}


def review(app: Flask, given: Values, today: dt.date) -> Values:
    reviewed = given["reviewDate"] and dt.datetime.combine(given["reviewDate"], dt.time(9), LONDON)
    case = someone(licence_start=today - 9 * _DAY)
    licence(case, given["status"], given["kind"], reviewed_at=reviewed)
    return {"isReviewNeeded": listed("needs-me", "practitioner", case) is not None}


def version(app: Flask, given: Values, today: dt.date) -> Values:
    action = {"edit": "edit"}.get(given["action"], "vary")
    if all(move.action.name != action for move in MOVES):
        return {"licenceVersion": None}
    major, minor = map(int, given["licenceVersion"].split("."))
    case = someone(licence_start=today + 60 * _DAY)
    number = licence(case, "APPROVED", given["kind"], major=major, minor=minor)
    made = perform(actions.EDIT, standing.reach("practitioner", number)).result
    return {"licenceVersion": made.version}


def duplicate(app: Flask, given: Values, today: dt.date) -> Values:
    case = someone(licence_start=today + 60 * _DAY)
    ids = {licence(case, each["status"]): each["id"] for each in braces(given["existing"])}
    found = licence_under_way(case)
    return {"conflict": found is not None, "existingResourceId": found and ids[found.id]}


def new_start(app: Flask, given: Values, today: dt.date) -> Values:
    """Somebody's start date moves before the policy that their draft is on."""
    published(app, changed(given["licencePolicy"]), given["policyStartDate"])
    record = copy.deepcopy(someone().record)

    def moved_to(day: dt.date) -> Case:
        dates = dict.fromkeys(("conditionalReleaseDate", "confirmedReleaseDate"), str(day))
        record["prisoner"] |= dates | {"sentenceStartDate": "2026-01-05"}
        import_records(parse_records(json.dumps([record])), NONE)
        case = someone(sentence_start=dt.date(2026, 1, 5))
        db.session.commit()
        return case

    case = moved_to(given["oldLSD"])
    number = standing.started(app, case.id, "practitioner")
    draft = db.session.get_one(Licence, number)
    assert draft.policy_version == given["licencePolicy"] and case.licence_start == given["oldLSD"]
    moved_to(given["newLSD"])
    db.session.refresh(draft)
    told = db.session.scalars(db.select(Message.notice).where(Message.licence_id == number)).all()
    assert "datesChanged" not in told
    return {
        "status": draft.status.name,
        "emails": ", ".join(told),
        "notEmails": "datesChanged",
    }


def job(app: Flask, given: Values, today: dt.date) -> Values:
    """What the job selects of these licences, each somebody's, by what becomes of it."""
    ids: dict[int, str] = {}
    for n, (name, last) in enumerate((name, last) for name, last in given.items() if name[0] == "#"):
        number, kind, status, *said = f"{name}={last}"[1:].split()
        ids[_of_a_job(n, kind, status, dict(each.split("=") for each in said))] = number
    found = JOBS.get(JOBS_OF_RULES.get(given["job"], given["job"]))
    if found is None:
        return {"INACTIVE": "none", "emailed": "none"}
    selection = found.selects(today, NONE)
    moved = [] if selection is None else [row.id for row in db.session.execute(selection)]
    moves = moves_for(found.action)
    becomes = "emailed" if all(move.then is move.status for move in moves) else moves[0].then.name
    return {becomes: ", ".join(sorted(ids[each] for each in moved)) or "none"}


def _of_a_job(n: int, kind: str, status: str, said: dict[str, str]) -> int:
    given = {name: value(each) for name, each in said.items()}
    start = given.get("LSD", TODAY)
    case = someone(n, licence_start=start, conditional_release=given.get("CRD", start))
    moments = {"activated_at": given.get("activated"), "reviewed_at": given.get("reviewDate")}
    at = {name: day and dt.datetime.combine(day, dt.time(9), LONDON) for name, day in moments.items()}
    return licence(case, status, kind, **at)


SELECTED: Mapping[str, Callable[[Flask, Values, dt.date], Values]] = {
    "TAB": tab,
    "PICK": pick,
    "REV": review,
    "VER": version,
    "DUP": duplicate,
    "POL": new_start,
    "JOB": job,
}


OF_DATABASES = [each for each in EXAMPLES if each.section in SELECTED and not is_pure(each)]


@pytest.mark.parametrize("example", OF_DATABASES, ids=lambda each: each.name)
def test_each_list_job_and_move_chooses_as_the_example_says(app: Flask, example: Example) -> None:
    today = TODAY if example.today == "-" else dt.date.fromisoformat(example.today)
    app.config["CLOCK_FIXED_AT"] = dt.datetime.combine(today, dt.time(10), LONDON)
    with app.app_context():
        assert SELECTED[example.section](app, values(example.inputs), today) == example.wanted


def test_every_example_is_run() -> None:
    assert {each.section for each in EXAMPLES} == {*RULES, *SELECTED, "ELIG"}
