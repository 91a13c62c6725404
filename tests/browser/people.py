"""Somebody at a browser, who finds everything by the words and roles on screen and is shown no page that axe faults."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.support.browsing import axe_check, sign_in_page

CONTINUE = "Continue"


class Person:
    """A person and the page in front of them; `scripts` is whether their browser runs any."""

    def __init__(self, page: Page, username: str, password: str, scripts: bool) -> None:
        self.page = page
        self.scripts = scripts
        sign_in_page(page, username, password)
        self.look()

    # Seeing

    def look(self) -> None:
        """Judge the page that was reached: axe where scripts run, and always one h1 and the title of a page."""
        expect(self.page.locator("h1")).to_have_count(1)
        has_summary = self.page.locator(".govuk-error-summary").count() == 1
        assert self.page.title().startswith("Error: ") == has_summary, self.page.title()
        if self.scripts:
            axe_check(self.page)

    def sees(self, *words: str) -> None:
        """These words are in the main part of the page, and not hidden."""
        for each in words:
            expect(self.main.get_by_text(each).first).to_be_visible()

    def is_at(self, heading: str) -> None:
        """This is the page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The input with this label, in full or its beginning."""
        return (within or self.main).get_by_label(re.compile("^" + re.escape(label))).first

    def row(self, name: str) -> Locator:
        """The row of a list whose header has this name."""
        return self.page.get_by_role("row").filter(
            has=self.page.get_by_role("rowheader").filter(has_text=name)
        )

    # Doing

    def go(self, address: str) -> None:
        """Type an address."""
        self.page.goto(address)
        self.look()

    def press(self, name: str) -> None:
        """Press the button with these words."""
        self.main.get_by_role("button", name=name, exact=True).click()
        self.look()

    def follow(self, name: str) -> None:
        """Follow the link whose words, hidden context included, are or begin so."""
        exact = self.page.get_by_role("link", name=name, exact=True)
        (exact if exact.count() else self.page.get_by_role("link", name=name)).first.click()
        self.look()

    def type(self, label: str, words: str) -> None:
        self.field(label).fill(words)

    def choose(self, label: str, group: str | None = None) -> None:
        """Choose a radio or tick a box, within the group with this legend where several have the words."""
        within = self.main.get_by_role("group", name=group) if group else None
        self.field(label, within).check()

    def goes_on(self) -> None:
        self.press(CONTINUE)

    def comes_to(self, heading: str | re.Pattern[str]) -> None:
        """Answer whatever is asked before the page with this heading: pages that a test is not about."""
        h1 = self.page.get_by_role("heading", level=1)
        for _ in range(10):
            shown = (h1.text_content() or "").strip()
            if heading.fullmatch(shown) if isinstance(heading, re.Pattern) else shown == heading:
                return
            for box in self.main.get_by_role("textbox").all():
                box.fill("Something")
            if (choices := self.main.get_by_role("radio")).count():
                choices.last.check()
            self.goes_on()
        self.is_at(heading)

    def is_told(self, *messages: str | re.Pattern[str]) -> None:
        """The page says that there are these errors and no others; the summary has the focus, and each link gives it
        to an input."""
        summary = self.page.get_by_role("alert").filter(has_text="There is a problem")
        expect(summary.get_by_role("link")).to_have_text(list(messages))
        if self.scripts:
            expect(self.page.locator(".govuk-error-summary")).to_be_focused()
        for link in summary.get_by_role("link").all():
            link.click()
            expect(self.main.locator("input:focus, textarea:focus, select:focus")).to_have_count(1)

    def is_wrong_empty(self, *messages: str) -> None:
        """Continue with nothing filled in, and be told so."""
        self.goes_on()
        self.is_told(*messages)

    def receives(self, name: str, address: str) -> bytes:
        """The file that a button gives in a new tab, from an address that ends so; the page stays."""
        sent: list[bytes] = []

        def hand_over(route: Route) -> None:
            sent.append(route.fetch().body())
            route.fulfill(status=204)

        tabs, where = self.page.context, re.compile(rf"{address}([?].*)?$")
        tabs.route(where, hand_over)
        with tabs.expect_event("response", lambda answer: bool(where.search(answer.url))):
            self.main.get_by_role("button", name=name, exact=True).click()
        return sent[0]


class Keys:
    """A person who uses nothing but a keyboard."""

    def __init__(self, person: Person) -> None:
        self.person, self.page = person, person.page

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        for _ in range(60):
            self.page.keyboard.press(key)
            if target.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"{target} cannot be reached with {key}")

    def enter(self, name: str) -> None:
        """Go to the button or link with this name, and press Enter."""
        for role in ("button", "link"):
            found = self.person.main.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
            if found.count():
                self.tab_to(found)
                self.page.keyboard.press("Enter")
                return
        raise AssertionError(f"there is neither button nor link {name!r}")

    def choose(self, target: Locator) -> None:
        self.tab_to(target)
        self.page.keyboard.press("Space")
        expect(target).to_be_checked()
