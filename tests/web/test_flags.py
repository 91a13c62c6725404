"""What a licence is flagged for: a policy that does not apply, a date that nothing limits, numbers that are not known."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models import Case, Licence, Message
from app.models.base import db
from app.moves.cases import import_records
from tests.support import standing
from tests.support.page_checks import squeeze
from tests.support.policies import changed, published
from tests.support.standing import as_user, case_id_of, change_case, days, stand, status_of

pytestmark = pytest.mark.one_database


@pytest.fixture
def case_id(app) -> int:
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, licence_start=days(30), pnc="2015/1234567X", cro="12345/15X")
    return case_id


def said(client, address: str) -> str:
    client.get(address, follow_redirects=True)
    (main,) = client.page.all("main")
    return squeeze(" ".join(main.itertext()))


# A licence without a start date


def test_a_licence_whose_record_lost_its_date_is_offered_no_other_policy_and_says_why(app, case_id):
    published(app, changed(), days(10))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    change_case(app, case_id, licence_start=None)
    writer = as_user(app, "practitioner")
    page = said(writer, f"/licence/{draft}")
    assert "policy applies (" not in page and "This person has no release date" in page
    assert "policy applies (" not in said(writer, "/people/mine")
    assert writer.get(f"/licence/{draft}/policy").status_code == 403
    page = said(writer, f"/licence/{draft}/policy")
    assert "You cannot move this licence to another policy now" in page
    assert "The prison record gives no release date" in page
    assert writer.post(f"/licence/{draft}/policy", data={"policy": "0.2"}).status_code == 403
    with app.app_context():
        assert db.session.get_one(Licence, draft).policy_version == "0.3"


def test_no_date_and_no_policy_tell_nobody_of_another_policy(app, case_id):
    published(app, changed(), days(10))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    with app.app_context():
        record = copy.deepcopy(db.session.get_one(Case, case_id).record)
    dates = [name for name in record["prisoner"] if name.endswith("ReleaseDate")]
    record["prisoner"] |= dict.fromkeys(dates)
    with app.app_context():
        import_records(parse_records(json.dumps([record])), working_days())
        assert db.session.get_one(Case, case_id).licence_start is None
    before = standing.count(app, Message)
    published(app, changed("0.4"), dt.date(2026, 11, 27))
    assert standing.count(app, Message) == before
    assert status_of(app, draft) == "in-progress"


# A licence on a policy that does not apply to its start date


def test_a_licence_on_a_policy_that_does_not_apply_is_not_sent_until_it_is_moved(
    app, case_id, printing_is_quick
):
    draft = standing.started(app, case_id, "practitioner", whole=True)
    writer = as_user(app, "practitioner")
    check = f"/licence/{draft}/create/check-answers"
    assert "does not apply" not in said(writer, check)
    sheet = writer.page
    published(app, changed(), days(10))
    words = said(writer, check)
    assert "Before you can send this licence" in words
    assert "This licence is on a policy that does not apply to its start date." in words
    assert "when policy 0.3 applies. It is on policy 0.2." in words
    for page in (sheet, writer.page):  # also from a page that was opened before
        writer.page = page
        assert writer.submit().status_code == 422
        assert "There is a problem" in squeeze(" ".join(writer.page.root.itertext()))
        assert status_of(app, draft) == "in-progress"
    writer.get(check)
    writer.follow("This licence is on a policy")
    assert writer.page.url.endswith(f"/licence/{draft}/policy")
    writer.submit(button="Move this licence to policy 0.3")
    writer.get(check)
    writer.submit()
    assert status_of(app, draft) == "submitted"


def test_a_date_that_moved_before_the_policy_stops_sending_too_and_writing_goes_on(app, case_id):
    published(app, changed(), days(10))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    change_case(app, case_id, licence_start=days(9))
    writer = as_user(app, "practitioner")
    assert "when policy 0.2 applies. It is on policy 0.3." in said(
        writer, f"/licence/{draft}/create/check-answers"
    )
    page = said(writer, f"/licence/{draft}")
    assert "It cannot be sent for approval as things are." in page and "Write the licence" in page


def test_the_approver_is_told_that_another_policy_applies_since_the_licence_was_sent(
    app, case_id, printing_is_quick
):
    waiting = stand(app, "submitted", case_id, "practitioner", "approver")
    approver = as_user(app, "approver")
    assert "policy applies" not in said(approver, f"/licence/{waiting}/approve")
    published(app, changed(), days(10))
    page = said(approver, f"/licence/{waiting}/approve")
    assert "A newer policy applies (0.3). This licence is on policy 0.2" in page
    assert "return it" in page


# A date that nothing limits


def test_a_date_without_a_limit_is_taken_and_flagged_for_who_sends_and_who_approves(
    app, case_id, printing_is_quick
):
    draft = standing.started(app, case_id, "practitioner", whole=True)
    far = dt.date(2037, 1, 5)
    writer = as_user(app, "practitioner")
    writer.get(f"/licence/{draft}/create/appointment-time")
    writer.submit({"when": "specific"})
    for end, status in ((days(300), 422), (None, 302)):
        change_case(app, case_id, licence_end=end, sentence_end=None)
        writer.get(f"/licence/{draft}/create/appointment-date")
        typed = {"date-day": "5", "date-month": "1", "date-year": "2037", "time": "9am"}
        assert writer.submit(typed, follow_redirects=False).status_code == status
    flag = (
        "The record has no end date of the licence or the sentence, so nothing limits this date: initial appointment, "
        f"Monday 5 January {far.year}. Check that it is right."
    )
    assert flag in said(writer, f"/licence/{draft}/create/check-answers")
    writer.submit()
    assert status_of(app, draft) == "submitted"
    assert flag in said(as_user(app, "approver"), f"/licence/{draft}/approve")


def test_a_date_within_a_known_end_is_not_flagged(app, case_id):
    draft = standing.started(app, case_id, "practitioner", whole=True)
    assert "To look at" not in said(as_user(app, "practitioner"), f"/licence/{draft}/create/check-answers")


# Numbers of police records


@pytest.mark.parametrize(
    ("pnc", "cro", "flags"),
    [
        (None, "12345/15X", ["The record has no PNC ID for this person."]),
        (
            "2015-12345",
            None,
            [
                "The PNC ID in the record, 2015-12345, does not look like one: they look like 2015/1234567X.",
                "The record has no CRO number for this person.",
            ],
        ),
        ("2015/1234567X", "12345/15X", []),
    ],
)
def test_missing_and_malformed_numbers_are_flagged_before_a_licence_is_sent_approved_and_printed(
    app, case_id, printing_is_quick, pnc, cro, flags
):
    change_case(app, case_id, pnc=pnc, cro=cro)
    draft = standing.started(app, case_id, "practitioner", whole=True)
    pages = [said(as_user(app, "practitioner"), f"/licence/{draft}/create/check-answers")]
    standing.sent(app, draft, "practitioner")
    pages.append(said(as_user(app, "approver"), f"/licence/{draft}/approve"))
    standing.decided(app, draft, "approver")
    administrator = as_user(app, "administrator")
    pages.append(said(administrator, f"/licence/{draft}"))
    for page in pages:
        assert [flag for flag in flags if flag not in page] == []
        assert ("To look at" in page) == bool(flags)
    assert administrator.submit(action="/print").status_code == 200, "printing is not stopped"


# A date that is wrong


def test_an_appointment_whose_date_the_record_leaves_behind_is_said_once_to_be_wrong(app, case_id):
    given = {
        "appointment-time": {"when": "specific"},
        "appointment-date": {"date": dt.date(2037, 1, 5), "time": dt.time(9)},
    }
    draft = standing.started(app, case_id, "practitioner", given, whole=True)
    writer = as_user(app, "practitioner")
    for start, end, wrong in (
        (days(30), days(300), "19 September 2027, the day the licence ends, or earlier"),
        (dt.date(2037, 2, 2), None, "2 February 2037, the day of release, or later"),
    ):
        change_case(app, case_id, licence_start=start, licence_end=end, sentence_end=None)
        page = said(writer, f"/licence/{draft}/create/check-answers")
        assert f"The date of the appointment must be {wrong}" in page
        assert "5 January 2037, which is" not in page
