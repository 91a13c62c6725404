"""Approving and returning: who may decide, on which licence, and what the decision needs."""

from __future__ import annotations

import pytest

from app.domain.licence import actions
from app.models.base import db
from app.models.record import Decision
from app.moves.frame import perform
from tests.support import standing
from tests.support.moving import decide, put, sha256_of, words
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    change_case,
    days,
    events_of,
    status_of,
)
from tests.support.writing import press


def test_an_author_can_neither_approve_nor_return(app, printing_is_quick):
    licence_id = put(app, "submitted", writer="several")
    client = as_user(app, "several")
    answer = client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert answer.status_code == 403
    assert "You cannot approve a licence that you wrote" in words(client)
    assert "You wrote or sent this version of the licence" in words(client)
    client.get("/people/mine")
    for page in ("licence", "decision", "check-answers"):
        client.post(
            f"/licence/{licence_id}/approve/{page}",
            data={"decision": "approve", "document": sha256_of(app, licence_id)},
            follow_redirects=True,
        )
        assert client.page.status in (403, 409), page
        assert "You cannot approve a licence that you wrote" in words(client), page
    assert status_of(app, licence_id) == "submitted"
    assert standing.count(app, Decision) == 0


def test_one_answer_makes_somebody_an_author_for_good(app, printing_is_quick):
    licence_id = put(app, "in progress")
    several = as_user(app, "several")
    press(several, f"/licence/{licence_id}/create/appointment-with", who="duty-officer")
    standing.sent(app, licence_id, "practitioner")
    several.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert "You cannot approve a licence that you wrote" in words(several)
    other = as_user(app, "approver")
    assert decide(other, licence_id, "approve").url.endswith("/check-answers")


CHANGES = {
    "name": ({"surname": "Otherwise"}, "Marigold Otherwise"),
    "licence start": ({"licence_start": days(5)}, "28 November 2026"),
    "licence end": ({"licence_end": days(100)}, "3 March 2027"),
    "prison": ({"prison_name": "HMP Elsewhere"}, "HMP Elsewhere"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_in_the_record_stops_approval_says_what_changed_and_lets_the_licence_return(
    app, printing_is_quick, what
):
    licence_id = put(app, "submitted")
    facts, now = CHANGES[what]
    change_case(app, case_id_of(app, "Testwick"), **facts)
    client = as_user(app, "approver")
    client.get(f"/licence/{licence_id}")
    assert "The record changed after the licence was sent" not in words(client)
    assert f"is now {now}" in words(client), "the licence's page says it already"
    decide(client, licence_id, "approve")
    assert client.page.status == 403
    assert "The record changed after the licence was sent" in words(client)
    assert f"is now {now}" in words(client)
    client.get("/people/approvals")
    client.post(f"/licence/{licence_id}/approve/check-answers", data={}, follow_redirects=True)
    assert client.page.status == 403
    assert status_of(app, licence_id) == "submitted"
    client.get(f"/licence/{licence_id}/approve/decision")
    client.submit({"decision": "return"})
    client.submit({"reason": "The record has changed since you sent this."})
    client.submit()
    assert client.page.heading.startswith("Licence returned")
    assert status_of(app, licence_id) == "rejected"


def test_a_record_that_changes_between_check_answers_and_submit_stops_the_approval(app, printing_is_quick):
    licence_id = put(app, "submitted")
    client = as_user(app, "approver")
    decide(client, licence_id, "approve")
    assert client.page.url.endswith("/check-answers")
    change_case(app, case_id_of(app, "Testwick"), licence_start=days(5))
    client.submit()
    assert client.page.status == 403 and "is now 28 November 2026" in words(client)
    assert status_of(app, licence_id) == "submitted"


def test_nobody_approves_a_licence_that_was_sent_again_since_they_read_it(app, printing_is_quick):
    licence_id = put(app, "submitted")
    client = as_user(app, "approver")
    decide(client, licence_id, "approve")
    old = client.page
    with app.app_context():
        perform(actions.WITHDRAW, standing.reach("practitioner", licence_id))
        db.session.commit()
    standing.sent(app, licence_id, "practitioner", {"appointment-with": {"who": "practitioner"}})
    client.page = old
    answer = client.submit(follow_redirects=False)
    assert answer.location.endswith("/approve/licence"), "they read it again first"
    assert status_of(app, licence_id) == "submitted"


@pytest.mark.parametrize("reason", ["", "   ", "No.", "Not good enough"])
def test_a_return_needs_at_least_a_sentence(app, printing_is_quick, reason):
    licence_id = put(app, "submitted")
    client = as_user(app, "approver")
    decide(client, licence_id, "return", reason)
    assert client.page.status == 422
    assert "Enter" in words(client)
    client.get("/people/approvals")
    answer = client.post(f"/licence/{licence_id}/approve/check-answers", data={})
    assert answer.location.endswith("/approve/reason")
    assert status_of(app, licence_id) == "submitted"


def test_a_returned_licence_shows_its_reason_and_keeps_its_answers(app, printing_is_quick):
    licence_id = put(app, "submitted")
    sent = answers_of(app, licence_id)
    client = as_user(app, "approver")
    decide(client, licence_id, "return", "The address is wrong.\nIt is number 15.")
    client.submit()
    writer = as_user(app, "practitioner")
    writer.get("/people/mine")
    assert "Returned by Governor Jo Pretendergast: The address is wrong. It is number 15." in words(writer)
    writer.get(f"/licence/{licence_id}")
    assert "Governor Jo Pretendergast returned this licence on 23 November 2026 at 10am" in words(writer)
    assert answers_of(app, licence_id) == sent
    writer.get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert writer.page.heading == "Check your answers"
    writer.submit()
    assert status_of(app, licence_id) == "submitted"
    again = as_user(app, "approver")
    again.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert again.page.heading == "Read the licence", "the second round starts clean"


def test_two_approvers_decide_once(app, printing_is_quick):
    licence_id = put(app, "submitted")
    first, second = as_user(app, "approver"), as_user(app, "several")
    decide(first, licence_id, "approve")
    decide(second, licence_id, "return", "I think that this is not right.")
    first.submit()
    assert first.page.heading.startswith("Licence approved")
    answer = second.submit(follow_redirects=False)
    assert answer.status_code == 403
    assert "Licence 1.0 was approved by Governor Jo Pretendergast on 23 November 2026 at 10am." in words(
        second
    )
    assert "You can print it. You can edit it." in words(second), (
        "what follows, for somebody of several roles"
    )
    assert status_of(app, licence_id) == "approved"
    assert events_of(app, licence_id) == ["start", "submit", "approve"]
    assert standing.count(app, Decision) == 1
