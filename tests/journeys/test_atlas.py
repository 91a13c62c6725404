"""The journeys as declared: every page on some route, every route ends, every when asks what can be answered."""

from __future__ import annotations

from operator import attrgetter

import pytest

from forms.base import Form
from journeys.all import JOURNEYS
from journeys.atlas import Route, mentioned
from journeys.steps import Each, Journey, Many, Page, Stop
from journeys.walk import CHECK_ANSWERS, Walk
from journeys.when import Answered, Fact
from tests.journeys.facts import CASES, answered_until, context, facts, routes_of

MOST_ROUTES = 500
RESERVED = {CHECK_ANSWERS, "done", "remove"}


def every_route(journey: Journey) -> list[Route]:
    """Each route once, however many cases have it."""
    every = (route for case in CASES for route in routes_of(journey, case))
    return list({(str(route), route.end): route for route in every}.values())


@pytest.fixture(params=JOURNEYS.values(), ids=JOURNEYS)
def journey(request: pytest.FixtureRequest) -> Journey:
    return request.param


def test_every_step_of_a_journey_is_on_some_route(journey: Journey) -> None:
    found = every_route(journey)
    seen = {page for route in found for page in route.pages} | {route.end for route in found}
    for _, step in journey.steps():
        if isinstance(step, Each | Many):
            assert any(page.startswith(f"{step.name}/") for page in seen), step.name
        if not isinstance(step, Each):
            assert step.name in seen, step.name


def test_every_route_ends_at_check_your_answers_or_at_a_stop(journey: Journey) -> None:
    stops = {step.name for _, step in journey.steps() if isinstance(step, Stop)}
    found = every_route(journey)
    assert 0 < len(found) < MOST_ROUTES
    assert {route.end for route in found} <= {CHECK_ANSWERS, *stops}
    assert CHECK_ANSWERS in {route.end for route in found}
    assert stops <= {route.end for route in found}


def test_no_two_routes_are_the_same(journey: Journey) -> None:
    for case in CASES:
        found = [(str(route), route.end) for route in routes_of(journey, case)]
        assert len(found) == len(set(found))


def test_every_when_asks_about_an_earlier_page_a_field_of_its_form_and_one_of_its_choices(
    journey: Journey,
) -> None:
    earlier: dict[str, type[Form]] = {}
    for _, step in journey.steps():
        for atom in step.when.atoms() if step.when else ():
            if isinstance(atom, Answered):
                assert atom.page in earlier, (
                    f"{step.name} asks about {atom.page}, which does not come before it"
                )
                form = earlier[atom.page](context(facts()))
                assert atom.field in form, f"{atom.page} has no field {atom.field}"
                values = [choice.option.value for choice in form[atom.field].choices]
                assert atom.value in values, f"{atom.page} offers {values}, not {atom.value}"
            elif isinstance(atom, Fact):
                assert attrgetter(atom.name)(facts()) in (True, False)
        if isinstance(step, Page):
            earlier[step.name] = step.form


def test_pages_link_to_a_menu_that_comes_before_them(journey: Journey) -> None:
    earlier: set[str] = set()
    for _, step in journey.steps():
        assert not isinstance(step, Each) or step.menu is None or step.menu in earlier, step.name
        earlier.add(step.name)


def test_step_names_are_unique_and_none_is_an_address_of_the_engine(journey: Journey) -> None:
    names = [step.name for _, step in journey.steps()]
    assert len(names) == len(set(names))
    assert not RESERVED & set(names)
    assert all(name == name.lower() and "_" not in name and "/" not in name for name in names)


def test_a_closed_branch_leaves_the_walk_and_comes_back_with_its_answers() -> None:
    create = JOURNEYS["create"]
    given = {
        "appointment-with": {"who": "someone-else"},
        "appointment-name": {"name": "Ann Other"},
    }
    saved = answered_until("additional-conditions", create, facts(), given)
    assert Walk(create, facts(), saved).find("appointment-name") is not None
    closed = Walk(create, facts(), {**saved, "appointment-with": {"who": "duty-officer"}})
    assert closed.find("appointment-name") is None
    assert "appointment-name" not in closed.answers
    assert Walk(create, facts(), saved).answers["appointment-name"] == {"name": "Ann Other"}


def test_a_page_hidden_by_a_closed_branch_does_not_keep_its_own_branch_open() -> None:
    create = JOURNEYS["create"]
    given = {
        "appointment-with": {"who": "no-appointment"},
        "appointment-time": {"when": "specific"},
        "appointment-date": {"date": None, "time": None},
    }
    walk = Walk(create, facts(), answered_until("additional-conditions", create, facts(), given))
    assert walk.find("appointment-date") is None and walk.find("appointment-time") is None
    assert walk.end == "additional-conditions"


def test_mentioned_values_are_found_through_all_any_and_not() -> None:
    found = mentioned(JOURNEYS["create"])
    assert found["appointment-with", "who"] == {"someone-else", "no-appointment"}
