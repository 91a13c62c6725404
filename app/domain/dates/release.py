"""The release: its kind, the day the licence starts, what that date is called, and how early it may come.

Upstream dates may lie past the last known bank holiday. These rules then go by weekends alone, so that no
import or page fails, and `is_provisional` says that the date may move once its bank holidays are published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates.working_days import WorkingDays

_FRIDAY = 4
_CLOSE_TO_CRD = frozenset({"IMMIGRATION_DETAINEE", "REMAND", "CONVICTED_UNSENTENCED"})
"""Legal statuses whose confirmed date counts only close to the conditional release date."""
_IS91_OFFENCE = "ILLEGAL IMMIGRANT/DETAINEE"
_IS91_OUTCOMES = frozenset({"3006", "4022", "5500", "5502"})
"""Deportation recommended, extradited, immigration detainee, decision to deport."""


class Kind(StrEnum):
    """The kind of licence that a release needs."""

    CRD = "CRD"
    PRRD = "PRRD"
    HDC = "HDC"


class ReleaseDateLabel(StrEnum):
    """Which date the licence start date is, stored by its code and shown as its text."""

    CRD = "CRD"
    CONFIRMED = "CONFIRMED"
    POST_RECALL = "POST_RECALL"
    HDC_ACTUAL = "HDC_ACTUAL"
    HDC_ELIGIBLE = "HDC_ELIGIBLE"

    @property
    def text(self) -> str:
        return _LABELS[self]


_LABELS = {
    ReleaseDateLabel.CRD: "Conditional release date",
    ReleaseDateLabel.CONFIRMED: "Confirmed release date",
    ReleaseDateLabel.POST_RECALL: "Post-recall release date",
    ReleaseDateLabel.HDC_ACTUAL: "HDC actual date",
    ReleaseDateLabel.HDC_ELIGIBLE: "HDC eligible date",
}


@dataclass(frozen=True)
class ReleaseFacts:
    """What the prison says about a release, as far as its date depends on it."""

    conditional_release: dt.date | None = None
    confirmed_release: dt.date | None = None
    post_recall_release: dt.date | None = None
    hdc_actual: dt.date | None = None
    hdc_eligible: dt.date | None = None
    legal_status: str | None = None
    is_is91: bool = False


def is_is91(booking_id: str | None, offence: str | None, court_outcomes: Collection[str]) -> bool:
    """Whether somebody is held for immigration (form IS91); never without an active booking."""
    if booking_id is None:
        return False
    return offence == _IS91_OFFENCE or not _IS91_OUTCOMES.isdisjoint(court_outcomes)


def kind_of(facts: ReleaseFacts) -> Kind:
    """PRRD for a release after recall: a post-recall date, and no conditional release date on or after it."""
    crd, prrd = facts.conditional_release, facts.post_recall_release
    return Kind.PRRD if prrd and (crd is None or prrd > crd) else Kind.CRD


def licence_start(kind: Kind | None, facts: ReleaseFacts, working_days: WorkingDays) -> dt.date | None:
    """The day the licence starts; None without a kind or without the date that the kind needs."""
    if kind is None:
        return None
    if kind is Kind.HDC:
        return facts.hdc_actual or facts.hdc_eligible
    days = working_days.as_far_as_known()
    crd, ard = facts.conditional_release, facts.confirmed_release
    latest = facts.post_recall_release if kind is Kind.PRRD else crd
    if latest is None:
        return None
    default = days.last_on_or_before(latest)
    if ard is None or ard > latest:
        return default
    if kind is Kind.PRRD:
        return default if crd and ard <= crd else ard
    if (facts.is_is91 or facts.legal_status in _CLOSE_TO_CRD) and ard < default:
        return default
    return ard


def is_provisional(start: dt.date | None, working_days: WorkingDays) -> bool:
    """Whether a licence start date lies where bank holidays are not known yet."""
    return start is not None and not working_days.covers(start)


def label_of(start: dt.date | None, facts: ReleaseFacts, working_days: WorkingDays) -> ReleaseDateLabel:
    """Which of the dates the licence start date is: curfew dates first, then confirmed, then post-recall."""
    if start is None:
        return ReleaseDateLabel.CRD
    if start == facts.hdc_actual:
        return ReleaseDateLabel.HDC_ACTUAL
    if start == facts.hdc_eligible:
        return ReleaseDateLabel.HDC_ELIGIBLE
    if start == facts.confirmed_release:
        return ReleaseDateLabel.CONFIRMED
    prrd = facts.post_recall_release
    if prrd and start == working_days.as_far_as_known().last_on_or_before(prrd):
        return ReleaseDateLabel.POST_RECALL
    return ReleaseDateLabel.CRD


def is_early_release(
    start: dt.date | None, working_days: WorkingDays, hdc_actual: dt.date | None = None
) -> bool:
    """Whether a release may be brought forward because it falls on a Friday or on a day nobody works."""
    if start is None or start == hdc_actual:
        return False
    return start.weekday() == _FRIDAY or not working_days.as_far_as_known().is_working_day(start)


def earliest_release(
    start: dt.date | None, working_days: WorkingDays, hdc_actual: dt.date | None = None
) -> dt.date | None:
    """The first day the release may happen: the start, or three working days before, without Fridays."""
    if start is None or not is_early_release(start, working_days, hdc_actual):
        return start
    return working_days.as_far_as_known().nth_before(start, 3, fridays=False)
