"""When probation is late, or the time is served: who is locked out, who makes the licence, and what the clock does."""

from __future__ import annotations

import datetime as dt

import pytest

from app.models import Case, Licence
from app.models.base import db
from app.store.policies import applying, load, schedule
from tests.support import standing
from tests.support.moving import decide, words
from tests.support.standing import as_user, case_id_of, change_case, days, events_of, outbox, status_of

APPOINTMENT = [
    {"who": "duty-officer"},
    {
        "address-line_1": "14 Specimen Street",
        "address-town": "Sampleton",
        "address-postcode": "YO1 7HH",
    },
    {"telephone": "01632 960 001"},
    {"when": "on-release"},
]


def run_job(app, name: str, today: dt.date, *more: str) -> str:
    fixed = app.config["CLOCK_FIXED_AT"]
    result = app.test_cli_runner().invoke(args=["jobs", "run", name, "--today", str(today), *more])
    app.config["CLOCK_FIXED_AT"] = fixed
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def hold_in_hard_stop(app, surname: str = "Testwick") -> int:
    """A person whose release is tomorrow."""
    case_id = case_id_of(app, surname)
    change_case(app, case_id, licence_start=days(1), conditional_release=days(1), scope_until=days(1))
    return case_id


def serve(app, surname: str = "Testwick") -> int:
    """A person who was sentenced today and has served the time."""
    case_id = case_id_of(app, surname)
    change_case(
        app,
        case_id,
        sentence_start=days(0),
        conditional_release=days(0),
        licence_start=days(0),
        scope_until=days(27),
    )
    return case_id


def write_standard(client, case_id: int) -> int:
    """A case administrator makes the standard licence, up to check your answers; its number."""
    client.get(f"/case/{case_id}/start")
    assert client.page.heading == "Do you want to make a standard licence for this person?"
    client.submit({})
    for answer in APPOINTMENT:
        client.submit(answer)
    with client.application.app_context():
        return db.session.scalars(db.select(Licence.id).order_by(Licence.id.desc())).first()


@pytest.mark.one_database
def test_in_hard_stop_probation_is_locked_out_and_told_why_who_can_act_and_what_comes_next(app):
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    hold_in_hard_stop(app)
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/check-answers", follow_redirects=True)
    for said in (
        "It is too late for probation to write or change this licence",
        "The release is on Tuesday 24 November 2026, and the hard stop was on Friday 20 November 2026.",
        "A case administrator at HMP Exampleford makes a standard licence",
        "If a licence in force must change, tell your manager: this service cannot vary it yet.",
    ):
        assert said in words(client), said
    unit = "The offender management unit at HMP Exampleford: omu.exampleford@example.com or 01632 960100"
    assert unit in words(client)
    client.get(f"/licence/{licence_id}")
    for said in (
        "the hard stop was on Friday 20 November 2026.",
        "A case administrator at HMP Exampleford makes a standard licence",
        "Agree any change of the first appointment with the prison.",
        unit,
    ):
        assert said in words(client), said
    client.get(f"/case/{case_id}/dates")
    assert "What happens if nobody acts" in words(client)
    assert "Tuesday 24 November 2026" in words(client)
    other = case_id_of(app, "Sampleton")
    change_case(app, other, licence_start=days(1), scope_until=days(1))
    assert client.get(f"/case/{other}/start").status_code == 403
    assert "It is too late for probation" in words(client) and unit in words(client)


@pytest.mark.one_database
def test_what_was_sent_or_approved_in_time_stands_in_hard_stop_and_is_not_changed(app, printing_is_quick):
    sent = standing.stand(app, "submitted", case_id_of(app, "Testwick"), "practitioner", "approver")
    approved = standing.stand(app, "approved", case_id_of(app, "Sampleton"), "practitioner", "approver")
    for surname in ("Testwick", "Sampleton"):
        hold_in_hard_stop(app, surname)
    client = as_user(app, "practitioner")
    for address in (f"/licence/{sent}/withdraw", f"/licence/{approved}/edit"):
        client.get(address.rpartition("/")[0])
        client.sends_csrf = True
        assert client.post(address, data={}).status_code == 403
        assert "It is too late for probation" in words(client)
    run_job(app, "time-out-licences", days(0))
    assert status_of(app, sent) == "submitted" and status_of(app, approved) == "approved"


def test_a_draft_is_timed_out_once_and_only_on_a_working_day_in_its_hard_stop(app):
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    change_case(app, case_id_of(app, "Testwick"), licence_start=dt.date(2026, 12, 7))  # a Monday
    assert run_job(app, "time-out-licences", dt.date(2026, 12, 2)).endswith("0 licences.")
    assert run_job(app, "time-out-licences", dt.date(2026, 12, 3), "--dry-run").endswith(
        "would be looked at."
    )
    assert status_of(app, licence_id) == "in-progress"
    assert run_job(app, "time-out-licences", dt.date(2026, 12, 5)).endswith("0 licences.")  # a Saturday
    assert run_job(app, "time-out-licences", dt.date(2026, 12, 3)).endswith("1 licence.")
    assert run_job(app, "time-out-licences", dt.date(2026, 12, 3)).endswith("0 licences.")
    assert status_of(app, licence_id) == "timed-out"
    assert events_of(app, licence_id) == ["start", "time-out"]


def test_an_edit_that_is_timed_out_leaves_the_approved_version_and_tells_the_practitioner(
    app, printing_is_quick
):
    case_id = case_id_of(app, "Testwick")
    copy = standing.stand(app, "edit in progress", case_id, "practitioner", "approver")
    hold_in_hard_stop(app)
    run_job(app, "time-out-licences", days(0))
    assert status_of(app, copy) == "timed-out"
    assert outbox(app, copy)[-1][2].startswith("Your changes were not sent in time: X")
    client = as_user(app, "practitioner")
    client.get("/people/mine")
    assert "Changes were not sent in time, so the approved version stays" in words(client)
    change_case(app, case_id, prison_status="INACTIVE OUT")
    assert run_job(app, "activate-licences", days(1)).endswith("1 licence.")
    assert status_of(app, copy) == "inactive"
    with app.app_context():
        statuses = db.session.scalars(db.select(Licence.status).where(Licence.case_id == case_id)).all()
        assert sorted(statuses) == ["active", "inactive"]


def test_the_prison_makes_a_standard_licence_and_probation_reviews_it_after_the_release(
    app, printing_is_quick
):
    case_id = hold_in_hard_stop(app)
    administrator = as_user(app, "administrator")
    administrator.get("/people/due")
    assert "Marigold Testwick" in words(administrator)
    assert "The prison makes a standard licence" in words(administrator)
    licence_id = write_standard(administrator, case_id)
    assert administrator.page.heading == "Check your answers"
    assert "standard conditions of policy" in words(administrator)
    administrator.submit({})
    assert status_of(app, licence_id) == "submitted"
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{licence_id}")
    assert "A prison approver at HMP Exampleford" in words(practitioner)
    standing.decided(app, licence_id, "approver")
    assert outbox(app, licence_id)[-1][2].startswith("Standard licence approved: X")
    assert run_job(app, "activate-licences", days(1)).endswith("0 licences.")  # the release is not recorded
    change_case(app, case_id, prison_status="INACTIVE OUT")
    assert run_job(app, "activate-licences", days(1)).endswith("1 licence.")
    assert run_job(app, "activate-licences", days(1)).endswith("0 licences.")
    practitioner.get("/people/needs-me")
    assert "Review needed" in words(practitioner)
    practitioner.get(f"/licence/{licence_id}")
    said = words(practitioner)
    assert said.index("Review the licence") < said.index("Print the licence (PDF, opens in new tab)"), (
        "what it waits for comes first"
    )
    practitioner.get(f"/licence/{licence_id}/review")
    assert "If a licence in force must change, tell your manager" in words(practitioner)
    practitioner.follow("Read the licence")
    assert "You must keep in touch with your supervising officer" in words(practitioner)
    practitioner.get(f"/licence/{licence_id}/review")
    practitioner.submit({})
    assert "You reviewed this licence. Nothing needs to change." in practitioner.page.html
    practitioner.get("/people/needs-me")
    assert "Review needed" not in words(practitioner)
    practitioner.get(f"/licence/{licence_id}")
    assert "Review the licence" not in words(practitioner)
    practitioner.sends_csrf = True
    assert practitioner.post(f"/licence/{licence_id}/review", data={}).status_code == 302  # a double click
    assert events_of(app, licence_id).count("review") == 1
    colleague = as_user(app, "colleague")
    colleague.get(f"/licence/{licence_id}")
    colleague.sends_csrf = True
    assert colleague.post(f"/licence/{licence_id}/review", data={}).status_code == 403
    assert "This licence has been reviewed" in words(colleague)
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


@pytest.mark.one_database
def test_a_standard_licence_goes_back_to_the_prison_that_made_it_and_every_page_says_so(
    app, printing_is_quick
):
    licence_id = write_standard(as_user(app, "administrator"), hold_in_hard_stop(app))
    administrator, approver = as_user(app, "administrator"), as_user(app, "approver")
    administrator.get(f"/licence/{licence_id}/make-standard/check-answers")
    assert "Read the licence as it will be sent" in words(administrator)
    assert "You must keep in touch with your supervising officer" in words(administrator), (
        "the words of the standard conditions"
    )
    administrator.submit({})
    assert administrator.page.heading == "Standard licence sent"
    assert "waits for a prison approver at HMP Exampleford" in words(administrator)
    assert outbox(app, licence_id)[-1][2].startswith("Licence to approve")
    approver.get("/people/approvals")
    assert "A standard licence that the prison makes" in words(approver)
    approver.get(f"/licence/{licence_id}/approve/licence")
    assert approver.page.heading == "Read the standard licence"
    assert "as the case administrator sent it" in words(approver)
    decide(approver, licence_id, "return", "The appointment is on a Sunday.")
    assert "The offender management unit of HMP Exampleford is told." in words(approver)
    assert "Read again licence you read" in words(approver), "no answer is changed there"
    approver.submit({})
    said = words(approver)
    assert "The licence for Marigold Testwick is with the case administrator" in said
    assert "The case administrator reads your reason" in said
    assert "robation" not in said.partition("What happens next")[2].partition("Go to the licence")[0]
    told = outbox(app, licence_id)[-1]
    assert told[2].startswith("Standard licence returned: ") and told[1] == "omu.exampleford@example.com"
    administrator.get(f"/licence/{licence_id}")
    for each in ("You can change it and send it again.", "Returned by", "Sent for approval by"):
        assert each in words(administrator), each
    assert "to probation" not in words(administrator) and "Sent to the prison" not in words(administrator)


@pytest.mark.one_database
def test_the_page_of_a_licence_says_who_began_it_and_what_printing_does(app, printing_is_quick):
    client = as_user(app, "practitioner")
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client.get(f"/licence/{licence_id}")
    assert "Nobody has saved an answer yet. Robin Samplewright started it" in words(client)
    approved = standing.stand(app, "approved", case_id_of(app, "Sampleton"), "practitioner", "approver")
    client.get(f"/licence/{approved}")
    assert "Each time you press Print, the history counts one more print." in words(client)
    form = next(f for f in client.page.all("form") if (f.get("action") or "").endswith("/print"))
    assert form.get("target") == "_blank"


@pytest.mark.one_database
def test_after_approval_nobody_is_promised_an_edit_that_the_hard_stop_bars(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, licence_start=days(4), scope_until=days(4))
    licence_id = standing.stand(app, "submitted", case_id, "practitioner", "approver")
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=3)
    approver = as_user(app, "approver")
    decide(approver, licence_id, "approve")
    approver.submit({})
    assert approver.page.heading == "Licence approved"
    assert "It cannot be edited. It is too late for probation" in words(approver)


@pytest.mark.one_database
def test_a_standard_licence_has_the_conditions_that_its_policy_gives_it_and_no_others(app, printing_is_quick):
    case_id = hold_in_hard_stop(app)
    licence_id = write_standard(as_user(app, "administrator"), case_id)
    as_user(app, "administrator").get(f"/licence/{licence_id}")
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}/make-standard/check-answers")
    client.submit({})
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        policy = load(applying(days(1), schedule()))
        codes = [c.code for c in licence.document.conditions if c.part == "AP"]
        standard = [c.code for c in policy.standard_conditions.AP]
        assert codes == standard + [c.code for c in policy.prison_made]


def test_a_standard_licence_takes_the_place_of_a_draft_that_was_timed_out(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    draft = standing.started(app, case_id, "practitioner", whole=True)
    hold_in_hard_stop(app)
    run_job(app, "time-out-licences", days(0))
    practitioner = as_user(app, "practitioner")
    practitioner.get(f"/licence/{draft}")
    for said in (
        "The release is on Tuesday 24 November 2026",
        "is reviewed after the release",
    ):
        assert said in words(practitioner), said
    assert "01632 960100" in words(practitioner)
    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{draft}")
    assert "Make a standard licence" in words(administrator)
    assert "Robin Samplewright, the probation practitioner: " in words(administrator)
    licence_id = write_standard(administrator, case_id)
    with app.app_context():
        assert db.session.get_one(Licence, licence_id).parent_id == draft
    administrator.get(f"/case/{case_id}/start", follow_redirects=True)
    assert administrator.page.heading == "Standard licence version 1.0"
    assert "You started this licence on" in words(administrator), "nobody edited anything"
    assert "Licence version 1.0 Timed out" in words(administrator)
    change_case(app, case_id, licence_start=days(-1), scope_until=days(-1))
    assert run_job(app, "deactivate-licences-past-release-date", days(0)).endswith("2 licences.")
    assert status_of(app, draft) == status_of(app, licence_id) == "inactive"


@pytest.mark.one_database
def test_no_hard_stop_locks_probation_out_of_a_licence_for_home_detention_curfew(app, printing_is_quick):
    """Rules 5.3: it is not timed out, and the prison cannot make it, so somebody must still be able to write it."""
    case_id = case_id_of(app, "Testwick")
    curfew = {"kind": "HDC", "eligible_kind": "HDC", "conditional_release": days(60)}
    change_case(app, case_id, licence_start=days(1), scope_until=days(50), **curfew)
    client, administrator = as_user(app, "practitioner"), as_user(app, "administrator")
    assert administrator.get(f"/case/{case_id}/start").status_code == 403
    assert "This is a release on home detention curfew, and a standard licence has no curfew." in words(
        administrator
    )
    assert client.get(f"/case/{case_id}/start").status_code == 200
    licence_id = standing.started(app, case_id, "practitioner", whole=True)
    run_job(app, "time-out-licences", days(0))
    client.get("/people/needs-me")
    assert "Marigold Testwick" in words(client)
    client.get(f"/licence/{licence_id}/create/check-answers")
    client.submit({})
    assert "always goes with electronic monitoring" in words(client), "what it lacks is all that is said"
    client.get(f"/licence/{licence_id}")
    assert "You can write it and send it to the prison." in words(client)


@pytest.mark.one_database
def test_the_lists_of_probation_warn_of_the_hard_stop_from_two_working_days_before_it(app, printing_is_quick):
    case_id, said = case_id_of(app, "Testwick"), "Last days to send the licence"
    client = as_user(app, "practitioner")
    for release, is_warned in ((days(4), True), (days(7), False)):  # a Friday, and the Monday after it
        change_case(app, case_id, licence_start=release, scope_until=release)
        client.get("/people/mine?q=Testwick")
        assert (said in words(client)) is is_warned
    assert "In 5 working days" in words(client)
    change_case(app, case_id, licence_start=days(4), scope_until=days(4))
    draft = standing.started(app, case_id, "practitioner", whole=True)
    client.get("/people/team?q=Testwick")
    assert said in words(client)
    standing.sent(app, draft, "practitioner")
    client.get("/people/team?q=Testwick")
    assert "Testwick" in words(client) and said not in words(client)
    administrator = as_user(app, "administrator")
    administrator.get("/people/later?q=Testwick")
    assert "Testwick" in words(administrator) and said not in words(administrator)


@pytest.mark.one_database
def test_the_day_of_the_hard_stop_is_called_today(app):
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, licence_start=days(2), scope_until=days(2))
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/start")
    assert "The release is on Wednesday 25 November 2026, and the hard stop is today." in words(client)


@pytest.mark.one_database
def test_the_prison_makes_no_licence_before_the_hard_stop(app):
    client = as_user(app, "administrator")
    assert client.get(f"/case/{case_id_of(app, 'Testwick')}/start").status_code == 403
    assert "The prison cannot make this licence now" in words(client)
    assert "The hard stop is on " in words(client)


@pytest.mark.one_database
@pytest.mark.parametrize("status", ["already-contacted", "cannot-contact"])
def test_a_licence_for_time_served_says_whether_probation_was_told(app, printing_is_quick, status):
    case_id = serve(app)
    change_case(app, case_id, manager_unallocated=True)  # which is no reason against it
    client = as_user(app, "administrator")
    client.get("/people/due")
    assert "Marigold Testwick" in words(client)
    licence_id = write_standard(client, case_id)
    assert client.page.heading == "Have you told the probation team about this release?"
    client.submit({"status": status})
    if status == "cannot-contact":
        client.submit({"reason": "Nobody answers at the office."})
        told = "Probation could not be told: Nobody answers at the office."
    else:
        client.submit({"methods": ["email", "phone"]})
        told = "Probation was told: by email and by telephone"
    client.submit({})
    assert status_of(app, licence_id) == "submitted"
    client.get(f"/licence/{licence_id}")
    assert told in words(client)
    practitioner = as_user(app, "practitioner")
    assert practitioner.get(f"/case/{case_id_of(app, 'Sampleton')}/start").status_code == 200


def test_licences_that_were_not_approved_by_the_release_end_on_the_next_weekday(app, printing_is_quick):
    sent = standing.stand(app, "submitted", case_id_of(app, "Testwick"), "practitioner", "approver")
    change_case(app, case_id_of(app, "Testwick"), licence_start=dt.date(2026, 12, 4))  # a Friday
    name = "deactivate-licences-past-release-date"
    assert run_job(app, name, dt.date(2026, 12, 5)).endswith("0 licences.")
    assert run_job(app, name, dt.date(2026, 12, 7)).endswith("1 licence.")
    assert status_of(app, sent) == "inactive"


def test_a_licence_in_force_can_be_printed_and_ends_after_its_end_date(app, printing_is_quick):
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.stand(app, "approved", case_id, "practitioner", "approver")
    change_case(app, case_id, prison_status="INACTIVE OUT", booking_id=None)
    assert run_job(app, "activate-licences", days(12)).endswith("1 licence.")
    client = as_user(app, "administrator")
    client.get(f"/licence/{licence_id}")
    client.sends_csrf = True
    assert client.post(f"/licence/{licence_id}/print", data={}).status_code == 200
    with app.app_context():
        end = db.session.get_one(Case, case_id).licence_end
    assert run_job(app, "expire-licences", end).endswith("0 licences.")
    assert run_job(app, "expire-licences", end + dt.timedelta(days=1)).endswith("1 licence.")
    assert status_of(app, licence_id) == "inactive"


@pytest.mark.parametrize(
    ("kind", "status", "is91", "hdc", "outcome"),
    [
        ("CRD", "INACTIVE OUT", False, None, "active"),  # W-ACT-01
        ("CRD", "ACTIVE IN", True, None, "active"),  # W-ACT-02, W-ACT-03
        ("CRD", "INACTIVE OUT", False, "APPROVED", "inactive"),  # W-ACT-04
        ("HDC", "INACTIVE OUT", False, None, "approved"),  # W-ACT-05
        ("CRD", "ACTIVE IN", False, None, "approved"),
        ("HDC", "INACTIVE OUT", False, "APPROVED", "active"),
        ("HDC", "INACTIVE OUT", False, "NOT_A_HDC_RELEASE", "inactive"),
    ],
)
def test_an_approved_licence_becomes_what_the_worked_examples_say(
    app, printing_is_quick, kind, status, is91, hdc, outcome
):
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.stand(app, "approved", case_id, "practitioner", "approver")
    eligible = days(12) if hdc or kind == "HDC" else None
    change_case(app, case_id, prison_status=status, is_is91=is91, hdc_status=hdc, hdc_eligible=eligible)
    with app.app_context():
        db.session.get_one(Licence, licence_id).kind = kind
        db.session.commit()
    for name in ("end-licences-on-curfew", "activate-licences"):
        run_job(app, name, days(12))
    assert status_of(app, licence_id) == outcome


def test_a_review_that_nobody_made_is_reminded_of_once_five_days_after_the_release(app, printing_is_quick):
    case_id = hold_in_hard_stop(app)
    client = as_user(app, "administrator")
    licence_id = write_standard(client, case_id)
    client.submit({})
    standing.decided(app, licence_id, "approver")
    change_case(app, case_id, prison_status="INACTIVE OUT", licence_start=days(0))
    run_job(app, "activate-licences", days(0))
    name = "warn-licence-review-overdue"
    assert run_job(app, name, days(4)).endswith("0 licences.")
    assert run_job(app, name, days(7)).endswith("1 licence."), "no day is missed: the fifth was a Saturday"
    assert run_job(app, name, days(8)).endswith("0 licences.")
    assert outbox(app, licence_id)[-1][2].startswith("Standard licence not reviewed yet: X")
    assert status_of(app, licence_id) == "active"


def test_a_licence_for_curfew_ends_when_fewer_than_ten_days_are_left_and_its_practitioner_is_told(
    app, printing_is_quick
):
    case_id = case_id_of(app, "Testwick")
    sent = standing.stand(app, "submitted", case_id, "practitioner", "approver")
    with app.app_context():
        db.session.get_one(Licence, sent).kind = "HDC"
        db.session.commit()
    change_case(app, case_id, conditional_release=days(20))
    assert run_job(app, "deactivate-hdc-licences", days(10)).endswith("0 licences.")
    assert run_job(app, "deactivate-hdc-licences", days(11)).endswith("1 licence.")
    assert status_of(app, sent) == "inactive"
    assert outbox(app, sent)[-1][2].startswith("Licence for home detention curfew ended: X")


@pytest.mark.one_database
def test_a_practitioner_takes_their_own_dates_into_a_calendar_without_names(app):
    client = as_user(app, "practitioner")
    text = client.get("/my-dates.ics").get_data(as_text=True)
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert "SUMMARY:Hard stop: X9001" in text
    assert "Testwick" not in text and "Marigold" not in text
    assert all(len(line) < 75 for line in text.split("\r\n"))
