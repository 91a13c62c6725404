"""Checking a policy file: every fault has its place and its reason, and nothing makes the check fail."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.policy import json as policy_json
from app.domain.policy.read import PolicyError, check_policy, read_policy
from tests.domain.policy_examples import (
    DEFAULT,
    PUBLISHED,
    choice,
    needs_published,
    plain,
    policy,
    text_input,
    uuid,
    with_form,
    written,
)
from tests.support.attacks import examples

AP = "$.additionalConditions.AP"
PET = text_input("pet")


def faults_of(data: Any) -> dict[str, str]:
    return {fault.path: fault.reason for fault in check_policy(written(data))[1]}


def warnings_of(data: Any) -> dict[str, str]:
    found, faults, warnings = check_policy(written(data))
    assert found is not None and faults == []
    return {warning.path: warning.reason for warning in warnings}


def test_a_small_sound_policy_has_neither_faults_nor_warnings() -> None:
    found, faults, warnings = check_policy(
        written(policy(plain(1), with_form(2, "Keep {pet} indoors.", PET)))
    )
    assert found is not None
    assert (faults, warnings) == ([], [])


@needs_published
def test_the_published_policy_passes_as_it_is() -> None:
    found, faults, warnings = check_policy(PUBLISHED.read_bytes())
    assert found is not None and found.version == "2.1"
    assert (faults, warnings) == ([], [])
    assert len(found.additional_conditions.AP) == 51


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("version", None, "must be text, not null"),
        ("version", 2.1, "must be text, not a number"),
        ("version", "2", "must be digits, a dot and digits"),
        ("version", "2.1\n", "must be digits, a dot and digits"),
        ("version", "1000.01", "at most 6 characters"),
        ("standardConditions", [], "must be an object, not a list"),
        ("source", 5, "must be text, not a number"),
        ("changeHints", {}, "must be a list, not an object"),
        ("commences", "2015-02-30", "must be a real date"),
        ("commences", 1422748800, "must be a real date"),
        ("commences", "20150201", "must be a real date"),
        ("requiresReasons", "yes", "must be true or false"),
    ],
)
def test_a_wrong_value_at_the_top_is_named(key: str, value: Any, reason: str) -> None:
    found = faults_of(policy(plain(1), **{key: value}))
    assert reason in found[f"$.{key}"]


@pytest.mark.parametrize("key", ["version", "standardConditions", "additionalConditions", "changeHints"])
def test_a_missing_top_level_field_is_named(key: str) -> None:
    data = policy(plain(1))
    del data[key]
    assert faults_of(data) == {f"$.{key}": "is missing"}


def supervised(*additional: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A policy with a supervision part."""
    data = policy(plain(1), **fields)
    data["standardConditions"]["PSS"] = [{"code": uuid(800), "text": "Stay in touch."}]
    data["additionalConditions"]["PSS"] = list(additional)
    return data


def test_a_policy_may_say_from_when_and_until_when_it_offers_supervision() -> None:
    assert warnings_of(supervised(supervision={"from": "2015-02-01", "until": "2026-03-31"})) == {}
    assert warnings_of(supervised(supervision={"from": "2015-02-01", "till": "2026-03-31"})) == {
        "$.supervision.till": "is not a field that this service knows; it is ignored"
    }


@pytest.mark.parametrize(
    ("supervision", "where", "reason"),
    [
        ({"from": "2015-02-30"}, "from", "must be a real date"),
        ({"until": 20150201}, "until", "must be a real date"),
        ({"from": "2026-04-01", "until": "2026-03-31"}, "until", "is before the date in “from”"),
    ],
)
def test_a_wrong_day_of_the_supervision_part_is_named(
    supervision: dict[str, Any], where: str, reason: str
) -> None:
    found = faults_of(supervised(supervision=supervision))
    assert list(found) == [f"$.supervision.{where}"] and reason in found[f"$.supervision.{where}"]


def test_electronic_monitoring_cannot_be_part_of_supervision() -> None:
    tagged = plain(2, requiresElectronicMonitoringResponse=True)
    assert faults_of(supervised(plain(3), tagged)) == {
        "$.additionalConditions.PSS[1].requiresElectronicMonitoringResponse": "must not be true, because electronic "
        "monitoring cannot be part of supervision"
    }
    assert faults_of(policy(tagged)) == {}


def test_a_policy_is_warned_of_supervision_that_it_never_offers() -> None:
    data = policy(plain(1), supervision={"from": "2015-02-01"})
    data["additionalConditions"]["PSS"] = [plain(2)]
    assert set(warnings_of(data)) == {"$.additionalConditions.PSS", "$.supervision"}


@pytest.mark.parametrize("kind", ["standardConditions", "additionalConditions"])
@pytest.mark.parametrize("part", ["AP", "PSS"])
def test_both_parts_of_both_kinds_are_needed(kind: str, part: str) -> None:
    data = policy(plain(1))
    del data[kind][part]
    assert faults_of(data) == {f"$.{kind}.{part}": "is missing"}


@pytest.mark.parametrize("key", ["code", "category", "text", "requiresInput"])
def test_a_missing_field_of_a_condition_is_named(key: str) -> None:
    condition = plain(2)
    del condition[key]
    assert faults_of(policy(plain(1), condition)) == {f"{AP}[1].{key}": "is missing"}


@pytest.mark.parametrize("key", ["type", "label", "name"])
def test_a_missing_field_of_an_input_is_named(key: str) -> None:
    pet = dict(PET)
    del pet[key]
    assert faults_of(policy(with_form(1, "Keep {pet}.", pet))) == {f"{AP}[0].inputs[0].{key}": "is missing"}


@pytest.mark.parametrize(
    ("fields", "where", "reason"),
    [
        ({"type": "dropdown"}, "type", "it must be text, radio"),
        ({"type": 1}, "type", "must be text, not a number"),
        ({"label": 5}, "label", "must be text, not a number"),
        ({"name": None}, "name", "must be text, not null"),
        ({"case": "title"}, "case", "it must be lower, upper or capitalised"),
        ({"listType": "and"}, "listType", "it must be AND or OR"),
        ({"handleIndefiniteArticle": "true"}, "handleIndefiniteArticle", "must be true or false, not text"),
        ({"hideHintText": 1}, "hideHintText", "must be true or false, not a number"),
        ({"addAnother": {}}, "addAnother.label", "is missing"),
        ({"options": [{}]}, "options[0].value", "is missing"),
        ({"options": [{"value": "a", "conditional": {}}]}, "options[0].conditional.inputs", "is missing"),
    ],
)
def test_a_wrong_field_of_an_input_is_named_by_its_path(
    fields: dict[str, Any], where: str, reason: str
) -> None:
    found = faults_of(policy(with_form(1, "Keep {pet}.", {**PET, **fields})))
    assert list(found) == [f"{AP}[0].inputs[0].{where}"]
    assert reason in found[f"{AP}[0].inputs[0].{where}"]


def test_no_type_is_converted() -> None:
    found = faults_of(policy(plain(1, requiresInput="false"), plain(2, skippable=1), plain(3, text=4)))
    assert found == {
        f"{AP}[0].requiresInput": "must be true or false, not text",
        f"{AP}[1].skippable": "must be true or false, not a number",
        f"{AP}[2].text": "must be text, not a number",
    }


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("", "$", "is not JSON"),
        ("{", "$", "is not JSON"),
        ("null", "$", "must be an object, not null"),
        ("[]", "$", "must be an object, not a list"),
        ("7", "$", "must be an object, not a number"),
        ("1" * 5000, "$", "too many digits"),
        (b"\xff\xfe{", "$", "is not UTF-8"),
        ("[" * 200_000, "$", "nested too deep"),
        ('{"a":' * 40 + "1" + "}" * 40, "$" + ".a" * 32, "nested more than 32"),
        ('{"version": NaN}', "$.version", "NaN"),
        ('{"version": 1e999}', "$.version", "infinite"),
        ('{"version": -Infinity}', "$.version", "infinite"),
        ('{"version": "1.0", "version": "1.0"}', "$.version", "more than once"),
        ('{"source": "\\ud800"}', "$.source", "‘�’ (� is a character that could not be read)"),
        ("[" + "1," * policy_json.MAX_VALUES + "1]", "$", "holds more than"),
        (" " * (policy_json.MAX_BYTES + 1), "$", "is larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_policy_gets_a_fault_with_a_path(
    text: str | bytes, where: str, reason: str
) -> None:
    found, faults, _ = check_policy(text)
    assert found is None
    assert any(fault.path == where and reason in fault.reason for fault in faults), faults[:5]


def test_a_key_written_twice_deep_inside_is_named() -> None:
    text = written(policy(plain(1))).replace('"category":', '"text": "Other.", "category":')
    assert [(f.path, f.reason) for f in check_policy(text)[1]] == [
        (f"{AP}[0].text", "is written more than once in the same object")
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "Stay <b>in</b>.",
        "Stay <script>alert(1)</script>",
        "Stay </p>",
        "Stay <!-- here -->",
        "Stay &lt;b&gt;",
        "Stay &#60;b",
        "Stay &#x3c;b",
        "Stay &LT b",
        "Stay \u202egnikcah",
        "Stay \u2066here",
        "Stay \x07",
        "Stay\there",
        "Stay \x00",
        "Stay \ufffe",
    ],
)
def test_hostile_text_is_a_fault_wherever_it_stands(hostile: str) -> None:
    assert list(faults_of(policy(plain(1, hostile)))) == [f"{AP}[0].text"]
    assert list(faults_of(policy(plain(1), source=hostile))) == ["$.source"]
    form = with_form(1, "Keep {pet}.", choice("pet", {hostile: [], "dog": []}))
    assert list(faults_of(policy(form))) == [f"{AP}[0].inputs[0].options[0].value"]
    assert list(faults_of(policy(plain(1, somethingNew=hostile)))) == [f"{AP}[0].somethingNew"]


@pytest.mark.parametrize(
    "honest", ["At 5 < 6 and 7 > 3", "Marks & Spencer", "R&D, B&B", "Tom’s “zoé” café – 5°"]
)
def test_honest_text_passes(honest: str) -> None:
    assert faults_of(policy(plain(1, honest))) == {}


def test_unknown_keys_are_warnings() -> None:
    data = policy(
        with_form(1, "Keep {pet}.", {**choice("pet", {"dog": [], "cat": []}), "colour": "red"}, helpLink="x"),
        **{"odd key": 1},
    )
    data["additionalConditions"]["AP"][0]["inputs"][0]["options"][1]["key"] = "CAT"
    assert list(warnings_of(data)) == [
        '$["odd key"]',
        f"{AP}[0].helpLink",
        f"{AP}[0].inputs[0].colour",
        f"{AP}[0].inputs[0].options[1].key",
    ]


def test_names_of_our_own_models_are_unknown_keys_in_a_file() -> None:
    data = policy(plain(1))
    data["change_hints"] = data.pop("changeHints")
    assert faults_of(data) == {"$.changeHints": "is missing"}


def test_an_unknown_form_type_is_a_warning() -> None:
    assert list(warnings_of(policy(with_form(1, "Keep {pet}.", PET, type="Dragons")))) == [f"{AP}[0].type"]


def test_a_short_code_is_a_fault_of_the_check_and_not_of_reading() -> None:
    data = policy(plain(1, code="a1"))
    assert list(faults_of(data)) == [f"{AP}[0].code"]
    assert read_policy(written(data)).additional("a1") is not None


def test_a_code_used_twice_is_a_fault_over_all_four_lists() -> None:
    data = policy(plain(1), plain(2))
    data["additionalConditions"]["PSS"] = [plain(1)]
    data["standardConditions"]["PSS"] = [
        {"code": uuid(2), "text": "Wave."},
        {"code": uuid(900), "text": "Nod."},
    ]
    assert sorted(faults_of(data)) == [
        "$.additionalConditions.AP[1].code",
        "$.additionalConditions.PSS[0].code",
        "$.standardConditions.PSS[1].code",
    ]


def test_codes_that_differ_in_case_are_different_codes() -> None:
    small = "abcdef00-0000-4000-8000-000000000001"
    assert faults_of(policy(plain(1, code=small), plain(2, code=small.upper()))) == {}


@pytest.mark.parametrize(
    ("fields", "where"),
    [({"tpl": None}, "tpl"), ({"tpl": " "}, "tpl"), ({"inputs": []}, "inputs"), ({"type": None}, "type")],
)
def test_a_form_needs_template_inputs_and_type(fields: dict[str, Any], where: str) -> None:
    assert f"{AP}[0].{where}" in faults_of(policy({**with_form(1, "Keep {pet}.", PET), **fields}))


def test_a_condition_without_a_form_has_no_template_inputs_or_type() -> None:
    found = faults_of(policy(plain(1, tpl="Keep it.", inputs=[PET], type="SpecifiedItem")))
    assert {f"{AP}[0].tpl", f"{AP}[0].inputs", f"{AP}[0].type"} <= set(found)


@pytest.mark.parametrize(
    ("tpl", "reason"),
    [
        ("Keep {cat} and {pet}.", 'a placeholder for "cat"'),
        ("Keep {pet || cat}.", 'a placeholder for "cat"'),
        ("Keep {pet} and {pet}.", "more than once"),
        ("Keep { pet }.", "blanks inside the braces"),
        ("Keep {pet} and {.", "opens or closes no placeholder"),
        ("Keep {pet} and }.", "opens or closes no placeholder"),
        ("Keep {pet} and {}.", 'a placeholder for ""'),
    ],
)
def test_a_template_that_cannot_be_filled_is_a_fault(tpl: str, reason: str) -> None:
    found = faults_of(policy(with_form(1, tpl, PET)))
    assert list(found) == [f"{AP}[0].tpl"]
    assert reason in found[f"{AP}[0].tpl"]


def test_an_input_that_the_template_never_uses_is_a_fault() -> None:
    assert list(faults_of(policy(with_form(1, "Keep {pet}.", PET, text_input("colour"))))) == [
        f"{AP}[0].inputs[1].name"
    ]


def test_choices_that_reveal_uploads_and_numbered_windows_may_go_unused() -> None:
    def times(*numbers: str) -> list[dict[str, Any]]:
        return [
            {"type": "timePicker", "label": name, "name": f"{name}{n}"}
            for n in numbers
            for name in ("curfewStart", "curfewEnd")
        ]

    windows = choice("howMany", {"One": times(""), "Two": times("", "2")})
    upload = {"type": "fileUpload", "label": "Map", "name": "outOfBoundFilename"}
    tpl = "From {curfewStart} to {curfewEnd}."
    assert faults_of(policy(with_form(1, tpl, windows, type="CurfewTerms"))) == {}
    assert faults_of(policy(with_form(2, "See the map.", upload))) == {}
    assert len(faults_of(policy(with_form(1, tpl, windows, type="CurfewAddress")))) == 2


# The fields that this service adds to the published format


TIME = {"type": "timePicker", "label": "Start", "name": "start"}
END = {"type": "timePicker", "label": "End", "name": "end"}


@pytest.mark.parametrize(
    ("inputs", "fields", "where"),
    [
        ([PET], {"several": " "}, "several"),
        ([PET], {"several": 3}, "several"),
        ([PET], {"atLeastOne": [["pet", "owner"]]}, "atLeastOne[0][1]"),
        ([PET], {"exactlyOne": [["owner"]]}, "exactlyOne[0][0]"),
        ([PET], {"windows": [["pet", "pet"]]}, "windows[0][0]"),
        ([TIME, END], {"windows": [["start", "finish"]]}, "windows[0][1]"),
        ([TIME, END], {"windows": [["start"]]}, "windows[0][1]"),
        ([PET], {"mostHours": 3}, "windows"),
        ([PET], {"textPerWindow": True}, "windows"),
        ([TIME, END], {"windows": [["start", "end"]], "mostHours": 25}, "mostHours"),
        ([{**PET, "fromChoice": "pet"}], {}, "inputs[0].fromChoice"),
        ([{**PET, "maxLength": 0}], {}, "inputs[0].maxLength"),
        ([{**PET, "maxLength": "many"}], {}, "inputs[0].maxLength"),
        ([{**TIME, "maxLength": 3}], {}, "inputs[0].maxLength"),
        ([{**PET, "earliest": "release"}], {}, "inputs[0].earliest"),
        ([{**PET, "pattern": "a dog"}], {}, "inputs[0].pattern"),
        ([{**PET, "least": 3}], {}, "inputs[0].pattern"),
        ([{**PET, "pattern": "whole number", "least": 3, "most": 2}], {}, "inputs[0].least"),
        ([{**TIME, "workingDay": True}], {}, "inputs[0].workingDay"),
        ([{**PET, "required": "no"}], {}, "inputs[0].required"),
        ([{**PET, "errors": {"required": 3}}], {}, "inputs[0].errors.required"),
        ([TIME, END], {"windows": [["start", "start"]]}, "windows[0]"),
        ([PET], {"atLeastOne": [[]]}, "atLeastOne[0]"),
        ([PET, text_input("owner")], {"exactlyOne": [["pet", "owner"]]}, "exactlyOne[0]"),
        ([PET], {"textPlural": "Keep {pet} in."}, "textPlural"),
        ([{**PET, "includeBefore": " {b} "}], {}, "inputs[0].includeBefore"),
        ([{**PET, "defaultValue": "{"}], {}, "inputs[0].defaultValue"),
        ([choice("kind", {"{cat}": []})], {}, "inputs[0].options[0].value"),
        ([choice("kind", {"cat": [], "cat ": []})], {}, "inputs[0].options[1].value"),
        ([{**PET, "name": "pet-name"}], {}, "inputs[0].name"),
        (
            [choice("kind", {"cat": []}) | {"type": "check"}, {**PET, "fromChoice": "kind"}],
            {},
            "inputs[1].fromChoice",
        ),
        (
            [choice("kind", {"cat": []}), *({**PET, "name": n, "fromChoice": "kind"} for n in ("a", "b"))],
            {},
            "inputs[2].fromChoice",
        ),
        (
            [TIME, choice("more", {"yes": [END, {**END, "name": "late"}], "no": []})],
            {"windows": [["start", "end"]]},
            "windows",
        ),
    ],
)
def test_a_rule_that_fits_no_input_is_a_fault(
    inputs: list[dict[str, Any]], fields: dict[str, Any], where: str
) -> None:
    tpl = " ".join(f"{{{i['name']}}}" for i in inputs)
    found = faults_of(policy(with_form(1, tpl, *inputs, type="No such type", **fields)))
    assert f"{AP}[0].{where}" in found


def test_braces_outside_a_template_and_characters_without_a_letter_in_print_are_faults() -> None:
    assert list(faults_of(policy(plain(1, "Feed {cat}.")))) == [f"{AP}[0].text"]
    for odd in ("\U0001f600", "\u4e2d", "\u200b"):
        assert list(faults_of(policy(plain(1, f"Feed the cat{odd}.")))) == [f"{AP}[0].text"]


def test_rules_that_fit_are_no_fault_and_no_unknown_field() -> None:
    inputs = [
        {
            **PET,
            "required": False,
            "maxLength": 20,
            "errors": {"required": "Name it", "maxLength": "Too long"},
        },
        {
            "type": "datePicker",
            "label": "Day",
            "name": "day",
            "earliest": "today",
            "latest": "supervision end",
        },
        TIME,
        END,
        choice("kind", {"cat": [], "dog": []}),
        {"type": "text", "label": "Other", "name": "other", "fromChoice": "kind", "required": False},
    ]
    tpl = " ".join(f"{{{i['name']}}}" for i in inputs)
    rules: dict[str, Any] = {
        "windows": [["start", "end"]],
        "mostHours": 3,
        "textPerWindow": True,
        "several": "pet",
    }
    rules |= {"exactlyOne": [["pet", "other"]]}
    _, faults, warnings = check_policy(
        written(policy(with_form(1, tpl, *inputs, type="SpecifiedItem", **rules)))
    )
    assert (faults, warnings) == ([], [])


@pytest.mark.parametrize(
    ("inputs", "where"),
    [
        ([{**PET, "type": "radio"}], "inputs[0].options"),
        ([{**PET, "options": [{"value": "cat"}]}], "inputs[0].options"),
        ([{**PET, "type": "check", "options": []}], "inputs[0].options"),
        (
            [{**PET, "type": "check", "options": [{"value": "a"}, {"value": "a"}]}],
            "inputs[0].options[1].value",
        ),
        ([{**PET, "type": "check", "options": [{"value": " "}]}], "inputs[0].options[0].value"),
        ([{**PET, "label": ""}], "inputs[0].label"),
        ([PET, PET], "inputs[1].name"),
        ([PET, {"type": "fileUpload", "label": "Map", "name": "map"}], "inputs[1].name"),
        (
            [
                PET,
                *(
                    {"type": "fileUpload", "label": "Map", "name": f"{n}BoundFilename"}
                    for n in ("in", "outOf")
                ),
            ],
            "inputs[2].type",
        ),
        (
            [choice("pet", {"x": [choice("kind", {"y": []})]})],
            "inputs[0].options[0].conditional.inputs[0].type",
        ),
        ([choice("pet", {"x": [text_input("pet")]})], "inputs[0].options[0].conditional.inputs[0].name"),
    ],
)
def test_an_input_that_no_form_can_ask_is_a_fault(inputs: list[dict[str, Any]], where: str) -> None:
    assert f"{AP}[0].{where}" in faults_of(policy(with_form(1, "Keep {pet}.", *inputs)))


@pytest.mark.parametrize("name", ["", "two words", "a{b", "x" * 61, "9lives", "naïve"])
def test_an_input_name_that_cannot_be_a_field_is_a_fault(name: str) -> None:
    assert f"{AP}[0].inputs[0].name" in faults_of(policy(with_form(1, "Keep.", text_input(name))))


@pytest.mark.parametrize("key", ["category", "text"])
def test_empty_words_are_a_fault(key: str) -> None:
    assert faults_of(policy(plain(1, **{key: " "}))) == {f"{AP}[0].{key}": "is empty"}


def test_a_hint_needs_at_least_one_replacement_that_exists() -> None:
    hints = [
        {"previousCode": uuid(50), "replacements": [uuid(1), uuid(77)]},
        {"previousCode": uuid(51), "replacements": []},
    ]
    assert list(warnings_of(policy(plain(1), changeHints=hints))) == ["$.changeHints[0].replacements[1]"]
    lost = [{"previousCode": uuid(50), "replacements": [uuid(76), uuid(77)]}]
    assert list(faults_of(policy(plain(1), changeHints=lost))) == [
        "$.changeHints[0].replacements[0]",
        "$.changeHints[0].replacements[1]",
    ]


def test_reading_raises_with_all_faults() -> None:
    with pytest.raises(PolicyError) as raised:
        read_policy(written(policy(plain(1, text=4, code=5))))
    assert [fault.path for fault in raised.value.faults] == [f"{AP}[0].code", f"{AP}[0].text"]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert check_policy(b"\xef\xbb\xbf" + written(policy(plain(1))).encode())[1] == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_check_fail(raw: bytes) -> None:
    check_policy(raw)


@given(st.text(st.characters(), max_size=200))
def test_no_text_makes_the_check_fail(text: str) -> None:
    check_policy(text)


@given(JSON_VALUES)
def test_no_json_makes_the_check_fail(data: Any) -> None:
    for fault in check_policy(json.dumps(data))[1]:
        assert fault.path.startswith("$") and fault.reason
        assert "\n" not in fault.path + fault.reason


def _places(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at] if at else []
    for key, value in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        found += _places(value, (*at, key))
    return found


_DEFAULT = json.loads(DEFAULT.read_text(encoding="utf-8"))
_PLACES = _places(_DEFAULT)


@pytest.mark.attack
@settings(max_examples=examples(150), deadline=None)
@given(st.sampled_from(_PLACES), JSON_VALUES)
def test_no_damage_to_a_real_policy_makes_the_check_fail(place: tuple[Any, ...], value: Any) -> None:
    data = json.loads(json.dumps(_DEFAULT))
    holder = data
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = value
    found, faults, _ = check_policy(json.dumps(data))
    assert found is not None or faults


def test_a_policy_requires_reasons_only_where_it_says_so() -> None:
    assert read_policy(written(policy(plain(1), requiresReasons=True))).requires_reasons
    assert not read_policy(written(policy(plain(1)))).requires_reasons
    assert warnings_of(policy(plain(1), requiresReasons=True)) == {}


def test_the_conditions_of_a_standard_licence_are_there_and_ask_for_nothing() -> None:
    asks, code = with_form(2, "Keep {pet} indoors.", PET), plain(1)["code"]
    assert faults_of(policy(plain(1), asks, prisonMadeConditions=[code])) == {}
    found = faults_of(policy(plain(1), asks, prisonMadeConditions=[code, asks["code"], "no-such-code", code]))
    assert list(found) == [f"$.prisonMadeConditions[{n}]" for n in (1, 2, 3)]
    assert "asks for details" in found["$.prisonMadeConditions[1]"]
    read = read_policy(written(policy(plain(1), asks, prisonMadeConditions=[code])))
    assert [each.code for each in read.prison_made] == [code]
    assert read_policy(written(policy(plain(1)))).prison_made == ()


HOSTILE: dict[str, Any] = {
    "braces that nothing closes": policy(with_form(1, "{" * 200_000, PET)),
    "braces up to the limit, in many templates": policy(
        *(with_form(n, "{" * 5_000, PET) for n in range(1, 900))
    ),
    "the same placeholder without end": policy(*(with_form(n, "{a}" * 1_600, PET) for n in range(1, 900))),
    "alternatives without end": policy(with_form(1, "{" + "a||" * 1_600 + "b}", PET)),
    "thousands of inputs": policy(with_form(1, "{p0}", *(text_input(f"p{n}") for n in range(9_000)))),
    "thousands of options that are the same": policy(
        with_form(1, "{pet}", choice("pet", {}) | {"options": [{"value": "a"}] * 60_000})
    ),
    "thousands of unknown fields": policy(plain(1), **{f"k{n}": 1 for n in range(95_000)}),
    "a name of millions of letters": {"k" * 4_900_000: 1},
    "signs that might begin markup": policy(*(plain(n, "&A< " * 1_200 + "<b>") for n in range(1, 900))),
    "hints to nothing": policy(
        plain(1), changeHints=[{"previousCode": uuid(9), "replacements": [uuid(8)] * 90_000}]
    ),
    "windows of nothing": policy(with_form(1, "{pet}", PET, windows=[["a", "b"]] * 20_000)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_no_file_takes_long_to_check_or_has_more_faults_than_anybody_reads(what: str) -> None:
    began = time.process_time()
    _, faults, warnings = check_policy(written(HOSTILE[what]))
    assert faults or warnings
    assert max(len(faults), len(warnings)) <= policy_json.MOST_LISTED + 1
    # Not a measure: each of these takes well under a second, and took from seven seconds to minutes.
    assert time.process_time() - began < 6


def test_a_text_may_be_long_but_not_without_end() -> None:
    longest = "x" * policy_json.MAX_TEXT
    assert faults_of(policy(plain(1, longest))) == {}
    assert faults_of(policy(plain(1, longest + "x"))) == {
        f"{AP}[0].text": "has 5,001 characters, where at most 5,000 may stand"
    }


def test_where_there_are_too_many_faults_the_list_says_that_it_ends() -> None:
    many = policy(*(plain(n, "") for n in range(1, 800)))
    _, faults, _ = check_policy(written(many))
    assert len(faults) == 501
    assert faults[0].path == f"{AP}[0].text"
    assert (faults[-1].path, faults[-1].reason) == ("$", "has more like these 500, which are not listed")


def test_many_warnings_hide_no_fault() -> None:
    odd = [
        with_form(n, "Keep {pet}.", text_input("pet", handleIndefiniteArticle=False), odd=1)
        for n in range(1, 700)
    ]
    _, faults, warnings = check_policy(written(policy(*odd, plain(900, " "))))
    assert len(warnings) == 501
    assert any("is empty" in fault.reason for fault in faults)
