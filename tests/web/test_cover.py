"""Cover: who keeps it, what cannot be noted, and what the page of a licence says."""

from __future__ import annotations

import pytest

from app.domain.licence.cover import Item
from app.domain.words import long_date
from app.models import Absence, DutyContact, User
from app.models.base import db
from app.store.cover import who_to_go_to
from tests.support.moving import words
from tests.support.page_checks import text
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, days, sent, started

TEAM, PRISON = "/cover/team/N01A", "/cover/prison/ZAI"
PAGES = ("", "/absence", "/duty-contact", "/absence/1/remove")


def dated(name: str, day) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def form_words(client) -> str:
    """What the fields of the page offer."""
    return " ".join(text(option) for option in client.page.all("option"))


def note_away(client, first, last, **more) -> None:
    client.get(f"{TEAM}/absence")
    given = {"person": "practitioner", "cover": "colleague", "telephone": "01632 960 777"}
    client.submit(given | dated("first", first) | dated("last", last) | more)


def test_a_team_manager_says_who_is_away_and_the_licence_says_who_covers_until_when(app):
    licence_id = started(app, case_id_of(app, "Testwick"), "practitioner")
    manager = as_user(app, "manager")
    manager.get("/search?q=Testwick")
    assert "Testwick" in words(manager), "who reaches the person by this role"
    manager.get("/")
    manager.follow("Say who is away and who covers")
    assert manager.page.url == TEAM, "who has one team need not choose it"
    assert "Nobody is noted as away" in words(manager)
    note_away(manager, days(0), days(10))
    assert f"Morgan Mockridge covers for Robin Samplewright until {long_date(days(10))}" in manager.page.html
    manager.follow("Say who the duty contact is")
    manager.submit({})
    assert manager.page.status == 422 and "Enter the name of the duty contact" in words(manager)
    manager.submit({"name": "Sampleton desk", "telephone": "01632 960 888", "hours": "5pm to 9am"})
    away = f"Robin Samplewright is away until {long_date(days(10))}. Their cover is Morgan Mockridge, 01632 960 777."
    for username in ("practitioner", "administrator", "pdu-head", "manager"):
        client = as_user(app, username)
        client.get(f"/licence/{licence_id}")
        assert away in words(client)
        assert "Duty contact of Sampleton Custody Team: Sampleton desk, 01632 960 888, 5pm to 9am" in words(
            client
        )
    manager.get(TEAM)
    manager.follow("Remove")
    manager.submit({})
    assert "is no longer shown as away" in manager.page.html and "Nobody is noted as away" in words(manager)
    manager.post(f"{TEAM}/absence/1/remove", data={"csrf_token": "stale"})
    manager.get(f"/licence/{licence_id}")
    assert "is away" not in words(manager)


def test_each_list_says_who_to_go_to_while_the_owner_of_what_waits_is_away(app):
    started(app, case_id_of(app, "Testwick"), "practitioner")
    manager = as_user(app, "manager")
    note_away(manager, days(0), days(10))
    away = f"Robin Samplewright is away until {long_date(days(10))}. Their cover is Morgan Mockridge, 01632 960 777."
    for username, page in (
        ("manager", "/people/managed"),
        ("colleague", "/people/team"),
        ("colleague", "/search?q=Testwick"),
    ):
        client = as_user(app, username)
        client.get(page)
        assert away in words(client), page


def test_a_list_names_the_duty_contact_of_the_prison_for_what_waits_for_no_one_person(app, printing_is_quick):
    sent(app, started(app, case_id_of(app, "Testwick"), "practitioner"), "practitioner")
    approver = as_user(app, "approver")
    approver.get("/people/approvals")
    assert "duty contact" not in words(approver), "none is named"
    administrator = as_user(app, "administrator")
    administrator.get(f"{PRISON}/duty-contact")
    administrator.submit({"name": "Gate", "telephone": "01632 960 999", "hours": "At all hours"})
    approver.get("/people/approvals")
    assert "The duty contact is Gate, 01632 960 999, At all hours." in words(approver)


def test_a_cover_who_can_no_longer_act_there_gives_way_to_the_duty_contact(app):
    manager = as_user(app, "manager")
    note_away(manager, days(0), days(1))
    item = Item("team", "N01A", "practitioner", "Robin")
    with app.app_context():
        assert "Their cover is Morgan" in who_to_go_to([item], days(0))[item].in_words
        assert who_to_go_to([item], days(2))[item].in_words == "Robin"
        db.session.execute(
            db.update(User).where(User.username == "colleague").values(disabled_at=db.func.now())
        )
        assert "Nobody is named" in who_to_go_to([item], days(0))[item].in_words
        items = [Item("team", "N01A", str(n)) for n in range(200)] + [Item("prison", "ZAI")]
        with queries(app) as statements:
            who_to_go_to(items, days(0))
        assert len(statements) == 1


def test_what_waits_at_the_prison_does_not_say_that_the_practitioner_is_away(app, printing_is_quick):
    licence_id = sent(app, started(app, case_id_of(app, "Testwick"), "practitioner"), "practitioner")
    note_away(as_user(app, "manager"), days(0), days(1))
    client = as_user(app, "approver")
    client.get(f"/licence/{licence_id}")
    assert "is away" not in words(client)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (dated("first", days(-1)), "The first day away must be today or later"),
        (dated("last", days(0)), "The last day away must be the first day away or later"),
        ({"first-day": "31", "first-month": "2"}, "The first day away must be a real date"),
        ({"cover": "practitioner"}, "Somebody else must cover"),
        ({"cover": "several"}, "is away from"),
        ({"person": None}, "Select who is away"),
        ({"telephone": "12"}, "elephone"),
    ],
)
def test_what_is_wrong_with_an_absence_stands_beside_its_field_and_nothing_typed_is_lost(app, given, fault):
    manager = as_user(app, "manager")
    note_away(manager, days(1), days(9), person="several")
    note_away(manager, days(1), days(5), **given)
    assert manager.page.status == 422 and fault in words(manager)
    assert "01632 960 777" in manager.page.html or "telephone" in given
    with app.app_context():
        assert db.session.query(Absence).count() == 1


def test_the_same_absence_noted_twice_is_there_once(app):
    manager = as_user(app, "manager")
    for _ in range(2):
        note_away(manager, days(1), days(2))
        assert manager.page.status == 200
    with app.app_context():
        assert db.session.query(Absence).count() == 1


@pytest.mark.one_database
def test_a_duty_contact_is_whole_or_not_there(app):
    administrator = as_user(app, "administrator")
    administrator.get(PRISON)
    administrator.follow("Say which prison approver is away")
    assert "Governor Jo Pretendergast" in words(administrator) and "Fileworthy" not in form_words(
        administrator
    )
    administrator.follow("Cancel")
    administrator.follow("Say which case administrator is away")
    assert "Fileworthy" in form_words(administrator) and "Pretendergast" not in words(administrator)
    administrator.get(f"{PRISON}/duty-contact")
    administrator.submit({"name": "Gate"})
    assert administrator.page.status == 422 and "Enter the hours of the duty contact" in words(administrator)
    administrator.submit({"telephone": "01632 960 888", "hours": "Always"})
    administrator.get(f"{PRISON}/duty-contact")
    administrator.submit({"name": None, "telephone": None, "hours": None})
    assert administrator.page.heading == "Remove the duty contact?"
    administrator.submit({})
    assert "There is no duty contact now" in administrator.page.html
    with app.app_context():
        assert db.session.query(DutyContact).count() == 0


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("account", "opens"),
    [
        ("manager", {TEAM}),
        ("administrator", {PRISON}),
        ("several", {PRISON}),
        ("support", {TEAM, PRISON}),
        ("practitioner", set()),
        ("approver", set()),
        ("pdu-head", set()),
        (None, set()),
    ],
)
def test_cover_is_kept_by_those_of_the_place_and_support_alone(app, account, opens):
    app.config["WTF_CSRF_ENABLED"] = False
    note_away(as_user(app, "manager"), days(1), days(2))
    client = as_user(app, account) if account else app.test_client()
    for place in (TEAM, PRISON, "/cover/team/W02A", "/cover/prison/ZCI"):
        for page in PAGES:
            for method in ("GET", "POST"):
                status = client.open(place + page, method=method).status_code
                is_open = place in opens or account == "support"
                if account is None:
                    assert status in (302, 401, 405), (place, page, method)
                elif is_open:
                    assert status != 403, (place, page, method)
                else:
                    assert status in (403, 405), (place, page, method)
    status = client.get("/cover").status_code
    assert status == (200 if account == "support" else 302 if opens or account is None else 403)
    if account == "support":
        assert client.get("/cover/team/NNN").status_code == client.get("/cover/pdu/N01P").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(("page", "typed"), [("/absence", "telephone"), ("/duty-contact", "name")])
def test_a_form_of_cover_whose_token_is_stale_is_shown_again_as_typed(app, page, typed):
    manager = as_user(app, "manager")
    manager.get(TEAM + page)
    answer = manager.post(TEAM + page, data={"csrf_token": "stale", typed: "Typed words"})
    assert answer.status_code == 409 and "Typed words" in answer.text
