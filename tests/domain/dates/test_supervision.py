"""The type of a licence follows from its policy and the dates of the record, and from nothing else."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates.sentences import Follows
from app.domain.dates.supervision import LicenceType, Period, offers_supervision, supervision_period
from app.domain.licence.facts import Facts, Person, Release
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from tests.domain.policy_examples import DEFAULT, PUBLISHED, needs_published, plain, policy, written

START, END = dt.date(2026, 12, 21), dt.date(2027, 4, 20)
SUPERVISED_TO = dt.date(2027, 12, 20)
DATES: dict[str, Any] = {
    "licence_start": START,
    "licence_end": END,
    "supervision_start": END + dt.timedelta(days=1),
    "supervision_end": SUPERVISED_TO,
}


def offering(**fields: Any) -> Policy:
    """The default policy, which has supervision requirements, with some fields of its own."""
    return read_policy(json.dumps(json.loads(DEFAULT.read_bytes()) | fields))


NONE_OFFERED = read_policy(written(policy(plain(1))))


def test_a_policy_with_supervision_requirements_and_supervision_dates_give_a_second_part() -> None:
    assert supervision_period(offering(), **DATES) == Period(dt.date(2027, 4, 21), SUPERVISED_TO)


def test_a_policy_without_supervision_requirements_has_no_such_part_whatever_the_dates() -> None:
    assert supervision_period(NONE_OFFERED, **DATES) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"supervision_end": None}, "no supervision in the record"),
        ({"licence_end": None}, "no licence that it could come after"),
        ({"supervision_end": END}, "supervision that ends with the licence"),
        ({"supervision_end": END - dt.timedelta(days=1)}, "supervision that ends before the licence"),
    ],
)
def test_without_supervision_after_the_licence_it_is_a_licence_alone(
    change: dict[str, Any], why: str
) -> None:
    assert supervision_period(offering(), **(DATES | change)) is None, why


@pytest.mark.parametrize(
    "start", [None, SUPERVISED_TO + dt.timedelta(days=1), START], ids=["none", "after the end", "on licence"]
)
def test_supervision_without_a_start_that_makes_sense_starts_the_day_after_the_licence(
    start: dt.date | None,
) -> None:
    period = supervision_period(offering(), **(DATES | {"supervision_start": start}))
    assert period == Period(END + dt.timedelta(days=1), SUPERVISED_TO)


@pytest.mark.parametrize(
    ("supervision", "day", "is_offered"),
    [
        ({"from": "2026-12-21"}, START, True),
        ({"from": "2026-12-22"}, START, False),
        ({"until": "2026-12-21"}, START, True),
        ({"until": "2026-12-20"}, START, False),
        ({"from": "2026-01-01", "until": "2026-12-31"}, START, True),
        ({"from": "2026-01-01"}, None, False),
        ({}, START, True),
        (None, START, True),
        (None, None, True),
    ],
)
def test_a_policy_may_say_for_which_licence_start_dates_it_offers_supervision(
    supervision: dict[str, str] | None, day: dt.date | None, is_offered: bool
) -> None:
    assert offers_supervision(offering(supervision=supervision), day) is is_offered


def test_a_repeal_is_data() -> None:
    repealed = offering(supervision={"until": "2026-12-20"})
    before = DATES | {"licence_start": dt.date(2026, 12, 20)}
    assert supervision_period(repealed, **before) is not None
    assert supervision_period(repealed, **DATES) is None


@needs_published
def test_the_published_policy_that_has_supervision_offers_it() -> None:
    assert offers_supervision(read_policy(PUBLISHED.read_bytes()), START)


days = st.dates() | st.none()


@given(days, days, days, days)
def test_a_supervision_part_always_ends_after_the_licence_and_never_before_it_starts(
    start: dt.date | None, end: dt.date | None, first: dt.date | None, last: dt.date | None
) -> None:
    period = supervision_period(
        offering(), licence_start=start, licence_end=end, supervision_start=first, supervision_end=last
    )
    if period is not None:
        assert end is not None and end <= period.start <= period.end == last and period.end > end
        assert first is None or period.start in (first, end + dt.timedelta(days=1))
    else:
        assert end is None or last is None or last <= end


def test_the_facts_of_a_licence_name_its_type() -> None:
    person = Person(name="Ada Example", prison_name="HMP Example")
    alone = Facts(today=START, policy=offering(), person=person)
    both = replace(alone, release=Release(supervision=Period(END, SUPERVISED_TO)))
    assert (alone.release.licence_type, both.release.licence_type) == (LicenceType.AP, LicenceType.AP_PSS)
    assert not alone.release.has_supervision_part and not alone.offers_additional_requirements
    assert both.release.has_supervision_part and both.offers_additional_requirements


def test_known_sentences_decide_whether_there_is_supervision_and_the_record_when() -> None:
    assert supervision_period(offering(), **DATES, follows=Follows.LICENCE) is None
    by_both = supervision_period(offering(), **DATES, follows=Follows.LICENCE_THEN_SUPERVISION)
    assert by_both == supervision_period(offering(), **DATES)
    undated = DATES | {"supervision_start": None, "supervision_end": None}
    assert supervision_period(
        offering(), **undated, follows=Follows.LICENCE_THEN_SUPERVISION, custody_end=START
    ) == Period(END + dt.timedelta(days=1), dt.date(2027, 12, 21))
    assert supervision_period(NONE_OFFERED, **undated, follows=Follows.LICENCE_THEN_SUPERVISION) is None
