"""How text is taken: what is tidied away without a word, and what is refused with words of its own."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain import intake
from app.domain.characters import unprintable
from app.domain.intake import Unfit, amount, bare, line, lines, plain, whole_number


@pytest.mark.parametrize("kind", [lines, line, plain, bare])
@pytest.mark.parametrize(
    "pasted",
    [
        "\u202d07700900982\u202c",
        "\u206607700900982\u2069",
        "\u200e07700\u200b900982\ufeff",
        "077009\u00ad00982",
        "\u061c07700\u2060900982\u034f",
        "\x7f07700900982\x02\ufe0f",
        " \t07700900982\u00a0\u3000\r\n",
    ],
)
def test_what_nobody_sees_is_tidied_away_whatever_is_typed(kind, pasted):
    assert kind(pasted) == "07700900982"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_in_lines_and_a_blank_in_a_line(end):
    assert lines(f"one{end}  two{end}") == "one\n  two"
    assert line(f"one{end}two{end}") == plain(f"one{end}  two") == "one two"


@pytest.mark.parametrize(
    "sign", "\uf0b7\uf0a7\uf0a8\uf0d8\uf076\uf0fc\uf02d\u25cf\u25aa\u25a0\u25e6\u2023\u2219\u27a2\u2022✔✓☑☐□"
)
def test_the_bullets_of_word_and_of_pdfs_are_bullets(sign):
    assert lines(f"{sign} Not to enter the park\r\n{sign}\tNot to drink") == (
        "• Not to enter the park\n• Not to drink"
    )
    assert not unprintable(lines(sign))


@pytest.mark.parametrize("sign", "\uf0e0→➔\uf0fc✔■▶\uf0a8☐")
def test_a_sign_within_a_line_may_mean_something_else_and_is_left_to_be_refused(sign):
    assert lines(f"Leeds {sign} York") == f"Leeds {sign} York" and unprintable(lines(f"Leeds {sign} York"))
    assert line(f"Not to drink\nLeeds {sign}") == f"Not to drink Leeds {sign}"


def test_a_hyphen_of_the_font_symbol_is_a_hyphen_within_a_line():
    assert lines("  \uf02d Stay in 9am\uf02d5pm\n\uf02d co\uf02doperate") == "• Stay in 9am-5pm\n• co-operate"


@pytest.mark.parametrize(
    ("left", "meant"),
    [
        ("9am \x96 5pm", "9am – 5pm"),
        ("the \x91park\x92", "the ‘park’"),
        ("\x93ten\x94 \x97 \x8010", "“ten” — €10"),
        ("\x95 Not to drink", "• Not to drink"),
        ("one\x85two", "one\ntwo"),
    ],
)
def test_what_is_left_of_windows_1252_becomes_what_it_means(left, meant):
    assert lines(left) == meant and not unprintable(meant)


def test_letters_are_composed_and_what_people_mean_by_a_sign_is_left_as_they_typed_it():
    assert line("Sia\u0302n O’Fictional – “ten”\u00a0£5 ½ · Wróbel\u2011Sample") == (
        "Siân O’Fictional – “ten” £5 ½ · Wróbel\u2011Sample"
    )


def test_codes_and_numbers_have_the_hyphens_and_apostrophes_of_a_keyboard():
    assert plain("01632\u2011960\u2013001") == "01632-960-001"
    assert plain("O’Fictional\u02bcs") == "O'Fictional's"
    assert bare("X\u00a0900 100\u200b") == "X900100"


@pytest.mark.parametrize("lost", ["a\x81b", "a\x9db", "a\ue000b", "a\ufffdb", "a\ufffcb", "a\ufdd0b"])
def test_what_is_not_understood_is_kept_to_be_refused(lost):
    assert lines(lost) == lost and unprintable(lost)


def test_no_character_that_unicode_calls_hidden_is_left_to_be_refused_where_people_write_in_latin_letters():
    hidden = {c for c in map(chr, range(0x3000)) if unicodedata.category(c) in ("Cf", "Zl", "Zp", "Zs")}
    left = {c for c in hidden if unprintable(line(f"a{c}b"))}
    assert all(0x600 <= ord(c) <= 0x8FF for c in left), "signs of numbers in Arabic and Syriac"


@given(st.text())
@example("\u0339 \u0334")
def test_what_was_tidied_stays_as_it_is(text):
    for kind in (lines, line, plain, bare):
        assert kind(kind(text)) == kind(text)
    assert "\n" not in line(text) and " " not in bare(text)


# Numbers and amounts


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("1000", "1000"),
        ("£1,000.50", "1000.50"),
        ("£ 1 000", "1000"),
        (" 1\u00a0000\u202f000 ", "1000000"),
        ("\u202d10.5\u202c", "10.50"),
        ("0250", "250"),
        ("999,999,999.99", "999999999.99"),
        ("0", "0"),
    ],
)
def test_an_amount_is_taken_without_what_stands_in_its_proper_place(typed, taken):
    assert amount(typed) == taken


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("10,00", "must be clear: ‘10,00’ may mean 10.00 or 1,000"),
        ("£1,5", "must be clear: ‘£1,5’ may mean 1.50 or 15"),
        ("1000,50", "must be clear: ‘1000,50’ may mean 1000.50 or 100,050"),
        ("1.000,50", "must have commas only between thousands"),
        ("1,0000", "must have commas only between thousands"),
        ("10 50", "must have commas only between thousands"),
        ("1,000 000", "must have commas only between thousands"),
        ("12.345", "must not have more than 2 digits after the full stop"),
        ("1000000000", "must be less than £1,000,000,000"),
        ("10!00", "must be an amount in pounds, like 250 or 1,000.50"),
        ("£-5", "must be an amount in pounds"),
        ("ten", "must be an amount in pounds"),
        ("10k", "must be an amount in pounds"),
        ("²", "must be an amount in pounds"),
        ("9" * 5000 + ",5", "must be clear"),
    ],
)
def test_what_an_amount_may_not_mean_is_asked_back_with_words_of_its_own(typed, said):
    with pytest.raises(Unfit) as refused:
        amount(typed)
    assert refused.value.what.startswith(said)


@pytest.mark.parametrize(
    ("typed", "taken"), [("18", 18), (" 1\u200b8 ", 18), ("1,000", 1000), ("1 000", 1000), ("007", 7)]
)
def test_a_whole_number_is_taken(typed, taken):
    assert whole_number(typed) == taken


@pytest.mark.parametrize("typed", ["1,8", "1!8", "1.0", "-1", "+1", "1 8", "١٨", "²", "9" * 5000, "18 years"])
def test_what_is_no_whole_number_is_refused(typed):
    with pytest.raises(Unfit, match=r"^must be a whole number$"):
        whole_number(typed)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (1, 18, "must be a whole number from 1 to 18"),
        (None, 18, "must be a whole number, 18 or less"),
        (30, None, "must be a whole number, 30 or more"),
    ],
)
def test_a_number_beyond_its_bounds_is_told_them(least, most, said):
    with pytest.raises(Unfit) as refused:
        whole_number("19", least, most)
    assert refused.value.what == said


@given(st.decimals(min_value=0, max_value=999_999_999, places=2))
def test_an_amount_written_in_any_proper_way_is_the_same_amount(value):
    written = {f"{value:.2f}", f"£{value:,.2f}", f"{value:,.2f}".replace(",", "\u00a0")}
    assert {intake.amount(text) for text in written} == {f"{value:.2f}"}


@given(st.text("0159,.£ \u00a0!-e", max_size=10))
def test_an_amount_that_is_taken_is_what_was_typed_in_one_reading_only(typed):
    try:
        taken = amount(typed)
    except Unfit as unfit:
        assert unfit.what.startswith("must ")
        return
    left = bare(typed).removeprefix("£")
    assert set(left) <= set("0123456789,.") and float(taken) == float(left.replace(",", ""))
    assert "," not in left or len(left.split(".")[0].split(",")[-1]) == 3
