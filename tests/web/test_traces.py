"""What moves leave behind: events and messages, the same once a POST is repeated, and nothing when one fails."""

from __future__ import annotations

import re
import threading

import pytest

from app.models.base import db
from app.models.licence import Author
from app.models.record import Decision, Document, Event, Message
from app.store import documents
from tests.support import standing
from tests.support.moving import act, chain, decide, put, words
from tests.support.page_checks import text
from tests.support.standing import (
    answers_of,
    as_user,
    case_id_of,
    days,
    events_of,
    outbox,
    status_of,
    tampering,
    traces,
)
from tests.support.writing import opened, press

OMU = ("Offender management unit, HMP Exampleford", "omu.exampleford@example.com")
MANAGER = ("Robin Samplewright", "practitioner@example.com")


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


def test_a_prison_without_an_address_becomes_a_task_for_people(app, printing_is_quick):
    licence_id = put(app, "submitted", "Fictley", approver="none")
    assert outbox(app, licence_id)[0][:2] == ("Offender management unit, HMP & YOI Mockbury Moor", None)
    put(app, "submitted")
    client = as_user(app, "support")
    client.get("/messages")
    rows = [text(row) for body in client.page.all("tbody") for row in body.iter("tr")]
    assert "No address" in rows[0] and "Mockbury Moor" in rows[0]
    assert len(rows) == 2


def messages_of(event) -> list[Message]:
    return list(db.session.scalars(db.select(Message).where(Message.event_id == event.id)))


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
    with app.app_context(), tampering():
        event = db.session.scalars(
            db.select(Event).where(Event.licence_id == licence_id, Event.number == 2)
        ).one()
        change(event)
        if not isinstance(event.at, dt.datetime):
            event.at = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
        db.session.flush()
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
    with app.test_request_context():
        onward = opened(app, "practitioner", licence_id, "create").end
    assert first.location == again.location == f"{base}/{onward}" and onward != "appointment-with"
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
        patch.setattr("app.store.outbox.write", fails)  # after everything else was written
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
        patch.setattr("app.store.outbox.write", fails)
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
