"""The field for an area: words always, a map where there is one, and a file's name that is never trusted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.characters import unprintable
from forms.base import Form, build_form
from forms.fields import Map, Option, Radios
from forms.fields.maps import LONGEST_NAME, NO_WORDS, UPLOAD_AGAIN, shown_name
from tests.journeys.facts import context, facts

NAME = "a" * 64
CONTEXT = context(facts(licence={"has_map": lambda sha256: sha256 == NAME}))


def form(typed: Any = None, answer: Any = None, **options: Any) -> Form:
    return build_form("Area", {"area": Map("Area", **options)})(CONTEXT, typed, answer)


def test_an_answer_comes_back_as_it_was_given() -> None:
    for stored in (
        {"map": NAME, "name": "a.pdf", "words": "Here"},
        {"map": None, "name": None, "words": "Here"},
    ):
        loaded = form(None, {"area": stored})
        assert loaded.validate() and loaded.answer() == {"area": stored}
        typed = form(dict(loaded.posted()))
        assert typed.validate() and typed.answer() == {"area": stored}


@pytest.mark.parametrize("optional", [True, False])
def test_there_must_be_words_with_a_map_and_without(optional: bool) -> None:
    empty = form({}, optional=optional)
    assert empty.validate() is optional and empty.answer() == {"area": None}
    assert empty.errors_list() == ([] if optional else [(NO_WORDS, "area-words")])
    mapped = form({"area-map": NAME, "area-name": "a.pdf", "area-words": " \n "}, optional=optional)
    assert not mapped.validate()
    assert mapped.errors_list() == [(f"{NO_WORDS}, for people who cannot see the map", "area-words")]
    assert ("area-map", NAME) in mapped.posted()


def test_both_what_is_wrong_with_the_file_and_with_the_words_is_said() -> None:
    wrong = form({"area-fault": "The map is too large", "area-words": "\ue000"})
    assert wrong.errors_list() == [("The map is too large", "area")], "also before it is checked"
    assert not wrong.validate()
    assert wrong.errors_list()[0] == ("The map is too large", "area")
    assert wrong.errors_list()[1][0].startswith("The description of the area must not include")
    assert wrong.errors_list()[1][1] == "area-words"
    assert wrong["area"].error_id == "area"


def test_words_have_a_limit() -> None:
    assert form({"area-words": "w" * 2000}).validate()
    long = form({"area-words": "w" * 2001})
    assert not long.validate()
    assert long.errors_list() == [
        ("The description of the area must be 2,000 characters or fewer", "area-words")
    ]


def test_a_map_that_the_licence_does_not_have_must_be_uploaded_again() -> None:
    forged = form({"area-map": "b" * 64, "area-words": "Here"})
    assert not forged.validate() and forged.errors_list() == [(UPLOAD_AGAIN, "area")]
    again = form(dict(forged.posted()))
    assert again.validate() and again.answer()["area"]["map"] is None


def test_a_map_that_is_not_to_be_used_is_left_out_but_shown_while_something_is_wrong() -> None:
    removed = form({"area-map": NAME, "area-name": "a.pdf", "area-remove": "yes"})
    assert not removed.validate()
    assert {("area-map", NAME), ("area-remove", "yes")} <= set(removed.posted())
    done = form({**dict(removed.posted()), "area-words": "Here"})
    assert done.validate() and done.answer()["area"] == {"map": None, "name": None, "words": "Here"}


def test_a_form_knows_which_of_its_fields_take_files() -> None:
    assert form().has_upload
    radios = Radios("Where?", options=[Option("a", "A", reveal={"area": Map("Area")}), Option("b", "B")])
    revealing = build_form("Where", {"where": radios})(CONTEXT)
    assert [field.name for field in revealing.uploads] == ["where-0-area"]
    assert not build_form("Where", {"where": Radios("Where?", options=[Option("a", "A")])})(
        CONTEXT
    ).has_upload


@pytest.mark.parametrize(
    "sent, shown",
    [
        ("zone.pdf", "zone.pdf"),
        ("C:\\Users\\me\\My  maps\\zone 1.PDF", "zone 1.PDF"),
        ("../../etc/passwd", "passwd"),
        ("zo\u202ene\0\x07.pdf", "zone .pdf"),
        ("\U0001f5fa.pdf", "map.pdf"),
        ("", "map"),
        ("...", "map"),
        ("/", "map"),
        ("Tŷ’r  Môr.png", "Tŷ’r Môr.png"),
    ],
)
def test_the_name_of_a_file_is_shown_without_folders_and_hidden_characters(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown


@given(st.text(st.characters()))
def test_the_name_of_any_file_can_be_printed_and_stays_as_it_is(sent: str) -> None:
    shown = shown_name(sent)
    assert 0 < len(shown) <= LONGEST_NAME and not unprintable(shown) and "\n" not in shown
    assert shown_name(shown) == shown


@given(
    st.dictionaries(
        st.sampled_from(["area", *(f"area-{p}" for p in ("map", "name", "words", "remove", "fault"))]),
        st.one_of(st.text(max_size=20), st.just(NAME)),
    )
)
def test_whatever_is_typed_the_form_stands(typed: dict[str, str]) -> None:
    read = form(typed)
    if read.validate():
        assert read.answer()["area"]["words"]
        again = form(None, read.answer())
        assert again.validate() and again.answer() == read.answer()
    else:
        assert read.errors_list()
