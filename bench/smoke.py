"""CPU time per request of the pages people use most, as ratios to a bare Flask page measured in the same run."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app import create_app
from tests.support.client import CheckingClient, sign_in
from tests.support.writing import sent, start, write

ROUNDS, REQUESTS = 15, 20
BARE = (
    "<!DOCTYPE html><html lang=en><title>{{ title }}</title><h1>{{ title }}</h1>"
    "{% for n in range(20) %}<p>{{ n }}</p>{% endfor %}"
)


def bare() -> FlaskClient:
    """The floor: Flask and one small template, with no session, sign-in or data."""
    app = Flask("bare")
    app.get("/")(lambda: render_template_string(BARE, title="A page"))
    return app.test_client()


def service(folder: Path) -> tuple[FlaskClient, dict[str, str]]:
    """The service with the demo's people, a practitioner signed in, and the addresses to measure."""
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'bench.sqlite'}")
    runner = app.test_cli_runner()
    for command in (["db", "upgrade"], ["demo", "load"]):
        assert runner.invoke(args=command).exit_code == 0

    app.test_client_class = CheckingClient
    client = app.test_client()
    client.checks = False
    sign_in(client, "practitioner")
    waiting = sent(app, client)
    draft = start(app, client)
    write(app, client, "practitioner", draft)
    base = f"/licence/{draft}/create"
    return client, {
        "question": f"{base}/appointment-with",
        "check your answers": f"{base}/check-answers",
        "list of 25 people": "/people/mine",
        "licence that was sent": f"/licence/{waiting}",
    }


def cost(get: Callable[[], object]) -> float:
    """Milliseconds of CPU for one request."""
    began = time.process_time()
    for _ in range(REQUESTS):
        get()
    return (time.process_time() - began) / REQUESTS * 1000


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with tempfile.TemporaryDirectory() as folder:
        client, pages = service(Path(folder))
        floor = bare()
        measured: dict[str, list[float]] = {"bare Flask page": [], **{name: [] for name in pages}}
        for _ in range(ROUNDS):
            measured["bare Flask page"].append(cost(lambda: floor.get("/")))
            for name, path in pages.items():
                measured[name].append(cost(lambda path=path: client.get(path)))
    least = statistics.median(measured["bare Flask page"])
    for name, costs in measured.items():
        median = statistics.median(costs)
        print(f"{name:24} {median:6.2f} ms CPU   {median / least:5.1f} x bare")


if __name__ == "__main__":
    main()
