"""Bespoke conditions: a list that people add to, change and remove from, printed as it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.domain.conditions.reading import Reading
from app.models import Licence
from app.models.base import db
from forms.conditions.questions import Bespoke
from tests.domain.policy_examples import DEFAULT
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, imported, on_the_menu, printed_text, squeezed
from tests.support.page_checks import squeeze, text
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
LIST = "bespoke-conditions"
FIRST = "You must not enter Riverside Park.\nThis includes the car park {and the name}, 50% of <b>it</b>."
SECOND = "You must tell your officer about any boat || canoe."
ALSO = "You must not fly  a “kite”.\n\nNot even at Siôn’s."


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    """A licence with one additional condition, where the bespoke ones come next."""
    made = draft(app, signed_in("practitioner"), imported(app, Path(DEFAULT)))
    made.choose(next(c for c in on_the_menu(made.policy) if not c.requires_input))
    made.finish(until=LIST)
    return made


def bespoke_texts(licence: Draft) -> list[str]:
    return [each.text for each in Reading(licence.policy, licence.answers()).bespoke]


def add(licence: Draft, words: str) -> None:
    """Say yes to another, type the words, and come back to the list."""
    licence.client.get(licence.url(LIST))
    licence.client.submit({"another": "yes"})
    licence.client.submit({"text": words})
    assert licence.here == LIST, licence.errors()


def listed(licence: Draft) -> list[str]:
    """The texts on the list page, in order."""
    licence.client.get(licence.url(LIST))
    return [text(next(row.iter("dd"))) for row in licence.page.with_class("govuk-summary-list__row")]


def spaced(page: list[str]) -> list[str]:
    """Texts of a page, where line breaks leave no blank."""
    return [squeezed(words) for words in page]


def test_bespoke_conditions_are_added_changed_removed_and_printed_in_order(
    app: Flask, signed_in: SignedIn, licence: Draft
) -> None:
    client = licence.client
    assert licence.page.heading == "Bespoke conditions"
    add(licence, "You must wave.")
    add(licence, SECOND)
    add(licence, ALSO)
    assert licence.page.heading == "You have added 3 bespoke conditions"
    assert spaced(listed(licence)) == spaced(["You must wave.", SECOND, ALSO])

    client.follow("Change bespoke condition 1")
    assert licence.typed_on_page()["text"] == ["You must wave."]
    client.submit({"text": FIRST})
    assert licence.here == LIST

    client.follow("Remove bespoke condition 2")
    assert licence.page.heading == "Remove bespoke condition 2?"
    assert SECOND in text(licence.page.root)
    client.follow("Cancel")
    assert licence.here == LIST and len(listed(licence)) == 3
    client.follow("Remove bespoke condition 2")
    client.submit({}, "Remove bespoke condition 2")
    assert spaced(listed(licence)) == spaced([FIRST, ALSO])

    add(licence, SECOND)
    assert spaced(listed(licence)) == spaced([FIRST, ALSO, SECOND])
    assert bespoke_texts(licence) == [FIRST, ALSO, SECOND]

    client.submit({"another": "no"})
    licence.finish()
    rows = licence.rows()
    assert rows[LIST] == ["3 added"]
    items = [page for page in rows if page.startswith(f"{LIST}/")]
    assert spaced([rows[page][0] for page in items]) == spaced([FIRST, ALSO, SECOND])

    assert submit(client, licence.id).location.endswith("/done")
    decided(app, signed_in("approver"), licence.id)
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None
        sources = [c.source for c in document.conditions]
        frozen = [c.text for c in document.conditions if c.source == "bespoke"]
        standard = sources.count("standard")
    assert frozen == [FIRST, ALSO, SECOND]
    assert sources == ["standard"] * standard + ["additional"] + ["bespoke"] * 3
    printed = press(
        signed_in("administrator"), f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}"
    )
    paper = printed_text(printed.data)
    additional = next(c for c in on_the_menu(licence.policy) if not c.requires_input)
    places = [paper.index(squeezed(words)) for words in (additional.text, FIRST, ALSO, SECOND)]
    assert places == sorted(places)


@pytest.mark.one_database
def test_the_list_question_must_be_answered_and_an_empty_condition_is_refused(licence: Draft) -> None:
    client = licence.client
    client.submit({})
    assert licence.page.status == 422
    assert licence.errors() == {"another": "Select yes if you want to add a bespoke condition"}
    client.submit({"another": "yes"})
    assert licence.here == f"{LIST}/1"
    client.submit({"text": "  \n "})
    assert licence.page.status == 422
    assert licence.errors() == {"text": "Enter the words of the bespoke condition"}
    assert not bespoke_texts(licence)


@pytest.mark.one_database
def test_a_bespoke_condition_that_is_too_long_is_refused_with_nothing_lost(licence: Draft) -> None:
    most = Bespoke(None).text.max_length
    licence.client.submit({"another": "yes"})
    long = "You must not. " * (most // 14 + 1)
    licence.client.submit({"text": long})
    assert licence.page.status == 422
    assert list(licence.errors()) == ["text"] and f"{most:,} characters or fewer" in licence.errors()["text"]
    assert [squeeze(t) for t in licence.typed_on_page()["text"]] == [squeeze(long)]
    whole = ("You must not. " * (most // 14 + 1))[: most - 1] + "."
    licence.client.submit({"text": whole})
    assert bespoke_texts(licence) == [whole]


@pytest.mark.one_database
def test_characters_that_cannot_be_printed_are_refused_beside_the_text(licence: Draft) -> None:
    licence.client.submit({"another": "yes"})
    licence.client.submit({"text": "You must \U0001f600 smile\u202e."})
    assert licence.page.status == 422
    assert list(licence.errors()) == ["text"] and "must not include" in licence.errors()["text"]
    assert not bespoke_texts(licence)


@pytest.mark.one_database
def test_the_same_new_item_sent_twice_is_one_condition(licence: Draft) -> None:
    licence.client.submit({"another": "yes"})
    for words in ("You must wave.", "You must wave back."):
        assert licence.post(f"{LIST}/1", {"text": words}) == 302
    assert bespoke_texts(licence) == ["You must wave back."]


@pytest.mark.one_database
def test_an_item_can_neither_be_changed_nor_removed_once_it_is_gone(licence: Draft) -> None:
    add(licence, "You must wave.")
    licence.client.get(licence.url(f"{LIST}/1/remove"))
    licence.client.submit({})
    assert not bespoke_texts(licence)
    licence.client.get(licence.url(LIST))
    again = licence.client.post(licence.url(f"{LIST}/1/remove"), data={})
    assert again.status_code == 302 and not bespoke_texts(licence)
    licence.client.get(licence.url(LIST))
    licence.client.submit({"another": "yes"})
    assert licence.here == f"{LIST}/2", "a new item never takes the address of one that was removed"
