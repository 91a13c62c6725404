"""UK telephone numbers as people write them."""

import pytest

from app.domain.intake import Unfit
from forms.base import build_form
from forms.fields import Telephone
from forms.telephones import NO_NOUGHT, NOT_ONE, NOT_REAL, SHORT_CODE, TOO_LONG, TOO_SHORT, read_telephone
from forms.validators import Required


def said_of(typed):
    """What a page that asks for a number says is wrong with this one, or None."""
    form = build_form("One", {"x": Telephone(validators=[Required("Enter a telephone number")])})(
        None, {"x": typed}
    )
    form.validate()
    return next((message for message, _ in form.errors_list()), None)


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
        ("020 7946 0018 (ext 123)", "020 7946 0018 (ext 123)"),
        ("0113 496 0345 #98765", "0113 496 0345 #98765"),
        ("0115 496 0345", "0115 496 0345"),
        ("0191 498 0345", "0191 498 0345"),
        ("028 9649 6345", "028 9649 6345"),
        ("029 2018 0345", "029 2018 0345"),
        ("0808 157 0192", "0808 157 0192"),
        ("0800 1111", "0800 1111"),
        ("01534 123 456", "01534 123 456"),
        ("0044 20 7946 0018", "0044 20 7946 0018"),
    ],
)
def test_a_possible_number_is_kept_as_it_was_written(typed, read):
    assert read_telephone(typed) == read
    assert said_of(typed) is None


@pytest.mark.parametrize(
    "typed, said",
    [
        ("", "Enter a telephone number"),
        ("hello", f"Telephone number {NOT_ONE}"),
        ("0800 FLOWERS", f"Telephone number {NOT_ONE}"),
        ("123", f"Telephone number {SHORT_CODE}"),
        ("12345", f"Telephone number {TOO_SHORT}"),
        ("960 001", f"Telephone number {TOO_SHORT}"),
        ("07700 900 98", f"Telephone number {TOO_SHORT}"),
        ("01632 960 01", f"Telephone number {TOO_SHORT}"),
        ("020 7946 001 ext 8", f"Telephone number {TOO_SHORT}"),
        ("07700 900 9822", f"Telephone number {TOO_LONG}"),
        ("(01632) 960 0011", f"Telephone number {TOO_LONG}"),
        ("020 7946 00188", f"Telephone number {TOO_LONG}"),
        *(
            (code, f"Telephone number {SHORT_CODE}")
            for code in ("999", "101", "111", "116 123", "118118", "112")
        ),
        ("0" * 11, f"Telephone number {NOT_REAL}"),
        ("000 000", f"Telephone number {NOT_REAL}"),
        ("01000 123 456", f"Telephone number {NOT_REAL}"),
        ("0500 123 456", f"Telephone number {NOT_REAL}"),
        ("7700 900 982", f"Telephone number {NO_NOUGHT}"),
        ("44 7700 900 982", f"Telephone number {NO_NOUGHT}"),
        ("+353 1 234 5678", f"Telephone number {NOT_ONE}"),
        ("+1 202 555 0100", f"Telephone number {NOT_ONE}"),
        ("01632 960 001 or 07700 900 982", f"Telephone number {NOT_ONE}"),
        ("0" * 20, f"Telephone number {NOT_ONE}"),
        ("٠١٦٣٢", "Telephone number must not include characters that cannot be printed: ‘٠١٦٣٢’"),
    ],
)
def test_anything_else_is_refused(typed, said):
    with pytest.raises(Unfit):
        read_telephone(typed)
    assert said_of(typed) == said


def test_a_number_over_thirty_characters_is_too_long():
    typed = "+44 (0) 1632 - 960 - 001 ext 1234"
    with pytest.raises(Unfit):
        read_telephone(typed)
    assert said_of(typed) == "Telephone number must be 30 characters or fewer"
