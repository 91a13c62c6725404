"""flask demo load: everything the demo needs, as often as anyone likes, and never outside the demo."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

import app.models  # noqa: F401  every table is known from here on
from app.cli.demo import demo_cli
from app.demo.accounts import USERS
from app.demo.places import PRISONS
from app.models.base import db
from app.models.case import Case
from app.models.policy import PolicyVersion
from app.models.prison import Prison
from app.models.record import Chains
from app.models.user import User
from config import settings
from tests.support import standing

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def demo_app() -> Flask:
    service = Flask(__name__)
    service.config.from_object(settings("testing"))
    service.config["CLOCK_FIXED_AT"] = NOON
    db.init_app(service)
    service.cli.add_command(demo_cli)
    with service.app_context():
        db.create_all()
        db.session.add(Chains(id=1, begun=0))
        db.session.commit()
    return service


def counts(app: Flask) -> list[int | None]:
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(table)) for table in (Case, Prison, User)]


def test_loading_twice_changes_nothing(demo_app: Flask) -> None:
    runner = demo_app.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    assert first.exit_code == 0, first.output
    loaded = counts(demo_app)
    assert loaded[1:] == [len(PRISONS), len(USERS)]
    with demo_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PolicyVersion))
    again = runner.invoke(args=["demo", "load"])
    assert again.exit_code == 0
    assert f"0 people added, 0 changed, {loaded[0]} unchanged" in again.output
    assert counts(demo_app) == loaded


def test_a_day_later_only_dates_move(demo_app: Flask) -> None:
    runner = demo_app.test_cli_runner()
    runner.invoke(args=["demo", "load"])
    demo_app.config["CLOCK_FIXED_AT"] = NOON + dt.timedelta(days=1)
    later = runner.invoke(args=["demo", "load"])
    assert "0 people added, 75 changed, 0 unchanged" in later.output


def test_outside_the_demo_nothing_is_loaded(demo_app: Flask) -> None:
    demo_app.config["DEMO"] = False
    refused = demo_app.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 1
    assert counts(demo_app) == [0, 0, 0]


@pytest.mark.one_database
def test_somebody_of_the_demo_is_recorded_as_released_and_their_licence_then_becomes_active(
    app: Flask, printing_is_quick: None
) -> None:
    case_id = standing.case_id_of(app, "Testwick")
    licence_id = standing.stand(app, "approved", case_id, "practitioner", "approver")
    assert licence_id
    runner = app.test_cli_runner()
    assert runner.invoke(args=["demo", "release", "A0000AA"]).exit_code == 1
    assert runner.invoke(args=["jobs", "run", "activate-licences"]).output.endswith("0 licences.\n")
    said = runner.invoke(args=["demo", "release", "A7100ZA"])
    assert said.exit_code == 0 and "released today" in said.output
    assert runner.invoke(args=["jobs", "run", "activate-licences"]).output.endswith("1 licence.\n")
    assert standing.status_of(app, licence_id) == "active"
    app.config["DEMO"] = False
    assert runner.invoke(args=["demo", "release", "A7100ZA"]).exit_code == 1
