"""Freezes a licence: gathers what its document says from the case, the policy and the answers, and prints it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from app.document_pdf import pdf
from app.domain.appointment import appointment_facts
from app.domain.chosen import bespoke_texts, chosen_texts
from app.domain.conflicts_on import overridden
from app.domain.document import (
    Approval,
    Block,
    ConditionText,
    DateFacts,
    LicenceFacts,
    PersonFacts,
    compared_facts,
    compose,
)
from app.domain.document import condition_texts as conditions_in
from app.domain.document import facts as table
from app.domain.facts import Facts
from app.domain.policy import Policy
from app.domain.roles import Role
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyVersion
from app.models.record import Decision
from app.moves import policies

__all__ = ["conditions_in", "current_facts", "freeze", "pdf_of"]

Answers = Mapping[str, Mapping[str, Any]]


def _person(case: Case) -> PersonFacts:
    return PersonFacts(
        name=case.full_name,
        date_of_birth=case.date_of_birth,
        prison_number=case.prison_number,
        booking_number=case.book_number,
        crn=case.crn,
        pnc=case.pnc,
        cro=case.cro,
        prison_name=case.prison_name,
        prison_code=case.prison_code,
    )


def _dates(case: Case) -> DateFacts:
    return DateFacts(
        licence_start=case.licence_start,
        licence_end=case.licence_end or case.sentence_end,
        sentence_end=case.sentence_end,
        conditional_release=case.conditional_release,
    )


def current_facts(case: Case) -> dict[str, str | None]:
    """What the case record says now of what a frozen document holds and approval compares."""
    return compared_facts(_person(case), _dates(case))


def _conditions(policy: Policy, answers: Answers) -> list[ConditionText]:
    version = policy.version
    standard = [
        ConditionText(kind="standard", text=c.text, code=c.code, policy_version=version)
        for c in policy.standard_conditions.AP
    ]
    additional = [
        ConditionText(
            kind="additional",
            text=chosen.text,
            code=chosen.condition.code,
            policy_version=version,
            category=chosen.condition.short_category,
        )
        for chosen in chosen_texts(policy, answers)
    ]
    bespoke = [ConditionText(kind="bespoke", text=text) for text in bespoke_texts(answers)]
    return [*standard, *additional, *bespoke]


def _overridden(facts: Facts, answers: Answers) -> list[tuple[str, list[Block]]]:
    """For the approver: each warning that was overridden, and why."""
    rows = [
        row
        for each in overridden(facts, answers)
        for row in ((each.conflict.title, each.conflict.message), ("Why it stays", each.reason))
    ]
    return [("Warnings overridden", [table(rows)])] if rows else []


def freeze(case: Case, licence: Licence, facts: Facts, answers: Answers) -> dict[str, Any]:
    """The document of a licence as its answers stand now: plain JSON data, made once."""
    appointment = appointment_facts(answers, facts.manager_name)
    policy: PolicyVersion = policies.row(licence.policy_version)
    return compose(
        person=_person(case),
        dates=_dates(case),
        appointment=appointment,
        conditions=_conditions(facts.policy, answers),
        approver=_overridden(facts, answers),
        licence=LicenceFacts(
            licence_id=licence.id,
            version=licence.version,
            policy_version=licence.policy_version,
            policy_source=policy.source,
            supervising_officer=facts.manager_name,
            support_telephone=appointment.telephone,
            support_telephone_alternative=appointment.telephone_alternative,
            support_address_lines=appointment.address_lines,
        ),
    )


def pdf_of(content: Mapping[str, Any], sha256: str, approval: Decision | None = None) -> bytes:
    """The tagged PDF of a frozen document, with its approval or marked as a draft."""
    signed = approval_words(approval) if approval else None
    return pdf(content, sha256, signed, current_app.config["BUILD"] / "fonts")


def approval_words(decision: Decision) -> Approval:
    """Who approved, in which role, and when, as the signature box prints it."""
    return Approval(decision.decided_by_name, Role(decision.decided_by_role).label, decision.decided_at)
