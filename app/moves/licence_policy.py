"""Moving a licence that is being written to the policy that applies to its start date."""

from __future__ import annotations

from app import clock
from app.access import Reach
from app.domain.conditions.on_other_policy import Effect, effect, moved
from app.domain.licence.moves import DRAFTS, Action
from app.domain.policy import schedule as dates
from app.domain.policy.schedule import OtherPolicy, Published
from app.domain.refusal import Refused
from app.domain.roles import Role
from app.models.case import Case
from app.models.licence import Licence, Run
from app.moves import licences
from app.store import policies, runs
from app.store.events import record


def other_policy(licence: Licence, case: Case, schedule: list[Published]) -> OtherPolicy | None:
    """The policy that a draft could move to; None when it is on the one that applies, or is no draft."""
    if licence.status not in DRAFTS:
        return None
    return dates.other_policy(licence.policy_version, case.licence_start or clock.today(), schedule)


def effect_of(licence: Licence, run: Run | None, version: str) -> Effect:
    """What a move to that policy would change in this licence."""
    old, new = policies.load(licence.policy_version), policies.load(version)
    return effect(old, new, runs.answers_of(run))


def move(reach: Reach, run: Run | None, version: str) -> None:
    """Move a draft to the policy that applies to its start date, with its answers.

    Details whose questions differ are removed, so that the walk asks for them again.
    """
    if refusal := licences.may(reach, Action.MOVE_POLICY):
        raise Refused(refusal)
    licence = reach.licence
    assert licence is not None  # noqa: S101
    old, new = policies.load(licence.policy_version), policies.load(version)
    if run is not None:
        for page, answer in moved(old, new, runs.answers_of(run)).items():
            runs.save(run, page, dict(answer) if answer is not None else None, reach.user)
        # The words of the licence have changed, so whoever had check your answers open must read it again.
        runs.save(run, "policy", None, reach.user)
    runs.note_author(licence, reach.user)
    licence.policy_version = version
    detail = {"from": old.version, "to": version, "reason": f"From policy {old.version} to policy {version}."}
    record(licence, Action.MOVE_POLICY, reach.user, Role.PRACTITIONER, detail)
