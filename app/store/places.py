"""The teams, prisons and delivery units that are known, by code. Prisons have a register; the others are those of people,
of accounts and of switches."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, literal, null, select, union_all

from app.domain.roles import PLACES
from app.models.base import db
from app.models.case import Case
from app.models.prison import Prison
from app.models.site import SiteSwitch
from app.models.user import Grant, User

Pair = tuple[str, str]
"""The kind and the code of a place."""
_KNOWN = union_all(
    select(Grant.kind.label("kind"), Grant.code.label("code"), null().label("name")).where(
        Grant.kind.in_(("team", "pdu"))
    ),
    select(SiteSwitch.kind, SiteSwitch.code, null()).where(SiteSwitch.kind == "pdu"),
    select(literal("team"), Case.team_code, Case.team_name).where(Case.team_code.is_not(None)),
    select(literal("pdu"), Case.pdu_code, Case.pdu_name).where(Case.pdu_code.is_not(None)),
    select(literal("prison"), Prison.code, Prison.name),
).subquery()


def named(user: User) -> dict[str, list[str]]:
    """The places of an account by kind, in order of their codes, each as its name and its code."""
    pairs = [(each.kind, each.code) for each in user.grants if each.kind in PLACES]
    known = names(pairs)
    found: dict[str, list[str]] = {kind: [] for kind in PLACES}
    for kind, code in sorted(pairs):
        name = known.get((kind, code), code)
        found[kind].append(f"{name} ({code})" if name != code else code)
    return found


def names(wanted: Iterable[Pair]) -> dict[Pair, str]:
    """The names of those of these places that are known; the code of one that nothing names."""
    pairs = set(wanted)
    rows = db.session.execute(
        select(_KNOWN.c.kind, _KNOWN.c.code, func.max(_KNOWN.c.name).label("name"))
        .where(_KNOWN.c.code.in_({code for _, code in pairs}))
        .group_by(_KNOWN.c.kind, _KNOWN.c.code)
    )
    return {(row.kind, row.code): row.name or row.code for row in rows if (row.kind, row.code) in pairs}
