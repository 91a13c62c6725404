"""One case assessed on one day: in scope or not, every date with its working, and what the record says about time.

Source: domain rules section 3. It is what `flask case explain` prints and what the page “Why these dates” shows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.dates.hard_stop import (
    hard_stop,
    hard_stop_warning,
    is_due_in_two_working_days,
    is_in_hard_stop,
    is_last_minute,
    is_late_allocation,
)
from app.domain.dates.release import (
    EligibleKind,
    ReleaseDateLabel,
    ReleaseFacts,
    earliest_release,
    is_early_release,
    is_provisional,
    is_release_at_licence_end,
    is_time_served,
    label_of,
    licence_end,
    licence_start,
)
from app.domain.dates.worked import Source, Worked
from app.domain.dates.working_days import WorkingDays
from app.domain.licence.scope import Scope, Verdict, scope_of

TIME_SERVED, HARD_STOP = "TIME_SERVED", "HARD_STOP"
"""Kinds of creation beside those of a release: the prison makes the licence."""


@dataclass(frozen=True)
class Assessment:
    """What the rules say of one case today; every result is worked out when it is asked for."""

    facts: ReleaseFacts
    today: dt.date
    working_days: WorkingDays
    hdc_creation: bool = False
    shows_all: bool = False
    """Whether dates are worked out also for somebody who is out of scope today: pages show them, rules do not."""

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.facts, self.working_days, hdc_creation=self.hdc_creation)

    @cached_property
    def verdict(self) -> Verdict:
        return self.scope.on(self.today)

    @property
    def kind(self) -> EligibleKind | None:
        return self.verdict.kind or (self.scope.kind if self.shows_all else None)

    @cached_property
    def licence_start(self) -> Worked[dt.date | None]:
        return licence_start(self.kind, self.facts, self.working_days)

    @property
    def start(self) -> dt.date | None:
        return self.licence_start.value

    @cached_property
    def licence_end(self) -> Worked[dt.date | None]:
        return licence_end(self.facts)

    @cached_property
    def is_time_served(self) -> bool:
        return is_time_served(self.facts.sentence_start, self.facts.conditional_release, self.today)

    @cached_property
    def creation_kind(self) -> str | None:
        """Who makes the licence, and of which kind: the prison for time served or in hard stop, else probation."""
        if self.is_time_served:
            return TIME_SERVED
        if is_in_hard_stop(self.start, self.today, self.working_days):
            return HARD_STOP
        return self.kind.licence.value if self.kind else None

    @property
    def is_in_hard_stop(self) -> bool:
        return self.creation_kind == HARD_STOP

    @property
    def is_timed_out(self) -> bool:
        """Whether probation can no longer make the licence."""
        return self.creation_kind in (TIME_SERVED, HARD_STOP)

    @cached_property
    def hard_stop(self) -> Worked[dt.date | None]:
        if self.is_time_served:
            because = "There is no hard stop for a release of time served: the prison makes the licence."
            return Worked(None, because, self._time_served_sources)
        return hard_stop(self.start, self.working_days)

    @cached_property
    def hard_stop_warning(self) -> Worked[dt.date | None]:
        found = hard_stop_warning(self.hard_stop.value, self.working_days)
        return found.provisionally(self.hard_stop.is_provisional)

    @cached_property
    def earliest_release(self) -> Worked[dt.date | None]:
        return earliest_release(self.start, self.working_days, self.facts.hdc_actual)

    @cached_property
    def label(self) -> ReleaseDateLabel:
        return label_of(self.start, self.facts, self.working_days)

    @property
    def dates(self) -> dict[str, Worked[dt.date | None]]:
        """Every date, by its name in `flask case explain`."""
        return {
            "licenceStartDate": self.licence_start,
            "earliestReleaseDate": self.earliest_release,
            "hardStopDate": self.hard_stop,
            "hardStopWarningDate": self.hard_stop_warning,
            "licenceEndDate": self.licence_end,
        }

    @property
    def flags(self) -> dict[str, Worked[bool]]:
        """Everything that is or is not so today, by its name in `flask case explain`."""
        facts, start, is_unknown = self.facts, self.start, is_provisional(self.start, self.working_days)
        read: dict[str, Source] = {"licenceStartDate": start}
        return {
            "inHardStop": Worked(
                self.is_in_hard_stop,
                "In hard stop from the hard stop date up to and including the day the licence starts.",
                {"hardStopDate": self.hard_stop.value, **read},
            ).provisionally(self.hard_stop.is_provisional),
            "timeServed": Worked(
                self.is_time_served,
                "Time served: sentenced on the conditional release date, which is less than 28 days ago or still to "
                "come.",
                self._time_served_sources,
            ),
            "earlyRelease": Worked(
                is_early_release(start, self.working_days, facts.hdc_actual),
                "A release on a Friday or on a day nobody works may be brought forward, unless it is one on home "
                "detention curfew.",
                read | facts.named("hdc_actual"),
            ).provisionally(is_unknown and start != facts.hdc_actual),
            "dueInTwoWorkingDays": Worked(
                is_due_in_two_working_days(start, self.today, self.working_days),
                "Due from two working days before the licence starts up to and including that day.",
                read,
            ).provisionally(is_unknown),
            "releaseAtLicenceEnd": Worked(
                is_release_at_licence_end(start, facts),
                "So when the licence would start on the day it ends: nothing of it is left after the release.",
                read | facts.named("licence_end"),
            ),
            "is91": Worked(
                facts.is_is91,
                "Held for immigration (IS91), by the main offence or an outcome in court of an active booking.",
                facts.named("booking_id"),
            ),
            "lateAllocation": Worked(
                is_late_allocation(start, self.today, self.working_days),
                "A practitioner who is allocated from the fifth working day before the licence starts, not counting Fridays, has few days to write it. It stops nothing.",
                read,
            ).provisionally(is_unknown),
        }

    @property
    def last_minute(self) -> Worked[bool]:
        """Whether handing the case over now, without a licence, would be at the last minute."""
        because = "At the last minute from a week before the licence starts up to and including that day."
        return Worked(is_last_minute(self.start, self.today), because, {"licenceStartDate": self.start})

    @property
    def _time_served_sources(self) -> dict[str, Source]:
        return self.facts.named("sentence_start", "conditional_release")

    def as_json(self, policy_version: str | None) -> dict[str, Any]:
        """What `flask case explain` prints, but for whose case it is; in the order of docs/case-record-format.md."""
        verdict = self.verdict
        return {
            "today": self.today.isoformat(),
            "eligible": self.kind is not None,
            "eligibleKind": self.kind,
            "reasons": {
                "generic": verdict.generic,
                "crd": verdict.crd,
                "prrd": verdict.prrd,
                "hdc": verdict.hdc,
            },
            "licenceType": "AP",  # of every new licence; our own answer about supervision stands on the page
            "policyVersion": policy_version,
            "creationKind": self.creation_kind,
            "timedOut": self.is_timed_out,
            "dates": {name: _plain(each.value) for name, each in self.dates.items()},
            "is": {name: each.value for name, each in self.flags.items()},
            "releaseDateLabel": self.label,
            "working": [
                {
                    "result": name,
                    "value": _plain(each.value),
                    "because": each.because,
                    "from": {source: _plain(value) for source, value in each.sources.items()},
                }
                for name, each in (*self.dates.items(), *self.flags.items())
            ],
        }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
