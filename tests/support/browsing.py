"""Chromium for tests: starting it, and asking axe about a page."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from tests.support.needs import AXE, ROOT, need_chromium

SCREENSHOTS = ROOT / "build" / "screenshots"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROWEST = 320
"""Pixels, on the narrowest screen that a page must fit."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# GOV.UK Frontend's own script says which choice has revealed a field with aria-expanded, which axe does not know.
REVEALS = re.compile(r'class="[^"]*govuk-(?:radios|checkboxes)__input\b')
RUN_AXE = """async standards => {
    const ran = await axe.run(document, {runOnly: {type: "tag", values: standards}, resultTypes: ["violations"]});
    return ran.violations.map(v => ({rule: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 300))}));
}"""


def launch(playwright: Playwright) -> Browser:
    """Chromium without a window; skips the test where it is missing."""
    return playwright.chromium.launch(executable_path=need_chromium(), args=FLAGS, headless=True)


def axe_faults(page: Page) -> list[str]:
    """What axe finds on a page, once it has loaded, against WCAG 2.2 AA, one line each, but for the one known exception.

    The page must run scripts: in one with JavaScript off axe would wait for its own timers for ever.
    """
    page.wait_for_load_state()
    assert page.evaluate("() => matchMedia('(scripting: enabled)').matches"), (
        "axe needs a page that runs scripts"
    )
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN_AXE, STANDARDS)
    faults = []
    for violation in found:
        for node in violation["nodes"]:
            expected = "aria-expanded" in node and REVEALS.search(node)
            if not (violation["rule"] == "aria-allowed-attr" and expected):
                faults.append(f"{violation['rule']}: {violation['help']}: {node}")
    return faults


def axe_check(page: Page) -> None:
    """Fail the test when axe finds anything on the page."""
    faults = axe_faults(page)
    assert not faults, f"{page.url}:\n  " + "\n  ".join(faults)


def reflow_faults(page: Page, width: int = NARROWEST) -> list[str]:
    """Whether a page, once it has loaded, must be scrolled sideways on the narrowest screen, and what sticks out."""
    page.wait_for_load_state()  # a press that leads to another page returns when that page begins to arrive
    size = page.viewport_size
    is_other = size is None or size["width"] != width
    if is_other:
        page.set_viewport_size({"width": width, "height": 800})
    wide: int = page.evaluate("() => document.scrollingElement.scrollWidth")
    faults = []
    if wide > width:
        culprits = page.evaluate(
            """width => [...document.querySelectorAll("body *")]
                .filter(e => e.getBoundingClientRect().right > width + 1)
                .slice(-3).map(e => e.outerHTML.slice(0, 120))""",
            width,
        )
        faults = [f"the page is {wide}px wide on a {width}px screen, from: {culprits}"]
    if is_other and size is not None:
        page.set_viewport_size(size)
    return faults


def take_screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page as build/screenshots/NAME.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = SCREENSHOTS / f"{name}.png"
    part = SCREENSHOTS / f"{name}.{os.getpid()}.png"
    page.screenshot(path=part, full_page=True)
    part.replace(path)
    return path


def sign_in_page(page: Page, username: str, password: str) -> None:
    """Sign in as a person would, in the browser."""
    page.goto("/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert "/sign-in" not in page.url, f"{username} could not sign in"
