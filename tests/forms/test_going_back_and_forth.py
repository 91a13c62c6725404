"""What was answered to an option comes back with the option, whatever was chosen in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.answers import FOR
from app.domain.conditions.parts import LICENCE
from app.domain.policy.model import AdditionalCondition, Input, Option, Policy
from app.domain.policy.read import read_policy
from app.domain.written import Written
from forms.base import Form
from forms.conditions.finder import Choose
from forms.conditions.questions import Needed
from forms.context import NOTHING_ASIDE, Aside, Context
from forms.fields import Checkboxes, LongText, Radios
from forms.fields import Option as Choice
from forms.validators import Required
from journeys.create import CREATE
from journeys.keys import details_of
from journeys.show import bound_form
from journeys.steps import Page, Section
from journeys.walk import Walk
from tests.journeys.facts import CASES, facts
from tests.support.conditions import POLICIES, file_of
from tests.support.examples import first_page, is_small, typed_into, value_of

JOURNEY = replace(
    CREATE,
    sections=(
        Section(
            "Conditions",
            [Page("additional-conditions", Needed), Page("conditions", Choose), details_of(LICENCE)],
        ),
    ),
)


class Desk:
    """A journey as somebody answers it in a browser: each page is sent as it is shown, but for what is changed."""

    def __init__(self, journey: Any, policy: Policy, saved: Mapping[str, Any]) -> None:
        known = facts(policy=policy, **CASES["supervision"])
        self.walk = Walk(journey, known, dict(saved))

    def shown(self, page: str) -> Form:
        visit = self.walk.find(page)
        assert visit is not None, page
        return bound_form(self.walk, visit)

    def send(self, page: str, changes: Mapping[str, Any]) -> None:
        visit = self.walk.find(page)
        assert visit is not None, page
        sent: dict[str, list[Any]] = {}
        for name, value in bound_form(self.walk, visit).posted():
            sent.setdefault(name, []).append(value)
        sent |= {n: v if isinstance(v, list) else [v or ""] for n, v in changes.items()}
        form = bound_form(self.walk, visit, sent)
        assert form.validate(), form.errors_list()
        saved = {**self.walk.saved, page: form.answer()}
        aside = {**self.walk.aside, page: form.aside()}
        self.walk = Walk(self.walk.journey, self.walk.facts, saved, aside=aside)

    def kept(self, page: str) -> dict[str, Any]:
        return {name: answer for name, answer in self.walk.answers.items() if name.startswith(page)}


def asking(policy: Policy) -> Iterator[tuple[AdditionalCondition, Input, Option, Option]]:
    """Every option of every condition that asks for more, with every other option of its choice."""
    for _, group in policy.categories():
        for condition in group:
            for each in condition.inputs or ():
                options = each.options or ()
                yield from (
                    (condition, each, one, other)
                    for one in options
                    for other in options
                    if one.inputs and one is not other
                )


def settle(desk: Desk, condition: AdditionalCondition, chosen: Mapping[str, Option], number: int) -> None:
    """Answer a condition with these options chosen, else the first of each choice, filling in only what is empty, each
    time (`number`) with something else."""
    page, known = first_page(condition), desk.walk.facts
    form = desk.shown(page)
    changes: dict[str, Any] = {}
    further: list[tuple[str, Sequence[Input]]] = []
    for each in condition.inputs or ():
        if not each.options:
            if form[each.name].is_empty():
                changes |= typed_into(each, each.name, value_of(condition, each, known, number))
            continue
        option = chosen.get(each.name, each.options[0])
        place = each.options.index(option)
        changes[each.name] = [option.value]
        if is_small(option):
            (sub,) = option.inputs
            if form[each.name].choices[place].fields[sub.name].is_empty():
                name = f"{each.name}-{place}-{sub.name}"
                changes |= typed_into(sub, name, value_of(condition, sub, known, number))
        elif option.inputs:
            further.append((f"{page}/{each.name}", option.inputs))
    desk.send(page, changes)
    for name, inputs in further:
        asked = desk.shown(name)
        changes = {}
        for sub in inputs:
            if asked[sub.name].is_empty():
                changes |= typed_into(sub, sub.name, value_of(condition, sub, known, number))
        desk.send(name, changes)


@pytest.mark.parametrize("which", POLICIES)
def test_every_option_that_asks_for_more_gives_back_what_was_answered_to_it(
    which: str, tmp_path: Path
) -> None:
    policy = read_policy(file_of(which, tmp_path).read_bytes())
    tried = 0
    for condition, each, one, other in asking(policy):
        page = first_page(condition)
        menu = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [condition.code]}}
        desk = Desk(JOURNEY, policy, menu)
        settle(desk, condition, {each.name: one}, 0)
        before = desk.kept(page)
        settle(desk, condition, {each.name: other}, 1)
        assert desk.kept(page) != before
        settle(desk, condition, {each.name: one}, 2)
        assert desk.kept(page) == before, (condition.code, one.value, other.value)
        tried += 1
    assert tried >= {"default": 14, "published": 20, "made": 12, "newer": 6}[which], tried


class Both(Form):
    """Two options that reveal fields of one name, and ticks of which several may be chosen."""

    heading = "Both"
    who = Radios(
        "Who",
        options=[
            Choice("a", "A", reveal={"name": LongText("Name of A", validators=[Required("Enter A")])}),
            Choice("b", "B", reveal={"name": LongText("Name of B", validators=[Required("Enter B")])}),
            Choice("c", "C"),
        ],
    )
    what = Checkboxes(
        "What",
        options=[
            Choice("x", "X", reveal={"x": LongText("Words of X", max_length=20)}),
            Choice("y", "Y", reveal={"y": LongText("Words of Y", max_length=20)}),
        ],
    )


def both(sent: dict[str, Any] | None = None, answer: Any = None, aside: Aside | None = None) -> Both:
    return Both(Context(Written(facts()), aside=aside or NOTHING_ASIDE), sent, answer)


def test_two_options_that_reveal_fields_of_one_name_each_get_their_own_back() -> None:
    a = {"who": "a", "name": "Ada", "what": ["x"], "x": "kept"}
    to_b = both({"who": "b", "who-1-name": "Bo", "what": ["y"], "what-1-y": "Y words"}, a)
    assert to_b.validate() and to_b.answer() == {"who": "b", "name": "Bo", "what": ["y"], "y": "Y words"}
    aside = to_b.aside()
    assert aside.options == {"who": {"a": {"name": "Ada"}}, "what": {"x": {"x": "kept"}}}
    shown = both(None, to_b.answer(), aside)
    assert dict(shown.posted())["who-0-name"] == "Ada" and dict(shown.posted())["what-0-x"] == "kept"
    to_c = both({"who": "c", "what": ["y"], "what-1-y": "Y words"}, to_b.answer(), aside)
    assert to_c.aside().options["who"] == {"a": {"name": "Ada"}, "b": {"name": "Bo"}}


def test_what_was_typed_under_an_option_that_was_left_before_continue_is_shown_again_and_kept() -> None:
    wrong = both({"who": "a", "who-0-name": "", "who-1-name": "Bo", "what": "x", "what-0-x": "X"})
    assert not wrong.validate() and dict(wrong.posted())["who-1-name"] == "Bo"
    right = both({"who": "c", "who-1-name": "Bo", "what": "x", "what-0-x": "X"})
    assert right.validate() and right.answer() == {"who": "c", "what": ["x"], "x": "X"}
    assert right.aside().options["who"] == {"b": {"name": "Bo"}}


def test_what_is_wrong_or_was_cleared_under_an_option_that_is_not_chosen_is_neither_said_nor_kept() -> None:
    answer = {"who": "a", "name": "Ada", "what": ["x"], "x": "X"}
    form = both({"who": "c", "who-0-name": "", "what": "x", "what-0-x": "X", "what-1-y": "y" * 21}, answer)
    assert form.validate() and form.errors_list() == []
    assert form.aside().options == {}


def test_nothing_is_aside_of_a_page_whose_every_answer_counts() -> None:
    form = both({"who": "c", "what": "x", "what-0-x": "X"})
    assert form.validate() and form.aside().as_json() == {} and FOR not in form.answer()
