"""The judges of pages in a browser can find a fault, and let pass only what they must."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browsing import axe_check, axe_faults, reflow_faults

SOUND = """<!DOCTYPE html><html lang="en"><head><title>A page</title></head>
<body><main><h1>A page</h1>%s</main></body></html>"""
REVEALING = """<fieldset><legend>Contact</legend>
<input class="govuk-radios__input" id="a" type="radio" name="a" aria-expanded="false"><label for="a">Email</label>
</fieldset>"""


@pytest.fixture
def sheet(browser: Browser) -> Iterator[Page]:
    """An empty page, without the service."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_axe_passes_a_sound_page(sheet: Page) -> None:
    sheet.set_content(SOUND % "<p>Words</p>")
    axe_check(sheet)


def test_axe_finds_an_input_without_a_label(sheet: Page) -> None:
    sheet.set_content(SOUND % "<input type='text' name='a'>")
    assert [f for f in axe_faults(sheet) if f.startswith("label: ")]


def test_axe_is_overruled_only_for_choices_that_reveal_a_field(sheet: Page) -> None:
    sheet.set_content(SOUND % REVEALING)
    assert axe_faults(sheet) == []
    sheet.set_content(SOUND % REVEALING.replace("govuk-radios__input", "other"))
    assert [f for f in axe_faults(sheet) if f.startswith("aria-allowed-attr: ")]


def test_a_page_wider_than_a_telephone_is_found(sheet: Page) -> None:
    sheet.set_content(SOUND % "<p>Words</p>")
    assert reflow_faults(sheet) == []
    sheet.set_content(SOUND % f"<p>{'w' * 400}</p>")
    assert reflow_faults(sheet)


def test_axe_is_not_asked_about_a_page_without_scripts(browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(SOUND % "<p>Words</p>")
    with pytest.raises(AssertionError, match="runs scripts"):
        axe_faults(page)
    context.close()
