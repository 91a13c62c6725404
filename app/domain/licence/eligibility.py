"""Why a licence cannot be started for somebody: each reason with its fact, who can act, and the next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from app.domain.dates.release import EligibleKind, is_time_served
from app.domain.dates.sentences import Uncovered
from app.domain.licence.scope import Code
from app.domain.record.case_record import is_prison
from app.domain.refusal import Refusal
from app.domain.words import long_date


class CaseFacts(Protocol):
    """What these rules read of a case; a row of the cases table has all of it."""

    @property
    def booking_id(self) -> str | None: ...
    @property
    def legal_status(self) -> str | None: ...
    @property
    def prison_status(self) -> str | None: ...
    @property
    def prison_code(self) -> str | None: ...
    @property
    def prison_name(self) -> str: ...
    @property
    def eligible_kind(self) -> str | None: ...
    @property
    def out_of_scope(self) -> str: ...
    @property
    def scope_from(self) -> dt.date | None: ...
    @property
    def scope_until(self) -> dt.date | None: ...
    @property
    def sentence_start(self) -> dt.date | None: ...
    @property
    def conditional_release(self) -> dt.date | None: ...
    @property
    def licence_start(self) -> dt.date | None: ...
    @property
    def licence_end(self) -> dt.date | None: ...
    @property
    def supervision_end(self) -> dt.date | None: ...
    @property
    def manager_unallocated(self) -> bool: ...
    @property
    def team_name(self) -> str | None: ...


def reasons_not_to_start(case: CaseFacts, today: dt.date) -> list[Refusal]:
    """Every reason that applies today; none means that a licence may be started, by whoever it falls to.

    A death, or no active booking, is the only reason given: with either, the rest says nothing.
    """
    omu = _omu(case)
    codes = case.out_of_scope.split()
    if case.legal_status == "DEAD":
        return [_died(case, omu)]
    if case.booking_id is None:
        return [_no_booking(case, omu)]
    reasons = [_WORDS[code](case, omu) for code in codes]
    if case.prison_code is None and Code.PRISON_STATUS not in codes:
        reasons.append(_no_prison(omu))
    if case.scope_from and today < case.scope_from:
        reasons.append(_parole(omu, case.scope_from))
    if case.licence_start is None and not codes:  # a curfew without its date
        reasons.append(_no_date(case, omu))
    if (past := _day_passed(case, today)) is not None:
        reasons.append(past)
    if case.manager_unallocated and not is_time_served(case.sentence_start, case.conditional_release, today):
        reasons.append(_unallocated(case.team_name))
    return reasons


def _omu(case: CaseFacts) -> str:
    return (
        f"The offender management unit at {case.prison_name}" if is_prison(case.prison_code) else "The prison"
    )


def _day_passed(case: CaseFacts, today: dt.date) -> Refusal | None:
    """Why it is too late today; None while it is not."""
    start = case.licence_start
    if start is None:
        return None
    if case.scope_until and today > case.scope_until:
        is_curfew = case.eligible_kind == EligibleKind.HDC and today <= start
        return _too_late_for_curfew(case, _omu(case)) if is_curfew else _past(_omu(case), start)
    if start < today and not is_time_served(case.sentence_start, case.conditional_release, today):
        return _past(_omu(case), start)
    return None


def void(case: CaseFacts, booking_id: str, today: dt.date) -> Refusal | None:
    """Why nothing can become of a licence for this booking any more; None while something can."""
    if case.legal_status == "DEAD" or case.booking_id is None:
        return reasons_not_to_start(case, today)[0]
    return _earlier_booking(case) if case.booking_id != booking_id else None


def _died(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="The prison has recorded that this person has died",
        rule="A licence cannot be made for somebody who has died.",
        fact="The prison record gives their legal status as dead.",
        who=f"{omu} can correct the record if it is wrong.",
        next_step="If the record is right, there is nothing more to do. If it is wrong, contact the prison.",
    )


def _no_booking(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person has no active prison booking",
        rule="A licence is made for one release from prison, so the person must have an active booking.",
        fact="The prison record gives no active booking.",
        who=f"{omu} can correct the record if this person is in custody.",
        next_step="Check with the prison where this person is. "
        "Their licence can be started once the booking is recorded.",
    )


def _earlier_booking(case: CaseFacts) -> Refusal:
    return Refusal(
        title="This licence is for an earlier booking",
        rule="A licence is for one release from one booking.",
        fact="The prison record now has another booking for this person.",
        who="A probation practitioner in the person’s team can start a licence for the new booking.",
        next_step="Do not use this licence. Find the person on your list of cases.",
    )


_IN_WORDS = {
    "ACTIVE IN": "in prison",
    "ACTIVE OUT": "out of prison for a time",
    "INACTIVE OUT": "out of prison",
    "INACTIVE TRN": "moving between prisons",
}
"""What the statuses of the prison system mean."""


def _not_in_prison(case: CaseFacts, omu: str) -> Refusal:
    status = case.prison_status
    return Refusal(
        title="This person is not recorded as being in prison",
        rule="A licence can be started only for somebody who is in prison, moving between prisons, or in "
        "hospital as a restricted patient.",
        fact=f"The prison record says that they are {_IN_WORDS.get(status, f'“{status}”')}."
        if status
        else "The prison gives no status.",
        who=f"{omu} can correct the status if it is wrong.",
        next_step="Check with the prison whether this person is in custody.",
    )


def _no_prison(omu: str) -> Refusal:
    return Refusal(
        title="No prison is recorded for this person",
        rule="The prison that holds somebody approves their licence, so the prison must be known.",
        fact="The prison record does not name a prison.",
        who=f"{omu} can record it.",
        next_step="Find out where this person is, and ask that prison to correct the record.",
    )


def _indeterminate(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person is serving an indeterminate sentence",
        rule="The Parole Board sets the licence conditions for indeterminate sentences, so their licences "
        "are not made in this service.",
        fact="The prison record marks the sentence as indeterminate.",
        who=f"{omu} can correct the sentence if it is wrong.",
        next_step="Follow the Parole Board process for this licence.",
    )


def _parole(omu: str, day: dt.date) -> Refusal:
    return Refusal(
        title="This person is eligible for parole",
        rule="While a parole eligibility date lies ahead, the Parole Board may set the release and conditions.",
        fact=f"Their parole eligibility date is {long_date(day)}.",
        who=f"This changes by itself on {long_date(day)}. {omu} can correct the date if it is wrong.",
        next_step="Come back then, or ask the prison to check the date.",
    )


def _no_date(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person has no release date",
        rule="A licence starts on the day of release, so it needs a release date before it can be started.",
        fact="The prison record gives no release date that a licence could start on.",
        who=f"{omu} can record the release date.",
        next_step="Ask the prison when the date will be set. The licence can be started once it is recorded.",
    )


def _past(omu: str, day: dt.date) -> Refusal:
    return Refusal(
        title="The release date has passed",
        rule="A licence can be started only up to the day of release.",
        fact=f"The release date is {long_date(day)}.",
        who=f"{omu} can correct the date if this person has not been released.",
        next_step="Check with the prison whether this person has been released, and ask for the date to be "
        "corrected if they have not.",
    )


def _unallocated(team: str | None) -> Refusal:
    return Refusal(
        title="No probation practitioner is allocated",
        rule="A licence must have a probation practitioner who is responsible for it.",
        fact="The probation record gives no practitioner for this person.",
        who=f"A manager of {team or 'the probation team'} can allocate one.",
        next_step="Ask the manager to allocate a practitioner in the probation case system. "
        "The licence can be started once that is recorded.",
    )


def _only_supervision(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person is in prison for breaching supervision",
        rule="Somebody who is in prison only because they breached post-sentence supervision goes back to that "
        "supervision, without a licence.",
        fact="The prison record gives their imprisonment status as BOTUS (breach of top-up supervision).",
        who=f"{omu} can correct the imprisonment status if it is wrong.",
        next_step="No licence is needed. Tell the team that supervises this person when they will be released.",
    )


def _no_licence_part(case: CaseFacts, omu: str) -> Refusal:
    end = f" {long_date(case.supervision_end)}" if case.supervision_end else ""
    return Refusal(
        title="This person’s sentence has no licence part",
        rule="A licence is made only for a sentence that has a licence part. Supervision alone needs none.",
        fact=f"The prison record gives the end of supervision,{end}, and no licence end date.",
        who=f"{omu} can correct the dates if the sentence has a licence part.",
        next_step="Use the notice of supervision of the prison, or ask the prison to check the dates.",
    )


def _parole_decides(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="The Parole Board decides this release",
        rule="When there was a parole eligibility date, a licence is made here only for somebody who is released "
        "without the Parole Board, on the conditional release date or up to 4 days before it.",
        fact="The prison record gives a date of release by the Parole Board, or a confirmed release date that is not "
        "within 4 days before the conditional release date.",
        who=f"{omu} can correct the dates if they are wrong.",
        next_step="Follow the Parole Board process for this licence.",
    )


def _curfew_expected(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person may be released on home detention curfew",
        rule="A licence for release on home detention curfew (HDC) is not made in this service.",
        fact="The prison has started on HDC for this booking, or has granted it.",
        who=f"The HDC team at {case.prison_name} decides. If HDC is refused, this service shows it once the prison "
        "has recorded that.",
        next_step="Use the prison’s HDC process for the licence. If HDC is refused, come back here.",
    )


def _curfew_not_expected(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person is not expected to be released on home detention curfew",
        rule="A licence for release on home detention curfew (HDC) is made for somebody whom the prison considers "
        "for it.",
        fact="The prison record says that this release is not one on HDC.",
        who=f"{omu} can correct the HDC status if it is wrong.",
        next_step="Ask the prison which kind of release this is.",
    )


def _too_late_for_curfew(case: CaseFacts, omu: str) -> Refusal:
    day = case.conditional_release
    return Refusal(
        title="It is too late for release on home detention curfew",
        rule="A licence for release on home detention curfew (HDC) can be started until 10 days before the conditional "
        "release date.",
        fact=f"The conditional release date is {long_date(day)}." if day else "The date is near.",
        who=f"{omu} can record that this release is not one on HDC.",
        next_step="Ask the prison to end HDC for this booking. The licence can then be started here.",
    )


def _at_licence_end(case: CaseFacts, omu: str) -> Refusal:
    end = f", {long_date(case.licence_end)}" if case.licence_end else ""
    return Refusal(
        title="This person is released when their sentence ends",
        rule="A licence runs from the release to the licence end date. Somebody who is released on that date has none.",
        fact=f"The release date is the licence end date{end}.",
        who=f"{omu} can correct the dates if they are wrong.",
        next_step="No licence is needed. Ask the prison to check the dates if you expected one.",
    )


def _no_sentence(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="No active sentence is recorded for this recall",
        rule="The kind of recall decides the licence, and the prison system keeps it with each active sentence.",
        fact="The prison record gives no active sentence for this booking.",
        who=f"{omu} can record the sentence.",
        next_step="Ask the prison to record the sentence and its kind of recall. The licence can be started then.",
    )


def _unidentified_recall(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="The kind of recall is not recorded",
        rule="A licence after a recall is for a standard or a fixed-term recall, so the record must say which.",
        fact="None of the active sentences in the prison record is one of a standard or fixed-term recall.",
        who=f"{omu} can record the kind of recall.",
        next_step="Ask the prison to record it. The licence can be started then.",
    )


def _one_day(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person’s sentence is one day long",
        rule="Nobody is on licence after a sentence of one day.",
        fact="The record gives a sentence of one day.",
        who=f"{omu} can correct the sentence if it is wrong.",
        next_step="No licence is needed. Ask the prison to check the sentence if you expected one.",
    )


def _civil_committal(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person is in prison on a civil committal",
        rule="A licence is made for somebody sentenced for an offence. After a civil committal there is none.",
        fact="The record gives a civil committal, and no other sentence.",
        who=f"{omu} can correct the record if there is a sentence for an offence.",
        next_step="No licence is needed. Ask the prison to check the record if you expected one.",
    )


def _fine_default(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person is in prison for not paying a fine",
        rule="A licence is made for somebody sentenced for an offence. After a committal for not paying a fine there is "
        "none.",
        fact="The record gives a committal for not paying a fine, and no other sentence.",
        who=f"{omu} can correct the record if there is a sentence for an offence.",
        next_step="No licence is needed. Ask the prison to check the record if you expected one.",
    )


def _juvenile(case: CaseFacts, omu: str) -> Refusal:
    day = f" on {long_date(case.licence_start)}" if case.licence_start else ""
    return Refusal(
        title="This person is under 18 when they are released",
        rule="A youth offending team makes the licence or notice of supervision of somebody who is under 18 at release.",
        fact="The record gives a detention and training order, or detention under section 91, and they are under 18 at "
        f"release{day}.",
        who=f"{omu} can correct the date of birth, the sentence or the release date if one is wrong.",
        next_step="Ask the youth offending team, which supervises this person until they move to adult services.",
    )


def _no_licence_by_sentence(case: CaseFacts, omu: str) -> Refusal:
    return Refusal(
        title="This person’s sentence has no licence part",
        rule="A sentence of under 12 months for an offence before 1 February 2015 has no licence.",
        fact="The record gives a sentence of under 12 months for such an offence.",
        who=f"{omu} can correct the sentence or the date of the offence if it is wrong.",
        next_step="No licence is needed. Somebody who was 18 to 20 when sentenced gets the prison’s notice of three "
        "months’ supervision.",
    )


_WORDS: dict[str, Callable[[CaseFacts, str], Refusal]] = {
    Code.DEAD: _died,
    Code.NO_ACTIVE_BOOKING: _no_booking,
    Code.INDETERMINATE: _indeterminate,
    Code.PRISON_STATUS: _not_in_prison,
    Code.BOTUS: _only_supervision,
    Code.PSS_ONLY: _no_licence_part,
    Code.NO_CRD: _no_date,
    Code.NO_PRRD: _no_date,
    Code.EDS_NOT_ELIGIBLE: _parole_decides,
    Code.HDC_EXPECTED: _curfew_expected,
    Code.HDC_NOT_EXPECTED: _curfew_not_expected,
    Code.RELEASE_AT_SLED: _at_licence_end,
    Code.NO_ACTIVE_SENTENCE: _no_sentence,
    Code.UNIDENTIFIED_RECALL: _unidentified_recall,
    Uncovered.ONE_DAY: _one_day,
    Uncovered.CIVIL: _civil_committal,
    Uncovered.FINE_DEFAULT: _fine_default,
    Uncovered.JUVENILE: _juvenile,
    Uncovered.NO_LICENCE_PART: _no_licence_by_sentence,
}
"""How each code that no day ends is told, and each that the sentences give. The others are days: app.domain.licence.scope says which."""
