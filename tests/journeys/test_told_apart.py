"""Pages, rows and faults about several conditions are told apart by the conditions' own words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from app.domain.words import told_apart
from journeys.create import CREATE
from journeys.show import bound_form, faults_of, groups_of
from journeys.walk import Visit, Walk
from tests.journeys.facts import CASES, facts
from tests.support.conditions import POLICIES, file_of
from tests.support.examples import answer_for


def all_chosen(policy: Policy, skips: bool = False) -> Walk:
    """A licence with every condition of both menus, answered with examples; with `skips`, what may be skipped is."""
    known = facts(policy=policy, **CASES["supervision"])
    answers: dict[str, Any] = {
        "appointment-with": {"who": "duty-officer"},
        "appointment-time": {"when": "next-working-day"},
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [c.code for _, group in policy.categories() for c in group]},
        "additional-requirements": {
            "codes": [c.code for _, group in policy.categories("PSS") for c in group]
        },
        "bespoke-conditions/1": {"text": "You must not enter Riverside Park in Sampleton."},
        "bespoke-conditions/2": {"text": "You must not enter Hillside Park in Sampleton."},
        "bespoke-conditions": {"another": "no"},
    }
    walk = Walk(CREATE, known, answers)
    while gap := walk.gap:
        if gap.is_list:
            answers[gap.name] = {"another": "no"}
        elif skips and gap.may_skip:
            answers[gap.name] = {"skipped": True}
        else:
            answers[gap.name] = answer_for(bound_form(walk, gap), known, pick=len(answers))
        walk = walk.again(answers, ())
    return walk


def twice(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def heading(walk: Walk, visit: Visit) -> str:
    return str(bound_form(walk, visit).heading)


@pytest.mark.parametrize("which", POLICIES)
def test_every_page_about_a_condition_says_which_in_its_heading(which: str, tmp_path: Path) -> None:
    policy = read_policy(file_of(which, tmp_path).read_bytes())
    walk = all_chosen(policy)
    asked = [v for v in walk.visits if (v.each or v.is_further) and not v.is_list]
    assert len(asked) > 8
    assert twice([heading(walk, visit) for visit in asked]) == []
    for visit in asked:
        if visit.condition:
            assert heading(walk, visit).startswith(policy.names[visit.condition.code])


@pytest.mark.parametrize("which", POLICIES)
def test_no_two_rows_of_check_your_answers_are_called_the_same(which: str, tmp_path: Path) -> None:
    walk = all_chosen(read_policy(file_of(which, tmp_path).read_bytes()))
    rows = [row for group in groups_of(walk) for row in group.rows]
    assert twice([row.key for row in rows]) == []
    assert twice([row.change for row in rows]) == []
    assert not [row.key for row in rows if row.key.endswith((" 2)", "’ 2"))]


def test_a_category_that_only_one_condition_has_is_name_enough() -> None:
    policy = facts().policy
    walk = all_chosen(policy)
    keys = [row.key for group in groups_of(walk) for row in group.rows]
    assert "Drug appointment" not in keys, "both parts have one of these"
    assert "Polygraph testing" in keys
    movement = [key for key in keys if key.startswith("Freedom of movement")]
    assert len(movement) > 2 and all("‘You must" in key for key in movement)


def test_what_was_skipped_is_named_by_its_condition(tmp_path: Path) -> None:
    policy = read_policy(file_of("made", tmp_path).read_bytes())
    skippable = [
        c.model_copy(update={"skippable": True, "category_short": "Freedom of movement"})
        for c in policy.additional_conditions.AP
    ]
    parts = policy.additional_conditions.model_copy(update={"AP": tuple(skippable)})
    policy = policy.model_copy(update={"additional_conditions": parts})
    walk = all_chosen(policy, skips=True)
    skipped = [fault.message for fault in faults_of(walk) if "skipped" in fault.message]
    assert len(skipped) > 3 and twice(skipped) == []
    named = [
        c
        for c in skippable
        if f"Answer the question you skipped: {policy.names[c.code]}" in "\n".join(skipped)
    ]
    assert len(named) > 3
    rows = [row.key for group in groups_of(walk) for row in group.rows]
    assert twice(rows) == []


def test_the_same_fault_of_two_pages_names_each_page() -> None:
    policy = facts().policy
    walk = all_chosen(policy)
    saved = {
        name: {field: None if field == "endDate" else value for field, value in answer.items()}
        if name.startswith("condition/")
        else answer
        for name, answer in walk.saved.items()
    }
    for name in saved:
        if name.startswith("why/"):
            saved[name] = {**saved[name], "risk": ""}
    found = faults_of(walk.again(saved, ()))
    assert sum("Enter the risk that the condition addresses" in each.message for each in found) > 3
    by_message: dict[str, set[str]] = {}
    for fault in found:
        by_message.setdefault(fault.message, set()).add(fault.page)
    assert all(len(pages) == 1 for pages in by_message.values())


def test_texts_that_begin_alike_are_told_apart_by_more_of_them_and_the_same_by_number() -> None:
    same = "Not to go near the old mill by the river in Sampleton at any time of the day"
    names = told_apart({1: f"{same}, or its yard", 2: f"{same}, or its barn", 3: "Else", 4: "Else"})
    assert names[1].endswith("yard") and names[2].endswith("barn")
    assert names[3] == "Else (1)" and names[4] == "Else (2)"
    assert len(set(names.values())) == 4
