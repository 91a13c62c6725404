"""Reads the questions on a licence, with who has to answer each and who to go to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from app import clock
from app.domain.licence.cover import PRISON, TEAM, Goes, Item
from app.domain.licence.moves import ENDED
from app.domain.licence.questions import Did, State
from app.domain.licence.questions import Question as Asked
from app.domain.licence.status import MADE_BY_PRISON, Purpose
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.question import Question
from app.models.user import User
from app.store.cover import who_to_go_to
from app.store.events import digest, plain

_OF_RELEASE = (
    select(Question, Licence.major, Licence.minor, Licence.status, Licence.purpose, User.username, User.name)
    .join(Licence, Question.licence_id == Licence.id)
    .join(User, Licence.started_by_id == User.id)
    .where(
        Licence.case_id == bindparam("case"),
        Licence.booking_id == bindparam("booking"),
        Licence.id <= bindparam("licence"),
    )
    .order_by(Question.id)
)


def questions_on(case: Case, licence: Licence) -> tuple[Asked, ...]:
    """What was asked about a licence and the versions before it for the same release, the oldest first."""
    if licence.document_id is None and licence.parent_id is None:
        return ()  # nobody asks about what was never sent
    same = {"case": licence.case_id, "booking": licence.booking_id, "licence": licence.id}
    rows = db.session.execute(_OF_RELEASE, same).all()
    owners = {row.Question.id: _owner(case, row) for row in rows}
    waits = {
        item
        for row in rows
        if state_of(row.Question, row.status) in _WAIT and (item := owners[row.Question.id])
    }
    goes = who_to_go_to(waits, clock.today())
    return tuple(_asked(case, licence, row, owners[row.Question.id], goes) for row in rows)


_WAIT = (State.OPEN, State.OVERDUE)


def state_of(question: Question, status: Any) -> State:
    """How a question on a licence of that status stands: it is closed with its licence."""
    if question.closed_at or status in ENDED:
        return State.CLOSED
    if question.answered_at:
        return State.ANSWERED
    return State.OVERDUE if question.due_at < clock.now() else State.OPEN


def _owner(case: Case, row: Any) -> Item | None:
    """Who has to answer: whoever makes a standard licence, else the practitioner; None where the place is not known."""
    if row.purpose in MADE_BY_PRISON:
        return Item(PRISON, case.prison_code, row.username, row.name) if case.prison_code else None
    if not case.team_code:
        return None
    if case.manager_unallocated:
        return Item(TEAM, case.team_code)
    return Item(TEAM, case.team_code, case.manager_username, case.manager_name)


def answerer(case: Case, licence: Licence) -> str:
    """Who has to answer what is asked about a licence: a name, or everybody of a team."""
    return answerer_of(case, licence.purpose, licence.started_by.name)


def answerer_of(case: Case, purpose: Purpose, maker: str) -> str:
    """The same, of a licence of that purpose which somebody of that name started."""
    if purpose in MADE_BY_PRISON:
        return maker
    manager = None if case.manager_unallocated else case.manager_name
    return manager or f"A probation practitioner in {case.team_name or 'the person’s team'}"


def _asked(case: Case, licence: Licence, row: Any, owner: Item | None, goes: dict[Item, Goes]) -> Asked:
    question: Question = row.Question
    name = answerer_of(case, row.purpose, row.name)
    is_managed = row.purpose not in MADE_BY_PRISON and not case.manager_unallocated
    return Asked(
        number=question.id,
        licence_id=question.licence_id,
        version=f"{row.major}.{row.minor}",
        is_of_this_version=question.licence_id == licence.id,
        place=question.place,
        about=question.about,
        words=question.words,
        asked=Did(question.asked_by_name, question.asked_at),
        due=question.due_at,
        is_holding=question.is_holding,
        goes=(goes.get(owner) if owner else None) or Goes(name, None, None),
        owner=name,
        contact=", ".join(filter(None, (case.manager_email, case.manager_telephone))) if is_managed else "",
        state=state_of(question, row.status),
        is_reminded=question.reminded_at is not None,
        answer=question.answer,
        answered=Did(question.answered_by_name or "", question.answered_at) if question.answered_at else None,
        closed=Did(question.closed_by_name or "", question.closed_at) if question.closed_at else None,
    )


def find(number: int) -> Question:
    """The question of that number, of a licence whose case is held."""
    return db.session.get_one(Question, number, populate_existing=True)


def asker_of(question: Question) -> User | None:
    """Whoever asked it."""
    return db.session.get(User, question.asked_by_id)


_SAME = select(Question).where(
    Question.licence_id == bindparam("licence"),
    Question.asked_by_id == bindparam("by"),
    Question.place == bindparam("place"),
    Question.words == bindparam("words"),
    Question.answered_at.is_(None),
    Question.closed_at.is_(None),
)


def same_question(licence: Licence, by: User, place: str, words: str) -> Question | None:
    """The question, where somebody asked this very one already and it waits for an answer: their POST came twice."""
    same = {"licence": licence.id, "by": by.id, "place": place, "words": words}
    return db.session.scalars(_SAME, same).first()


def has_answered(question: Asked, by: User, words: str) -> bool:
    """Whether somebody gave this very answer already: their POST came twice."""
    row = find(question.number)
    return row.answered_by_id == by.id and row.answer == words


_PROVED = tuple(each.name for each in Question.__table__.columns)


def question_digest(question: Question) -> str:
    """What each event about a question says of it, so that nothing of it can be changed unseen."""
    return digest({name: plain(getattr(question, name)) for name in _PROVED})
