"""Keeping the list of prisons."""

from __future__ import annotations

from app.models.base import db
from app.models.prison import Prison


def set_prison(code: str, name: str, omu_email: str | None = None, telephone: str | None = None) -> Prison:
    """Add a prison, or bring the one with this code up to date; the caller commits."""
    prison = db.session.get(Prison, code)
    if prison is None:
        prison = Prison(code=code)
        db.session.add(prison)
    prison.name, prison.omu_email, prison.telephone = name, omu_email, telephone
    return prison
