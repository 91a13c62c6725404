"""What becomes of a licence when its day comes.

Source: domain rules 9.1, 10.1 and 14.
"""

from __future__ import annotations

import datetime as dt

from app.domain.dates.release import Kind
from app.domain.licence.scope import CURFEW_DAYS

REVIEW_DAYS = dt.timedelta(days=5)
"""How long after the release probation is reminded of a standard licence that it has not reviewed."""
_DECIDED = frozenset({"APPROVED", "NOT_A_HDC_RELEASE"})


def is_for_other_kind(kind: str, hdc_eligible: dt.date | None, hdc_status: str | None) -> bool:
    """Whether home detention curfew decides for another kind of release than the licence is for: refused for a licence on
    curfew, or approved for any other. Its status counts only with an eligibility date, and undecided it decides nothing."""
    status = hdc_status if hdc_eligible else None
    if kind == Kind.HDC:
        return status == "NOT_A_HDC_RELEASE"
    return status == "APPROVED"


def waits_for_curfew(kind: str, hdc_eligible: dt.date | None, hdc_status: str | None) -> bool:
    """Whether a licence on home detention curfew is left alone, because curfew is not decided."""
    return kind == Kind.HDC and (hdc_status if hdc_eligible else None) not in _DECIDED


def curfew_closes(kind: str, conditional_release: dt.date | None) -> dt.date | None:
    """The day from which a licence for home detention curfew is too close to the conditional release; None for another."""
    if kind != Kind.HDC or conditional_release is None:
        return None
    return conditional_release - CURFEW_DAYS + dt.timedelta(days=1)
