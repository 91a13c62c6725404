"""The lists of people: the practitioner's own and their team's, the prison's, the delivery unit's and support's.

One view serves them all. Filter, sort and page live in the URL, and the database does each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request, url_for
from flask_login import current_user, login_required
from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app import clock
from app.access import IS_OPEN, grants, listed
from app.domain.licence import actions
from app.domain.licence.eligibility import reasons_not_to_start
from app.domain.licence.moves import moves_for, roles_in
from app.domain.licence.status import DRAFTS, OPEN, Status
from app.domain.policy.schedule import Published, other_policy
from app.domain.record.names import folded
from app.domain.refusal import Refusal, Refused
from app.domain.roles import PRISON, Role
from app.domain.words import capitalised, short_date
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.record import Decision
from app.models.user import User
from app.store import policies

caseloads = Blueprint("caseloads", __name__)

Opened = aliased(Licence, name="opened")
Approved = aliased(Licence, name="approved")
STATUS = func.coalesce(Opened.status, Approved.status, Status.NOT_STARTED.value)


@dataclass(frozen=True)
class CaseList:
    """One list: whose it is, what it is called, and whom of the role's people it holds."""

    name: str
    role: Role
    title: str
    tab: str
    only: Callable[[User], ColumnElement[bool]] = lambda user: true()
    in_prison: bool = False
    """Whether its readers know people by prison number rather than by CRN."""
    has_statuses: bool = True
    """Whether it can be filtered by status."""
    empty: str = "There is nobody on this list. It shows people whom the record gives to you."


LISTS = {
    each.name: each
    for each in (
        CaseList(
            "mine",
            Role.PRACTITIONER,
            "My cases",
            "My cases",
            lambda user: Case.manager_username == user.username,
        ),
        CaseList("team", Role.PRACTITIONER, "My team’s cases", "My team’s cases"),
        CaseList(
            "approvals",
            Role.PRISON_APPROVER,
            "Licences to approve",
            "To approve",
            lambda user: Opened.status == Status.SUBMITTED,
            in_prison=True,
            has_statuses=False,
            empty="No licence is waiting for your approval.",
        ),
        CaseList(
            "approved",
            Role.PRISON_APPROVER,
            "Approved licences",
            "Approved",
            lambda user: Approved.id.is_not(None),
            in_prison=True,
            has_statuses=False,
            empty="No licence has been approved at your prisons yet.",
        ),
        CaseList("prison", Role.CASE_ADMINISTRATOR, "People in my prisons", "All people", in_prison=True),
        CaseList(
            "to-print",
            Role.CASE_ADMINISTRATOR,
            "Licences to print",
            "To print",
            lambda user: Approved.id.is_not(None),
            in_prison=True,
            has_statuses=False,
            empty="No licence has been approved at your prisons yet.",
        ),
        CaseList("delivery-unit", Role.HEAD_OF_PDU, "People in my delivery unit", "All people"),
        CaseList("everyone", Role.SUPPORT, "Everyone", "All people"),
    )
}

SORTS: dict[str, tuple[str, Any]] = {
    "name": ("name", Case.sort_name),
    "release": ("release date", Case.licence_start),
    "status": (
        "status",
        case({s.value: n for n, s in enumerate(Status)}, value=STATUS, else_=len(Status)),
    ),
}
"""What a list can be sorted by: the words for it, and the column."""


@caseloads.get("/people/<name>")
@login_required
def show(name: str) -> str:
    """One page of a list."""
    chosen = LISTS.get(name) or abort(404)
    if not current_user.has(chosen.role):
        raise Refused(_not_yours(chosen))
    query = _Query(chosen)
    statement = query.statement()
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    size = current_app.config["PAGE_SIZE"]
    pages = max(1, -(-total // size))
    number = min(query.page, pages)
    rows = db.session.execute(query.sorted(statement).limit(size).offset((number - 1) * size)).all()
    returned = _returned([row.opened for row in rows if row.opened])
    schedule = policies.schedule() if any(row.status in DRAFTS for row in rows) else []
    today = clock.today()
    return render_template(
        "caseload.html",
        list=chosen,
        tabs=[
            {"text": each.tab, "href": url_for("caseloads.show", name=each.name), "current": each is chosen}
            for each in LISTS.values()
            if each.role is chosen.role
        ],
        rows=[_row(row, chosen, today, returned, schedule) for row in rows],
        total=total,
        query=query,
        statuses=[(s.value, s.label) for s in Status if s is not Status.INACTIVE],
        head=query.head(),
        sort_words=query.sort_words(),
        empty=_empty(chosen, query),
        page=number,
        pages=pages,
        page_items=page_items(query, number, pages),
        previous_url=query.url(page=number - 1) if number > 1 else None,
        next_url=query.url(page=number + 1) if number < pages else None,
    )


def page_items(query: Any, number: int, pages: int) -> list[dict[str, Any]]:
    """The pages to link to: the first, the last, this one and its neighbours, with gaps between."""
    shown = [n for n in range(1, pages + 1) if n in (1, pages) or abs(n - number) <= 1]
    items: list[dict[str, Any]] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n - before > 1:
            items.append({"ellipsis": True})
        items.append({"number": n, "href": query.url(page=n), "current": n == number})
    return items


def _empty(chosen: CaseList, query: _Query) -> str:
    if query.text or query.status:
        return "Nobody on this list matches your search. Check the spelling, or clear the search to see everyone."
    return chosen.empty


def _not_yours(chosen: CaseList) -> Refusal:
    return Refusal(
        title="You cannot open this list",
        rule=f"“{chosen.title}” is for {chosen.role.holder}.",
        fact="Your account does not have that role.",
        who=f"{capitalised(chosen.role.holder)} can open it.",
        next_step="Go to the home page for what you can do. If you should have this role, ask your local service "
        "support to add it.",
    )


class _Query:
    """What a reader asks of a list, read from the URL and nothing else; what makes no sense is left out."""

    def __init__(self, chosen: CaseList) -> None:
        self.list = chosen
        self.text = " ".join(request.args.get("q", "").replace("\0", "").split())[:100]
        self.status = request.args.get("status", "")
        if self.status not in {s.value for s in Status}:
            self.status = ""
        self.sort = request.args.get("sort", "release")
        if self.sort not in SORTS:
            self.sort = "release"
        self.is_descending = request.args.get("order") == "descending"
        page = request.args.get("page", "1")
        is_number = page.isascii() and page.isdecimal() and len(page) <= 6
        self.page = max(1, int(page)) if is_number else 1

    def statement(self) -> Any:
        """The people asked for, each with their open and their approved licence of this release."""
        is_open = IS_OPEN[self.list.role].element
        statement = (
            listed(current_user, self.list.role)
            .add_columns(
                Opened.id.label("opened"),
                Approved.id.label("approved"),
                STATUS.label("status"),
                Opened.policy_version.label("policy"),
            )
            .outerjoin(Opened, _same_release(Opened) & Opened.status.in_(sorted(OPEN)))
            .outerjoin(Approved, _same_release(Approved) & (Approved.status == Status.APPROVED))
            .where(self.list.only(current_user))
        )
        if self.text:
            words: list[ColumnElement[bool]] = [
                Case.sort_name.like(f"%{_escaped(w)}%", escape="\\") for w in folded(self.text).split()
            ]
            number = self.text.upper()
            statement = statement.where(
                or_(
                    Case.crn == number,
                    is_open & (Case.prison_number == number),
                    and_(is_open, *(words or [false()])),
                    is_open
                    & func.lower(Case.manager_name).like(
                        "%" + _escaped(self.text.lower()) + "%", escape="\\"
                    ),
                )
            )
        if self.status:
            statement = statement.where(STATUS == self.status, is_open)
        return statement.params(**grants(current_user))

    def sorted(self, statement: Any) -> Any:
        """People without a date come after the others; restricted people last, in an order that tells nothing of them."""
        column, is_open = SORTS[self.sort][1], IS_OPEN[self.list.role].element
        first: list[Any]
        keys: list[Any]
        if (
            self.list.role in PRISON
        ):  # which restrictions do not bind; PostgreSQL refuses to sort by a constant
            first, keys = [], [column, column.is_(None), Case.sort_name]
        else:
            first = [is_open.desc()]
            keys = [case((is_open, key)) for key in (column, column.is_(None), Case.sort_name)]
        shown, missing, name = keys
        ordered = shown.desc() if self.is_descending else shown.asc()
        return statement.order_by(*first, missing, ordered, name, Case.id).params(**grants(current_user))

    def url(self, **changes: Any) -> str:
        """The list's address with these changes; what is as usual is left out."""
        values = {
            "q": self.text or None,
            "status": self.status or None,
            "sort": self.sort if self.sort != "release" else None,
            "order": "descending" if self.is_descending else None,
        } | changes
        if values.get("page") == 1:
            values["page"] = None
        return url_for("caseloads.show", name=self.list.name, **values)

    def head(self) -> list[dict[str, str]]:
        """The table's headers: each sort's address, the other way round if the list is sorted by it, and aria-sort."""

        def sorts(name: str, text: str) -> dict[str, str]:
            is_this = name == self.sort
            turn = is_this and not self.is_descending
            return {
                "text": text,
                "href": self.url(
                    sort=name if name != "release" else None, order="descending" if turn else None
                ),
                "sort": ("descending" if self.is_descending else "ascending") if is_this else "none",
            }

        return [
            sorts("name", "Name"),
            {"text": "Probation practitioner" if self.list.name != "mine" else "Prison"},
            sorts("release", "Release date"),
            sorts("status", "Status"),
        ]

    def sort_words(self) -> str:
        """The order in words, for above the table."""
        words = SORTS[self.sort][0]
        return f"Sorted by {words}, {_ORDERS[self.sort][self.is_descending]}"


_ORDERS = {
    "name": ("A to Z by surname", "Z to A by surname"),
    "release": ("soonest first", "latest first"),
    "status": ("not started first", "approved first"),
}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _same_release(licence: Any) -> ColumnElement[bool]:
    return (licence.case_id == Case.id) & (licence.booking_id == func.coalesce(Case.booking_id, ""))


def _returned(licences: list[int]) -> dict[int, str]:
    """Why each of these licences came back last, for those that did."""
    if not licences:
        return {}
    rows = db.session.execute(
        select(Decision.licence_id, Decision.reason, Decision.decided_by_name)
        .where(Decision.licence_id.in_(licences), Decision.decision == "return")
        .order_by(Decision.id)
    )
    return {
        row.licence_id: shorten(f"{row.decided_by_name}: {row.reason}", 160, placeholder=" …") for row in rows
    }


def _row(
    row: Any, chosen: CaseList, today: Any, returned: dict[int, str], schedule: list[Published]
) -> dict[str, Any]:
    person: Case = row.Case
    if not row.is_open:
        return {
            "is_open": False,
            "crn": person.crn,
            "url": url_for("licence.person", case_id=person.id),
        }
    shown = row.approved if chosen.name in ("to-print", "approved") else row.opened or row.approved
    is_draft = shown is not None and shown == row.opened and row.status in DRAFTS
    other = other_policy(row.policy, person.licence_start or today, schedule) if is_draft else None
    status = Status.APPROVED if shown is not None and shown == row.approved else Status(row.status)
    reasons = reasons_not_to_start(person, today) if shown is None else []
    tag, colour, note = status.label, status.colour, ""
    if status is Status.REJECTED:
        note = f"Returned by {returned.get(row.opened, 'the prison')}"
    elif row.opened and row.approved:
        note = (
            "An approved version is in place" if shown == row.opened else "A newer version is being written"
        )
    elif reasons:
        tag, colour, note = "Cannot start", "grey", reasons[0].title
    return {
        "is_open": True,
        "name": person.name,
        "number": person.prison_number if chosen.in_prison else person.crn,
        "other": person.prison_name if chosen.name == "mine" else person.manager_name or "Not allocated",
        "date": short_date(person.licence_start) if person.licence_start else "No release date",
        "date_kind": person.release_date_text if person.licence_start else "",
        "tag": tag,
        "colour": colour,
        "note": note,
        "policy": other.in_words if other else "",
        "url": _address(shown, person, chosen),
    }


def _address(shown: int | None, person: Case, chosen: CaseList) -> str | None:
    """Where a name leads: to the licence, or to starting one for those who may; None where there is nothing to open."""
    if shown:
        return url_for("licence.show", licence_id=shown)
    return (
        url_for("licence.start", case_id=person.id)
        if chosen.role in roles_in(moves_for(actions.START))
        else None
    )
