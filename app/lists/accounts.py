"""The accounts, for support."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, select

from app.domain.roles import LABELS, PEOPLE, Role
from app.lists.listing import Address, Cell, Column, Filter, Listing, ListPage, Rows, Search, Sort
from app.lists.rows_of_their_own import containing, rows_of, within
from app.models.base import db
from app.models.user import Grant, User


def _grants(page: ListPage) -> dict[int, list[Grant]]:
    """What the accounts of a page are granted."""
    numbers = [row.User.id for row in page.rows]
    found: dict[int, list[Grant]] = {number: [] for number in numbers}
    for each in db.session.scalars(
        select(Grant).where(Grant.user_id.in_(numbers)).order_by(Grant.kind, Grant.code)
    ):
        found[each.user_id].append(each)
    return found


def _roles(row: Any, page: ListPage) -> Cell:
    granted = page.once(_grants)[row.User.id]
    labels = sorted(LABELS[Role(each.code)] for each in granted if each.kind == "role")
    return Cell(", ".join(labels) or "No role")


def _places(row: Any, page: ListPage) -> Cell:
    granted = page.once(_grants)[row.User.id]
    return Cell(", ".join(each.code for each in granted if each.kind != "role") or "No places")


def _status(row: Any, page: ListPage) -> Cell:
    return Cell("Disabled", colour="red") if row.User.disabled_at else Cell("Can sign in", colour="green")


_BY_NAME = Sort("name", "name", func.lower(User.name), "A to Z", "Z to A")
_BY_USERNAME = Sort("username", "username", User.username, "A to Z", "Z to A")

ACCOUNTS = Listing(
    name="accounts",
    role=Role.SUPPORT,
    title="Accounts",
    tab="",
    rows=Rows(rows_of(User), User.id, are_people=False),
    columns=(
        Column("Name", lambda row, page: Cell(row.User.name, hidden=row.User.username), _BY_NAME),
        Column("Username", lambda row, page: Cell(row.User.username), _BY_USERNAME),
        Column("Roles", _roles),
        Column("Teams, prisons and units", _places),
        Column("Status", _status),
    ),
    leads_to=lambda row: Address("accounts.show", {"number": row.User.id}),
    filters=(
        Filter(
            "role",
            "Role",
            exists().where(
                and_(Grant.user_id == User.id, Grant.kind == "role", Grant.code == bindparam("role"))
            ),
            tuple(sorted(((role.value, role.label) for role in PEOPLE), key=lambda pair: pair[1])),
        ),
        Filter(
            "status",
            "Status",
            case((User.disabled_at.is_(None), "usable"), else_="disabled") == bindparam("status"),
            (("usable", "Can sign in"), ("disabled", "Disabled")),
        ),
    ),
    search=Search("Name or username", containing, within(User.name, User.username)),
    usual=_BY_NAME,
    one="account",
    many="accounts",
    empty="There are no accounts.",
    none_found="No account matches.",
)
