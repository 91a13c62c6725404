"""Conditions are found by what people say, and codes are read from whatever they paste."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.domain.conditions.finder import (
    EVERYDAY_WORDS,
    codes_in,
    everyday_words,
    found,
    short_codes,
    stem,
    words_in,
)
from app.domain.policy.model import AdditionalCondition, Policy
from app.domain.policy.read import read_policy
from tests.domain.policy_examples import (
    DEFAULT,
    PUBLISHED,
    choice,
    plain,
    policy,
    text_input,
    with_form,
    written,
)

POLICIES = [read_policy(file.read_bytes()) for file in (DEFAULT, PUBLISHED) if file.exists()]
EVERY = [(each, c) for each in POLICIES for c in each.additional_conditions.AP]
conditions = st.sampled_from(EVERY)


def of(*additional: dict) -> Policy:
    return read_policy(written(policy(*additional)).encode())


PETS = of(
    plain(1, "You must not enter any drinking establishment.", category="Freedom of movement"),
    plain(2, "You must not contact Siân’s child.", category="Contact", categoryShort="People"),
    plain(3, "You must wear an electronic tag.", category="Electronic monitoring"),
    with_form(
        4,
        "Keep {pet}{kind} indoors.",
        text_input("pet", label="Name of the hamster"),
        choice("kind", {"a goldfish": [text_input("bowl", label="Which bowl")], "a stoat": []}),
        type="SpecifiedItem",
    ),
)


def numbers(query: str) -> list[int]:
    """The places of the conditions found among the made-up ones."""
    return [int(c.code[-3:]) for c in found(PETS, "AP", query)]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", [1, 2, 3, 4]),
        (" \n", [1, 2, 3, 4]),
        (" !? \N{KITE}", []),
        ("establishment", [1]),
        ("ESTABLISHMENTS", [1]),
        ("drinks", [1]),
        ("drink establishm", [1]),
        ("pub", [1]),
        ("stay away from the pub", [1]),
        ("kids", [2]),
        ("no contact with children", [2]),
        ("sian", [2]),
        ("Siân's", [2]),
        ("people", [2]),
        ("movement", [1]),
        ("tagged", [3]),
        ("tracker", [3]),
        ("hamster", [4]),
        ("goldfish", [4]),
        ("stoats", [4]),
        ("bowl", [4]),
        ("pub kids", []),
        ("xyzzy", []),
        ("must not", [1, 2]),
        ("00000000-0000-4000-8000-000000000003", [3]),
        ("00000000-0000-4000-8000-000000000003, 00000000-0000-4000-8000-000000000001", [1, 3]),
        ("00000000", []),
    ],
)
def test_a_search_finds_by_wording_category_form_everyday_words_and_code(
    query: str, places: list[int]
) -> None:
    assert numbers(query) == places


def test_small_words_need_not_match_where_others_do_and_count_where_there_is_nothing_else() -> None:
    assert numbers("for the pub") == [1]
    assert numbers("an") == [3]


@given(conditions)
def test_every_condition_is_found_by_its_own_code_however_written(
    one: tuple[Policy, AdditionalCondition],
) -> None:
    its, condition = one
    code = condition.code
    for query in (code, code.upper(), f" {code.lower()}\n", code[:8], code[:13]):
        assert found(its, "AP", query) == [condition]


@given(conditions, st.data())
def test_every_condition_is_found_by_any_words_of_its_text_and_by_its_category(
    one: tuple[Policy, AdditionalCondition], data: st.DataObject
) -> None:
    its, condition = one
    words = condition.text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    number = data.draw(st.integers(1, 6))
    query = " ".join(words[first : first + number])
    assume(words_in(query))
    assert condition in found(its, "AP", query), query
    assert condition in found(its, "AP", query.upper())
    assert condition in found(its, "AP", condition.category)
    assert condition in found(its, "AP", condition.short_category)


@given(st.sampled_from([*POLICIES, PETS]), st.text() | st.text("abc-tpu0123456789 ,;\n"))
def test_no_query_and_no_pasted_text_breaks_anything(its: Policy, text: str) -> None:
    every = its.additional_conditions.AP
    among = found(its, "AP", text)
    assert among == [c for c in every if c in among]
    known, _ = codes_in(text, its)
    assert set(known) <= {c.code for c in every}
    assert found(its, "PSS", text) == [
        c for c in its.additional_conditions.PSS if c in found(its, "PSS", text)
    ]


@settings(max_examples=200)
@given(
    st.sampled_from(POLICIES),
    st.data(),
    st.lists(st.sampled_from([" ", ",", ";", "\n", "\r\n", ", ", " ;\t"]), min_size=20, max_size=20),
)
def test_codes_are_read_with_any_separator_case_and_length_and_the_rest_is_named(
    its: Policy, data: st.DataObject, separators: list[str]
) -> None:
    codes = [c.code for c in its.additional_conditions.AP]
    wanted = data.draw(st.lists(st.sampled_from(codes), max_size=10))
    strange = data.draw(st.lists(st.sampled_from(["nonsense", "1234567", "00000000", "1-2"]), max_size=4))
    as_written = [
        data.draw(st.sampled_from([code, code.upper(), code.lower(), code[:8], f"“{code}”"]))
        for code in wanted
    ]
    pieces = data.draw(st.permutations([*as_written, *strange]))
    text = "".join(piece + separator for piece, separator in zip(pieces, separators, strict=False))
    known, unknown = codes_in(text, its)
    assert known == [code for code in codes if code in wanted], (
        "in the policy's order and spelling, each once"
    )
    assert sorted(unknown) == sorted(set(strange))


def test_the_leavings_of_a_paste_matter_neither_to_codes_nor_to_words() -> None:
    code = PETS.additional_conditions.AP[0].code
    pasted = f"\u202d{code}\u202c".replace("-", "\u2011")
    assert codes_in(f"\uf0b7\t{pasted}\u2028\u200b", PETS) == ([code], [])
    assert found(PETS, "AP", pasted) == [PETS.additional_conditions.AP[0]]
    assert numbers("drin\u00adking\u00a0establish\u200bment") == numbers("drinking establishment") == [1]
    assert codes_in("no\u200bnsense", PETS) == ([], ["nonsense"]), "what is named again is as it reads"


@pytest.mark.parametrize("before", ["- ", "– ", "—\t", "-", "1. ", "2) ", "(3) ", "a. ", "\uf02d "])
def test_bullets_and_numbers_of_a_list_are_no_codes(before: str) -> None:
    first, second = (c.code for c in POLICIES[0].additional_conditions.AP[:2])
    pasted = f"{before}{first[:8]}\n{before}{second}\n{before}nonsense"
    known, unknown = codes_in(pasted, POLICIES[0])
    assert known == [first, second]
    assert [piece.strip("-") for piece in unknown] == ["nonsense"]


def test_the_beginning_of_a_code_is_not_enough_where_two_begin_so() -> None:
    one, other = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
    assert codes_in("00000000", PETS) == ([], ["00000000"])
    assert codes_in(f"{other} {one} 00000000-0000-4000-8000-00000000000", PETS) == (
        [one, other],
        ["00000000-0000-4000-8000-00000000000"],
    )


def test_codes_of_another_part_are_not_known() -> None:
    both = read_policy(
        written(
            policy(plain(1), additionalConditions={"AP": [plain(1)], "PSS": [plain(2, "Walk the dog.")]})
        ).encode()
    )
    code = both.additional_conditions.PSS[0].code
    assert codes_in(code, both) == ([], [code])
    assert codes_in(code, both, "PSS") == ([code], [])
    assert [c.code for c in found(both, "PSS", "dogs")] == [code]
    assert found(both, "AP", "dogs") == []


def test_a_condition_goes_by_eight_characters_of_its_code_unless_another_begins_so() -> None:
    for its in POLICIES:
        every = its.additional_conditions.AP
        short = short_codes(every)
        assert list(short.values()) == [c.code for c in every]
        assert all(len(key) == 8 and code.startswith(key) for key, code in short.items())
    assert list(short_codes(PETS.additional_conditions.AP)) == [c.code for c in PETS.additional_conditions.AP]


@pytest.mark.parametrize(
    "forms",
    [
        "drink drinks drinking",
        "tag tags tagged tagging",
        "activity activities",
        "live lives living lived",
        "agree agreed agrees",
        "church churches",
        "carry carries carried carrying",
        "travel travels travelling travelled",
        "address addresses",
        "sell selling sells",
        "add adding added",
        "child children",
        "grandchild grandchildren",
        "policeman policemen",
        "woman women",
        "knife knives",
        "wife wives",
        "half halves",
        "yourself yourselves",
        "scarf scarves",
        "thief thieves",
        "18 18s",
    ],
)
def test_the_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["bus bush", "son song", "house hostel", "tag tagline", "part party"])
def test_words_that_are_not_forms_of_each_other_stay_apart(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


FAMILY = of(
    plain(1, "You must not live with children."),
    plain(2, "You must not work in childcare or with a childminder."),
    plain(3, "Keep away from any child."),
    plain(4, "Do not drink alcohol or be with alcoholics."),
    plain(5, "You must not use alcopops."),
    plain(6, "You must not reside there."),
    plain(7, "Keep your residence tidy."),
    plain(8, "You must hand over particular papers."),
    plain(9, "You must not hold a party."),
)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("child", [1, 2, 3]),
        ("children", [1, 2, 3]),
        ("kids", [1, 2, 3]),
        ("kid", [1, 2, 3]),
        ("son", [1, 2, 3]),
        ("daughters", [1, 2, 3]),
        ("toddler", [1, 2, 3]),
        ("stepchild", [1, 2, 3]),
        ("grandchildren", [1, 2, 3]),
        ("grandkids", [1, 2, 3]),
        ("schoolchildren", [1, 2, 3]),
        ("youngsters", [1, 2, 3]),
        ("kiddies", [1, 2, 3]),
        ("under-18s", [1, 2, 3]),
        ("under 18s", [1, 2, 3]),
        ("under 18", [1, 2, 3]),
        ("booze", [4]),
        ("boozing", [4]),
        ("beer", [4]),
        ("alcohols", [4]),
        ("residing", [6, 7]),
        ("house", [1, 6, 7]),
        ("party", [9]),
        ("parties", [9]),
    ],
)
def test_an_everyday_word_a_form_of_a_word_and_the_plain_word_find_the_same(
    query: str, places: list[int]
) -> None:
    assert [int(c.code[-3:]) for c in found(FAMILY, "AP", query)] == places


@pytest.mark.parametrize(
    "same",
    [
        "knives knife",
        "wives wife",
        "missus wife",
        "policemen policeman",
        "iphone smartphone",
        "iPhones phone",
    ],
)
def test_a_plural_without_a_rule_and_another_name_find_what_the_plain_word_finds(same: str) -> None:
    word, plain_word = same.split()
    for its in POLICIES:
        assert (
            {c.code for c in found(its, "AP", plain_word)}
            <= {c.code for c in found(its, "AP", word)}
            != set()
        )


def test_a_plural_that_is_a_form_of_two_words_finds_both() -> None:
    policy = of(
        plain(1, "Do nothing that puts a life at risk."),
        plain(2, "Keep away from where she lives."),
        plain(3, "Keep away from where he is living."),
        plain(4, "Tell of each leaf."),
        plain(5, "Do not leave."),
    )

    def places(query: str) -> list[int]:
        return [int(c.code[-3:]) for c in found(policy, "AP", query)]

    assert places("lives") == [1, 2, 3]
    assert places("life") == [1, 2], "a text with “lives” may mean either"
    assert places("live") == places("living") == [2, 3]
    assert places("leaves") == [4, 5]


def _every_text(condition: AdditionalCondition) -> str:
    texts = [condition.text, condition.category, condition.category_short or "", condition.subtext or ""]
    for each in condition.every_input():
        texts += [each.label, *(option.value for option in each.options or ())]
    return " ".join(words_in(" ".join(texts)))


TEXTS = [
    (its, [(c, _every_text(c)) for c in its.additional_conditions.AP]) for its in (*POLICIES, PETS, FAMILY)
]


def _stands_in(text: str, wording: str) -> bool:
    """Whether each word of a wording is in a text, long ones also as a beginning."""
    words = words_in(wording)
    return all(re.search(rf"\b{word}" if len(word) > 3 else rf"\b{word}\b", text) for word in words)


def test_an_everyday_word_finds_all_that_each_of_its_plain_words_finds() -> None:
    for phrase, wordings in json.loads(EVERYDAY_WORDS.read_text(encoding="utf-8")).items():
        for its, texts in TEXTS:
            by_phrase = {c.code for c in found(its, "AP", phrase)}
            for wording in wordings:
                plainly = {c.code for c, text in texts if _stands_in(text, wording)}
                assert plainly <= by_phrase, (phrase, wording)
                if len(words_in(wording)) == 1 and (stem(wording.lower()),) not in everyday_words():
                    assert {c.code for c in found(its, "AP", wording)} <= by_phrase, (phrase, wording)


def test_there_are_many_everyday_words_and_each_says_something_else() -> None:
    given_words = json.loads(EVERYDAY_WORDS.read_text(encoding="utf-8"))
    assert len(given_words) >= 60 and list(given_words) == sorted(given_words)
    assert len(everyday_words()) >= 60
    for phrase, meanings in given_words.items():
        assert phrase == phrase.strip().lower() and words_in(phrase)
        assert meanings and all(words_in(meaning) for meaning in meanings), phrase
        assert phrase not in meanings
        assert not any(c.code[:8].lower() in " ".join(meanings).lower() for _, c in EVERY)


def test_most_everyday_words_lead_somewhere_in_the_policy_that_comes_with_the_service() -> None:
    given_words = json.loads(EVERYDAY_WORDS.read_text(encoding="utf-8"))
    leading = [phrase for phrase in given_words if found(POLICIES[0], "AP", phrase)]
    assert len(leading) >= 60
