"""What follows for a person's licences when their record changes: each in its own move, and all in the caller's
transaction, which holds the row of the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from app import clock
from app.domain.dates.hard_stop import is_in_hard_stop, is_late_allocation
from app.domain.dates.release import EligibleKind
from app.domain.dates.working_days import WorkingDays
from app.domain.licence import actions
from app.domain.licence.follow import (
    Moved,
    Recorded,
    Stop,
    hard_stop_effect,
    is_material,
    kind_after,
    moved_dates,
    why_ended,
)
from app.domain.licence.moves import LIVING
from app.domain.licence.status import BY_PROBATION, DRAFTS, MADE_BY_PRISON, Status
from app.domain.record.case_record import CaseRecord
from app.domain.record.changes import changes as changed_facts
from app.domain.roles import Role
from app.domain.words import long_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.moves.frame import Act, changes, perform_for_service
from app.moves.life import end, time_out_now
from app.moves.send import reopen as open_again
from app.store import events


@dataclass(frozen=True)
class Came:
    """How a change came: by what, and when it happened, where that is said."""

    by: str
    """In words: "an import of records"."""
    reference: str | None = None
    """The id of the upstream event."""
    occurred: dt.datetime | None = None
    is_recall: bool = False
    """Whether it says that the person was recalled, also where the record had a recall before."""

    def as_json(self) -> dict[str, Any]:
        return {
            "by": self.by,
            **({"reference": self.reference} if self.reference else {}),
            **({"occurred": events.spelt(self.occurred)} if self.occurred else {}),
        }


@dataclass(frozen=True)
class Before:
    """A case as it was: its columns, and what its record said of the days that count."""

    columns: Mapping[str, Any]
    recorded: Recorded


def before(case: Case, names: Iterable[str], record: CaseRecord) -> Before:
    """How a case stands, to be kept before these columns of it change."""
    return Before({name: getattr(case, name) for name in names}, recorded(record, case.licence_start))


def recorded(record: CaseRecord, start: dt.date | None) -> Recorded:
    """What a record says of the days that licences hang on, with the start of the licence that follows from it."""
    p = record.prisoner
    return Recorded(
        start=start,
        licence_end=p.licence_expiry_date,
        sentence_end=p.sentence_expiry_date,
        supervision_start=p.topup_supervision_start_date,
        supervision_end=p.topup_supervision_expiry_date,
        post_recall=p.post_recall_release_date,
        conditional=p.conditional_release_date_override_date or p.conditional_release_date,
        confirmed=p.confirmed_release_date,
        hdc_actual=p.home_detention_curfew_actual_date,
        hdc_end=p.home_detention_curfew_end_date,
        hdc_eligible=p.home_detention_curfew_eligibility_date,
        last_sentence=record.last_sentence,
        recall=record.recall_type,
    )


def living(case_ids: Iterable[int]) -> dict[int, list[Licence]]:
    """The licences of these people to which something can still happen, by person, oldest first."""
    found: dict[int, list[Licence]] = {}
    wanted = Licence.case_id.in_(sorted(case_ids)) & Licence.status.in_(sorted(LIVING))
    for licence in db.session.scalars(select(Licence).where(wanted).order_by(Licence.id)):
        found.setdefault(licence.case_id, []).append(licence)
    return found


def follow(
    case: Case,
    was: Before,
    record: CaseRecord,
    licences: Sequence[Licence],
    came: Came,
    days: WorkingDays,
    told_of_policy: Collection[int] = (),
) -> None:
    """Note what changed about a person, and let each of their licences follow. The columns of the case are changed already.

    Who was told that another policy applies to the new dates is not told of the dates beside that.
    """
    now = {name: getattr(case, name) for name in was.columns}
    changed = changed_facts(was.columns, now)
    turn = _Turn(case, was, recorded(record, case.licence_start), days, told_of_policy, came.is_recall)
    if changed:
        detail = {"changes": [each.as_json() for each in changed], "came": came.as_json()}
        events.record(
            case,
            None,
            actions.RECORD_CHANGED.name,
            None,
            Role.SERVICE,
            detail,
            clock.now().astimezone(dt.UTC),
        )
    turn.note_hard_stop()
    for licence in licences:
        turn.follow(licence)


@dataclass(frozen=True)
class _Turn:
    """One change of one person's record, as it meets their licences."""

    case: Case
    was: Before
    now: Recorded
    days: WorkingDays
    told_of_policy: Collection[int]
    is_recall: bool

    def _is_in_hard_stop(self, start: dt.date | None) -> bool:
        return is_in_hard_stop(start, clock.today(), self.days)

    @property
    def was_in(self) -> bool:
        return self._is_in_hard_stop(self.was.recorded.start)

    @property
    def is_in(self) -> bool:
        return self._is_in_hard_stop(self.now.start)

    def note_hard_stop(self) -> None:
        """Keep since when a release is out of its hard stop, and forget it when it is in it again."""
        if self.is_in:
            self.case.left_hard_stop_at = None
        elif self.was_in:
            self.case.left_hard_stop_at = clock.now().astimezone(dt.UTC)

    def follow(self, licence: Licence) -> None:
        if licence.status is Status.ACTIVE:
            recorded_before = replace(self.was.recorded, recall=None) if self.is_recall else self.was.recorded
            reason = why_ended(licence.start, recorded_before, self.now, clock.today())
            if reason:
                perform_for_service(actions.DEACTIVATE, self.case, licence, reason=reason.value)
                return
        elif licence.booking_id != (self.case.booking_id or ""):
            return  # void: its page says why, and nothing more becomes of it
        eligible = EligibleKind(self.case.eligible_kind) if self.case.eligible_kind else None
        is_before = licence.status is not Status.ACTIVE
        kind = kind_after(licence.purpose, licence.kind, eligible) if is_before else licence.kind
        moved = moved_dates(kind, self.was.recorded, self.now) if is_before else ()
        stop = hard_stop_effect(licence.status, licence.purpose, kind, self.was_in, self.is_in)
        told = self._told(licence, moved)
        if kind != licence.kind or told:
            perform_for_service(actions.RECORD_CHANGED, self.case, licence, kind=kind, moved=moved, told=told)
        if stop is Stop.TIME_OUT:
            time_out_now(self.case, licence)

    def _told(self, licence: Licence, moved: Sequence[Moved]) -> tuple[str, ...]:
        """The notices that a licence's people get of this change."""
        told = []
        if is_material(licence.status, moved) and licence.id not in self.told_of_policy:
            if self.case.manager_username or self.case.manager_email:
                told.append("dates-changed")
            if licence.status in (Status.SUBMITTED, Status.APPROVED):
                told.append("dates-changed-for-prison")
        if self._changed("prison_code") and licence.status is not Status.ACTIVE and self.case.prison_code:
            told.append("arrived")
        if self._changed("manager_username", "manager_name") and not self.case.manager_unallocated:
            is_late = is_late_allocation(self.now.start, clock.today(), self.days)
            must_write = licence.status in DRAFTS and licence.purpose in BY_PROBATION
            told.append("allocated-late" if is_late and must_write else "allocated")
        return tuple(told)

    def _changed(self, *names: str) -> bool:
        return any(self.was.columns[name] != getattr(self.case, name) for name in names)


_STANDS = {
    Status.IN_PROGRESS: "is being written",
    Status.REJECTED: "was returned by the prison and has to be changed",
    Status.SUBMITTED: "was sent and waits for a prison approver",
    Status.APPROVED: "is approved",
    Status.TIMED_OUT: "was not sent in time, so the prison makes a standard licence",
    Status.ACTIVE: "is in force",
}
_NEXT = {
    Status.SUBMITTED: "The prison cannot approve it as it is. Withdraw it, check it and send it again.",
    Status.APPROVED: "Read the approved licence. Edit it if what it says is no longer right.",
    Status.TIMED_OUT: "The prison makes a standard licence. Review it after the release.",
    Status.ACTIVE: "Read it, and see what has to be done next.",
}


@changes(actions.RECORD_CHANGED)
def record_changed(act: Act, kind: str, moved: Sequence[Moved], told: Sequence[str]) -> Mapping[str, Any]:
    """Keep the kind of release that the licence is now for, and tell whoever has to know."""
    licence = act.licence
    kept: dict[str, Any] = {}
    if kind != licence.kind:
        kept["kind"] = {"was": licence.kind, "now": kind}
        licence.kind = kind
    if moved:
        kept["dates"] = {each.name: _plain(each.was, each.now) for each in moved}
    act.tells = list(told)
    act.words["dates"] = "\n".join(_in_words(each) for each in moved)
    act.words["stands"] = _STANDS.get(licence.status, "can be read")
    act.words["next"] = _next_step(act)
    return kept


def _plain(*days: dt.date | None) -> list[str | None]:
    return [day.isoformat() if day else None for day in days]


def _in_words(moved: Moved) -> str:
    before = f" (it was {long_date(moved.was)})" if moved.was else ""
    return f"{moved.label}: {long_date(moved.now) if moved.now else 'removed'}{before}"


def _next_step(act: Act) -> str:
    licence, facts = act.licence, act.facts
    if licence.status not in DRAFTS:
        return _NEXT.get(licence.status, "Open it to see what can be done.")
    if licence.purpose in MADE_BY_PRISON:
        return "The prison writes this standard licence. Review it after the release."
    if facts.release.is_in_hard_stop:
        return "The release is too soon for probation to send it. The prison makes a standard licence."
    if facts.release.hard_stop is None:
        return "Ask the prison for the release date. All answers are kept."
    return f"Check it, and send it to the prison before {long_date(facts.release.hard_stop)}."


@changes(actions.DEACTIVATE)
@changes(actions.MERGED)
def end_because(act: Act, reason: str) -> Mapping[str, Any]:
    """End a licence for a reason that people are told; it stays readable."""
    end(act)
    act.words["reason"] = reason
    return {"reason": reason}


@changes(actions.REOPEN)
def reopen(act: Act) -> None:
    """Open the writing of a draft again, with its answers as they were."""
    open_again(act)
