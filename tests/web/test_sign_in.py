"""Signing in and out, what is kept when a session or a token is lost, and what every response carries."""

from __future__ import annotations

import datetime as dt
import html
import re
import threading
from dataclasses import replace

import pytest

from app import clock
from app.factory import create_app
from app.integrations.sign_in import passwords
from app.models import Password, SecurityEvent, Tries, User, UserSession
from app.models.base import db
from app.moves import accounts
from app.security import HEADERS
from app.store import signing_in, tries, users
from config import DEMO_SECRET, settings
from forms.base import build_form
from forms.fields import Text
from forms.validators import Required
from tests.support import standing
from tests.support.page_checks import held, squeeze, text
from tests.support.policies import policy_now
from tests.support.queries import queries
from tests.support.standing import answers_of, as_user, case_id_of, everything, stand, traces
from tests.support.writing import press

SECRET = "licence-demo"
WRONG = "Enter a username and password that match"
WAIT = "There were too many wrong tries. Wait"
LINES = (
    "You must not enter “Riverside Park”.\r\n\r\nThis includes:\r\n - the car park & café <b>\r\n - Tŷ Gwyn"
)
KEPT_LINES = LINES.replace("\r\n", "\n")


def words(client) -> str:
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def try_to_sign_in(client, username="practitioner", password=SECRET):
    client.get("/sign-in")
    return client.submit({"username": username, "password": password}, follow_redirects=False)


def is_signed_in(client) -> bool:
    return client.get("/").status_code == 200


def lose_session(client) -> None:
    """As when the cookie has run out: the page stays on screen."""
    client.delete_cookie("licence_session")


# Passwords


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("practitioner", "wrong"),
        ("practitioner", "Licence-demo"),
        ("practitioner", " licence-demo"),
        ("nobody", SECRET),
        ("practitioner' or '1'='1", SECRET),
        ("practitioner", "x" * 1000),
    ],
)
def test_a_wrong_password_and_an_unknown_username_are_told_the_same_and_nothing_more(
    client, username, password
):
    answer = try_to_sign_in(client, username, password)
    assert answer.status_code == 422
    assert [
        text(link) for box in client.page.with_class("govuk-error-summary") for link in box.iter("a")
    ] == [WRONG]
    assert client.page.ids["password"].get("value") is None, "a password is never shown back"
    assert not is_signed_in(client)


@pytest.mark.parametrize(("username", "password"), [("", ""), ("practitioner", ""), ("", SECRET)])
def test_what_is_missing_is_asked_for(client, username, password):
    answer = try_to_sign_in(client, username, password)
    assert answer.status_code == 422
    assert ("Enter your username" in words(client)) == (not username)
    assert ("Enter your password" in words(client)) == (not password)


def test_a_username_may_be_typed_in_capitals_and_with_blanks(client):
    assert try_to_sign_in(client, "  PRACTITIONER ").status_code == 302
    assert is_signed_in(client)


@pytest.fixture
def later(monkeypatch):
    """later(minutes=10): so much later by the machine's clock."""
    passed = [dt.timedelta()]
    now = clock.of_machine

    def pass_(**time: float) -> None:
        passed[0] += dt.timedelta(**time)

    monkeypatch.setattr(clock, "of_machine", lambda: now() + passed[0])
    return pass_


def test_wrong_passwords_make_the_next_try_wait_longer_and_longer_and_lock_nobody_out(app, later):
    client = app.test_client()
    for _ in range(10):
        assert try_to_sign_in(client, password="wrong").status_code == 422
    answer = try_to_sign_in(client)
    assert answer.status_code == 429, "the right one is not read now"
    assert f"{WAIT} 10 seconds" in words(client) and 8 < int(answer.headers["Retry-After"]) <= 10
    assert client.page.ids["username"].get("value") == "practitioner"
    assert try_to_sign_in(app.test_client(), "colleague").status_code == 302, "nobody else waits"
    later(seconds=11)
    assert try_to_sign_in(client, password="wrong").status_code == 422, "one more is read"
    assert try_to_sign_in(client).status_code == 429 and f"{WAIT} 20 seconds" in words(client)
    for _ in range(10):
        later(minutes=1, seconds=1)
        assert try_to_sign_in(client, password="wrong").status_code == 422
    assert try_to_sign_in(client).status_code == 429 and f"{WAIT} 1 minute" in words(client), "and no longer"
    later(minutes=1, seconds=1)
    assert try_to_sign_in(client).status_code == 302


@pytest.mark.one_database
@pytest.mark.parametrize("minutes", [2, 10, 50])
def test_a_wrong_try_now_and_then_keeps_no_owner_out_of_a_browser_that_is_new_to_them(app, later, minutes):
    stranger = app.test_client()
    for _ in range(30):
        try_to_sign_in(stranger, password="wrong")
    for _ in range(30):
        later(minutes=minutes)
        assert try_to_sign_in(stranger, password="wrong").status_code == 422
    later(minutes=minutes / 2, seconds=1)
    assert try_to_sign_in(app.test_client()).status_code == 302


def test_a_stranger_elsewhere_makes_no_owner_wait_and_many_together_guess_no_faster(app, later, monkeypatch):
    stranger = app.test_client()
    stranger.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    for _ in range(12):
        status = try_to_sign_in(stranger, password="wrong").status_code
    assert status == 429 and try_to_sign_in(app.test_client()).status_code == 302
    assert try_to_sign_in(stranger).status_code == 429, "nor is a stranger let go on by that"
    monkeypatch.setattr(signing_in, "NAME", replace(tries.NAME, free=20))
    read = []
    for network in range(2, 8):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{network}"
        read += [try_to_sign_in(client, password="wrong").status_code for _ in range(6)]
    assert read == [422] * 20 + [429] * 16


@pytest.mark.one_database
def test_support_ends_the_wait_of_every_network(app):
    clients = []
    for network in ("198.51.100.1", "198.51.100.2"):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = network
        clients.append(client)
        for _ in range(11):
            status = try_to_sign_in(client, password="wrong").status_code
        assert status == 429
    with app.app_context():
        assert tries.waits_until("practitioner") and tries.waits_until("practitioner2") is None
        assert accounts.unlock(users.by_username("practitioner"), None)
        assert not accounts.unlock(users.by_username("practitioner"), None)
        db.session.commit()
    assert [try_to_sign_in(client).status_code for client in clients] == [302, 302]


def test_many_who_count_and_take_back_at_once_never_wait_for_nothing(app):
    counts, faults = [tries.Counted(tries.NAME_THERE, "practitioner", "192.0.2.1")], []

    def come_and_go() -> None:
        with app.app_context():
            for _ in range(15):
                try:
                    tries.count(counts)
                    tries.take_back(counts)
                    db.session.commit()
                except Exception as error:
                    faults.append(error)
                    db.session.rollback()

    coming = [threading.Thread(target=come_and_go) for _ in range(6)]
    for each in coming:
        each.start()
    for each in coming:
        each.join()
    assert not faults
    with app.app_context():
        assert not db.session.scalars(db.select(Tries)).all()


def test_a_try_that_must_wait_is_not_counted_and_an_hour_later_nothing_is(app, later):
    client = app.test_client()
    for _ in range(40):
        answer = try_to_sign_in(client, password="wrong")
    assert answer.status_code == 429
    later(hours=1, seconds=1)
    for _ in range(10):
        assert try_to_sign_in(client, password="wrong").status_code == 422
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Tries)) == 3, "old counts are removed"


def test_what_was_typed_before_a_session_was_lost_is_kept_on_the_page_that_says_to_wait(app):
    _, page = writing(app)
    for _ in range(10):
        try_to_sign_in(app.test_client(), password="wrong")
    client = as_user(app, "practitioner")
    client.get(page)
    shown = client.page
    lose_session(client)
    client.page = shown
    client.submit({"text": LINES})
    answer = client.submit({"username": "practitioner", "password": SECRET}, follow_redirects=False)
    assert answer.status_code == 429 and "What you typed is kept" in words(client)
    assert "car park &amp; café" in answer.text


def test_an_account_that_nobody_has_is_slowed_as_one_that_somebody_has(app):
    answers = {}
    for name in ("nobody", "practitioner", "gone"):
        if name == "gone":
            with app.app_context():
                users.add_user("gone", "Gone Person", ["support"])
                accounts.disable(users.by_username("gone"), None)
                db.session.commit()
        client, answers[name] = app.test_client(), []
        for _ in range(12):
            answer = try_to_sign_in(client, name, "wrong")
            shown = [
                text(link) for box in client.page.with_class("govuk-error-summary") for link in box.iter("a")
            ]
            answers[name].append((answer.status_code, re.sub("[0-9]+", "N", str(shown))))
    assert answers["nobody"] == answers["practitioner"] == answers["gone"]
    assert [status for status, _ in answers["nobody"]] == [422] * 10 + [429] * 2


def test_tries_are_counted_together_by_all_workers_and_many_at_once_gain_nothing(app, close):
    other = create_app("testing", SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    other.test_client_class = app.test_client_class
    clients = [made.test_client() for made in (app, other, app, other)]
    for client in clients:
        client.get("/sign-in")
    read: list[int] = []

    def guess(client) -> None:
        for _ in range(6):
            data = {"username": "practitioner", "password": "wrong"}
            read.append(client.post("/sign-in", data=data).status_code)

    guessing = [threading.Thread(target=guess, args=(client,)) for client in clients]
    try:
        for each in guessing:
            each.start()
        for each in guessing:
            each.join()
        assert sorted(read) == [422] * 10 + [429] * 14
    finally:
        close(other)


def test_many_names_from_one_address_are_slowed_and_other_addresses_are_not(app, monkeypatch):
    monkeypatch.setattr(tries, "ADDRESS", replace(tries.ADDRESS, free=5))
    monkeypatch.setattr(signing_in, "ADDRESS", tries.ADDRESS)
    client = app.test_client()
    statuses = [try_to_sign_in(client, f"name{n}", "wrong").status_code for n in range(7)]
    assert statuses == [422] * 5 + [429] * 2
    assert try_to_sign_in(client).status_code == 429
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert try_to_sign_in(elsewhere).status_code == 302


@pytest.mark.one_database
def test_a_network_of_ipv6_is_slowed_as_one_address(app, monkeypatch):
    monkeypatch.setattr(tries, "ADDRESS", replace(tries.ADDRESS, free=3))
    monkeypatch.setattr(signing_in, "ADDRESS", tries.ADDRESS)
    statuses = []
    for number in range(5):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:1::{number + 1:x}"
        statuses.append(try_to_sign_in(client, f"name{number}", "wrong").status_code)
    assert statuses == [422] * 3 + [429] * 2
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "2001:db8:0:2::1"
    assert try_to_sign_in(elsewhere).status_code == 302
    assert signing_in.network_of("192.0.2.7") == "192.0.2.7" and signing_in.network_of("unix") == "unix"


def test_a_strangers_wrong_tries_do_not_keep_an_owner_out_of_the_browser_they_use(app):
    own, shared = app.test_client(), app.test_client()
    assert try_to_sign_in(own).status_code == 302
    for name in ("colleague", "practitioner"):  # a browser in an office that several people use
        assert try_to_sign_in(shared, name).status_code == 302
        lose_session(shared)
    lose_session(own)
    stranger = app.test_client()
    for _ in range(11):
        answer = try_to_sign_in(stranger, password="wrong")
    assert answer.status_code == 429
    assert try_to_sign_in(app.test_client()).status_code == 429
    assert try_to_sign_in(own).status_code == 302
    assert try_to_sign_in(shared).status_code == 302
    lose_session(shared)
    assert try_to_sign_in(shared, "colleague").status_code == 302


def test_a_browser_that_is_known_for_one_account_guesses_others_no_faster_nor_its_own_without_end(app):
    client = app.test_client()
    assert try_to_sign_in(client, "colleague").status_code == 302
    for name in ("practitioner", "colleague"):
        lose_session(client)
        statuses = [try_to_sign_in(client, name, "wrong").status_code for _ in range(11)]
        assert statuses == [422] * 10 + [429], name
    copy = client.get_cookie("licence_browser").value
    forged = app.test_client()
    forged.set_cookie("licence_browser", copy[:-3] + "abc")
    assert try_to_sign_in(forged).status_code == 429


def test_somebody_whose_name_is_tried_elsewhere_stays_signed_in(app):
    inside, outside = as_user(app, "practitioner"), app.test_client()
    for _ in range(11):
        try_to_sign_in(outside, password="wrong")
    assert is_signed_in(inside)


def test_demo_accounts_do_not_exist_outside_the_demo(app):
    inside = as_user(app, "practitioner")
    assert is_signed_in(inside)
    app.config["DEMO"] = False
    client = app.test_client()
    answer = try_to_sign_in(client)
    assert answer.status_code == 422 and WRONG in words(client)
    assert "Demo accounts" not in answer.text and SECRET not in answer.text
    assert not is_signed_in(inside), "a session from the demo is worth nothing either"
    with app.app_context(), pytest.raises(users.UserFault):
        users.add_demo_user(username="late", name="Late", roles=["support"])


def test_an_application_made_without_the_demo_refuses_demo_accounts_and_takes_real_ones(app, close):
    made = create_app("testing", DEMO=False, SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    made.test_client_class = app.test_client_class
    try:
        with made.app_context():
            passwords().set(users.add_user("real", "Real Person", ["support"]), "kettle orbit mustard")
            db.session.commit()
        assert try_to_sign_in(made.test_client()).status_code == 422
        assert try_to_sign_in(made.test_client(), "real", "kettle orbit mustard").status_code == 302
    finally:
        close(made)


class Tickets:
    """A made-up way to sign in: whoever holds the ticket of an account is its owner."""

    form = build_form("Ticket", {"ticket": Text("Your ticket", validators=[Required("Enter your ticket")])})
    refused = "Enter a ticket that somebody was given"

    def __init__(self, tickets: dict[str, str]) -> None:
        self.tickets = tickets

    def name(self, given):
        return ""

    def account(self, given):
        username = self.tickets.get(given["ticket"])
        return db.session.scalar(db.select(User).where(User.username == username))


def test_another_way_to_sign_in_needs_no_password_and_changes_neither_accounts_nor_sessions(app, monkeypatch):
    with app.app_context():
        users.add_user("ticketed", "Terry Ticketed", ["support"])
        db.session.commit()
    kept = everything(app)["passwords"]
    assert try_to_sign_in(app.test_client(), "ticketed", "row 5, seat 12").status_code == 422
    monkeypatch.setattr("app.views.sign_in.way_to_sign_in", lambda: Tickets({"row 5, seat 12": "ticketed"}))
    client = app.test_client()
    client.get("/sign-in")
    assert client.submit({"ticket": ""}, follow_redirects=False).status_code == 422
    assert "Enter your ticket" in words(client)
    assert client.submit({"ticket": "row 5, seat 13"}, follow_redirects=False).status_code == 422
    assert Tickets.refused in words(client) and not is_signed_in(client)
    assert client.submit({"ticket": "row 5, seat 12"}, follow_redirects=False).status_code == 302
    assert is_signed_in(client) and client.get("/people/everyone").status_code == 200
    client.get("/")
    client.submit(action="/sign-out", follow_redirects=False)
    assert not is_signed_in(client)
    assert everything(app)["passwords"] == kept


def test_whether_a_name_is_known_cannot_be_told_by_the_work_it_takes(app, monkeypatch):
    from argon2 import PasswordHasher

    with app.app_context():
        users.add_user("without", "Without Password", ["support"])
        passwords().set(
            disabled := users.add_user("disabled", "Dis Abled", ["support"]), "kettle orbit mustard"
        )
        accounts.disable(disabled, None)
        db.session.commit()
    done: list[str] = []
    for name in ("hash", "verify"):
        work = getattr(PasswordHasher, name)

        def noted(self, *given, name=name, work=work):
            done.append(name)
            return work(self, *given)

        monkeypatch.setattr(PasswordHasher, name, noted)
    for username in ("practitioner", "nobody", "without", "disabled"):
        for password in ("wrong", "kettle orbit mustard"):
            done.clear()
            assert try_to_sign_in(app.test_client(), username, password).status_code == 422
            assert done == ["verify"], f"{username}: {done}"


# Sessions


def test_signing_out_ends_every_copy_of_the_cookie(app):
    client = app.test_client()
    try_to_sign_in(client)
    copy = client.get_cookie("licence_session")
    other = app.test_client()
    other.set_cookie("licence_session", copy.value)
    assert is_signed_in(other)
    client.get("/")
    assert client.submit(action="/sign-out", follow_redirects=False).location.startswith("/sign-in")
    assert not is_signed_in(client) and not is_signed_in(other)
    client.set_cookie("licence_session", copy.value)
    assert not is_signed_in(client)


def test_signing_out_leaves_the_sign_ins_of_other_browsers(app):
    client, other = app.test_client(), app.test_client()
    for each in (client, other):
        try_to_sign_in(each)
        each.get("/")
    client.submit(action="/sign-out")
    assert not is_signed_in(client) and is_signed_in(other)


def test_a_session_ends_twelve_hours_after_signing_in_however_much_it_is_used(app, later):
    client = app.test_client()
    try_to_sign_in(client)
    for _ in range(11):
        later(hours=1)
        assert is_signed_in(client)
    later(minutes=59)
    assert is_signed_in(client)
    copy = client.get_cookie("licence_session").value
    later(minutes=2)
    assert not is_signed_in(client)
    client.set_cookie("licence_session", copy)
    assert not is_signed_in(client), "nor does a copy of the cookie help"
    app.config["SESSION_HOURS"] = 24
    assert is_signed_in(client), "how long is a setting"


def test_reading_who_is_signed_in_is_one_statement(app):
    client = as_user(app, "several")
    with queries(app) as sent:
        client.get("/")
    assert [statement for statement in sent if "FROM users" in statement] == sent[:1]


def test_signing_in_keeps_nothing_of_the_session_before(app):
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    try_to_sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session and session.permanent


def test_a_session_ends_two_hours_after_the_last_page(app):
    assert app.permanent_session_lifetime == dt.timedelta(hours=2)


def test_a_session_whose_user_was_removed_or_forged_is_nobodys(app):
    client = app.test_client()
    for key in ("", "x" * 43, "1", None, "practitioner"):
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = key, True
        assert client.get("/").status_code == 302
    client.set_cookie("licence_session", "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbb")
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_for_this_service_only_and_not_for_scripts(app, secure):
    app.config["SESSION_COOKIE_SECURE"] = secure
    client = app.test_client()
    client.get("/sign-in", base_url="https://localhost" if secure else None)
    answer = client.post(
        "/sign-in",
        data={"username": "practitioner", "password": SECRET},
        base_url="https://localhost" if secure else None,
    )
    assert answer.status_code == 302
    cookies = answer.headers.getlist("Set-Cookie")
    prefix = "__Host-" if secure else ""
    for name, sent in (("licence_browser", "strict"), ("licence_session", "lax")):
        (cookie,) = (each for each in cookies if each.startswith(f"{prefix}{name}="))
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", f"samesite={sent}", "path=/"} <= flags
        assert ("secure" in flags) == secure
        assert not any(flag.startswith("domain") for flag in flags)
    assert len(cookies) == 2
    assert ("Strict-Transport-Security" in answer.headers) == secure


# Where signing in leads

ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "//evil.example\\@localhost",
    "/%5cevil.example/../\\evil.example",
    "http://localhost:80@evil.example/",
    "evil.example",
    "/\x00/evil.example",
    "/" + "a" * 100_000,
    "/people/mine\n",
    "/people/mine\r\nSet-Cookie: a=b",
    "/people/mine\x85",
    "/people/mine\x7f",
    "/people/\u4f60\u597d?q=T\u0177 Gwyn",
    "/[",
    "/%",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_sign_in_leads_to_another_host(app, target):
    client = app.test_client()
    client.get("/sign-in", query_string={"next": target[:2000]})
    answer = client.post("/sign-in", data={"username": "practitioner", "password": SECRET, "next": target})
    again = client.get("/sign-in", query_string={"next": target[:2000]})
    for location in (answer.location, again.location):
        assert re.match(r"/(?![/\\])[\x21-\x7e]*$", location), location[:100]


def test_signing_in_leads_to_the_page_that_was_asked_for_with_its_search(app):
    client = app.test_client()
    client.get("/people/mine?q=test+w%26ick&page=1", follow_redirects=True)
    client.submit({"username": "practitioner", "password": SECRET})
    assert client.page.url == "/people/mine?q=test+w%26ick&page=1" and client.page.status == 200


# What was typed is not lost


def writing(app) -> tuple[int, str]:
    """A licence with one question left, and the address of a new bespoke condition."""
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    return licence_id, f"/licence/{licence_id}/create/bespoke-conditions/1"


def test_a_form_sent_after_the_session_was_lost_is_shown_again_with_everything_typed(app):
    licence_id, page = writing(app)
    client = as_user(app, "practitioner")
    client.get(page)
    shown, before = client.page, traces(app)
    lose_session(client)
    client.page = shown
    answer = client.submit({"text": LINES})
    assert answer.status_code == 401
    assert client.page.heading == "Sign in" and "What you typed is kept on this page" in words(client)
    client.submit({"username": "practitioner", "password": "wrong"})
    assert client.page.status == 422 and "What you typed is kept" in words(client)
    client.submit({"username": "practitioner", "password": SECRET})
    assert "What you typed before you were signed out is not saved yet" in words(client)
    assert traces(app) == before
    client.submit()
    assert client.page.status == 409 and client.page.url == page
    assert "what you typed is not saved yet" in words(client)
    assert held(client.page.ids["text"]).lstrip("\n") == KEPT_LINES
    assert traces(app) == before
    assert client.submit(follow_redirects=False).status_code == 302
    assert answers_of(app, licence_id)["bespoke-conditions/1"] == {"text": KEPT_LINES}


def test_choices_and_dates_come_back_too_also_those_that_are_wrong(app):
    given = {"appointment-time": {"when": "specific"}}
    case_id = case_id_of(app, "Testwick")
    licence_id = standing.started(app, case_id, "practitioner", given, whole=True)
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/appointment-date")
    shown = client.page
    lose_session(client)
    client.page = shown
    typed = {"date-day": "thirty", "date-month": "Feb", "date-year": "26", "time": "half past <9>"}
    client.submit(typed)
    client.submit({"username": "practitioner", "password": SECRET})
    client.submit()
    boxes = {box.get("name"): box.get("value") for box in client.page.fields}
    assert {name: boxes[name] for name in typed} == typed


def test_a_form_of_ticks_and_a_form_of_repeated_names_survive_a_lost_session(app):
    given = {"additional-conditions": {"needed": "yes"}}
    with app.app_context():
        codes = [c.code for _, group in policy_now().categories() for c in group if not c.requires_input][:2]
    licence_id = standing.started(
        app, case_id_of(app, "Testwick"), "practitioner", given | {"conditions": {"codes": codes}}, whole=True
    )
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/conditions")
    shown = client.page
    ticked = [box.get("value") for box in shown.fields if box.get("checked") is not None]
    assert sorted(ticked) == sorted(code[:8] for code in codes)
    lose_session(client)
    client.page = shown
    client.submit(button="Continue")
    client.submit({"username": "practitioner", "password": SECRET})
    client.submit()
    assert client.page.status == 409
    assert [box.get("value") for box in client.page.fields if box.get("checked") is not None] == ticked


def test_somebody_else_who_signs_in_cannot_open_what_was_typed_about_a_stranger(app):
    _, page = writing(app)
    client = as_user(app, "practitioner")
    client.get(page)
    shown = client.page
    lose_session(client)
    client.page = shown
    client.submit({"text": LINES})
    client.submit({"username": "practitioner2", "password": SECRET})
    answer = client.submit()
    assert answer.status_code == 403
    assert "You cannot open this person’s records" in words(client)
    assert "Riverside" not in answer.text and "Testwick" not in answer.text


@pytest.mark.parametrize("standing_", ["approved", "inactive", "submitted"])
def test_typing_that_comes_too_late_for_the_licence_says_so(app, standing_):
    """The token is stale, and meanwhile the licence can no longer be written: what was typed is shown to be copied."""
    licence_id = stand(app, standing_, case_id_of(app, "Testwick"), "practitioner", "approver")
    client = as_user(app, "practitioner")
    client.get("/")
    answer = client.post(
        f"/licence/{licence_id}/create/bespoke-conditions/1", data={"csrf_token": "stale", "text": LINES}
    )
    assert answer.status_code == 403
    assert "You cannot send a licence for approval now" in words(client)
    assert "It was not saved. Copy it if you need it later. You must not enter “Riverside Park”." in words(
        client
    )


def test_a_stale_token_on_an_address_that_is_not_there_is_a_page_not_found(app):
    client = as_user(app, "practitioner")
    for path in ("/licence/999/create/appointment-with", "/licence/999/create/check-answers"):
        assert client.post(path, data={"csrf_token": "stale"}).status_code == 404


@pytest.mark.parametrize("token", ["stale", "", None])
def test_a_form_with_a_stale_token_is_shown_again_as_typed_and_nothing_is_saved(app, token):
    licence_id, page = writing(app)
    client, before = as_user(app, "practitioner"), traces(app)
    client.sends_csrf = False
    answer = client.post(page, data={"text": LINES} | ({"csrf_token": token} if token is not None else {}))
    assert answer.status_code == 409
    assert "This page was open for a long time" in words(client)
    assert held(client.page.ids["text"]).lstrip("\n") == KEPT_LINES
    assert traces(app) == before
    client.submit()
    assert answers_of(app, licence_id)["bespoke-conditions/1"] == {"text": KEPT_LINES}


def test_a_stale_token_on_check_answers_shows_it_again_and_sends_nothing(app):
    licence_id, _ = writing(app)
    client, before = as_user(app, "practitioner"), traces(app)
    client.sends_csrf = False
    answer = client.post(f"/licence/{licence_id}/create/check-answers", data={"csrf_token": "stale"})
    assert answer.status_code in (200, 409) and client.page.url.endswith("/check-answers")
    assert traces(app) == before


@pytest.mark.parametrize("signed", [True, False])
def test_a_button_pressed_with_a_stale_token_or_no_session_does_nothing_and_leads_back_to_its_page(
    app, signed
):
    licence_id = stand(app, "approved", case_id_of(app, "Testwick"), "practitioner", "approver")
    other = case_id_of(app, "Sampleton")
    item = standing.started(app, case_id_of(app, "McPretend"), "practitioner", whole=True)
    press(
        as_user(app, "practitioner"),
        f"/licence/{item}/create/bespoke-conditions/1",
        text="You must not own a kite.",
    )
    remove = f"/licence/{item}/create/bespoke-conditions/1/remove"
    pages = {
        f"/licence/{licence_id}/edit": f"/licence/{licence_id}/edit",
        f"/licence/{licence_id}/print": f"/licence/{licence_id}",
        f"/case/{other}/start": f"/case/{other}/start",
        remove: remove,
    }
    before = traces(app)
    for path, back in pages.items():
        client = as_user(app, "practitioner") if signed else app.test_client()
        client.sends_csrf = False
        answer = client.post(path, data={"csrf_token": "stale", "version": "0"})
        assert traces(app) == before
        assert "What you typed" not in answer.text, "nothing was"
        if signed:
            assert answer.status_code == 400 and "Nothing was done" in words(client)
            client.follow("Go back to the page")
        else:
            assert answer.status_code == 401 and client.page.heading == "Sign in"
            client.sends_csrf = True
            client.submit({"username": "practitioner", "password": SECRET})
        assert client.page.url == back and client.page.status == 200, path


def test_signing_out_twice_or_with_a_lost_session_leads_to_the_sign_in_page(app):
    client = as_user(app, "practitioner")
    client.get("/")
    shown = client.page
    client.submit(action="/sign-out")
    assert client.page.heading == "Sign in"
    client.page = shown
    client.submit(action="/sign-out")
    assert client.page.heading == "Sign in" and client.page.status in (200, 401)
    client.submit({"username": "practitioner", "password": SECRET})
    assert client.page.status == 200 and client.page.url == "/"


def test_a_stale_token_on_the_sign_in_page_keeps_the_username_and_never_the_password(app):
    client = app.test_client()
    client.sends_csrf = False
    answer = client.post(
        "/sign-in",
        data={
            "csrf_token": "stale",
            "username": "practitioner",
            "password": "secret-typed",
            "next": "/people/mine",
            "kept-name": "text",
            "kept-value": LINES,
        },
    )
    assert answer.status_code == 409
    assert client.page.ids["username"].get("value") == "practitioner"
    assert "You are not signed in yet" in words(client) and "cookies" in words(client)
    assert "secret-typed" not in answer.text
    assert html.escape("car park & café <b>") in answer.text


# Settings


GOOD_SECRET = "bd1r8YAEmtB9c6ylbS3VXcBoXf0sHjQw"
EASY_SECRETS = (
    "x" * 32,
    "x" * 100,
    "ab" * 20,
    "0123456789abcdef" * 2,
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "passwordpasswordpasswordpassword",
    "licence-licence-licence-licence-licence",
    "change-me-before-you-go-live-please",
    "ThisIsTheSecretOfOurLiveService2026!",
)


@pytest.mark.one_database
def test_production_refuses_to_start_with_the_demos_secret_or_none_or_one_that_can_be_guessed(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    for secret in (DEMO_SECRET, "", "short", GOOD_SECRET[:31], *EASY_SECRETS):
        monkeypatch.setenv("SECRET_KEY", secret)
        with pytest.raises(SystemExit, match="SECRET_KEY"):
            create_app("production")
    monkeypatch.setenv("SECRET_KEY", GOOD_SECRET)
    for name in ("AUDIT_KEY", "METRICS_TOKEN"):
        for secret in ("short", *EASY_SECRETS):
            monkeypatch.setenv(name, secret)
            with pytest.raises(SystemExit, match=name) as refused:
                create_app("production")
            assert "SECRET_KEY" not in str(refused.value) and secret not in str(refused.value)
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(SystemExit, match="DATABASE_URL"):
        create_app("production")


@pytest.mark.parametrize(
    "url",
    [
        "hunter2",
        "mysql://licence:hunter2@db/licences",
        "postgresql://licence:hunter2@db:port/licences",
        "postgresql+psycopg2://licence:hunter2@db/licences",
        "http://hunter2",
        " ",
    ],
)
@pytest.mark.parametrize("name", ["production", "demo", None])
def test_what_is_no_address_of_a_database_is_refused_in_a_sentence_without_what_was_given(
    monkeypatch, url, name
):
    monkeypatch.delenv("CONFIG", raising=False)
    monkeypatch.setenv("SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SystemExit, match=r"^DATABASE_URL must be the address of a database") as refused:
        settings(name)
    assert "hunter2" not in str(refused.value) and refused.value.__cause__ is None


def test_production_has_no_demo_and_only_secure_cookies(monkeypatch, close):
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    monkeypatch.setenv("SECRET_KEY", GOOD_SECRET)
    made = create_app("production")
    try:
        assert not made.config["DEMO"] and not made.testing and not made.debug
        assert made.config["SESSION_COOKIE_SECURE"] and made.config["SESSION_COOKIE_HTTPONLY"]
        assert made.config["CLOCK_FIXED_AT"] is None
        assert made.config["WTF_CSRF_CHECK_DEFAULT"]
        page = made.test_client().get("/accessibility-statement")
        assert "Strict-Transport-Security" in page.headers
    finally:
        close(made)


@pytest.mark.parametrize(
    "url",
    ["postgresql://licences@db/licences", "postgres://db/x", "postgresql+psycopg://db/x"],
)
def test_a_database_server_is_never_taken_for_the_demos_by_forgetting_config(monkeypatch, url):
    monkeypatch.delenv("CONFIG", raising=False)
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(SystemExit, match="set CONFIG"):
        settings()
    assert settings("demo").DEMO, "who names the demo means it"
    for local in ("", "sqlite://", "sqlite:////tmp/x.sqlite"):
        monkeypatch.setenv("DATABASE_URL", local)
        assert settings().DEMO


# Every response


def all_pages(app, licence_ids: list[int]) -> list[str]:
    """The address of every page that can be got, for these licences."""
    pages = ["/", "/messages", "/sign-in", "/accessibility-statement", "/feedback", "/health", "/nowhere"]
    pages += [f"/people/{name}" for name in ("mine", "team", "approvals", "prison", "to-print", "everyone")]
    pages += [f"/case/{n}{end}" for n in (1, 2, 50, 55) for end in ("", "/start")]
    for licence_id in licence_ids:
        base = f"/licence/{licence_id}"
        pages += [base, *(f"{base}/{end}" for end in ("withdraw", "edit", "discard", "html", "print"))]
        for journey, names in {
            "create": ("appointment-with", "appointment-time", "bespoke-conditions", "bespoke-conditions/1"),
            "approve": ("licence", "decision", "reason"),
        }.items():
            pages += [f"{base}/{journey}", f"{base}/{journey}/check-answers", f"{base}/{journey}/done"]
            pages += [f"{base}/{journey}/{name}" for name in names]
            pages += [f"{base}/{journey}/bespoke-conditions/1/remove", f"{base}/{journey}/nowhere"]
    return pages


@pytest.fixture
def licences_of_all_kinds(app) -> list[int]:
    made = []
    kinds = ("in progress", "submitted", "returned", "approved", "inactive", "edit in progress")
    surnames = ("Testwick", "Sampleton", "O’Fictional", "Placeholder", "McPretend", "Sample-Smythe")
    for standing_, surname in zip(kinds, surnames, strict=True):
        made.append(stand(app, standing_, case_id_of(app, surname), "practitioner", "approver"))
    return made


@pytest.mark.one_database
def test_no_page_that_is_only_looked_at_changes_anything(app, licences_of_all_kinds):
    before = everything(app)
    for username in ("practitioner", "approver"):
        client = as_user(app, username)
        client.checks = False
        for page in all_pages(app, licences_of_all_kinds):
            answer = client.get(page)
            assert answer.status_code in (200, 302, 403, 404, 405), f"{page} answered {answer.status_code}"
            if username == "practitioner":
                client.head(page)
                client.options(page)
    assert everything(app) == before
    with app.app_context():
        noted = set(db.session.scalars(db.select(SecurityEvent.kind)))
        assert noted == {"refused"} and not db.session.scalar(db.select(UserSession.id).offset(2))


@pytest.mark.one_database
def test_every_response_carries_the_headers_that_keep_pages_safe_and_out_of_caches(
    app, licences_of_all_kinds, monkeypatch
):
    def check(answer, what: str) -> None:
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, f"{what} ({answer.status_code}) lacks {name}"
        assert answer.headers["Cache-Control"] == "no-store", what
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]

    client = as_user(app, "several")
    client.checks = False
    seen = set()
    for page in all_pages(app, licences_of_all_kinds):
        answer = client.get(page)
        check(answer, page)
        seen.add(answer.status_code)
    app.config["WTF_CSRF_ENABLED"] = False
    approved = licences_of_all_kinds[3]
    pdf = client.post(f"/licence/{approved}/print")
    assert pdf.mimetype == "application/pdf"
    check(pdf, "the PDF")
    check(client.post(f"/licence/{licences_of_all_kinds[0]}/create/appointment-with"), "an error in a form")
    check(
        client.post(
            f"/licence/{licences_of_all_kinds[0]}/create/appointment-with", data={"who": "x" * 1_100_000}
        ),
        "too large",
    )
    check(client.post("/health"), "a method that is not allowed")
    check(app.test_client().post("/case/1/start"), "nobody is signed in")
    monkeypatch.setattr("app.views.home.MORE", None)
    broken = client.get("/")
    assert broken.status_code == 500
    check(broken, "a fault of ours")
    assert {200, 302, 403, 404, 405} <= seen


def test_a_database_that_does_not_answer_is_a_page_that_says_so(app, monkeypatch):
    from sqlalchemy.exc import OperationalError

    client = as_user(app, "practitioner")

    def fails(*given):
        raise OperationalError("SELECT 1", {}, Exception("the disk is on fire"))

    monkeypatch.setattr(users, "by_session_key", fails)
    for path in ("/", "/licence/1", "/sign-in"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "Sorry, the service is busy" in answer.text and "on fire" not in answer.text
        assert all(name in answer.headers for name in HEADERS)


@pytest.mark.parametrize("statement", [1, 2, 3])
def test_a_database_that_goes_away_in_the_middle_of_a_page_is_a_page_that_says_so(app, statement):
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    client, done = as_user(app, "practitioner"), []
    with app.app_context():
        engine = db.engine

    def fails(*given):
        done.append(1)
        if len(done) >= statement:
            raise OperationalError("SELECT 1", {}, Exception("the disk is on fire"))

    event.listen(engine, "before_cursor_execute", fails)
    try:
        answer = client.get("/people/mine")
    finally:
        event.remove(engine, "before_cursor_execute", fails)
    assert answer.status_code == 503
    assert "Sorry, the service is busy" in answer.text and "on fire" not in answer.text


def test_usernames_are_kept_in_lower_case_and_passwords_only_as_argon2id(app):
    with app.app_context():
        for user in db.session.scalars(db.select(User)):
            assert user.username == user.username.lower()
            assert db.session.get_one(Password, user.id).hash.startswith("$argon2id$")
