"""Addresses as lists and forms hold them, and names in capitals as people write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.record.addresses import Address, in_order, read_address
from app.domain.record.capitals import normal_case

LINES = st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), max_size=60).map(
    str.strip
)


@pytest.mark.parametrize(
    "written",
    [
        "Sampleton Probation Office",
        "St John's Road",
        "O’Fictional House",
        "D'Example Court",
        "Stratford-upon-Specimen",
        "Betws-y-Ffug",
        "The Old School",
        "1 The Gables",
        "Tŷ Gwŷdd",
        "Cwm Dŵr",
        "McSample Crescent",
        "HMP Exampleford",
        "NHS Trust",
        "HMPPS",
        "YMCA of Mockbury Ltd",
        "12A",
        "2nd Floor",
        "Flat A",
        "George VI Road",
        "A&E",
        "",
    ],
)
def test_a_name_in_capitals_is_written_as_people_write_it(written: str) -> None:
    assert normal_case(written.upper()) == written


@pytest.mark.parametrize("written", ["mockbury", "Mockbury", "eBusiness HOUSE", "12 bis"])
def test_a_name_that_is_not_all_in_capitals_is_left_alone(written: str) -> None:
    assert normal_case(written) == written


@given(st.text(max_size=80))
@example("ŒUVRE ŉ ẞ")
def test_no_name_breaks_it_and_none_changes_twice(text: str) -> None:
    once = normal_case(text)
    assert once.casefold().replace("\u0307", "") == text.casefold().replace("\u0307", "")


@given(st.lists(st.builds(Address, LINES, LINES, LINES, LINES, LINES), max_size=8))
def test_a_list_has_each_address_once_and_in_one_order(addresses: list[Address]) -> None:
    ordered = in_order([*addresses, *addresses])
    assert sorted(ordered) == sorted(set(addresses))
    assert [*in_order(reversed(ordered))] == ordered or len({a.in_words for a in ordered}) < len(ordered)


def test_probation_offices_come_first_and_2_before_10() -> None:
    streets = [Address(f"{number} High Street", "", "Hull") for number in (10, 2, 1)]
    office = Address("Zeta House", "Hull Probation Office", "Hull")
    welsh = Address("Swyddfa Brawf", "Stryd Fawr", "Ffug")
    ordered = in_order([*streets, Address("Élan House"), office, welsh])
    assert [address.line_1 for address in ordered] == [
        "Swyddfa Brawf",
        "Zeta House",
        "1 High Street",
        "2 High Street",
        "10 High Street",
        "Élan House",
    ]


@pytest.mark.parametrize(
    "sent",
    ["", "\n\n\n\n", " \n\t\n \n\n", "one line", "a\nb\nc\nd", "a\nb\nc\nd\ne\nf", '["a","b","c","d","e"]'],
)
def test_what_is_not_five_lines_with_something_in_them_is_no_address(sent: str) -> None:
    assert read_address(sent) is None


@given(st.text())
def test_nothing_that_is_sent_breaks_it(sent: str) -> None:
    read_address(sent)
