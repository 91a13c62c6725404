"""The difference between two policies, condition by condition and word by word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy.diff import (
    Kind,
    Mark,
    Piece,
    asks_anew,
    changes,
    pieces,
    reordered,
    totals,
)
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from tests.domain.policy_examples import (
    DEFAULT,
    PUBLISHED,
    choice,
    needs_published,
    new_text,
    old_text,
    plain,
    policy,
    text_input,
    uuid,
    with_form,
    written,
)

words = st.text(st.sampled_from("ab.,'-’ \n£é_"), max_size=30)
PET = text_input("pet")


def read(*conditions: dict[str, Any], **fields: Any) -> Policy:
    return read_policy(written(policy(*conditions, **fields)))


@st.composite
def policies(draw: Any) -> Policy:
    """Policies that share codes, so that conditions come, go, change and move between the parts."""
    numbers = draw(st.lists(st.integers(1, 6), unique=True, max_size=6))
    made = [
        draw(
            st.sampled_from(
                [
                    plain(number),
                    plain(number, "Feed the dog."),
                    plain(number, category="Dogs"),
                    with_form(number, "Keep {pet} indoors.", PET),
                    with_form(number, "Keep {pet} in.", PET, skippable=True),
                    with_form(number, "Keep {pet} indoors.", text_input("pet", case="lower")),
                ]
            )
        )
        for number in numbers
    ]
    cut = draw(st.integers(0, len(made)))
    data = policy(*made[:cut])
    data["additionalConditions"]["PSS"] = made[cut:]
    data["standardConditions"]["AP"] = [
        {"code": uuid(900 + n), "text": draw(st.sampled_from(["Shut the gate.", "Shut every gate."]))}
        for n in draw(st.lists(st.integers(1, 3), unique=True))
    ]
    return read_policy(written(data))


@given(words, words)
def test_pieces_give_both_texts_back(old: str, new: str) -> None:
    found = pieces(old, new)
    assert (old_text(found), new_text(found)) == (old, new)
    assert all(piece.text and piece.words and piece.space + piece.words == piece.text for piece in found)


@given(words, words)
def test_turned_round_the_same_words_are_added_that_were_removed(old: str, new: str) -> None:
    turned = {Mark.ADDED: Mark.REMOVED, Mark.REMOVED: Mark.ADDED, Mark.KEPT: Mark.KEPT}
    there, back = pieces(old, new), pieces(new, old)
    assert {(turned[p.mark], p.text) for p in there} == {(p.mark, p.text) for p in back}


@given(words)
def test_a_text_against_itself_is_all_kept(text: str) -> None:
    assert pieces(text, text) == ((Piece(Mark.KEPT, text),) if text else ())


def test_only_the_words_that_differ_are_marked() -> None:
    assert pieces("Feed the cat.", "Feed the old cat twice.") == (
        Piece(Mark.KEPT, "Feed the"),
        Piece(Mark.ADDED, " old"),
        Piece(Mark.KEPT, " cat"),
        Piece(Mark.ADDED, " twice"),
        Piece(Mark.KEPT, "."),
    )


def test_a_text_longer_than_any_condition_is_compared_whole() -> None:
    old = "a b " * 100_000
    assert pieces(old, old + "c") == (Piece(Mark.REMOVED, old), Piece(Mark.ADDED, old + "c"))


@given(policies())
def test_a_policy_against_itself_has_no_difference(one: Policy) -> None:
    assert changes(one, one) == [] and reordered(one, one) == [] and totals([]) == ""


@given(policies(), policies())
def test_turned_round_what_was_added_is_removed(one: Policy, two: Policy) -> None:
    there, back = changes(one, two), changes(two, one)

    def named(found: Any, *kinds: Kind) -> set[tuple[str, str]]:
        return {(change.source, change.code) for change in found if change.kind in kinds}

    assert named(there, Kind.ADDED) == named(back, Kind.REMOVED)
    assert named(there, Kind.REMOVED) == named(back, Kind.ADDED)
    assert named(there, Kind.CHANGED) == named(back, Kind.CHANGED)


@given(policies(), policies())
def test_whatever_differs_between_two_conditions_of_a_code_is_a_change(one: Policy, two: Policy) -> None:
    changed = {change.code for change in changes(one, two) if change.source == "additional"}
    for part in ("AP", "PSS"):
        for condition in one.additional_conditions.of(part):
            other = two.additional(condition.code)
            is_same = other == condition and other in two.additional_conditions.of(part)
            assert (condition.code not in changed) == is_same


def test_a_change_says_what_changed() -> None:
    old = read(plain(1), with_form(2, "Keep {pet} in.", PET), plain(3), plain(4, category="Cats"))
    new = read(
        plain(1, "Feed the cat twice."),
        with_form(2, "Keep {pet} in.", PET | {"label": "Which pet?"}),
        plain(4, category="Dogs"),
        plain(5),
        changeHints=[{"previousCode": uuid(3), "replacements": [uuid(5), uuid(99)]}],
    )
    reworded, asked, other, added, removed = changes(old, new)
    assert reworded.is_reworded and not reworded.questions and not reworded.others
    assert not asked.is_reworded and len(asked.questions) == 1 and not asked.others
    assert "Which pet?" in new_text(asked.questions[0]) and "Enter the pet" in old_text(asked.questions[0])
    assert [(label, old_text(row), new_text(row)) for label, row in other.others] == [
        ("Category", "Cats", "Dogs")
    ]
    assert (added.kind, added.code) == (Kind.ADDED, uuid(5))
    assert (removed.kind, removed.code) == (Kind.REMOVED, uuid(3))
    assert [each.code for each in removed.replacements] == [uuid(5)]
    assert totals([reworded, asked, other, added, removed]) == "1 removed, 1 added and 3 changed"


def test_questions_are_asked_anew_when_other_answers_are_wanted_and_not_for_new_words_or_another_order() -> (
    None
):
    pet, day = text_input("pet"), text_input("day")
    old, turned, relabelled, strict, other, plainer = (
        read(condition).additional(uuid(1))
        for condition in (
            with_form(1, "{pet} {day}", pet, day),
            with_form(1, "{pet} {day}", day, pet),
            with_form(1, "{pet} {day}", pet, day | {"label": "Which day?"}),
            with_form(1, "{pet} {day}", pet, day | {"maxLength": 20}),
            with_form(1, "{pet} {day}", pet, day | {"type": "datePicker"}),
            plain(1),
        )
    )
    assert old and turned and relabelled and strict and other and plainer
    assert not any(asks_anew(old, same) for same in (turned, relabelled, strict))
    assert asks_anew(old, other) and asks_anew(old, plainer)


@pytest.mark.parametrize(
    "fields",
    [
        {"case": "lower"},
        {"listType": "OR"},
        {"includeBefore": " at "},
        {"defaultValue": "any"},
        {"handleIndefiniteArticle": True},
        {"subtext": "Say which"},
        {"addAnother": {"label": "Add another"}},
        {"hideHintText": True},
        {"label": "Which one?"},
        {"type": "address"},
    ],
)
def test_every_thing_that_a_question_may_say_shows_when_it_changes(fields: dict[str, Any]) -> None:
    old = read(with_form(1, "Keep {pet}.", PET))
    new = read(with_form(1, "Keep {pet}.", PET | fields))
    (change,) = changes(old, new)
    (row,) = change.questions
    assert old_text(row) != new_text(row)


def test_options_and_what_they_reveal_show_when_they_change() -> None:
    old = read(with_form(1, "{a}{b}", choice("a", {"x": [], "y": []}), text_input("b")))
    new = read(with_form(1, "{a}{b}", choice("a", {"x": [text_input("b")], "y": []})))
    (change,) = changes(old, new)
    assert "(then: Enter the b (b): text)" in new_text(change.questions[0])
    assert (old_text(change.questions[1]), new_text(change.questions[1])) == ("Enter the b (b): text", "")


def test_a_condition_that_moves_to_the_other_part_says_so() -> None:
    old, data = read(plain(1)), policy()
    data["additionalConditions"]["PSS"] = [plain(1)]
    (change,) = changes(old, read_policy(written(data)))
    assert change.part == "PSS" and change.others[0][0] == "Part"


def test_another_order_is_said_although_no_condition_differs() -> None:
    old, new = read(plain(1), plain(2), plain(3)), read(plain(3), plain(1), plain(2))
    assert changes(old, new) == []
    assert reordered(old, new) == ["additional conditions of the licence"]
    assert reordered(old, read(plain(1), plain(4), plain(3))) == []


@needs_published
def test_the_published_policy_against_the_default_one_is_all_removed_or_added() -> None:
    old, new = read_policy(DEFAULT.read_bytes()), read_policy(PUBLISHED.read_bytes())
    found = changes(old, new)
    assert {change.kind for change in found} >= {Kind.ADDED, Kind.REMOVED}
    assert changes(new, new) == []
