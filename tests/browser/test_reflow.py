"""On the narrowest screen no page scrolls sideways, the focus can be seen wherever it goes, and nothing is too small
to press: every kind of page at 320 pixels, as WCAG 2.2 asks (1.4.10, 2.4.7, 2.4.11, 2.5.8).
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.people import Person
from tests.support import standing
from tests.support.browsing import reflow_faults
from tests.support.policies import policy_now
from tests.support.writing import opened

People = Callable[..., Person]

LOOK = """() => {
    const faults = [];
    const name = e => (e.getAttribute("aria-label") || e.innerText || e.labels?.[0]?.innerText || e.outerHTML).slice(0, 60);
    const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
        .filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.matches(".govuk-skip-link"));

    // Too small: less than 24 pixels, unless in a sentence or with room around it for a circle of 24
    const boxes = targets.map(e => e.getBoundingClientRect());
    const isSmall = b => b.width < 24 || b.height < 24;
    const near = (a, b) => Math.hypot(Math.max(b.left - a.x, 0, a.x - b.right), Math.max(b.top - a.y, 0, a.y - b.bottom));
    targets.forEach((e, n) => {
        const box = boxes[n];
        const around = e.closest("p, li, dd, td, th, label");
        const inWords = getComputedStyle(e).display == "inline" && around && around.innerText.trim() != e.innerText.trim();
        if (!isSmall(box) || inWords) return;
        const middle = {x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2};
        boxes.forEach((other, m) => {
            if (m == n) return;
            const gap = isSmall(other)
                ? Math.hypot((other.left + other.right) / 2 - middle.x, (other.top + other.bottom) / 2 - middle.y) - 12
                : near(middle, other);
            if (gap < 12) faults.push(`${name(e)} is ${box.width} by ${box.height}, too close to ${name(targets[m])}`);
        });
    });

    // Focus: something about the element must change, and nothing may lie over it
    const styles = e => [e, ...(e.labels || [])].flatMap(each => [null, "::before", "::after"].map(part => {
        const s = getComputedStyle(each, part);
        return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderTopColor].join();
    })).join();
    const regions = [...document.querySelectorAll("[tabindex='0']")];
    for (const e of [...document.querySelectorAll(".govuk-skip-link"), ...targets, ...regions]) {
        document.activeElement?.blur();
        const before = styles(e);
        e.focus();
        if (document.activeElement != e) { faults.push(`${name(e)} takes no focus`); continue; }
        if (styles(e) == before) faults.push(`${name(e)} does not show that it has the focus`);
        const box = e.getBoundingClientRect();
        const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
        const over = document.elementFromPoint((box.left + Math.min(box.right, innerWidth)) / 2, (top + bottom) / 2);
        if (!over) faults.push(`${name(e)} has the focus off the screen`);
        else if (!e.contains(over) && !over.contains(e) && ![...(e.labels || [])].some(l => l.contains(over)))
            faults.push(`${name(e)} has the focus under ${over.outerHTML.slice(0, 80)}`);
    }
    return faults;
}"""
"""What is wrong on the page as it is on screen."""


class Narrow:
    """A narrow screen, and the faults of every page it was shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_viewport_size({"width": 320, "height": 640})
        self.faults: list[str] = []

    def look(self) -> None:
        found = reflow_faults(self.page) + self.page.evaluate(LOOK)
        self.faults += [f"{self.page.url}: {fault}" for fault in found]

    def visit(self, *addresses: str) -> None:
        for address in addresses:
            self.page.goto(address)
            self.look()

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.look()

    def done(self) -> None:
        assert not self.faults, "\n".join(self.faults)


def whole(server: Server) -> tuple[str, list[str]]:
    """The address of a licence with every kind of page on its walk, and the names of those pages."""
    app = server.app
    with app.app_context():
        conditions = policy_now().additional_conditions.of("AP")
        kinds: dict[tuple[str, ...], str] = {}
        for condition in conditions:
            if condition.requires_input and not condition.skippable:
                kinds.setdefault(tuple(sorted(i.type.value for i in condition.every_input())), condition.code)
        given = {
            "appointment-with": {"who": "someone-else"},
            "appointment-time": {"when": "specific"},
            "additional-conditions": {"needed": "yes"},
            "conditions": {"codes": [c.code for c in conditions if c.code in set(kinds.values())]},
        }
    case_id = standing.case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", given, whole=True)
    with app.test_request_context():
        names = [v.name for v in opened(app, "practitioner", licence_id, "create").visits]
    return f"/licence/{licence_id}", names


def test_the_judge_finds_what_is_small_close_covered_or_shows_no_focus(page: Page) -> None:
    page.goto("/sign-in")
    page.evaluate(
        """() => document.querySelector("main").innerHTML = `<p><a id=a href="/a">x</a></p><p><a href="/b">y</a></p>
            <button id=c>A button of its own</button>`"""
    )
    narrow = Narrow(page)
    narrow.look()
    assert narrow.faults == []
    page.evaluate(
        """() => {
            const rules = new CSSStyleSheet();
            rules.replaceSync(`#a { position: relative; top: 20px; } p { line-height: 10px; margin: 0; }
                #c { background: #fff !important; outline: none !important; border: 0; box-shadow: none !important; }
                main::after { content: ""; position: fixed; inset: 0; }`);
            document.adoptedStyleSheets = [rules];
        }"""
    )
    narrow.look()
    found = "\n".join(narrow.faults)
    for words in ("too close to", "does not show that it has the focus", "has the focus under"):
        assert words in found, found


def test_signing_in(page: Page) -> None:
    narrow = Narrow(page)
    narrow.visit("/sign-in", "/accessibility-statement", "/feedback?page=/people/mine")
    narrow.visit("/sign-in")
    narrow.press("Sign in")
    narrow.done()


def test_lists_home_and_messages(server: Server, people: People) -> None:
    case_id = standing.case_id_of(server.app, "Testwick")
    standing.stand(server.app, "returned", case_id, "practitioner", "approver")
    narrow = Narrow(people("several").page)
    narrow.visit(
        "/", "/people/team", "/people/mine?q=nobody", "/people/prison?sort=name&page=2", "/people/approvals"
    )
    narrow.visit("/people/everyone", "/nowhere")
    narrow.done()
    narrow = Narrow(people("support").page)
    narrow.visit("/messages", "/people/everyone")
    narrow.done()


def test_every_question(server: Server, people: People) -> None:
    address, names = whole(server)
    other = standing.case_id_of(server.app, "Sampleton")
    narrow = Narrow(people("practitioner").page)
    narrow.visit(f"/case/{other}/start")
    narrow.visit(*[f"{address}/create/{name}" for name in names], f"{address}/create/check-answers")
    narrow.visit(f"{address}/create/bespoke-conditions/1")
    narrow.press("Continue")
    narrow.page.get_by_role("textbox").fill("You must not fly kites.")
    narrow.press("Continue")
    narrow.visit(f"{address}/create/bespoke-conditions/1/remove")
    narrow.done()


def test_licences_and_decisions(server: Server, people: People) -> None:
    case_id = standing.case_id_of(server.app, "Testwick")
    licence_id = standing.stand(server.app, "submitted", case_id, "practitioner", "approver")
    assert licence_id is not None
    address = f"/licence/{licence_id}"
    practitioner, approver = Narrow(people("practitioner").page), Narrow(people("approver").page)
    practitioner.visit(address, f"{address}/withdraw")
    approver.visit(address, f"{address}/approve/licence")
    approver.press("I have read it: continue")
    approver.press("Continue")
    approver.page.get_by_label("Return it to probation").check()
    approver.press("Continue")
    approver.page.get_by_role("textbox").fill("The curfew address is not the one we agreed.")
    approver.press("Continue")
    approver.press("Submit decision")
    approver.done()
    practitioner.visit(address)
    standing.sent(server.app, licence_id, "practitioner")
    standing.decided(server.app, licence_id, "approver")
    practitioner.visit(address, f"{address}/html", f"{address}/edit", f"{address}/withdraw")
    copy = standing.edited(server.app, licence_id, "practitioner")
    practitioner.visit(
        f"/licence/{copy}", f"/licence/{copy}/discard", f"/licence/{copy}/create/check-answers"
    )
    practitioner.press("Send to the prison for approval")
    practitioner.done()
