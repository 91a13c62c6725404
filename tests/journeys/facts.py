"""Facts for tests of journeys that need neither the request nor the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.answers import Answer
from app.domain.dates.authority import Authority, SetBy
from app.domain.dates.supervision import Period
from app.domain.licence.cover import Goes
from app.domain.licence.facts import Facts, Person, Release, Standing
from app.domain.licence.questions import WHOLE, WHOLE_IN_WORDS, Did, Question, State
from app.domain.policy.model import Policy
from app.domain.policy.read import read_policy
from app.domain.refusal import Refusal
from app.domain.written import Written
from forms.context import Context
from journeys.atlas import Route, routes
from journeys.show import bound_form
from journeys.steps import Journey
from journeys.walk import Walk
from tests.support.examples import answer_for, examples

TODAY = dt.date(2026, 11, 23)
ROOT = Path(__file__).parent.parent.parent
WHY = Refusal("Cannot start", "The rule.", "The fact.", "Who.", "Next.")


@lru_cache
def default_policy() -> Policy:
    return read_policy((ROOT / "policies" / "default.json").read_bytes())


def facts(**changes: Any) -> Facts:
    """A person due for release in a month, on the default policy. A change is a group's value, or a mapping of what
    differs in that group."""
    plain = Facts(
        today=TODAY,
        policy=default_policy(),
        person=Person(name="Ada Example", prison_name="HMP Exampleford", manager_name="Robin Samplewright"),
        release=Release(
            kind="CRD",
            start=dt.date(2026, 12, 21),
            end=dt.date(2027, 12, 21),
            earliest=dt.date(2026, 12, 21),
        ),
        licence=Standing(document={"title": "Licence for Ada Example"}, document_sha256="a" * 64),
        is_working_day=lambda day: day.weekday() < 5,
    )
    return replace(
        plain,
        **{
            name: replace(getattr(plain, name), **change) if isinstance(change, dict) else change
            for name, change in changes.items()
        },
    )


def context(known: Any) -> Context:
    """What a form gets of a licence of which only these facts are known."""
    return Context(Written(known))


DID = Did("Ashley Fileworthy", dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC))


def question(**changes: Any) -> Question:
    """A question that is overdue, unless it is said otherwise."""
    plain: dict[str, Any] = {
        "number": 1,
        "licence_id": 1,
        "version": "1.0",
        "is_of_this_version": True,
        "place": WHOLE,
        "about": WHOLE_IN_WORDS,
        "words": "Why?",
        "asked": DID,
        "due": DID.at,
        "is_holding": False,
        "goes": Goes("Robin Samplewright", None, None),
        "owner": "Robin Samplewright",
        "contact": "",
        "state": State.OVERDUE,
    }
    return Question(**plain | changes)


CASES: dict[str, dict[str, Any]] = {
    "as usual": {},
    "cannot start": {"release": {"reasons_not_to_start": (WHY,)}},
    "void": {"licence": {"void": WHY}},
    "is author": {"reader": {"is_author": True}},
    "damaged": {"licence": {"fault_as_shown": lambda: "event 2 (submit) was changed"}},
    "record changed": {"licence": {"record_changes": (("Name", "Ada", "Eve"),)}},
    "supervision": {
        "release": {"supervision": Period(dt.date(2027, 12, 22), dt.date(2028, 6, 21))},
    },
    "recall": {
        "release": {"kind": "PRRD"},
        "licence": {"set_by": lambda: SetBy(None, "Why.", Authority.GOVERNOR)},
    },
    "board decides": {"licence": {"set_by": lambda: SetBy(Authority.BOARD, "Why.", Authority.GOVERNOR)}},
    "held": {"licence": {"questions": lambda: (question(is_holding=True),)}},
    "late": {
        "release": {"is_in_hard_stop": True, "hard_stop": dt.date(2026, 11, 20)},
        "licence": {"document": {"format": 2}},
    },
    "old document": {"release": {"is_in_hard_stop": True, "hard_stop": dt.date(2026, 11, 20)}},
    "time served": {"licence": {"purpose": "time-served"}},
}
"""The facts that some step of some journey asks about, one at a time."""

GIVEN: dict[str, dict[str, Answer]] = {
    "supervision": {
        "appointment-with": {"who": "duty-officer"},
        "appointment-time": {"when": "next-working-day"},
        "additional-conditions": {"needed": "no"},
        "bespoke-conditions": {"another": "no"},
    },
    "recall": {
        "appointment-with": {"who": "duty-officer"},
        "appointment-time": {"when": "next-working-day"},
        "additional-conditions": {"needed": "no"},
        "bespoke-conditions": {"another": "no"},
    },
}
"""Answers to what comes before the pages that a case is about, which the usual case has tried in every way."""


def answered_until(
    page: str, journey: Journey, known: Facts, given: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Answers to every page that comes before this one: those given, whether on the walk or not, else examples."""
    answers = dict(given)
    while (gap := (walk := Walk(journey, known, answers)).gap) and gap.name != page:
        assert gap.form is not None, f"the walk stops at {gap.name}"
        answers[gap.name] = answer_for(bound_form(walk, gap), known)
    return answers


def routes_of(journey: Journey, case: str) -> Iterator[Route]:
    """Every route of a journey in one of CASES."""
    return routes(journey, facts(**CASES[case]), examples, GIVEN.get(case, {}))
