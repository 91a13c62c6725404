"""Lists of questions on licences, for whoever has to answer them and for the prison that asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import aliased, defer

from app.domain.licence.cover import PRISON, TEAM, Goes, Item
from app.domain.licence.moves import ENDED
from app.domain.licence.questions import State
from app.domain.licence.status import MADE_BY_PRISON, OPEN
from app.domain.roles import Role
from app.domain.words import beginning, moment_in_words
from app.lists.days import NOW, TODAY
from app.lists.listing import Address, Card, Cell, Column, Filter, ListPage, Rows, Sort
from app.lists.people import BY_NAME, BY_PRISON, BY_TEAM, PeopleList
from app.models.case import Case
from app.models.cover import Absence
from app.models.licence import Licence
from app.models.question import Question
from app.models.user import User
from app.store.cover import who_to_go_to
from app.store.questions import answerer_of

_About = aliased(Licence, name="about")
_Maker = aliased(User, name="maker")
_Away = aliased(User, name="away")
_Me = aliased(User, name="me")

_STATE = case(
    (or_(Question.closed_at.is_not(None), _About.status.in_(sorted(ENDED))), State.CLOSED.value),
    (Question.answered_at.is_not(None), State.ANSWERED.value),
    (Question.due_at < NOW, State.OVERDUE.value),
    else_=State.OPEN.value,
)
"""How a question stands, as app.store.questions.state_of has it."""
_IS_OPEN = and_(Question.closed_at.is_(None), _About.status.not_in(sorted(ENDED)))
_TO_ANSWER = and_(_IS_OPEN, Question.answered_at.is_(None))
_IS_STANDARD = _About.purpose.in_(sorted(MADE_BY_PRISON))
_COVERED = (
    select(Absence.id)
    .join(_Away, Absence.user_id == _Away.id)
    .join(_Me, Absence.cover_id == _Me.id)
    .where(
        Absence.kind == TEAM,
        Absence.code == Case.team_code,
        _Away.username == Case.manager_username,
        _Me.username == bindparam("username"),
        Absence.first <= TODAY,
        Absence.last >= TODAY,
    )
    .exists()
)
_FALLS_TO_ME = or_(Case.manager_username == bindparam("username"), Case.manager_unallocated, _COVERED)
"""Whether the reader answers: who manages the person, who covers for them today, or, where there is nobody, the team."""


def _with_questions(people: Select[Any]) -> Select[Any]:
    return (
        people.add_columns(
            Question,
            _STATE.label("state"),
            _About.purpose.label("purpose"),
            _Maker.username.label("maker"),
            _Maker.name.label("maker_name"),
        )
        .join(Question, Question.case_id == Case.id)
        .join(_About, Question.licence_id == _About.id)
        .join(_Maker, _About.started_by_id == _Maker.id)
        .options(defer(Case.record, raiseload=True))
    )


def _name(row: Any, page: ListPage) -> Cell:
    number = row.Case.crn if page.listing.role is Role.PRACTITIONER else row.Case.prison_number
    return Cell(row.Case.name, (number,), hidden=f"question {row.Question.id}")


def _question(row: Any, page: ListPage) -> Cell:
    asked = f"Asked by {row.Question.asked_by_name} on {moment_in_words(row.Question.asked_at)}"
    notes = (row.Question.about, asked, *(("Holds the approval",) if row.Question.is_holding else ()))
    return Cell(beginning(row.Question.words, 160), notes)


def _item(row: Any) -> Item | None:
    if row.purpose in MADE_BY_PRISON:
        return Item(PRISON, row.Case.prison_code, row.maker, row.maker_name) if row.Case.prison_code else None
    if not row.Case.team_code:
        return None
    return Item(TEAM, row.Case.team_code, row.Case.manager_username, row.Case.manager_name)


def _going(page: ListPage) -> dict[Item, Goes]:
    waiting = (row for row in page.rows if row.is_open and row.state in (State.OPEN, State.OVERDUE))
    return who_to_go_to({item for row in waiting if (item := _item(row))}, page.today)


def _answers(row: Any, page: ListPage) -> Cell:
    """Who answers by when and who to go to while they are away; of what was answered, who did."""
    question: Question = row.Question
    if row.state in (State.ANSWERED, State.CLOSED):
        if question.answered_at is None:
            return Cell("Nobody answered")
        return Cell(question.answered_by_name or "", (f"On {moment_in_words(question.answered_at)}",))
    goes = page.once(_going).get(item) if (item := _item(row)) else None
    by = f"By {moment_in_words(question.due_at)}"
    notes = (by, goes.instead) if goes and goes.instead else (by,)
    return Cell(answerer_of(row.Case, row.purpose, row.maker_name), notes)


def _state(row: Any, page: ListPage) -> Cell:
    state = State(row.state)
    return Cell(state.label, colour=state.colour)


BY_DUE = Sort("due", "when the answer is due", Question.due_at, "soonest first", "latest first")
_COLUMNS = (
    Column("Name", _name, BY_NAME),
    Column("Question", _question),
    Column("Who answers", _answers, BY_DUE),
    Column("Status", _state),
)
_BY_STATE = Filter(
    "state", "Status", _STATE == bindparam("state"), tuple((each.value, each.label) for each in State)
)


QUESTIONS = Rows(_with_questions, Question.id)


def _leads_to(row: Any) -> Address:
    return Address("licence.show", {"licence_id": row.Question.licence_id, "_anchor": "questions"})


@dataclass(frozen=True, eq=False, kw_only=True)
class QuestionList(PeopleList):
    """A list of questions about licences of people whom the role covers."""

    rows: Rows = QUESTIONS
    columns: tuple[Column, ...] = _COLUMNS
    leads_to: Callable[[Any], Address | None] = _leads_to
    filters: tuple[Filter, ...] = ()
    usual: Sort = BY_DUE
    one: str = "question"
    many: str = "questions"
    none_found: str = "No question on this list matches your search."


TO_ANSWER = QuestionList(
    name="questions",
    role=Role.PRACTITIONER,
    title="Questions to answer",
    tab="Questions",
    card=Card(
        "Questions to answer", "Answer what prisons ask about licences of people you manage.", is_counted=True
    ),
    only=and_(_TO_ANSWER, ~_IS_STANDARD, _FALLS_TO_ME),
    empty="Nobody waits for an answer from you.",
)
OF_TEAM = QuestionList(
    name="team-questions",
    role=Role.PRACTITIONER,
    title="Questions about my team’s cases",
    tab="Team’s questions",
    filters=(_BY_STATE, BY_TEAM),
    empty="No prison has asked anything about a licence of your team.",
)


def _asked(role: Role, name: str, title: str, tab: str, empty: str, **more: Any) -> QuestionList:
    return QuestionList(
        name=name, role=role, title=title, tab=tab, filters=(_BY_STATE, BY_PRISON), empty=empty, **more
    )


ASKED = _asked(
    *(Role.CASE_ADMINISTRATOR, "asked", "Open questions about licences", "Open questions"),
    empty="No question about a licence at your prisons is open.",
    card=Card(
        "Questions about licences",
        "See what your prison asked about licences and who answers by when, and close what is answered.",
        is_counted=True,
    ),
    only=_IS_OPEN,
)
ALL_ASKED = _asked(
    *(Role.CASE_ADMINISTRATOR, "all-asked", "All questions about licences", "All questions"),
    empty="Nobody at your prisons has asked anything about a licence.",
)
ASKED_BEFORE_APPROVAL = _asked(
    *(Role.PRISON_APPROVER, "asked-before-approval", "Open questions before approval", "Open questions"),
    empty="No question is open about a licence that your prisons have not approved.",
    card=Card(
        "Questions before approval",
        "See what is asked about licences that are not approved yet, and close what is answered.",
        is_counted=True,
    ),
    only=and_(_IS_OPEN, _About.status.in_(sorted(OPEN))),
)
ALL_ASKED_OF_APPROVER = _asked(
    *(Role.PRISON_APPROVER, "all-asked-at-prison", "All questions at my prisons", "All questions"),
    empty="Nobody at your prisons has asked anything about a licence.",
)
