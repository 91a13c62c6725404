"""Gathers the facts that forms, journeys and moves may know: of one licence for its reader, or of many for nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache

from flask import current_app

from app import clock
from app.access import LicenceReach, Reach
from app.domain.dates.hard_stop import hard_stop, is_in_hard_stop, is_locked_by_hard_stop
from app.domain.dates.release import earliest_release, is_early_release, is_provisional, is_time_served
from app.domain.dates.sentences import Follows
from app.domain.dates.supervision import Period, SupervisingBody, supervision_period
from app.domain.dates.working_days import WorkingDays
from app.domain.document.compare import changed_facts
from app.domain.document.reading import is_readable
from app.domain.licence import actions
from app.domain.licence.activation import curfew_closes, is_for_other_kind, waits_for_curfew
from app.domain.licence.assessment import Assessment
from app.domain.licence.eligibility import reasons_not_to_start, void
from app.domain.licence.facts import Facts, Person, Reader, Release, Standing
from app.domain.licence.follow import HARD_STOP_LEFT_FOR, follows_no_record
from app.domain.licence.status import FIRST, Status
from app.domain.policy.model import Policy
from app.domain.policy.schedule import OtherPolicy, Published, other_policy
from app.domain.record.case_record import CaseRecord, is_prison
from app.domain.roles import Role
from app.domain.words import LONDON
from app.integrations.bank_holidays import working_days
from app.models.case import Case
from app.models.licence import Licence
from app.store import events, licences, maps, nomis, policies, proof, runs, sites
from app.store.authority import authority_for
from app.store.documents import current_facts
from app.store.questions import questions_on

LAST_PRISON = "the prison that held this person last"
"""Who acts where somebody is in no prison now, and none is known that held them before."""


def facts_about(reach: Reach) -> Facts:
    """The facts of one case and, where the reach has one, its licence, for its reader."""
    if not isinstance(reach, LicenceReach):
        (facts,) = gather([(reach.case, None)])
        return _with_authority(facts, reach.case)
    facts = facts_for_service(reach.case, reach.licence)
    may_decide = Role.PRISON_APPROVER in reach.roles
    return replace(
        facts,
        licence=replace(
            facts.licence,
            has_map=maps.known_maps(reach.licence.id),
            last=lambda: events.last_change(reach.licence, reach.user),
            returned=cache(lambda: licences.returned_before(reach.licence, reach.user)),
        ),
        reader=Reader(
            is_author=may_decide and runs.is_author(reach.licence, reach.user),
            is_manager=reach.case.manager_username == reach.user.username,
        ),
    )


def facts_for_service(case: Case, licence: Licence) -> Facts:
    """The facts of one licence and its document, for no reader."""
    (facts,) = gather([(case, licence)])
    facts = _with_authority(facts, case)
    standing = replace(
        facts.licence,
        is_reminded=cache(lambda: events.has_happened(actions.REVIEW_OVERDUE, licence.id)),
        is_told_of=cache(lambda: events.has_happened(actions.NOT_APPROVED, licence.id)),
        fault=cache(lambda: proof.fault_of(licence)),
        fault_as_shown=cache(lambda: proof.fault_as_shown(licence)),
    )
    document = licence.document
    if document and is_readable(document.content):
        changes = changed_facts(document.content, current_facts(case, facts))
        standing = replace(
            standing,
            document=document.content,
            document_sha256=document.sha256,
            record_changes=tuple(changes),
        )
    return replace(facts, licence=standing)


def _with_authority(facts: Facts, case: Case) -> Facts:
    """The facts of one case, which can say who sets the conditions."""
    look_up = cache(lambda: authority_for(case, facts.release.kind or case.kind))
    return replace(facts, licence=replace(facts.licence, set_by=look_up))


def assessment_of(case: Case) -> Assessment:
    """What the rules say of a case today, with the working, from its record as it is kept."""
    hdc_creation = current_app.config["HDC_CREATION"]
    return Assessment(record_of(case).release, clock.today(), working_days(), hdc_creation, shows_all=True)


def record_of(case: Case) -> CaseRecord:
    """The record of a case as it was imported."""
    return CaseRecord.model_validate_json(json.dumps(case.record))


def gather(rows: Iterable[tuple[Case, Licence | None]]) -> Iterator[Facts]:
    """The facts of any number of cases and their licences, for no reader: without documents, maps and authorship.

    The number of queries does not grow with that of the rows.
    """
    facts = gatherer()
    return (facts(case, licence) for case, licence in rows)


def gatherer() -> Callable[[Case, Licence | None], Facts]:
    """Gives the same for one after the other, where a record that cannot be read must not stop the rest."""
    today, days, schedule = clock.today(), working_days(), cache(policies.schedule)

    def facts(case: Case, licence: Licence | None) -> Facts:
        # Nothing can be started without a start date, so any policy serves then.
        version = (
            licence.policy_version if licence else policies.applying(case.licence_start or today, schedule())
        )
        return facts_of(case, licence, policies.load(version), today, days, schedule)

    return facts


def facts_of(
    case: Case,
    licence: Licence | None,
    policy: Policy,
    today: dt.date,
    days: WorkingDays,
    schedule: Callable[[], list[Published]],
) -> Facts:
    """What one case and its licence say today, from what was read of them."""

    @cache
    def other() -> OtherPolicy | None:
        start = case.licence_start if licence else None
        return other_policy(policy.version, start, schedule()) if start else None

    in_force = licence if licence and licence.status is Status.ACTIVE else None
    ended = void(case, licence.booking_id, today) if licence and not in_force else None
    reasons = reasons_not_to_start(case, today)
    start, end, supervision = _dates(case, licence, policy)
    kind = licence.kind if licence else case.kind
    is_locked = is_locked_by_hard_stop(kind)
    return Facts(
        today=today,
        policy=policy,
        person=Person(
            name=case.name,
            prison_name=case.prison_name if is_prison(case.prison_code) else LAST_PRISON,
            manager_name=None if case.manager_unallocated else case.manager_name,
            manager_has_address=bool(case.manager_email),
            pnc=case.pnc,
            cro=case.cro,
            supervising_body=SupervisingBody(case.supervising_body) if case.supervising_body else None,
        ),
        release=Release(
            kind=kind,
            start=start,
            is_provisional=is_provisional(start, days),
            end=end,
            supervision=supervision,
            earliest=earliest_release(case.licence_start, days, case.hdc_actual).value,
            is_early=is_early_release(case.licence_start, days, case.hdc_actual),
            hard_stop=hard_stop(case.licence_start, days).value if is_locked else None,
            is_in_hard_stop=is_locked and is_in_hard_stop(case.licence_start, today, days),
            hard_stop_undone=_undone_on(case, today, days),
            is_time_served=is_time_served(case.sentence_start, case.conditional_release, today),
            is_released=(case.prison_status or "").startswith("INACTIVE") and not case.restricted_patient,
            is_is91=case.is_is91,
            waits_for_curfew=waits_for_curfew(kind, case.hdc_eligible, case.hdc_status),
            curfew_closes=curfew_closes(kind, case.conditional_release),
            is_for_other_kind=is_for_other_kind(kind, case.hdc_eligible, case.hdc_status),
            reasons_not_to_start=tuple([ended, *reasons] if ended and ended not in reasons else reasons),
        ),
        licence=Standing(
            version=licence.version if licence else "1.0",
            purpose=licence.purpose if licence else FIRST,
            reviewed=licence.reviewed_at if licence else None,
            activated=licence.activated_at.astimezone(LONDON).date()
            if licence and licence.activated_at
            else None,
            void=ended,
            other_policy=other,
            questions=cache(lambda: questions_on(case, licence)) if licence else tuple,
        ),
        is_working_day=days.as_far_as_known().is_working_day,
        in_nomis=cache(lambda: nomis.in_nomis(case, today)),
        sites_off=tuple if licence else cache(lambda: sites.off_to_start(case, today)),
    )


def _undone_on(case: Case, today: dt.date, days: WorkingDays) -> dt.date | None:
    """The day on which what the hard stop did is undone, for a release that moved out of it and stays out."""
    left, stop = case.left_hard_stop_at, hard_stop(case.licence_start, days).value
    if left is None or stop is None or stop <= today:
        return None
    return (left + HARD_STOP_LEFT_FOR).astimezone(LONDON).date()


def _dates(
    case: Case, licence: Licence | None, policy: Policy
) -> tuple[dt.date | None, dt.date | None, Period | None]:
    """When a licence starts and ends, and when its supervision part runs: by the record; once the licence is in force, or
    for an earlier booking, by what it says itself."""
    if licence and licence.end and follows_no_record(licence.status, licence.booking_id, case.booking_id):
        start, end = licence.supervision_start, licence.supervision_end
        return licence.start, licence.end, Period(start, end) if start and end else None
    end = case.licence_end or case.sentence_end
    supervision = supervision_period(
        policy,
        licence_start=case.licence_start,
        licence_end=end,
        supervision_start=case.supervision_start,
        supervision_end=case.supervision_end,
        follows=Follows(case.follows) if case.follows else None,
        custody_end=case.conditional_release or case.licence_start,
    )
    return case.licence_start, end, supervision
