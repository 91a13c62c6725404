"""Who is in scope: the reasons, by kind of release, why no licence can be made in this service.

Source: domain rules section 4, whose codes these are. Each reason knows the days on which it holds, so that one reading of a
record answers for any day: lists and jobs select by that, and pages say when a reason ends by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates.release import (
    EligibleKind,
    ReleaseFacts,
    is_release_at_licence_end,
    licence_start,
    time_served_until,
)
from app.domain.dates.working_days import WorkingDays

CURFEW_DAYS = dt.timedelta(days=10)
"""How long before the conditional release the last day is on which somebody can still go on home detention curfew."""
_PAROLE_WINDOW = dt.timedelta(days=4)


class Code(StrEnum):
    """A reason why somebody is out of scope, by its code in the rules."""

    NO_ACTIVE_BOOKING = "NO_ACTIVE_BOOKING"
    PAROLE_ELIGIBLE = "PAROLE_ELIGIBLE"
    DEAD = "DEAD"
    INDETERMINATE = "INDETERMINATE"
    PRISON_STATUS = "PRISON_STATUS"
    BOTUS = "BOTUS"
    PSS_ONLY = "PSS_ONLY"
    NO_CRD = "NO_CRD"
    CRD_PAST_NOT_TIME_SERVED = "CRD_PAST_NOT_TIME_SERVED"
    EDS_NOT_ELIGIBLE = "EDS_NOT_ELIGIBLE"
    RECALL_CASE = "RECALL_CASE"
    HDC_EXPECTED = "HDC_EXPECTED"
    NO_PRRD = "NO_PRRD"
    PRRD_PAST = "PRRD_PAST"
    RELEASE_AT_SLED = "RELEASE_AT_SLED"
    NO_ACTIVE_SENTENCE = "NO_ACTIVE_SENTENCE"
    UNIDENTIFIED_RECALL = "UNIDENTIFIED_RECALL"
    HDC_CREATION_OFF = "HDC_CREATION_OFF"
    HDC_CRD_LT_10_DAYS = "HDC_CRD_LT_10_DAYS"
    HDC_NOT_EXPECTED = "HDC_NOT_EXPECTED"


@dataclass(frozen=True)
class Reason:
    """A reason, and the days on which it holds: every day, or those after a day, or those before one."""

    code: Code
    after: dt.date | None = None
    before: dt.date | None = None

    def holds(self, today: dt.date) -> bool:
        return (self.after is None or self.after < today) and (self.before is None or today < self.before)

    @property
    def is_dated(self) -> bool:
        return self.after is not None or self.before is not None


Reasons = tuple[Reason, ...]


@dataclass(frozen=True)
class Verdict:
    """Who is in scope on one day: the codes that hold, by the four lists of the rules, and the kind of release."""

    generic: tuple[Code, ...]
    crd: tuple[Code, ...]
    prrd: tuple[Code, ...]
    hdc: tuple[Code, ...]
    kind: EligibleKind | None
    """None for somebody who is out of scope."""


@dataclass(frozen=True)
class Scope:
    """What a record says of who is in scope, for any day."""

    generic: Reasons
    crd: Reasons
    prrd: Reasons
    hdc: Reasons
    recall: EligibleKind
    """The kind of recall, if the release is one."""
    recall_fault: Code | None
    """Why the kind of recall is not known; asked only where nothing else keeps a recall out."""

    def on(self, today: dt.date) -> Verdict:
        """What holds on this day."""
        generic, crd, prrd, hdc = (
            tuple(each.code for each in reasons if each.holds(today))
            for reasons in (self.generic, self.crd, self.prrd, self.hdc)
        )
        if generic == (Code.NO_ACTIVE_BOOKING,):
            return Verdict(generic, (), (), (), None)
        kind = None if generic else self._kind(crd, prrd, hdc)
        if kind and kind.is_recall and self.recall_fault:
            return Verdict(generic, crd, (*prrd, self.recall_fault), hdc, None)
        return Verdict(generic, crd, prrd, hdc, kind)

    def _kind(self, crd: object, prrd: object, hdc: object) -> EligibleKind | None:
        if not crd:
            return EligibleKind.CRD
        if not hdc:
            return EligibleKind.HDC
        return None if prrd else self.recall

    @property
    def kind(self) -> EligibleKind | None:
        """The kind of release on the days when somebody is in scope for one, whatever keeps them out in general.

        A record gives one kind at most: home detention curfew shuts out the others, and a conditional release ends no
        sooner than a release after recall that would come after it.
        """
        found = self._kind(_undated(self.crd), _undated(self.prrd), _undated(self.hdc))
        return None if found and found.is_recall and self.recall_fault else found

    @property
    def of_kind(self) -> Reasons:
        """The reasons of the kind of release that the record is about, which are the ones to tell people."""
        found = self._kind(_undated(self.crd), _undated(self.prrd), _undated(self.hdc))
        codes = {each.code for each in self.crd}
        if found is EligibleKind.CRD:
            return self.crd
        is_off = any(each.code is Code.HDC_CREATION_OFF for each in self.hdc)
        if found is EligibleKind.HDC or (found is None and Code.HDC_EXPECTED in codes and not is_off):
            return self.hdc
        if found is None and Code.RECALL_CASE not in codes:
            return self.crd
        fault = (Reason(self.recall_fault),) if found and self.recall_fault else ()
        return (*self.prrd, *fault)

    @property
    def telling(self) -> Reasons:
        """Every reason that people are told, those that hold for everybody first."""
        is_booked = not any(each.code is Code.NO_ACTIVE_BOOKING for each in self.generic)
        return (*self.generic, *(self.of_kind if is_booked else ()))

    @property
    def standing(self) -> tuple[Code, ...]:
        """The codes that no day ends: none for somebody who is in scope on some days."""
        return tuple(each.code for each in _undated(self.telling))

    @property
    def first_day(self) -> dt.date | None:
        """The first day on which somebody may be in scope; None where none is too soon."""
        return max((each.before for each in self.telling if each.before), default=None)

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which somebody may be in scope; None where none is too late."""
        return min((each.after for each in self.telling if each.after), default=None)


def _undated(reasons: Iterable[Reason]) -> list[Reason]:
    return [each for each in reasons if not each.is_dated]


def in_prison(status: str | None, *, restricted_patient: bool) -> bool:
    """Whether the status says held, moving between prisons, or in hospital as a restricted patient."""
    if status is None:
        return False
    if status == "INACTIVE OUT":
        return restricted_patient
    return status.startswith("ACTIVE") or status == "INACTIVE TRN"


def is_expected_on_curfew(status: str | None) -> bool:
    """Whether the home detention curfew status says that the release is expected to be one."""
    return status is not None and status != "NOT_A_HDC_RELEASE"


def scope_of(facts: ReleaseFacts, working_days: WorkingDays, *, hdc_creation: bool = False) -> Scope:
    """What keeps somebody out of scope, and on which days. `hdc_creation` is the setting of that name."""
    recalls = facts.recall_sentences
    recall = EligibleKind.STANDARD if "STANDARD" in recalls else EligibleKind.FIXED_TERM
    fault = None
    if not recalls:
        fault = Code.NO_ACTIVE_SENTENCE
    elif set(recalls) == {"NONE"}:
        fault = Code.UNIDENTIFIED_RECALL
    return Scope(
        generic=tuple(_generic(facts)),
        crd=tuple(_crd(facts)),
        prrd=tuple(_prrd(facts, recall, working_days)),
        hdc=tuple(_hdc(facts, hdc_creation)),
        recall=recall,
        recall_fault=fault,
    )


def _generic(facts: ReleaseFacts) -> Iterable[Reason]:
    if facts.booking_id is None:
        yield Reason(Code.NO_ACTIVE_BOOKING)
        return
    if facts.parole_eligibility:
        yield Reason(Code.PAROLE_ELIGIBLE, before=facts.parole_eligibility)
    if facts.legal_status == "DEAD":
        yield Reason(Code.DEAD)
    if facts.is_indeterminate:
        yield Reason(Code.INDETERMINATE)
    if not in_prison(facts.prison_status, restricted_patient=facts.is_restricted_patient):
        yield Reason(Code.PRISON_STATUS)
    if facts.imprisonment_status == "BOTUS":
        yield Reason(Code.BOTUS)
    if facts.licence_end is None and facts.supervision_end:
        yield Reason(Code.PSS_ONLY)


def _crd(facts: ReleaseFacts) -> Iterable[Reason]:
    crd, ard, prrd = facts.conditional_release, facts.confirmed_release, facts.post_recall_release
    if crd is None:
        yield Reason(Code.NO_CRD)
    else:
        yield Reason(Code.CRD_PAST_NOT_TIME_SERVED, after=time_served_until(facts.sentence_start, crd) or crd)
    if facts.parole_eligibility:
        is_outside = ard and crd and not crd - _PAROLE_WINDOW <= ard <= crd
        if is_outside or facts.actual_parole:
            yield Reason(Code.EDS_NOT_ELIGIBLE)
    if facts.is_recall if crd is None else prrd is not None and prrd > crd:
        yield Reason(Code.RECALL_CASE)
    if is_expected_on_curfew(facts.hdc_status):
        yield Reason(Code.HDC_EXPECTED)


def _prrd(facts: ReleaseFacts, recall: EligibleKind, working_days: WorkingDays) -> Iterable[Reason]:
    prrd = facts.post_recall_release
    if prrd is None:
        yield Reason(Code.NO_PRRD)
    else:
        yield Reason(Code.PRRD_PAST, after=prrd)
        if is_release_at_licence_end(licence_start(recall, facts, working_days).value, facts):
            yield Reason(Code.RELEASE_AT_SLED)
    if facts.parole_eligibility and facts.actual_parole:
        yield Reason(Code.EDS_NOT_ELIGIBLE)
    if is_expected_on_curfew(facts.hdc_status):
        yield Reason(Code.HDC_EXPECTED)


def _hdc(facts: ReleaseFacts, hdc_creation: bool) -> Iterable[Reason]:
    if not hdc_creation:
        yield Reason(Code.HDC_CREATION_OFF)
        return
    crd = facts.conditional_release
    if crd is None:
        yield Reason(Code.NO_CRD)
    else:
        yield Reason(Code.HDC_CRD_LT_10_DAYS, after=crd - CURFEW_DAYS)
    if not is_expected_on_curfew(facts.hdc_status):
        yield Reason(Code.HDC_NOT_EXPECTED)
