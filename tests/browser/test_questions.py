"""A question on a licence in a real browser, as each role: asked, holding, answered and closed, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.people import Person
from tests.browser.test_reflow import Narrow
from tests.support import standing
from tests.support.questions import asked

People = Callable[..., Person]
NAME = "Marigold Testwick"
WORDS = "Which office is this? The address is not in the record."
ANSWER = "The office in Sample Street. It moved last month."


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without JavaScript"])
def test_a_question_is_asked_holds_the_approval_is_answered_and_closed(
    server: Server, people: People, scripts: bool
) -> None:
    case_id = standing.case_id_of(server.app, "Testwick")
    licence_id = standing.stand(server.app, "submitted", case_id, "practitioner", "approver")
    administrator = people("administrator", scripts)
    administrator.go(f"/licence/{licence_id}")
    administrator.follow("Ask a question about this licence")
    administrator.is_at("Ask a question about this licence")
    administrator.press("Ask the question")
    administrator.is_told("Enter your question", "Select yes if the approval must wait for this question")
    place = administrator.field("What is your question about?")
    place.select_option(label="Section 3: What to do when you are released")
    administrator.type("What do you want to ask?", WORDS)
    administrator.choose("Yes")
    administrator.press("Ask the question")
    administrator.sees(WORDS, "Robin Samplewright must answer by 24 November 2026 at 10am.")

    approver = people("approver", scripts)
    decides(approver)
    approver.is_at("A question on this licence holds its approval")
    approver.sees("Robin Samplewright must answer by 24 November 2026 at 10am.")

    practitioner = people("practitioner", scripts)
    practitioner.go("/")
    practitioner.follow("Questions to answer (1)")
    expect(practitioner.row(NAME)).to_contain_text("Holds the approval")
    practitioner.follow(NAME)
    practitioner.follow("Answer question")
    practitioner.press("Send the answer")
    practitioner.is_told("Enter your answer")
    practitioner.type("What is your answer?", ANSWER)
    practitioner.press("Send the answer")
    practitioner.sees(ANSWER)

    approver.follow("Go to the licence")
    approver.sees(ANSWER)
    approver.follow("Close question")
    approver.press("Close the question")
    approver.press("Read and decide")
    approver.is_at("Check your decision")
    approver.press("Submit decision")
    approver.is_at("Licence approved")
    administrator.go("/people/all-asked")
    expect(administrator.row(NAME)).to_contain_text("Closed")


def decides(person: Person) -> None:
    """The approver reads the licence with its questions, and decides to approve it."""
    person.go("/people/approvals")
    person.follow(NAME)
    person.press("Read and decide")
    person.sees(WORDS)
    person.press("I have read it: continue")
    person.choose("Approve")
    person.goes_on()


def test_the_pages_of_questions_fit_the_narrowest_screen(server: Server, people: People) -> None:
    case_id = standing.case_id_of(server.app, "Testwick")
    licence_id = standing.stand(server.app, "submitted", case_id, "practitioner", "approver")
    assert licence_id is not None
    number = asked(server.app, licence_id, words="Isthisoneverylongword" * 20, holds=True)
    address = f"/licence/{licence_id}"
    approver, practitioner = Narrow(people("approver").page), Narrow(people("practitioner").page)
    approver.visit(
        *(address, f"{address}/ask-question", f"{address}/approve/licence"),
        *(f"{address}/questions/{number}/{what}" for what in ("close", "lift-hold")),
        "/people/asked-before-approval",
    )
    approver.press("Search")
    practitioner.visit(f"{address}/questions/{number}/answer", "/people/questions", "/people/team-questions")
    practitioner.visit(address)
    standing.decided(server.app, licence_id, "approver", "return")
    practitioner.visit(f"{address}/create/check-answers")
    approver.done()
    practitioner.done()
