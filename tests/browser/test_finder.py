"""The condition finder in a real browser: five conditions by keyboard alone without JavaScript, and its pages judged."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from app.domain.policy.model import AdditionalCondition
from app.domain.policy.read import read_policy
from tests.browser.conftest import Server
from tests.browser.people import CONTINUE, Keys, Person
from tests.browser.test_reflow import Narrow
from tests.domain.policy_examples import DEFAULT
from tests.support import standing
from tests.support.browsing import axe_check
from tests.support.standing import answers_of

People = Callable[..., Person]

POLICY = read_policy(DEFAULT.read_bytes())


def of(words: str) -> AdditionalCondition:
    """The condition whose wording has these words."""
    return next(c for c in POLICY.additional_conditions.AP if words in c.text)


def writing(server: Server, *chosen: AdditionalCondition) -> int:
    """A licence whose next question is the finder; with chosen conditions, every question is answered."""
    app = server.app
    codes = [c.code for c in chosen] or [of("polygraph").code]
    given = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": codes}}
    licence_id = standing.started(
        app, standing.case_id_of(app, "Testwick"), "practitioner", given, whole=True
    )
    if not chosen:
        with app.app_context():
            at = standing.reach("practitioner", licence_id)
            run = standing.runs.find(at.licence, standing.JOURNEYS["create"], at.user)
            assert run is not None
            run.answers = {
                page: answer
                for page, answer in run.answers.items()
                if not page.startswith(("condition", "bespoke"))
            }
            standing.db.session.commit()
    return licence_id


def finder(licence_id: int) -> str:
    return f"/licence/{licence_id}/create/conditions"


class AtTheFinder(Keys):
    """Somebody with a keyboard only, who knows the page by its words."""

    @property
    def search(self) -> Locator:
        return self.person.field("Search the conditions")

    def box(self, condition: AdditionalCondition) -> Locator:
        return self.person.main.get_by_label(condition.text, exact=True)

    def finds(self, words: str, number: str, key: str = "Tab") -> None:
        """Search, and be told what was found."""
        self.tab_to(self.search, key)
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        heading = f"{number} found for ‘{words}’"
        expect(self.page.get_by_role("heading", level=2, name=heading)).to_be_visible()
        assert self.page.title().startswith(heading)
        expect(self.search).to_have_value(words)

    def has_chosen(self, *conditions: AdditionalCondition) -> None:
        """These stand ticked in the list of chosen conditions, and no others."""
        chosen = self.person.main.get_by_role("group", name=f"Chosen conditions ({len(conditions)})")
        expect(chosen.get_by_role("checkbox")).to_have_count(len(conditions))
        for condition in conditions:
            expect(chosen.get_by_label(condition.text, exact=True)).to_be_checked()


def test_five_conditions_are_added_by_keyboard_alone_without_javascript(
    server: Server, people: People
) -> None:
    licence_id = writing(server)
    person = people("practitioner", scripts=False)
    keys = AtTheFinder(person)
    kids, area, gang = of("in the same home"), of("[AREA]"), of("[GROUP OR ORGANISATION]")
    polygraph, passport = of("polygraph"), of("every passport")
    person.page.goto(f"/licence/{licence_id}/create")
    person.is_at("Which additional conditions does this person need?")

    keys.finds("kids", "4 conditions")
    keys.choose(keys.box(kids))
    keys.finds("gang", "1 condition", "Shift+Tab")
    keys.has_chosen(kids)
    keys.choose(keys.box(gang))
    keys.finds("lie detector", "1 condition", "Shift+Tab")
    keys.has_chosen(kids, gang)
    keys.choose(keys.box(polygraph))

    keys.tab_to(person.page.locator("summary"), "Shift+Tab")
    person.page.keyboard.press("Enter")
    keys.tab_to(person.field("Codes of conditions"))
    person.page.keyboard.type(f"{passport.code[:8]} nonsense")
    keys.enter("Tick these conditions")
    expect(person.page.get_by_role("alert").get_by_role("link")).to_contain_text("‘nonsense’")
    keys.has_chosen(kids, gang, passport, polygraph)
    keys.enter(person.page.get_by_role("alert").get_by_role("link").inner_text())
    expect(person.field("Codes of conditions")).to_be_focused()
    person.page.keyboard.press("Control+A")
    person.page.keyboard.press("Delete")
    keys.tab_to(keys.search, "Shift+Tab")
    keys.enter("Clear search")
    expect(person.page.get_by_role("heading", name="Other conditions")).to_be_visible()
    keys.has_chosen(kids, gang, passport, polygraph)
    keys.choose(keys.box(area))
    keys.enter(CONTINUE)

    first = kids  # of those that ask for details, in the policy's order
    person.is_at(POLICY.names[first.code])
    person.sees(first.text)
    assert answers_of(server.app, licence_id)["conditions"] == {
        "codes": [
            c.code for c in POLICY.additional_conditions.AP if c in (kids, area, gang, polygraph, passport)
        ]
    }


def test_results_start_where_the_keyboard_is_and_an_error_takes_the_focus(
    server: Server, people: People
) -> None:
    licence_id = writing(server)
    person = people("practitioner")
    keys = AtTheFinder(person)
    person.go(finder(licence_id))
    keys.finds("curfew", "2 conditions")
    person.page.keyboard.press("Tab")
    expect(person.main.get_by_role("checkbox").first).to_be_focused()
    person.page.keyboard.press("Space")
    axe_check(person.page)

    person.page.locator("summary").click()
    person.type("Codes of conditions", "nonsense")
    for button in ("Search", "Tick these conditions", CONTINUE):
        person.press(button)
        person.is_told(f"Check or remove this code, which policy {POLICY.version} does not have: ‘nonsense’")
        expect(person.main.get_by_role("group", name="Chosen conditions (1)")).to_be_visible()


def test_choosing_nothing_leads_to_the_first_box(server: Server, people: People) -> None:
    person = people("practitioner")
    person.go(finder(writing(server)))
    said = "Select at least one condition, or go back and say that none are needed"
    person.is_wrong_empty(said)
    expect(person.main.get_by_role("checkbox").first).to_be_focused()
    person.type("Search the conditions", "xyzzy")
    person.press("Search")
    person.is_wrong_empty(said)
    expect(person.field("Search the conditions")).to_be_focused()


def test_unticking_is_confirmed_by_name(server: Server, people: People) -> None:
    item, group = of("[ITEM]"), of("[GROUP OR ORGANISATION]")
    licence_id = writing(server, item, group)
    for scripts in (True, False):
        person = people("practitioner", scripts)
        person.go(finder(licence_id))
        for box in person.main.get_by_role("group", name=re.compile("^Chosen")).get_by_role("checkbox").all():
            box.uncheck()
        person.choose("You must take part in polygraph")
        person.goes_on()
        person.is_at("Do you want to leave out these 2 conditions and their details?")
        person.sees("leave the licence", "kept until the licence is sent")
        person.choose(item.text)
        person.press("Go back to all conditions")
        expect(person.main.get_by_role("group", name="Chosen conditions (2)")).to_be_visible()
    person.goes_on()
    person.is_at("Do you want to leave out this condition and its details?")
    person.press("Leave out what is not ticked")
    person.is_at(f"Why is “{POLICY.names[of('polygraph').code]}” needed?")
    assert answers_of(server.app, licence_id)["conditions"]["codes"] == [item.code, of("polygraph").code]


def test_the_finder_fits_the_narrowest_screen(server: Server, people: People) -> None:
    item, group = of("[ITEM]"), of("[GROUP OR ORGANISATION]")
    address = finder(writing(server, item, group))
    narrow = Narrow(people("practitioner").page)
    narrow.visit(f"{address}?q=tag", f"{address}?q={'w' * 150}", f"{address}?codes={'0' * 60}")
    narrow.visit(f"{address}?version=9&c={of('polygraph').code[:8]}")
    narrow.press(CONTINUE)
    narrow.done()
