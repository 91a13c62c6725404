"""What happens if nobody acts: the dated steps that the clock takes on a licence as it stands, by the days of its jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.dates.hard_stop import hard_stop_warning
from app.domain.dates.release import Kind
from app.domain.dates.working_days import WorkingDays
from app.domain.licence.activation import REVIEW_DAYS
from app.domain.licence.facts import Facts, Release
from app.domain.licence.status import DRAFTS, HARD_STOP, OPEN, TIME_SERVED, Status
from app.domain.words import long_date

_DAY = dt.timedelta(days=1)
_SATURDAY = 5
PROVISIONALLY = " (provisional)"
"""What the calendar says behind the name of what may move once bank holidays are known."""


@dataclass(frozen=True)
class Step:
    """What happens on a day."""

    day: dt.date
    what: str
    name: str = ""
    """What the practitioner's calendar calls it; empty for what is not in it."""


def steps(
    status: Status, facts: Facts, working_days: WorkingDays, *, is_approved_beside: bool = False
) -> list[Step]:
    """Every step from today on, soonest first, for a licence in this status or, before one is started, for the person.

    `is_approved_beside` is whether an approved version stands beside it, which stays whatever becomes of this one.
    """
    found = _Ahead(status, facts, working_days.as_far_as_known(), is_approved_beside).steps()
    return sorted((each for each in found if each.day >= facts.today), key=lambda each: each.day)


@dataclass(frozen=True)
class _Ahead:
    status: Status
    facts: Facts
    days: WorkingDays
    is_approved_beside: bool

    @property
    def _release(self) -> Release:
        return self.facts.release

    @property
    def _can_be_written(self) -> bool:
        return not self._release.reasons_not_to_start

    @property
    def _is_for_a_release(self) -> bool:
        """Whether the person is to be released on a licence from this service: also while they have no practitioner, where
        that alone is against it."""
        is_unallocated = self.facts.person.manager_name is None
        return self._can_be_written or (is_unallocated and len(self._release.reasons_not_to_start) == 1)

    @property
    def _is_probations(self) -> bool:
        """Whether probation writes it, and the hard stop locks them out."""
        is_locked = self._release.hard_stop is not None and not self._release.is_time_served
        return is_locked and not self.facts.licence.is_standard

    def steps(self) -> Iterator[Step]:
        undone, is_standard = self._release.hard_stop_undone, self.facts.licence.purpose == HARD_STOP
        if undone and is_standard and self.status in OPEN | {Status.APPROVED}:
            what = "The standard licence is ended, because the release moved out of the hard stop."
            yield Step(max(undone, self.facts.today), f"{what} Probation can write the licence again.")
        elif undone and self.status is Status.TIMED_OUT:
            what = "The draft is opened again, because the release moved out of the hard stop."
            yield Step(max(undone, self.facts.today), f"{what} Probation can write it.")
            yield from replace(self, status=Status.IN_PROGRESS).as_it_stands()
        else:
            yield from self.as_it_stands()

    def as_it_stands(self) -> Iterator[Step]:
        """What comes while the release stays where it is."""
        if self.status is Status.NOT_STARTED and self._is_for_a_release and not self.facts.sites_off():
            yield from self._without_licence()
        if self.status in DRAFTS and self._release.hard_stop and not self.facts.licence.is_standard:
            yield from self._timed_out(self._release.hard_stop)
        if self.status is Status.SUBMITTED and self._is_probations and self._release.hard_stop:
            what = "Hard stop. Probation can no longer withdraw the licence to change it. It can still be approved."
            yield self._by_count(self._release.hard_stop, what, "Hard stop")
        if self.status in OPEN | {Status.TIMED_OUT}:
            yield from self._of_unapproved()
        if self.status is Status.APPROVED or self.is_approved_beside:
            yield from self._of_approved()
        if self.status is Status.ACTIVE:
            yield from self._ends()
            yield from self._review()

    def _without_licence(self) -> Iterator[Step]:
        """Of somebody for whom no licence was started."""
        release = self._release
        if release.curfew_closes and self._can_be_written:
            closes = "It is too late to start a licence for home detention curfew."
            yield Step(release.curfew_closes, closes, "Too late to start the licence")
        if self._is_probations and release.hard_stop and self._can_be_written:
            yield from self._warning(release.hard_stop)
            what = f"Hard stop. Probation can no longer start the licence. {self._prison_has_to_make_one}"
            yield self._by_count(release.hard_stop, what, "Hard stop")
        if release.start is None:
            return
        if release.is_time_served and self.facts.in_nomis():
            what = "The person is released. The prison makes the licence in NOMIS."
        elif release.kind == Kind.HDC:
            what = "The person may be released. There is no licence, unless one is made and approved by then."
        else:
            what = (
                "The person is released. There is no licence, unless the prison makes and approves a standard licence by "
                "then."
            )
        yield Step(release.start, what, "Release")

    def _warning(self, stop: dt.date) -> Iterator[Step]:
        warning = hard_stop_warning(stop, self.days).value
        assert warning is not None  # noqa: S101
        what = f"Lists say from now on that these are the last days to send the licence. Send it before {long_date(stop)}."
        yield self._by_count(warning, what, "Last days to send the licence")

    @property
    def _prison_has_to_make_one(self) -> str:
        return f"A case administrator at {self.facts.person.prison_name} has to make a standard licence."

    def _timed_out(self, stop: dt.date) -> Iterator[Step]:
        """A draft of probation's is timed out on the first working day of the hard stop that comes."""
        start, today = self._release.start, self.facts.today
        if self._can_be_written and self._is_probations:
            yield from self._warning(stop)
        day = stop if stop >= today else self._working_day_from(today)
        if start is None or day > start:
            return
        opening = "Hard stop. " if day == stop and self._is_probations else ""
        if self.is_approved_beside:
            what = "The edit is timed out, and probation can no longer change it. The approved version stays."
        else:
            then = f" {self._prison_has_to_make_one}" if self._can_be_written else ""
            what = f"The draft is timed out, and probation can no longer change it.{then}"
        yield self._by_count(day, opening + what, "Hard stop" if opening else "")

    def _of_unapproved(self) -> Iterator[Step]:
        """What has no approval by the release is not released on, and ends."""
        release, today = self._release, self.facts.today
        is_sent = self.status is Status.SUBMITTED
        is_for_a_release = self.facts.licence.void is None if is_sent else self._is_for_a_release
        if release.start and is_for_a_release and not self.is_approved_beside:
            stays = is_sent or self.facts.licence.is_standard or release.kind == Kind.HDC
            until = "this one is approved" if stays else "the prison makes and approves a standard licence"
            what = f"The person is released. There is no licence to release them on, unless {until} by then."
            yield Step(release.start, what, "Release")
        ends: list[tuple[dt.date, str]] = []
        never = "An edit" if self.is_approved_beside else "A licence"
        if release.start and release.kind != Kind.HDC and self.facts.licence.purpose != TIME_SERVED:
            day = self._weekday_from(max(_day_after(release.start), today))
            ends.append((day, f"{never} that is not approved by now is ended."))
        if release.curfew_closes and not self.facts.licence.is_standard:
            ends.append((max(release.curfew_closes, today), self._too_late_for_curfew))
        if self._last_day:
            day = max(_day_after(self._last_day), today)
            ends.append((day, f"{never} that is not approved by now is ended."))
        if ends:
            yield Step(*min(ends))

    _too_late_for_curfew = "It is too late for home detention curfew, so the licence is ended."

    def _of_approved(self) -> Iterator[Step]:
        """What is approved becomes active, unless curfew decides otherwise or the person died."""
        release, today = self._release, self.facts.today
        if (
            release.hard_stop
            and self.status is Status.APPROVED
            and self._is_probations
            and not release.reasons_not_to_start
        ):
            what = "Hard stop. Probation can no longer edit the licence."
            yield self._by_count(release.hard_stop, what, "Hard stop")
        day = max(release.start, today) if release.start else None
        if release.curfew_closes and not self.facts.licence.is_standard:
            closes = max(release.curfew_closes, today)
            if day is None or closes <= day:
                yield Step(closes, self._too_late_for_curfew)
                return
            yield Step(closes, f"{self._too_late_for_curfew[:-1]} if it is not in force.")
        if day is None or self.facts.licence.void:
            yield from self._ends()
            return
        which = "The approved version" if self.is_approved_beside else "The licence"
        if release.is_for_other_kind:
            what = f"{which} is ended, because home detention curfew decides for another kind of release."
            yield Step(day, what)
            return
        when = "" if release.is_is91 else " once the prison records the release"
        if release.waits_for_curfew:
            when += f"{' and' if when else ' once'} home detention curfew is decided"
        gives_way = " An edit that is not approved by then is ended." if self.is_approved_beside else ""
        yield Step(day, f"{which} becomes active{when}.{gives_way}", "Release")
        yield from self._ends()

    @property
    def _last_day(self) -> dt.date | None:
        """The last day of a licence: of its supervision, where it has that."""
        return self._release.supervision_end or self._release.end

    def _ends(self) -> Iterator[Step]:
        end, last = self._release.end, self._last_day
        if end and last and last != end:
            yield Step(end, "The licence period ends. Supervision goes on after it.", "Licence ends")
            yield Step(last, "Supervision ends, and with it the licence.", "Supervision ends")
        elif last:
            yield Step(last, "The licence ends.", "Licence ends")

    def _review(self) -> Iterator[Step]:
        """A standard licence that nobody reviewed."""
        licence = self.facts.licence
        if licence.is_standard and licence.reviewed is None and licence.activated:
            what = "The probation practitioner is reminded to review the standard licence, if they have not."
            yield Step(licence.activated + REVIEW_DAYS, what, "Review the standard licence")

    def _by_count(self, day: dt.date, what: str, name: str) -> Step:
        """A step on a day that working days were counted to."""
        if not self._release.is_provisional:
            return Step(day, what, name)
        return Step(day, f"{what} This day is provisional.", name and f"{name}{PROVISIONALLY}")

    def _working_day_from(self, day: dt.date) -> dt.date:
        return day if self.days.is_working_day(day) else self.days.nth_after(day, 1)

    @staticmethod
    def _weekday_from(day: dt.date) -> dt.date:
        """The day itself or the first one after it, but for Saturdays and Sundays, on which nothing is ended."""
        while day.weekday() >= _SATURDAY:
            day = _day_after(day)
        return day


def _day_after(day: dt.date) -> dt.date:
    return day + min(_DAY, dt.date.max - day)
