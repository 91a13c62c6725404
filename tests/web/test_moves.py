"""Each move as people make it: what refuses it, what it leaves behind, and what a repeated POST does."""

from __future__ import annotations

import re
import threading

import pytest

from app.models.base import db
from app.models.licence import Author, Licence, Run
from app.models.record import Decision, Document, Event, Message
from app.moves import licences
from app.store import documents
from app.store.events import is_chain_whole
from tests.support import standing
from tests.support.page_checks import squeeze, text
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    change_case,
    days,
    events_of,
    outbox,
    stand,
    status_of,
    traces,
)
from tests.support.writing import press

OMU = ("Offender management unit, HMP Exampleford", "omu.exampleford@example.com")
MANAGER = ("Robin Samplewright", "practitioner@example.com")


@pytest.fixture
def printing_is_quick(monkeypatch):
    """Tests of something other than paper need not wait for it."""
    monkeypatch.setattr(documents, "pdf_of", lambda *given: b"%PDF-1.7 stand-in")


def words(client) -> str:
    """What the page shown says in its main part."""
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def put(app, standing_: str, surname: str = "Testwick", writer="practitioner", approver="approver") -> int:
    """A licence of a demo person that stands so."""
    licence_id = stand(app, standing_, case_id_of(app, surname), writer, approver)
    assert licence_id is not None
    return licence_id


def decide(client, licence_id: int, decision: str, reason: str | None = None):
    """An approver's way through the decision, as far as it goes."""
    client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    client.submit()
    client.submit({"decision": decision})
    if reason is not None:
        client.submit({"reason": reason})
    return client.page


# Starting

REASONS = {
    "Undated": ("This person has no release date", "The prison record gives no release date"),
    "Yesterday": ("The release date has passed", "The release date is 23 October 2026"),
    "Parolebridge": (
        "This person is eligible for parole",
        "Their parole eligibility date is 21 February 2027",
    ),
    "Lifeterm": ("This person is serving an indeterminate sentence", "marks the sentence as indeterminate"),
    "Lateman": ("The prison has recorded that this person has died", "legal status as dead"),
    "Unallotted": ("No probation practitioner is allocated", "gives no practitioner for this person"),
    "Nobooking": ("This person has no active prison booking", "gives no active booking"),
    "Outandabout": ("This person is not recorded as being in prison", "“INACTIVE OUT”"),
}


@pytest.mark.parametrize("surname", REASONS)
def test_a_licence_that_cannot_be_started_says_why_and_starts_nothing(app, surname):
    case_id = case_id_of(app, surname)
    client, before = as_user(app, "practitioner"), traces(app)
    title, fact = REASONS[surname]
    answer = client.get(f"/case/{case_id}/start")
    assert answer.status_code == 403
    assert title in words(client) and fact in words(client)
    for heading in (
        "The rule",
        "Why it applies here",
        "Who can act, or when this changes",
        "What you can do now",
    ):
        assert heading in words(client)
    client.get("/people/team")
    client.sends_csrf = True
    posted = client.post(f"/case/{case_id}/start", data={})
    assert posted.status_code == 403
    assert title in words(client) and fact in words(client)
    assert traces(app) == before


def test_somebody_with_several_reasons_is_told_them_all(app):
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id_of(app, 'Lifeterm')}/start")
    assert "This person is serving an indeterminate sentence" in words(client)
    assert "Also: This person has no release date" in words(client)


def test_a_reason_that_arises_while_a_licence_is_written_stops_it_and_says_so(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    change_case(app, case_id, licence_start=None)
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}")
    assert "This person has no release date" in words(client)
    answer = client.get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert answer.status_code == 403 and "This person has no release date" in words(client)
    client.get("/people/mine")
    client.post(f"/licence/{licence_id}/create/check-answers", data={}, follow_redirects=True)
    assert "This person has no release date" in words(client)
    assert status_of(app, licence_id) == "in-progress"
    change_case(app, case_id, licence_start=days(12))
    client.get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert client.page.heading == "Check your answers", "the answers are still there"


def test_a_second_start_leads_to_the_first_licence_and_says_whose_it_is(app):
    case_id = case_id_of(app, "Testwick")
    first = as_user(app, "practitioner")
    press(first, f"/case/{case_id}/start")
    colleague = as_user(app, "colleague")
    colleague.get("/people/team")
    answer = colleague.post(f"/case/{case_id}/start", data={}, follow_redirects=True)
    assert "Robin Samplewright started this licence on 23 November 2026 at 10am" in words(colleague)
    assert re.fullmatch(r"/licence/\d+", answer.request.path)
    first.get("/people/mine")
    first.post(f"/case/{case_id}/start", data={}, follow_redirects=True)
    assert "You started this licence on 23 November 2026 at 10am" in words(first)
    assert standing.count(app, Licence) == standing.count(app, Run) == standing.count(app, Event) == 1


def test_two_people_who_start_at_the_same_moment_get_one_licence(app):
    app.config["WTF_CSRF_ENABLED"] = False
    case_id = case_id_of(app, "Testwick")
    clients = [as_user(app, name) for name in ("practitioner", "colleague", "several", "practitioner")]
    barrier, answers = threading.Barrier(len(clients)), []

    def start(client):
        barrier.wait()
        answers.append(client.post(f"/case/{case_id}/start"))

    threads = [threading.Thread(target=start, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [302] * len(clients)
    assert len({re.findall(r"/licence/(\d+)", answer.location)[0] for answer in answers}) == 1
    assert sum("/create" in answer.location for answer in answers) == 1, "one of them started it"
    assert standing.count(app, Licence) == standing.count(app, Run) == standing.count(app, Event) == 1


# Sending


def test_a_licence_with_a_gap_is_not_sent_but_leads_to_the_gap(app):
    licence_id = put(app, "in progress")
    client = as_user(app, "practitioner")
    client.get("/people/mine")
    answer = client.post(f"/licence/{licence_id}/create/check-answers", data={})
    assert answer.location.endswith("/create/appointment-with")
    assert status_of(app, licence_id) == "in-progress"


def test_a_skipped_answer_and_one_that_no_longer_holds_stop_the_sending_with_links(app, printing_is_quick):
    given = {
        "appointment-with": {"who": "duty-officer"},
        "appointment-time": {"when": "specific"},
        "appointment-date": {"skipped": True},
    }
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", given, whole=True)
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/check-answers")
    answer = client.submit(follow_redirects=False)
    assert answer.status_code == 422
    assert "Answer the question you skipped: What are the date and time" in words(client)
    assert status_of(app, licence_id) == "in-progress"
    client.get(f"/licence/{licence_id}/create/appointment-date")
    client.submit(
        {"date-day": "7", "date-month": "12", "date-year": "2026", "time": "10am"}, follow_redirects=True
    )
    change_case(app, case_id, licence_start=days(40))
    client.get(f"/licence/{licence_id}/create/check-answers")
    answer = client.submit(follow_redirects=False)
    assert answer.status_code == 422 and "The date of the appointment must be" in words(client)
    assert status_of(app, licence_id) == "in-progress"


def test_a_licence_that_cannot_be_printed_is_refused_with_the_reason_and_not_sent(app):
    """The record, not the practitioner, brought a character that no shipped font has."""
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    change_case(app, case_id, surname="李")
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/check-answers")
    answer = client.submit(follow_redirects=False)
    assert answer.status_code == 403
    assert "cannot be printed" in words(client)
    assert status_of(app, licence_id) == "in-progress"
    assert events_of(app, licence_id) == ["start"]
    assert standing.count(app, Document) == 0


# Deciding


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


ENDED = {
    "death": ({"legal_status": "DEAD"}, "The prison has recorded that this person has died"),
    "another booking": ({"booking_id": "9999999"}, "This licence is for an earlier booking"),
    "no booking": ({"booking_id": None}, "This person has no active prison booking"),
}


@pytest.mark.parametrize("what", ENDED)
def test_an_approved_licence_that_nothing_can_become_of_is_not_edited(app, printing_is_quick, what):
    approved = put(app, "approved")
    facts, title = ENDED[what]
    change_case(app, case_id_of(app, "Testwick"), **facts)
    writer = as_user(app, "practitioner")
    act(writer, approved, "edit")
    assert writer.page.status == 403 and title in words(writer)
    assert status_of(app, approved) == "approved" and standing.count(app, Licence) == 1


def sha256_of(app, licence_id: int) -> str:
    with app.app_context():
        document = db.session.get_one(Licence, licence_id).document
        return document.sha256 if document else ""


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
        licences.withdraw(standing.reach("practitioner", licence_id))
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
    assert answer.status_code == 403 and "This licence is approved" in words(second)
    assert status_of(app, licence_id) == "approved"
    assert events_of(app, licence_id) == ["start", "submit", "approve"]
    assert standing.count(app, Decision) == 1


# Withdrawing, editing, discarding


def act(client, licence_id: int, action: str):
    client.get(f"/licence/{licence_id}/{action}")
    return client.submit()


def test_a_withdrawn_licence_is_in_progress_with_all_its_answers(app, printing_is_quick):
    licence_id = put(app, "submitted")
    sent = answers_of(app, licence_id)
    client = as_user(app, "practitioner")
    act(client, licence_id, "withdraw")
    assert "You withdrew the licence" in words(client)
    assert status_of(app, licence_id) == "in-progress"
    assert answers_of(app, licence_id) == sent
    assert as_user(app, "approver").get(f"/licence/{licence_id}/approve").status_code == 403
    assert not [name for name, *_ in as_list(app, "approver", "approvals") if "Testwick" in name]


def as_list(app, username: str, name: str) -> list[list[str]]:
    """The rows of a list, as somebody reads them."""
    client = as_user(app, username)
    client.get(f"/people/{name}")
    return [[text(cell) for cell in row] for body in client.page.all("tbody") for row in body.iter("tr")]


def test_only_an_edit_can_be_discarded(app, printing_is_quick):
    first = put(app, "in progress")
    client = as_user(app, "practitioner")
    answer = client.get(f"/licence/{first}/discard")
    assert answer.status_code == 403
    assert "Only an edit of an approved licence can be discarded" in words(client)
    client.get("/people/mine")
    assert client.post(f"/licence/{first}/discard", data={}).status_code == 403
    assert status_of(app, first) == "in-progress"
    edit = put(app, "edit in progress", "Sampleton")
    act(client, edit, "discard")
    assert "You discarded this edit" in words(client)
    assert status_of(app, edit) == "inactive"
    assert as_list(app, "practitioner", "mine")
    client.follow("Version 1.0")
    act(client, int(client.page.url.rsplit("/", 1)[1]), "edit")
    client.get("/".join(client.page.url.split("/")[:3]))
    assert "version 1.2" in client.page.title, "a version number is never used twice"


def test_an_edit_stands_beside_the_approved_licence_until_it_is_approved_itself(app):
    """On paper, so with the real printing."""
    first = put(app, "approved")
    writer, printer = as_user(app, "practitioner"), as_user(app, "administrator")
    act(writer, first, "edit")
    second = int(writer.page.url.split("/")[2])
    assert second != first and writer.page.heading == "Check your answers", "with a copy of all answers"

    def prints(licence_id: int) -> bool:
        printer.get(f"/licence/{licence_id}")
        can = any("Print the licence" in text(button) for button in printer.page.all("button"))
        if not can:
            printer.get("/people/prison")
        answer = printer.post(f"/licence/{licence_id}/print", data={})
        assert (answer.status_code == 200) == can, "the page offers what the service does"
        assert not can or answer.data.startswith(b"%PDF")
        assert (printer.get(f"/licence/{licence_id}/html").status_code == 200) == can
        return can

    assert (prints(first), prints(second)) == (True, False)
    writer.get(f"/licence/{second}")
    assert "version 1.1" in writer.page.title
    press(writer, f"/licence/{second}/create/appointment-with", who="practitioner")
    standing.sent(app, second, "practitioner")
    assert (prints(first), prints(second)) == (True, False)
    decider = as_user(app, "approver")
    decide(decider, second, "approve")
    decider.submit()
    assert (prints(first), prints(second)) == (False, True)
    assert (status_of(app, first), status_of(app, second)) == ("inactive", "approved")
    assert events_of(app, first)[-2:] == ["print", "replace"]
    assert ["practitioner" in str(answers_of(app, n)["appointment-with"]) for n in (first, second)] == [
        False,
        True,
    ]
    printer.get(f"/licence/{first}/html")
    assert "You can only print a licence while it is approved" in words(printer)


def test_an_edit_keeps_the_policy_of_the_approved_licence(app, printing_is_quick):
    edit = put(app, "edit in progress")
    with app.app_context():
        copy = db.session.get_one(Licence, edit)
        assert copy.policy_version == copy.parent.policy_version
        assert copy.version == "1.1"


def test_a_second_edit_leads_to_the_first_whoever_asks_and_wherever_it_stands(app, printing_is_quick):
    copy = put(app, "edit in progress")
    with app.app_context():
        original = db.session.get_one(Licence, copy).parent_id
    for status in ("in progress", "submitted"):
        for name, starter in (("colleague", "Robin Samplewright"), ("practitioner", "You")):
            client = as_user(app, name)
            client.get(f"/licence/{original}")
            assert "Go to version 1.1" in words(client) and "Edit the licence" not in words(client)
            client.get(f"/licence/{original}/edit", follow_redirects=True)
            assert f"{starter} started this licence" in words(client)
            assert client.page.url == f"/licence/{copy}"
            answer = client.post(f"/licence/{original}/edit", data={})
            assert answer.status_code == 302 and f"/licence/{copy}" in answer.location
        if status == "in progress":
            standing.sent(app, copy, "practitioner")
    assert standing.count(app, Licence) == 2


# Printing


@pytest.mark.parametrize("standing_", ["in progress", "submitted", "returned"])
def test_a_licence_is_not_printed_before_it_is_approved(app, printing_is_quick, standing_):
    licence_id = put(app, standing_)
    for name in ("administrator", "practitioner", "approver"):
        client = as_user(app, name)
        assert client.get(f"/licence/{licence_id}/html").status_code == 403
        assert "You can only print a licence while it is approved" in words(client)
        client.get("/")
        assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
        assert "Who can act" in words(client)
    assert "print" not in events_of(app, licence_id)


def tamper(app, licence_id: int) -> None:
    """Change one word of the stored document, as nobody may."""
    with app.app_context():
        document = db.session.get_one(Licence, licence_id).document
        content = dict(document.content)
        content["title"] = content["title"] + " and more"
        document.content = content
        db.session.commit()


def test_a_document_that_was_tampered_with_is_neither_printed_nor_shown_as_approved(app, printing_is_quick):
    licence_id = put(app, "approved")
    tamper(app, licence_id)
    client = as_user(app, "administrator")
    assert client.get(f"/licence/{licence_id}/html").status_code == 403
    assert "This licence does not match what was sent" in words(client)
    client.get("/")
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
    assert "Do not use any copy of this licence" in words(client)
    assert "print" not in events_of(app, licence_id)
    client.get(f"/licence/{licence_id}")
    assert "and more" not in words(client), "what was tampered with is not shown as what was sent"
    assert "does not match what was sent" in words(client)


def test_a_document_that_was_tampered_with_is_not_approved(app, printing_is_quick):
    licence_id = put(app, "submitted")
    tamper(app, licence_id)
    client = as_user(app, "approver")
    decide_as_far_as_possible = client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert decide_as_far_as_possible.status_code in (200, 403)
    if client.page.status == 200:
        decide(client, licence_id, "approve")
        client.submit()
    assert client.page.status == 403 and "This licence does not match what was sent" in words(client)
    assert status_of(app, licence_id) == "submitted"


def test_an_approval_of_another_document_does_not_print(app, printing_is_quick):
    licence_id = put(app, "approved")
    with app.app_context():
        db.session.scalars(db.select(Decision)).one().document_sha256 = "0" * 64
        db.session.commit()
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
    assert "This licence does not match what was sent" in words(client)


# What moves leave behind


def test_every_move_leaves_an_event_and_the_messages_for_those_who_must_hear(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    writer, decider = as_user(app, "practitioner"), as_user(app, "approver")
    press(writer, f"/case/{case_id}/start")
    first = int(re.findall(r"\d+", writer.get(f"/case/{case_id}").location)[0])
    standing.sent(app, first, "practitioner")
    act(writer, first, "withdraw")
    standing.sent(app, first, "practitioner")
    decide(decider, first, "return", "The address is not the one we agreed.")
    decider.submit()
    standing.sent(app, first, "practitioner")
    decide(decider, first, "approve")
    decider.submit()
    press(as_user(app, "administrator"), f"/licence/{first}/print", shown=f"/licence/{first}")
    act(writer, first, "edit")
    second = int(writer.page.url.split("/")[2])
    act(writer, second, "discard")
    assert events_of(app, first) == [
        "start",
        "submit",
        "withdraw",
        "submit",
        "return",
        "submit",
        "approve",
        "print",
        "edit",
    ]
    assert events_of(app, second) == ["start", "discard"]
    with app.app_context():
        prison, crn = standing.case_of("Testwick").prison_number, standing.case_of("Testwick").crn
    assert outbox(app, first) == [
        (*OMU, f"Licence to approve: {prison}"),
        (*OMU, f"Licence withdrawn: {prison}"),
        (*OMU, f"Licence to approve: {prison}"),
        (*MANAGER, f"Licence returned: {crn}"),
        (*OMU, f"Licence to approve: {prison}"),
        (*MANAGER, f"Licence approved: {crn}"),
    ]
    assert outbox(app, second) == [(*OMU, f"Approved licence being changed: {prison}")]
    reader = as_user(app, "practitioner")
    reader.get(f"/licence/{first}")
    history = [text(item) for ol in reader.page.with_class("app-history") for item in ol]
    assert len(history) == 9 and history[0].startswith("New version started")
    assert any("The address is not the one we agreed." in line for line in history)


def test_a_prison_without_an_address_becomes_a_task_for_support(app, printing_is_quick):
    licence_id = put(app, "submitted", "Fictley", approver="none")
    assert outbox(app, licence_id)[0][:2] == ("Offender management unit, HMP & YOI Mockbury Moor", None)
    put(app, "submitted")
    client = as_user(app, "support")
    client.get("/messages")
    rows = [text(row) for body in client.page.all("tbody") for row in body.iter("tr")]
    assert "No address: tell them yourself" in rows[0] and "Mockbury Moor" in rows[0]
    assert len(rows) == 2


def messages_of(event) -> list[Message]:
    return list(db.session.scalars(db.select(Message).where(Message.event_id == event.id)))


def chain(app, licence_id: int) -> bool:
    with app.app_context():
        return is_chain_whole(
            list(
                db.session.scalars(
                    db.select(Event).where(Event.licence_id == licence_id).order_by(Event.number)
                )
            )
        )


@pytest.mark.parametrize(
    "change",
    [
        lambda event: setattr(event, "by_name", "Somebody Else"),
        lambda event: setattr(event, "action", "approve"),
        lambda event: setattr(event, "detail", {"document": "0" * 64}),
        lambda event: setattr(event, "at", days(1)),
        lambda event: [db.session.delete(each) for each in [*messages_of(event), event]],
    ],
)
def test_an_event_that_was_changed_or_dropped_is_noticed(app, printing_is_quick, change):
    import datetime as dt

    licence_id = put(app, "returned")
    assert chain(app, licence_id)
    with app.app_context():
        event = db.session.scalars(
            db.select(Event).where(Event.licence_id == licence_id, Event.number == 2)
        ).one()
        change(event)
        if not isinstance(event.at, dt.datetime):
            event.at = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
        db.session.commit()
    assert not chain(app, licence_id)


def test_the_chain_of_every_licence_is_whole(app, printing_is_quick):
    for surname, standing_ in zip(
        ("Testwick", "Sampleton", "O’Fictional"), ("returned", "approved", "inactive"), strict=True
    ):
        assert chain(app, put(app, standing_, surname))


# Repeating


def twice(client, path: str, shown: str | None = None, **values):
    """The same POST twice, as by a double click; both answers."""
    first = press(client, path, shown, **values)
    token = next((i.get("value") for i in client.page.all("input") if i.get("name") == "csrf_token"), None)
    again = client.post(path, data={"csrf_token": token, "version": "0", **values})
    return first, again


def test_every_post_may_be_repeated_without_harm(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    writer, decider = as_user(app, "practitioner"), as_user(app, "approver")

    first, again = twice(writer, f"/case/{case_id}/start")
    licence_id = int(re.findall(r"/licence/(\d+)", first.location)[0])
    assert again.location == f"/licence/{licence_id}"

    base = f"/licence/{licence_id}/create"
    first, again = twice(writer, f"{base}/appointment-with", who="duty-officer")
    assert first.location == again.location == f"{base}/appointment-place"
    with app.app_context():
        at = standing.reach("practitioner", licence_id)
        standing.fill(at, "create")
        db.session.commit()

    press(writer, f"{base}/bespoke-conditions", another="yes")
    first, again = twice(writer, f"{base}/bespoke-conditions/1", text="You must not own a kite.")
    assert first.location == again.location == f"{base}/bespoke-conditions"
    press(writer, f"{base}/bespoke-conditions", another="no")
    first, again = twice(writer, f"{base}/bespoke-conditions/1/remove")
    assert {first.status_code, again.status_code} == {302}
    assert not [page for page in answers_of(app, licence_id) if page.startswith("bespoke-conditions/")]
    press(writer, f"{base}/bespoke-conditions", another="no")

    first, again = twice(writer, f"{base}/check-answers")
    assert first.location == again.location == f"{base}/done"

    first, again = twice(writer, f"/licence/{licence_id}/withdraw")
    assert first.location == again.location == f"/licence/{licence_id}"
    press(writer, f"{base}/check-answers")

    decide(decider, licence_id, "return", "The address is not the one we agreed.")
    first, again = twice(decider, f"/licence/{licence_id}/approve/check-answers")
    assert first.location == again.location == f"/licence/{licence_id}/approve/done"
    press(writer, f"{base}/check-answers")
    decide(decider, licence_id, "approve")
    first, again = twice(decider, f"/licence/{licence_id}/approve/check-answers")
    assert first.location == again.location == f"/licence/{licence_id}/approve/done"

    first, again = twice(writer, f"/licence/{licence_id}/edit")
    assert first.location == again.location
    copy = int(re.findall(r"/licence/(\d+)", first.location)[0])
    first, again = twice(writer, f"/licence/{copy}/discard")
    assert first.location == again.location == f"/licence/{copy}"

    assert events_of(app, licence_id) == [
        "start",
        "submit",
        "withdraw",
        "submit",
        "return",
        "submit",
        "approve",
        "edit",
    ]
    assert events_of(app, copy) == ["start", "discard"]
    assert len(outbox(app, licence_id)) == 6 and len(outbox(app, copy)) == 1
    assert standing.count(app, Decision) == 2 and standing.count(app, Document) == 3
    assert standing.count(app, Author) == 2, "one for each version"
    assert chain(app, licence_id) and chain(app, copy)


def test_a_click_on_submit_twice_at_the_same_moment_sends_once(app, printing_is_quick):
    app.config["WTF_CSRF_ENABLED"] = False
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    clients = [as_user(app, "practitioner") for _ in range(3)]
    barrier, answers = threading.Barrier(len(clients)), []

    def send(client):
        barrier.wait()
        answers.append(client.post(f"/licence/{licence_id}/create/check-answers"))

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(a.status_code, a.location) for a in answers} == {(302, f"/licence/{licence_id}/create/done")}
    assert events_of(app, licence_id) == ["start", "submit"]
    assert len(outbox(app, licence_id)) == 1 and standing.count(app, Document) == 1


# Failing


def test_a_move_that_fails_late_leaves_nothing_behind(app, monkeypatch):
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)

    def fails(*given):
        raise RuntimeError("no paper")

    client, before = as_user(app, "practitioner"), traces(app)
    client.get(f"/licence/{licence_id}/create/check-answers")
    shown = client.page
    for late in ("pdf_of", "keep"):
        with monkeypatch.context() as patch:
            patch.setattr(documents, late, fails)
            client.page = shown
            answer = client.submit(follow_redirects=False)
            assert answer.status_code == 500
            assert "Sorry, there is a problem with the service" in words(client)
            assert "no paper" not in answer.text
        assert traces(app) == before
    with monkeypatch.context() as patch:
        patch.setattr("app.moves.messages.sent_for_approval", fails)  # after everything else was written
        client.page = shown
        assert client.submit(follow_redirects=False).status_code == 500
    assert traces(app) == before
    client.page = shown
    client.submit()
    assert status_of(app, licence_id) == "submitted"
    pristine = traces(app)
    decider = as_user(app, "approver")
    decide(decider, licence_id, "approve")
    shown, before = decider.page, traces(app)
    assert before != pristine, "the approver's own answers are kept"
    with monkeypatch.context() as patch:
        patch.setattr("app.moves.messages.approved", fails)
        assert decider.submit(follow_redirects=False).status_code == 500
    assert traces(app) == before
    decider.page = shown
    decider.submit()
    assert status_of(app, licence_id) == "approved"
    printer, before = as_user(app, "administrator"), traces(app)
    printer.get(f"/licence/{licence_id}")
    with monkeypatch.context() as patch:
        patch.setattr(documents, "pdf_of", fails)
        assert printer.post(f"/licence/{licence_id}/print", data={}).status_code == 500
    assert traces(app) == before
