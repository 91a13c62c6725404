"""Why a condition is needed and in proportion: what was answered, as the approver reads it and nobody prints it."""

from __future__ import annotations

from app.domain.answers import Answer
from app.domain.document import for_approver
from app.domain.document.facts import Reasons


def reasons_in(answer: Answer | None) -> Reasons | None:
    """The reasons for one condition; None where none were given."""
    given = answer or {}
    texts = {name: given.get(name) or None for name in ("risk", "lighter", "unmet", "reference")}
    found = Reasons(asked_by=tuple(given.get("asked_by") or ()), **texts)
    return None if found == Reasons() else found


def reason_rows(answer: Answer | None) -> list[tuple[str, str]]:
    """The reasons for one condition, as labels with what was answered; none where none were given."""
    found = reasons_in(answer)
    return [(label, value) for label, value in for_approver.reason_rows(found) if value] if found else []
