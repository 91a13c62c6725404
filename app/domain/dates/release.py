"""The release: what the record says of it, the day the licence starts and which date that is, and how early it may come.

Sources: domain rules 4.9, 5.2, 5.5, 5.6 and 11.1. Upstream dates may lie past the last known bank holiday. These rules
then go by weekends alone, so that no import or page fails, and what they come to says that it is provisional.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates.worked import Source, Worked
from app.domain.dates.working_days import WorkingDays
from app.domain.words import day_and_date, joined, uncapitalised

_FRIDAY = 4
TIME_SERVED_DAYS = dt.timedelta(days=27)
"""How long ago the day may be on which somebody who has served the time was sentenced and to be released."""
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


class EligibleKind(StrEnum):
    """The kind of release that somebody is eligible for."""

    CRD = "CRD"
    HDC = "HDC"
    STANDARD = "STANDARD"
    FIXED_TERM = "FIXED_TERM"

    @property
    def licence(self) -> Kind:
        """The kind of licence for it: one kind for both recalls."""
        return Kind.PRRD if self.is_recall else Kind(self.value)

    @property
    def is_recall(self) -> bool:
        return self in (EligibleKind.STANDARD, EligibleKind.FIXED_TERM)

    @property
    def text(self) -> str:
        """What kind of release it is, on screen."""
        return _KINDS[self]


_KINDS = {
    EligibleKind.CRD: "Conditional release",
    EligibleKind.HDC: "Home detention curfew",
    EligibleKind.STANDARD: "Release after a standard recall",
    EligibleKind.FIXED_TERM: "Release after a fixed-term recall",
}


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
    """What the record says about a release, as far as its dates and who is in scope depend on it."""

    conditional_release: dt.date | None = None
    confirmed_release: dt.date | None = None
    post_recall_release: dt.date | None = None
    hdc_actual: dt.date | None = None
    hdc_eligible: dt.date | None = None
    legal_status: str | None = None
    is_is91: bool = False
    sentence_start: dt.date | None = None
    sentence_end: dt.date | None = None
    licence_end: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    parole_eligibility: dt.date | None = None
    actual_parole: dt.date | None = None
    booking_id: str | None = None
    prison_status: str | None = None
    imprisonment_status: str | None = None
    is_indeterminate: bool = False
    is_recall: bool = False
    is_restricted_patient: bool = False
    hdc_status: str | None = None
    recall_sentences: tuple[str, ...] = ()
    """The recall class of each active sentence; none where the prison system holds no sentence for the booking."""

    def named(self, *names: str) -> dict[str, Source]:
        """These facts under the names that the record has for them."""
        return {UPSTREAM[name]: getattr(self, name) for name in names}


UPSTREAM: Mapping[str, str] = {
    "conditional_release": "conditionalReleaseDate",
    "confirmed_release": "confirmedReleaseDate",
    "post_recall_release": "postRecallReleaseDate",
    "hdc_actual": "homeDetentionCurfewActualDate",
    "hdc_eligible": "homeDetentionCurfewEligibilityDate",
    "legal_status": "legalStatus",
    "is_is91": "is91",
    "sentence_start": "sentenceStartDate",
    "sentence_end": "sentenceExpiryDate",
    "licence_end": "licenceExpiryDate",
    "supervision_start": "topupSupervisionStartDate",
    "supervision_end": "topupSupervisionExpiryDate",
    "parole_eligibility": "paroleEligibilityDate",
    "actual_parole": "actualParoleDate",
    "booking_id": "bookingId",
    "prison_status": "status",
    "imprisonment_status": "imprisonmentStatus",
    "is_indeterminate": "indeterminateSentence",
    "is_recall": "recall",
    "is_restricted_patient": "restrictedPatient",
    "hdc_status": "hdcStatus",
    "recall_sentences": "recallSentences",
}
"""The name of each fact in the record (docs/case-record-format.md); whether somebody is an IS91 case is worked out from it."""

UPSTREAM_IN_WORDS = {
    "conditionalReleaseDate": "Conditional release date (CRD)",
    "confirmedReleaseDate": "Confirmed release date",
    "postRecallReleaseDate": "Post-recall release date",
    "homeDetentionCurfewActualDate": "Home detention curfew actual date",
    "homeDetentionCurfewEligibilityDate": "Home detention curfew eligibility date",
    "legalStatus": "Legal status",
    "is91": "Held for immigration (IS91)",
    "sentenceStartDate": "Sentence start date",
    "sentenceExpiryDate": "Sentence expiry date",
    "licenceExpiryDate": "Licence end date",
    "topupSupervisionStartDate": "Supervision start date",
    "topupSupervisionExpiryDate": "Supervision end date",
}
"""What pages call the facts that a date is worked out from."""


def is_is91(booking_id: str | None, offence: str | None, court_outcomes: Collection[str]) -> bool:
    """Whether somebody is held for immigration (form IS91); never without an active booking."""
    if booking_id is None:
        return False
    return offence == _IS91_OFFENCE or not _IS91_OUTCOMES.isdisjoint(court_outcomes)


def time_served_until(sentence_start: dt.date | None, conditional_release: dt.date | None) -> dt.date | None:
    """The last day on which a release is one of time served: sentenced on the conditional release date, because of the
    time spent on remand. None where it never is."""
    if conditional_release is None or conditional_release != sentence_start:
        return None
    return conditional_release + min(TIME_SERVED_DAYS, dt.date.max - conditional_release)


def is_time_served(
    sentence_start: dt.date | None, conditional_release: dt.date | None, today: dt.date
) -> bool:
    """Whether somebody is released at once because they have served the time, today or up to 27 days ago."""
    last = time_served_until(sentence_start, conditional_release)
    return last is not None and today <= last


def is_release_at_licence_end(start: dt.date | None, facts: ReleaseFacts) -> bool:
    """Whether the licence would start on the day it ends."""
    return start is not None and start == facts.licence_end


def licence_start(
    kind: EligibleKind | None, facts: ReleaseFacts, working_days: WorkingDays
) -> Worked[dt.date | None]:
    """The day the licence starts; None without a kind or without the date that the kind needs."""
    if kind is None:
        return Worked(None, "No licence can be made for this person, so there is no day for one to start.")
    if kind is EligibleKind.HDC:
        return _curfew_start(facts)
    return _release_start(kind, facts, working_days)


def _curfew_start(facts: ReleaseFacts) -> Worked[dt.date | None]:
    sources = facts.named("hdc_actual", "hdc_eligible")
    if facts.hdc_actual:
        return Worked(
            facts.hdc_actual, "The licence starts on the home detention curfew actual date.", sources
        )
    if facts.hdc_eligible:
        because = (
            "There is no home detention curfew actual date, so the licence starts on the home detention curfew "
            "eligibility date."
        )
        return Worked(facts.hdc_eligible, because, sources)
    return Worked(None, "The record has no home detention curfew date.", sources)


def _release_start(
    kind: EligibleKind, facts: ReleaseFacts, working_days: WorkingDays
) -> Worked[dt.date | None]:
    ard = facts.confirmed_release
    name = "post_recall_release" if kind.is_recall else "conditional_release"
    called = uncapitalised(_LABELS[ReleaseDateLabel.POST_RECALL if kind.is_recall else ReleaseDateLabel.CRD])
    latest: dt.date | None = getattr(facts, name)
    read = ["confirmed_release", name]
    if latest is None:
        return Worked(None, f"The record has no {called}.", facts.named(*read))
    default = working_days.as_far_as_known().last_on_or_before(latest)
    moved = (
        f"The licence starts on the {called}."
        if default == latest
        else f"{day_and_date(latest)}, the {called}, is not a working day. The licence starts on the last working "
        "day before it."
    )
    is_unknown = not working_days.covers(latest)

    def not_confirmed(why: str = "") -> Worked[dt.date | None]:
        return Worked(default, f"{why}{moved}", facts.named(*read)).provisionally(is_unknown)

    if ard is None:
        return not_confirmed("There is no confirmed release date. ")
    if ard > latest:
        return not_confirmed(f"The confirmed release date is after the {called}, so it does not count. ")
    if kind.is_recall:
        read.append("conditional_release")
        if facts.conditional_release and ard <= facts.conditional_release:
            return not_confirmed(
                "The confirmed release date is on or before the conditional release date, so it belongs to the "
                "first release and does not count. "
            )
    is_close = not kind.is_recall and (facts.is_is91 or facts.legal_status in _CLOSE_TO_CRD)
    if is_close:
        read += ["legal_status", "is_is91"]
        if ard < default:
            return not_confirmed(
                "For this legal status a confirmed release date counts only from the last working day up to the "
                f"{called}, and this one is earlier. "
            )
    because = "The licence starts on the confirmed release date."
    return Worked(ard, because, facts.named(*read)).provisionally(is_close and is_unknown)


def licence_end(facts: ReleaseFacts) -> Worked[dt.date | None]:
    """The day the licence ends."""
    sources = facts.named("licence_end", "sentence_end")
    if facts.licence_end:
        return Worked(facts.licence_end, "The record gives the day the licence ends.", sources)
    if facts.sentence_end:
        because = "The record has no licence end date, so the licence ends when the sentence does."
        return Worked(facts.sentence_end, because, sources)
    return Worked(None, "The record has neither a licence end date nor a sentence expiry date.", sources)


def is_provisional(start: dt.date | None, working_days: WorkingDays) -> bool:
    """Whether a licence start date lies where bank holidays are not known yet, so that what is counted from it may move."""
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
) -> Worked[dt.date | None]:
    """The first day the release may happen: the start, or three working days before, without Fridays."""
    sources: dict[str, Source] = {"licenceStartDate": start}
    if start is None:
        return Worked(None, "There is no day for the licence to start.", sources)
    if start == hdc_actual:
        sources["homeDetentionCurfewActualDate"] = hdc_actual
        return Worked(start, "A release on home detention curfew is not brought forward.", sources)
    if not is_early_release(start, working_days, hdc_actual):
        because = (
            f"{day_and_date(start)} is a working day and not a Friday, so the release is not brought forward."
        )
        return Worked(start, because, sources).provisionally(is_provisional(start, working_days))
    early = working_days.as_far_as_known().nth_before(start, 3, fridays=False)
    what = "a Friday" if start.weekday() == _FRIDAY else "not a working day"
    because = (
        f"{day_and_date(start)} is {what}, so the release may be brought forward by up to three working days, "
        "not counting Fridays."
    )
    return Worked(early, because, sources).provisionally(is_provisional(start, working_days))


def in_words(sources: Mapping[str, Source]) -> list[tuple[str, str]]:
    """The facts of a working as pages show them: what each is called, and its value."""

    def value(each: Source) -> str:
        if isinstance(each, dt.date):
            return day_and_date(each)
        if isinstance(each, bool):
            return "Yes" if each else "No"
        return joined(list(each)) if isinstance(each, tuple) else each or "Not recorded"

    return [
        (UPSTREAM_IN_WORDS[name], value(each)) for name, each in sources.items() if name in UPSTREAM_IN_WORDS
    ]
