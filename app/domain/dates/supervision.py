"""Which type a licence has. The policy decides it, with the sentences where the record gives them, else with its dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates.sentences import Follows, Ruling
from app.domain.dates.sentences import supervision_end as end_by_sentence
from app.domain.policy.model import Policy


class LicenceType(StrEnum):
    """A licence alone, or one document with post-sentence supervision (PSS) as its second part."""

    AP = "AP"
    AP_PSS = "AP_PSS"

    @property
    def label(self) -> str:
        return "Licence" if self is LicenceType.AP else "Licence and post-sentence supervision"


class SupervisingBody(StrEnum):
    """Who supervises somebody after release."""

    PROBATION = "PROBATION"
    YOT = "YOT"

    @property
    def label(self) -> str:
        return "Probation" if self is SupervisingBody.PROBATION else "Youth offending team (YOT)"


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
    follows: Follows | None = None,
    custody_end: dt.date | None = None,
) -> Period | None:
    """When the supervision part of a licence runs; None for a licence without one.

    It has one when the policy offers it and there is supervision that ends after the licence: by the record, unless the
    sentences that it gives have none, or by the sentences where the record has no such date. Without a start that makes
    sense in the record it starts where the licence ends, which is what supervision after it means.
    """
    if follows not in (None, Follows.LICENCE_THEN_SUPERVISION):
        return None
    supervision_end = supervision_end or end_by_sentence(follows, custody_end)
    if not offers_supervision(policy, licence_start) or licence_end is None or supervision_end is None:
        return None
    if supervision_end <= licence_end:
        return None
    start = supervision_start
    if start is None or not licence_end <= start <= supervision_end:
        start = licence_end + dt.timedelta(days=1)
    return Period(start, supervision_end)


def why(period: Period | None, ruling: Ruling, recorded_end: dt.date | None) -> tuple[str, ...]:
    """Why a licence has its supervision part, or none: what the sentences say, and where the dates come from."""
    if ruling.follows is None:
        by_dates = (
            "The record gives supervision after the licence ends."
            if period
            else "The record gives no supervision after the licence, or the licence policy has none."
        )
        return ruling.because, by_dates
    if ruling.follows is not Follows.LICENCE_THEN_SUPERVISION:
        return (ruling.because,)
    if period is None:
        return ruling.because, "The licence policy has none for this licence, or the licence ends no sooner."
    if recorded_end:
        return ruling.because, "The record gives the day it ends."
    return (
        ruling.because,
        "The record has no end of it, so it ends 12 months after the time in custody is served.",
    )


def is_in_supervision(
    licence_end: dt.date | None, supervision_end: dt.date | None, on: dt.date | None
) -> bool:
    """Whether somebody is in the supervision after their licence on a day: today, or the day a licence became active."""
    return bool(on and licence_end and supervision_end and licence_end < on <= supervision_end)
