"""A database that is cut off, hangs or takes no changes: nobody waits for ever, and nothing typed is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from flask import Flask
from wtforms.fields.core import UnboundField

from app.factory import create_app
from app.models.base import db
from forms.base import Form
from forms.fields.text import Password
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.needs import need_postgresql
from tests.support.page_checks import held, squeeze, text
from tests.support.sites import Site, close_connections
from tests.support.standing import answers_of, as_user, case_id_of, events_of
from tests.support.tcp_proxy import Wire

pytestmark = pytest.mark.postgresql

BUSY = "Sorry, the service is busy"
READ_ONLY = "You can read, but not save, at the moment"
NOT_TO_DIE = "not to go into the water"
TIMEOUTS = {
    "DATABASE_CONNECT_TIMEOUT": 2,
    "DATABASE_STATEMENT_TIMEOUT": 1,
    "DATABASE_LOCK_TIMEOUT": 1,
    "DATABASE_IDLE_TIMEOUT": 2,
}


@pytest.fixture
def site(site_of: Callable[[str], Site]) -> Flask:
    """The service, straight on PostgreSQL."""
    need_postgresql()
    return site_of("postgresql").reset()


@pytest.fixture
def wire(site: Flask) -> Iterator[Wire]:
    at = urlsplit(site.config["SQLALCHEMY_DATABASE_URI"])
    made = Wire(at.hostname or "127.0.0.1", at.port or 5432)
    yield made
    made.close()


@pytest.fixture
def far(site: Flask, wire: Wire) -> Iterator[Flask]:
    """Another instance of the service, which reaches the same database through the wire and has little patience."""
    at = urlsplit(site.config["SQLALCHEMY_DATABASE_URI"])
    user = f"{at.username}@" if at.username else ""
    url = urlunsplit(at._replace(netloc=f"{user}127.0.0.1:{wire.port}"))
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=url, **TIMEOUTS)
    made.test_client_class = CheckingClient
    yield made
    wire.is_hanging = False
    close_connections(made)


@pytest.fixture
def licence_id(site: Flask) -> int:
    return standing.started(site, case_id_of(site, "Testwick"), "practitioner", whole=True)


def bespoke(client: CheckingClient, licence_id: int) -> str:
    """A client that stands on an empty page for a bespoke condition; its address."""
    url = f"/licence/{licence_id}/create/bespoke-conditions/1"
    client.get(url)
    return url


def kept(client: CheckingClient) -> str:
    """What was typed, once it is taken back from the page that carries it."""
    client.submit({}, "Go back to what you typed")
    assert client.page.status == 409
    (area,) = client.page.all("textarea")
    return squeeze(held(area))


def sends(words: bytes) -> Callable[[bytes], bool]:
    return lambda data: words in data


def test_after_the_database_moved_the_first_page_of_each_worker_comes_as_if_nothing_had_been(far, wire):
    client = as_user(far, "practitioner")
    assert client.get("/people/mine").status_code == 200
    wire.cut()
    assert client.get("/people/mine").status_code == 200


@pytest.mark.parametrize("at", [b"FROM users", b"FROM cases"])
def test_a_connection_lost_in_the_middle_of_a_page_that_only_reads_is_not_noticed(far, wire, at):
    client = as_user(far, "practitioner")
    wire.cut_at = sends(at)
    assert client.get("/people/mine").status_code == 200
    assert wire.cuts == 1


def test_a_connection_lost_before_a_save_began_to_write_is_not_noticed_and_saves_once(
    site, far, wire, licence_id
):
    client = as_user(far, "practitioner")
    bespoke(client, licence_id)
    wire.cut_at = sends(b"FOR NO KEY UPDATE")
    assert client.submit({"text": NOT_TO_DIE}, follow_redirects=False).status_code == 302
    assert wire.cuts == 1
    assert answers_of(site, licence_id)["bespoke-conditions/1"] == {"text": NOT_TO_DIE}


@pytest.mark.parametrize("at", [b"UPDATE runs", b"COMMIT"])
def test_a_connection_lost_while_a_save_writes_is_never_tried_again_and_what_was_typed_comes_back(
    site, far, wire, licence_id, at
):
    client, before = as_user(far, "practitioner"), answers_of(site, licence_id)
    bespoke(client, licence_id)
    wire.cut_at = sends(at)
    assert client.submit({"text": NOT_TO_DIE}).status_code == 503
    assert client.page.heading == BUSY and "may not be saved" in text(client.page.root)
    assert answers_of(site, licence_id) == before
    assert kept(client) == NOT_TO_DIE
    client.submit()
    assert answers_of(site, licence_id)["bespoke-conditions/1"] == {"text": NOT_TO_DIE}


def test_a_move_whose_connection_is_lost_is_not_made_and_can_be_made_again(site, far, wire, licence_id):
    standing.sent(site, licence_id, "practitioner")
    client = as_user(far, "practitioner")
    client.get(f"/licence/{licence_id}/withdraw")
    wire.cut_at = sends(b"INSERT INTO events")
    answer = client.submit()
    assert answer.status_code == 503 and events_of(site, licence_id) == ["start", "submit"]
    client.submit({}, "Try again")
    assert events_of(site, licence_id) == ["start", "submit", "withdraw"]


def test_a_database_that_hangs_ends_each_page_with_one_that_says_so(site, far, wire, licence_id):
    client = as_user(far, "practitioner")
    bespoke(client, licence_id)
    shown = client.page
    wire.is_hanging = True
    assert client.get("/people/mine").status_code == 503
    assert client.page.heading == BUSY
    client.page = shown
    assert client.submit({"text": NOT_TO_DIE}).status_code == 503
    carried = client.page
    wire.is_hanging = False
    client.page = carried
    assert kept(client) == NOT_TO_DIE
    assert client.get("/people/mine").status_code == 200, "and goes on when the database does"


def test_a_database_that_hangs_is_named_by_health_which_does_not_wait_for_it(far, wire, monkeypatch):
    client = far.test_client()
    assert client.get("/health").status_code == 200
    wire.is_hanging = True
    monkeypatch.setattr("app.store.health.SECONDS", 0.3)
    answers: list[int] = []
    asked = threading.Thread(target=lambda: answers.append(client.get("/ping").status_code))
    answer = client.get("/health")
    asked.start()
    asked.join(10)
    assert answer.status_code == 503 and answer.json["parts"]["database"] == "does not answer"
    assert answers == [200]


def test_a_lock_that_somebody_else_holds_is_waited_for_only_so_long(site, far, licence_id):
    client = as_user(far, "practitioner")
    bespoke(client, licence_id)
    with site.app_context():
        standing.reach("practitioner", licence_id)  # which holds the case
        assert client.submit({"text": NOT_TO_DIE}).status_code == 503
        db.session.rollback()
    assert kept(client) == NOT_TO_DIE


@contextmanager
def standing_by(site: Flask, far: Flask) -> Iterator[None]:
    """The database takes no changes, as one that stands by for another."""
    at = urlsplit(site.config["SQLALCHEMY_DATABASE_URI"])
    name = at.path.removeprefix("/")
    with psycopg.connect(urlunsplit(at._replace(scheme="postgresql")), autocommit=True) as own:
        own.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        try:
            close_connections(far)
            yield
        finally:
            own.execute("SET default_transaction_read_only = off")
            own.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            close_connections(far)


def test_a_database_that_stands_by_is_read_and_says_that_it_cannot_save(site, far, licence_id):
    client = as_user(far, "practitioner")
    with standing_by(site, far):
        assert client.get("/people/mine").status_code == 200
        bespoke(client, licence_id)
        assert client.submit({"text": NOT_TO_DIE}).status_code == 503
        assert client.page.heading == READ_ONLY
        client.submit({}, "Go back to what you typed")
        assert client.page.heading == READ_ONLY, "while it stands by, what was typed waits in the page"
        far.test_client().get("/health")
    assert kept(client) == NOT_TO_DIE


@pytest.mark.one_database
def test_a_fault_of_ours_keeps_what_was_typed_and_never_a_password(app, monkeypatch):
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    client = as_user(app, "practitioner")
    bespoke(client, licence_id)
    with monkeypatch.context() as patch:
        patch.setattr("app.store.runs.save", fails)
        assert client.submit({"text": NOT_TO_DIE}).status_code == 500
    assert kept(client) == NOT_TO_DIE
    nobody = app.test_client()
    nobody.get("/sign-in?next=/people/mine")
    with monkeypatch.context() as patch:
        patch.setattr("app.views.sign_in.way_to_sign_in", fails)
        assert nobody.submit({"username": "practitioner", "password": "licence-demo"}).status_code == 500
    assert "licence-demo" not in nobody.page.html
    nobody.submit({}, "Go back to what you typed")
    assert (
        next(i for i in nobody.page.all("input") if i.get("name") == "username").get("value")
        == "practitioner"
    )


@pytest.mark.one_database
def test_what_has_no_page_of_its_own_to_go_back_to_can_be_sent_again_as_it_was(app, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    client, case_id = as_user(app, "practitioner"), case_id_of(app, "Testwick")
    client.get(f"/case/{case_id}/start")
    with monkeypatch.context() as patch:
        patch.setattr("app.views.licence.perform", fails)
        assert client.submit().status_code == 500
    assert standing.count(app, standing.Licence) == 0
    client.submit({}, "Try again")
    assert standing.count(app, standing.Licence) == 1
    support = as_user(app, "support")
    support.get("/policies/import")
    with monkeypatch.context() as patch:
        patch.setattr("app.views.policies.importing.Import", fails)
        assert support.submit({"source": "A legal source"}).status_code == 500
    support.submit({}, "Try again")
    assert support.page.status == 422
    assert "A legal source" in support.page.html


def all_forms(of: type[Form] = Form) -> Iterator[type[Form]]:
    for each in of.__subclasses__():
        yield each
        yield from all_forms(each)


def test_every_password_is_asked_under_a_name_that_no_page_carries() -> None:
    asked = [
        name
        for form in all_forms()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, Password)
    ]
    assert {"password", "password_now"} <= set(asked)
    assert all("password" in name for name in asked)
