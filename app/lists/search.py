"""The one search of all people, for every role: whom the reader may open, who is with others, and who is restricted.

Whole words and numbers come first, then parts and typing slips. The database looks for at most so many of each kind, so
that a search costs the same however many people there are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from app.access import grants, reached_by
from app.domain.record.names import typed_as, words_to_find
from app.domain.roles import Role
from app.lists.listing import ListPage
from app.lists.people import NAME, PEOPLE, RELEASE, STATUS, PeopleList, escaped
from app.lists.whose_turn import WAITS
from app.models.base import db
from app.models.case import Case
from app.models.user import User

MOST = 250
"""People that a search shows: with more, another word finds somebody sooner than more pages."""
FOUND = {
    role: PeopleList(
        name="found", role=role, title="Find a person", tab="", columns=(NAME, WAITS, RELEASE, STATUS)
    )
    for role in (
        *(Role.PRACTITIONER, Role.CASE_ADMINISTRATOR, Role.PRISON_APPROVER),
        *(Role.HEAD_OF_PDU, Role.TEAM_MANAGER, Role.SUPPORT),
    )
}
"""What is shown of people, as each role calls it; of several roles, as the first of them does."""


class FoundPage(ListPage):
    """One page of a search. Its rows have `is_open`, and `is_covered`: whether a role of the reader's covers the person."""

    is_cut = False
    """Whether more people match than are shown."""


def find(typed: str, user: User, number: int, size: int) -> FoundPage:
    """The page of those whom a text finds, or the last there is: first whom the reader may open, restricted people last."""
    listing = next(each for role, each in FOUND.items() if user.has(role))
    asked = listing.asked({"q": typed})
    words = words_to_find(asked.text)
    rows: Sequence[Any] = ()
    total = 0
    if words:
        statement = _statement(user.roles, len(words), db.engine.dialect.name)
        values = {**grants(user), **_sought(words, db.engine.dialect.name)}

        def rows_of(page: int) -> Sequence[Any]:
            return db.session.execute(
                statement,
                {**values, "skipped": (page - 1) * size, "size": min(size, MOST - (page - 1) * size)},
            ).all()

        last_there_can_be = -(-MOST // size)
        number = min(number, last_there_can_be)
        rows = rows_of(number)
        if not rows and number > 1 and (first := rows_of(1)):
            number = -(-first[0].total // size)
            rows = rows_of(number)
        total = rows[0].total if rows else 0
    page = FoundPage(
        asked, rows, min(total, MOST), number if rows else 1, max(1, -(-min(total, MOST) // size))
    )
    page.is_cut = total > MOST
    return page


def page_asked(args: Mapping[str, str]) -> int:
    """The page that an address asks for."""
    return FOUND[Role.SUPPORT].asked(args).page


def _sought(words: Sequence[str], dialect: str) -> dict[str, Any]:
    """The parameters of a search for these words."""
    many: Callable[[list[str]], Any] = list if dialect == "postgresql" else json.dumps
    found: dict[str, Any] = {"whole": many(list(words))}
    for n, word in enumerate(words):
        found[f"near_{n}"] = many(typed_as(word))
        # Of one or two letters, only how a word begins: everybody's name has them somewhere.
        found[f"part_{n}"] = f"%{'' if len(word) > 2 else ' '}{escaped(word)}%"
        found[f"crn_{n}"] = f"%{escaped(word.upper())}%"
    return found


@cache
def _statement(roles: frozenset[Role], words: int, dialect: str) -> Select[Any]:
    """The one statement that reads a page of a search for so many words, built once for all who hold these roles."""
    covered, opened = reached_by(roles)
    whole, any_of = _of_postgresql() if dialect == "postgresql" else _of_sqlite()
    parts = [Case.found_by.like(bindparam(f"part_{n}"), escape="\\") for n in range(words)]
    near = and_(*(or_(any_of(f"near_{n}"), part) for n, part in enumerate(parts)))
    is_free = Case.restriction_kind == "NONE"
    is_closed = not_(func.coalesce(opened, false()))
    by_crn = and_(*parts, *(Case.crn.like(bindparam(f"crn_{n}"), escape="\\") for n in range(words)))
    is_named = or_(is_free, opened)
    who = [opened] if Role.SUPPORT in roles else [opened, and_(is_free, is_closed)]
    looked_for = [(rank, and_(what, of)) for rank, what in enumerate((whole, near)) for of in who]
    looked_for.append((0, and_(by_crn, Case.restriction_kind != "NONE", is_closed)))
    arms = [
        select(Case.id, literal(rank).label("rank")).where(matches).limit(MOST + 1).subquery()
        for rank, matches in looked_for
    ]
    hits = union_all(*(select(arm.c.id, arm.c.rank) for arm in arms)).subquery()
    ranked = select(hits.c.id, func.min(hits.c.rank).label("rank")).group_by(hits.c.id).subquery()
    order = (
        case((opened, 0), (is_named, 1), else_=2),
        case((is_named, ranked.c.rank)),
        case((is_named, Case.sort_name), else_=Case.crn),
        Case.id,
    )
    page = (
        select(
            Case.id.label("id"),
            opened.label("is_open"),
            covered.label("is_covered"),
            func.count().over().label("total"),
            func.row_number().over(order_by=order).label("place"),
        )
        .join(ranked, ranked.c.id == Case.id)
        .order_by("place")
        .limit(bindparam("size"))
        .offset(bindparam("skipped"))
        .subquery()
    )
    people = select(Case, page.c.is_open, page.c.is_covered, page.c.total).select_from(Case)
    return PEOPLE.extend(people.join(page, page.c.id == Case.id)).order_by(page.c.place)


def _of_postgresql() -> tuple[ColumnElement[bool], Callable[[str], ColumnElement[bool]]]:
    words = func.string_to_array(Case.found_near, literal(" ", literal_execute=True))
    return (
        words.op("@>", is_comparison=True)(bindparam("whole", type_=ARRAY(Text))),
        lambda name: words.op("&&", is_comparison=True)(bindparam(name, type_=ARRAY(Text))),
    )


def _of_sqlite() -> tuple[ColumnElement[bool], Callable[[str], ColumnElement[bool]]]:
    """The same, which looks at every row."""

    def words(name: str) -> tuple[Any, ColumnElement[bool]]:
        each = func.json_each(bindparam(name)).table_valued("value", name=f"each_{name}")
        return each, func.instr(Case.found_near, literal(" ") + each.c.value + literal(" ")) > 0

    every, is_there = words("whole")

    def any_of(name: str) -> ColumnElement[bool]:
        each, is_there = words(name)
        return exists(select(each.c.value).where(is_there).correlate(Case))

    return ~exists(select(every.c.value).where(~is_there).correlate(Case)), any_of
