"""Which characters the printed licence can hold."""

import sys
from pathlib import Path

import pytest

from app.domain.characters import showable, unprintable, unprintable_words

FONTS = Path(__file__).parents[2] / "node_modules/@expo-google-fonts/noto-sans"


@pytest.mark.parametrize(
    "text", ["", "Plain text.\nTwo lines", "Siân O’Connor – £5 ½ “quoted” • Łódź Ελλάδα Москва", "e\u0301"]
)
def test_the_scripts_of_the_shipped_fonts_are_held(text):
    assert unprintable(text) == []


@pytest.mark.parametrize(
    "character",
    [
        "\0",
        "\x1b",
        "\x7f",
        "\t",
        "\r",
        "\u202e",
        "\u200f",
        "\u2066",
        "\ud800",
        "\ufffe",
        "\ufffd",
        "\u2028",
        "😀",
        "漢",
        "ع",
        "\ue000",
    ],
)
def test_everything_else_is_named(character):
    assert unprintable(f"a{character}b{character}") == [character]


def test_faulty_words_are_named_all_at_once_as_people_read_them():
    assert (
        unprintable_words("Call محمد علي 😀 or 山田太郎, on park😀 and 😀")
        == "‘محمد علي 😀’, ‘山田太郎’ and ‘😀’"
    )
    assert unprintable_words("Siân’s £5") is None


def test_what_cannot_be_seen_is_named_by_the_word_it_stands_in_and_never_by_its_number():
    explained = "(\ufffd is a character that could not be read)"
    assert unprintable_words("Mr O\x92Sample and\ue000") == f"‘O\ufffdSample’ and ‘and\ufffd’ {explained}"
    assert unprintable_words("one \ufffd two") == f"‘\ufffd’ {explained}"
    assert unprintable_words("محمد\x92 علي") == f"‘محمد\ufffd علي’ {explained}"


def test_of_hundreds_of_faulty_words_a_few_are_named_and_the_others_counted():
    assert unprintable_words(" and ".join(chr(0x4E00 + n) for n in range(1500))) == (
        "‘一’, ‘丁’, ‘丂’, ‘七’, ‘丄’ and 1,495 more"
    )
    assert unprintable_words("漢" * 100_000) == f"‘{'漢' * 40}’"
    assert len(unprintable_words("\x92" * 100_000)) < 200


def test_what_no_page_can_show_is_replaced():
    assert showable("a\r\nb\rc\0\ud800") == "a\nb\nc\ufffd\ufffd"


def test_no_character_is_held_that_a_shipped_font_lacks():
    fonttools = pytest.importorskip("fontTools.ttLib")
    files = [FONTS / n / f"NotoSans_{n}.ttf" for n in ("400Regular", "700Bold", "400Regular_Italic")]
    if not all(file.exists() for file in files):
        pytest.skip("the fonts are not installed")
    common = set.intersection(*(set(fonttools.TTFont(file).getBestCmap()) for file in files))
    held = [code for code in range(sys.maxunicode + 1) if not unprintable(chr(code)) and code != 10]
    assert [hex(code) for code in held if code not in common] == []
