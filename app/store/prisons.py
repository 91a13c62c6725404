"""Keeping the list of prisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.domain import intake
from app.domain.characters import unprintable
from app.domain.intake import Unfit
from app.models.base import db
from app.models.prison import Prison
from forms.telephones import read_telephone


class PrisonFault(Exception):
    """Why a prison cannot be stored so, as a sentence."""


def set_prison(
    code: str,
    name: str,
    omu_email: str | None = None,
    telephone: str | None = None,
    is_contracted: bool = False,
) -> Prison:
    """Add a prison, or bring the one with this code up to date; the caller commits. Raises PrisonFault."""
    code, name = intake.plain(code).upper(), " ".join(intake.line(name).split())
    omu_email = intake.plain(omu_email or "") or None
    if not re.fullmatch(r"[A-Z0-9]{2,5}", code):
        raise PrisonFault("The code of a prison is 2 to 5 letters and digits, like MDI.")
    if not name or len(name) > 100 or unprintable(name):
        raise PrisonFault("Give the prison a name of up to 100 characters that can be printed on a licence.")
    if omu_email and (len(omu_email) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", omu_email)):
        raise PrisonFault("The e-mail address must be like omu@example.com.")
    try:
        telephone = read_telephone(telephone) if telephone and intake.plain(telephone) else None
    except Unfit as fault:
        raise PrisonFault(f"The telephone number {fault.what}.") from None
    prison = db.session.get(Prison, code)
    if prison is None:
        prison = Prison(code=code)
        db.session.add(prison)
    prison.name, prison.omu_email, prison.telephone = name, omu_email, telephone
    prison.is_contracted = is_contracted
    return prison


def find(code: str) -> Prison | None:
    """The prison of a code, however it is written."""
    return db.session.get(Prison, intake.plain(code).upper())


def not_in_register(codes: Iterable[str]) -> list[str]:
    """Those of the codes that no prison has."""
    given = set(codes)
    return sorted(given.difference(db.session.scalars(select(Prison.code).where(Prison.code.in_(given)))))


def all_prisons() -> Sequence[Prison]:
    """Every prison, by name."""
    return db.session.scalars(select(Prison).order_by(Prison.name)).all()
