"""What a licence is flagged for, read off its facts and answers alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app.domain.conditions.chosen import Chosen
from app.domain.conditions.parts import LICENCE
from app.domain.flags import flags_on
from app.domain.policy.model import InputType
from app.domain.policy.read import read_policy
from app.domain.policy.types import limits_of
from app.domain.written import Written
from tests.domain.policy_examples import DEFAULT
from tests.journeys.facts import facts
from tests.support.examples import ways
from tests.support.made_policy import made_policy

IDENTITY = {"pnc": "2015/1234567X", "cro": "12345/15X"}


@pytest.fixture(params=["default", "made up"])
def policy(request, tmp_path: Path):
    file = DEFAULT if request.param == "default" else made_policy(tmp_path)
    return read_policy(file.read_bytes())


def test_every_date_of_a_condition_that_the_record_cannot_limit_is_flagged_with_its_page(policy) -> None:
    known = facts(policy=policy, person=IDENTITY)
    endless = facts(policy=policy, person=IDENTITY, release={"end": None})
    seen = 0
    for condition in policy.additional_conditions.AP:
        for details in ways(condition, known) if condition.requires_input else ():
            answers = {
                "additional-conditions": {"needed": "yes"},
                "conditions": {"codes": [condition.code]},
                f"condition/{condition.code}": details,
                f"condition/{condition.code}/1": details,
            }
            dates = {
                each.name: limits_of(condition, each).latest
                for each in condition.every_input()
                if each.type is InputType.DATE
            }
            given = [
                (name, instance)
                for instance in Chosen(LICENCE, condition, answers).instances
                for name in dates
                if isinstance(instance.details.get(name), dt.date)
            ]
            flags = flags_on(Written(endless, answers))
            limited = [name for name, _ in given if dates[name] is not None]
            assert len(flags) == len(limited), condition.text
            assert all(flag.page and flag.page.startswith(f"condition/{condition.code}") for flag in flags)
            assert flags_on(Written(known, answers)) == [
                flag for flag in flags if "no end date of supervision" in flag.text
            ]
            seen += len(flags)
    assert seen


def test_a_licence_without_dates_and_with_its_numbers_has_no_flags() -> None:
    assert flags_on(Written(facts(person=IDENTITY, release={"end": None}))) == []
    assert [flag.page for flag in flags_on(Written(facts()))] == [None, None]
