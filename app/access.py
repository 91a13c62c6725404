"""Which cases and licences a user may see, and through which of their roles: decided here only, as one query each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, func, or_, select, true
from sqlalchemy.orm import defer, joinedload

from app.domain.record.case_record import is_prison
from app.domain.refusal import Refusal, Refused
from app.domain.roles import PRISON, Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User

LARGEST_ID = 2**31 - 1
"""The largest number that a row can have."""


class NotFound(Exception):
    """Nothing has this number. Shown as a page that was not found."""


@dataclass(frozen=True)
class Reach:
    """A case that a user may see, and the roles through which they reach it."""

    user: User
    case: Case
    roles: frozenset[Role]


@dataclass(frozen=True)
class LicenceReach(Reach):
    """A licence of such a case."""

    licence: Licence


def _is_open(role: Role) -> ColumnElement[bool]:
    """Whether a restriction on the case leaves it open to a reader in this role.

    The restriction is probation's: it closes the case to probation staff and support, but for the practitioner who
    manages the person. Prison staff must release the person on a licence, so it does not bind them.
    """
    if role in PRISON:
        return true()
    return or_(
        Case.restriction_kind == "NONE", func.coalesce(Case.manager_username, "") == bindparam("username")
    )


_SCOPES: dict[Role, ColumnElement[bool]] = {
    Role.PRACTITIONER: or_(
        Case.team_code.in_(bindparam("teams", expanding=True)), Case.manager_username == bindparam("username")
    ),
    Role.CASE_ADMINISTRATOR: Case.prison_code.in_(bindparam("prisons", expanding=True)),
    Role.PRISON_APPROVER: Case.prison_code.in_(bindparam("prisons", expanding=True)),
    Role.HEAD_OF_PDU: Case.pdu_code.in_(bindparam("pdus", expanding=True)),
    Role.TEAM_MANAGER: Case.team_code.in_(bindparam("teams", expanding=True)),
    Role.SUPPORT: true(),
}
"""The cases that each role covers, restricted ones included: lists show those without their names."""

IS_OPEN = {role: _is_open(role).label("is_open") for role in _SCOPES}
"""For a list of one role's cases: whether the reader may open each."""

LISTED = {role: select(Case, IS_OPEN[role]).select_from(Case).where(scope) for role, scope in _SCOPES.items()}
"""Every case that a role covers, and beside each whether the reader may open it: a list shows the rest masked.

They take `grants` as their parameters, and are for readers who hold the role.
"""


@cache
def reached_by(roles: frozenset[Role]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a reader with these roles covers a case, and whether they may open it; not known where it has no team.

    They take `grants` as their parameters.
    """
    covered = [_SCOPES[role] for role in sorted(roles)]
    opened = [_SCOPES[role] & _is_open(role) for role in sorted(roles)]
    return or_(false(), *covered), or_(false(), *opened)


_ROLES = sorted(_SCOPES)
_COVERED = [_SCOPES[role].label(f"covers_{n}") for n, role in enumerate(_ROLES)]
_OPENED = [(_SCOPES[role] & _is_open(role)).label(f"opens_{n}") for n, role in enumerate(_ROLES)]

# Built once: a statement costs more to build than a small one to run.
_WITHOUT_RECORD = defer(Case.record)  # which no page shows
_CASE = select(Case, *_COVERED, *_OPENED).options(_WITHOUT_RECORD).where(Case.id == bindparam("id"))
_CASE_FRESH = _CASE.execution_options(populate_existing=True)
_LICENCE = (
    select(Licence, Case, *_COVERED, *_OPENED)
    .join(Case, Licence.case_id == Case.id)
    .options(_WITHOUT_RECORD, joinedload(Licence.document))
    .where(Licence.id == bindparam("id"))
)
_FRESH = _LICENCE.execution_options(populate_existing=True)
_LOCK = (
    select(Case.id)
    .join(Licence, Licence.case_id == Case.id)
    .where(Licence.id == bindparam("id"))
    .with_for_update(of=Case, key_share=True)
)
"""One lock for each person: whatever changes a licence or adds to a person's history holds the row of the case. It is
taken before anything is read, since a statement that waits for a lock reads other tables as they were before."""


def grants(user: User) -> dict[str, object]:
    """What a user is granted, as the parameters of this module's statements."""
    return {
        "username": user.username,
        "teams": sorted(user.teams),
        "prisons": sorted(user.prisons),
        "pdus": sorted(user.pdus),
    }


def open_case(user: User, case_id: int, fresh: bool = False) -> Reach:
    """The case of that number, if this user may open it; else Refused, or NotFound. `fresh` reads it anew."""
    row = _find(_CASE_FRESH if fresh else _CASE, user, case_id)
    return Reach(user, row[0], _reached(user, row[0], row[1:]))


def open_licence(user: User, licence_id: int, lock: bool = False) -> LicenceReach:
    """The licence of that number, if this user may open its case; `lock` holds its case until the transaction ends."""
    if lock and licence_id <= LARGEST_ID:
        db.session.execute(_LOCK, {"id": licence_id})
    row = _find(_FRESH if lock else _LICENCE, user, licence_id)
    return LicenceReach(user, row[1], _reached(user, row[1], row[2:]), row[0])


def _find(statement: Any, user: User, number: int) -> Any:
    if number > LARGEST_ID:
        raise NotFound
    row = db.session.execute(statement, {"id": number, **grants(user)}).one_or_none()
    if row is None:
        raise NotFound
    return row


def _reached(user: User, case: Case, flags: Any) -> frozenset[Role]:
    covered, opened = flags[: len(_ROLES)], flags[len(_ROLES) :]
    held = user.roles
    reached = frozenset(role for role, flag in zip(_ROLES, opened, strict=True) if flag and role in held)
    if not reached:
        is_covered = any(flag and role in held for role, flag in zip(_ROLES, covered, strict=True))
        raise Refused(why_closed(user, case, is_covered))
    return reached


def why_closed(user: User, case: Case, is_covered: bool) -> Refusal:
    """Why somebody may not open a case: it is restricted, or no role of theirs covers it."""
    return _restricted(user, case) if is_covered else _foreign(user, case)


def _foreign(user: User, case: Case) -> Refusal:
    holds = is_prison(case.prison_code)
    if not user.roles:
        fact = "Your account has no role in this service."
    else:
        fact = "This person is not in any team, prison or delivery unit that you cover."
    asks = (
        "Ask the team that the national probation record names."
        if case.is_restricted
        else "Ask that team or prison."
        if holds
        else "Ask that team."
    )
    team = case.team_name or "The probation team"
    return Refusal(
        title="You cannot open this person’s records",
        rule="You can only open people managed by your teams, held in your prisons or supervised in your "
        "delivery unit.",
        fact=fact,
        who="The probation team that manages this person and the prison that holds them can open them."
        if case.is_restricted
        else f"{team} manages this person, and {case.prison_name} holds them."
        if holds
        else f"{team} manages this person, who is not in a prison now.",
        next_step=f"{asks} If the person has moved to you, ask your local service support to check your teams and prisons.",
        is_access=True,
    )


def _restricted(user: User, case: Case) -> Refusal:
    """Why a restricted case stays closed, without its name."""
    manages = user.roles & {Role.TEAM_MANAGER, Role.HEAD_OF_PDU}
    message = f" The reason recorded there: {case.restriction_message}" if case.restriction_message else ""
    return Refusal(
        title=f"Access to {case.crn} is restricted",
        rule="The national probation record limits who may see this person. Of probation staff, only the practitioner "
        "who manages them can open them here.",
        fact=f"The record for {case.crn} is restricted.{message}",
        who=(
            "The practitioner who manages this person can write the licence. "
            if case.manager_username
            else "The record gives no practitioner for this person, so nobody in probation can open them here. "
        )
        + "Whoever set the restriction can lift or change it.",
        next_step="Ask whoever set the restriction on the national probation record to check it."
        if manages
        else "Ask your manager to check the restriction on the national probation record.",
        is_access=True,
    )
