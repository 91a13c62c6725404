"""Who may never approve a licence, and which licences nobody can approve any more."""

from __future__ import annotations

import pytest

from app.integrations.sign_in import PasswordFault, passwords
from app.models import Case, Licence
from app.models.base import db
from app.store.users import UserFault, add_user
from tests.support.writing import decided, press, sent, start, submit, write


def read_and_decide(client, licence_id: int):
    return client.get(f"/licence/{licence_id}/approve", follow_redirects=True)


def test_who_sends_what_somebody_else_wrote_cannot_approve_it(app, signed_in):
    writer, several = signed_in("practitioner"), signed_in("several")
    licence_id = start(app, writer)
    write(app, writer, "practitioner", licence_id)
    submit(several, licence_id)
    page = read_and_decide(several, licence_id)
    assert page.status_code == 403
    assert "You cannot approve a licence that you wrote or sent" in page.text
    assert "Another prison approver at this prison" in page.text


def test_who_edits_an_approved_licence_and_sends_it_unchanged_cannot_approve_it(app, signed_in):
    several = signed_in("several")
    licence_id = sent(app, signed_in("practitioner"))
    decided(app, signed_in("approver"), licence_id)
    copy = int(press(several, f"/licence/{licence_id}/edit").location.split("/")[2])
    submit(several, copy)
    assert read_and_decide(several, copy).status_code == 403


def test_who_wrote_the_licence_that_an_edit_copies_cannot_approve_the_edit(app, signed_in):
    several, practitioner = signed_in("several"), signed_in("practitioner")
    licence_id = start(app, practitioner)
    write(app, several, "several", licence_id)
    submit(practitioner, licence_id)
    decided(app, signed_in("approver"), licence_id)
    copy = int(press(practitioner, f"/licence/{licence_id}/edit").location.split("/")[2])
    submit(practitioner, copy)
    assert read_and_decide(several, copy).status_code == 403


@pytest.mark.one_database
def test_staff_whom_a_register_keeps_in_capitals_are_named_as_people_write_their_names(app):
    with app.app_context():
        assert add_user("wei", "WEI  NG-MCTESTER", ["support"]).name == "Wei Ng-McTester"
        db.session.rollback()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"booking_id": "7654321"}, "This licence is for an earlier booking"),
        ({"legal_status": "DEAD"}, "died"),
    ],
)
def test_a_licence_that_nothing_can_become_of_is_not_approved_but_can_be_returned(
    app, signed_in, change, words
):
    licence_id = sent(app, signed_in("practitioner"))
    with app.app_context():
        case = db.session.get(Case, db.session.get(Licence, licence_id).case_id)
        for name, value in change.items():
            setattr(case, name, value)
        db.session.commit()
    approver = signed_in("approver")
    page = approver.get(f"/licence/{licence_id}/approve/licence")
    assert page.status_code == 200
    approver.submit(button="I have read it: continue")
    approver.submit({"decision": "approve"})
    stopped = approver.get(f"/licence/{licence_id}/approve/check-answers", follow_redirects=True)
    assert stopped.status_code == 403 and words in stopped.text
    press(approver, f"/licence/{licence_id}/approve/decision", decision="return")
    press(approver, f"/licence/{licence_id}/approve/reason", reason="Nothing can become of this licence now.")
    assert submit(approver, licence_id, "approve").location.endswith("/done")
    draft = signed_in("practitioner").get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert draft.status_code == 403 and words in draft.text


def test_send_with_a_stale_page_says_that_nothing_was_sent(app, signed_in):
    client = signed_in("practitioner")
    licence_id = start(app, client)
    write(app, client, "practitioner", licence_id)
    answer = client.post(f"/licence/{licence_id}/create/check-answers", data={"csrf_token": "old"})
    assert answer.status_code == 409
    assert "nothing was submitted yet" in answer.text
    assert "Send to the prison for approval" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Governor 😀"},
        {"name": "Evil \ue000 name"},
        {"name": "x" * 201},
        {"username": "two words"},
        {"username": "x" * 101},
        {"prisons": [""]},
        {"prisons": []},
        {"password": "short"},
        {"roles": ["king"]},
        {"email": "nowhere"},
    ],
    ids=str,
)
def test_an_account_that_would_not_work_is_refused(context, wrong):
    good = {
        "username": "sam",
        "name": "Sam Okafor",
        "password": "a long enough password",
        "roles": ["prison-approver"],
        "prisons": ["ZAI"],
    }

    def add(password: str, **account: object) -> None:
        passwords().set(add_user(**account), password)

    with pytest.raises((UserFault, PasswordFault)):
        add(**(good | wrong))
    db.session.rollback()
    add(**good)


def test_what_is_submitted_is_what_was_read(app, signed_in):
    practitioner, colleague = signed_in("practitioner"), signed_in("colleague")
    licence_id = start(app, practitioner)
    write(app, practitioner, "practitioner", licence_id)
    address = f"/licence/{licence_id}/create/check-answers"
    shown = practitioner.get(address).text
    press(colleague, f"/licence/{licence_id}/create/appointment-telephone", telephone="01632 960 999")
    answer = press(practitioner, address, html=shown)
    assert answer.status_code == 409
    assert (
        "An answer was changed after you opened this page" in answer.text and "01632 960 999" in answer.text
    )
    assert press(practitioner, address).location.endswith("/done")


def test_a_licence_for_an_earlier_booking_is_not_printed(app, signed_in):
    licence_id = sent(app, signed_in("practitioner"))
    decided(app, signed_in("approver"), licence_id)
    with app.app_context():
        case = db.session.get(Case, db.session.get(Licence, licence_id).case_id)
        case.booking_id = "7654321"
        db.session.commit()
    administrator = signed_in("administrator")
    refused = press(administrator, f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    assert refused.status_code == 403 and "earlier booking" in refused.text
