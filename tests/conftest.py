"""Fixtures for tests of the running service. Tests of plain functions need none of them.

A test that asks for `app` or `client` runs once on each database: SQLite always, PostgreSQL where it is reachable.
Mark it `one_database` when the database cannot matter to it, or those of its parameters with which it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support.client import CheckingClient
from tests.support.client import sign_in as sign_in_with
from tests.support.needs import ROOT, missing
from tests.support.sites import Site, close_connections, new_database

DATABASES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*DATABASES, "both"),
        default="both",
        help="which databases tests of the running service use",
    )
    parser.addoption(
        "--long", action="store_true", help="attacks in their long form (make attack), which takes an hour"
    )
    parser.addoption("--requests", type=int, default=100_000, help="how many requests the long form makes up")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" not in metafunc.fixturenames:
        return
    wanted = metafunc.config.getoption("--database")
    names = DATABASES if wanted == "both" else (wanted,)
    marks = {"sqlite": (), "postgresql": (pytest.mark.postgresql,)}
    metafunc.parametrize("database", [pytest.param(n, marks=marks[n]) for n in names], indirect=True)


def is_one_too_many(item: pytest.Item, wanted: str) -> bool:
    """Whether a test to which the database cannot matter would run on another one as well."""
    used = getattr(item, "callspec", None)
    database = used.params.get("database") if used else None
    return (
        wanted == "both"
        and database not in (None, DATABASES[0])
        and item.get_closest_marker("one_database") is not None
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--database")
    items[:] = [item for item in items if not is_one_too_many(item, wanted)]
    here = Path(__file__).parent
    for item in items:
        for folder in ("attack", "browser"):
            if item.path.is_relative_to(here / folder):
                item.add_marker(folder)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database the test runs on: "sqlite" or "postgresql"."""
    return str(request.param)


@pytest.fixture(scope="session")
def site_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """The site on a kind of database, made when first asked for and shared by the tests of a process."""
    if not (ROOT / "app" / "__init__.py").exists():
        missing("there is no application yet")
    sites: dict[str, Site] = {}
    broken: dict[str, str] = {}

    def site(name: str) -> Site:
        if name in broken:
            pytest.fail(broken[name], pytrace=False)
        if name not in sites:
            database = new_database(name, tmp_path_factory.mktemp(name))
            try:
                sites[name] = Site(database)
            except Exception as error:
                broken[name] = (
                    f"the site on {name} could not be made: {error!r} (the first such test says where)"
                )
                raise
        return sites[name]

    yield site
    for made in sites.values():
        made.close()


@pytest.fixture
def app(database: str, site_of: Callable[[str], Site]) -> Flask:
    """The service on a database that holds what tests.support.seed put there, and nothing of other tests."""
    return site_of(database).reset()


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    """A browser that nobody has signed in with, which checks every page it is shown."""
    made = app.test_client()
    assert isinstance(made, CheckingClient)
    return made


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], CheckingClient]:
    """signed_in("username") -> a browser of its own with that person signed in."""

    def make(username: str) -> CheckingClient:
        made = app.test_client()
        assert isinstance(made, CheckingClient)
        return sign_in_with(made, username)

    return make


@pytest.fixture
def printing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of something other than paper need not wait for it."""
    monkeypatch.setattr("app.store.documents.pdf_of", lambda *given: b"%PDF-1.7 stand-in")


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context around a test that makes no requests (one that does must not hold a context)."""
    with app.app_context():
        yield app


@pytest.fixture
def empty_database(database: str, tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database of the kind the test runs on, for tests of migrations."""
    made = new_database(database, tmp_path, "empty")
    yield made.url
    made.drop()


@pytest.fixture
def close() -> Callable[[Flask], None]:
    """close(app) closes every connection of an application that the test made itself."""
    return close_connections
