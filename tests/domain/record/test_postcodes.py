"""UK postcodes."""

import pytest

from app.domain.record.postcodes import is_postcode, normalised


@pytest.mark.parametrize(
    "typed, written",
    [("sw1a2aa", "SW1A 2AA"), (" m1  1ae", "M1 1AE"), ("GIR0AA", "GIR 0AA"), ("B33-8TH", "B33 8TH")],
)
def test_a_postcode_is_written_one_way(typed, written):
    assert normalised(typed) == written
    assert is_postcode(typed)


@pytest.mark.parametrize("typed", ["", "M1", "SW1A", "Q1 1AA", "M1 1AC", "SW1A 2AAA", "Ⅿ1 1AE", "A" * 1000])
def test_what_cannot_be_a_postcode_is_not_one(typed):
    assert not is_postcode(typed)
