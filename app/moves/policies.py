"""What is done to licence policies: importing, publishing and withdrawing them, and telling whom that touches."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app import clock
from app.domain.licence import actions
from app.domain.licence.status import DRAFTS
from app.domain.policy.json import canonical
from app.domain.policy.model import Policy
from app.domain.policy.schedule import Published, applies_on, date_fault
from app.domain.refusal import Refusal, Refused
from app.domain.words import counted, long_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyEvent, PolicyVersion
from app.models.user import User
from app.moves.frame import Act, changes, perform_for_service
from app.store import chain
from app.store.licences import lock_cases_with_drafts
from app.store.policies import locked_schedule, policy_hash, schedule

NOT_STATED = "Not stated"
COMMAND_LINE = "The command line"


class PolicyExistsError(Exception):
    """A different policy of the same version was imported before; versions are immutable."""


class Imported(NamedTuple):
    """The stored policy, and whether this import stored or published it."""

    row: PolicyVersion
    is_new: bool


# Importing


def import_staged(
    policy: Policy, text: str | bytes, source: str | None = None, by: User | None = None
) -> Imported:
    """Store a checked policy, unpublished, with the text it was read from; the caller commits.

    Without `source` the legal source is the file's own, else "Not stated". The same content again changes nothing;
    other content of the same version raises PolicyExistsError.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    content = json.loads(text.removeprefix("\ufeff"))
    sha256 = policy_hash(canonical(content))
    stored = db.session.scalar(select(PolicyVersion).where(PolicyVersion.version == policy.version))
    if stored:
        if stored.sha256 != sha256:
            raise PolicyExistsError(f"Policy {policy.version} is already stored with other content.")
        if (source or stored.source) != stored.source:
            raise PolicyExistsError(
                f"Policy {policy.version} is already stored, with the same content. An import does not change its "
                "legal source."
            )
        return Imported(stored, False)
    row = PolicyVersion(
        version=policy.version,
        source=source or policy.source or NOT_STATED,
        content=content,
        sha256=sha256,
        imported_at=clock.now().astimezone(dt.UTC),
    )
    db.session.add(row)
    db.session.flush()
    _note(row, "import", by)
    return Imported(row, True)


def import_policy(
    policy: Policy, text: str | bytes, commences: dt.date | None = None, source: str | None = None
) -> Imported:
    """Store a checked policy and publish it at once, whatever its date; the caller commits.

    Without `commences` it starts on the file's own date, else today. One that is published already keeps its date:
    another date raises PolicyExistsError.
    """
    held, schedule = _hold()
    row, is_new = import_staged(policy, text, source)
    if row.commences is None:
        _commence(row, commences or policy.commences or clock.today(), held, schedule, "publish", None)
        is_new = True
    elif (commences or row.commences) != row.commences:
        raise PolicyExistsError(
            f"Policy {policy.version} is already stored, with the same content, in force from "
            f"{row.commences.isoformat()}. An import does not change its date."
        )
    return Imported(row, is_new)


# Publishing


def publish(row: PolicyVersion, day: dt.date, by: User) -> None:
    """Make a version apply to licences that start on this day or later, or move that day before it has come.

    The practitioners whose drafts now fall under another policy are told. The same day again changes nothing.
    """
    held, schedule = _hold()
    db.session.refresh(row)
    if row.commences == day:
        return
    if refusal := refusal_to_publish(row, day, schedule):
        raise Refused(refusal)
    _commence(row, day, held, schedule, "publish" if row.commences is None else "move", by)


def refusal_to_date(row: PolicyVersion) -> Refusal | None:
    """Why the date of a version cannot be set or moved any more."""
    today = clock.today()
    if row.commences is None or row.commences > today:
        return None
    return Refusal(
        title=f"You cannot change when policy {row.version} starts",
        rule="The date of a policy can only be moved before it has come.",
        fact=f"Policy {row.version} started on {long_date(row.commences)}.",
        who="Nobody can change it any more: licences that start from that day on are made on it.",
        next_step="To change the rules for later licences, import and publish a new version.",
    )


def refusal_to_publish(row: PolicyVersion, day: dt.date, schedule: list[Published]) -> Refusal | None:
    """Why a version cannot be made to start on this day."""
    if refusal := refusal_to_date(row):
        return refusal
    fault = date_fault(schedule, row.version, day, clock.today())
    if fault is None:
        return None
    return Refusal(
        title=f"Policy {row.version} cannot start on {long_date(day)}",
        rule="A policy starts today or later, and no two policies start on one day.",
        fact=f"{fault}.",
        who="You can choose another day.",
        next_step="Go back to the policy and choose another day.",
    )


def withdraw(row: PolicyVersion, by: User) -> None:
    """Take back a published version before it starts: it is kept, unpublished. Repeating it changes nothing."""
    held, schedule = _hold()
    # A licence that is being made on it holds the row too: wait until it can be counted.
    db.session.execute(select(PolicyVersion.id).where(PolicyVersion.id == row.id).with_for_update())
    db.session.refresh(row)
    if row.commences is None:
        return
    if refusal := refusal_to_withdraw(row, schedule):
        raise Refused(refusal)
    _commence(row, None, held, schedule, "withdraw", by)


def refusal_to_withdraw(row: PolicyVersion, schedule: list[Published]) -> Refusal | None:
    """Why a published version cannot be withdrawn."""
    assert row.commences is not None  # noqa: S101
    made = (
        db.session.scalar(
            select(func.count()).select_from(Licence).where(Licence.policy_version == row.version)
        )
        or 0
    )
    if row.commences <= clock.today():
        fact = f"Policy {row.version} started on {long_date(row.commences)}."
        next_step = "To change the rules for later licences, import and publish a new version."
    elif made:
        fact = f"{counted(made, 'licence was', 'licences were')} made on policy {row.version}."
        next_step = (
            "Publish another version that starts on the same day or later, or move the date of this one."
        )
    elif len(schedule) == 1:
        fact = f"Policy {row.version} is the only one that is published, and every new licence needs one."
        next_step = "Publish another policy first."
    else:
        return None
    return Refusal(
        title=f"You cannot withdraw policy {row.version}",
        rule="A policy can be withdrawn before it starts, while no licence was made on it and another is published.",
        fact=fact,
        who="Licences made on it stay on it, so nobody can withdraw it any more."
        if made or row.commences <= clock.today()
        else "You can withdraw it once another policy is published.",
        next_step=next_step,
    )


def _hold() -> tuple[frozenset[int], list[Published]]:
    """Hold everybody for whom a licence is being written, and then the schedule: in the order that moves hold them."""
    return frozenset(lock_cases_with_drafts()), locked_schedule()


def _commence(
    row: PolicyVersion,
    day: dt.date | None,
    held: frozenset[int],
    before: list[Published],
    action: str,
    by: User | None,
) -> None:
    """Set or clear the day on which a version starts, record it, and tell the practitioners whom it touches."""
    row.commences = day
    after = [each for each in before if each.version != row.version]
    if day is not None:
        after.append(Published(row.version, day))
    _note(row, action, by, _tell_drafts(held, before, after))


def _note(row: PolicyVersion, action: str, by: User | None, told: int = 0) -> None:
    chain.add(
        PolicyEvent(
            policy_id=row.id,
            action=action,
            commences=row.commences,
            told=told,
            by_id=by.id if by else None,
            by_name=by.name if by else COMMAND_LINE,
            at=clock.now().astimezone(dt.UTC),
        )
    )


def _tell_drafts(held: frozenset[int], before: list[Published], after: list[Published]) -> int:
    """Tell the practitioner of every draft for which another policy applies than before; how many were told.

    A draft stays on its policy, with all its answers: moving it is the practitioner's own step.
    """
    return sum(
        _tell(licence, case, applies_on(before, start), applies_on(after, start))
        for licence, case in db.session.execute(_DRAFTS).all()
        if case.id in held and (start := case.licence_start)
    )


def tell_of_new_starts(starts: Mapping[int, dt.date | None]) -> set[int]:
    """Tell the practitioner of every draft to whose new start date another policy applies; which drafts these are.

    Without a start date no policy applies. `starts` are the start dates before, by the id of each case whose start date has changed; the caller holds them.
    """
    if not starts:
        return set()
    published = schedule()

    def applying(start: dt.date | None) -> str | None:
        return applies_on(published, start) if start else None

    drafts = db.session.execute(_DRAFTS.where(Licence.case_id.in_(sorted(starts)))).all()
    return {
        licence.id
        for licence, case in drafts
        if _tell(licence, case, applying(starts[case.id]), applying(case.licence_start))
    }


_DRAFTS = (
    select(Licence, Case)
    .join(Case, Licence.case_id == Case.id)
    .where(Licence.status.in_(sorted(DRAFTS)))
    .order_by(Licence.id)
    .execution_options(populate_existing=True)
)


def _tell(licence: Licence, case: Case, was: str | None, applies: str | None) -> bool:
    """Tell the practitioner of a draft that another policy applies than did, if so."""
    if applies is None or applies == (was or licence.policy_version):
        return False
    perform_for_service(actions.POLICY_CHANGED, case, licence, applies=applies)
    return True


@changes(actions.POLICY_CHANGED)
def policy_changed(act: Act, applies: str) -> Mapping[str, Any]:
    """Nothing in the licence changes; the practitioner is told which policy applies."""
    is_back = applies == act.licence.policy_version
    if is_back:
        act.tells = ["policy-applies-again"]
    act.words["applies"] = applies
    stays = "" if is_back else f" It stays on policy {act.licence.policy_version}."
    return {"reason": f"Licence policy {applies} applies to its start date.{stays}"}
