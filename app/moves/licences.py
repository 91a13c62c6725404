"""What people do to a licence: each function checks the move on the object, changes it, and records event and messages.

None commits: the view's one transaction does, so that nothing of a move happens without the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app import clock
from app.access import Reach
from app.document_pdf import NotPrintable
from app.domain.document.seal import document_hash, verify
from app.domain.licence.eligibility import void
from app.domain.licence.facts import Facts
from app.domain.licence.moves import MOVES, OPEN, Action, Status
from app.domain.licence.permission import refusal_to
from app.domain.refusal import Refusal, Refused
from app.domain.roles import Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence, Run
from app.models.record import Decision, Document
from app.moves import messages
from app.store import documents, maps, runs
from app.store.events import record
from journeys.approve import APPROVE
from journeys.create import CREATE
from journeys.engine import Walk


def may(reach: Reach, action: Action) -> Refusal | None:
    """Why this reader may not take this action on this licence now; None when they may."""
    licence = reach.licence
    if licence is None:
        return refusal_to(action, Status.NOT_STARTED, reach.roles)
    return refusal_to(action, licence.status, reach.roles, is_edit=licence.parent_id is not None)


def _check(reach: Reach, action: Action) -> tuple[Licence, Role]:
    """The licence and the role in which the reader acts, when they may; else Refused."""
    if refusal := may(reach, action):
        raise Refused(refusal)
    licence = reach.licence
    assert licence is not None  # noqa: S101
    roles, _ = MOVES[action, licence.status]
    return licence, next(role for role in sorted(roles) if role in reach.roles)


def _to(licence: Licence, action: Action) -> None:
    licence.status = MOVES[action, licence.status][1]


def open_licence_of(case: Case) -> Licence | None:
    """The licence for this release that is being written or waits at the prison; else the approved one."""
    rows = db.session.scalars(
        select(Licence).where(
            Licence.case_id == case.id,
            Licence.booking_id == (case.booking_id or ""),
            Licence.status != Status.INACTIVE,
        )
    ).all()
    return next((row for row in rows if row.status in OPEN), rows[0] if rows else None)


def start(reach: Reach, facts: Facts) -> Licence:
    """Start the licence for a release. The caller has locked the case and found no licence."""
    if refusal := refusal_to(Action.START, Status.NOT_STARTED, reach.roles):
        raise Refused(refusal)
    if facts.release.cannot_start:
        raise Refused(facts.release.reasons_not_to_start[0])
    case = reach.case
    licence = Licence(
        case_id=case.id,
        booking_id=case.booking_id or "",
        kind=case.kind,
        type=facts.release.licence_type.value,
        status=MOVES[Action.START, Status.NOT_STARTED][1],
        policy_version=facts.policy.version,
        started_by_id=reach.user.id,
        started_at=clock.now(),
    )
    db.session.add(licence)
    db.session.flush()
    runs.open_run(licence, CREATE.name)
    record(licence, Action.START, reach.user, Role.PRACTITIONER, {"policy": facts.policy.version})
    return licence


def submit(reach: Reach, facts: Facts, walk: Walk, run: Run) -> None:
    """Freeze the licence as its answers stand and send it to the prison. The walk has no gap and no fault."""
    licence, role = _check(reach, Action.SUBMIT)
    runs.note_author(licence, reach.user)
    if facts.release.cannot_start:
        raise Refused(facts.release.reasons_not_to_start[0])
    moment = clock.now().astimezone(dt.UTC)
    content = documents.freeze(reach.case, licence, walk.written)
    sha256 = document_hash(content)
    _pdf(reach.case, content, sha256)  # nothing is sent that cannot be printed
    document = documents.keep(content, sha256, reach.user, moment)
    licence.document, licence.submitted_at = document, moment
    licence.type = facts.release.licence_type.value
    run.submitted_at = moment
    run.answers = {page: answer for page, answer in run.answers.items() if page in walk.answers}
    _to(licence, Action.SUBMIT)
    event = record(licence, Action.SUBMIT, reach.user, role, {"document": sha256, "version": licence.version})
    messages.sent_for_approval(event, reach.case, licence, reach.user)


def _pdf(case: Case, content: Mapping[str, Any], sha256: str, approval: Decision | None = None) -> bytes:
    """The PDF of a document; Refused when it cannot be made."""
    try:
        return documents.pdf_of(content, sha256, approval)
    except NotPrintable as error:
        raise Refused(not_printable(case)) from error


def _reopen(licence: Licence) -> None:
    """Open the writing of a licence again, with the answers that were sent."""
    last = db.session.scalar(
        select(Run)
        .where(Run.licence_id == licence.id, Run.journey == CREATE.name)
        .order_by(Run.id.desc())
        .limit(1)
    )
    runs.open_run(licence, CREATE.name, copy_of=last)


def withdraw(reach: Reach) -> None:
    """Take back a licence that waits for approval, so that it can be changed."""
    licence, role = _check(reach, Action.WITHDRAW)
    _to(licence, Action.WITHDRAW)
    runs.close_others(licence, APPROVE.name)
    _reopen(licence)
    event = record(licence, Action.WITHDRAW, reach.user, role)
    messages.withdrawn(event, reach.case, licence, reach.user)


def decide(reach: Reach, facts: Facts, walk: Walk, run: Run) -> None:
    """Approve or return a licence, as the approver's answers say, naming the document that they read."""
    answers: Mapping[str, Mapping[str, Any]] = walk.answers
    action = Action(answers["decision"]["decision"])
    licence, role = _check(reach, action)
    document = licence.document
    assert document is not None  # noqa: S101
    if refusal := _refusal_to_decide(action, facts, document, answers["licence"]["document"]):
        raise Refused(refusal)
    moment = clock.now().astimezone(dt.UTC)
    run.submitted_at = moment
    db.session.flush()
    runs.close_others(licence, APPROVE.name)
    reason = answers["reason"]["reason"] if action is Action.RETURN else None
    decision = Decision(
        licence_id=licence.id,
        document_id=document.id,
        document_sha256=document.sha256,
        decision=action.value,
        reason=reason,
        decided_by_id=reach.user.id,
        decided_by_name=reach.user.name,
        decided_by_role=role.value,
        decided_at=moment,
    )
    db.session.add(decision)
    if action is Action.APPROVE:
        _pdf(
            reach.case, document.content, document.sha256, decision
        )  # nothing is approved that cannot be printed
    if action is Action.APPROVE and licence.parent_id is not None:
        _replace(licence.parent_id, by=licence)
    _to(licence, action)
    detail = {"document": document.sha256, "version": licence.version} | (
        {"reason": reason} if reason else {}
    )
    event = record(licence, action, reach.user, role, detail)
    if action is Action.RETURN:
        _reopen(licence)
        messages.returned(event, reach.case, licence, reach.user, reason or "")
    else:
        messages.approved(event, reach.case, licence, reach.user)


def _refusal_to_decide(action: Action, facts: Facts, document: Document, read: str) -> Refusal | None:
    if facts.reader.is_author:
        return AUTHOR
    if not verify(document.content, document.sha256):
        return damaged(document.sha256)
    if read != document.sha256:
        return Refusal(
            title="The licence was sent again since you read it",
            rule="You can only decide about the licence as you read it.",
            fact=f"You read document {read[:12]}. The licence that waits now is document {document.sha256[:12]}.",
            who="You can decide once you have read it as it is now.",
            next_step="Go back and read the licence again.",
        )
    if action is Action.APPROVE and facts.licence.void:
        return facts.licence.void
    if action is Action.APPROVE and facts.licence.record_changed:
        return record_changed(facts)
    return None


AUTHOR = Refusal(
    title="You cannot approve a licence that you wrote or sent",
    rule="Whoever approves a licence must not have answered any of its questions, started its edit or sent it.",
    fact="You wrote or sent this version of the licence, or the version that it edits.",
    who="Another prison approver at this prison can approve it or return it.",
    next_step="Ask a colleague who is a prison approver to look at it.",
)


def record_changed(facts: Facts) -> Refusal:
    """Why a licence cannot be approved after the case record changed, and what changed."""
    changes = "; ".join(
        f"{label} was {then} and is now {now}" for label, then, now in facts.licence.record_changes
    )
    return Refusal(
        title="The record changed after the licence was sent",
        rule="A licence can only be approved while what it says of the person, their dates and their prison is as it "
        "was when it was sent.",
        fact=f"Since then: {changes}.",
        who="A probation practitioner in the person’s team can withdraw the licence, check it and send it again. "
        "You can also return it to them.",
        next_step="Change your decision to return the licence, and say that the record has changed.",
    )


def damaged(sha256: str) -> Refusal:
    """Why a document that no longer matches its hash is neither approved nor printed."""
    return Refusal(
        title="This licence does not match what was sent",
        rule="A licence is only approved or printed while it is, to the letter, what was sent to the prison.",
        fact=f"The stored document no longer has the fingerprint {sha256[:12]} that was recorded for it.",
        who="Support can find out what changed it.",
        next_step="Do not use any copy of this licence. Contact support now.",
    )


def not_printable(case: Case) -> Refusal:
    """Why a licence is not sent that could not be printed: forms refuse such characters, but records may have them."""
    return Refusal(
        title="This licence cannot be printed",
        rule="A licence is only sent, approved and printed while it can be printed as it stands.",
        fact="Something in it cannot be printed. The answers were checked when they were given, so it is probably a "
        "character in the person’s name, numbers or prison in the record, or in the name of the approver or the policy’s words.",
        who=f"{case.prison_name} can correct the prison record, and the probation team its own.",
        next_step="Nothing was done, and all answers are kept. Tell support the person’s CRN, so that they can find "
        "the character.",
    )


def _replace(parent_id: int, by: Licence) -> None:
    """Make the approved licence inactive that a newer version takes the place of."""
    parent = db.session.get(Licence, parent_id, with_for_update={"of": Licence})
    assert parent is not None  # noqa: S101
    if parent.status is Status.APPROVED:
        parent.status = MOVES[Action.REPLACE, Status.APPROVED][1]
        record(parent, Action.REPLACE, None, Role.SERVICE, {"by": by.version, "licence": by.id})
    db.session.flush()


def edit(reach: Reach, facts: Facts) -> Licence:
    """Start the next version beside an approved licence, or find the one that was started; its policy stays the same."""
    original, role = _check(reach, Action.EDIT)
    opened = open_licence_of(reach.case)
    if opened is not None and opened.status in OPEN:
        return opened
    if facts.release.cannot_start:
        raise Refused(facts.release.reasons_not_to_start[0])
    highest = db.session.scalars(
        select(Licence.minor).where(
            Licence.case_id == original.case_id,
            Licence.booking_id == original.booking_id,
            Licence.major == original.major,
        )
    ).all()
    copy = Licence(
        case_id=original.case_id,
        booking_id=original.booking_id,
        kind=original.kind,
        type=facts.release.licence_type.value,
        status=Status.IN_PROGRESS,
        major=original.major,
        minor=max(highest) + 1,
        parent_id=original.id,
        policy_version=original.policy_version,
        started_by_id=reach.user.id,
        started_at=clock.now(),
    )
    db.session.add(copy)
    db.session.flush()
    last = db.session.scalar(
        select(Run)
        .where(Run.licence_id == original.id, Run.journey == CREATE.name)
        .order_by(Run.id.desc())
        .limit(1)
    )
    runs.open_run(copy, CREATE.name, copy_of=last)
    maps.copy_links(original, copy)
    for author in runs.authors_of(original):  # their words are in the copy
        runs.note_author(copy, author)
    runs.note_author(copy, reach.user)
    record(original, Action.EDIT, reach.user, role, {"version": copy.version, "licence": copy.id})
    event = record(copy, Action.START, reach.user, role, {"edit of": original.version})
    messages.edited(event, reach.case, copy, reach.user)
    return copy


def discard(reach: Reach) -> None:
    """Give up an edit. The approved licence stays as it is; the edit stays readable in the history."""
    licence, role = _check(reach, Action.DISCARD)
    _to(licence, Action.DISCARD)
    moment = clock.now()
    for run in db.session.scalars(
        select(Run).where(Run.licence_id == licence.id, Run.submitted_at.is_(None))
    ):
        run.submitted_at = moment
    record(licence, Action.DISCARD, reach.user, role)


def returned_because(licence: Licence) -> str | None:
    """Why the prison approver returned the licence, while it is being changed for that."""
    if licence.status is not Status.REJECTED:
        return None
    return licence.decisions[-1].reason if licence.decisions else None


def approval_of(licence: Licence) -> Decision | None:
    """The decision that approved the licence's document."""
    return db.session.scalar(
        select(Decision).where(
            Decision.document_id == licence.document_id, Decision.decision == Action.APPROVE.value
        )
    )


def print_licence(reach: Reach) -> bytes:
    """The PDF of an approved licence, made from the frozen document after its hash is verified."""
    licence, role = _check(reach, Action.PRINT)
    content, approval = approved_document(reach)
    pdf = _pdf(reach.case, content, approval.document_sha256, approval)
    record(licence, Action.PRINT, reach.user, role, {"document": approval.document_sha256})
    return pdf


def approved_document(reach: Reach) -> tuple[dict[str, Any], Decision]:
    """The frozen document of an approved licence and its approval; Refused when it is void or damaged."""
    licence = reach.licence
    assert licence is not None and licence.document is not None  # noqa: S101
    if refusal := void(reach.case, licence.booking_id, clock.today()):
        raise Refused(refusal)
    approval = approval_of(licence)
    document = licence.document
    if (
        approval is None
        or approval.document_sha256 != document.sha256
        or not verify(document.content, document.sha256)
    ):
        raise Refused(damaged(document.sha256))
    return document.content, approval
