"""The one judge: every action, status, purpose and role is allowed by a row of MOVES, or refused with all its reasons."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from itertools import product

import pytest

from app.domain.dates.authority import Authority, SetBy
from app.domain.licence.moves import MOVES, Move, action_named, moves_for
from app.domain.licence.permission import offered, why_not
from app.domain.licence.questions import State
from app.domain.licence.rollout import Site, Switch
from app.domain.licence.status import PURPOSES, Status
from app.domain.policy.schedule import OtherPolicy
from app.domain.refusal import Refusal
from app.domain.roles import Role
from tests.journeys.facts import DID, TODAY, WHY, facts, question

ACTIONS = {move.action.name: move.action for move in MOVES}
CELLS = list(product(ACTIONS, Status, PURPOSES, Role))


def is_in_the_table(action: str, status: Status, purpose: str, role: Role) -> bool:
    return any(
        move.action.name == action and move.status is status and purpose in move.of and role in move.by
        for move in MOVES
    )


def test_what_is_not_in_the_table_is_refused_with_the_rule_the_fact_who_can_and_the_next_step() -> None:
    for action, status, purpose, role in CELLS:
        refusal = why_not(ACTIONS[action], status, purpose, [role])
        assert (refusal is None) == is_in_the_table(action, status, purpose, role), (action, status, role)
        if refusal is not None:
            said = [
                getattr(refusal, part.name)
                for part in fields(Refusal)
                if part.name not in ("is_access", "remedy")
            ]
            assert all(words.strip() and words[0].isupper() for words in said), refusal


def test_what_is_offered_is_what_is_allowed() -> None:
    for status, purpose, role in product(Status, PURPOSES, Role):
        names = [move.action.name for move in offered(status, purpose, [role])]
        assert names == [name for name in ACTIONS if why_not(ACTIONS[name], status, purpose, [role]) is None]


def test_several_roles_may_do_what_each_may() -> None:
    roles = [Role.PRACTITIONER, Role.PRISON_APPROVER]
    for action, status, purpose in product(ACTIONS, Status, PURPOSES):
        alone = [why_not(ACTIONS[action], status, purpose, [role]) is None for role in roles]
        assert (why_not(ACTIONS[action], status, purpose, roles) is None) == any(alone)


HELD = {
    "cannot start": {"release": {"reasons_not_to_start": (WHY,)}},
    "is author": {"reader": {"is_author": True}},
    "is void": {"licence": {"void": WHY}},
    "record changed": {"licence": {"record_changes": (("Name", "Ada", "Eve"),)}},
    "is for the Parole Board": {
        "licence": {"set_by": lambda: SetBy(Authority.BOARD, "Why.", Authority.GOVERNOR)}
    },
    "is damaged": {"licence": {"fault": lambda: "event 2 (submit) was changed"}},
    "is on another policy": {"licence": {"other_policy": lambda: OtherPolicy("9.9", is_newer=True)}},
    "has no start date": {"release": {"start": None}},
    "is not in use there": {"sites_off": lambda: (Site("pdu", "N01P", "Sampleton", Switch(off_from=TODAY)),)},
    "is too late for probation": {"release": {"is_in_hard_stop": True, "hard_stop": dt.date(2026, 11, 20)}},
    "is not too late for probation": {"release": {"is_in_hard_stop": False}},
    "is not of time served": {"release": {"is_time_served": False}},
    "is in hard stop": {"release": {"is_in_hard_stop": True, "hard_stop": dt.date(2026, 11, 20)}},
    "is not in hard stop": {"release": {"is_in_hard_stop": False}},
    "is not released": {"release": {"is_released": False}},
    "release has not passed": {"release": {"start": dt.date(2026, 12, 21)}},
    "has not ended": {"release": {"end": dt.date(2027, 12, 21)}},
    "curfew does not decide": {"release": {"is_for_other_kind": False}},
    "is not too late for curfew": {"release": {"curfew_closes": None}},
    "release is not today, or that was told": {"licence": {"is_told_of": lambda: True}},
    "review is not overdue, or reminded of": {"licence": {"is_reminded": lambda: True}},
    "is held by a question": {"licence": {"questions": lambda: (question(is_holding=True),)}},
    "question is answered": {"question": question(state=State.ANSWERED, answered=DID, answer="Yes.")},
    "question is closed": {"question": question(state=State.CLOSED, closed=DID)},
    "question does not hold": {"question": question(is_holding=False)},
    "no question is overdue": {"licence": {"questions": lambda: (question(is_reminded=True),)}},
    "probation can still change it": {"release": {"is_in_hard_stop": False}},
    "has a document without data": {"licence": {"document": {}}},
    "is reviewed": {"licence": {"reviewed": dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)}},
}
"""Facts that each bar holds for, by its name."""
LATE = {"is_in_hard_stop": True, "hard_stop": dt.date(2026, 11, 20)}
DUE: dict[str, dict[str, object]] = {
    "time-out": LATE,
    "change-appointment": LATE,
    "activate": {"start": dt.date(2026, 11, 23), "is_released": True},
    "not-approved": {"start": dt.date(2026, 11, 23)},
    "release-passed": {"start": dt.date(2026, 11, 20)},
    "expire": {"end": dt.date(2026, 11, 20)},
    "curfew-closed": {"curfew_closes": dt.date(2026, 11, 23)},
    "on-curfew": {"is_for_other_kind": True},
}
"""What is so of the release when a move of the clock is made, by its action; and of what the prison starts, by its purpose."""
DUE_TO_START: dict[str, dict[str, object]] = {"hard-stop": LATE, "time-served": {"is_time_served": True}}


def in_time(move: Move) -> dict[str, object]:
    """The release when nothing bars a move."""
    of = sorted(move.of)[0]
    return DUE_TO_START.get(of, {}) if move.status is Status.NOT_STARTED else DUE.get(move.action.name, {})


@pytest.mark.parametrize("name", HELD)
def test_a_bar_stops_the_moves_of_its_rows_and_no_others(name: str) -> None:
    changes = HELD[name]
    for move in MOVES:
        purpose = sorted(move.of)[0]
        role = sorted(move.by)[0]
        release = in_time(move)
        licence = {"document": None, "activated": dt.date(2026, 11, 18), "questions": lambda: (question(),)}
        plain = facts(licence=licence, release=release)
        held = facts(
            **changes
            | {
                "licence": licence | changes.get("licence", {}),
                "release": release | changes.get("release", {}),
            }
        )
        assert why_not(move.action, move.status, purpose, [role], plain) is None, move.action.name
        refusal = why_not(move.action, move.status, purpose, [role], held)
        if name in [bar.name for bar in move.unless]:
            assert refusal is not None, move.action.name
        else:  # a change of the release may trip a bar of the same facts
            others = [bar.name for bar in move.unless if bar.holds(held)]
            assert (refusal is not None) == bool(others), move.action.name


def test_every_bar_of_the_table_is_tried_here() -> None:
    assert {bar.name for move in MOVES for bar in move.unless} == set(HELD)


def test_every_status_but_the_unknown_is_reached_and_every_move_is_for_somebody() -> None:
    reached = {Status.NOT_STARTED} | {move.then for move in MOVES}
    assert reached == set(Status) - {Status.UNKNOWN}
    assert all(move.by for move in MOVES)
    assert all(move.button is None or move.words for move in MOVES)


def test_an_action_that_is_dropped_keeps_its_words_for_the_history() -> None:
    withdraw = ACTIONS["withdraw"]
    kept = list(MOVES)
    MOVES[:] = [move for move in kept if move.action is not withdraw]
    try:
        assert action_named("withdraw") is withdraw and not moves_for(withdraw)
    finally:
        MOVES[:] = kept
    assert action_named("unheard-of") is None


def test_no_two_rows_are_for_the_same_role_purpose_and_status() -> None:
    for action in ACTIONS.values():
        for purpose, role, status in product(PURPOSES, Role, Status):
            rows = [
                move
                for move in moves_for(action)
                if purpose in move.of and role in move.by and move.status is status
            ]
            assert len(rows) <= 1, (action.name, purpose, role, status)
