"""What machines ask: /ping, /health and /metrics; and two instances that start at once."""

from __future__ import annotations

import multiprocessing
import re
import time

import pytest
from flask_migrate import upgrade

from app.domain.licence import actions
from app.factory import create_app
from app.models.base import db
from app.models.policy import PolicyVersion
from app.store import health
from tests.support import standing
from tests.support.needs import ROOT
from tests.support.page_checks import text
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of

TOKEN = "a-token-for-prometheus"


def parts(answer) -> dict[str, str]:
    return answer.json["parts"]


def test_ping_touches_nothing_and_sets_no_cookie_for_anybody(app):
    client = as_user(app, "practitioner")
    with queries(app) as sent:
        answer = client.get("/ping")
    assert answer.status_code == 200 and answer.json == {"status": "up"}
    assert not sent and "Set-Cookie" not in answer.headers


def test_health_names_every_part_and_the_version_and_nobody(app):
    app.config["VERSION"] = "4c48d99"
    answer = app.test_client().get("/health")
    assert answer.status_code == 200 and answer.mimetype == "application/json"
    assert answer.json == {
        "status": "up",
        "version": "4c48d99",
        "parts": {"database": "up", "schema": "up", "policy": "up"},
    }
    assert "Set-Cookie" not in answer.headers


def test_health_is_down_while_the_schema_is_behind_and_up_beside_a_newer_version(app):
    client, change = app.test_client(), db.text("UPDATE alembic_version SET version_num = :to")
    with app.app_context():
        newest = db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar_one()
        for older in ("0003", None):
            db.session.execute(change, {"to": older}) if older else db.session.execute(
                db.text("DELETE FROM alembic_version")
            )
            db.session.commit()
            answer = client.get("/health")
            assert answer.status_code == 503 and answer.json["status"] == "down"
            assert parts(answer) == {
                "database": "up",
                "schema": f"is at {older or 'nothing'} and must be at {newest}: run flask db upgrade",
                "policy": "not known",
            }
        db.session.execute(db.text("INSERT INTO alembic_version VALUES ('9999')"))
        db.session.commit()
        assert client.get("/health").status_code == 200


def test_health_of_a_database_without_tables_says_what_to_do(empty_database, close):
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    try:
        answer = made.test_client().get("/health")
        assert answer.status_code == 503
        assert parts(answer)["database"] == "up"
        assert "is at nothing" in parts(answer)["schema"] and "flask db upgrade" in parts(answer)["schema"]
    finally:
        close(made)


def withdraw_policies(app) -> None:
    with app.app_context():
        db.session.execute(db.update(PolicyVersion).values(commences=None))
        db.session.commit()


def test_without_a_policy_health_is_down_and_starting_a_licence_says_who_can_act(app):
    withdraw_policies(app)
    answer = app.test_client().get("/health")
    assert answer.status_code == 503 and parts(answer)["policy"] == "none is in force: import one"
    client, case_id = as_user(app, "practitioner"), case_id_of(app, "Testwick")
    for ask in (client.get, client.post):
        answer = ask(f"/case/{case_id}/start")
        assert answer.status_code == 403
        assert client.page.heading == "You cannot start a licence yet"
        said = text(client.page.root)
        assert "No licence policy has been published" in said and "Support can import a policy" in said
        assert app.config["SERVICE_EMAIL"] in said
    assert standing.count(app, standing.Licence) == 0


@pytest.mark.one_database
def test_a_later_part_is_one_more_function_and_a_slow_one_holds_up_nobody(app, monkeypatch):
    monkeypatch.setitem(health.PARTS, "jobs", lambda: "last ran yesterday")
    answer = app.test_client().get("/health")
    assert answer.status_code == 503 and parts(answer)["jobs"] == "last ran yesterday"
    monkeypatch.setitem(health.PARTS, "jobs", lambda: time.sleep(2))
    with app.app_context():
        assert health.parts(0.2) == {
            "database": "up",
            "schema": "up",
            "policy": "up",
            "jobs": "does not answer",
        }
        assert set(health.parts(0.01).values()) == {"does not answer"}, "one look at a time"
        assert health._looking.acquire(timeout=10)
        health._looking.release()


def upgraded(url: str, together) -> None:
    """What an instance does when it starts, in a process of its own."""
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=url)
    together.wait()
    with made.app_context():
        upgrade(directory=str(ROOT / "migrations"))


def test_instances_that_start_at_once_upgrade_the_database_once_and_all_go_on(empty_database):
    fork = multiprocessing.get_context("fork")
    together = fork.Barrier(3)
    instances = [fork.Process(target=upgraded, args=(empty_database, together)) for _ in range(3)]
    for instance in instances:
        instance.start()
    for instance in instances:
        instance.join(120)
    assert [instance.exitcode for instance in instances] == [0, 0, 0]


# Figures


def figures(app) -> dict[str, float]:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    assert "Set-Cookie" not in answer.headers
    return {
        name: float(value)
        for name, value in re.findall(r"^([a-z]\S*(?:\{.*\})?) (\S+)$", answer.text, re.MULTILINE)
    }


@pytest.fixture
def with_token(app):
    app.config["METRICS_TOKEN"] = TOKEN


def test_without_its_token_there_is_no_page_of_figures(app):
    client = as_user(app, "support")
    for token, given in (
        (None, ""),
        (None, "Bearer "),
        (TOKEN, ""),
        (TOKEN, f"Bearer {TOKEN}x"),
        (TOKEN, "é"),
    ):
        app.config["METRICS_TOKEN"] = token
        answer = client.get("/metrics", headers={"Authorization": given})
        assert answer.status_code == 404, given
        assert "licence_requests" not in answer.text


def test_requests_are_counted_by_their_route_and_never_by_what_stands_in_an_address(app, with_token):
    client, counted = (
        as_user(app, "practitioner"),
        'licence_requests_total{method="GET",route="/people/<name>",status="2xx"}',
    )
    before = figures(app).get(counted, 0)
    client.get("/people/mine?q=Sampleton")
    client.get("/people/mine")
    client.get("/nowhere/at/all")
    client.open("/nowhere", method="SCAN")
    after = figures(app)
    assert after[counted] == before + 2
    assert after['licence_request_seconds_count{method="GET",route="/people/<name>"}'] >= 2
    assert 'licence_requests_total{method="other",route="none",status="4xx"}' in after
    assert not any("Sampleton" in name or "nowhere" in name or "SCAN" in name for name in after)


def test_moves_are_counted_once_they_are_committed_and_messages_by_their_state(
    app, with_token, printing_is_quick
):
    before = figures(app)
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    other = case_id_of(app, "Sampleton")
    with app.app_context():
        standing.perform(actions.START, standing.open_case(standing.user("practitioner"), other))
        db.session.flush()
        db.session.rollback()
    standing.sent(app, licence_id, "practitioner")
    after = figures(app)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('licence_moves_total{action="start"}') == 1
    assert more('licence_moves_total{action="submit"}') == 1
    assert more('licence_messages{state="waiting"}') == 1
    assert after['licence_messages{state="no-address"}'] == 0
    assert after['licence_part_up{part="database"}'] == 1 and after['licence_part_up{part="policy"}'] == 1
    withdraw_policies(app)
    assert figures(app)['licence_part_up{part="policy"}'] == 0
