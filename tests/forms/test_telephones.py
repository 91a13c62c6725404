"""UK telephone numbers as people write them."""

import pytest

from forms.telephones import FAULT, read_telephone, telephone_fault


@pytest.mark.parametrize(
    "typed, read",
    [
        ("01632 960 001", "01632 960 001"),
        ("  01632   960001 ", "01632 960001"),
        ("(01632) 960-001", "(01632) 960-001"),
        ("+44 1632 960 001", "+44 1632 960 001"),
        ("+44 (0)1632 960 001", "+44 (0)1632 960 001"),
        ("07700 900 982", "07700 900 982"),
        ("020 7946 0018 ext 123", "020 7946 0018 ext 123"),
        ("020 7946 0018 x123", "020 7946 0018 x123"),
        ("020 7946 0018#123", "020 7946 0018#123"),
        ("0808 157 0192", "0808 157 0192"),
    ],
)
def test_a_possible_number_is_kept_as_it_was_written(typed, read):
    assert read_telephone(typed) == read
    assert telephone_fault(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hello",
        "0800 FLOWERS",
        "123",
        "+1 202 555 0100",
        "01632 960 001 or 07700 900 982",
        "0" * 20,
        "٠١٦٣٢",
    ],
)
def test_anything_else_is_refused(typed):
    assert read_telephone(typed) is None
    assert telephone_fault(typed) == FAULT


def test_a_number_over_thirty_characters_is_too_long():
    assert (
        telephone_fault("+44 (0) 1632 - 960 - 001 ext 1234")
        == "Telephone number must be 30 characters or fewer"
    )
