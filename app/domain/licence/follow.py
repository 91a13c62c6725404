"""What becomes of a licence when the record of its person changes: which dates count, what ends, what goes on.

Source: domain rules 5.9, 5.10, 9.3 and 17. Where those differ from each other, docs/decisions says what is done here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.dates.release import EligibleKind, Kind
from app.domain.licence.status import BY_PROBATION, DRAFTS, MADE_BY_PRISON, Purpose, Status


@dataclass(frozen=True)
class Recorded:
    """What the record of a person says of what a licence hangs on, before a change or after it."""

    start: dt.date | None = None
    """The day the licence starts, as it is worked out from the record."""
    licence_end: dt.date | None = None
    sentence_end: dt.date | None = None
    supervision_start: dt.date | None = None
    supervision_end: dt.date | None = None
    post_recall: dt.date | None = None
    conditional: dt.date | None = None
    """The override, where there is one."""
    confirmed: dt.date | None = None
    hdc_actual: dt.date | None = None
    hdc_end: dt.date | None = None
    hdc_eligible: dt.date | None = None
    last_sentence: dt.date | None = None
    """The day of the latest sentence."""
    recall: str | None = None
    """STANDARD or FIXED_TERM; None for somebody who is not recalled."""


def follows_no_record(status: Status, booking: str, booking_now: str | None) -> bool:
    """Whether a licence keeps its own dates, whatever the record says: it is in force, or for an earlier booking."""
    return status is Status.ACTIVE or (booking_now is not None and booking != booking_now)


DATES = (
    ("start", "Release date"),
    ("licence_end", "Licence end date"),
    ("sentence_end", "Sentence expiry date"),
    ("supervision_start", "Supervision start date"),
    ("supervision_end", "Supervision end date"),
    ("post_recall", "Post-recall release date"),
)
_OF_CURFEW = (
    ("hdc_actual", "Home detention curfew date"),
    ("hdc_end", "Home detention curfew end date"),
    ("hdc_eligible", "Home detention curfew eligibility date"),
)


@dataclass(frozen=True)
class Moved:
    """A date that moved: its name, what people call it, and the day before and now; None for one that is not there."""

    name: str
    label: str
    was: dt.date | None
    now: dt.date | None


def moved_dates(kind: str, before: Recorded, now: Recorded) -> tuple[Moved, ...]:
    """The dates of a licence of this kind that moved, in the order in which people are told."""
    dates = DATES + (_OF_CURFEW if kind == Kind.HDC else ())
    moved = (Moved(name, label, getattr(before, name), getattr(now, name)) for name, label in dates)
    return tuple(each for each in moved if each.was != each.now)


def is_material(status: Status, moved: Iterable[Moved]) -> bool:
    """Whether the practitioner is told: the end of the sentence alone matters to nobody before a licence is approved."""
    return any(each.name != "sentence_end" or status is Status.APPROVED for each in moved)


class Why(StrEnum):
    """Why a licence in force ends when the record changes."""

    RESENTENCED = "The person was sentenced again after the licence started."
    RECALLED = "The person was recalled: the record has a new post-recall release date."
    STANDARD_RECALL = "The person was recalled (a standard recall)."
    FIXED_TERM_RECALL = "The person was recalled (a fixed-term recall)."
    TO_BE_RELEASED = "The record now gives a release that is still to come."


_RECALLS = {"STANDARD": Why.STANDARD_RECALL, "FIXED_TERM": Why.FIXED_TERM_RECALL}


def why_ended(
    licence_start: dt.date | None,
    before: Recorded,
    now: Recorded,
    today: dt.date,
    *,
    has_licence_part: bool = True,
) -> Why | None:
    """Why a licence in force ends; None where it goes on. Only what changed ends one: a date that has stood in the record
    since the release, such as the conditional release date of somebody who was released earlier, does not."""
    if now.recall and now.recall != before.recall:
        return _RECALLS[now.recall]
    if now.last_sentence and licence_start and now.last_sentence > licence_start:
        return Why.RESENTENCED
    if has_licence_part and _is_new(before.post_recall, now.post_recall, today):
        return Why.RECALLED
    if _is_new(before.confirmed, now.confirmed, today) or _is_new(before.conditional, now.conditional, today):
        return Why.TO_BE_RELEASED
    return None


def _is_new(was: dt.date | None, now: dt.date | None, today: dt.date) -> bool:
    return now is not None and now != was and now > today


def kind_after(purpose: Purpose, kind: str, eligible: EligibleKind | None) -> str:
    """The kind of a licence after the record says what its person is eligible for. Curfew and what the prison made stay,
    and nobody who is eligible for nothing changes a licence."""
    if eligible is None or kind == Kind.HDC or purpose in MADE_BY_PRISON:
        return kind
    return eligible.licence


HARD_STOP_LEFT_FOR = dt.timedelta(hours=8)
"""For how long a release must have been out of its hard stop before what that did is undone: slips of a record are put right
sooner."""


class Stop(StrEnum):
    """What a change of dates does to a licence because of the hard stop."""

    TIME_OUT = "time-out"
    LEAVE = "leave"
    """What the hard stop closed is opened again, and what the prison made ends, if the release stays where it is."""


def hard_stop_effect(status: Status, purpose: Purpose, kind: str, was_in: bool, is_in: bool) -> Stop | None:
    """What the hard stop does to a licence whose release moved into it or out of it."""
    if is_in and not was_in:
        times_out = status in DRAFTS and purpose in BY_PROBATION and kind != Kind.HDC
        return Stop.TIME_OUT if times_out else None
    return Stop.LEAVE if was_in and not is_in else None
