"""Filling in an address without typing it, in a real browser: what Enter presses, and where the focus goes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.support import standing
from tests.support.browsing import axe_check, reflow_faults

SignIn = Callable[[Page, str], None]


def test_an_address_is_found_used_and_saved(server: Server, page: Page, sign_in: SignIn) -> None:
    licence_id = standing.started(
        server.app, standing.case_id_of(server.app, "Testwick"), "practitioner", whole=True
    )
    sign_in(page, "practitioner")
    page.goto(f"/licence/{licence_id}/create/appointment-place")
    page.get_by_text("Find an address by postcode").click()
    page.get_by_label("Find by postcode").fill("Sampleton")
    page.get_by_label("Find by postcode").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Find by postcode")).to_have_value("Sampleton")
    page.get_by_role("link", name="Postcode must be a full UK postcode").click()
    expect(page.get_by_label("Find by postcode")).to_be_focused()
    page.get_by_label("Find by postcode").fill("za1 1aa")
    page.get_by_role("button", name="Find addresses").click()
    expect(page.get_by_role("radio").first).to_be_focused()
    axe_check(page)
    assert not reflow_faults(page)
    page.get_by_role("button", name="Use this address").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_label("Sampleton Probation Office").check()
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text("The address you selected is in the boxes")).to_be_focused()
    expect(page.get_by_label("Address line 1")).to_have_value("Sampleton Probation Office")
    axe_check(page)
    page.get_by_label("Save this address for next time").check()
    page.get_by_label("Address line 1").press("Enter")
    page.wait_for_url("**/check-answers**")
    page.goto(f"/licence/{licence_id}/create/appointment-place")
    page.get_by_text("Use a saved address").click()
    expect(page.get_by_label("Sampleton Probation Office, 1 Specimen Street")).to_be_visible()
    axe_check(page)
    assert not reflow_faults(page)
