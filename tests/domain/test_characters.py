"""Which characters the printed licence can hold."""

import sys
from pathlib import Path

import pytest

from app.domain.characters import described, showable, tidy, unprintable

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


def test_hidden_characters_are_described_by_number_and_others_by_themselves():
    assert described(["\u202e", "😀", "\ufffd", "\0"]) == [
        "a hidden character (U+202E)",
        "😀",
        "a character that could not be read",
    ]
    assert len(described([chr(0x4E00 + n) for n in range(50)])) == 5


def test_text_is_tidied_but_not_altered():
    assert tidy("  a\u200b\ufeffb\tc\u00ad ") == "ab c"
    assert tidy("e\u0301") == "é"
    assert tidy("one\n  two") == "one\n  two"


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
