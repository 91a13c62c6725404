"""Names of people as registers keep them, and as people write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.record.capitals import name_of_person
from app.domain.record.names import search_text, typed_as, words_of, words_sought, words_to_find


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("JEAN-LUC", "Jean-Luc"),
        ("O'BRIEN-MCTESTER", "O'Brien-McTester"),
        ("O’BRIEN-McTESTER", "O’Brien-McTester"),
        ("NG", "Ng"),
        ("McDONALD", "McDonald"),
        ("MacDONALD", "MacDonald"),
        ("MACKEY", "Mackey"),
        ("MC", "Mc"),
        ("D'ARCY", "D'Arcy"),
        ("N'GOLO", "N'Golo"),
        ("van der BERG", "van der Berg"),
        ("de la CRUZ", "de la Cruz"),
        ("VAN DER BERG", "Van Der Berg"),
        ("J R", "J R"),
        ("HENRY III", "Henry III"),
        ("HENRY VIII", "Henry VIII"),
        ("HENRY IX", "Henry IX"),
        ("IX", "Ix"),
        ("d'ARCY", "d'Arcy"),
        ("d’ARCY-SMITH", "d’Arcy-Smith"),
        ("MARIE d'ARCY", "Marie d'Arcy"),
        ("SMITH JNR", "Smith Jnr"),
        ("ST. JOHN-SMYTHE", "St. John-Smythe"),
        ("ÉLODIE", "Élodie"),
        ("İSMAİL", "İsmail"),
        ("(JO)", "(Jo)"),
    ],
)
def test_a_name_that_a_register_keeps_in_capitals_is_written_as_people_write_it(
    kept: str, written: str
) -> None:
    assert name_of_person(kept) == written


@pytest.mark.parametrize(
    "name",
    ["van der Berg", "de la Cruz", "Ng", "DeShawn", "Anna MARIA", "McTester", "bell hooks", "J", "陈", ""],
)
def test_a_name_in_mixed_case_is_left_alone(name: str) -> None:
    assert name_of_person(name) == name


@given(st.text(max_size=60))
@example("Mcİ'İX-Ia III")
def test_no_name_loses_a_letter_and_none_changes_twice(text: str) -> None:
    once = name_of_person(text)
    assert once.casefold().replace("\u0307", "") == text.casefold().replace("\u0307", "")
    assert name_of_person(once) == once


@pytest.mark.parametrize("typed", ["“Sampleton”", '"Sampleton"', "‘Sampleton’", "«Sampleton»", "„Sampleton“"])
def test_quotes_round_a_name_do_not_matter_to_a_search(typed: str) -> None:
    assert words_sought(typed) == words_sought("Sampleton")
    assert words_sought(f"{typed[:-1]}, Jo{typed[-1]}") == ["sampleton", "jo"]
    assert search_text("Jo “Jojo”", "Sampleton") == search_text("Jo Jojo", "Sampleton")


LETTERS = "abcdeño"
WORDS = st.text(LETTERS, min_size=4, max_size=9)


@given(
    WORDS,
    st.integers(0, 8),
    st.sampled_from(LETTERS),
    st.sampled_from(["wrong", "missing", "added", "swapped"]),
)
def test_one_slip_in_a_word_hides_nobody(word: str, at: int, letter: str, slip: str) -> None:
    at = min(at, len(word) - 1)
    typed = {
        "wrong": word[:at] + letter + word[at + 1 :],
        "missing": word[:at] + word[at + 1 :],
        "added": word[:at] + letter + word[at:],
        "swapped": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    }[slip]
    _, near = words_of(["Jo", word], [])
    assert any(f" {each} " in near for each in typed_as(words_to_find(typed)[0]))


def test_two_slips_are_another_name_and_short_words_and_numbers_have_none() -> None:
    _, near = words_of(["Jo", "Sampleton"], ["A7100ZA"])
    for typed in ("sompletan", "jon", "io", "a7100zb", "samplet"):
        assert not any(f" {each} " in near for each in typed_as(typed)), typed


def test_a_pnc_number_is_one_word_however_it_is_written() -> None:
    own, _ = words_of([], ["1998/0001234Q"])
    assert own == " 19980001234q "
    for typed in ("1998/1234Q", "98/1234q", "1998/0001234 Q", "Jo 98/0001234Q"):
        assert words_to_find(typed)[-1] in own
