"""Freezes a licence: gathers what its document says from the case, the policy and the answers, keeps it and prints it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import current_app

from app.document_pdf import pdf
from app.domain.conditions.on_document import agreements_in, conditions_on, left_off_in, programme_in
from app.domain.dates.authority import Authority
from app.domain.dates.supervision import Period, SupervisingBody
from app.domain.document.appointment import appointment_facts
from app.domain.document.compare import compared_facts
from app.domain.document.compose import compose
from app.domain.document.facts import DateFacts, LicenceFacts, PersonFacts, PolicyFacts, ReviewFacts
from app.domain.document.reading import Approval, condition_texts
from app.domain.flags import flags_on
from app.domain.licence.facts import Facts
from app.domain.roles import Role
from app.domain.written import Written
from app.integrations.file_store import file_store
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.policy import PolicyVersion
from app.models.record import Condition, Decision, Document
from app.models.user import User
from app.store import maps, policies


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
        supervising_body=SupervisingBody(case.supervising_body) if case.supervising_body else None,
    )


def _dates(case: Case, supervision: Period | None) -> DateFacts:
    return DateFacts(
        licence_start=case.licence_start,
        licence_end=case.licence_end or case.sentence_end,
        sentence_end=case.sentence_end,
        conditional_release=case.conditional_release_override or case.conditional_release,
        supervision_start=supervision.start if supervision else None,
        supervision_end=supervision.end if supervision else None,
    )


def current_facts(case: Case, facts: Facts) -> dict[str, object]:
    """What the case record says now of what a frozen document holds and approval compares."""
    return compared_facts(_person(case), _dates(case, facts.release.supervision), *_authorities(facts))


def _authorities(facts: Facts) -> tuple[Authority | None, Authority | None]:
    """Who sets the conditions, as far as is known without being told, and the requirements of the supervision part."""
    found = facts.licence.set_by()
    if found is None:
        return None, None
    return found.conditions, found.requirements if facts.release.has_supervision_part else None


def freeze(case: Case, licence: Licence, written: Written) -> dict[str, Any]:
    """The document of a licence as its answers stand now: plain JSON data, made once."""
    facts, reading = written.facts, written.reading
    policy: PolicyVersion = policies.row(licence.policy_version)
    previews = maps.previews_of(licence.id)
    decided_by, requirements_by = _authorities(facts)
    told = written.answers.get("first-release", {}).get("authority")
    return compose(
        LicenceFacts(
            id=licence.id,
            version=licence.version,
            purpose=licence.purpose,
            kind=licence.kind,
            type=facts.release.licence_type,
            policy=PolicyFacts(version=licence.policy_version, source=policy.source),
            person=_person(case),
            dates=_dates(case, facts.release.supervision),
            appointment=appointment_facts(written.answers, facts.person.manager_name),
            supervising_officer=facts.person.manager_name,
            decided_by=Authority(told) if told else decided_by,
            requirements_by=requirements_by,
            conditions=tuple(
                condition
                for part in reading.parts
                if part.is_on(facts.release)
                for condition in conditions_on(reading, part, previews)
            ),
        ),
        ReviewFacts(
            warnings=tuple(written.overridden()),
            programme=programme_in(reading),
            left_off=tuple(left_off_in(reading)),
            agreements=tuple(agreements_in(reading)),
            flags=tuple(flag.text for flag in flags_on(written)),
        ),
    )


def keep(content: dict[str, Any], sha256: str, by: User, at: dt.datetime) -> Document:
    """Keep a document just frozen, its conditions also as rows."""
    document = Document(sha256=sha256, content=content, made_by_id=by.id, made_at=at)
    document.conditions = [Condition(**columns) for columns in condition_columns(content)]
    db.session.add(document)
    db.session.flush()
    return document


def condition_columns(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What each condition of a document (of format 2) is as a row, in printed order."""
    of_facts = ("source", "part", "code", "policy_version", "category", "type")
    return [
        {"number": number, "text": printed["text"]} | {name: facts[name] for name in of_facts}
        for number, (facts, printed) in enumerate(
            zip(content["licence"]["conditions"], condition_texts(content), strict=True), start=1
        )
    ]


def pdf_of(content: Mapping[str, Any], sha256: str, status: str, approval: Decision | None = None) -> bytes:
    """The tagged PDF of a frozen document, with its approval or marked as a draft, and with its licence's status."""
    signed = approval_words(approval) if approval else None
    fonts = current_app.config["BUILD"] / "fonts"
    return pdf(content, sha256, signed, fonts, status=status, images=_images(content))


def files_named(content: Mapping[str, Any]) -> set[str]:
    """The files of maps that a document names: the pictures that it prints, and since format 2 the maps themselves."""
    conditions = content["licence"]["conditions"] if "format" in content else ()
    return _pictures(content) | {
        area["map"] for condition in conditions for area in condition["areas"] if area.get("map")
    }


def _pictures(content: Mapping[str, Any]) -> set[str]:
    return {
        block["image"]
        for section in content["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "map" and block["image"]
    }


def _images(content: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures of a document's maps by SHA-256, each verified."""
    store = file_store()
    return {sha256: store.get(sha256) for sha256 in _pictures(content)}


def approval_words(decision: Decision) -> Approval:
    """Who approved, in which role, and when, as the signature box prints it."""
    return Approval(decision.decided_by_name, Role(decision.decided_by_role).label, decision.decided_at)
