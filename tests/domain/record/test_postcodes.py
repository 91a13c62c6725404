"""UK postcodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.intake import Unfit, bare
from app.domain.record.postcodes import postcode_in, read_postcode


@pytest.mark.parametrize(
    "typed, written",
    [
        ("sw1a2aa", "SW1A 2AA"),
        (" m1  1ae", "M1 1AE"),
        ("GIR0AA", "GIR 0AA"),
        ("B33-8TH", "B33 8TH"),
        ("b33 \u2013 8th", "B33 8TH"),
        ("\u202dLS1\u00a04AP\u202c", "LS1 4AP"),
        ("L S 1 4 A P", "LS1 4AP"),
    ],
)
def test_a_postcode_is_written_one_way(typed, written):
    assert read_postcode(typed) == postcode_in(typed) == written


@pytest.mark.parametrize(
    "typed, said",
    [
        ("LS!1 4AP", "must only include letters and numbers, not ‘!’"),
        ("LS1 4AP.", "must only include letters and numbers, not ‘.’"),
        ("L-S1 4AP", "must only include letters and numbers, not ‘-’"),
        ("(LS1/4AP)", "must only include letters and numbers, not ‘(’, ‘/’ or ‘)’"),
        ("Ⅿ1 1AE", "must only include letters and numbers, not ‘Ⅿ’"),
        ("\u017f1 1AE", "must only include letters and numbers, not ‘\u017f’"),
        ("M1", "must be a full UK postcode, like AA3 1AB"),
        ("Sampleton", "must be a full UK postcode, like AA3 1AB"),
        ("SW1A", "must be a full UK postcode, like AA3 1AB"),
        ("LS1 4A", "must be a full UK postcode, like AA3 1AB"),
        ("SW1A 2", "must be a full UK postcode, like AA3 1AB"),
        ("ec1a 1b", "must be a full UK postcode, like AA3 1AB"),
        ("SW1A 2AAA", "must be 7 letters and numbers or fewer, like AA3 1AB"),
        ("A1" * 100_000, "must be 7 letters and numbers or fewer, like AA3 1AB"),
        ("Q1 1AA", "must be a real UK postcode, like AA3 1AB"),
        ("M1 1AC", "must be a real UK postcode, like AA3 1AB"),
    ],
)
def test_nothing_of_a_postcode_is_left_out_to_make_it_one(typed, said):
    with pytest.raises(Unfit) as refused:
        read_postcode(typed)
    assert refused.value.what == said
    assert postcode_in(typed) is None


@given(st.text("LS14AP !.,-\u200b\u00a0/ls", max_size=10))
def test_a_postcode_that_is_taken_has_every_letter_and_digit_that_was_typed_and_nothing_else_was(typed):
    if taken := postcode_in(typed):
        assert taken.replace(" ", "") == bare(typed).replace("-", "").upper()
