"""Names of people as registers keep them, and as people write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.record.capitals import name_of_person
from app.domain.record.names import search_text, words_sought


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
