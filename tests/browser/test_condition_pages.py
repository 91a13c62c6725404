"""The details of conditions in a real browser: lists of boxes, reveals, and where the focus goes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.domain.policy_examples import DEFAULT
from tests.support.browsing import axe_check, reflow_faults
from tests.support.client import CheckingClient
from tests.support.client import sign_in as sign_in_with
from tests.support.conditions import Draft, draft, imported, on_the_menu
from tests.support.examples import is_small, revealed_by

SignIn = Callable[[Page, str], None]


def writing(server: Server) -> Draft:
    """A licence that the practitioner is writing, on the default policy."""
    policy = imported(server.app, DEFAULT)
    client = server.app.test_client()
    assert isinstance(client, CheckingClient)
    return draft(server.app, sign_in_with(client, "practitioner"), policy)


def test_an_error_takes_the_focus_after_a_box_was_added(server: Server, page: Page, sign_in: SignIn) -> None:
    licence = writing(server)
    condition = next(c for c in on_the_menu(licence.policy) if any(i.add_another for i in c.inputs or ()))
    each = next(i for i in condition.inputs or () if i.add_another)
    assert each.add_another
    licence.choose(condition)
    sign_in(page, "practitioner")
    page.goto(licence.url(f"condition/{condition.code}"))
    page.get_by_role("button", name=each.add_another.label).click()
    expect(page.locator(f"[name='{each.name}-1']")).to_be_focused()
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert "#" not in page.url
    axe_check(page)
    assert not reflow_faults(page)


def test_pressing_enter_in_a_list_continues_and_removes_nothing(
    server: Server, page: Page, sign_in: SignIn
) -> None:
    licence = writing(server)
    condition = next(c for c in on_the_menu(licence.policy) if any(i.add_another for i in c.inputs or ()))
    each = next(i for i in condition.inputs or () if i.add_another)
    assert each.add_another
    licence.choose(condition)
    sign_in(page, "practitioner")
    page.goto(licence.url(f"condition/{condition.code}"))
    page.get_by_role("button", name=each.add_another.label).click()
    page.fill(f"[name='{each.name}-0']", "Ada")
    page.fill(f"[name='{each.name}-1']", "Eve")
    page.press(f"[name='{each.name}-1']", "Enter")
    page.wait_for_url("**/why/*")
    assert licence.stored(condition)[each.name] == ["Ada", "Eve"]


def test_an_option_shows_what_it_asks_for_and_its_error_when_left_empty(
    server: Server, page: Page, sign_in: SignIn
) -> None:
    licence = writing(server)
    condition, choice, place = next(
        (c, each, place)
        for c in on_the_menu(licence.policy)
        for each in c.inputs or ()
        for place, option in enumerate(each.options or ())
        if is_small(option)
    )
    option = (choice.options or ())[place]
    box = f"[name='{choice.name}-{place}-{revealed_by(option)[0].name}']"
    licence.choose(condition)
    sign_in(page, "practitioner")
    page.goto(licence.url(f"condition/{condition.code}"))
    expect(page.locator(box)).to_be_hidden()
    page.check(f"[name='{choice.name}'][value='{option.value}']")
    expect(page.locator(box)).to_be_visible()
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.locator(box)).to_be_visible()
    page.locator(".govuk-error-summary a").last.click()
    axe_check(page)
    assert not reflow_faults(page)


BEYOND_ITS_LIST = """() => [...document.querySelectorAll(".govuk-summary-list")].flatMap(list =>
    [...list.querySelectorAll("a, dt, dd")]
        .filter(e => e.getBoundingClientRect().right > list.getBoundingClientRect().right + 1)
        .map(e => e.innerText))"""
SIDE_BY_SIDE = """() => [...document.querySelectorAll(".govuk-summary-list__actions-list")].every(each =>
    new Set([...each.querySelectorAll("a")].map(link => link.getBoundingClientRect().top)).size == 1)"""


def test_no_row_of_a_list_of_areas_reaches_beyond_the_list(
    server: Server, page: Page, sign_in: SignIn
) -> None:
    licence = writing(server)
    area = next(c for c in on_the_menu(licence.policy) if c.type == "OutOfBoundsArea")
    licence.choose(area)
    licence.client.submit(
        {"areaName": "the docks", "outOfBoundFilename-words": "From Quay Street to the sea"}
    )
    sign_in(page, "practitioner")
    for width in (1280, 700, 641, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(licence.url(f"condition/{area.code}"))
        assert page.evaluate(BEYOND_ITS_LIST) == [], width
        assert width != 1280 or page.evaluate(SIDE_BY_SIDE)
    assert page.get_by_role("main").inner_text().count("unless your supervising officer") == 2, (
        "heading and area"
    )
