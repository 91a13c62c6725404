"""Facts for tests of journeys that need neither the request nor the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.domain.facts import Facts
from app.domain.policy import Policy, read_policy
from app.domain.refusal import Refusal

ROOT = Path(__file__).parent.parent.parent
WHY = Refusal("Cannot start", "The rule.", "The fact.", "Who.", "Next.")


@lru_cache
def default_policy() -> Policy:
    return read_policy((ROOT / "policies" / "default.json").read_bytes())


def facts(**changes: Any) -> Facts:
    """A person due for release in a month, on the default policy."""
    today = dt.date(2026, 11, 23)
    plain = Facts(
        today=today,
        policy=default_policy(),
        person_name="Ada Example",
        prison_name="HMP Exampleford",
        manager_name="Robin Samplewright",
        kind="CRD",
        licence_start=dt.date(2026, 12, 21),
        licence_end=dt.date(2027, 12, 21),
        earliest_release=dt.date(2026, 12, 21),
        is_working_day=lambda day: day.weekday() < 5,
        document={"title": "Licence for Ada Example"},
        document_sha256="a" * 64,
    )
    return replace(plain, **changes)


CASES: dict[str, dict[str, Any]] = {
    "as usual": {},
    "cannot start": {"reasons_not_to_start": (WHY,)},
    "void": {"void": WHY},
    "is author": {"is_author": True},
    "record changed": {"record_changes": (("Name", "Ada", "Eve"),)},
}
"""The facts that some Stop of some journey asks about, one at a time."""
