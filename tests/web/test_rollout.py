"""Roll-out: where the service is off no licence is started, and everybody is told since when and what to do."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.domain.words import long_date
from app.models import Grant, Message, User, evidence
from app.models.base import db
from tests.support import standing
from tests.support.moving import words
from tests.support.queries import queries
from tests.support.standing import (
    as_user,
    case_id_of,
    change_case,
    days,
    decided,
    edited,
    sent,
    stand,
    started,
    status_of,
)


def run(app, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(args))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def dated(name: str, day) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def switch(app, *args: str) -> str:
    status, said = run(app, "rollout", "set", *args)
    assert status == 0, said
    return said


@pytest.mark.parametrize("place", [("prison", "ZAI"), ("pdu", "N01P")])
def test_where_either_place_is_off_nothing_is_started_and_all_say_since_when_and_what_to_do(app, place):
    case_id = case_id_of(app, "Testwick")
    switch(
        app, *place, "--off-from", str(days(0)), "--on-from", str(days(30)), "--meanwhile", "Use the form."
    )
    client = as_user(app, "practitioner")
    assert client.get(f"/case/{case_id}/start").status_code == 403
    assert "This service is not in use for" in words(client)
    assert f"off since {long_date(days(0))}, until {long_date(days(29))}, then on" in words(client)
    assert "Use the form." in words(client)
    client.get("/people/mine")
    assert "This service is not in use for" in words(client)
    switch(app, *place)
    assert client.get(f"/case/{case_id}/start").status_code == 200


def test_a_post_that_starts_a_licence_where_the_service_was_just_switched_off_is_refused(app):
    case_id = case_id_of(app, "Testwick")
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/start")
    switch(app, "prison", "ZAI", "--off-from", str(days(0)))
    client.submit({})
    assert client.page.status == 403 and "Ask support when it will be in use" in words(client)


def test_what_was_begun_is_finished_edited_and_printed_where_the_service_is_off(app, printing_is_quick):
    begun, late = case_id_of(app, "Testwick"), case_id_of(app, "Sampleton")
    timed_out = started(app, late, "practitioner")
    with app.app_context():
        db.session.execute(text("UPDATE licences SET status = 'timed-out' WHERE id = :id"), {"id": timed_out})
        db.session.commit()
    change_case(app, late, licence_start=days(1), conditional_release=days(1), scope_until=days(1))
    number = stand(app, "in progress", begun, "practitioner", "approver")
    switch(app, "prison", "ZAI", "--off-from", str(days(0)))
    sent(app, number, "practitioner")
    decided(app, number, "approver")
    assert status_of(app, edited(app, number, "practitioner")) == "in-progress"
    assert as_user(app, "administrator").get(f"/case/{late}/start").status_code == 200


def test_support_switches_a_place_and_its_history_says_who_when_and_how_many_were_told(app):
    support = as_user(app, "support")
    support.get("/")
    support.follow("Manage roll-out")
    assert "Sampleton and Mockbury" in words(support) and "HMP Exampleford" in words(support)
    support.follow("Sampleton and Mockbury")
    assert "Nobody has changed it yet, so it is on" in words(support)
    support.follow("Change when it is in use")
    support.submit(dated("on_from", days(-1)) | {"meanwhile": "Typed <b>"})
    assert support.page.status == 422 and "must be today or later" in words(support)
    assert "Typed <b>" in words(support)
    support.submit(dated("on_from", days(9)))
    assert support.page.heading.startswith(
        "Stop starting licences for Sampleton and Mockbury from 23 November"
    )
    assert "no licence can be started for anybody there" in words(
        support
    ) and "5 accounts there get" in words(support)
    assert "Nobody has changed it yet" in words(support.get("/roll-out/pdu/N01P") and support)
    support.follow("Change when it is in use")
    support.submit(dated("on_from", days(9)) | {"meanwhile": "Typed <b>"})
    support.submit({})
    told = "5 accounts told"  # the head of the unit, and those of its teams
    assert told in support.page.html and "Typed <b>" in words(support)
    support.follow("Change when it is in use")
    support.submit({"meanwhile": "Use the form."})
    assert words(support).count(told) == 1, "the first time alone"
    support.get("/messages")
    assert f"Licences are made in the service from {long_date(days(9))}" in words(support)
    support.get("/roll-out?kind=pdu&q=sampleton")
    assert f"Off until {long_date(days(8))}, then on" in words(support) and "HMP Exampleford" not in words(
        support
    )
    support.follow("Sampleton and Mockbury")
    support.follow("Change when it is in use")
    support.follow("Cancel")
    support.follow("Back")
    assert "HMP Exampleford" not in words(support), "the list is as it was before the change"
    for path in ("/roll-out/pdu/NNN", "/roll-out/prison/NNN", "/roll-out/team/N01A", "/roll-out/pdu/%00"):
        assert support.get(path).status_code == 404


@pytest.mark.one_database
def test_a_form_of_roll_out_whose_token_is_stale_is_shown_again_as_typed(app):
    support = as_user(app, "support")
    support.get("/roll-out/prison/ZAI/change")
    answer = support.post(
        "/roll-out/prison/ZAI/change", data={"csrf_token": "stale", "meanwhile": "Typed words"}
    )
    assert answer.status_code == 409 and "Typed words" in words(support)


def test_whoever_works_there_is_told_when_it_is_switched_off_and_when_a_promised_day_is_taken_back(app):
    support = as_user(app, "support")
    support.get("/roll-out/prison/ZAI/change")
    support.submit(dated("off_from", days(3)) | {"meanwhile": "Use the form."})
    assert "Stop starting licences for HMP Exampleford from 26 November 2026?" in words(support)
    assert "No licence there is being written" in words(support)
    with app.app_context():
        person = case_id_of(app, "Testwick")
    started(app, person, "practitioner")
    support.get("/roll-out/prison/ZAI/change")
    support.submit(dated("off_from", days(3)) | {"meanwhile": "Use the form."})
    assert "1 licence there is being written or waits for approval" in words(support)
    support.submit({})
    assert "accounts told" in support.page.html
    support.get("/messages")
    assert f"No licence is started in the service from {long_date(days(3))}: HMP Exampleford" in words(
        support
    )
    switch(app, "prison", "ZAI", "--off-from", str(days(0)), "--on-from", str(days(9)))
    assert "told" in switch(app, "prison", "ZAI", "--off-from", str(days(0))), "it is not switched on again"
    assert run(app, "audit", "verify")[0] == 0


def test_everybody_with_a_grant_is_told_once_and_nobody_who_cannot_sign_in(app):
    with app.app_context():
        count = db.session.scalar(
            select(db.func.count(Grant.user_id.distinct())).where(Grant.kind == "prison", Grant.code == "ZAI")
        )
        db.session.execute(
            db.update(User).where(User.username == "several").values(disabled_at=db.func.now())
        )
        db.session.commit()
    app.config["GUIDE_URL"] = "https://example.com/guide"
    args = ("prison", "zai", "--on-from", str(days(3)))
    assert f"{count - 1} accounts told" in switch(app, *args)
    assert "told" not in switch(app, *args)
    assert "told" not in switch(app, *args, "--meanwhile", "Wait.")
    with app.app_context():
        messages = db.session.scalars(select(Message)).all()
        assert len(messages) == count - 1
        assert all("https://example.com/guide" in each.body for each in messages)
    assert "In use: Off until" in run(app, "prison", "show", "ZAI")[1]
    assert run(app, "audit", "verify")[0] == 0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE site_switches SET code = 'ZBI'", "roll-out change"),
        ("DELETE FROM site_switches", "roll-out changes"),
        ("UPDATE messages SET body = 'Other'", "is not one that roll-out change"),
        ("DELETE FROM messages", "is missing"),
    ],
)
def test_a_change_of_a_switch_or_of_what_it_told_is_found(app, change, fault):
    switch(app, "prison", "ZAI", "--on-from", str(days(3)))
    with app.app_context(), db.engine.begin() as connection:
        evidence.unguard(connection, ["site_switches"])
        if "DELETE FROM site" in change:
            connection.exec_driver_sql("DELETE FROM messages")
        connection.exec_driver_sql(change)
        evidence.guard(connection, ["site_switches"])
    status, said = run(app, "audit", "verify")
    assert status == 1 and fault in said


@pytest.mark.one_database
def test_a_place_nobody_has_heard_of_or_a_day_that_makes_no_sense_is_refused_by_command(app):
    for args, why in (
        (("prison", "NNN"), "There is no prison NNN"),
        (("pdu", "a b"), "letters and digits"),
        (("pdu", "N01P", "--off-from", str(days(-1))), "must be today or later"),
        (("pdu", "N01P", "--off-from", str(days(1)), "--on-from", str(days(1))), "from the same day"),
    ):
        status, said = run(app, "rollout", "set", *args)
        assert status == 1 and why in said
    assert "On until" in switch(app, "pdu", "NEW", "--off-from", str(days(1)))
    assert "pdu\tNEW\tOn until" in run(app, "rollout", "list")[1]
    assert "Meanwhile: Make the licence" in run(app, "rollout", "show", "pdu", "NEW")[1]


def test_a_list_asks_for_the_switches_once_however_many_people_it_has(app):
    client = as_user(app, "practitioner")
    with queries(app) as statements:
        client.get("/people/mine")
    assert sum("site_switches" in each for each in statements) == 1


def test_a_prison_and_a_delivery_unit_of_one_code_are_each_listed_once(app):
    with app.app_context():
        db.session.add(Grant(user_id=standing.user("pdu-head").id, kind="pdu", code="ZAI"))
        db.session.commit()
    support = as_user(app, "support")
    support.get("/roll-out?q=ZAI")
    assert len([row for body in support.page.all("tbody") for row in body.iter("tr")]) == 2
