"""What is read from a frozen document of either format.

Format 1 has no key "format" and holds printed words and the compared facts alone. Format 2 holds the facts that its
printed part was composed from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.document import words_en as words
from app.domain.document.blocks import tidy
from app.domain.document.compare import frozen_facts
from app.domain.document.facts import LicenceFacts, ReviewFacts, from_json


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a document and when; the time must know its zone."""

    name: str
    role: str
    at: dt.datetime


def facts_of(document: Mapping[str, Any]) -> tuple[LicenceFacts, ReviewFacts]:
    """The facts that a document of format 2 was composed from."""
    return from_json(LicenceFacts, document["licence"]), from_json(ReviewFacts, document["review"])


def condition_texts(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every condition of the document in printed order."""
    return [
        item
        for section in document["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "conditions"
        for item in block["items"]
    ]


def is_readable(content: object) -> bool:
    """Whether stored content has the parts of a document at all: the rest of it is proved by its hash."""
    return isinstance(content, dict) and content.keys() >= {"printed", "approver", "reference"}


def is_for_all(section: Mapping[str, Any]) -> bool:
    """Whether a section that is not printed is for everybody who may open the licence: they act on what it says.

    Documents keep it in the approver's part, as they were frozen.
    """
    return bool(section["heading"] == words.MONITORING)


def sections_for_all(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is not printed, and shown to everybody who may open the licence."""
    return [each for each in document["approver"]["sections"] if is_for_all(each)]


def sections_for_approver(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is not printed, and shown to prison approvers alone."""
    return [each for each in document["approver"]["sections"] if not is_for_all(each)]


def reference_rows(document: Mapping[str, Any], sha256: str, status: str) -> list[tuple[str, str]]:
    """What tells this copy from any other, as printed at the foot of each page and on the web page.

    The status is that of the licence now, which no document holds.
    """
    rows = [(label, document["reference"][key]) for key, label in words.FOOT.items()]
    all_rows = [*rows, (words.STATUS, status), (words.HASH, sha256)]
    return [(label, str(value or words.NOT_RECORDED)) for label, value in all_rows]


def sign_off(document: Mapping[str, Any], approval: Approval | None) -> dict[str, Any]:
    """The words of the signature box: who approved, that the licence was explained, and where to sign."""
    approved = (
        words.APPROVED.format(
            name=tidy(approval.name), role=words.role(tidy(approval.role)), moment=words.moment(approval.at)
        )
        if approval
        else words.DRAFT
    )
    return {
        "heading": words.APPROVAL,
        "approved": approved,
        "is_draft": approval is None,
        "given": words.GIVEN,
        "name": (words.NAME, tidy(frozen_facts(document)["name"])),
        "lines": words.TO_SIGN,
    }
