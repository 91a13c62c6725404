"""Why a condition is needed and in proportion: what was answered, as the approver reads it and nobody prints it."""

from __future__ import annotations

from app.domain.conditions.parts import Answer
from app.domain.words import joined

ASKED_BY = {
    "victim": "Victim",
    "police": "Police",
    "mappa": "MAPPA",
    "practitioner": "Probation practitioner",
}
"""Who may ask for a condition: the stored value, and the words for it."""


def reason_rows(answer: Answer | None) -> list[tuple[str, str]]:
    """The reasons for one condition, as labels with what was answered; none where none were given."""
    given = answer or {}
    asked_by = [words for value, words in ASKED_BY.items() if value in (given.get("asked_by") or ())]
    rows = [
        ("Risk it addresses", given.get("risk")),
        ("Why nothing lighter would do", given.get("lighter")),
        ("Asked for by", joined(asked_by)),
        ("Risk that no condition of the policy meets", given.get("unmet")),
        ("Approval reference", given.get("reference")),
    ]
    return [(label, value) for label, value in rows if value]
