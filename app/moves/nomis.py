"""Recording that a prison makes a licence in NOMIS and not here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.licence import actions
from app.moves.frame import Act, changes


@changes(actions.USE_NOMIS)
def use_nomis(act: Act, reason: str) -> Mapping[str, Any]:
    """Nothing changes but the history: it says for which booking, and why."""
    return {"nomis": reason, "booking": act.case.booking_id}
