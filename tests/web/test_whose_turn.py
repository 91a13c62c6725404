"""Who has a licence, since when and by when, as the lists say it in each standing."""

from __future__ import annotations

import datetime as dt

from app.domain.licence.status import Status
from app.domain.words import short_date
from app.models import Licence
from app.models.base import db
from tests.support.moving import as_list, put
from tests.support.standing import case_id_of, change_case, days

_NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def has_it(app, username: str, name: str) -> str:
    (row,) = as_list(app, username, f"{name}?q=Testwick")
    return " ".join(row)


def change(app, licence_id: int, **facts) -> None:
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        for name, value in facts.items():
            setattr(licence, name, value)
        db.session.commit()


def test_a_returned_licence_is_with_its_writer_since_the_return_and_not_since_it_was_started(app):
    licence_id = put(app, "returned")
    change(app, licence_id, started_at=_NOW - dt.timedelta(days=3))
    said = has_it(app, "practitioner", "mine")
    assert f"Returned {short_date(days(0))}" in said and "Started" not in said


def test_where_probation_is_too_late_the_prison_has_it_since_the_hard_stop_and_by_the_release(app):
    case_id = case_id_of(app, "Testwick")
    change_case(app, case_id, licence_start=days(0))
    late = has_it(app, "administrator", "due")
    assert "Case administrators at HMP Exampleford" in late
    assert "Too late for probation since" in late
    assert f"A standard licence is needed by the release on {short_date(days(0))}" in late
    change_case(app, case_id, licence_start=days(11))
    put(app, "in progress")
    change_case(app, case_id, licence_start=days(0))
    said = has_it(app, "administrator", "due")
    assert "Case administrators at HMP ExamplefordToo late" in said and "To be sent" not in said


def test_a_draft_that_cannot_be_sent_says_why_and_not_by_when_to_send_it(app):
    put(app, "in progress")
    change_case(app, case_id_of(app, "Testwick"), legal_status="DEAD")
    said = has_it(app, "manager", "managed")
    assert "It cannot be sent: the prison has recorded that this person has died" in said
    assert "To be sent" not in said


def test_what_is_approved_is_to_be_printed_by_the_release_and_a_review_has_a_last_day(app):
    licence_id = put(app, "approved")
    said = has_it(app, "manager", "managed")
    assert f"To be printed by the release on {short_date(days(11))}" in said
    change(app, licence_id, status=Status.ACTIVE.value, purpose="hard-stop", activated_at=_NOW)
    last = days(5)
    assert f"To be reviewed by {short_date(last)}" in has_it(app, "manager", "managed")


def test_what_was_approved_an_hour_after_midnight_in_summer_is_on_the_list_for_all_of_14_days(
    app, monkeypatch
):
    licence_id = put(app, "approved")
    change(app, licence_id, approved_at=dt.datetime(2026, 5, 31, 23, 30, tzinfo=dt.UTC))
    monkeypatch.setitem(app.config, "CLOCK_FIXED_AT", dt.datetime(2026, 6, 15, 11, tzinfo=dt.UTC))
    assert as_list(app, "approver", "approved?q=Testwick")


def test_a_licence_in_force_of_somebody_whom_nobody_is_allocated_to_is_on_the_lists_that_say_so(app):
    licence_id = put(app, "approved")
    change(app, licence_id, status=Status.ACTIVE.value, purpose="hard-stop", activated_at=_NOW)
    change_case(
        app,
        case_id_of(app, "Testwick"),
        manager_unallocated=True,
        manager_username=None,
        manager_name=None,
        out_of_scope="released",
    )
    assert "Review needed" in has_it(app, "support", "unallocated")
    assert "Review needed" in has_it(app, "manager", "nobody-allocated")


def test_the_lists_of_the_prison_and_of_support_say_who_has_it_too(app):
    put(app, "approved")
    for username, name in (
        ("administrator", "prison"),
        ("administrator", "to-print"),
        ("support", "everyone"),
    ):
        assert f"To be printed by the release on {short_date(days(11))}" in has_it(app, username, name)
