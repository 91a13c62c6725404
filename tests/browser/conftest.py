"""Fixtures for tests in a real browser, against the real service on a port of this machine."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import FrameType

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

from tests.browser.people import Person
from tests.support.browsing import launch, sign_in_page, take_screenshot
from tests.support.needs import AXE, ROOT, missing
from tests.support.sites import Site, new_database

LONGEST = 300  # seconds


@pytest.fixture(autouse=True)
def watchdog() -> Iterator[None]:
    """Fail a test that hangs, as Playwright waits for some answers without limit."""

    def bark(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"a browser test took more than {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Server:
    """The service as a browser reaches it."""

    url: str
    site: Site

    @property
    def app(self) -> Flask:
        return self.site.app


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The service answering on a free port, for all the browser tests of a process."""
    if not (ROOT / "app" / "__init__.py").exists():
        missing("there is no application yet")
    site = Site(new_database("sqlite", tmp_path_factory.mktemp("server")))
    server = make_server("127.0.0.1", 0, site.app.wsgi_app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{server.server_port}", site)
    server.shutdown()
    thread.join(5)
    site.close()


@pytest.fixture
def server(running: Server) -> Server:
    """The service answering on a free port, its data as seeded."""
    running.site.reset()
    return running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all the browser tests of a process."""
    started = launch(playwright)
    yield started
    started.close()


class Watched:
    """A browsing context whose script errors and refused content fail the test."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, words: str) -> None:
        if kind == "error" and "Failed to load resource" not in words:
            self.faults.append(words)


def opened(browser: Browser, server: Server, scripts: bool) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url,
        java_script_enabled=scripts,
        locale="en-GB",
        timezone_id="Europe/London",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(10_000)
    if scripts:
        # At hand on every page, as sending it to each takes as long as running it
        context.add_init_script(path=AXE)
    watched = Watched(context)
    yield context.new_page()
    context.close()
    assert not watched.faults, watched.faults


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of a fresh browsing context; addresses may be relative, as in page.goto("/sign-in")."""
    yield from opened(browser, server, scripts=True)


@pytest.fixture
def plain_page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page with JavaScript off, on which everything must work all the same."""
    yield from opened(browser, server, scripts=False)


@pytest.fixture
def sign_in(server: Server) -> Callable[[Page, str], None]:
    """sign_in(page, "username") signs a demo person in by the sign-in page."""

    def enter(page: Page, username: str) -> None:
        sign_in_page(page, username, server.app.config["DEMO_PASSWORD"])

    return enter


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """people("username") is that person, signed in at a browser of their own; scripts=False for one without JavaScript."""
    with ExitStack() as browsers:

        def arrive(username: str, scripts: bool = True) -> Person:
            page = browsers.enter_context(contextmanager(opened)(browser, server, scripts))
            return Person(page, username, server.app.config["DEMO_PASSWORD"], scripts)

        yield arrive


@pytest.fixture
def screenshot() -> Callable[[Page, str], Path]:
    """screenshot(page, "name") keeps a picture as build/screenshots/name.png."""
    return take_screenshot
