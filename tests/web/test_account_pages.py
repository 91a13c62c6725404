"""Accounts, prisons and security events in the browser, for support; and everybody's own account."""

from __future__ import annotations

import pytest

from app.database import Taken
from app.models import Grant, Prison, SecurityEvent, User, UserSession
from app.models.base import db
from app.moves import accounts as accounts_moves
from app.store import users
from tests.support.page_checks import squeeze, text
from tests.support.queries import queries
from tests.support.standing import as_user, everything, user

SECRET = "licence-demo"
GOOD = "kettle-orbit-mustard"
OTHER = "velvet pigeon harbour"


def words(client) -> str:
    return squeeze(" ".join(piece for main in client.page.all("main") for piece in main.itertext()))


def faults(client) -> list[tuple[str, str]]:
    """(message, field) of every fault in the summary at the top."""
    links = [link for box in client.page.with_class("govuk-error-summary") for link in box.iter("a")]
    return [(text(link), link.get("href").removeprefix("#")) for link in links]


def number_of(app, username: str) -> int:
    with app.app_context():
        return user(username).id


def sign_in(app, username: str, password: str):
    client = app.test_client()
    client.get("/sign-in")
    return client, client.submit(
        {"username": username, "password": password}, follow_redirects=False
    ).status_code


@pytest.fixture
def support(app):
    return as_user(app, "support")


def added(support, **more: object) -> None:
    support.get("/accounts")
    support.follow("Add an account")
    given = {
        "username": "Sam",
        "name": "Sam Okafor",
        "roles": ["practitioner", "prison-approver"],
        "teams": "N01A, W02A",
        "prisons": "ZAI",
        "password": GOOD,
    }
    support.submit(given | more)


# Accounts


@pytest.mark.one_database
def test_support_adds_somebody_who_then_signs_in_and_changes_their_password(app, support):
    added(support)
    assert support.page.heading == "Sam Okafor" and "sam can sign in now" in support.page.html
    assert "Sampleton Custody Team (N01A)" in words(support) and "Account added" in words(support)
    client, status = sign_in(app, "sam", GOOD)
    assert status == 302
    client.get("/")
    client.follow("Sam Okafor")
    client.follow("Change your password")
    client.submit({"password_now": GOOD, "password": OTHER})
    assert "Your password is changed" in client.page.html and client.page.heading == "Your account"
    assert sign_in(app, "sam", GOOD)[1] == 422 and sign_in(app, "sam", OTHER)[1] == 302


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"username": "support"}, "There is an account with the username support already"),
        ({"username": "sam okafor"}, "The username must be 1 to 100 letters"),
        ({"username": None}, "Enter a username"),
        ({"roles": []}, "Select at least one role"),
        ({"teams": None}, "A probation practitioner needs a team: give at least one"),
        ({"prisons": "Z/I"}, "The code of a prison is 1 to 30 letters and digits"),
        ({"prisons": "ZAI NNN"}, "There is no prison NNN in the register"),
        ({"email": "nowhere"}, "Enter an email address in the correct format"),
        ({"password": "password1234"}, "The password is easy to guess"),
        ({"password": "x7Kq-" * 201}, "1,000 characters or fewer"),
        ({"password": "sam"}, "12 characters or more"),
    ],
)
def test_what_is_wrong_with_a_new_account_stands_beside_its_field_and_nothing_typed_is_lost(
    app, support, given, fault
):
    before = everything(app)
    added(support, **given)
    assert support.page.status == 422 and fault in words(support)
    assert support.page.ids["name"].get("value") == "Sam Okafor"
    assert support.page.ids["password"].get("value") is None
    assert everything(app) == before


@pytest.mark.one_database
def test_all_that_is_wrong_with_an_account_is_told_at_once_beside_its_fields(app, support):
    added(
        support,
        username="support",
        name=None,
        email="nowhere",
        roles=["practitioner", "prison-approver"],
        teams=None,
        prisons="NNN",
        password="Summer2026!!",
    )
    assert [field for _, field in faults(support)] == [
        "username",
        "name",
        "email",
        "teams",
        "prisons",
        "password",
    ]
    support.get(f"/accounts/{number_of(app, 'practitioner')}/roles")
    support.submit({"roles": ["practitioner", "head-of-pdu"], "teams": None, "prisons": "NNN", "pdus": None})
    assert [field for _, field in faults(support)] == ["teams", "prisons", "pdus"]


@pytest.mark.one_database
@pytest.mark.parametrize(("is_there", "field"), [(True, "username"), (False, "username")])
def test_what_two_people_did_at_once_is_told_as_what_it_was(app, support, monkeypatch, is_there, field):
    def met(*given, **more):
        if is_there:
            users.add_user("sam", "Sam Other", ["support"])
            db.session.commit()
        raise Taken("INSERT", {}, Exception("taken"))

    monkeypatch.setattr(accounts_moves, "add", met)
    added(support)
    ((why, beside),) = faults(support)
    assert beside == field
    told = "There is an account with the username sam already" if is_there else "at the same moment"
    assert told in why


def test_support_changes_a_name_and_roles_and_places_and_they_hold_at_once(app, support):
    number = number_of(app, "practitioner")
    client = as_user(app, "practitioner")
    assert client.get("/people/everyone").status_code == 403
    support.get(f"/accounts/{number}")
    support.follow("Change roles and places")
    support.submit({"roles": ["practitioner", "support"], "teams": "N01A; W02Z, W02A", "pdus": "N01X"})
    assert "There is no team W02Z in the records of people" in words(support)
    assert "There is no probation delivery unit N01X in the records" in words(support)
    assert [field for _, field in faults(support)] == ["teams", "pdus"]
    support.submit({"roles": ["practitioner", "support"], "teams": "N01A;W02A", "pdus": None})
    assert "HMP" not in words(support) and "Tîm Dyffryn Enghraifft (W02A)" in words(support)
    assert "are saved" in support.page.html and client.get("/people/everyone").status_code == 200
    support.follow("Change roles and places")
    assert support.page.ids["teams"].get("value") == "N01A, W02A"
    support.submit({"roles": ["support"], "teams": "W02A"})
    support.follow("Change name and email address")
    support.submit({"name": "Robin Renamed", "email": "robin@example.com"})
    assert support.page.heading == "Robin Renamed"
    with app.app_context():
        kept = db.session.scalars(
            db.select(SecurityEvent)
            .where(SecurityEvent.by_id == user("support").id)
            .order_by(SecurityEvent.id)
        )
        assert [(each.kind, each.name, each.detail) for each in kept] == [
            ("granted", "practitioner", "role support and team W02A"),
            ("revoked", "practitioner", "role practitioner and team N01A"),
            ("changed", "practitioner", "name and email"),
        ]
    assert client.get("/").status_code == 200


@pytest.mark.one_database
def test_an_account_that_support_disables_is_signed_out_at_once_and_comes_back_when_it_is_enabled(
    app, support
):
    number = number_of(app, "practitioner")
    client = as_user(app, "practitioner")
    support.get(f"/accounts/{number}")
    support.follow("Disable account")
    assert support.page.heading == "Disable the account of Robin Samplewright?"
    assert client.get("/").status_code == 200, "asking does nothing"
    support.submit()
    assert "Disabled since" in words(support) and client.get("/").status_code == 302
    assert sign_in(app, "practitioner", SECRET)[1] == 422
    support.follow("Enable account")
    support.submit()
    assert "Can sign in" in words(support) and sign_in(app, "practitioner", SECRET)[1] == 302
    support.get(f"/accounts/{number}")
    support.follow("Sign them out everywhere")
    support.submit()
    assert "Signed in Nowhere" in words(support)


@pytest.mark.one_database
def test_support_ends_a_wait_and_sets_a_password(app, support):
    number = number_of(app, "practitioner")
    for _ in range(11):
        status = sign_in(app, "practitioner", "wrong")[1]
    assert status == 429
    support.get(f"/accounts/{number}")
    support.follow("Let them try now")
    support.submit()
    client, status = sign_in(app, "practitioner", SECRET)
    assert status == 302 and "Let them try now" not in words(support)
    support.follow("Set a password")
    support.submit({"password": "practitioner-2026"})
    assert support.page.status == 422 and "easy to guess" in words(support)
    support.submit({"password": GOOD})
    assert client.get("/").status_code == 302 and sign_in(app, "practitioner", GOOD)[1] == 302


@pytest.mark.one_database
def test_nobody_in_support_shuts_themselves_or_the_last_of_them_out(app, support):
    own, before = number_of(app, "support"), everything(app)
    support.get(f"/accounts/{own}")
    assert "Disable account" not in words(support)
    for path, given, title in (
        (f"/accounts/{own}/disable", {}, "You cannot disable your own account"),
        (
            f"/accounts/{own}/roles",
            {"roles": "practitioner", "teams": "N01A"},
            "You cannot take the role of support from yourself",
        ),
    ):
        support.get(f"/accounts/{own}")
        answer = support.post(path, data=given)
        assert answer.status_code == 403 and support.page.heading == title
    assert everything(app) == before
    with app.app_context():
        number = users.add_user("second", "Second Helper", ["support"]).id
        db.session.commit()
    support.get(f"/accounts/{number}/disable")
    assert support.submit(follow_redirects=False).status_code == 302, "there is another"


def test_the_accounts_are_found_by_name_role_and_status_in_three_statements(app, support):
    app.config["PAGE_SIZE"] = 3
    with queries(app) as sent:
        support.get("/accounts")
    assert len(sent) == 3, (
        sent
    )  # who asks, a page of accounts with how many there are, and what these are granted
    assert "Accounts: 10 accounts" in words(support)
    support.follow("Next")
    assert "page=2" in support.page.url
    for query, names in (
        ("q=HELPDESK", ["Sam Helpdesk"]),
        ("q=approver", ["Governor Jo Pretendergast", "Llywodraethwr Siân Ffug"]),
        ("q=%25", []),
        ("role=head-of-pdu", ["Dr Ottoline Specimen-Bramble"]),
        ("status=disabled", []),
        ("q=sam&status=usable&role=support", ["Sam Helpdesk"]),
    ):
        support.get(f"/accounts?{query}")
        heads = [head for body in support.page.all("tbody") for head in body.iter("th")]
        assert [squeeze(next(head.iter("a")).text) for head in heads] == names, query


@pytest.mark.one_database
def test_an_account_that_is_not_there_is_not_found(support):
    for number in (0, 999, 2**31, 9999999999):
        for end in ("", "/name", "/roles", "/password", "/disable"):
            assert support.get(f"/accounts/{number}{end}").status_code == 404
    assert support.get("/accounts/1/delete").status_code == 404


PAGES = (
    *(
        "/accounts",
        "/accounts/add",
        "/accounts/1",
        "/accounts/1/name",
        "/accounts/1/roles",
        "/accounts/1/password",
    ),
    *(f"/accounts/1/{act}" for act in ("disable", "enable", "unlock", "end-sessions")),
    *("/prisons", "/prisons/add", "/prisons/ZAI", "/security-events"),
    *("/roll-out", "/roll-out/prison/ZAI", "/roll-out/pdu/N01P/change"),
)


LISTS_AND_PAGES = (
    *("/accounts", "/accounts/1", "/prisons", "/security-events"),
    *("/roll-out", "/roll-out/prison/ZAI"),
)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "account", ["practitioner", "administrator", "approver", "pdu-head", "several", None]
)
def test_accounts_prisons_and_security_events_are_for_support_alone(app, account):
    app.config["WTF_CSRF_ENABLED"] = False
    before = everything(app)
    client = as_user(app, account) if account else app.test_client()
    for path in PAGES:
        for method in ("GET", "POST"):
            status = client.open(path, method=method).status_code
            if account:
                assert status == (405 if method == "POST" and path in LISTS_AND_PAGES else 403)
            else:
                assert status in (302, 401, 405), (method, path)
    assert everything(app) == before


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path", ["/accounts/add", "/accounts/1/name", "/accounts/1/roles", "/prisons/add", "/prisons/ZAI"]
)
def test_a_form_whose_token_is_stale_is_shown_again_as_typed(app, support, path):
    before = everything(app)
    support.get(path)
    name = "teams" if path.endswith("roles") else "name"
    answer = support.post(
        path, data={"csrf_token": "stale", name: "Typed <b>", "password": "typed-secret-typed"}
    )
    assert answer.status_code == 409 and "not saved yet" in words(support)
    assert support.page.ids[name].get("value") == "Typed <b>" and "typed-secret" not in answer.text
    assert everything(app) == before


@pytest.mark.one_database
def test_a_password_that_was_typed_when_the_session_was_lost_is_not_kept_on_the_sign_in_page(app, support):
    support.get("/accounts/add")
    shown = support.page
    support.delete_cookie("licence_session")
    support.page = shown
    answer = support.submit({"username": "sam", "name": "Sam Okafor", "password": "typed-secret-typed"})
    assert answer.status_code == 401 and "Sam Okafor" in answer.text and "typed-secret" not in answer.text


# Prisons


def test_support_adds_and_changes_a_prison(app, support):
    support.get("/prisons")
    support.follow("Add a prison")
    support.submit({"code": "ZAI", "name": "Other"})
    assert "There is a prison with the code ZAI already" in words(support)
    support.submit({"code": "mdi", "name": "HMP Mockdale", "email": "omu@example.com", "telephone": "12"})
    assert support.page.status == 422 and support.page.ids["name"].get("value") == "HMP Mockdale"
    support.submit({"telephone": "01632 960 123", "run_by": ["contractor"]})
    assert "HMP Mockdale is saved" in support.page.html
    support.follow("HMP Mockdale")
    support.submit({"name": "HMP Mockdale Moor", "email": None})
    support.get("/prisons?q=moor")
    assert "HMP Mockdale Moor" in words(support)
    with app.app_context():
        prison = db.session.get_one(Prison, "MDI")
        assert (prison.name, prison.omu_email, prison.telephone, prison.is_contracted) == (
            "HMP Mockdale Moor",
            None,
            "01632 960 123",
            True,
        )
    for code in ("NNN", "ZAIZAIZAI", "%00", "Z-I", "ẐAI"):
        assert support.get(f"/prisons/{code}").status_code == 404


# Security events


def test_support_finds_security_events_by_kind_and_name_page_by_page(app, support):
    app.config["PAGE_SIZE"] = 3
    sign_in(app, "practitioner", SECRET)
    for name in ("practitioner", "practitioner2", "practitioner", "stranger"):
        sign_in(app, name, "wrong")
    as_user(app, "approver").get("/people/everyone")
    support.get("/security-events")
    assert "6 events" in words(support)
    shown = " ".join(text(row) for body in support.page.all("tbody") for row in body.iter("th"))
    assert shown.startswith("Access refused") and shown.count("Wrong username or password") == 2
    support.follow("Next")
    assert "Signed in" in words(support)
    support.get("/security-events?kind=not-signed-in&q=PRACTITIONER2")
    assert "1 event" in words(support) and "127.0.0.1" in words(support)
    support.get("/security-events?q=practitioner")
    assert "4 events" in words(support)
    support.follow("Wrong username or password")
    assert support.page.heading == "Robin Samplewright", "the newest first"
    support.get("/security-events?kind=nonsense&order=ascending&sort=x&page=99")
    assert support.page.status == 200
    support.get("/security-events?q=" + "x" * 200)
    assert support.page.status == 422


@pytest.mark.one_database
def test_who_gave_a_wrong_password_to_change_it_is_known_and_who_did_so_at_the_door_is_not(app, support):
    client = as_user(app, "practitioner")
    client.get("/my-account/password")
    client.submit({"password_now": "wrong", "password": GOOD})
    support.get("/security-events?kind=not-signed-in")
    assert "password to change it" in words(support)
    assert "Themselves" in words(support) and "Not known" not in words(support)
    sign_in(app, "practitioner", "wrong")
    support.get("/security-events?kind=not-signed-in&order=descending")
    assert words(support).index("Not known") < words(support).index("Themselves")


# One's own account


def test_everybody_sees_where_they_are_signed_in_and_signs_out_elsewhere(app):
    client = as_user(app, "practitioner")
    others = [as_user(app, "practitioner") for _ in range(3)]
    stranger = as_user(app, "colleague")
    client.get("/my-account")
    assert words(client).count("A browser") >= 4 and "This is where you are now" in words(client)
    forms = [
        form.get("action") for form in client.page.all("form") if "/sessions/" in (form.get("action") or "")
    ]
    assert len(forms) == 4, "three others, and all others at once"
    client.submit(action=forms[0])
    assert "You are signed out there" in client.page.html
    assert [each.get("/").status_code for each in (*others, client)] == [200, 200, 302, 200]
    client.get("/my-account")
    client.submit(action="/end-others")
    assert [each.get("/").status_code for each in (*others, client)] == [302, 302, 302, 200]
    client.get("/my-account")
    with app.app_context():
        theirs = db.session.scalars(
            db.select(UserSession.id).where(UserSession.user_id == user("colleague").id)
        ).one()
    client.post(f"/my-account/sessions/{theirs}/end")
    assert stranger.get("/").status_code == 200, "nobody ends the session of somebody else"


@pytest.mark.one_database
def test_one_proves_oneself_to_change_the_password_and_is_signed_out_elsewhere(app):
    client, other = as_user(app, "practitioner"), as_user(app, "practitioner")
    client.get("/my-account/password")
    for given, fault in (
        ({"password_now": "wrong", "password": GOOD}, "Enter the password that you have now"),
        ({"password_now": SECRET, "password": "short"}, "12 characters or more"),
        ({"password_now": SECRET, "password": "practitioner-2026"}, "easy to guess"),
        ({"password_now": SECRET, "password": None}, "Enter a password"),
    ):
        client.submit(given)
        assert client.page.status == 422 and fault in words(client)
    assert other.get("/").status_code == 200
    client.submit({"password_now": SECRET, "password": GOOD})
    assert client.page.status == 200 and client.page.heading == "Your account"
    assert other.get("/").status_code == 302 and client.get("/").status_code == 200
    client.get("/my-account/password")
    client.submit({"password_now": GOOD, "password": GOOD})
    assert client.page.status == 422 and "The new password is the one that you have now" in words(client)


@pytest.mark.one_database
def test_whoever_proves_themselves_may_look_for_a_good_password_as_long_as_they_like(app):
    client = as_user(app, "practitioner")
    client.get("/my-account/password")
    for _ in range(12):
        client.submit({"password_now": SECRET, "password": "practitioner-2026"})
        assert client.page.status == 422 and "easy to guess" in words(client)


@pytest.mark.one_database
def test_whoever_finds_a_page_open_does_not_find_out_the_password_at_it(app):
    client = as_user(app, "practitioner")
    client.get("/my-account/password")
    for _ in range(10):
        client.submit({"password_now": "wrong", "password": GOOD})
        assert client.page.status == 422
    answer = client.submit({"password_now": SECRET, "password": GOOD})
    assert (
        answer.status_code == 429 and "Wait 10 seconds" in words(client) and "Retry-After" in answer.headers
    )


@pytest.mark.one_database
def test_no_grant_is_left_of_an_account_that_was_never_added(app, support):
    added(support, password="short")
    with app.app_context():
        assert db.session.scalar(db.select(User.id).where(User.username == "sam")) is None
        assert not db.session.scalars(db.select(Grant).where(Grant.code == "W02A", Grant.user_id > 9)).all()
