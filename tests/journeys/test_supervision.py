"""Additional supervision requirements of any policy are asked, listed and printed as licence conditions are."""

from __future__ import annotations

from typing import Any

from app.domain.conditions.on_document import agreements_in, left_off_in
from app.domain.conditions.parts import LICENCE, SUPERVISION
from app.domain.document.facts import ReviewFacts
from app.domain.document.for_approver import sections_for_approver
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from journeys.create import CREATE
from journeys.show import groups_of
from journeys.walk import Walk
from tests.domain.policy_examples import choice, plain, policy, text_input, uuid, with_form, written
from tests.journeys.facts import CASES, GIVEN, TODAY, answered_until, facts

AGREED = {"provider": "Mill Recovery", "contact": "Jo Marsh", "agreed": TODAY}
PET, PLACES, SIMPLE = (uuid(number) for number in (1, 2, 3))


def supervised() -> Policy:
    """A policy with a requirement of each shape: with a larger option, several times, without details."""
    pet = choice("pet", {"cat": [text_input("name"), text_input("colour")], "none": []})
    data = policy(plain(9))
    data["standardConditions"]["PSS"] = [{"code": uuid(800), "text": "Stay in touch."}]
    data["additionalConditions"]["PSS"] = [
        with_form(1, "Keep {pet}{name}{colour}.", pet, category="Pets"),
        with_form(2, "Keep out of {place}.", text_input("place"), category="Places", several="place"),
        plain(3, "Feed the cat.", category="Food"),
    ]
    return read_policy(written(data))


def walk(*codes: str, **saved: Any) -> Walk:
    known = facts(**CASES["supervision"], policy=supervised())
    given = GIVEN["supervision"] | {"supervision-requirements": {"codes": [uuid(800)]}}
    before = answered_until("additional-requirements", CREATE, known, given)
    return Walk(CREATE, known, before | {"additional-requirements": {"codes": list(codes)}} | saved)


def pages_after_the_menu(found: Walk) -> list[str]:
    names = [visit.name for visit in found.visits]
    return names[names.index("additional-requirements") + 1 :]


def test_a_larger_option_of_a_requirement_has_its_further_page() -> None:
    page = f"requirement/{PET}"
    assert pages_after_the_menu(walk(PET, **{page: {"pet": "none"}})) == [page, f"agreement/{PET}"]
    found = walk(PET, **{page: {"pet": "cat"}})
    assert pages_after_the_menu(found) == [page, f"{page}/pet"]
    whole = walk(
        PET,
        **{page: {"pet": "cat"}, f"{page}/pet": {"name": "Tom", "colour": "red"}, f"agreement/{PET}": AGREED},
    )
    assert not whole.has_gap
    assert whole.written.reading.one(SUPERVISION, PET).text == "Keep catTomred."


def test_a_requirement_may_be_carried_several_times() -> None:
    page = f"requirement/{PLACES}"
    assert walk(PLACES).end == f"{page}/1"
    found = walk(
        PLACES,
        **{
            f"{page}/1": {"place": "York"},
            f"{page}/2": {"place": "Leeds"},
            page: {"another": "no"},
            f"agreement/{PLACES}": AGREED,
        },
    )
    assert pages_after_the_menu(found) == [f"{page}/1", f"{page}/2", page, f"agreement/{PLACES}"]
    rows = {row.key: row.lines for group in groups_of(found) for row in group.rows}
    assert rows["Places: places"] == ("2 added",)
    assert any("Keep out of Leeds." in lines for lines in rows.values())


def test_a_requirement_without_details_is_agreed_like_any_other() -> None:
    found = walk(SIMPLE)
    assert pages_after_the_menu(found) == [f"agreement/{SIMPLE}"]
    assert walk(SIMPLE, **{f"agreement/{SIMPLE}": AGREED}).end == "check-answers"


def test_what_was_agreed_about_a_requirement_that_is_unticked_is_not_shown_to_the_approver() -> None:
    saved = {f"agreement/{SIMPLE}": AGREED}
    on, off = walk(SIMPLE, **saved), walk("none", **saved)
    shown = sections_for_approver(ReviewFacts(agreements=tuple(agreements_in(on.written.reading))))
    assert [section["heading"] for section in shown] == ["Agreed with treatment providers"]
    assert agreements_in(off.written.reading) == []
    assert left_off_in(off.written.reading) == []


def test_answers_about_requirements_read_as_answers_about_conditions() -> None:
    reading = walk(PET, **{f"requirement/{PET}": {"pet": "none"}}).written.reading
    (pet,) = reading.of(SUPERVISION)
    assert (pet.code, pet.page) == (PET, f"requirement/{PET}")
    assert [(each.page, each.details) for each in pet.instances] == [(pet.page, {"pet": "none"})]
    assert reading.of(LICENCE) == () and reading.bespoke == ()
