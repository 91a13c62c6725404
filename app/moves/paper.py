"""Printing an approved licence, from its frozen document once all its evidence is found to hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.access import LicenceReach
from app.document_pdf import NotFinished, NotPrintable
from app.domain.licence import actions
from app.domain.licence.bars import damaged
from app.domain.refusal import Refusal, Refused
from app.integrations.file_store import FileLost
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Decision
from app.moves.frame import Act, changes, why_not
from app.store import documents
from app.store.facts import facts_about
from app.store.licences import approval_of


@changes(actions.PRINT)
def print_licence(act: Act) -> Mapping[str, Any]:
    """Make the PDF, as the act's result."""
    content, approval = _approved(act.licence)
    document = act.licence.document
    assert document is not None  # noqa: S101
    act.result = pdf_of(act, content, document.sha256, approval)
    return {"document": document.sha256}


def approved_document(reach: LicenceReach) -> tuple[dict[str, Any], Decision]:
    """The frozen document of an approved licence and its approval, for whoever may print it; else Refused."""
    if refusal := why_not(actions.PRINT, reach, facts_about(reach)):
        raise Refused(refusal)
    return _approved(reach.licence)


def _approved(licence: Licence) -> tuple[dict[str, Any], Decision]:
    document, approval = licence.document, approval_of(licence)
    assert document is not None  # noqa: S101
    is_of_it = approval and approval.document_id == document.id
    if approval is None or (is_of_it and approval.document_sha256 != document.sha256):
        raise Refused(damaged("it is approved, and nobody’s approval of its document is there"))
    return document.content, approval


def pdf_of(act: Act, content: Mapping[str, Any], sha256: str, approval: Decision | None = None) -> bytes:
    """The PDF of a document, with the status that the act leads to; Refused when it cannot be made, so that nothing is
    sent or approved that cannot be printed."""
    try:
        return documents.pdf_of(content, sha256, act.move.then.label, approval)
    except NotPrintable as error:
        raise Refused(not_printable(act.case)) from error
    except NotFinished as error:
        raise Refused(not_finished()) from error
    except FileLost as error:
        raise Refused(map_lost(str(error))) from error


def map_lost(sha256: str) -> Refusal:
    """Why a licence is not sent, approved or printed while the file of one of its maps is not what was uploaded."""
    return Refusal(
        title="A map of this licence is missing or was changed",
        rule="A licence is only sent, approved and printed with its maps as they were uploaded.",
        fact=f"The picture {sha256[:12]} is gone, or is not the one that was kept.",
        who="Support can put it back from a backup. While the licence is being written, a practitioner can upload the "
        "map again.",
        next_step="Nothing was done, and all answers are kept. Contact support now, and tell them the 12 characters.",
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


def not_finished() -> Refusal:
    """Why a licence is not sent, approved or printed whose print takes more time or memory than one may."""
    return Refusal(
        title="This licence could not be printed in time",
        rule="A licence is only sent, approved and printed when its print is made within a fixed time.",
        fact="The print was not finished. The service may be busy, or the licence may be too large: many maps take the most.",
        who="You can try again in a few minutes. Whoever writes the licence can use fewer or smaller maps.",
        next_step="Nothing was done, and all answers are kept. If it happens again, tell support the person’s CRN.",
    )
