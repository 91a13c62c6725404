"""Gathers what forms and journeys may know about a case, its licence and the reader, once a request."""

from __future__ import annotations

from app import clock
from app.access import Reach
from app.domain.dates.release import earliest_release, is_early_release
from app.domain.dates.supervision import supervision_period
from app.domain.document.compare import changed_facts
from app.domain.licence.eligibility import reasons_not_to_start, void
from app.domain.licence.facts import Facts, Person, Reader, Release, Standing
from app.domain.roles import Role
from app.integrations.bank_holidays import working_days
from app.store import maps, policies, runs
from app.store.documents import current_facts


def facts_about(reach: Reach) -> Facts:
    """The facts of one case and, where the reach has one, its licence."""
    case, licence, today = reach.case, reach.licence, clock.today()
    days = working_days()
    version = licence.policy_version if licence else policies.in_force(case.licence_start or today).version
    document = licence.document if licence else None
    ended = void(case, licence.booking_id, today) if licence else None
    reasons = reasons_not_to_start(case, today)
    policy = policies.load(version)
    supervision = supervision_period(
        policy,
        licence_start=case.licence_start,
        licence_end=case.licence_end or case.sentence_end,
        supervision_start=case.supervision_start,
        supervision_end=case.supervision_end,
    )
    return Facts(
        today=today,
        policy=policy,
        person=Person(
            name=case.name,
            prison_name=case.prison_name,
            manager_name=None if case.manager_unallocated else case.manager_name,
        ),
        release=Release(
            kind=licence.kind if licence else case.kind,
            start=case.licence_start,
            end=case.licence_end or case.sentence_end,
            supervision=supervision,
            earliest=earliest_release(case.licence_start, days, case.hdc_actual),
            is_early=is_early_release(case.licence_start, days, case.hdc_actual),
            reasons_not_to_start=tuple([ended, *reasons] if ended and ended not in reasons else reasons),
        ),
        licence=Standing(
            version=licence.version if licence else "1.0",
            document=document.content if document else None,
            document_sha256=document.sha256 if document else None,
            record_changes=tuple(changed_facts(document.content, current_facts(case, supervision)))
            if document
            else (),
            void=ended,
            has_map=maps.known_maps(licence.id) if licence else lambda sha256: False,
        ),
        reader=Reader(
            is_author=licence is not None
            and Role.PRISON_APPROVER in reach.roles
            and runs.is_author(licence, reach.user)
        ),
        is_working_day=days.as_far_as_known().is_working_day,
    )
