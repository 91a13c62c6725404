"""CPU time per request of the pages people use most, as ratios to a bare Flask page measured in the same run."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.store.policies import load, schedule
from tests.support import standing
from tests.support.needs import need_postgresql
from tests.support.queries import queries
from tests.support.sites import Postgresql, Site, Sqlite
from tests.support.standing import as_user, case_id_of

ROUNDS, REQUESTS = 15, 12
CONDITIONS = 10
BARE = (
    "<!DOCTYPE html><html lang=en><title>{{ title }}</title><h1>{{ title }}</h1>"
    "{% for n in range(20) %}<p>{{ n }}</p>{% endfor %}"
)


def bare() -> FlaskClient:
    """The floor: Flask and one small template, with no session, sign-in or data."""
    app = Flask("bare")
    app.get("/")(lambda: render_template_string(BARE, title="A page"))
    return app.test_client()


def pages(app: Flask) -> dict[str, Callable[[], object]]:
    """What is measured: each page as somebody asks for it, on licences with ten additional conditions."""
    app.config["WTF_CSRF_ENABLED"] = False
    writer, approver, administrator = (
        as_user(app, name) for name in ("practitioner", "approver", "administrator")
    )
    for client in (writer, approver, administrator):
        client.checks = False
    with app.app_context():
        menu = load(schedule()[0].version).additional_conditions.AP
    chosen = {
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [condition.code for condition in menu[:CONDITIONS]]},
    }
    draft = standing.started(app, case_id_of(app, "Sampleton"), "practitioner", chosen, whole=True)
    waiting = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    standing.sent(app, waiting, "practitioner", chosen)
    approved = standing.stand(app, "approved", case_id_of(app, "Placeholder"), "practitioner", "approver")
    approver.get(f"/licence/{waiting}/approve", follow_redirects=True)
    base, saved = f"/licence/{draft}/create", iter(range(10**9))

    def save() -> object:
        """A telephone number that is new each time."""
        number = {"version": "99999999", "telephone": f"01632 960{next(saved) % 1000:03d}", "alternative": ""}
        return writer.post(f"{base}/appointment-telephone", data=number)

    return {
        "home": lambda: writer.get("/"),
        "question": lambda: writer.get(f"{base}/appointment-with"),
        "question, saved": save,
        "finder": lambda: writer.get(f"{base}/conditions"),
        "check your answers": lambda: writer.get(f"{base}/check-answers"),
        "list of 25": lambda: writer.get("/people/mine"),
        "licence that was sent": lambda: writer.get(f"/licence/{waiting}"),
        "approver reads": lambda: approver.get(f"/licence/{waiting}/approve/licence"),
        "print": lambda: administrator.post(f"/licence/{approved}/print"),
    }


def cost(get: Callable[[], object]) -> float:
    """Milliseconds of CPU for one request."""
    began = time.process_time()
    for _ in range(REQUESTS):
        get()
    return (time.process_time() - began) / REQUESTS * 1000


def main(database: str) -> None:
    """Measure on "sqlite" or "postgresql", and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        kept = Sqlite(Path(folder)) if database == "sqlite" else Postgresql(need_postgresql(), "bench")
        site = Site(kept)
        try:
            measure(site.reset())
        finally:
            site.close()


def measure(app: Flask) -> None:
    """Every page in turns, round after round, beside the bare page; then its number of queries."""
    floor, asked = bare(), pages(app)
    asked = {"bare Flask page": lambda: floor.get("/"), **asked}
    measured: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, get in asked.items():
            measured[name].append(cost(get))
    least = statistics.median(measured["bare Flask page"])
    for name, get in asked.items():
        with queries(app) as sent:
            get()
        median = statistics.median(measured[name])
        print(f"{name:24} {median:6.2f} ms CPU   {median / least:5.1f} x bare   {len(sent)} queries")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
