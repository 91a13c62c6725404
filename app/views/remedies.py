"""Links to what ends a refusal, where something can that is done to the licence."""

from __future__ import annotations

from flask import url_for

from app.domain.licence import actions
from app.domain.licence.moves import action_named
from app.domain.refusal import Refusal

_PAGES = {actions.MOVE_POLICY: "licence_policy.show"}
"""Where each of these actions is taken."""


def remedy_of(refusal: Refusal, licence_id: int) -> list[tuple[str, str]]:
    """The words of the link to what ends it, and its address; none where nothing on the licence does."""
    action = action_named(refusal.remedy) if refusal.remedy else None
    if action is None or action not in _PAGES:
        return []
    return [(action.button or action.to_do, url_for(_PAGES[action], licence_id=licence_id))]
