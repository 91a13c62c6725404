"""Areas on a licence: named by what they are and what is demanded, and never spoken of as a map that is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.conditions import parts
from app.domain.conditions.on_document import conditions_on
from app.domain.conditions.reading import Reading
from app.domain.document.compose import compose, composed
from app.domain.document.drawn import drawn
from app.domain.document.facts import Area, ConditionFacts
from app.domain.document.reading import facts_of
from app.domain.policy.read import read_policy
from app.domain.policy.text import as_it_has_maps
from tests.domain.policy_examples import policy, text_input, with_form, written
from tests.support.licences import LICENCE, TWO_PARTS, document, two_part_document

MAP = "a" * 64


def area_input(name: str) -> dict[str, Any]:
    return {"type": "fileUpload", "name": name, "label": "Map"}


def frozen(
    file_input: str, *maps: str | None, named: bool = False, names: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The document of a licence that keeps somebody out of or inside areas, each with its map or without one."""
    if named:
        names = tuple(f"Map Lane Park {number}" for number, _ in enumerate(maps, start=1))
    asked = [text_input("areaName")] if names else []
    inside = "{areaName}" if names else "the area"
    condition = with_form(
        1,
        f"Not to enter {inside}, as defined by the attached map, without leave.",
        *asked,
        area_input(file_input),
        type="OutOfBoundsRegion",
        textPlural="Not to enter any area on the attached maps without leave.",
    )
    found = read_policy(written(policy(condition)).encode())
    code = found.additional_conditions.AP[0].code
    answers: dict[str, Any] = {
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [code]},
    } | {
        f"condition/{code}/{number}": {
            file_input: {"map": each, "name": each and "a.pdf", "words": "By the river"},
            **({"areaName": names[number - 1]} if names else {}),
        }
        for number, each in enumerate(maps, start=1)
    }
    conditions = conditions_on(Reading(found, answers), parts.LICENCE, {MAP: "b" * 64})
    return compose(replace(LICENCE, conditions=tuple(conditions)))


def areas_of(content: dict[str, Any]) -> list[str]:
    (section,) = drawn(content)["areas"]
    return [block["heading"] for block in section["blocks"]]


def text_of(content: dict[str, Any]) -> str:
    return str(content["licence"]["conditions"][-1]["text"])


def test_an_area_is_named_by_its_name_and_what_is_demanded() -> None:
    out, inside = "outOfBoundFilename", "inBoundFilename"
    number = "(condition 5.2)"
    assert areas_of(frozen(out, MAP, named=True)) == [f"Keep out: Map Lane Park 1 {number}"]
    assert areas_of(frozen(inside, MAP, named=True)) == [f"Stay inside: Map Lane Park 1 {number}"]
    assert areas_of(frozen(out, MAP)) == [f"Keep out of this area {number}"]
    assert areas_of(frozen(inside, MAP, None)) == [
        f"Stay inside area 1 of 2 {number}",
        f"Stay inside area 2 of 2 {number}",
    ]


def test_areas_of_one_name_are_told_apart_by_their_place() -> None:
    content = frozen(
        "outOfBoundFilename", MAP, MAP, None, names=("Map Lane Park", "Hill Road", "map lane  park")
    )
    assert areas_of(content) == [
        "Keep out: Map Lane Park, area 1 of 3 (condition 5.2)",
        "Keep out: Hill Road (condition 5.2)",
        "Keep out: map lane  park, area 3 of 3 (condition 5.2)",
    ]


def test_areas_of_one_name_that_were_frozen_before_are_named_as_they_were() -> None:
    content = frozen("outOfBoundFilename", MAP, MAP, names=("Map Lane Park",) * 2)
    areas = content["licence"]["conditions"][-1]["areas"]
    assert [area.pop("shares_name") for area in areas] == [True, True]
    before = "Keep out: Map Lane Park (condition 5.2)"
    assert areas_of(composed(*facts_of(content))) == [before, before]


def test_a_file_of_another_name_demands_nothing_that_is_known() -> None:
    assert areas_of(frozen("plan", MAP)) == ["Area for condition 5.2"]


def test_a_licence_without_a_map_does_not_speak_of_one() -> None:
    out = "outOfBoundFilename"
    assert text_of(frozen(out, MAP)) == (
        "Not to enter the area, as defined by the attached map, without leave."
    )
    assert text_of(frozen(out, None)) == (
        "Not to enter the area, as defined by the attached description, without leave."
    )
    assert text_of(frozen(out, None, None)) == (
        "Not to enter any area in the attached descriptions without leave."
    )
    assert text_of(frozen(out, MAP, None)) == (
        "Not to enter any area on the attached maps and descriptions without leave."
    )
    assert "map" not in str(frozen(out, None)["printed"]).replace("'kind': 'map'", "")


@pytest.mark.parametrize(
    "text, said",
    [
        ("Stay inside the area on the map.", "Stay inside the area in the description."),
        ("Map A shows it.", "Description A shows it."),
        ("Keep to {map} and {a map}.", "Keep to {map} and {a map}."),
        ("Read the roadmap.", "Read the roadmap."),
    ],
)
def test_only_the_word_map_gives_way(text: str, said: str) -> None:
    assert as_it_has_maps(text, [False]) == said
    assert as_it_has_maps(text, [True]) == as_it_has_maps(text, []) == text


def test_what_people_type_about_a_map_is_printed_as_typed() -> None:
    assert "enter Map Lane Park 1, as defined by the attached description" in text_of(
        frozen("outOfBoundFilename", None, named=True)
    )


def test_areas_frozen_before_their_demand_was_kept_are_named_as_they_were() -> None:
    old = Area(words="By the river", picture=MAP)
    condition = ConditionFacts(id="c", source="additional", text="Keep out.", areas=(old, old))
    assert areas_of(document(conditions=[condition])) == [
        "Condition 5.1: area 1 of 2",
        "Condition 5.1: area 2 of 2",
    ]


def test_conditions_stand_under_a_heading_for_where_they_come_from() -> None:
    def headings(content: dict[str, Any]) -> list[tuple[str, list[str]]]:
        return [
            (group["heading"], [item["number"] for item in group["items"]])
            for section in drawn(content)["sections"]
            for block in section["blocks"]
            for group in block.get("groups", ())
        ]

    assert headings(two_part_document()) == [
        ("Standard conditions", ["5.1", "5.2"]),
        ("Additional conditions", ["5.3"]),
        ("Bespoke conditions", ["5.4"]),
        ("Standard requirements", ["11.1"]),
        ("Additional requirements", ["11.2"]),
    ]
    only = tuple(each for each in TWO_PARTS.conditions if each.source == "standard")
    assert [heading for heading, _ in headings(document(conditions=only))] == ["Standard conditions"]


def test_drawing_leaves_nothing_out_and_changes_nothing_that_is_frozen() -> None:
    content = two_part_document()
    shown = drawn(content)
    items = [
        item
        for section in shown["sections"]
        for block in section["blocks"]
        for group in block.get("groups", ())
        for item in group["items"]
    ]
    of_content = [
        item
        for section in content["printed"]["sections"]
        for block in section["blocks"]
        for item in block.get("items", ())
        if block["kind"] == "conditions"
    ]
    assert items == of_content
    assert [s["heading"] for s in (*shown["sections"], *shown["areas"])] == [
        s["heading"] for s in content["printed"]["sections"]
    ]
