"""Questions on a licence: asked by the prison, answered by probation, and what waits for them."""

from __future__ import annotations

import pytest

from app import clock
from app.access import open_case
from app.domain.licence import actions
from app.domain.words import uncapitalised
from app.jobs.jobs import JOBS, run
from app.models.base import db
from app.models.question import Question
from app.moves.frame import perform, why_not
from app.moves.start import purpose_to_start
from app.store.facts import facts_about
from tests.support import standing
from tests.support.moving import as_list, put, tamper, words
from tests.support.page_checks import text
from tests.support.queries import queries
from tests.support.questions import WORDS, asked, later, row
from tests.support.standing import as_user, days, events_of, outbox, reach, status_of, tampering

pytestmark = pytest.mark.usefixtures("printing_is_quick")


REGION = "e8b3db8c-7348-47f1-b2ba-c4f9197e48ea"
SAYS = "While you have no fixed address"


@pytest.fixture
def licence_id(app) -> int:
    """A licence that waits for approval."""
    return put(app, "submitted")


def ask(client, licence_id: int, **given: str) -> None:
    client.get(f"/licence/{licence_id}")
    client.follow("Ask a question about this licence")
    client.submit({"words": WORDS, "holds": "no"} | given)


def on(at, action, number: int, **given) -> None:
    """Make a move that is about one question."""
    facts = facts_about(at)
    question = next(each for each in facts.licence.questions() if each.number == number)
    perform(action, at, facts.about(question), **given)
    db.session.commit()


def answered(app, licence_id: int, number: int, by: str = "practitioner") -> None:
    with app.app_context():
        on(reach(by, licence_id), actions.ANSWER, number, words="It is his sister’s.")


def remind(app) -> int:
    """What the clock does; how many licences it reminded of."""
    with app.app_context():
        return run(JOBS["warn-question-overdue"], clock.today()).moved


def standard(app) -> int:
    """A standard licence of the prison that waits for approval."""
    case_id = standing.case_id_of(app, "Hardstop")
    with app.app_context():
        at = open_case(standing.user("administrator"), case_id)
        facts = facts_about(at)
        licence_id = perform(actions.START, at, facts, of=purpose_to_start(at, facts)).result.id
        at = reach("administrator", licence_id)
        walk, run = standing.fill(at, "make-standard")
        perform(actions.SUBMIT, at, walk=walk, run=run)
        db.session.commit()
    return licence_id


def note_away(app) -> None:
    """The practitioner is away for four days, and a colleague covers."""
    manager = as_user(app, "manager")
    manager.get("/cover/team/N01A/absence")
    first, last = days(0), days(3)
    dates = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }
    manager.submit({"person": "practitioner", "cover": "colleague", "telephone": "01632 960 777"} | dates)


def verified(app) -> str:
    return app.test_cli_runner().invoke(args=["audit", "verify"]).output


def test_a_question_is_asked_delivered_answered_and_closed_and_the_history_has_it(app, licence_id):
    administrator = as_user(app, "administrator")
    ask(administrator, licence_id)
    assert (
        "You asked question 1. It is to be answered by 24 November 2026 at 10am." in administrator.page.html
    )
    assert "Robin Samplewright must answer by 24 November 2026 at 10am." in words(administrator)
    assert outbox(app, licence_id)[-1][0] == "Robin Samplewright"
    assert outbox(app, licence_id)[-1][2].startswith("Question about the licence for X")

    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{licence_id}")
    practitioner.follow("Answer")
    assert practitioner.page.heading == "Answer question 1" and WORDS in words(practitioner)
    practitioner.submit({"words": "It is his sister’s. I have put it into the record."})
    assert "You answered question 1. Ashley Fileworthy is told." in practitioner.page.html
    told = outbox(app, licence_id)[-1]
    assert told[:2] == ("Ashley Fileworthy", "ashley.fileworthy@example.com")
    assert told[2].startswith("Question answered: ")

    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}")
    approver.follow("Close")
    assert "It is his sister’s." in words(approver)
    approver.submit()
    assert "You closed question 1." in approver.page.html
    assert "Closed by Governor Jo Pretendergast on 23 November 2026 at 10am" in words(approver)
    said = words(approver)
    for what in (
        "Question asked by Ashley Fileworthy",
        "Question answered by Robin",
        "Question closed by Governor",
    ):
        assert what in said
    assert events_of(app, licence_id)[-3:] == ["ask-question", "answer-question", "close-question"]
    assert "Everything holds" in verified(app) and "1 question," in verified(app)


def test_everybody_who_may_open_the_licence_reads_it_and_only_the_two_sides_act(app, licence_id):
    asked(app, licence_id)
    links = {
        "practitioner": {"Answer"},
        "colleague": {"Answer"},
        "administrator": {"Close"},
        "approver": {"Close"},
        "pdu-head": set(),
        "manager": set(),
        "support": set(),
    }
    for username, expected in links.items():
        client = as_user(app, username)
        client.get(f"/licence/{licence_id}")
        assert WORDS in words(client), username
        there = {text for text in ("Answer", "Close", "Lift the hold") if f">{text}<span" in client.page.html}
        assert there == expected, username


def test_a_question_that_holds_keeps_the_licence_from_being_approved_until_the_hold_is_lifted(
    app, licence_id
):
    ask(as_user(app, "administrator"), licence_id, holds="yes")
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert WORDS in words(approver)
    approver.submit()
    approver.submit({"decision": "approve"})
    assert approver.page.heading == "A question on this licence holds its approval"
    for said in (
        f"Question 1, about the licence as a whole, was asked by Ashley Fileworthy on 23 November 2026 at 10am: “{WORDS}”",
        "Robin Samplewright must answer by 24 November 2026 at 10am.",
        "Contact: practitioner@example.com, 01632 9605",
    ):
        assert said in words(approver), said
    assert "A question holds its approval" in as_list(app, "approver", "approvals")[0][3]
    approver.get(f"/licence/{licence_id}")
    assert "It cannot be approved as it is. A question on this licence holds its approval." in words(approver)
    approver.follow("Lift the hold")
    approver.submit()
    assert "You lifted the hold of question 1." in approver.page.html
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    approver.submit()
    assert status_of(app, licence_id) == "approved"
    assert "Everything holds" in verified(app)


def test_an_answered_question_holds_on_until_the_prison_has_closed_it(app, licence_id):
    number = asked(app, licence_id, holds=True)
    answered(app, licence_id, number)
    with app.app_context():
        refusal = why_not(actions.APPROVE, (at := reach("approver", licence_id)), facts_about(at))
        assert refusal and refusal.fact == (
            "Question 1 was answered by Robin Samplewright on 23 November 2026 at 10am, and is not closed."
        )
        assert "can close it or lift its hold" in refusal.who
        on(at, actions.CLOSE, number)
    standing.decided(app, licence_id, "approver")
    assert status_of(app, licence_id) == "approved"


def test_a_question_outlives_a_return_and_holds_the_licence_when_it_is_sent_again(app, licence_id):
    asked(app, licence_id, holds=True)
    standing.decided(app, licence_id, "approver", "return")
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{licence_id}")
    assert WORDS in words(writer) and "Answer" in words(writer)
    standing.sent(app, licence_id, "practitioner")
    with app.app_context():
        at = reach("approver", licence_id)
        assert (
            why_not(actions.APPROVE, at, facts_about(at)).title
            == "A question on this licence holds its approval"
        )


def test_an_edit_shows_what_was_asked_about_the_version_before_it_and_is_not_held_by_that(app):
    licence_id = put(app, "approved")
    asked(app, licence_id)
    copy = standing.edited(app, licence_id, "practitioner")
    standing.sent(app, copy, "practitioner")
    approver = as_user(app, "approver")
    approver.get(f"/licence/{copy}")
    assert WORDS in words(approver)
    approver.follow("Go to version 1.0")
    assert approver.page.heading == "Licence version 1.0"
    standing.decided(app, copy, "approver")
    approver.get(f"/licence/{copy}")
    assert "Closed, because version 1.0 of the licence ended." in words(approver)
    assert approver.get(f"/licence/{licence_id}/questions/1/close").status_code == 403


def test_an_approved_licence_has_no_approval_to_wait_for(app):
    licence_id = put(app, "approved")
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}/ask-question")
    assert "Must the approval wait" not in words(administrator)
    administrator.submit({"words": WORDS})
    assert row(app, 1).is_holding is False


def test_a_question_about_a_condition_stands_beside_it_for_the_approver_and_for_the_practitioner(app):
    case_id = standing.case_id_of(app, "Testwick")
    chosen = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [REGION]}}
    licence_id = standing.started(app, case_id, "practitioner", chosen, whole=True)
    standing.sent(app, licence_id, "practitioner")
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/ask-question")
    place = next(each for each in approver.page.all("option") if SAYS in text(each))
    approver.submit({"place": place.get("value"), "words": WORDS, "holds": "no"})
    assert f"about {uncapitalised(text(place))}" in words(approver)
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    (item,) = (text(li) for li in approver.page.all("li") if WORDS in text(li))
    assert SAYS in item
    standing.decided(app, licence_id, "approver", "return")
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{licence_id}/create/check-answers")
    (row_,) = (row_ for row_ in writer.page.all("dl") if "Question 1: " in text(row_))
    (answer,) = (text(dd) for dd in row_.iter("dd") if "Question 1: " in text(dd))
    assert WORDS in answer
    writer.follow("Answer")
    assert writer.page.heading == "Answer question 1"


def test_a_section_can_be_asked_about(app, licence_id):
    approver = as_user(app, "approver")
    ask(approver, licence_id, place="section:What to do when you are released")
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    section = next(s for s in approver.page.all("section") if "What to do when you are released" in text(s))
    assert WORDS in text(section)


def test_a_double_click_asks_answers_lifts_and_closes_once(app, licence_id):
    app.config["WTF_CSRF_ENABLED"] = False
    administrator, practitioner = as_user(app, "administrator"), as_user(app, "practitioner")
    steps = (
        (administrator, "ask-question", {"place": "licence", "words": WORDS, "holds": "yes"}),
        (administrator, "questions/1/lift-hold", {}),
        (practitioner, "questions/1/answer", {"words": "His sister’s."}),
        (administrator, "questions/1/close", {}),
    )
    for client, path, given in steps:
        client.sends_csrf = client.checks = False
        for _ in range(2):
            answer = client.post(f"/licence/{licence_id}/{path}", data=given)
            assert answer.status_code == 302, path
    assert events_of(app, licence_id)[2:] == [
        "ask-question",
        "lift-hold",
        "answer-question",
        "close-question",
    ]


def test_the_same_words_can_be_asked_again_once_they_were_answered(app, licence_id):
    administrator = as_user(app, "administrator")
    ask(administrator, licence_id)
    answered(app, licence_id, 1)
    ask(administrator, licence_id)
    assert "You asked question 2." in administrator.page.html


def test_who_answers_second_is_told_who_answered_when_and_loses_nothing(app, licence_id):
    number = asked(app, licence_id)
    practitioner, colleague = as_user(app, "practitioner"), as_user(app, "colleague")
    for client in (practitioner, colleague):
        client.get(f"/licence/{licence_id}/questions/{number}/answer")
    colleague.submit({"words": "It is his sister’s."})
    practitioner.submit({"words": "It is his brother’s, I think."})
    assert practitioner.page.status == 403
    assert practitioner.page.heading == "This question has been answered"
    assert "It was answered by Morgan Mockridge on 23 November 2026 at 10am: “It is his sister’s.”" in words(
        practitioner
    )
    assert "It is his brother’s, I think." in words(practitioner)


def test_a_closed_question_is_not_answered_and_says_who_closed_it(app, licence_id):
    number = asked(app, licence_id)
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{licence_id}/questions/{number}/answer")
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}/questions/{number}/close")
    assert "nobody has to answer it any more" in words(administrator)
    administrator.submit()
    practitioner.submit({"words": "It is his sister’s."})
    assert practitioner.page.heading == "This question is closed" and practitioner.page.status == 403
    assert "Closed without an answer by Ashley Fileworthy on 23 November 2026 at 10am." in words(practitioner)
    assert "It is his sister’s." in words(practitioner)


@pytest.mark.one_database
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(app, licence_id):
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}/ask-question")
    administrator.submit({"place": "", "words": "", "holds": None})
    assert administrator.page.status == 422
    for said in (
        "Select what your question is about",
        "Enter your question",
        "Select yes if the approval must wait for this question",
    ):
        assert said in words(administrator)
    administrator.submit({"place": "licence", "words": "Too long. " * 300, "holds": "no"})
    assert "Your question must be 2,000 characters or fewer" in words(administrator)
    assert "Too long. Too long." in administrator.page.html
    administrator.checks = False
    sent = {"place": "condition:unheard-of", "words": WORDS, "holds": "no"}
    app.config["WTF_CSRF_ENABLED"] = False
    answer = administrator.post(f"/licence/{licence_id}/ask-question", data=sent)
    assert answer.status_code == 422 and WORDS in answer.text
    app.config["WTF_CSRF_ENABLED"] = True
    number = asked(app, licence_id)
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{licence_id}/questions/{number}/answer")
    practitioner.submit({"words": " "})
    assert practitioner.page.status == 422 and "Enter your answer" in words(practitioner)


@pytest.mark.one_database
def test_a_form_whose_token_is_stale_is_shown_again_as_typed(app, licence_id):
    number = asked(app, licence_id)
    for username, path in (("approver", "ask-question"), ("practitioner", f"questions/{number}/answer")):
        client = as_user(app, username)
        client.get(f"/licence/{licence_id}/{path}")
        answer = client.post(
            f"/licence/{licence_id}/{path}", data={"csrf_token": "stale", "words": "Typed words"}
        )
        assert answer.status_code == 409 and "Typed words" in answer.text


@pytest.mark.one_database
def test_how_long_there_is_for_an_answer_is_a_setting(app, licence_id):
    app.config["QUESTION_HOURS"] = 20
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}/ask-question")
    assert "Robin Samplewright has to answer within 20 working hours, from 9am to 5pm." in words(
        administrator
    )
    administrator.submit({"words": WORDS, "holds": "no"})
    assert "It is to be answered by 25 November 2026 at 2pm." in administrator.page.html


@pytest.mark.one_database
def test_of_a_licence_whose_document_was_changed_no_part_can_be_chosen(app, licence_id):
    tamper(app, licence_id)
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}/ask-question")
    assert [text(each) for each in administrator.page.all("option")] == [
        "Select an option",
        "The licence as a whole",
    ]


@pytest.mark.one_database
def test_there_is_no_such_question_on_another_licence(app, licence_id):
    number = asked(app, licence_id)
    other = put(app, "submitted", "Sampleton")
    practitioner = as_user(app, "practitioner")
    for path in (f"/licence/{other}/questions/{number}/answer", f"/licence/{licence_id}/questions/99/answer"):
        assert practitioner.get(path).status_code == 404


def test_while_the_practitioner_is_away_their_cover_is_named(app, licence_id):
    note_away(app)
    asked(app, licence_id, holds=True)
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}")
    assert "Their cover is Morgan Mockridge, 01632 960 777." in words(approver)
    with app.app_context():
        at = reach("approver", licence_id)
        assert "Their cover is Morgan Mockridge" in why_not(actions.APPROVE, at, facts_about(at)).who


def test_a_question_that_is_overdue_is_reminded_of_once(app, licence_id):
    number = asked(app, licence_id)
    answered(app, licence_id, asked(app, licence_id, words="Is there a map?"))
    assert remind(app) == 0
    later(app, days=2)
    assert remind(app) == 1
    assert outbox(app, licence_id)[-1][2].startswith("Answer overdue: X")
    assert remind(app) == 0
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}")
    assert "by 24 November 2026 at 10am, which has passed." in words(client)
    assert row(app, number).reminded_at and "Everything holds" in verified(app)


def test_a_question_about_a_standard_licence_is_for_whoever_makes_it_at_the_prison(app):
    licence_id = standard(app)
    asked(app, licence_id, by="approver", holds=True)
    assert outbox(app, licence_id)[-1][:2] == ("Ashley Fileworthy", "ashley.fileworthy@example.com")
    practitioner = as_user(app, "practitioner")
    assert practitioner.get(f"/licence/{licence_id}/questions/1/answer").status_code == 403
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{licence_id}")
    assert "Ashley Fileworthy must answer by" in words(administrator)
    administrator.follow("Answer")
    administrator.submit({"words": "It is his sister’s."})
    assert outbox(app, licence_id)[-1][0] == "Governor Jo Pretendergast"
    assert "Everything holds" in verified(app)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"words": "Which?"}, "question 1 is not as its history left it"),
        ({"is_holding": False}, "question 1 is not as its history left it"),
        ({"answer": "Yes."}, "question 1 is not as its history left it"),
    ],
)
def test_a_question_that_was_changed_outside_the_service_is_found(app, licence_id, change, fault):
    asked(app, licence_id, holds=True)
    with app.app_context(), tampering():
        db.session.execute(db.update(Question).values(**change))
    assert fault in verified(app)
    with app.app_context():
        at = reach("approver", licence_id)
        assert (
            why_not(actions.APPROVE, at, facts_about(at)).title == "This licence does not match what was sent"
        )


def test_a_question_that_was_removed_is_missed(app, licence_id):
    asked(app, licence_id)
    with app.app_context(), tampering():
        db.session.execute(db.delete(Question))
    assert "question 1 is missing" in verified(app)


# Lists and counts


def test_both_sides_have_the_questions_on_their_lists_and_home_pages(app, licence_id):
    asked(app, licence_id)
    asked(app, licence_id, words="Is there a map?")
    home = {
        "practitioner": "Questions to answer (2)",
        "colleague": "Questions to answer (0)",
        "administrator": "Questions about licences (2)",
        "approver": "Questions before approval (2)",
    }
    for username, card in home.items():
        client = as_user(app, username)
        client.get("/")
        assert card in words(client), username
    practitioner = as_user(app, "practitioner")
    practitioner.get("/people/questions")
    assert WORDS in words(practitioner) and "By 24 November 2026 at 10am" in words(practitioner)
    practitioner.follow("Marigold Testwick question 1")
    assert practitioner.page.heading == "Licence version 1.0"
    answered(app, licence_id, 1)
    later(app, days=2)
    practitioner.get("/people/questions")
    assert WORDS not in words(practitioner) and "Overdue" in words(practitioner)
    assert as_list(app, "colleague", "questions") == []
    assert [row_[3] for row_ in as_list(app, "colleague", "team-questions")] == ["Answered", "Overdue"]
    assert [row_[3] for row_ in as_list(app, "administrator", "asked")] == ["Answered", "Overdue"]
    assert "Robin Samplewright" in as_list(app, "approver", "asked-before-approval")[0][2]
    administrator = as_user(app, "administrator")
    administrator.get("/people/asked?state=overdue")
    assert "Is there a map?" in words(administrator) and WORDS not in words(administrator)
    with app.app_context():
        on(reach("administrator", licence_id), actions.CLOSE, 1)
    assert len(as_list(app, "administrator", "asked")) == 1
    assert [row_[3] for row_ in as_list(app, "administrator", "all-asked")] == ["Closed", "Overdue"]


def test_the_questions_of_somebody_who_is_away_are_on_the_list_of_their_cover(app, licence_id):
    asked(app, licence_id)
    note_away(app)
    (found,) = as_list(app, "colleague", "questions")
    assert "Robin Samplewright is away until 26 November 2026. Their cover is Morgan Mockridge" in found[2]
    later(app, days=7)
    assert as_list(app, "colleague", "questions") == []


def test_where_nobody_is_allocated_the_whole_team_has_the_question_on_its_list(app, licence_id):
    asked(app, licence_id)
    standing.change_case(
        app,
        standing.case_id_of(app, "Testwick"),
        manager_unallocated=True,
        manager_username=None,
        manager_name=None,
    )
    for username in ("practitioner", "colleague"):
        (found,) = as_list(app, username, "questions")
        assert "A probation practitioner in Sampleton Custody Team" in found[2]


def test_a_question_on_a_licence_that_has_ended_is_closed_with_it(app):
    licence_id = put(app, "edit in progress")
    standing.sent(app, licence_id, "practitioner")
    asked(app, licence_id)
    standing.decided(app, licence_id, "approver", "return")
    assert len(as_list(app, "practitioner", "questions")) == 1
    standing.discarded(app, licence_id, "practitioner")
    assert as_list(app, "practitioner", "questions") == as_list(app, "administrator", "asked") == []
    assert [row_[3] for row_ in as_list(app, "administrator", "all-asked")] == ["Closed"]


def test_a_list_of_questions_asks_the_database_as_often_for_many_as_for_one(app, licence_id):
    counts = []
    for most in (1, 20):
        for number in range(most):
            asked(app, licence_id, words=f"Is this right? {most} {number}")
        for username, page in (("practitioner", "/people/questions"), ("administrator", "/people/all-asked")):
            client = as_user(app, username)
            client.checks = False
            with queries(app) as sent:
                client.get(page)
            counts.append(len(sent))
    assert counts[:2] == counts[2:] and max(counts) <= 4
