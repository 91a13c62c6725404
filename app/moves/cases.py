"""Importing people: all the records of a file or none, and the same record twice changes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import undefer

from app import clock
from app.domain.dates.release import Kind, label_of, licence_start
from app.domain.dates.sentences import is_set_by_the_board
from app.domain.dates.working_days import WorkingDays
from app.domain.licence.scope import scope_of
from app.domain.record.capitals import name_of_person
from app.domain.record.case_record import NO_PRISON, CaseRecord
from app.domain.record.differences import agreed
from app.domain.record.names import full_name, search_text, sort_name, words_of
from app.domain.record.read import Fault, Parsed, RecordError
from app.models.base import db
from app.models.case import Case
from app.models.prison import Prison
from app.moves import policies
from app.moves.follow import Before, Came, before, follow, living
from app.store.facts import record_of

_AT_ONCE = 500
_WHOLE = select(Case).options(undefer(Case.found_by), undefer(Case.found_near))
NO_RESTRICTION_GIVEN = "The probation record does not say who may see this case."


@dataclass(frozen=True)
class Counts:
    """What an import did to how many people."""

    added: int
    changed: int
    unchanged: int


def import_records(parsed: Parsed, working_days: WorkingDays) -> Counts:
    """Stores the records in one transaction and commits it, with whatever follows for the licences of people who change.

    A person is changed when any fact is, or a date worked out from them (bank holidays may have changed).
    Raises RecordError, with nothing stored, when a CRN is held by another prison number.
    """
    now = clock.now()
    came = Came("an import of records", occurred=now)
    held = _held({record.prisoner.prisoner_number for record in parsed.records}, Case.prison_number)
    _refuse_clashes(parsed)
    work = Working.out(working_days)
    changing: dict[int, CaseRecord] = {}
    added = 0
    for record in parsed.records:
        case = held.get(record.prisoner.prisoner_number)
        if case is None:
            facts = work.columns(record)
            db.session.add(Case(**facts, record=record.as_json(), imported_at=now, record_at=now))
            added += 1
        elif _differs(case, work.columns(record, case)):
            changing[case.id] = record
    try:
        db.session.flush()
        changed = _change(changing, work, came)
        same = sorted({case.id for case in held.values()} - changing.keys())
        for some in _in_parts(same):
            db.session.execute(update(Case).where(Case.id.in_(some)).values(record_at=now))
        db.session.commit()
    except (IntegrityError, OperationalError):  # another import stored or held one of these people meanwhile
        db.session.rollback()
        reason = "was refused because another import ran at the same time: try again"
        raise RecordError([Fault(0, "file", reason)]) from None
    return Counts(added, changed, len(parsed.records) - added - changed)


@dataclass(frozen=True)
class Working:
    """What every record is worked out with: the calendar, the names of prisons, and the settings."""

    days: WorkingDays
    prisons: Mapping[str, str]
    hdc_creation: bool
    probations: frozenset[str]

    @classmethod
    def out(cls, days: WorkingDays) -> Working:
        """As the service has them now."""
        prisons = {row.code: row.name for row in db.session.execute(select(Prison.code, Prison.name))}
        settings = current_app.config
        return cls(days, prisons, settings["HDC_CREATION"], settings["PROBATION_IS_NATIONAL"])

    def columns(self, record: CaseRecord, case: Case | None = None) -> dict[str, Any]:
        """The columns of a case that follow from its record. Somebody who is out, or on the way to another prison, stays
        with the prison where they were."""
        found = columns(
            *(record, self.days, self.prisons),
            hdc_creation=self.hdc_creation,
            probations=self.probations,
        )
        if case is not None and case.prison_code and found["prison_code"] in NO_PRISON:
            found |= {"prison_code": case.prison_code, "prison_name": case.prison_name}
        return found


def _differs(case: Case, facts: Mapping[str, Any]) -> bool:
    return any(getattr(case, name) != value for name, value in facts.items())


def _change(records: Mapping[int, CaseRecord], work: Working, came: Came) -> int:
    """Give people the records that came, each with what follows; how many changed. Their rows are held from here on, all
    in one order, so that two imports wait for one another."""
    changed = 0
    for some in _in_parts(sorted(records)):
        lock = _WHOLE.where(Case.id.in_(some)).order_by(Case.id).with_for_update(key_share=True)
        cases = db.session.scalars(lock.execution_options(populate_existing=True)).all()
        changed += change(((case, records[case.id]) for case in cases), work, came)
    return changed


def change(pairs: Iterable[tuple[Case, CaseRecord]], work: Working, came: Came) -> int:
    """Give each of these cases, whose rows the caller holds, its record, and let their licences follow; how many changed.

    The caller commits.
    """
    now = clock.now()
    starts: dict[int, dt.date | None] = {}  # those that change, as they were
    turned: list[tuple[Case, Before, CaseRecord]] = []
    for case, record in pairs:
        facts = work.columns(record, case)
        case.record_at = came.occurred or now
        if not (_differs(case, facts) or came.is_recall):
            continue
        turned.append((case, before(case, facts, record_of(case)), record))
        if case.licence_start != facts["licence_start"]:
            starts[case.id] = case.licence_start
        has_other_team = case.team_code != facts["team_code"]
        for name, value in facts.items():
            setattr(case, name, value)
        if has_other_team or not case.manager_unallocated:
            case.nobody_told, case.nobody_told_at = [], None
        case.record, case.imported_at = record.as_json(), now
    db.session.flush()
    told = policies.tell_of_new_starts(starts)
    licences = living(case.id for case, _, _ in turned)
    for case, was, record in turned:
        follow(case, was, record, licences.get(case.id, ()), came, work.days, told)
    return len(turned)


def rework(working_days: WorkingDays) -> Counts:
    """Works out anew what follows from the records that are stored, by the bank holidays and settings of now, and commits
    it in batches."""
    work = Working.out(working_days)
    came = Came("working out anew by the bank holidays and settings")
    changed = unchanged = last = 0
    while True:
        lock = _WHOLE.where(Case.id > last).order_by(Case.id).limit(_AT_ONCE).with_for_update(key_share=True)
        cases = db.session.scalars(lock).all()
        if not cases:
            return Counts(0, changed, unchanged)
        last = cases[-1].id
        turned = change([(case, record_of(case)) for case in cases], work, came)
        changed, unchanged = changed + turned, unchanged + len(cases) - turned
        db.session.commit()
        db.session.expunge_all()


def columns(
    record: CaseRecord,
    working_days: WorkingDays,
    prisons: Mapping[str, str],
    *,
    hdc_creation: bool,
    probations: Collection[str] = (),
) -> dict[str, Any]:
    """The columns of a case that follow from its record; prisons gives names by code, and `probations` names the facts of
    which the probation record is the national one."""
    sha256 = record.sha256()
    record, differences = agreed(record, probations)
    p = record.prisoner
    scope = scope_of(record.release, working_days, hdc_creation=hdc_creation)
    start = licence_start(scope.kind, record.release, working_days).value
    ruling = record.ruling(start or p.conditional_release_date)
    probation = _probation(record)
    forename, middle_names, surname = map(_as_people_write, (p.first_name, p.middle_names, p.last_name))
    numbers = (p.prisoner_number, record.probation.crn, p.booking_id, p.book_number, p.pnc_number)
    found_by, found_near = words_of((forename, middle_names, surname), numbers)
    return {
        "prison_number": p.prisoner_number,
        "booking_id": p.booking_id,
        "book_number": p.book_number,
        "pnc": p.pnc_number,
        "cro": p.cro_number,
        "forename": forename,
        "middle_names": middle_names,
        "surname": surname,
        "sort_name": sort_name(forename, surname),
        "search_text": search_text(
            *(forename, middle_names, surname),
            *(p.prisoner_number, record.probation.crn, probation["manager_name"]),
        ),
        "found_by": found_by,
        "found_near": found_near,
        "date_of_birth": p.date_of_birth,
        "gender": p.gender,
        "legal_status": p.legal_status,
        "prison_status": p.status,
        "indeterminate": bool(p.indeterminate_sentence),
        "recall": bool(p.recall),
        "restricted_patient": bool(p.restricted_patient),
        "sentence_start": p.sentence_start_date,
        "sentence_end": p.sentence_expiry_date,
        "licence_end": p.licence_expiry_date,
        "conditional_release": p.conditional_release_date,
        "conditional_release_override": p.conditional_release_date_override_date,
        "confirmed_release": p.confirmed_release_date,
        "post_recall_release": p.post_recall_release_date,
        "supervision_start": p.topup_supervision_start_date,
        "supervision_end": p.topup_supervision_expiry_date,
        "hdc_actual": p.home_detention_curfew_actual_date,
        "hdc_eligible": p.home_detention_curfew_eligibility_date,
        "parole_eligibility": p.parole_eligibility_date,
        "kind": (scope.kind.licence if scope.kind else Kind.CRD).value,
        "eligible_kind": scope.kind.value if scope.kind else None,
        "is_is91": record.release.is_is91,
        "hdc_status": record.hdc_status,
        "out_of_scope": " ".join([*scope.standing, *([ruling.uncovered] if ruling.uncovered else [])]),
        "set_by_board": is_set_by_the_board(record.given_sentences),
        "follows": ruling.follows.value if ruling.follows else None,
        "scope_from": scope.first_day,
        "scope_until": scope.last_day,
        "licence_start": start,
        "release_date_label": label_of(start, record.release, working_days).value,
        "record_sha256": sha256,
        "differences": differences,
        **_prison(record, prisons),
        **probation,
    }


def _as_people_write(name: str | None) -> str | None:
    return name_of_person(name) if name else name


def _prison(record: CaseRecord, prisons: Mapping[str, str]) -> dict[str, Any]:
    p = record.prisoner
    if p.restricted_patient and p.supporting_prison_id:
        code = p.supporting_prison_id
        return {"prison_code": code, "prison_name": prisons.get(code, code)}
    name = p.prison_name or prisons.get(p.prison_id or "") or p.prison_id
    return {"prison_code": p.prison_id, "prison_name": name or "Prison not recorded"}


def _probation(record: CaseRecord) -> dict[str, Any]:
    manager, restriction = record.probation.manager, record.probation.restriction
    name = manager.name if manager else None
    manager_name = full_name(*map(_as_people_write, (name.forename, name.surname))) if name else ""
    nobody = manager is None or bool(manager.unallocated) or not (manager_name or manager.username)
    team = manager.team if manager else None
    pdu = team.borough if team else None
    region = manager.provider if manager else None
    return {
        "crn": record.probation.crn,
        "supervising_body": record.probation.supervising_body,
        "manager_code": manager.code if manager else None,
        "manager_username": manager.username.lower() if manager and manager.username and not nobody else None,
        "manager_name": None if nobody else manager_name or (manager.username if manager else None),
        "manager_email": manager.email if manager and not nobody else None,
        "manager_telephone": manager.telephone_number if manager and not nobody else None,
        "manager_unallocated": nobody,
        "team_code": team.code if team else None,
        "team_name": team.description if team else None,
        "pdu_code": pdu.code if pdu else None,
        "pdu_name": pdu.description if pdu else None,
        "region_code": region.code if region else None,
        "region_name": region.description if region else None,
        # A record that does not say who may see it is kept from everybody, not shown to all.
        "restriction_kind": restriction.kind if restriction else "RESTRICTED",
        "restriction_message": restriction.message if restriction else NO_RESTRICTION_GIVEN,
    }


def _held(keys: Iterable[str], column: Any) -> dict[str, Case]:
    """The cases stored under these keys, by key."""
    found: dict[str, Case] = {}
    for some in _in_parts(sorted(keys)):
        rows = db.session.scalars(_WHOLE.where(column.in_(some)))
        found.update((getattr(case, column.key), case) for case in rows)
    return found


def _in_parts(wanted: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """So many at once as one statement takes."""
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]


def _refuse_clashes(parsed: Parsed) -> None:
    held = _held({record.probation.crn for record in parsed.records}, Case.crn)
    faults = []
    for position, record in zip(parsed.positions, parsed.records, strict=True):
        case = held.get(record.probation.crn)
        if case and case.prison_number != record.prisoner.prisoner_number:
            reason = f"is already held by prison number {case.prison_number}"
            faults.append(Fault(position, "probation.crn", reason))
    if faults:
        db.session.rollback()
        raise RecordError(faults)
