"""What forms, journeys and moves may know, in groups: the person, the release, the licence and the reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.dates.authority import Authority, SetBy
from app.domain.dates.release import Kind
from app.domain.dates.supervision import LicenceType, Period, SupervisingBody
from app.domain.document.reading import sections_for_all, sections_for_approver
from app.domain.document.since import Difference
from app.domain.licence.questions import Question, State, pinned
from app.domain.licence.rollout import Site
from app.domain.licence.status import (
    FIRST,
    HARD_STOP,
    MADE_BY_PRISON,
    TIME_SERVED,
    Purpose,
    maker_in_words,
)
from app.domain.policy.model import Bound, Policy
from app.domain.policy.schedule import OtherPolicy
from app.domain.refusal import Refusal
from app.domain.words import day_and_date, moment_in_words


def _always(_: dt.date) -> bool:
    return True


def _never(_: str) -> bool:
    return False


def _not() -> bool:
    return False


def _none() -> str | None:
    return None


@dataclass(frozen=True)
class Happened:
    """What brought a licence to where it stands: what was done, by whom, and when."""

    was: str
    """In the past tense, after the licence: "approved"."""
    by: str | None
    """A name, or "you" for the reader; None where the service did it."""
    at: dt.datetime

    def in_words(self, version: str) -> str:
        """As a sentence: "Licence 1.0 was approved by Ada Lovelace on 26 November 2026 at 10:02am."."""
        by = f" by {self.by}" if self.by else ""
        return f"Licence {version} was {self.was}{by} on {moment_in_words(self.at)}."


@dataclass(frozen=True)
class Returned:
    """An earlier return of a licence that was sent again: by whom, when, why, and what it says differently since."""

    by: str
    at: dt.datetime
    reason: str | None
    differences: tuple[Difference, ...]

    @property
    def when(self) -> str:
        return moment_in_words(self.at)

    @property
    def differences_for_all(self) -> tuple[Difference, ...]:
        """Those that everybody reads who may open the licence."""
        return tuple(each for each in self.differences if not each.is_for_approver)


def _unknown() -> None:
    return None


@dataclass(frozen=True)
class InNomis:
    """That the prison makes a licence in NOMIS and not here, as a case administrator recorded it."""

    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True)
class Person:
    """Whom the licence is for, who holds them, and who manages them."""

    name: str
    prison_name: str
    manager_name: str | None = None
    """The probation practitioner; None when nobody is allocated."""
    manager_has_address: bool = True
    """Whether the record has an email address of theirs, so that the service can tell them."""
    pnc: str | None = None
    cro: str | None = None
    """The numbers of police records, as the case record has them."""
    supervising_body: SupervisingBody | None = None
    """Who supervises after release; None where the record does not say."""


@dataclass(frozen=True)
class Release:
    """When the person is released and supervised, and why no licence can be made for that now."""

    kind: str | None = None
    """The kind of licence, as app.domain.dates.release has it."""
    start: dt.date | None = None
    """The day the licence starts."""
    is_provisional: bool = False
    """Whether it lies where bank holidays are not known yet, so that what is counted from it in working days may move."""
    end: dt.date | None = None
    """The day the licence ends."""
    supervision: Period | None = None
    """When the licence's supervision part runs; None for a licence without one."""
    earliest: dt.date | None = None
    """The first day on which the release may happen."""
    is_early: bool = False
    """Whether the release may be brought forward because of a Friday, a weekend or a bank holiday."""
    reasons_not_to_start: tuple[Refusal, ...] = ()
    hard_stop: dt.date | None = None
    """The day from which probation can no longer write or change the licence; None where no day locks them out."""
    is_in_hard_stop: bool = False
    """Whether that day has come and the release has not passed."""
    hard_stop_undone: dt.date | None = None
    """The day on which what the hard stop did is undone, as the release moved out of it; None where it did not."""
    is_time_served: bool = False
    """Whether somebody is released at once because they have served the time."""
    is_released: bool = False
    """Whether the prison has recorded the release."""
    is_is91: bool = False
    """Whether somebody is held for immigration, so that no release is recorded when the licence starts."""
    waits_for_curfew: bool = False
    """Whether the licence is for release on home detention curfew, and that is not decided."""
    curfew_closes: dt.date | None = None
    """The day from which a licence for home detention curfew comes too late; None for another."""
    is_for_other_kind: bool = False
    """Whether home detention curfew decides for another kind of release than the licence is for."""

    @property
    def purpose(self) -> Purpose:
        """What a licence that is started now is for: the prison makes it in hard stop and for time served."""
        if self.is_time_served:
            return TIME_SERVED
        return HARD_STOP if self.is_in_hard_stop else FIRST

    @property
    def hard_stop_in_words(self) -> str:
        """When probation can no longer write the licence, as a sentence."""
        if self.hard_stop is None:
            return "There is no hard stop, because the record gives no release date."
        moves = ", which is provisional" if self.is_provisional else ""
        return f"The hard stop is on {day_and_date(self.hard_stop)}{moves}."

    @property
    def supervision_start(self) -> dt.date | None:
        return self.supervision.start if self.supervision else None

    @property
    def supervision_end(self) -> dt.date | None:
        return self.supervision.end if self.supervision else None

    @property
    def has_supervision_part(self) -> bool:
        return self.supervision is not None

    @property
    def licence_type(self) -> LicenceType:
        return LicenceType.AP_PSS if self.has_supervision_part else LicenceType.AP


@dataclass(frozen=True)
class Standing:
    """How the licence stands: its version, its frozen document, and what has happened to its record since."""

    version: str = "1.0"
    purpose: Purpose = FIRST
    reviewed: dt.datetime | None = None
    """When a standard licence that the prison made was reviewed; None while it was not."""
    activated: dt.date | None = None
    """The day on which it became active; None before."""
    is_reminded: Callable[[], bool] = _not
    """Whether probation was reminded of the review, looked up when it is asked for."""
    is_told_of: Callable[[], bool] = _not
    """Whether whoever sent it was told that nobody approved it by the release, looked up when it is asked for."""
    document: Mapping[str, Any] | None = None
    """The frozen document of the licence, once it was sent."""
    document_sha256: str | None = None
    record_changes: tuple[tuple[str, str, str], ...] = ()
    """What changed in the case record since the document was frozen: label, then, now."""
    void: Refusal | None = None
    """Why nothing can become of this licence any more: the person died, or it is for an earlier booking."""
    other_policy: Callable[[], OtherPolicy | None] = _unknown
    """Finds the policy that applies to its start date, where it is on another; None without a start date."""
    has_map: Callable[[str], bool] = _never
    """Whether the licence may use the map of this SHA-256."""
    last: Callable[[], Happened | None] = _unknown
    """What brought the licence to its status, looked up when it is asked for; None where that is not known."""
    returned: Callable[[], Returned | None] = _unknown
    """The last return before the licence was sent as it is, looked up when it is asked for; None where none was."""
    set_by: Callable[[], SetBy | None] = _unknown
    """Who sets the conditions, looked up when it is asked for; None in facts of many licences."""
    questions: Callable[[], tuple[Question, ...]] = tuple
    """Finds what was asked about it and the versions before it, the oldest first."""
    fault: Callable[[], str | None] = _none
    """What does not hold, if anything, of the evidence for the licence: all that it is approved and printed by."""
    fault_as_shown: Callable[[], str | None] = _none
    """The same, of its document and its own history alone: what a page can ask."""

    @property
    def is_standard(self) -> bool:
        """Whether it is a standard licence, which the prison makes."""
        return self.purpose in MADE_BY_PRISON

    @property
    def maker(self) -> str:
        """Who makes it, as it reads in a sentence: probation, or the prison's case administrator."""
        return maker_in_words(self.purpose)

    @property
    def is_time_served(self) -> bool:
        """Whether it is a standard licence for a release of time served."""
        return self.purpose == TIME_SERVED

    @property
    def overdue(self) -> tuple[Question, ...]:
        """Its own questions that are overdue, of which nobody was reminded yet."""
        return tuple(
            each
            for each in self.questions()
            if each.state is State.OVERDUE and each.is_of_this_version and not each.is_reminded
        )

    @property
    def pinned(self) -> Mapping[str, Sequence[Question]]:
        """What was asked, by where it stands in the document: the number of a condition or the heading of a section; under
        nothing, what is about all of it or what it no longer has."""
        asked = self.questions()
        return pinned(asked, self.document) if asked and self.document else {"": asked}

    @property
    def unprinted_for_all(self) -> list[dict[str, Any]]:
        """What its document has that is not printed, and shown to everybody who may open the licence."""
        return sections_for_all(self.document) if self.document else []

    @property
    def unprinted_for_approver(self) -> list[dict[str, Any]]:
        """What its document has that is not printed, and shown to prison approvers alone."""
        return sections_for_approver(self.document) if self.document else []


@dataclass(frozen=True)
class Reader:
    """Who is reading. Jobs and lists gather facts for nobody."""

    is_author: bool = False
    """Whether the reader wrote or sent this version, or the one that it edits."""
    is_manager: bool = False
    """Whether the reader is the probation practitioner whom the record gives."""


@dataclass(frozen=True)
class Facts:
    """Plain values, gathered once, so that pure rules need neither the request nor the database."""

    today: dt.date
    policy: Policy
    person: Person
    release: Release = field(default_factory=Release)
    licence: Standing = field(default_factory=Standing)
    reader: Reader = field(default_factory=Reader)
    question: Question | None = None
    """The question on the licence that a move is about."""
    is_working_day: Callable[[dt.date], bool] = _always
    in_nomis: Callable[[], InNomis | None] = _unknown
    """Finds whether the prison makes the licence in NOMIS; None where it does not."""
    sites_off: Callable[[], tuple[Site, ...]] = tuple
    """Finds where no licence can be started for this person now; nowhere where one was begun."""

    def about(self, question: Question) -> Facts:
        """The facts for a move that is about one question."""
        return replace(self, question=question)

    def shown_with(self, fault: str | None) -> Facts:
        """The facts as a page takes them that found this fault, or none, and looks for no other."""
        return replace(self, licence=replace(self.licence, fault=lambda: fault, fault_as_shown=lambda: fault))

    @property
    def asks_first_authority(self) -> bool:
        """Whether only people can say who set the conditions of the first release."""
        is_recall = self.release.kind == Kind.PRRD
        return is_recall and (found := self.licence.set_by()) is not None and found.conditions is None

    @property
    def conditions_set_by(self) -> Authority | None:
        """Who sets the conditions: as the document says, and of one that was not sent or does not say, as is known now."""
        said = (self.licence.document or {}).get("licence", {}).get("decided_by")
        found = self.licence.set_by()
        return Authority(said) if said else found.conditions if found else None

    def day_of(self, bound: Bound | None) -> dt.date | None:
        """The day that a date is measured against; None where that is not known."""
        return {
            Bound.TODAY: self.today,
            Bound.RELEASE: self.release.earliest,
            Bound.LICENCE_END: self.release.end,
            Bound.SUPERVISION_START: self.release.supervision_start,
            Bound.SUPERVISION_END: self.release.supervision_end,
            None: None,
        }[bound]

    @property
    def offers_additional_requirements(self) -> bool:
        """Whether there is a menu of additional requirements for the supervision part."""
        return self.release.has_supervision_part and bool(self.policy.categories("PSS"))
