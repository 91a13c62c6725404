"""What the prison approver decides about a licence, naming the document that they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.licence import actions
from app.domain.licence.facts import Facts
from app.domain.refusal import Refusal, Refused
from app.models.base import db
from app.models.licence import Licence, Run
from app.models.record import Decision, Document
from app.moves.frame import Act, changes, perform_for_service
from app.moves.paper import pdf_of
from app.moves.send import reopen
from app.store import runs
from app.store.licences import decision_digest
from journeys.walk import Walk


@changes(actions.APPROVE)
def approve(act: Act, walk: Walk, run: Run) -> Mapping[str, Any]:
    """Approve the licence; one that it was made from gives way to it. What cannot be printed is refused."""
    decision, document = _decide(act, walk, run)
    pdf_of(act, document.content, document.sha256, decision)
    act.licence.approved_at, act.licence.approved_by_name = act.at, act.user.name
    if act.licence.parent_id is not None:
        parent = db.session.get_one(Licence, act.licence.parent_id)
        if parent.status is act.move.then:
            replaced = {"by": act.licence.version, "licence": act.licence.id}
            perform_for_service(actions.REPLACE, act.case, parent, **replaced)
            db.session.flush()
    return _detail(act, decision)


@changes(actions.RETURN)
def return_(act: Act, walk: Walk, run: Run) -> Mapping[str, Any]:
    """Return the licence to whoever made it, and open its writing again."""
    reason = walk.answers["reason"]["reason"]
    decision, _ = _decide(act, walk, run, reason)
    reopen(act)
    act.words["reason"] = reason
    return _detail(act, decision) | {"reason": reason}


def _decide(act: Act, walk: Walk, run: Run, reason: str | None = None) -> tuple[Decision, Document]:
    document = act.licence.document
    assert document is not None  # noqa: S101
    if walk.answers["licence"]["document"] != document.sha256:
        raise Refused(read_another(act.facts))
    run.submitted_at = act.at
    db.session.flush()
    runs.drop_own_runs(act.licence)
    decision = Decision(
        licence_id=act.licence.id,
        document_id=document.id,
        document_sha256=document.sha256,
        decision=act.move.action.name,
        reason=reason,
        decided_by_id=act.user.id,
        decided_by_name=act.user.name,
        decided_by_role=act.role.value,
        decided_at=act.at,
    )
    db.session.add(decision)
    return decision, document


def _detail(act: Act, decision: Decision) -> dict[str, Any]:
    return {
        "document": decision.document_sha256,
        "version": act.licence.version,
        "decision": decision_digest(decision),
    }


def read_another(facts: Facts) -> Refusal:
    """Why nobody decides about a licence that was sent again since they read it."""
    sent = facts.licence.last()
    return Refusal(
        title="The licence was sent again since you read it",
        rule="You can only decide about the licence as you read it.",
        fact=sent.in_words(facts.licence.version) if sent else "What waits now is not what you read.",
        who="You can decide once you have read it as it is now.",
        next_step="Go back and read the licence again.",
    )
