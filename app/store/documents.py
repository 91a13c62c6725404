"""Freezes a licence: gathers what its document says from the case, the policy and the answers, and prints it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app

from app.document_pdf import pdf
from app.domain.clashes.written import Written
from app.domain.conditions.chosen import Wording
from app.domain.conditions.monitoring import programme_rows
from app.domain.conditions.parts import LICENCE, SUPERVISION, LicencePart
from app.domain.conditions.reading import Reading
from app.domain.conditions.reasons import reason_rows
from app.domain.conditions.supervision import for_approver
from app.domain.dates.supervision import Period
from app.domain.document import (
    Approval,
    Area,
    Block,
    ConditionText,
    DateFacts,
    LicenceFacts,
    PersonFacts,
    compared_facts,
    compose,
)
from app.domain.document import condition_texts as conditions_in
from app.domain.document import facts as fact_rows
from app.domain.document.appointment import appointment_facts
from app.domain.policy.model import Part, StandardCondition
from app.domain.roles import Role
from app.integrations.file_store import file_store
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyVersion
from app.models.record import Decision
from app.store import maps, policies

__all__ = ["conditions_in", "current_facts", "freeze", "pdf_of"]


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


def _dates(case: Case, supervision: Period | None) -> DateFacts:
    return DateFacts(
        licence_start=case.licence_start,
        licence_end=case.licence_end or case.sentence_end,
        sentence_end=case.sentence_end,
        conditional_release=case.conditional_release,
        supervision_start=supervision.start if supervision else None,
        supervision_end=supervision.end if supervision else None,
    )


def current_facts(case: Case, supervision: Period | None) -> dict[str, str | None]:
    """What the case record says now of what a frozen document holds and approval compares."""
    return compared_facts(_person(case), _dates(case, supervision))


def _areas(wording: Wording, previews: Mapping[str, str]) -> list[Area]:
    """What a text's instances say about areas: words, and the picture of a map where there is one."""
    return [
        Area(
            words=given["words"],
            image=previews.get(given["map"] or ""),
            text=instance.text if instance.text != wording.text else None,
        )
        for instance in wording.instances
        for given in instance.areas
    ]


def _standard(conditions: Iterable[StandardCondition], version: str, part: Part) -> list[ConditionText]:
    return [
        ConditionText(kind="standard", text=each.text, code=each.code, policy_version=version, part=part)
        for each in conditions
    ]


def _additional(reading: Reading, previews: Mapping[str, str], part: LicencePart) -> list[ConditionText]:
    return [
        ConditionText(
            kind="additional",
            text=wording.text,
            code=chosen.code,
            policy_version=reading.policy.version,
            category=chosen.category,
            part=part.policy_part,
            reasons=reason_rows(chosen.reasons),
            areas=_areas(wording, previews),
        )
        for chosen in reading.of(part)
        for wording in chosen.wordings
    ]


def _part(reading: Reading, previews: Mapping[str, str], part: LicencePart) -> list[ConditionText]:
    return [
        *_standard(reading.kept(part), reading.policy.version, part.policy_part),
        *_additional(reading, previews, part),
    ]


def _bespoke(reading: Reading) -> list[ConditionText]:
    return [
        ConditionText(kind="bespoke", text=each.text, reasons=reason_rows(each.reasons))
        for each in reading.bespoke
    ]


def _approver_only(written: Written) -> list[tuple[str, list[Block]]]:
    """What only the approver reads, section by section; sections with nothing to say are left out."""
    lists = {
        "Warnings overridden": written.overridden(),
        "Electronic monitoring": programme_rows(written.reading.programme),
    }
    own = [(heading, [fact_rows(rows)]) for heading, rows in lists.items() if rows]
    return [*own, *for_approver(written.reading)]


def freeze(case: Case, licence: Licence, written: Written) -> dict[str, Any]:
    """The document of a licence as its answers stand now: plain JSON data, made once."""
    facts, reading = written.facts, written.reading
    appointment = appointment_facts(written.answers, facts.person.manager_name)
    policy: PolicyVersion = policies.row(licence.policy_version)
    previews = maps.previews_of(licence.id)
    return compose(
        person=_person(case),
        dates=_dates(case, facts.release.supervision),
        appointment=appointment,
        conditions=[
            *_part(reading, previews, LICENCE),
            *_bespoke(reading),
            *(_part(reading, previews, SUPERVISION) if facts.release.has_supervision_part else ()),
        ],
        licence=LicenceFacts(
            licence_id=licence.id,
            version=licence.version,
            policy_version=licence.policy_version,
            policy_source=policy.source,
            supervising_officer=facts.person.manager_name,
            support_telephone=appointment.telephone,
            support_telephone_alternative=appointment.telephone_alternative,
            support_address_lines=appointment.address_lines,
        ),
        approver=_approver_only(written),
    )


def pdf_of(content: Mapping[str, Any], sha256: str, approval: Decision | None = None) -> bytes:
    """The tagged PDF of a frozen document, with its approval or marked as a draft."""
    signed = approval_words(approval) if approval else None
    return pdf(content, sha256, signed, current_app.config["BUILD"] / "fonts", images=_images(content))


def _images(content: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures of a document's maps by SHA-256, each verified."""
    store = file_store()
    return {
        block["image"]: store.get(block["image"])
        for section in content["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "map" and block["image"]
    }


def approval_words(decision: Decision) -> Approval:
    """Who approved, in which role, and when, as the signature box prints it."""
    return Approval(decision.decided_by_name, Role(decision.decided_by_role).label, decision.decided_at)
