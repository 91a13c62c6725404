"""Why a licence cannot be started for somebody: each reason with its fact, who can act, and the next step."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

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
    def restricted_patient(self) -> bool: ...
    @property
    def indeterminate(self) -> bool: ...
    @property
    def parole_eligibility(self) -> dt.date | None: ...
    @property
    def licence_start(self) -> dt.date | None: ...
    @property
    def manager_unallocated(self) -> bool: ...
    @property
    def team_name(self) -> str | None: ...


def reasons_not_to_start(case: CaseFacts, today: dt.date) -> list[Refusal]:
    """Every reason that applies today; none means that a licence may be started.

    A death, or no active booking, is the only reason given: with either, the rest says nothing.
    """
    omu = f"The offender management unit at {case.prison_name}" if case.prison_code else "The prison"
    if case.legal_status == "DEAD":
        return [_died(omu)]
    if case.booking_id is None:
        return [_no_booking(omu)]
    reasons = []
    if not in_prison(case.prison_status, restricted_patient=case.restricted_patient):
        reasons.append(_not_in_prison(omu, case.prison_status))
    elif case.prison_code is None:
        reasons.append(_no_prison(omu))
    if case.indeterminate:
        reasons.append(_indeterminate(omu))
    if case.parole_eligibility and case.parole_eligibility > today:
        reasons.append(_parole(omu, case.parole_eligibility))
    if case.licence_start is None:
        reasons.append(_no_date(omu))
    elif case.licence_start < today:
        reasons.append(_past(omu, case.licence_start))
    if case.manager_unallocated:
        reasons.append(_unallocated(case.team_name))
    return reasons


def void(case: CaseFacts, booking_id: str, today: dt.date) -> Refusal | None:
    """Why nothing can become of a licence for this booking any more; None while something can."""
    if case.legal_status == "DEAD" or case.booking_id is None:
        return reasons_not_to_start(case, today)[0]
    return _earlier_booking(case) if case.booking_id != booking_id else None


def in_prison(status: str | None, *, restricted_patient: bool) -> bool:
    """Whether the status says held, moving between prisons, or in hospital as a restricted patient."""
    if status is None:
        return False
    if status == "INACTIVE OUT":
        return restricted_patient
    return status.startswith("ACTIVE") or status == "INACTIVE TRN"


def _died(omu: str) -> Refusal:
    return Refusal(
        title="The prison has recorded that this person has died",
        rule="A licence cannot be made for somebody who has died.",
        fact="The prison record gives their legal status as dead.",
        who=f"{omu} can correct the record if it is wrong.",
        next_step="If the record is right, there is nothing more to do. If it is wrong, contact the prison.",
    )


def _no_booking(omu: str) -> Refusal:
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


def _not_in_prison(omu: str, status: str | None) -> Refusal:
    return Refusal(
        title="This person is not recorded as being in prison",
        rule="A licence can be started only for somebody who is in prison, moving between prisons, or in "
        "hospital as a restricted patient.",
        fact=f"Their status in the prison record is “{status}”." if status else "The prison gives no status.",
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


def _indeterminate(omu: str) -> Refusal:
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


def _no_date(omu: str) -> Refusal:
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
