"""Which licences a person has, and what was decided about one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, select

from app.domain.document.amend import differ_in_appointment_alone
from app.domain.document.since import differences
from app.domain.licence import actions
from app.domain.licence.facts import Returned
from app.domain.licence.moves import ENDED, LIVING
from app.domain.licence.status import DRAFTS, OPEN, Status, version_in_words
from app.domain.words import joined
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Decision, Document
from app.models.user import User
from app.store.events import digest, plain, spelt


def lock_case(case_id: int) -> None:
    """Hold a person's row until the transaction ends: nobody else changes their licences meanwhile."""
    db.session.execute(select(Case.id).where(Case.id == case_id).with_for_update(key_share=True))


def hold_free_cases(case_ids: Sequence[int]) -> Sequence[int]:
    """Hold the rows of those of these people whom nobody else holds, in their order, without waiting; their numbers."""
    rows = select(Case.id).where(Case.id.in_(case_ids)).order_by(Case.id)
    return db.session.scalars(rows.with_for_update(key_share=True, skip_locked=True)).all()


def lock_cases_with_drafts() -> list[int]:
    """Hold the row of everybody for whom a licence is being written, one after the other; their numbers.

    Whoever changes policies does this first, as moves hold the case before they look at a policy.
    """
    drafts = select(Licence.case_id).where(Licence.status.in_(sorted(DRAFTS)))
    return list(
        db.session.scalars(
            select(Case.id).where(Case.id.in_(drafts)).order_by(Case.id).with_for_update(key_share=True)
        )
    )


def with_licences() -> set[str]:
    """The prison numbers of everybody who has a licence that has not ended."""
    living = select(Licence.case_id).where(Licence.status.not_in(sorted(ENDED)))
    return set(db.session.scalars(select(Case.prison_number).where(Case.id.in_(living))))


def licence_of_release(case: Case) -> Licence | None:
    """The licence for this release that is being written or waits at the prison; else the one in place."""
    return _first(_of_release(case))


def licence_under_way(case: Case, gives_way: Callable[[Licence], bool] = lambda _: False) -> Licence | None:
    """The same, but for drafts that were timed out, and any other that gives way: a standard licence takes their place."""
    return _first(
        row for row in _of_release(case) if row.status is not Status.TIMED_OUT and not gives_way(row)
    )


def drafts_of_release(case: Case) -> list[Licence]:
    """Every version for this release that is being written."""
    return [row for row in _of_release(case) if row.status in DRAFTS]


def _of_release(case: Case) -> Sequence[Licence]:
    """The licences of this release that have not ended; once a person has no booking, that is what is in force."""
    return db.session.scalars(
        select(Licence).where(
            Licence.case_id == case.id,
            (Licence.booking_id == case.booking_id)
            if case.booking_id
            else (Licence.booking_id == "") | (Licence.status == Status.ACTIVE),
            Licence.status.not_in(sorted(ENDED)),
        )
    ).all()


def _first(rows: Iterable[Licence]) -> Licence | None:
    return max(
        rows,
        key=lambda row: (
            row.status in OPEN,
            row.status is not Status.TIMED_OUT,
            row.status in LIVING,
            row.id,
        ),
        default=None,
    )


def timed_out_draft(case: Case) -> int | None:
    """The number of the newest draft of this release that was timed out, whose place a standard licence takes."""
    found: int | None = db.session.scalar(
        select(func.max(Licence.id)).where(
            Licence.case_id == case.id,
            Licence.booking_id == (case.booking_id or ""),
            Licence.status == Status.TIMED_OUT,
        )
    )
    return found


def open_version(case: Case) -> Licence | None:
    """The version for this release that is being written or waits at the prison, if there is one."""
    found = licence_of_release(case)
    return found if found is not None and found.status in OPEN else None


def is_approved_beside(licence: Licence) -> bool:
    """Whether an approved version for the same release stands beside it."""
    beside = exists().where(
        Licence.case_id == licence.case_id,
        Licence.booking_id == licence.booking_id,
        Licence.id != licence.id,
        Licence.status == Status.APPROVED,
    )
    return bool(db.session.scalar(select(beside)))


_NOT_IN_STANDING = {"id", "case_id", "status", "document_id"}
STANDS = tuple(each.name for each in Licence.__table__.columns if each.name not in _NOT_IN_STANDING)
"""The columns of a licence beside those, which the history says by itself. Only moves change them."""


def stands(licence: Licence | Row[Any]) -> dict[str, Any]:
    """How a licence stands, as plain data: every event that a move makes keeps it, so that nothing else changes it unseen."""
    return {name: plain(getattr(licence, name)) for name in STANDS}


def fault_in_standing(licence: Licence | Row[Any], said: Mapping[str, Any]) -> str | None:
    """Which of its columns are not what an event said of a licence."""
    now = stands(licence)
    changed = [
        name.replace("_", " ").removesuffix(" id")
        for name in STANDS
        if now[name] != said.get(name, now[name])
    ]
    return f"its {joined(changed)} {'were' if len(changed) > 1 else 'was'} changed" if changed else None


@dataclass(frozen=True)
class Version:
    """A version of a licence, as far as another one's page names it."""

    id: int
    version: str
    status: Status
    title: str
    """What it is called."""


_OTHER_VERSIONS = (
    select(Licence.id, Licence.major, Licence.minor, Licence.status, Licence.purpose)
    .where(
        Licence.case_id == bindparam("case"),
        Licence.booking_id == bindparam("booking"),
        Licence.id != bindparam("licence"),
    )
    .order_by(Licence.major.desc(), Licence.minor.desc())
)


def other_versions(licence: Licence) -> list[Version]:
    """The other versions for the same release, the newest first."""
    same = {"case": licence.case_id, "booking": licence.booking_id, "licence": licence.id}
    rows = db.session.execute(_OTHER_VERSIONS, same)
    return [
        Version(
            row.id, version := f"{row.major}.{row.minor}", row.status, version_in_words(row.purpose, version)
        )
        for row in rows
    ]


def returned_because(licence: Licence) -> str | None:
    """Why the prison approver returned the licence, while it is being changed for that."""
    if licence.status is not Status.REJECTED:
        return None
    return licence.decisions[-1].reason if licence.decisions else None


_LAST_RETURN = (
    select(Decision, Document.content)
    .join(Document, Document.id == Decision.document_id)
    .where(Decision.licence_id == bindparam("licence"), Decision.decision == actions.RETURN.name)
    .order_by(Decision.id.desc())
    .limit(1)
)


def returned_before(licence: Licence, reader: User) -> Returned | None:
    """The last return of a licence that was sent again, and what its document says differently since."""
    if licence.document is None or licence.status is Status.REJECTED:
        return None
    row = db.session.execute(_LAST_RETURN, {"licence": licence.id}).one_or_none()
    if row is None or row.Decision.document_id == licence.document_id:
        return None
    by = "You" if row.Decision.decided_by_id == reader.id else row.Decision.decided_by_name
    return Returned(
        by, row.Decision.decided_at, row.Decision.reason, differences(row.content, licence.document.content)
    )


def approval_of(licence: Licence) -> Decision | None:
    """The decision that approved the licence's document, or what it was before the prison changed the first appointment."""
    found = db.session.scalar(
        select(Decision)
        .where(Decision.licence_id == licence.id, Decision.decision == actions.APPROVE.name)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if found is None or found.document_id == licence.document_id or licence.document is None:
        return found
    approved = db.session.get_one(Document, found.document_id)
    return found if differ_in_appointment_alone(approved.content, licence.document.content) else None


def decision_digest(decision: Decision) -> str:
    """What the event of a decision says of it, so that it cannot be changed unseen."""
    return digest(
        {
            "licence": decision.licence_id,
            "document": decision.document_sha256,
            "decision": decision.decision,
            "reason": decision.reason,
            "by": decision.decided_by_id,
            "name": decision.decided_by_name,
            "role": decision.decided_by_role,
            "at": spelt(decision.decided_at),
        }
    )
