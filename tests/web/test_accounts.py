"""Accounts and prisons by command: who may sign in, as what, with which password; and what is kept of what happened."""

from __future__ import annotations

import io
import json
import random
import string
import unicodedata

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from app.integrations.sign_in import password_fault
from app.models import Grant, Prison, SecurityEvent, User
from app.models.base import db
from app.store import security_events
from app.store.sessions import in_words
from tests.support.standing import as_user, case_id_of, everything, user

GOOD = "kettle-orbit-mustard"
OTHER = "velvet pigeon harbour"


@pytest.fixture
def run(app):
    """run("user", "show", "sam") -> (exit status, what was said)."""

    def run_(*args: str, password: str | None = None) -> tuple[int, str]:
        env = {"LICENCE_USER_PASSWORD": password} if password is not None else {}
        result = app.test_cli_runner().invoke(args=list(args), env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run_


@pytest.fixture
def sam(run):
    """An account of somebody who writes licences."""
    added = run(
        *("user", "add", "sam", "--name", "Sam Okafor", "--role", "practitioner", "--team", "N01A"),
        password=GOOD,
    )
    assert added == (0, "sam can sign in as practitioner.\n")
    return "sam"


def events(app, *kinds: str) -> list[tuple[str, str | None, str | None]]:
    """(kind, name, detail) of every event, or those of some kinds, oldest first."""
    with app.app_context():
        rows = db.session.scalars(db.select(SecurityEvent).order_by(SecurityEvent.id))
        return [(row.kind, row.name, row.detail) for row in rows if not kinds or row.kind in kinds]


def sign_in(app, username: str, password: str):
    client = app.test_client()
    client.get("/sign-in")
    return client, client.submit(
        {"username": username, "password": password}, follow_redirects=False
    ).status_code


# Commands


def test_an_account_is_added_listed_shown_disabled_and_enabled_by_command(app, run, sam):
    client, status = sign_in(app, "sam", GOOD)
    assert status == 302
    assert "sam\tSam Okafor\tpractitioner\tN01A\t-\t-\t-\n" in run("user", "list")[1]
    status, shown = run("user", "show", "SAM")
    assert status == 0 and "Name: Sam Okafor" in shown and "Session: " in shown and "Disabled: no" in shown
    assert run("user", "disable", "sam") == (0, "Disabled.\n")
    assert client.get("/").status_code == 302, "at once"
    assert sign_in(app, "sam", GOOD)[1] == 422
    assert "Disabled: since" in run("user", "show", "sam")[1]
    assert run("user", "disable", "sam")[0] == 0
    assert run("user", "enable", "sam") == (0, "Enabled.\n")
    assert client.get("/").status_code == 302, "the old session stays ended"
    assert sign_in(app, "sam", GOOD)[1] == 302
    assert [kind for kind, name, _ in events(app) if name == "sam"] == [
        *("added", "signed-in", "disabled", "not-signed-in", "enabled", "signed-in"),
    ]


@pytest.mark.one_database
@pytest.mark.one_database
def test_what_a_paste_leaves_in_a_username_name_or_code_does_not_matter(app, run):
    assert run(
        *(
            "user",
            "add",
            "\u200bSam\u2011O\u00a0",
            "--name",
            "Sam\u00a0Oka\u00adfor\u200b",
            "--role",
            "practitioner",
        ),
        *("--team", "N01A", "--email", "\u202dsam@example.com\u202c"),
        password=GOOD,
    ) == (0, "sam-o can sign in as practitioner.\n")
    with app.app_context():
        made = user("sam-o")
        assert (made.name, made.email) == ("Sam Okafor", "sam@example.com")
    assert sign_in(app, "SAM\u2011O\ufeff", GOOD)[1] == 302
    assert run("user", "show", "\u202dsam-o\u202c")[0] == 0


def test_one_role_or_place_is_granted_and_taken_away_by_command_and_holds_from_the_next_page_on(
    app, run, sam
):
    case = case_id_of(app, "Dŵr-Ffuglen")
    client, _ = sign_in(app, "sam", GOOD)
    assert client.get(f"/case/{case}").status_code == 403
    assert run("user", "grant", "sam", "--team", "W02A", "--team", "N01A")[0] == 0
    assert client.get(f"/case/{case}", follow_redirects=True).status_code == 200
    assert run("user", "revoke", "sam", "--team", "W02A")[0] == 0
    assert client.get(f"/case/{case}").status_code == 403
    assert run("user", "grant", "sam", "--role", "support")[0] == 0
    with app.app_context():
        assert user("sam").roles == {"practitioner", "support"} and user("sam").teams == {"N01A"}
    assert events(app, "granted", "revoked") == [
        ("granted", "sam", "team W02A"),
        ("revoked", "sam", "team W02A"),
        ("granted", "sam", "role support"),
    ]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("grant", "sam", "--role", "prison-approver"), "A prison approver needs a prison"),
        (("grant", "sam", "--role", "king"), "There is no role 'king'"),
        (("grant", "sam", "--role", "service"), "There is no role 'service'"),
        (("grant", "sam", "--team", "N 01"), "The code of a team is"),
        (("grant", "sam"), "Say what"),
        (("revoke", "sam", "--team", "N01A"), "A probation practitioner needs a team"),
        (("revoke", "sam", "--role", "support"), "sam does not have role support"),
        (("revoke", "support", "--role", "support"), "You cannot take the last account from support"),
        (("disable", "support"), "You cannot take the last account from support"),
        (("show", "nobody"), "There is no account with the username nobody"),
        (("disable", "nobody"), "There is no account"),
        (("unlock", "nobody"), "There is no account"),
        (("end-sessions", "nobody"), "There is no account"),
    ],
)
def test_a_command_that_is_refused_says_why_and_changes_nothing(app, run, sam, args, why):
    with app.app_context():
        before = [tuple(row) for row in db.session.execute(db.select(Grant.__table__))]
    kept = events(app)
    status, said = run("user", *args)
    assert status == 1 and why in said
    with app.app_context():
        assert [tuple(row) for row in db.session.execute(db.select(Grant.__table__))] == before
    assert events(app) == kept


def test_the_last_account_of_support_can_go_once_there_is_another_that_can_be_used(app, run, sam):
    assert run("user", "grant", "sam", "--role", "support")[0] == 0
    assert run("user", "disable", "sam")[0] == 0
    assert run("user", "disable", "support")[0] == 1, "one that is disabled is none"
    assert run("user", "enable", "sam")[0] == 0
    assert run("user", "disable", "support")[0] == 0
    assert run("user", "revoke", "sam", "--role", "support")[0] == 1


@pytest.mark.one_database
def test_an_account_that_there_is_is_never_added_again_and_nothing_of_it_changes(app, run, sam):
    client, _ = sign_in(app, "sam", GOOD)
    before = everything(app)
    args = ("user", "add", "SAM", "--name", "Other", "--role", "support")
    status, said = run(*args, password=OTHER)
    assert status == 1 and "There is an account with the username sam already" in said
    assert "flask user grant, revoke, password" in said
    assert everything(app) == before and client.get("/").status_code == 200


@pytest.mark.one_database
def test_everything_that_is_wrong_with_a_new_account_is_said_at_once(app, run):
    status, said = run(
        *("user", "add", "sam okafor", "--name", " ", "--email", "nowhere", "--role", "practitioner"),
        *("--role", "prison-approver", "--prison", "NNN", "--prison", "ZAI", "--prison", "QQQ"),
        password="Summer2026!!",
    )
    assert status == 1
    for why in (
        "The username must be",
        "Give the user a name",
        "The e-mail address must be",
        "A probation practitioner needs a team",
        "There is no prison NNN or QQQ in the register. Check the code with flask prison list",
        "The password is easy to guess",
    ):
        assert why in said


@pytest.mark.one_database
def test_a_prison_is_granted_once_it_is_in_the_register_however_its_code_is_typed(app, run, sam):
    new = ("user", "grant", "sam", "--role", "prison-approver", "--prison", "mdi")
    status, said = run(*new)
    assert status == 1 and "There is no prison MDI in the register" in said and "add the prison" in said
    assert run("prison", "add", "MDI", "--name", "HMP Mockdale")[0] == 0
    assert run(*new)[0] == 0
    with app.app_context():
        assert user("sam").prisons == {"MDI"}


@pytest.mark.one_database
def test_a_prison_that_was_granted_before_it_had_to_be_known_stands_in_no_ones_way(app, run, sam):
    with app.app_context():
        db.session.add(Grant(user_id=user("sam").id, kind="prison", code="NNN"))
        db.session.commit()
    assert run("user", "grant", "sam", "--team", "W02A")[0] == 0
    assert run("user", "revoke", "sam", "--prison", "NNN")[0] == 0
    assert run("user", "grant", "sam", "--prison", "NNN")[0] == 1


@pytest.mark.one_database
def test_a_password_is_set_by_command_and_ends_the_sessions_and_the_wait(app, run, sam):
    client, _ = sign_in(app, "sam", GOOD)
    stranger = app.test_client()
    for _ in range(11):
        stranger.get("/sign-in")
        answer = stranger.submit({"username": "sam", "password": "wrong"}, follow_redirects=False)
    assert answer.status_code == 429 and "Waits: until" in run("user", "show", "sam")[1]
    assert run("user", "password", "sam", password=OTHER) == (0, "The password is set.\n")
    assert client.get("/").status_code == 302
    assert sign_in(app, "sam", GOOD)[1] == 422 and sign_in(app, "sam", OTHER)[1] == 302
    assert run("user", "password", "sam", password="short")[0] == 1
    assert sign_in(app, "sam", OTHER)[1] == 302


def test_who_must_wait_is_unlocked_by_command_and_who_is_signed_in_everywhere_is_signed_out(app, run, sam):
    client, _ = sign_in(app, "sam", GOOD)
    for _ in range(11):
        status = sign_in(app, "sam", "wrong")[1]
    assert status == 429
    assert run("user", "unlock", "sam") == (0, "They can try again now.\n")
    assert run("user", "unlock", "sam") == (0, "Nothing made them wait.\n")
    assert sign_in(app, "sam", GOOD)[1] == 302
    assert run("user", "end-sessions", "sam") == (0, "2 sessions ended.\n")
    assert client.get("/").status_code == 302


@pytest.mark.one_database
def test_prisons_are_added_changed_listed_and_shown_by_command(app, run):
    assert run("prison", "add", "mdi", "--name", "HMP Mockdale", "--email", "omu@example.com")[0] == 0
    assert run("prison", "add", "MDI", "--name", "Other")[0] == 1
    assert "MDI\tHMP Mockdale\tomu@example.com\t-\n" in run("prison", "list")[1]
    assert run("prison", "set", "MDI", "--telephone", "01632  960 123")[0] == 0
    assert run("prison", "show", "mdi") == (
        0,
        "Code: MDI\nName: HMP Mockdale\nE-mail: omu@example.com\nTelephone: 01632 960 123\nIn use: On\nContracted: no\n",
    )
    assert run("prison", "set", "MDI", "--email", "", "--contracted")[0] == 0
    assert "Contracted: yes" in run("prison", "show", "MDI")[1]
    for args, why in (
        (("set", "MDI", "--email", "nowhere"), "e-mail address"),
        (("set", "MDI", "--telephone", "12"), "The telephone number must"),
        (("set", "MDI", "--name", " "), "Give the prison a name"),
        (("add", "M", "--name", "HMP M"), "The code of a prison"),
        (("set", "NNN", "--name", "X"), "There is no prison NNN"),
        (("show", "NNN"), "There is no prison NNN"),
    ):
        status, said = run("prison", *args)
        assert status == 1 and why in said, args
    with app.app_context():
        prison = db.session.get_one(Prison, "MDI")
        assert (prison.omu_email, prison.telephone) == (None, "01632 960 123")


# Passwords


EASY = (
    "password1234",
    " password1234 ",
    "passwordpassword",
    "Passw0rd2026!",
    "P@ssw0rd!P@ssw0rd!",
    "123456789012",
    "01632 960 123",
    "24/12/1985 24/12/1985",
    "qwertyuiop12",
    "asdfghjkl;'#]",
    "aaaaaaaaaaaa",
    "abcdefghijklmnop",
    "iloveyou12345",
    "Summer2026!!",
    "Summer2847!!",
    "Summer-2026-London",
    "London123456!",
    "changeme2026!",
    "Welcome1Welcome2",
    "exampleford2026",
    "Exampl3f0rd-2026",
    "drofelpmaxe2026",
    "HMP Exampleford 1",
    "licence12345",
    "licence-demo2",
    "licence licence",
    "Samantha Okafor",
    "samanthaokafor",
    "Sam\u00e1ntha \u00d3kafor 99",
    "my samantha.o word",
    "create-and-vary-a-licence",
    "Create and Vary 99 orbits",
    "x7Kq-x7Kq-x7Kq-x7Kq-",
    "door door door door",
    "Governor2847!!",
)


@pytest.mark.parametrize("password", EASY)
def test_a_password_that_others_would_guess_cannot_be_set(password):
    fault = password_fault(password, "samantha.o", "Samantha Okafor", "HMP Exampleford")
    assert "easy to guess" in str(fault) and "Use three words" in str(fault)


@pytest.mark.parametrize(
    ("password", "why"),
    [("a" * 11, "12 characters or more"), ("x7Kq-" * 240 + "1", "1,000 characters or fewer")],
)
def test_a_password_is_neither_too_short_nor_too_long(password, why):
    assert why in str(password_fault(password))


GOOD_ONES = (
    GOOD,
    OTHER,
    "correct horse battery staple",
    "correcthorsebatterystaple",
    "coffee tiger window",
    "Purple-Monkey-Dishwasher-7",
    "door lamp tree",
    "SAMANTHA.O-kettle-orbit-mustard",
    "exampleford kettle orbit mustard",
    "T\u0177 Gwyn ffenestr \u1e81yth",
    "a3f!9Zk#2Lq0",
    "aaa7fK!m2pQzW9",
)


@pytest.mark.parametrize("password", GOOD_ONES)
def test_a_password_of_words_that_have_nothing_to_do_with_each_other_or_of_chance_can_be_set(password):
    assert password_fault(password, "samantha.o", "Samantha Okafor", "HMP Exampleford") is None


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_whatever_is_made_at_random_can_be_set(seed):
    chance = random.Random(seed)
    signs = string.ascii_letters + string.digits
    for of, length in ((signs, 12), (signs + string.punctuation, 12), (string.ascii_lowercase, 14)):
        password = "".join(chance.choices(of, k=length))
        assert password_fault(password, "samantha.o", "Samantha Okafor", "HMP Exampleford") is None, password
    words = [
        word for word in FREQUENCY_LISTS["english_wikipedia"][500:9000] if len(word) > 3 and word.isalpha()
    ]
    for between in (" ", "-", ""):
        password = between.join(chance.sample(words, 3)) + " kettle"
        assert password_fault(password) is None, password


COMMON = [word for word in FREQUENCY_LISTS["passwords"][:3000] if len(word) > 4 and word.isalpha()]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from([*COMMON, "exampleford", "licence", "okafor"]),
    st.sampled_from(["{}{}", "{1}{0}", "{0}{1}{0}", "{0} {1} {0}"]),
    st.from_regex("[0-9!?. -]{4,12}", fullmatch=True),
    st.sampled_from([str.lower, str.upper, str.title, lambda word: word.replace("e", "3").replace("o", "0")]),
)
def test_a_word_of_many_people_is_easy_to_guess_whatever_is_put_around_it(word, pattern, decoration, written):
    password = pattern.format(written(word), decoration).ljust(12, "!")
    assert password_fault(password, "Samantha Okafor", "HMP Exampleford") is not None


@pytest.mark.one_database
def test_a_password_is_the_same_however_a_keyboard_puts_its_accents_and_blanks_together(app, run, sam):
    composed = "T\u0177 Gwyn ffenestr \u1e81yth"
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    for set_as, typed in ((composed, apart), (apart, composed), (composed, composed.replace(" ", "\u00a0"))):
        assert run("user", "password", "sam", password=set_as)[0] == 0
        assert sign_in(app, "sam", typed)[1] == 302
    assert sign_in(app, "sam", "Ty Gwyn ffenestr wyth")[1] == 422, "an accent counts"


@pytest.mark.one_database
def test_what_is_told_of_an_account_and_of_the_prisons_is_no_password(app, run, sam):
    for password in ("Sam Okafor 2026!", "HMP Exampleford 1", "Mockbury Moor 99"):
        status, said = run("user", "password", "sam", password=password)
        assert status == 1 and "easy to guess" in said, password


@pytest.mark.one_database
def test_the_longest_password_that_can_be_set_signs_in_and_a_longer_one_is_refused_when_it_is_set(
    app, run, sam
):
    longest = "kettle orbit mustard" * 50
    assert run("user", "password", "sam", password=longest)[0] == 0
    assert sign_in(app, "sam", longest)[1] == 302
    assert sign_in(app, "sam", longest + "!")[1] == 422
    status, said = run("user", "password", "sam", password=longest + "!" * 200)
    assert status == 1 and "1,000 characters or fewer" in said
    assert sign_in(app, "sam", longest)[1] == 302


# Security events


def test_what_happens_at_the_door_is_kept_with_who_or_which_name_and_whence(app, sam):
    sign_in(app, "sam", GOOD)
    sign_in(app, "sam", "wrong-secret-typed")
    sign_in(app, "Nobody", "wrong-secret-typed")
    sign_in(app, "my secret passphrase!", "wrong-secret-typed")
    client = as_user(app, "practitioner")
    client.get("/people/everyone")
    client.get(f"/case/{case_id_of(app, 'Guarded')}")
    client.get(f"/case/{case_id_of(app, 'Quietly')}")
    client.post("/sign-in", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    client.sends_csrf = False
    client.post("/sign-out", data={"csrf_token": "stale"})
    client.sends_csrf = True
    client.get("/")
    client.submit(action="/sign-out")
    assert events(app)[1:] == [
        ("signed-in", "sam", None),
        ("not-signed-in", "sam", None),
        ("not-signed-in", None, None),
        ("refused", "practitioner", "opening lists show"),
        ("refused", "practitioner", f"opening licence person, case {case_id_of(app, 'Quietly')}"),
        ("other-site", None, "sending sign in do"),
        ("token", "practitioner", "sending sign in sign out"),
        ("signed-out", "practitioner", None),
    ]
    with app.app_context():
        rows = db.session.scalars(db.select(SecurityEvent)).all()
        assert {row.address for row in rows if row.kind != "added"} == {"127.0.0.1"}
        accounts = {each.username: each.id for each in db.session.scalars(db.select(User))}
        assert all(row.user_id == accounts.get(row.name) for row in rows)
        assert "secret" not in str([vars(row) for row in rows])


@pytest.mark.one_database
def test_security_events_stand_in_the_log_by_number_and_name_nobody(app, sam, monkeypatch):
    written = io.StringIO()
    log = structlog.wrap_logger(
        structlog.PrintLogger(written),
        processors=[structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )
    monkeypatch.setattr(security_events, "log", log)
    sign_in(app, "sam", GOOD)
    sign_in(app, "sam", "wrong-secret-typed")
    sign_in(app, "nobody", "wrong-secret-typed")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    with app.app_context():
        number = user("sam").id
    assert lines == [
        {"event": "security", "kind": "signed-in", "account": number, "by": None},
        {"event": "security", "kind": "not-signed-in", "account": number, "by": None},
        {"event": "security", "kind": "not-signed-in", "account": None, "by": None},
    ]


def test_what_anybody_may_cause_without_an_account_fills_no_table(app):
    client = app.test_client()
    client.sends_csrf = False
    for _ in range(5):
        client.post("/sign-out", data={}, headers={"Sec-Fetch-Site": "cross-site"})
        client.post("/sign-in", data={"csrf_token": "stale"})
    assert [kind for kind, _, _ in events(app)] == ["other-site", "token"]
    client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    client.post("/sign-out", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert len(events(app)) == 3


@pytest.mark.one_database
def test_a_password_typed_into_the_box_of_the_username_is_kept_nowhere(app, sam):
    for typed in ("kettle-orbit-mustard", "hunter2", "SAM@kettle"):
        assert sign_in(app, typed, "wrong")[1] == 422
    for _ in range(12):
        status = sign_in(app, "hunter2", "wrong")[1]
    assert status == 429
    kept = str(everything(app))
    assert "hunter2" not in kept and "kettle" not in kept
    assert events(app, "not-signed-in", "slowed") == [("not-signed-in", None, None), ("slowed", None, None)]


def test_names_that_nobody_has_fill_no_table_whoever_tries_them_and_accounts_are_noted_beside(
    app, sam, monkeypatch
):
    monkeypatch.setattr(security_events, "MOST", 3)
    for number in range(9):
        client = app.test_client()
        client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number // 2}"
        client.get("/sign-in")
        client.submit({"username": f"name{number}", "password": "wrong"})
    for _ in range(2):
        sign_in(app, "sam", "wrong")
    assert [name for _, name, _ in events(app, "not-signed-in")] == [None] * 3 + ["sam"] * 2
    with app.app_context():
        addresses = db.session.scalars(db.select(SecurityEvent.address).where(SecurityEvent.name.is_(None)))
        assert list(addresses) == ["198.51.100.0", "198.51.100.1", "198.51.100.2"]


@pytest.mark.one_database
def test_a_refusal_is_shown_also_where_it_cannot_be_noted(app, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def fails(*given, **more):
        raise OperationalError("INSERT", {}, Exception("read-only"))

    client = as_user(app, "practitioner")
    monkeypatch.setattr(security_events, "note", fails)
    assert client.get("/people/everyone").status_code == 403


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
            "Safari/537.36 Edg/141.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome on Android",
        ),
        ("", "A browser"),
        ("<script>alert(1)</script>" * 100, "A browser"),
    ],
)
def test_a_browser_is_told_in_words(said, words):
    assert in_words(said) == words
