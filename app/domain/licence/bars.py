"""Bars: what can stop a move that is otherwise allowed. Each reads the facts and gives the refusal, or nothing.

A refusal names what it stops: a move that needs the same fact in other words takes a bar of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain.dates.authority import Authority
from app.domain.dates.release import Kind
from app.domain.licence import actions
from app.domain.licence.actions import NOT_VARIED
from app.domain.licence.activation import REVIEW_DAYS
from app.domain.licence.facts import Facts
from app.domain.licence.rollout import MEANWHILE, Site
from app.domain.licence.status import MADE_BY_PRISON
from app.domain.refusal import Refusal
from app.domain.words import (
    beginning,
    counted,
    day_and_date,
    joined,
    long_date,
    moment_in_words,
    uncapitalised,
)


@dataclass(frozen=True)
class Bar:
    """A named reason against a move, which a row of MOVES and a Stop of a journey both take."""

    name: str
    """In words, as drawings show it: "the licence is void"."""
    why: Callable[[Facts], Refusal | None]
    """The refusal while the bar holds, else None."""

    def holds(self, facts: Facts) -> bool:
        return self.why(facts) is not None


_WRITTEN_BY_READER = Refusal(
    title="You cannot approve a licence that you wrote or sent",
    rule="Whoever approves a licence must not have answered any of its questions, started its edit or sent it.",
    fact="You wrote or sent this version of the licence, or the version that it edits.",
    who="Another prison approver at this prison can approve it or return it.",
    next_step="Ask a colleague who is a prison approver to look at it.",
)


def record_changed(facts: Facts) -> Refusal | None:
    """Why a licence cannot be approved after the case record changed, and what changed."""
    if not facts.licence.record_changes:
        return None
    changes = "; ".join(
        f"{label} was {then} and is now {now}" for label, then, now in facts.licence.record_changes
    )
    return Refusal(
        title="The record changed after the licence was sent",
        rule="A licence can only be approved while what it says of the person, their dates and their prison is as it "
        "was when it was sent.",
        fact=f"Since then: {changes}.",
        who="A probation practitioner in the person’s team can withdraw the licence, check it and send it again. "
        "You can also return it to them.",
        next_step="Change your decision to return the licence, and say that the record has changed.",
    )


def damaged(fault: str) -> Refusal:
    """Why a licence whose evidence does not hold is neither decided about nor printed."""
    return Refusal(
        title="This licence does not match what was sent",
        rule="A licence is only approved, returned or printed while its document, decisions and history are, to the "
        "letter, as they were recorded.",
        fact=f"Something was changed outside this service: {fault}.",
        who="Support can find out what was changed, and put it back.",
        next_step="Do not use any copy of this licence. Contact support now.",
    )


def board_decides(facts: Facts) -> Refusal | None:
    """Why nobody at a prison approves a licence whose conditions the Parole Board sets."""
    found = facts.licence.set_by()
    by_now = found.conditions if found else None
    if Authority.BOARD not in (facts.conditions_set_by, by_now):
        return None
    return Refusal(
        title="The Parole Board sets the conditions of this licence",
        rule="A prison approves licences whose conditions the governor or controller sets. The Parole Board sets them for "
        "life, indeterminate and extended sentences, and again after a recall from one.",
        fact=found.because
        if found and by_now is Authority.BOARD
        else "The licence says that the Parole Board sets its conditions.",
        who=f"The Parole Board decides. The offender management unit at {facts.person.prison_name} can correct the record if "
        "the sentence is wrong.",
        next_step="Return the licence to probation, and follow the Parole Board process.",
    )


def _damaged(fault: str | None) -> Refusal | None:
    return None if fault is None else damaged(fault)


def _no_start_date(facts: Facts) -> Refusal | None:
    if facts.release.start is not None:
        return None
    return Refusal(
        title="You cannot move this licence to another policy now",
        rule="The licence policy that applies depends on the day the licence starts, which is the day of release.",
        fact="The prison record gives no release date that the licence could start on.",
        who=f"The offender management unit at {facts.person.prison_name} can record the release date.",
        next_step="Ask the prison when the date will be set. The licence stays on its policy until then.",
    )


def _on_other_policy(facts: Facts) -> Refusal | None:
    start, other = facts.release.start, facts.licence.other_policy()
    if start is None or other is None:
        return None
    return Refusal(
        title="This licence is on a policy that does not apply to its start date",
        rule="A licence is sent on the licence policy that applies to the day it starts.",
        fact=f"It starts on {long_date(start)}, when policy {other.version} applies. It is on policy "
        f"{facts.policy.version}.",
        who="A probation practitioner in the person’s team can move it. If the date is wrong, the offender management "
        f"unit at {facts.person.prison_name} can correct it.",
        next_step=f"See what policy {other.version} would change, and move the licence to it.",
        remedy=actions.MOVE_POLICY.name,
    )


def _not_in_use(facts: Facts) -> Refusal | None:
    places = facts.sites_off()
    return not_in_use(places, facts.today) if places else None


def not_in_use(places: Sequence[Site], today: dt.date) -> Refusal:
    """Why no licence is started at these places, since or until when, and what to do meanwhile."""
    return Refusal(
        title=f"This service is not in use for {joined([each.name for each in places])}",
        rule="A licence is started here once the service is in use at the prison and at the probation delivery unit of the "
        "person.",
        fact=" ".join(f"{each.name}: {uncapitalised(each.switch.in_words(today))}." for each in places),
        who="Support switches the service on and off. A licence that was started already is finished here.",
        next_step=" ".join(dict.fromkeys(each.switch.meanwhile or MEANWHILE for each in places)),
    )


def late(facts: Facts) -> Refusal | None:
    """Why probation can no longer write or change the licence: hard stop, or time served."""
    release, prison = facts.release, facts.person.prison_name
    who = f"A case administrator at {prison} makes a standard licence, and a prison approver approves it."
    if release.is_time_served and (recorded := facts.in_nomis()):
        return Refusal(
            title="The prison makes this licence in NOMIS",
            rule="Somebody who was sentenced on their conditional release date is released at once. The prison then "
            "makes the licence, here or in NOMIS.",
            fact=f"{recorded.by} recorded that it is made in NOMIS.",
            who=f"A case administrator at {prison} can still make it here.",
            next_step="Agree the first appointment with the prison. Nobody has to make a licence here.",
        )
    if release.is_time_served:
        return Refusal(
            title="The prison makes this licence, because the person has served the time",
            rule="Somebody who was sentenced on their conditional release date is released at once. The prison then "
            "makes a standard licence.",
            fact="The sentence began on the conditional release date.",
            who=who,
            next_step=f"Agree the first appointment with the prison. After the release you review the licence. {NOT_VARIED}",
        )
    if not release.is_in_hard_stop or release.start is None or release.hard_stop is None:
        return None
    return Refusal(
        title="It is too late for probation to write or change this licence",
        rule="From two working days before the release (the hard stop), probation can no longer write or change a "
        "licence.",
        fact=f"The release is on {day_and_date(release.start)}, and the hard stop "
        f"{'is today' if release.hard_stop == facts.today else f'was on {day_and_date(release.hard_stop)}'}.",
        who=f"{who} A licence that is approved already stays as it is, and one that was sent can still be approved.",
        next_step="Agree any change of the first appointment with the prison. A standard licence of the prison is reviewed "
        f"after the release. {NOT_VARIED}",
    )


def _probation_can(facts: Facts) -> Refusal | None:
    release = facts.release
    if facts.licence.purpose in MADE_BY_PRISON or release.is_in_hard_stop or release.is_time_served:
        return None
    return Refusal(
        title="The prison cannot change this appointment now",
        rule="The prison changes the first appointment of a licence that probation wrote from the hard stop up to the "
        "release, when probation no longer can.",
        fact=release.hard_stop_in_words,
        who="A probation practitioner in the person’s team changes it: they withdraw the licence, or edit the approved one.",
        next_step="Ask the practitioner to change the appointment.",
    )


def _old_document(facts: Facts) -> Refusal | None:
    document = facts.licence.document
    if document is None or "format" in document:
        return None
    return Refusal(
        title="The appointment of this licence cannot be changed",
        rule="An appointment is changed in licences whose document has it as data.",
        fact="This licence was sent by an earlier version of this service, which kept words alone.",
        who="A prison approver can return a licence that waits.",
        next_step="Tell the person and the probation team of the appointment in another way.",
    )


def _not_late(facts: Facts) -> Refusal | None:
    release = facts.release
    if release.is_in_hard_stop and not release.is_time_served:
        return None
    if release.is_time_served:
        fact = "This person has served the time, so their licence is made as one for time served."
    elif release.kind == Kind.HDC:
        fact = "This is a release on home detention curfew, and a standard licence has no curfew."
    else:
        fact = release.hard_stop_in_words
    return Refusal(
        title="The prison cannot make this licence now",
        rule="The prison makes a standard licence from the hard stop on, when probation has sent none.",
        fact=fact,
        who="A probation practitioner in the person’s team writes the licence"
        f"{' up to the release' if release.kind == Kind.HDC else ' until then'}.",
        next_step="Ask the practitioner how far the licence is.",
    )


def _not_time_served(facts: Facts) -> Refusal | None:
    if facts.release.is_time_served:
        return None
    return Refusal(
        title="This is not a release of time served",
        rule="A licence for time served is made for somebody who was sentenced on their conditional release date, less "
        "than 28 days ago.",
        fact="The sentence start date and the conditional release date of the record are not the same recent day.",
        who=f"The offender management unit at {facts.person.prison_name} can correct the dates if they are wrong.",
        next_step="A probation practitioner in the person’s team writes the licence.",
    )


def _not_in_time(facts: Facts) -> Refusal | None:
    """Why a draft is not timed out: what times it out is the hard stop of a conditional release or a recall, or that the
    time is served."""
    release = facts.release
    if release.is_in_hard_stop or release.is_time_served:
        return None
    return Refusal(
        title="This draft is not timed out now",
        rule="A draft for a conditional release or a release after recall is timed out in its hard stop.",
        fact="The licence is not in its hard stop.",
        who="This changes by itself at the hard stop.",
        next_step="Nothing needs to be done.",
    )


def _in_hard_stop(facts: Facts) -> Refusal | None:
    """Why nothing of the hard stop is undone: it is still on, or the release is unknown."""
    if facts.release.start and not facts.release.is_in_hard_stop:
        return None
    return Refusal(
        title="This licence stays as the hard stop left it",
        rule="What the hard stop did is undone once the release is later than that.",
        fact="The licence is in its hard stop, or the record gives no release date.",
        who=f"The offender management unit at {facts.person.prison_name} records the release date.",
        next_step="Nothing needs to be done.",
    )


def _not_released(facts: Facts) -> Refusal | None:
    release = facts.release
    is_out = release.is_is91 or release.is_released
    if release.start and release.start <= facts.today and is_out and not release.waits_for_curfew:
        return None
    return Refusal(
        title="This licence does not become active now",
        rule="A licence becomes active on the day it starts or later, once the prison records the release.",
        fact="The release is not recorded, or the day has not come.",
        who=f"The offender management unit at {facts.person.prison_name} records the release.",
        next_step="It is looked at again at the next run.",
    )


def _not_passed(facts: Facts) -> Refusal | None:
    release = facts.release
    if release.start and release.start < facts.today and release.kind != Kind.HDC:
        return None
    return Refusal(
        title="The release of this licence has not passed",
        rule="A licence that is not approved is ended after the day of release.",
        fact="The day of release has not passed.",
        who="This changes by itself after the day of release.",
        next_step="Nothing needs to be done.",
    )


def _not_at_end(facts: Facts) -> Refusal | None:
    release = facts.release
    end = release.supervision_end or release.end
    if end and end < facts.today:
        return None
    return Refusal(
        title="This licence has not ended",
        rule="A licence ends after its end date.",
        fact=f"It ends on {day_and_date(end)}." if end else "The record gives no end date.",
        who="This changes by itself after the end date.",
        next_step="Nothing needs to be done.",
    )


def _curfew_does_not_decide(facts: Facts) -> Refusal | None:
    if facts.release.is_for_other_kind:
        return None
    return Refusal(
        title="This licence is for the release there is",
        rule="A licence gives way when home detention curfew decides for another kind of release.",
        fact="The record says nothing of the kind.",
        who="The prison decides about home detention curfew.",
        next_step="Nothing needs to be done.",
    )


def _curfew_possible(facts: Facts) -> Refusal | None:
    closes = facts.release.curfew_closes
    if closes and closes <= facts.today:
        return None
    return Refusal(
        title="This licence does not end because of the time left for curfew",
        rule="A licence for home detention curfew that nobody was released on ends when fewer than ten days are left before "
        "the conditional release date.",
        fact="The record gives more time, or the licence is not for home detention curfew.",
        who="The prison decides about home detention curfew.",
        next_step="Nothing needs to be done.",
    )


def _not_overdue(facts: Facts) -> Refusal | None:
    activated = facts.licence.activated
    is_overdue = activated is not None and activated + REVIEW_DAYS <= facts.today
    if is_overdue and not facts.licence.is_reminded():
        return None
    return Refusal(
        title="Nobody needs to be reminded of this review",
        rule=f"Probation is reminded once, {REVIEW_DAYS.days} days after the release, of a standard licence to review.",
        fact="The practitioner was reminded." if is_overdue else "The review is not overdue.",
        who="A probation practitioner in the person’s team reviews the licence.",
        next_step="Nothing needs to be done.",
    )


def _not_on_the_day(facts: Facts) -> Refusal | None:
    is_today = facts.release.start == facts.today
    if is_today and not facts.licence.is_told_of():
        return None
    return Refusal(
        title="Nobody needs to be told that this licence is not approved",
        rule="Whoever sent an edit is told once, on the day of the release, that nobody has approved it.",
        fact="They were told." if is_today else "The release is not today.",
        who="A prison approver approves the licence or returns it.",
        next_step="Nothing needs to be done.",
    )


_MOST_SHOWN = 300


def _held(facts: Facts) -> Refusal | None:
    holding = [each for each in facts.licence.questions() if each.holds]
    if not holding:
        return None
    first, others = holding[0], len(holding) - 1
    more = (
        f" {counted(others, 'more question')} {'holds' if others == 1 else 'hold'} the approval too."
        if others
        else ""
    )
    if first.answered:
        fact = f"Question {first.number} was answered {first.answered.in_words}, and is not closed."
        who = f"A case administrator or a prison approver at {facts.person.prison_name} can close it or lift its hold."
    else:
        fact = (
            f"Question {first.number}, about {first.about_in_words}, was asked {first.asked.in_words}: "
            f"“{beginning(first.words, _MOST_SHOWN)}”"
        )
        who = first.who_answers
    return Refusal(
        title="A question on this licence holds its approval",
        rule="Whoever asks a question can let approval wait for it. The licence is then approved once the prison closes the "
        "question, or lifts the hold.",
        fact=fact + more,
        who=who,
        next_step="Go to the licence to read the question. You can close it or lift its hold there, or return the licence.",
    )


def _answered(facts: Facts) -> Refusal | None:
    question = facts.question
    if question is None or question.answered is None:
        return None
    return Refusal(
        title="This question has been answered",
        rule="A question on a licence is answered once.",
        fact=f"It was answered {question.answered.in_words}: “{beginning(question.answer or '', _MOST_SHOWN)}”",
        who="A case administrator or a prison approver at the prison can close it, or ask another question.",
        next_step="Go to the licence to read the answer.",
    )


def _closed(facts: Facts) -> Refusal | None:
    question = facts.question
    if question is None or not question.is_closed:
        return None
    return Refusal(
        title="This question is closed",
        rule="Nothing can be done with a question on a licence once it is closed.",
        fact=f"{question.closed_in_words}.",
        who="A case administrator or a prison approver at the prison can ask another question.",
        next_step="Go to the licence to read what was asked and answered.",
    )


def _not_holding(facts: Facts) -> Refusal | None:
    question = facts.question
    if question is None or question.is_holding:
        return None
    return Refusal(
        title="This question does not hold the approval",
        rule="Only a question that holds the approval of a licence has a hold to lift.",
        fact=f"Question {question.number} does not hold it, or its hold was lifted.",
        who="Nobody has to do anything.",
        next_step="Go to the licence to see its history.",
    )


def _nothing_overdue(facts: Facts) -> Refusal | None:
    if facts.licence.overdue:
        return None
    return Refusal(
        title="Nobody needs to be reminded of a question",
        rule="Whoever has to answer a question is reminded once, when it is overdue.",
        fact="No question on this licence is overdue, or they were reminded.",
        who="This changes by itself when the time for an answer has passed.",
        next_step="Nothing needs to be done.",
    )


def _reviewed(facts: Facts) -> Refusal | None:
    if facts.licence.reviewed is None:
        return None
    return Refusal(
        title="This licence has been reviewed",
        rule="A standard licence that the prison made is reviewed once.",
        fact=f"It was reviewed on {moment_in_words(facts.licence.reviewed)}.",
        who="Nothing more needs to be done.",
        next_step="Go to the licence to see its history.",
    )


CANNOT_START = Bar("cannot start", lambda facts: next(iter(facts.release.reasons_not_to_start), None))
AUTHOR = Bar("is author", lambda facts: _WRITTEN_BY_READER if facts.reader.is_author else None)
DAMAGED = Bar("is damaged", lambda facts: _damaged(facts.licence.fault()))
LOOKS_DAMAGED = Bar("looks damaged", lambda facts: _damaged(facts.licence.fault_as_shown()))
"""What pages that lead to a decision can tell of it; the decision itself asks DAMAGED."""
VOID = Bar("is void", lambda facts: facts.licence.void)
BOARD_DECIDES = Bar("is for the Parole Board", board_decides)
RECORD_CHANGED = Bar("record changed", record_changed)
NO_START_DATE = Bar("has no start date", _no_start_date)
NOT_IN_USE = Bar("is not in use there", _not_in_use)
LATE = Bar("is too late for probation", late)
NOT_LATE = Bar("is not too late for probation", _not_late)
NOT_TIME_SERVED = Bar("is not of time served", _not_time_served)
NOT_IN_HARD_STOP = Bar("is not in hard stop", _not_in_time)
IN_HARD_STOP = Bar("is in hard stop", _in_hard_stop)
NOT_RELEASED = Bar("is not released", _not_released)
NOT_PASSED = Bar("release has not passed", _not_passed)
NOT_AT_END = Bar("has not ended", _not_at_end)
CURFEW_DOES_NOT_DECIDE = Bar("curfew does not decide", _curfew_does_not_decide)
CURFEW_POSSIBLE = Bar("is not too late for curfew", _curfew_possible)
HELD = Bar("is held by a question", _held)
ANSWERED = Bar("question is answered", _answered)
CLOSED = Bar("question is closed", _closed)
NOT_HOLDING = Bar("question does not hold", _not_holding)
NOTHING_OVERDUE = Bar("no question is overdue", _nothing_overdue)
NOT_ON_THE_DAY = Bar("release is not today, or that was told", _not_on_the_day)
NOT_OVERDUE = Bar("review is not overdue, or reminded of", _not_overdue)
PROBATION_CAN = Bar("probation can still change it", _probation_can)
OLD_DOCUMENT = Bar("has a document without data", _old_document)
REVIEWED = Bar("is reviewed", _reviewed)
OTHER_POLICY = Bar("is on another policy", _on_other_policy)
