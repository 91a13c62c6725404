"""The jobs of the clock, each a selection and a move. A licence that the judge refuses is left alone and tried again at the
next run, so that a job may run twice, late, or on two machines at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy import case as sql_case
from sqlalchemy.orm import aliased

from app import clock
from app.domain.dates.hard_stop import last_start_in_hard_stop
from app.domain.dates.release import Kind
from app.domain.dates.working_days import WorkingDays
from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.activation import REVIEW_DAYS
from app.domain.licence.follow import HARD_STOP_LEFT_FOR
from app.domain.licence.moves import LIVING
from app.domain.licence.scope import CURFEW_DAYS
from app.domain.licence.status import (
    BY_PROBATION,
    DRAFTS,
    EDIT,
    HARD_STOP,
    MADE_BY_PRISON,
    OPEN,
    TIME_SERVED,
    Status,
)
from app.domain.words import LONDON
from app.integrations.bank_holidays import working_days
from app.jobs.batches import Beat, Selection, move_each, no_beat, number_of
from app.jobs.done import Done
from app.jobs.messages import send_digests, send_messages
from app.jobs.owners import tell_managers
from app.jobs.schedule import WORKING_WEEK, Every, Schedule, at
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.question import Question
from app.models.record import Event

_SATURDAY = 5
_DAY = dt.timedelta(days=1)
_LICENCES: Selection = select(Licence.id, Licence.case_id).join(Case, Case.id == Licence.case_id)
_OF_THE_BOOKING = or_(Case.booking_id.is_(None), Case.booking_id == Licence.booking_id)


@dataclass(frozen=True)
class Job:
    """One job: its name on the command line, what it does in words, when, which licences it looks at on a day, and its move."""

    name: str
    words: str
    schedule: Schedule
    action: Action
    selects: Callable[[dt.date, WorkingDays], Selection | None]
    """None on a day on which the job does nothing."""
    noun: ClassVar[str] = "licence"


@dataclass(frozen=True)
class Errand:
    """A job that moves no licence: its name, what it does in words, when, what it counts, and what does it on a day."""

    name: str
    words: str
    schedule: Schedule
    noun: str
    does: Callable[[dt.date, bool], Done]
    """Given whether it is a trial, which changes nothing."""


def _to_time_out(today: dt.date, days: WorkingDays) -> Selection | None:
    if not days.as_far_as_known().is_working_day(today):
        return None
    return _LICENCES.where(
        Licence.status.in_(sorted(DRAFTS)),
        Licence.purpose.in_(sorted(BY_PROBATION)),
        Licence.kind != Kind.HDC,
        _OF_THE_BOOKING,
        Case.licence_start.between(today, last_start_in_hard_stop(today, days)),
    )


def _to_activate(today: dt.date, days: WorkingDays) -> Selection:
    return _LICENCES.where(
        Licence.status == Status.APPROVED,
        Case.licence_start <= today,
        _OF_THE_BOOKING,
        or_(Case.is_is91, Case.prison_status.like("INACTIVE%")),
        ~_is_for_other_kind(),
    )


def _is_for_other_kind() -> ColumnElement[bool]:
    return and_(
        Case.hdc_eligible.is_not(None),
        or_(
            and_(Licence.kind == Kind.HDC, func.coalesce(Case.hdc_status, "") == "NOT_A_HDC_RELEASE"),
            and_(Licence.kind != Kind.HDC, func.coalesce(Case.hdc_status, "") == "APPROVED"),
        ),
    )


def _on_curfew(today: dt.date, days: WorkingDays) -> Selection:
    return _LICENCES.where(
        Licence.status == Status.APPROVED, Case.licence_start <= today, _OF_THE_BOOKING, _is_for_other_kind()
    )


def _passed(today: dt.date, days: WorkingDays) -> Selection | None:
    if today.weekday() >= _SATURDAY:
        return None
    return _LICENCES.where(
        Licence.status.in_(sorted(OPEN | {Status.TIMED_OUT})),
        Licence.purpose != TIME_SERVED,
        Licence.kind != Kind.HDC,
        _OF_THE_BOOKING,
        Case.licence_start < today,
    )


def _too_late_for_curfew(today: dt.date, days: WorkingDays) -> Selection:
    return _LICENCES.where(
        Licence.status.in_(sorted(OPEN | {Status.APPROVED})),
        Licence.kind == Kind.HDC,
        Licence.purpose.in_(sorted(BY_PROBATION)),
        Case.conditional_release < today + CURFEW_DAYS,
        _OF_THE_BOOKING,
    )


def _not_approved(today: dt.date, days: WorkingDays) -> Selection:
    told = exists().where(Event.licence_id == Licence.id, Event.action == actions.NOT_APPROVED.name)
    return _LICENCES.where(
        Licence.status == Status.SUBMITTED,
        Licence.purpose == EDIT,
        _OF_THE_BOOKING,
        Case.licence_start == today,
        ~told,
    )


def _to_remind(today: dt.date, days: WorkingDays) -> Selection:
    until = dt.datetime.combine(today - REVIEW_DAYS + _DAY, dt.time(), LONDON)
    reminded = exists().where(Event.licence_id == Licence.id, Event.action == actions.REVIEW_OVERDUE.name)
    return _LICENCES.where(
        Licence.status == Status.ACTIVE,
        Licence.purpose.in_(sorted(MADE_BY_PRISON)),
        Licence.reviewed_at.is_(None),
        Licence.activated_at < until,
        ~reminded,
    )


def _to_remind_of_questions(today: dt.date, days: WorkingDays) -> Selection:
    is_overdue = exists().where(
        Question.licence_id == Licence.id,
        Question.due_at < clock.now(),
        Question.answered_at.is_(None),
        Question.closed_at.is_(None),
        Question.reminded_at.is_(None),
    )
    return _LICENCES.where(Licence.status.in_(sorted(LIVING)), is_overdue)


def _to_expire(today: dt.date, days: WorkingDays) -> Selection:
    own = func.coalesce(Licence.supervision_end, Licence.end)
    recorded = func.coalesce(Licence.supervision_end, Case.licence_end, Case.sentence_end, Licence.end)
    follows_none = or_(Licence.status == Status.ACTIVE, Case.booking_id != Licence.booking_id)
    ends = sql_case((and_(follows_none, Licence.end.is_not(None)), own), else_=recorded)
    return _LICENCES.where(Licence.status.in_(sorted(LIVING)), ends < today)


def _out_of_hard_stop(today: dt.date, days: WorkingDays) -> ColumnElement[bool]:
    """Whether a release has been out of its hard stop for so long that it is no slip of the record."""
    return and_(
        Case.left_hard_stop_at <= clock.now() - HARD_STOP_LEFT_FOR,
        Case.licence_start > last_start_in_hard_stop(today, days),
        _OF_THE_BOOKING,
    )


def _standard_not_needed(today: dt.date, days: WorkingDays) -> Selection:
    return _LICENCES.where(
        Licence.status.in_(sorted(OPEN | {Status.APPROVED})),
        Licence.purpose == HARD_STOP,
        _out_of_hard_stop(today, days),
    )


def _to_reopen(today: dt.date, days: WorkingDays) -> Selection:
    other = aliased(Licence)
    stands = exists().where(
        other.case_id == Licence.case_id,
        other.booking_id == Licence.booking_id,
        or_(
            other.status.in_(sorted(OPEN)),
            and_(other.status == Status.TIMED_OUT, other.id > Licence.id),
            and_(other.status == Status.APPROVED, other.id != func.coalesce(Licence.parent_id, 0)),
        ),
    )
    return _LICENCES.where(
        Licence.status == Status.TIMED_OUT,
        Licence.purpose.in_(sorted(BY_PROBATION)),
        _out_of_hard_stop(today, days),
        ~stands,
    )


JOBS: dict[str, Job | Errand] = {
    job.name: job
    for job in (
        Job(
            "time-out-licences",
            "Drafts in their hard stop are timed out",
            at("01:30", on=WORKING_WEEK),
            actions.TIME_OUT,
            _to_time_out,
        ),
        Job(
            "deactivate-licences-past-release-date",
            "Licences that were not approved by the release are ended",
            at("02:00", on=WORKING_WEEK),
            actions.RELEASE_PASSED,
            _passed,
        ),
        Job(
            "notify-probation-of-unapproved-licences",
            "Senders are told of edits that nobody approved by the release",
            at("02:00"),
            actions.NOT_APPROVED,
            _not_approved,
        ),
        Job(
            "end-licences-on-curfew",
            "Licences for another kind of release than home detention curfew decides are ended",
            at("03:00", "09:00", "12:00", "15:00", "18:00"),
            actions.ON_CURFEW,
            _on_curfew,
        ),
        Job(
            "deactivate-hdc-licences",
            "Licences for home detention curfew that can no longer be used are ended",
            at("03:05"),
            actions.CURFEW_CLOSED,
            _too_late_for_curfew,
        ),
        Job(
            "activate-licences",
            "Approved licences of people who were released become active",
            at("03:10", "09:10", "12:10", "15:10", "18:10"),
            actions.ACTIVATE,
            _to_activate,
        ),
        Job(
            "end-standard-licences-out-of-hard-stop",
            "Standard licences whose release moved out of the hard stop are ended",
            Every(60),
            actions.LEAVE_HARD_STOP,
            _standard_not_needed,
        ),
        Job(
            "reopen-drafts-out-of-hard-stop",
            "Drafts whose release moved out of the hard stop are opened again",
            Every(60),
            actions.REOPEN,
            _to_reopen,
        ),
        Job(
            "expire-licences",
            "Licences whose end date has passed are ended",
            at("04:00"),
            actions.EXPIRE,
            _to_expire,
        ),
        Job(
            "warn-licence-review-overdue",
            "Practitioners are reminded of standard licences to review",
            at("08:00", on=WORKING_WEEK),
            actions.REVIEW_OVERDUE,
            _to_remind,
        ),
        Job(
            "warn-question-overdue",
            "Whoever has to answer a question is reminded when it is overdue",
            Every(60),
            actions.QUESTION_OVERDUE,
            _to_remind_of_questions,
        ),
        Errand(
            "tell-managers",
            "Team managers are told of cases that nobody is allocated to",
            Every(60),
            "case",
            tell_managers,
        ),
        Errand(
            "send-digests",
            "Messages of a day are put together",
            at("07:00", on=WORKING_WEEK),
            "digest",
            send_digests,
        ),
        Errand("send-messages", "Messages that wait are sent", Every(1), "message", send_messages),
    )
}
"""By name, in the order of a night."""


def run(job: Job | Errand, today: dt.date, is_trial: bool = False, beat: Beat = no_beat) -> Done:
    """Run a job for a day. A trial changes nothing, and says how many it would look at."""
    if isinstance(job, Errand):
        return job.does(today, is_trial)
    selection = job.selects(today, working_days())
    if selection is None:
        return Done()
    if is_trial:
        return Done(number_of(selection))
    db.session.rollback()  # a run begins with a transaction of its own
    return move_each(job.action, selection, beat)
