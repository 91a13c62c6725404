"""Which type a licence has. The policy and the dates of the record decide it; the code names no law and no day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.policy.model import Policy


class LicenceType(StrEnum):
    """A licence alone, or one document with post-sentence supervision (PSS) as its second part."""

    AP = "AP"
    AP_PSS = "AP_PSS"

    @property
    def label(self) -> str:
        return "Licence" if self is LicenceType.AP else "Licence and post-sentence supervision"


@dataclass(frozen=True)
class Period:
    """Two days and all between them."""

    start: dt.date
    end: dt.date


def offers_supervision(policy: Policy, licence_start: dt.date | None) -> bool:
    """Whether the policy has requirements for a supervision part, and gives it to licences that start on this day."""
    if not policy.standard_conditions.PSS:
        return False
    if policy.supervision is None:
        return True
    first, last = policy.supervision.first or dt.date.min, policy.supervision.last or dt.date.max
    return licence_start is not None and first <= licence_start <= last


def supervision_period(
    policy: Policy,
    *,
    licence_start: dt.date | None,
    licence_end: dt.date | None,
    supervision_start: dt.date | None,
    supervision_end: dt.date | None,
) -> Period | None:
    """When the supervision part of a licence runs; None for a licence without one.

    It has one when the policy offers it and the record has supervision that ends after the licence. Without a start
    that makes sense in the record it starts where the licence ends, which is what supervision after it means.
    """
    if not offers_supervision(policy, licence_start) or licence_end is None or supervision_end is None:
        return None
    if supervision_end <= licence_end:
        return None
    start = supervision_start
    if start is None or not licence_end <= start <= supervision_end:
        start = licence_end + dt.timedelta(days=1)
    return Period(start, supervision_end)


def is_in_supervision(
    licence_end: dt.date | None, supervision_end: dt.date | None, on: dt.date | None
) -> bool:
    """Whether somebody is in the supervision after their licence on a day: today, or the day a licence became active."""
    return bool(on and licence_end and supervision_end and licence_end < on <= supervision_end)
