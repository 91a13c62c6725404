"""Questions on a licence: asked and closed by the prison, answered by whoever writes the licence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from flask import current_app

from app.domain.dates.working_hours import hours_after
from app.domain.licence import actions
from app.domain.licence.questions import Place
from app.domain.words import joined, moment_in_words, uncapitalised
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.models.question import Question
from app.moves.frame import Act, changes
from app.store import questions
from app.store.questions import question_digest


@changes(actions.ASK)
def ask(act: Act, place: Place, words: str, holds: bool) -> Mapping[str, Any]:
    """Keep the question and by when it is to be answered, and tell whoever has to."""
    hours = current_app.config["QUESTION_HOURS"]
    act.result = question = Question(
        case_id=act.case.id,
        licence_id=act.licence.id,
        place=place.key,
        about=place.words,
        words=words,
        asked_by_id=act.user.id,
        asked_by_name=act.user.name,
        asked_by_role=act.role.value,
        asked_at=act.at,
        due_at=hours_after(act.at, hours, working_days()).astimezone(dt.UTC),
        is_holding=holds,
    )
    db.session.add(question)
    db.session.flush()
    act.to = act.licence.started_by
    act.words |= {
        "about": uncapitalised(place.words),
        "question": words,
        "due": moment_in_words(question.due_at),
        "holds": "\nThe licence is not approved until the prison closes this question or lifts its hold."
        if holds
        else "",
    }
    return _kept([question])


@changes(actions.ANSWER)
def answer(act: Act, words: str) -> Mapping[str, Any]:
    """Keep the answer, and tell whoever asked."""
    question = _in_hand(act)
    question.answer, question.answered_at = words, act.at
    question.answered_by_id, question.answered_by_name = act.user.id, act.user.name
    act.to = questions.asker_of(question)
    act.words |= {"about": uncapitalised(question.about), "question": question.words, "answer": words}
    return _kept([question])


@changes(actions.CLOSE)
def close(act: Act) -> Mapping[str, Any]:
    """Close the question, answered or not; it holds nothing any more."""
    question = _in_hand(act)
    question.closed_by_id, question.closed_by_name, question.closed_at = act.user.id, act.user.name, act.at
    return _kept([question])


@changes(actions.LIFT)
def lift(act: Act) -> Mapping[str, Any]:
    """Let the licence be approved before the question is closed."""
    question = _in_hand(act)
    question.is_holding = False
    return _kept([question])


@changes(actions.QUESTION_OVERDUE)
def overdue(act: Act) -> Mapping[str, Any]:
    """Tell whoever has to answer of every question on the licence that is overdue, each once."""
    late = [questions.find(each.number) for each in act.facts.licence.overdue]
    for question in late:
        question.reminded_at = act.at
    act.to = act.licence.started_by
    act.words["questions"] = joined(
        [f"question {each.id} (by {moment_in_words(each.due_at)})" for each in late]
    )
    return _kept(late)


def _in_hand(act: Act) -> Question:
    """The question that the move is about, which the bars have looked at."""
    assert act.facts.question is not None  # noqa: S101
    return questions.find(act.facts.question.number)


def _kept(changed: Iterable[Question]) -> Mapping[str, Any]:
    return {"questions": {str(each.id): question_digest(each) for each in changed}}
