"""The messages that moves write to the outbox: who must hear of it, what happened, and what to do next."""

from __future__ import annotations

from app.domain.words import long_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.prison import Prison
from app.models.record import Event
from app.models.user import User
from app.store.events import send


def _to_prison(event: Event, case: Case, subject: str, body: str) -> None:
    prison = db.session.get(Prison, case.prison_code)
    send(
        event,
        to=f"Offender management unit, {case.prison_name}",
        address=prison.omu_email if prison else None,
        subject=subject,
        body=body,
    )


def _to_practitioner(event: Event, case: Case, subject: str, body: str) -> None:
    send(
        event,
        to=case.manager_name or f"The team that manages {case.crn}",
        address=case.manager_email,
        subject=subject,
        body=body,
    )


def _of(case: Case) -> str:
    """A person by number only: messages leave the service, so they carry no name."""
    release = f", release date {long_date(case.licence_start)}" if case.licence_start else ""
    return f"{case.prison_number}{release}"


def sent_for_approval(event: Event, case: Case, licence: Licence, by: User) -> None:
    _to_prison(
        event,
        case,
        f"Licence to approve: {case.prison_number}",
        f"{by.name} sent version {licence.version} of the licence for {_of(case)}.\n"
        "A prison approver at your prison needs to read it, and approve it or return it.",
    )


def withdrawn(event: Event, case: Case, licence: Licence, by: User) -> None:
    _to_prison(
        event,
        case,
        f"Licence withdrawn: {case.prison_number}",
        f"{by.name} withdrew version {licence.version} of the licence for {_of(case)}.\n"
        "There is nothing to approve until it is sent again.",
    )


def edited(event: Event, case: Case, licence: Licence, by: User) -> None:
    _to_prison(
        event,
        case,
        f"Approved licence being changed: {case.prison_number}",
        f"{by.name} started version {licence.version} of the licence for {_of(case)}.\n"
        "The approved version stays in force and can be printed until the new one is approved.",
    )


def approved(event: Event, case: Case, licence: Licence, by: User) -> None:
    _to_practitioner(
        event,
        case,
        f"Licence approved: {case.crn}",
        f"{by.name} approved version {licence.version} of the licence for {case.crn}.\n"
        "A case administrator at the prison can now print it.",
    )


def returned(event: Event, case: Case, licence: Licence, by: User, reason: str) -> None:
    _to_practitioner(
        event,
        case,
        f"Licence returned: {case.crn}",
        f"{by.name} returned version {licence.version} of the licence for {case.crn}. The reason given:\n"
        f"{reason}\n"
        "Change the licence and send it again.",
    )


def policy_changed(event: Event, case: Case, licence: Licence, applies: str) -> None:
    is_back = applies == licence.policy_version
    _to_practitioner(
        event,
        case,
        f"Licence policy {applies} applies{' again' if is_back else ''}: {case.crn}",
        f"Version {licence.version} of the licence for {_of(case)} is being written on licence policy "
        f"{licence.policy_version}.\n"
        + (
            "That policy applies to its start date again. There is nothing to do."
            if is_back
            else f"Licence policy {applies} now applies to its start date. Nothing in the licence was changed, and "
            "all its answers are kept.\n"
            f"Open the licence to see what policy {applies} would change, and to move the licence to it."
        ),
    )
