"""Moving a licence that is being written to the policy that applies to its start date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.conditions.on_other_policy import Effect, effect, moved
from app.domain.licence import actions
from app.models.licence import Licence, Run
from app.moves.frame import Act, changes
from app.store import policies, runs


def effect_of(licence: Licence, run: Run | None, version: str) -> Effect:
    """What a move to that policy would change in this licence."""
    old, new = policies.load(licence.policy_version), policies.load(version)
    return effect(old, new, runs.answers_of(run))


@changes(actions.MOVE_POLICY)
def move(act: Act, run: Run | None, version: str) -> Mapping[str, Any]:
    """Move a draft to the policy that applies to its start date, with its answers.

    Details whose questions differ are removed, so that the walk asks for them again.
    """
    licence = act.licence
    old, new = policies.load(licence.policy_version), policies.load(version)
    if run is not None:
        for page, answer in moved(old, new, runs.answers_of(run)).items():
            runs.save(run, page, dict(answer) if answer is not None else None, act.user)
        # The words of the licence have changed, so whoever had check your answers open must read it again.
        runs.save(run, "policy", None, act.user)
    runs.note_author(licence, act.user)
    licence.policy_version = version
    reason = f"From policy {old.version} to policy {version}."
    return {"from": old.version, "to": version, "reason": reason}
