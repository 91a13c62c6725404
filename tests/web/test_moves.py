"""Each move as people make it: what refuses it, and what becomes of the licence."""

from __future__ import annotations

import re
import threading

import pytest

from app.document_pdf import NotFinished
from app.models.base import db
from app.models.licence import Licence, Run
from app.models.record import Decision, Document, Event
from tests.support import standing
from tests.support.moving import act, as_list, decide, put, tamper, words
from tests.support.page_checks import text
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    change_case,
    days,
    events_of,
    status_of,
    traces,
)
from tests.support.writing import opened, press

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
    "Outandabout": ("This person is not recorded as being in prison", "they are out of prison."),
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
    with app.test_request_context():
        gap = opened(app, "practitioner", licence_id, "create").end
    assert gap != "check-answers" and answer.location.endswith(f"/create/{gap}")
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


@pytest.mark.one_database
def test_a_print_that_is_not_finished_is_told_wherever_one_is_made_and_nothing_is_done(app, monkeypatch):
    """Sending, approving and printing each make the print, and none waits for it for ever."""

    def never(*given, **options):
        raise NotFinished

    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    writer, approver, printer = (as_user(app, who) for who in ("practitioner", "approver", "administrator"))

    def refused(client, send):
        with monkeypatch.context() as patch:
            patch.setattr("app.store.documents.pdf", never)
            before = status_of(app, licence_id), events_of(app, licence_id)
            answer = send()
            assert answer.status_code == 403 and "could not be printed in time" in words(client)
            assert "try again in a few minutes" in words(client)
            assert (status_of(app, licence_id), events_of(app, licence_id)) == before

    writer.get(f"/licence/{licence_id}/create/check-answers")
    refused(writer, lambda: writer.submit(follow_redirects=False))
    writer.get(f"/licence/{licence_id}/create/check-answers")
    writer.submit(follow_redirects=False)
    decide(approver, licence_id, "approve")
    shown = approver.page
    refused(approver, lambda: approver.submit(follow_redirects=False))
    approver.page = shown
    approver.submit(follow_redirects=False)
    assert status_of(app, licence_id) == "approved"
    printer.get(f"/licence/{licence_id}")
    refused(
        printer,
        lambda: printer.submit(button="Print the licence (PDF, opens in new tab)", follow_redirects=False),
    )


# Withdrawing, editing, discarding


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
    client.follow("Licence version 1.0")
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
    printer.get(f"/licence/{first}")
    assert "Replaced by a newer version by the service" in words(printer)
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
            assert f"{starter} started this edit on" in words(client)
            assert "Only one edit of a licence can be open at a time." in words(client)
            assert "one licence for each release" not in words(client)
            assert client.page.url == f"/licence/{copy}"
            answer = client.post(f"/licence/{original}/edit", data={})
            assert answer.status_code == 302 and f"/licence/{copy}" in answer.location
        if status == "in progress":
            standing.sent(app, copy, "practitioner")
    assert standing.count(app, Licence) == 2


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
    with app.app_context(), standing.tampering():
        db.session.scalars(db.select(Decision)).one().document_sha256 = "0" * 64
        db.session.flush()
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 403
    assert "This licence does not match what was sent" in words(client)
