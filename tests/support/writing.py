"""Drives journeys over HTTP as people do: opens a page, fills its form, presses Continue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.access import open_licence
from app.domain.licence.eligibility import reasons_not_to_start
from app.models import Case, Licence, User
from app.models.base import db
from app.store import runs
from app.store.facts import facts_about
from forms.context import Context
from journeys.all import JOURNEYS
from journeys.show import bound_form
from journeys.walk import CHECK_ANSWERS, SKIPPED, Walk
from tests.support.client import CheckingClient
from tests.support.examples import answer_for, examples

EXAMPLES = {"additional-requirements", "conditions", "licence", "reason", "supervision-requirements"}
"""Pages whose first example is the answer, rather than the first of their options."""


def token(html: str) -> str:
    """The token of the page's first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def version(html: str) -> str:
    """The version that the page's form carries."""
    found = re.search(r'name="version" value="([^"]+)"', html)
    return found[1] if found else "0"


def shown_in(html: str) -> dict[str, str]:
    """What the form of a page that removes something sends back of what it showed."""
    found = re.search(r'name="shown" value="([^"]+)"', html)
    return {"shown": found[1]} if found else {}


def press(
    client: CheckingClient, path: str, shown: str | None = None, html: str | None = None, **values: Any
) -> TestResponse:
    """Open a page (or the page `shown`, or none where its `html` is at hand) and send its form, with these values."""
    html = html or client.get(shown or path).text
    sent = {"csrf_token": token(html), "version": version(html), **shown_in(html)}
    return client.post(path, data=sent | values)


def startable(
    app: Flask, username: str = "practitioner", prison: str = "ZAI", *, supervised: bool = False
) -> int:
    """A person without a licence whose licence this practitioner can start, with supervision after it or without."""
    with app.test_request_context():
        for case in db.session.scalars(
            db.select(Case)
            .where(
                Case.manager_username == username,
                Case.prison_code == prison,
                Case.restriction_kind == "NONE",
                Case.supervision_end.is_not(None) if supervised else Case.supervision_end.is_(None),
                Case.id.not_in(db.select(Licence.case_id)),
            )
            .order_by(Case.licence_start.desc())
        ):
            if not reasons_not_to_start(case, clock.today()):
                return case.id
    raise LookupError(f"{username} has nobody in {prison} whose licence can be started")


def start(app: Flask, client: CheckingClient, case_id: int | None = None) -> int:
    """Start a licence; its number."""
    case_id = case_id or startable(app)
    answer = press(client, f"/case/{case_id}/start")
    assert answer.status_code == 302, answer.text
    return int(re.findall(r"/licence/(\d+)", answer.location)[0])


def opened(app: Flask, username: str, licence_id: int, journey: str) -> Walk:
    """The walk of a journey as this person has it now."""
    user = db.session.scalar(db.select(User).where(User.username == username))
    reach = open_licence(user, licence_id)
    facts = facts_about(reach)
    declared = JOURNEYS[journey]
    return Walk(declared, facts, runs.answers_of(runs.find(reach.licence, declared, user)))


def posted(
    app: Flask, username: str, licence_id: int, journey: str, page: str, answer: Mapping[str, Any]
) -> dict[str, Any]:
    """The names and values a browser sends for this answer to this page."""
    if SKIPPED in answer:
        return {"skip": "yes"}
    with app.test_request_context():
        walk = opened(app, username, licence_id, journey)
        visit = walk.find(page)
        assert visit is not None, f"{page} is not on the walk, which ends at {walk.end}"
        form = visit.form(Context(walk.written, visit.key, walk.saved), None, dict(answer))
        values: dict[str, Any] = {}
        for name, value in form.posted():
            values.setdefault(name, []).append(value)
        return values


def answer(
    app: Flask,
    client: CheckingClient,
    username: str,
    licence_id: int,
    page: str,
    given: Mapping[str, Any],
    journey: str = "create",
    html: str | None = None,
) -> TestResponse:
    """Answer one page of a journey."""
    values = posted(app, username, licence_id, journey, page, given)
    return press(client, f"/licence/{licence_id}/{journey}/{page}", html=html, **values)


def write(
    app: Flask,
    client: CheckingClient,
    username: str,
    licence_id: int,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
    journey: str = "create",
    pick: int = 0,
    until: str = CHECK_ANSWERS,
) -> None:
    """Answer every page up to check your answers, or that one: as given, else with an example; lists get nothing added."""
    given = dict(answers or {})
    for _ in range(300):
        with app.test_request_context():
            walk = opened(app, username, licence_id, journey)
            gap = walk.gap
            if gap is None or gap.name == until:
                return
            assert not gap.is_stop, f"the walk stops at {gap.name}"
            if gap.name in given:
                value = given[gap.name]
            elif gap.is_list:
                value = {"another": "no"}
            elif gap.name in EXAMPLES:
                value = examples(gap, bound_form(walk, gap))[0]
            elif gap.name == "additional-conditions":
                value = {"needed": "no"}
            else:
                value = answer_for(bound_form(walk, gap), walk.facts, pick)
            page = gap.name
        response = answer(app, client, username, licence_id, page, value, journey)
        assert response.status_code == 302, f"{page}: {re.findall('error-message.*?</p>', response.text)}"
    raise AssertionError("the walk does not end")


def submit(client: CheckingClient, licence_id: int, journey: str = "create") -> TestResponse:
    """Submit a journey from check your answers."""
    return press(client, f"/licence/{licence_id}/{journey}/check-answers")


def sent(
    app: Flask,
    client: CheckingClient,
    username: str = "practitioner",
    case_id: int | None = None,
    **answers: Any,
) -> int:
    """A licence written and sent to the prison; its number."""
    licence_id = start(app, client, case_id)
    write(app, client, username, licence_id, answers.get("answers"))
    response = submit(client, licence_id)
    assert response.status_code == 302 and response.location.endswith("/done"), response.text
    return licence_id


def decided(
    app: Flask, client: CheckingClient, licence_id: int, decision: str = "approve", username: str = "approver"
) -> None:
    """Decide about a licence that was sent, as its approver."""
    write(app, client, username, licence_id, {"decision": {"decision": decision}}, journey="approve")
    response = submit(client, licence_id, "approve")
    assert response.status_code == 302 and response.location.endswith("/done"), response.text
