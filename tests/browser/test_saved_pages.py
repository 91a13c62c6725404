"""The last step of `make test`: judges one page of every kind that the other tests were shown.

Those tests keep the pages in build/pages (tests/support/client.py), so what is judged here is what the service
really printed, with every error and every state that some test reached.
"""

from __future__ import annotations

import json
import mimetypes
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browsing import AXE, NARROWEST, axe_faults, reflow_faults
from tests.support.client import PAGES
from tests.support.needs import ROOT, missing, need_checker

STATIC = ROOT / "build" / "static"
CHUNKS = 4

# What the HTML checker says of markup that is right all the same, by a part of its words, with the reason.
CHECKER_IS_WRONG: dict[str, str] = {}
# Titles that two pages may share, with the reason.
MAY_SHARE: dict[str, str] = {}


def saved() -> list[dict[str, Any]]:
    """The facts of every page kept, in one order for all test processes."""
    found = []
    for path in sorted(PAGES.glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        found.append({**facts, "file": path.with_suffix(".html")})
    if not found:
        missing("no pages have been kept: run the web tests first")
    return found


def of_new_looks(pages: list[dict[str, Any]]) -> set[str]:
    """The files of pages which between them show whatever pages are made of: another one differs in words alone."""
    seen: set[str] = set()
    files = set()
    for facts in pages:
        if not seen.issuperset(facts["looks"]):
            seen.update(facts["looks"])
            files.add(facts["file"].name)
    return files


def named(facts: dict[str, Any]) -> str:
    return f"{facts['method']} {facts['url']} ({facts['status']}) {facts['file'].name} from {facts.get('test', '')}"


def test_the_html_checker_finds_no_errors() -> None:
    pages = saved()
    files = {f["file"].name: f for f in pages}
    # In batches, as the checker keeps all that it has read in memory.
    faults = []
    for start in range(0, len(pages), 200):
        batch = [str(f["file"]) for f in pages[start : start + 200]]
        ran = subprocess.run(
            [*need_checker(), "--errors-only", "--format", "json", *batch],
            capture_output=True,
            text=True,
            timeout=600,
        )
        messages = json.loads(ran.stderr)["messages"]
        assert messages or ran.returncode == 0, ran.stderr[-2000:]
        for message in messages:
            words = message["message"]
            if any(part in words for part in CHECKER_IS_WRONG):
                continue
            facts = files.get(str(message.get("url")).rpartition("/")[2])
            where = named(facts) if facts else message.get("url")
            faults.append(
                f"{where}, line {message.get('lastLine')}: {words}: {message.get('extract', '').strip()}"
            )
    assert not faults, f"{len(faults)} errors:\n" + "\n".join(faults[:60])


class Saved(BaseHTTPRequestHandler):
    """Gives what was kept with the policy it came with, and the assets as built, which the browser may keep."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = STATIC / path.removeprefix("/assets/") if path.startswith("/assets/") else None
        headers = {"Cache-Control": "max-age=3600"}
        if path.startswith("/page/"):
            file = PAGES / path.removeprefix("/page/")
            policy = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["policy"]
            headers = (
                {"Content-Security-Policy": policy.replace("upgrade-insecure-requests", "")} if policy else {}
            )
        elif file is not None and not file.is_file():
            heard.append(f"{path} does not exist")
            file = None
        content = file.read_bytes() if file else b""
        kind = mimetypes.guess_type(file.name)[0] if file else None
        self.send_response(200 if file else 404)
        for name, value in {
            "Content-Type": kind or "text/plain",
            "Content-Length": str(len(content)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Nothing: the test says what is wrong."""


heard: list[str] = []  # what the page on screen complained of, which Playwright reports as it happens


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a server of what was kept."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Saved)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def listened_to(context: BrowserContext) -> Page:
    """A new page, whose complaints are heard."""
    page = context.new_page()
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return page


@pytest.fixture(scope="module")
def shown(browser: Browser) -> Iterator[Page]:
    """One page of a browser that has axe on every page it opens."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB") as context:
        context.add_init_script(path=AXE)
        yield listened_to(context)


@pytest.fixture(scope="module")
def narrow(browser: Browser) -> Iterator[Page]:
    """One page of a browser on a telephone."""
    with browser.new_context(viewport={"width": NARROWEST, "height": 800}, locale="en-GB") as context:
        yield listened_to(context)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_axe_finds_nothing_and_nothing_is_wider_than_a_telephone(
    shown: Page, narrow: Page, site: str, chunk: int
) -> None:
    if not (STATIC / "manifest.json").exists():
        missing("the assets are not built (python assets.py)")
    faults: list[str] = []
    pages = saved()
    for_axe = of_new_looks(pages)
    for facts in pages[chunk::CHUNKS]:
        heard.clear()
        name = facts["file"].name
        page = shown if name in for_axe else narrow
        page.goto(f"{site}/page/{name}", wait_until="load")
        found = [*(axe_faults(page) if page is shown else []), *reflow_faults(page)]
        found += [f"console: {words}" for words in heard if "Failed to load resource" not in words]
        faults += [f"{named(facts)}: {fault}" for fault in found]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:60])


def test_no_two_pages_share_a_title() -> None:
    assert saved()
    by_title: dict[str, dict[tuple[str, str], set[str]]] = {}
    for path in sorted(PAGES.glob("titles-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            facts = json.loads(line)
            title = facts["title"].removeprefix("Error: ")
            pages = by_title.setdefault(title, {})
            pages.setdefault((facts["endpoint"], facts["pattern"]), set()).add(facts["heading"])
    faults = []
    for title, pages in sorted(by_title.items()):
        if title in MAY_SHARE:
            continue
        (first, headings), *others = sorted(pages.items())
        for other, its_headings in others:
            # Journeys share pages: one view and one heading under several addresses is one page. So is what a GET
            # shows at an address, and a POST there shows again.
            is_same = first[0] == other[0] or first[1] == other[1]
            if not is_same or not headings & its_headings:
                faults.append(
                    f"{title!r} is the title of {first} {sorted(headings)} and {other} {sorted(its_headings)}"
                )
    assert not faults, "\n".join(faults)
