"""Every character that may be typed can be printed: the shipped fonts have it."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from fontTools.ttLib import TTFont

from app.domain.characters import unprintable
from tests.support.licences import FACES, FONT_SOURCE

pytestmark = pytest.mark.skipif(not FONT_SOURCE.is_dir(), reason="the font package is not installed")


@cache
def glyphs(face: str) -> frozenset[int]:
    return frozenset(TTFont(FONT_SOURCE / FACES[face]).getBestCmap())


@cache
def allowed() -> frozenset[int]:
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    return frozenset(map(ord, everything)) - frozenset(map(ord, unprintable(everything)))


@pytest.mark.parametrize("face", ["regular", "bold"])
def test_every_character_that_may_be_typed_has_a_glyph(face: str) -> None:
    missing = allowed() - glyphs(face) - {ord("\n")}
    assert not missing, [f"U+{code:04X}" for code in sorted(missing)]


def test_nothing_hidden_may_be_typed() -> None:
    """Controls, direction marks, surrogates and private characters; format characters print nothing."""
    hidden = {code for code in allowed() if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Co"}}
    assert hidden <= {ord("\n")}, [f"U+{code:04X}" for code in sorted(hidden)]


def test_ordinary_names_and_punctuation_may_be_typed() -> None:
    assert unprintable("Zoë Ó Súilleabháin, Łukasz Żółć, Nguyễn, Ωμέγα, Пётр – “ten” £5 €6 ½ № • …") == []
