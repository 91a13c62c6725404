"""Which journey each role may open on a licence of each purpose in each status: one table, that a reader can check."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.access import LicenceReach
from app.domain.licence.status import PURPOSES, Status
from app.domain.roles import Role
from app.moves.entry import why_not_enter
from journeys.all import JOURNEYS, writing
from tests.journeys.facts import facts

TABLE = """
                    purpose      in-progress    submitted           rejected       approved            timed-out  active  inactive  unknown
practitioner        first        create         -                   create         -                   -          -       -         -
practitioner        edit         create         -                   create         -                   -          -       -         -
practitioner        hard-stop    -              -                   -              -                   -          -       -         -
practitioner        time-served  -              -                   -              -                   -          -       -         -
case-administrator  first        -              change-appointment  -              change-appointment  -          -       -         -
case-administrator  edit         -              change-appointment  -              change-appointment  -          -       -         -
case-administrator  hard-stop    make-standard  change-appointment  make-standard  change-appointment  -          -       -         -
case-administrator  time-served  make-standard  change-appointment  make-standard  change-appointment  -          -       -         -
prison-approver     first        -              approve             -              -                   -          -       -         -
prison-approver     edit         -              approve             -              -                   -          -       -         -
prison-approver     hard-stop    -              approve             -              -                   -          -       -         -
prison-approver     time-served  -              approve             -              -                   -          -       -         -
head-of-pdu         first        -              -                   -              -                   -          -       -         -
head-of-pdu         edit         -              -                   -              -                   -          -       -         -
head-of-pdu         hard-stop    -              -                   -              -                   -          -       -         -
head-of-pdu         time-served  -              -                   -              -                   -          -       -         -
team-manager        first        -              -                   -              -                   -          -       -         -
team-manager        edit         -              -                   -              -                   -          -       -         -
team-manager        hard-stop    -              -                   -              -                   -          -       -         -
team-manager        time-served  -              -                   -              -                   -          -       -         -
support             first        -              -                   -              -                   -          -       -         -
support             edit         -              -                   -              -                   -          -       -         -
support             hard-stop    -              -                   -              -                   -          -       -         -
support             time-served  -              -                   -              -                   -          -       -         -
service             first        -              -                   -              -                   -          -       -         -
service             edit         -              -                   -              -                   -          -       -         -
service             hard-stop    -              -                   -              -                   -          -       -         -
service             time-served  -              -                   -              -                   -          -       -         -
"""
STATUSES = [status for status in Status if status is not Status.NOT_STARTED]


@pytest.fixture(autouse=True)
def _nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """What refusals say of a licence is taken from made-up facts: no database stands behind these."""
    monkeypatch.setattr("app.moves.frame.facts_about", lambda reach: facts())


def reach(role: Role, purpose: str, status: Status) -> LicenceReach:
    licence = SimpleNamespace(purpose=purpose, status=status)
    return LicenceReach(cast(Any, None), cast(Any, None), frozenset({role}), cast(Any, licence))


def opened(role: Role, purpose: str, status: Status) -> str:
    names = [
        name
        for name, journey in JOURNEYS.items()
        if why_not_enter(journey, reach(role, purpose, status)) is None
    ]
    return " ".join(names) or "-"


def test_each_role_opens_exactly_the_journeys_of_the_table() -> None:
    lines = [["purpose", *STATUSES]]
    for role in Role:
        for purpose in PURPOSES:
            lines.append([role, purpose, *(opened(role, purpose, status) for status in STATUSES)])
    assert [line.split() for line in TABLE.strip().splitlines()] == lines


def test_nobody_enters_a_journey_of_another_purpose() -> None:
    for journey in JOURNEYS.values():
        for role in Role:
            for status in STATUSES:
                for purpose in PURPOSES.keys() - journey.of:
                    assert why_not_enter(journey, reach(role, purpose, status)) is not None


def test_each_purpose_is_written_in_one_journey() -> None:
    for purpose in PURPOSES:
        assert [j.name for j in JOURNEYS.values() if purpose in j.of and not j.is_own] == [
            writing(purpose).name
        ]


def test_a_journey_of_another_purpose_is_refused_with_where_to_go() -> None:
    from journeys.steps import Journey

    create = JOURNEYS["create"]
    other = Journey(
        "other", "Do something else", frozenset({"edit"}), create.sections, create.submit, create.outcomes
    )
    refusal = why_not_enter(other, reach(Role.PRACTITIONER, "first", Status.IN_PROGRESS))
    assert refusal is not None
    assert refusal.title == "You cannot do something else here"
    assert "“Create a licence”" in refusal.who
