"""Which cases and licences a user may see, and through which of their roles: decided here only, as one query each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import joinedload

from app.domain.refusal import Refusal, Refused
from app.domain.roles import PRISON, Role
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.user import User


class NotFound(Exception):
    """Nothing has this number. Shown as a page that was not found."""


@dataclass(frozen=True)
class Reach:
    """A case that a user may see, the roles through which they reach it, and the licence when one was asked for."""

    user: User
    case: Case
    roles: frozenset[Role]
    licence: Licence | None = None


def in_scope(user: User, role: Role) -> ColumnElement[bool]:
    """The cases that one role of a user covers, restricted ones included: lists show those without their names."""
    if not user.has(role):
        return false()
    match role:
        case Role.PRACTITIONER:
            return or_(Case.team_code.in_(user.teams), Case.manager_username == user.username)
        case Role.CASE_ADMINISTRATOR | Role.PRISON_APPROVER:
            return Case.prison_code.in_(user.prisons)
        case Role.HEAD_OF_PDU:
            return Case.pdu_code.in_(user.pdus)
        case Role.SUPPORT:
            return true()
    return false()


def is_open_to(user: User, role: Role) -> ColumnElement[bool]:
    """Whether a restriction on the case leaves it open to this user in this role.

    The restriction is probation's: it closes the case to probation staff and support, but for the practitioner who
    manages the person. Prison staff must release the person on a licence, so it does not bind them.
    """
    if role in PRISON:
        return true()
    return or_(Case.restriction_kind == "NONE", Case.manager_username == user.username)


def reach_by(user: User, role: Role) -> ColumnElement[bool]:
    """The cases that a user may open through one role."""
    return in_scope(user, role) & is_open_to(user, role)


def _reach_columns(user: User) -> tuple[list[Role], list[ColumnElement[bool]]]:
    roles = sorted(user.roles)
    return roles, [reach_by(user, role).label(f"by_{n}") for n, role in enumerate(roles)]


def open_case(user: User, case_id: int) -> Reach:
    """The case of that number, if this user may open it; else Refused, or NotFound."""
    roles, columns = _reach_columns(user)
    row = db.session.execute(select(Case, *columns).where(Case.id == case_id)).one_or_none()
    if row is None:
        raise NotFound
    return _reached(user, row[0], roles, row[1:])


def open_licence(user: User, licence_id: int, lock: bool = False) -> Reach:
    """The licence of that number, if this user may open its case; `lock` holds its row until the transaction ends."""
    roles, columns = _reach_columns(user)
    statement = (
        select(Licence, Case, *columns)
        .join(Case, Licence.case_id == Case.id)
        .options(joinedload(Licence.document))
        .where(Licence.id == licence_id)
    )
    if lock:
        statement = statement.with_for_update(of=Licence).execution_options(populate_existing=True)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return _reached(user, row[1], roles, row[2:], row[0])


def _reached(
    user: User, case: Case, roles: list[Role], flags: tuple[bool, ...], licence: Licence | None = None
) -> Reach:
    reached = frozenset(role for role, flag in zip(roles, flags, strict=True) if flag)
    if not reached:
        raise Refused(_refusal(user, case))
    return Reach(user, case, reached, licence)


def listed(user: User, role: Role) -> Select[Case, bool]:
    """Every case that a role covers, and beside each whether the user may open it: a list shows the rest masked."""
    return select(Case, is_open_to(user, role).label("is_open")).where(in_scope(user, role))


def _refusal(user: User, case: Case) -> Refusal:
    covered = db.session.scalar(
        select(Case.id).where(
            Case.id == case.id, or_(false(), *(in_scope(user, role) for role in user.roles))
        )
    )
    if covered and case.is_restricted:
        return restricted(case)
    if not user.roles:
        fact = "Your account has no role in this service."
    else:
        fact = "This person is not in any team, prison or delivery unit that you cover."
    return Refusal(
        title="You cannot open this person’s records",
        rule="You can only open people managed by your teams, held in your prisons or supervised in your "
        "delivery unit.",
        fact=fact,
        who=f"{case.team_name or 'The probation team'} manages this person, and {case.prison_name} holds them.",
        next_step="Ask that team or prison. If the person has moved to you, ask your local service support to "
        "check your teams and prisons.",
    )


def restricted(case: Case) -> Refusal:
    """Why a restricted case stays closed, without its name."""
    message = f" The reason recorded there: {case.restriction_message}" if case.restriction_message else ""
    return Refusal(
        title=f"Access to {case.crn} is restricted",
        rule="The national probation record limits who may see this person. Only the probation practitioner who "
        "manages them can open them here.",
        fact=f"The record for {case.crn} is restricted.{message}",
        who="The practitioner who manages this person can write the licence. "
        "Whoever set the restriction can lift or change it.",
        next_step="Ask your manager to check the restriction on the national probation record.",
    )
