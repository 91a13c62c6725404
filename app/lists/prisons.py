"""The prisons, for support."""

from __future__ import annotations

from app.domain.roles import Role
from app.lists.listing import Address, Cell, Column, Listing, Rows, Search, Sort
from app.lists.rows_of_their_own import containing, rows_of, within
from app.models.prison import Prison

_BY_PRISON = Sort("name", "name", Prison.name, "A to Z", "Z to A")
_BY_CODE = Sort("code", "code", Prison.code, "A to Z", "Z to A")

PRISONS = Listing(
    name="prisons",
    role=Role.SUPPORT,
    title="Prisons",
    tab="",
    rows=Rows(rows_of(Prison), Prison.code, are_people=False),
    columns=(
        Column("Name", lambda row, page: Cell(row.Prison.name), _BY_PRISON),
        Column("Code", lambda row, page: Cell(row.Prison.code), _BY_CODE),
        Column(
            "Email address",
            lambda row, page: Cell(row.Prison.omu_email or "Not given: people pass messages on"),
        ),
        Column("Telephone", lambda row, page: Cell(row.Prison.telephone or "Not given")),
    ),
    leads_to=lambda row: Address("prisons.show", {"code": row.Prison.code}),
    search=Search("Name or code", containing, within(Prison.name, Prison.code)),
    usual=_BY_PRISON,
    one="prison",
    many="prisons",
    empty="There are no prisons yet.",
    none_found="No prison matches.",
)
