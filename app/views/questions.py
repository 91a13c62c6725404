"""Questions on a licence: the prison asks and closes, whoever writes the licence answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.access import LicenceReach, NotFound, open_licence
from app.domain.licence import actions
from app.domain.licence.actions import Action
from app.domain.licence.facts import Facts
from app.domain.licence.questions import Question, page_of, places_in
from app.domain.licence.status import Status
from app.domain.refusal import Refused
from app.domain.words import beginning, counted, moment_in_words
from app.models.base import db
from app.moves.frame import offered, perform, why_not
from app.store import events
from app.store.facts import facts_about
from app.store.questions import answerer, has_answered, same_question
from app.views.people import person_banner
from app.views.stale import STALE_FORM, redisplays
from forms.base import Form, build_form
from forms.questions import Answer, Ask, AskBeforeApproval

questions = Blueprint("questions", __name__, url_prefix="/licence/<int:licence_id>")
ONE = "/questions/<int:number>"


def licence_url(licence_id: int) -> str:
    """The questions on the page of a licence."""
    return url_for("licence.show", licence_id=licence_id, _anchor="questions")


def _page(
    reach: LicenceReach,
    form: Form,
    title: str,
    button: str,
    *paragraphs: str,
    template: str = "confirm.html",
    **more: Any,
) -> str:
    return render_template(
        template,
        title=title,
        person=person_banner(reach),
        section="Licence",
        paragraphs=paragraphs,
        form=form,
        errors=form.errors_list(),
        button=button,
        cancel_url=licence_url(reach.licence.id),
        **more,
    )


def ask_url(reach: LicenceReach) -> str | None:
    """Where this reader asks a question about a licence; None where they cannot."""
    return url_for("questions.ask", licence_id=reach.licence.id) if actions.ASK in _open_to(reach) else None


def _open_to(reach: LicenceReach) -> set[Action]:
    return {move.action for move in offered(reach)}


def with_links(
    reach: LicenceReach, asked: Sequence[Question]
) -> list[tuple[Question, list[tuple[str, str]]]]:
    """Questions, each with what this reader can do with it now; of an earlier version, with the way there."""
    open_to = _open_to(reach)
    return [(each, list(_links(each, open_to))) for each in asked]


def _links(question: Question, open_to: Collection[Action]) -> Iterator[tuple[str, str]]:
    if not question.is_of_this_version:
        yield f"Go to version {question.version}", licence_url(question.licence_id)
        return
    at: dict[str, Any] = {"licence_id": question.licence_id, "number": question.number}
    if question.is_to_answer and actions.ANSWER in open_to:
        yield "Answer", url_for("questions.answer", **at)
    if question.holds and actions.LIFT in open_to:
        yield "Lift the hold", url_for("questions.lift", **at)
    if not question.is_closed and actions.CLOSE in open_to:
        yield "Close", url_for("questions.close", **at)


def notes_by_page(asked: Sequence[Question]) -> dict[str, list[str]]:
    """What check your answers shows beside the answers of a page: the questions about the condition that it asks for."""
    found: dict[str, list[str]] = {}
    for each in asked:
        if page := page_of(each):
            found.setdefault(page, []).append(f"Question {each.number}: {beginning(each.words)}")
    return found


def said_of(detail: Mapping[str, Any], action: str, asked: Sequence[Question]) -> str | None:
    """What the history shows beneath an event about questions: which, and what was asked or answered."""
    named = detail.get("questions")
    found = [each for each in asked if isinstance(named, dict) and str(each.number) in named]
    words = {actions.ASK.name: lambda each: each.words, actions.ANSWER.name: lambda each: each.answer}.get(
        action
    )
    return (
        "\n".join(f"Question {each.number}" + (f": {words(each)}" if words else "") for each in found) or None
    )


# Asking


def _ask_form(reach: LicenceReach, facts: Facts, formdata: Any = None) -> Ask:
    document = facts.licence.document if facts.licence.fault_as_shown() is None else None
    places = places_in(document) if document else []
    waits = reach.licence.status is Status.SUBMITTED
    return (AskBeforeApproval if waits else Ask)(places, formdata)


def _ask_page(reach: LicenceReach, form: Ask, *paragraphs: str) -> str:
    hours = counted(current_app.config["QUESTION_HOURS"], "working hour")
    told = f"{answerer(reach.case, reach.licence)} has to answer within {hours}, from 9am to 5pm."
    return _page(reach, form, str(form.heading), "Ask the question", *paragraphs, told)


def _opened(licence_id: int, action: Action, lock: bool = False) -> tuple[LicenceReach, Facts]:
    reach = open_licence(current_user, licence_id, lock=lock)
    if refusal := why_not(action, reach):
        raise Refused(refusal)
    return reach, facts_about(reach)


@questions.get("/ask-question")
@login_required
def ask(licence_id: int) -> str:
    """Ask what the question is, and about what."""
    reach, facts = _opened(licence_id, actions.ASK)
    return _ask_page(reach, _ask_form(reach, facts))


def _ask_again(licence_id: int) -> Any:
    reach, facts = _opened(licence_id, actions.ASK)
    return _ask_page(reach, _ask_form(reach, facts, request.form), STALE_FORM), 409


@questions.post("/ask-question")
@login_required
@redisplays(_ask_again)
def do_ask(licence_id: int) -> Response | tuple[str, int]:
    """Ask a question; a repeated POST asks it once."""
    reach, facts = _opened(licence_id, actions.ASK, lock=True)
    form = _ask_form(reach, facts, request.form)
    if not form.validate():
        return _ask_page(reach, form), 422
    given = form.given()
    asked = same_question(reach.licence, current_user, given["place"].key, given["words"])
    if asked is None:
        asked = perform(actions.ASK, reach, facts, **given).result
        db.session.commit()
    flash(f"You asked question {asked.id}. It is to be answered by {moment_in_words(asked.due_at)}.")
    return redirect(licence_url(licence_id))


# What is done with one question


def _one(
    licence_id: int, number: int, action: Action, lock: bool = False
) -> tuple[LicenceReach, Facts, Question]:
    reach, facts = _opened(licence_id, action, lock)
    question = next(
        (each for each in facts.licence.questions() if each.number == number and each.is_of_this_version),
        None,
    )
    if question is None:
        raise NotFound
    return reach, facts.about(question), question


def _shown(licence_id: int, number: int, action: Action) -> tuple[LicenceReach, Question]:
    """A question with which something is to be done, where that can be done now."""
    reach, facts, question = _one(licence_id, number, action)
    if refusal := why_not(action, reach, facts):
        raise Refused(refusal)
    return reach, question


def _question_page(
    reach: LicenceReach, question: Question, form: Form, title: str, button: str, *paragraphs: str
) -> str:
    return _page(reach, form, title, button, *paragraphs, template="about_question.html", question=question)


def _answer_page(reach: LicenceReach, question: Question, form: Form, *paragraphs: str) -> str:
    title = f"Answer question {question.number}"
    return _question_page(reach, question, form, title, "Send the answer", *paragraphs)


@questions.get(f"{ONE}/answer")
@login_required
def ask_answer(licence_id: int, number: int) -> str:
    """Ask for the answer to a question."""
    reach, question = _shown(licence_id, number, actions.ANSWER)
    return _answer_page(reach, question, Answer())


def _answer_again(licence_id: int, number: int) -> Any:
    reach, question = _shown(licence_id, number, actions.ANSWER)
    return _answer_page(reach, question, Answer(None, request.form), STALE_FORM), 409


@questions.post(f"{ONE}/answer")
@login_required
@redisplays(_answer_again)
def answer(licence_id: int, number: int) -> Response | tuple[str, int]:
    """Answer a question; a repeated POST answers it once."""
    reach, facts, question = _one(licence_id, number, actions.ANSWER, lock=True)
    form = Answer(None, request.form)
    is_valid = form.validate()
    refusal = why_not(actions.ANSWER, reach, facts)
    if refusal and not (is_valid and has_answered(question, current_user, form.words.data)):
        raise Refused(refusal)
    if not is_valid:
        return _answer_page(reach, question, form), 422
    if not refusal:
        perform(actions.ANSWER, reach, facts, words=form.words.data)
        db.session.commit()
    flash(f"You answered question {number}. {question.asked.by} is told.")
    return redirect(licence_url(licence_id))


_YES = build_form("Yes", {})


@questions.get(f"{ONE}/close")
@login_required
def ask_close(licence_id: int, number: int) -> str:
    """Ask before a question is closed."""
    reach, question = _shown(licence_id, number, actions.CLOSE)
    said = ["If you close it, nobody has to answer it any more."] if question.is_to_answer else []
    return _question_page(reach, question, _YES(), f"Close question {number}?", "Close the question", *said)


@questions.post(f"{ONE}/close")
@login_required
def close(licence_id: int, number: int) -> Response:
    """Close a question."""
    return _made(licence_id, number, actions.CLOSE, f"You closed question {number}.")


@questions.get(f"{ONE}/lift-hold")
@login_required
def ask_lift(licence_id: int, number: int) -> str:
    """Ask before the hold of a question is lifted."""
    reach, question = _shown(licence_id, number, actions.LIFT)
    said = "The question stays open. The licence can be approved before it is closed."
    title = f"Lift the hold of question {number}?"
    return _question_page(reach, question, _YES(), title, "Lift the hold", said)


@questions.post(f"{ONE}/lift-hold")
@login_required
def lift(licence_id: int, number: int) -> Response:
    """Lift the hold of a question."""
    return _made(licence_id, number, actions.LIFT, f"You lifted the hold of question {number}.")


def _made(licence_id: int, number: int, action: Action, said: str) -> Response:
    """Make a move that needs a yes alone; a repeated POST leads to where the first one did."""
    reach, facts, _ = _one(licence_id, number, action, lock=True)
    if refusal := why_not(action, reach, facts):
        if not events.was_just_made(action, licence_id, current_user):
            raise Refused(refusal)
    else:
        perform(action, reach, facts)
        db.session.commit()
    flash(said)
    return redirect(licence_url(licence_id))
