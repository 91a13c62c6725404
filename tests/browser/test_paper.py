"""Pages of the service as a browser prints them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

import assets

AFTER_THE_LINK = "getComputedStyle(document.querySelector('a'), '::after').content"


@pytest.mark.parametrize("address", ["/licence/1", "https://www.example.com/"])
def test_a_list_that_is_printed_shows_no_addresses_of_its_links(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_content(
        f'<table><tr><th><a class="govuk-link" href="{address}">Amara Bailey</a></th></tr></table>'
    )
    page.emulate_media(media="print")
    govuk, own = assets.GOVUK / "govuk-frontend.min.css", assets.OWN / "app.css"
    page.add_style_tag(content=assets.stylesheet(govuk.read_text("utf-8"), ""))
    assert page.evaluate(AFTER_THE_LINK) != "none", "what is to be put right"
    page.add_style_tag(content=assets.stylesheet("", own.read_text("utf-8")))
    assert page.evaluate(AFTER_THE_LINK) == "none"
    context.close()
