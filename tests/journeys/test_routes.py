"""Every route of every journey, driven over HTTP: Continue, Back, rows, every Change link, and submit."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.domain.answers import Answer
from app.models import Run
from app.models.base import db
from forms.context import Context
from journeys.all import JOURNEYS
from journeys.atlas import Route
from journeys.walk import CHECK_ANSWERS, SKIPPED
from tests.journeys.facts import routes_of
from tests.support.client import CheckingClient
from tests.support.examples import examples
from tests.support.writing import answer, opened, press, sent, start, startable

SignedIn = Callable[[str], CheckingClient]
PARTS = 8

AS_USUAL = {name: list(routes_of(journey, "as usual")) for name, journey in JOURNEYS.items()}
SUPERVISED = list(routes_of(JOURNEYS["create"], "supervision"))


def back_of(html: str) -> str:
    found = re.search(r'<a href="([^"]+)" class="govuk-back-link"', html)
    assert found, "the page has no Back link"
    return found[1]


def where(app: Flask, username: str, licence_id: int, journey: str) -> str:
    """The address of the end of the walk."""
    with app.test_request_context():
        return f"/licence/{licence_id}/{journey}/{opened(app, username, licence_id, journey).end}"


class Driven:
    """What routes driven before have shown, so that nothing is driven twice: where each beginning leads, which is all that
    a walk knows, and what each answered page shows when it is changed."""

    def __init__(self) -> None:
        self.saved: dict[str, dict[str, Any]] = {}
        """By the beginning of a route, the answers that were then stored."""
        self.changed: set[str] = set()
        """The pages that a Change link was followed to, with their answers."""

    def farthest(self, route: Route) -> int:
        """How many pages of a route others began with; never all of them."""
        places = range(len(route.answers) - 1, 0, -1)
        return next((place for place in places if beginning(route, place) in self.saved), 0)


def beginning(route: Route, place: int) -> str:
    return repr(route.answers[:place])


def saved(app: Flask, licence_id: int, answers: dict[str, Any] | None = None) -> dict[str, Any]:
    """What is stored of the licence being written, after it was made these answers, if any."""
    with app.app_context():
        run = db.session.scalars(db.select(Run).where(Run.licence_id == licence_id)).one()
        run.answers = run.answers if answers is None else answers
        db.session.commit()
        return dict(run.answers)


def drive(
    app: Flask,
    client: CheckingClient,
    username: str,
    licence_id: int,
    journey: str,
    route: Route,
    driven: Driven | None = None,
) -> None:
    """Answer every page of a route and check where each leads, then follow every Change link and submit."""
    base = f"/licence/{licence_id}/{journey}"
    before = f"/licence/{licence_id}"
    begun = driven.farthest(route) if driven else 0
    if driven and begun:
        saved(app, licence_id, driven.saved[beginning(route, begun)])
    for place, (page, given) in enumerate(route.answers, start=1):
        address = f"{base}/{page}"
        is_item = bool(re.search(r"bespoke-conditions/\d+$", page))
        if place <= begun:
            before = before if is_item else address
            continue
        shown = client.get(address)
        assert shown.status_code == 200, address
        expected = f"{base}/bespoke-conditions" if is_item else before
        assert back_of(shown.text) == expected, f"Back of {page}"
        if is_item:
            listed = press(client, f"{base}/bespoke-conditions", another="yes")
            assert listed.location == address
        real = _real(app, username, licence_id, journey, page, given)
        response = answer(app, client, username, licence_id, page, real, journey, shown.text)
        assert response.status_code == 302, f"{page}: {response.text}"
        assert response.location.split("#")[0] == where(app, username, licence_id, journey)
        if not is_item:
            before = address
        if driven:
            driven.saved[beginning(route, place)] = saved(app, licence_id)
    _check(app, client, username, licence_id, journey, route, set() if driven is None else driven.changed)


def _real(app: Flask, username: str, licence_id: int, journey: str, page: str, given: Answer) -> Answer:
    """The example answer for this licence: dates and documents of the route's were made for facts without one."""
    if not any(isinstance(value, dt.date) or name == "document" for name, value in given.items()):
        return given
    with app.test_request_context():
        walk = opened(app, username, licence_id, journey)
        visit = walk.find(page)
        assert visit is not None and visit.form is not None
        fresh = examples(visit, visit.form(Context(walk.written, visit.key)))[0]
    return {
        name: fresh[name] if isinstance(value, dt.date) or name == "document" else value
        for name, value in given.items()
    }


def _check(
    app: Flask,
    client: CheckingClient,
    username: str,
    licence_id: int,
    journey: str,
    route: Route,
    changed: set[str],
) -> None:
    base = f"/licence/{licence_id}/{journey}"
    summary = client.get(f"{base}/{CHECK_ANSWERS}")
    assert summary.status_code == 200
    links = re.findall(r'<a class="govuk-link" href="([^"]+)"[^>]*>(?:Change|Read again)', summary.text)
    with app.test_request_context():
        walk = opened(app, username, licence_id, journey)
        pages = [f"{base}/{visit.name}" for visit in walk.visits]
    assert client.get(base).location == f"{base}/{CHECK_ANSWERS}"
    assert sorted(set(links)) == sorted(pages), (
        "every page on the walk can be changed from the summary, and no other"
    )
    answered = {f"{base}/{page}": repr((page, given)) for page, given in route.answers}
    links = [
        link
        for place, link in enumerate(dict.fromkeys(links))
        if place == 0 or answered.get(link) not in changed
    ]
    changed.update(answered[link] for link in links if link in answered)
    pages_shown = {link: client.get(link) for link in links}
    for shown in pages_shown.values():
        assert shown.status_code == 200
        assert back_of(shown.text) == f"{base}/{CHECK_ANSWERS}"
    unchanged = press(
        client,
        links[0],
        html=pages_shown[links[0]].text,
        **_posted(client, links[0], app, username, licence_id, journey),
    )
    assert unchanged.location.startswith(f"{base}/{CHECK_ANSWERS}#answer-")
    response = press(client, f"{base}/{CHECK_ANSWERS}", html=summary.text)
    if route.has_skips:
        assert response.status_code == 422
        for page, given in route.answers:
            if SKIPPED in given:
                assert f'<a href="{base}/{page}">Answer the question you skipped' in response.text
                assert "Not provided yet" in response.text
    else:
        assert response.location == f"{base}/done"
        assert client.get(response.location).status_code == 200


def _posted(
    client: CheckingClient, link: str, app: Flask, username: str, licence_id: int, journey: str
) -> dict:
    from tests.support.writing import posted

    page = link.split(f"/{journey}/", 1)[1]
    with app.test_request_context():
        saved = opened(app, username, licence_id, journey).answers[page]
    return posted(app, username, licence_id, journey, page, saved)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_route_of_writing_a_licence(app: Flask, signed_in: SignedIn, database: str, part: int) -> None:
    client, driven = signed_in("practitioner"), Driven()
    routes = some(AS_USUAL["create"], database)
    for route in routes[part * len(routes) // PARTS : (part + 1) * len(routes) // PARTS]:
        licence_id = start(app, client)
        drive(app, client, "practitioner", licence_id, "create", route, driven)
        forget(app, licence_id)


def some(routes: list[Route], database: str) -> list[Route]:
    """All of the routes on one database; on the other, which must keep every answer too, those that have one more."""
    if database == "sqlite":
        return routes
    found: list[Route] = []
    kept: set[str] = set()
    for route in sorted(routes, key=lambda each: len(each.answers), reverse=True):
        answers = set(map(repr, route.answers))
        if not answers <= kept:
            kept |= answers
            found.append(route)
    return found


def forget(app: Flask, licence_id: int) -> None:
    """Delete a licence, so that the next route writes that of the same person."""
    from app.models import Author, Event, Licence, Message
    from tests.support.standing import tampering

    with app.app_context(), tampering():
        for table in (Run, Author, Message, Event):
            db.session.execute(db.delete(table).where(table.licence_id == licence_id))
        db.session.execute(db.delete(Licence).where(Licence.id == licence_id))


def test_every_route_through_the_supervision_requirements(
    app: Flask, signed_in: SignedIn, database: str
) -> None:
    client, driven = signed_in("practitioner"), Driven()
    for route in some(SUPERVISED, database):
        licence_id = start(app, client, startable(app, supervised=True))
        drive(app, client, "practitioner", licence_id, "create", route, driven)
        forget(app, licence_id)


@pytest.mark.parametrize("route", AS_USUAL["approve"], ids=str)
def test_every_route_of_approving_a_licence(app: Flask, signed_in: SignedIn, route: Route) -> None:
    licence_id = sent(app, signed_in("practitioner"))
    drive(app, signed_in("approver"), "approver", licence_id, "approve", route)
