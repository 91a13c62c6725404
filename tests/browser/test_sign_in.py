"""Signing in, as a person does it in a browser, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browsing import axe_check, reflow_faults


def test_a_person_signs_in(
    page: Page, sign_in: Callable[[Page, str], None], screenshot: Callable[[Page, str], Path]
) -> None:
    page.goto("/sign-in")
    axe_check(page)
    sign_in(page, "practitioner")
    axe_check(page)
    assert reflow_faults(page) == []
    screenshot(page, "home-of-a-practitioner")


def test_a_person_signs_in_without_javascript(plain_page: Page, sign_in: Callable[[Page, str], None]) -> None:
    sign_in(plain_page, "practitioner")
    expect(plain_page.get_by_role("button", name="Sign out")).to_be_visible()


def test_the_error_summary_takes_focus_each_time_and_leads_to_the_field(page: Page) -> None:
    page.goto("/sign-in")
    for _ in range(2):
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.locator(".govuk-error-summary a").first.click()
        expect(page.locator("main form input:not([type=hidden])").first).to_be_focused()
