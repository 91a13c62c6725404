"""A part of a licence that is made up here, with its own menu page and details pages: all that parts have follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.conditions.on_document import conditions_on
from app.domain.conditions.on_other_policy import effect, moved
from app.domain.conditions.parts import LICENCE, PARTS, SUPERVISION, LicencePart
from app.domain.conditions.reading import Reading
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from app.domain.written import Written
from forms.conditions.finder import Choose
from journeys.create import CREATE
from journeys.keys import details_of
from journeys.sections import CLASHES
from journeys.show import bound_form, groups_of
from journeys.steps import Page, Section
from journeys.walk import Walk
from tests.domain.policy_examples import choice, plain, policy, text_input, uuid, with_form, written
from tests.journeys.facts import CASES, facts

CURFEW = LicencePart("AP", "curfew term", menu="curfew-terms", details="curfew", has_standard=False)
EVERY = (*PARTS, CURFEW)
REGION, PET, PLACES, SIMPLE, HOME = (uuid(number) for number in (1, 2, 3, 4, 5))


class ChooseCurfew(Choose):
    part = CURFEW
    heading = "Which curfew terms does this person need?"


JOURNEY = replace(
    CREATE, sections=(Section("Curfew", [Page(CURFEW.menu, ChooseCurfew), details_of(CURFEW)]), CLASHES)
)


def made_up(simple: str = "Feed the cat.", pets: str = "Keep {pet}{name}{colour}.") -> Policy:
    pet = choice("pet", {"cat": [text_input("name"), text_input("colour")], "none": []})
    return read_policy(
        written(
            policy(
                plain(1, "Stay in the region.", category="Region", type="RegionOfResidence"),
                with_form(2, pets, pet, category="Pets"),
                with_form(3, "Keep out of {place}.", text_input("place"), category="Places", several="place"),
                plain(4, simple, category="Food"),
                plain(5, "Live at the address.", category="Home", type="ResidenceAtAddress"),
            )
        )
    )


def chosen(*codes: str, **saved: Any) -> dict[str, Any]:
    return {CURFEW.menu: {"codes": list(codes)}} | saved


def walk(answers: dict[str, Any], found: Policy | None = None) -> Walk:
    return Walk(JOURNEY, facts(policy=found or made_up()), answers, EVERY)


WHOLE = chosen(
    PET,
    PLACES,
    SIMPLE,
    **{
        f"curfew/{PET}": {"pet": "cat"},
        f"curfew/{PET}/pet": {"name": "Tom", "colour": "red"},
        f"curfew/{PLACES}/1": {"place": "York"},
        f"curfew/{PLACES}/2": {"place": "Leeds"},
        f"curfew/{PLACES}": {"another": "no"},
    },
)


def test_a_made_up_part_has_its_menu_its_details_pages_its_further_pages_and_its_lists() -> None:
    assert walk({}).end == "curfew-terms"
    assert walk(chosen(PET)).end == f"curfew/{PET}"
    assert walk(chosen(PET, **{f"curfew/{PET}": {"pet": "cat"}})).end == f"curfew/{PET}/pet"
    assert walk(chosen(PLACES)).end == f"curfew/{PLACES}/1"
    assert [visit.name for visit in walk(WHOLE).visits] == list(WHOLE)
    assert not walk(WHOLE).has_gap


def test_a_made_up_part_has_its_texts_and_its_rows() -> None:
    found = walk(WHOLE)
    texts = {each.category: each.text for each in found.written.reading.of(CURFEW)}
    assert texts == {
        "Pets": "Keep catTomred.",
        "Places": "Keep out of York.\nKeep out of Leeds.",
        "Food": "Feed the cat.",
    }
    rows = [(row.page, row.lines) for group in groups_of(found) for row in group.rows]
    assert (f"curfew/{PET}", ("Keep catTomred.",)) in rows
    assert (f"curfew/{PLACES}/2", ("Keep out of Leeds.",)) in rows
    assert ("curfew-terms", ("3 chosen",)) in rows


def test_a_made_up_part_is_frozen_in_the_document_without_the_standard_conditions_of_another() -> None:
    reading = walk(WHOLE).written.reading
    frozen = list(conditions_on(reading, CURFEW, {}))
    assert [(each.id, each.text) for each in frozen] == [
        (f"curfew/{PET}", "Keep catTomred."),
        (f"curfew/{PLACES}/1", "Keep out of York."),
        (f"curfew/{PLACES}/2", "Keep out of Leeds."),
        (f"curfew/{SIMPLE}", "Feed the cat."),
    ]
    assert frozen[0].instances[0].inputs == {"pet": "cat", "name": "Tom", "colour": "red"}
    assert {each.source for each in conditions_on(reading, LICENCE, {})} == {"standard"}


def test_unticking_on_the_menu_of_a_made_up_part_says_which_details_leave() -> None:
    found = walk(WHOLE)
    form = bound_form(found, found.visits[0], {"c": [PLACES, SIMPLE]})
    assert form.validate() and form.ask_first()
    assert isinstance(form, ChooseCurfew) and [each.details for each in form.leaving] == ["cat, Tom, red"]


def test_a_condition_of_a_made_up_part_clashes_with_one_of_another_part_and_names_the_page_of_each() -> None:
    answers = chosen(HOME) | {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [REGION]}}
    known = facts(policy=made_up())
    (clash,) = Written(known, answers, EVERY).warnings
    assert clash.rule == "no-fixed-home-and-address"
    assert clash.sides == (("Region", "conditions"), ("Home", "curfew-terms"))
    assert Written(known, answers).warnings == [], "without the part nothing is known of its conditions"
    assert walk(chosen(HOME, REGION)).end.startswith("warning/no-fixed-home-and-address-")


def test_a_move_to_another_policy_changes_the_conditions_and_the_answers_of_a_made_up_part() -> None:
    old, new = made_up(), made_up("Feed each cat.", "Keep {pet}{name} {colour}.")
    assert [each.text for each in effect(old, new, WHOLE, EVERY).reworded] == [
        "Keep catTomred.",
        "Feed the cat.",
    ]
    smaller = read_policy(written(policy(plain(4, "Feed the cat.", category="Food"))))
    gone = effect(old, smaller, WHOLE, EVERY).gone
    assert [each.condition.code for each in gone] == [PET, PLACES]
    asked_again = [page for page in WHOLE if page.startswith("curfew/")]
    assert moved(old, smaller, WHOLE, EVERY) == {
        CURFEW.menu: {"codes": [SIMPLE]},
        **dict.fromkeys(asked_again),
    }


def test_a_part_that_asks_first_whether_any_are_needed_has_none_until_the_answer_is_yes() -> None:
    ticked = {"conditions": {"codes": [SIMPLE]}, "additional-requirements": {"codes": [SIMPLE]}}
    no, yes = ({"additional-conditions": {"needed": needed}} | ticked for needed in ("no", "yes"))
    assert Reading(made_up(), ticked).of(LICENCE) == Reading(made_up(), no).of(LICENCE) == ()
    assert [each.code for each in Reading(made_up(), yes).of(LICENCE)] == [SIMPLE]
    assert [each.code for each in Reading(made_up(), no).of(SUPERVISION)] == [SIMPLE]


def test_one_part_may_be_read_alone() -> None:
    answers = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [SIMPLE]}} | WHOLE
    assert {each.part for each in Reading(made_up(), answers, (CURFEW,)).conditions} == {CURFEW}
    assert {each.part for each in Reading(made_up(), answers, EVERY).conditions} == {LICENCE, CURFEW}


def test_two_requirements_that_are_only_ticked_are_two_sides_of_clashes() -> None:
    """Their page is the menu that they share, so it tells neither from the other."""
    data = policy(plain(9))
    data["standardConditions"]["PSS"] = [{"code": uuid(800), "text": "Stay in touch."}]
    data["additionalConditions"]["PSS"] = [
        plain(1, "Stay in the region.", category="Region", type="RegionOfResidence"),
        plain(5, "Live at one address.", category="One", type="ResidenceAtAddress"),
        plain(6, "Live at another address.", category="Other", type="ResidenceAtAddress"),
    ]
    known = facts(**CASES["supervision"], policy=read_policy(written(data)))
    answers = {SUPERVISION.menu: {"codes": [REGION, HOME, uuid(6)]}}
    found = [each for each in Written(known, answers).warnings if each.rule == "no-fixed-home-and-address"]
    assert len({each.key for each in found}) == 2
