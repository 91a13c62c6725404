"""What another site makes a browser send is refused before it is read; what this site's own pages send is not."""

from __future__ import annotations

import time

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from app.cookies import PatientSigner
from app.factory import create_app
from app.security import is_from_elsewhere
from tests.support import standing
from tests.support.page_checks import squeeze, text
from tests.support.standing import answers_of, as_user, case_id_of, traces

pytestmark = pytest.mark.one_database
SECRET = "licence-demo"
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "Same-Origin,cross-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://evil.example/http://localhost"},
    {"Referer": "https://evil.example/http://localhost/"},
]
OWN = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Origin": "http://localhost"},
    {"Origin": "https://localhost"},
    {"Referer": "http://localhost/sign-in"},
    {},
]


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
def test_a_form_of_another_site_is_refused_and_keeps_nothing_and_signs_nobody_out(app, headers):
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client = as_user(app, "practitioner")
    client.get("/")
    shown = client.page
    before, cookie = traces(app), client.get_cookie("licence_session").value
    pages = {
        f"/licence/{licence_id}/create/appointment-with": {"who": "words of another site"},
        "/sign-out": {},
        "/sign-in": {"username": "colleague", "password": SECRET, "kept-value": "words of another site"},
    }
    for path, given in pages.items():
        for sender in (
            client,
            app.test_client(),
        ):  # the cookie of a sub-domain's form comes with it, others' does not
            sender.page = shown  # even with a right token
            answer = sender.post(path, data=given, headers=headers)
            assert answer.status_code == 403 and sender.page.heading == "Another website sent this"
            assert "words of another site" not in answer.text and "Samplewright" not in answer.text
            assert not answer.headers.getlist("Set-Cookie")
    assert traces(app) == before and not answers_of(app, licence_id)
    assert client.get_cookie("licence_session").value == cookie and client.get("/").status_code == 200


def test_what_another_site_sends_is_not_even_read(app):
    body = b"--b\r\n\r\n--b--"
    headers = {"Sec-Fetch-Site": "cross-site"}
    for path in ("/sign-in", "/policies/import", "/nowhere"):
        answer = app.test_client().post(
            path, data=body, headers=headers, content_type="multipart/form-data; boundary=b"
        )
        assert answer.status_code == 403, path


@pytest.mark.parametrize("headers", OWN, ids=str)
def test_a_form_of_this_site_is_taken_also_from_browsers_that_say_little(app, headers):
    client = app.test_client()
    client.get("/sign-in")
    answer = client.post("/sign-in", data={"username": "practitioner", "password": SECRET}, headers=headers)
    assert answer.status_code == 302 and client.get("/").status_code == 200


def test_a_browser_that_says_nothing_still_needs_the_forms_token(app):
    client = as_user(app, "practitioner")
    client.sends_csrf = False
    assert client.post("/sign-out", data={}).status_code in (302, 400)
    assert client.get("/").status_code == 200


def test_a_link_from_another_site_leads_in(app):
    client = as_user(app, "practitioner")
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_signing_in_over_https_without_a_referer_works(app):
    app.config["SESSION_COOKIE_SECURE"] = True
    client = app.test_client()
    client.get("/sign-in", base_url="https://localhost")
    answer = client.post(
        "/sign-in", data={"username": "practitioner", "password": SECRET}, base_url="https://localhost"
    )
    assert answer.status_code == 302 and answer.location == "/"


def test_a_browser_that_keeps_no_cookies_is_told_so_and_not_only_asked_again(app):
    client = app.test_client(use_cookies=False)
    client.get("/sign-in")
    answer = client.submit({"username": "practitioner", "password": SECRET}, follow_redirects=False)
    assert answer.status_code == 409
    assert "your browser does not keep cookies" in squeeze(text(next(client.page.all("main"))))


def test_a_host_that_a_caller_names_in_a_header_is_not_believed_even_behind_a_proxy(app, close):
    made = create_app(
        "testing", TRUSTED_PROXIES=1, SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"]
    )
    made.test_client_class = app.test_client_class
    said = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-Port": "99"}
    try:
        client = made.test_client()
        client.get("/sign-in")
        shown = client.page
        for origin, status in (("https://evil.example", 403), ("https://localhost", 302)):
            client.page = shown
            answer = client.post(
                "/sign-in",
                data={"username": "practitioner", "password": SECRET},
                headers={**said, "Origin": origin},
            )
            assert answer.status_code == status
            assert "evil" not in answer.text + (answer.location or "")
    finally:
        close(made)


def test_a_request_without_any_of_the_headers_is_not_called_foreign() -> None:
    assert not is_from_elsewhere(Request(EnvironBuilder(method="POST").get_environ()))


# Clocks of several machines


@pytest.mark.parametrize(
    ("seconds", "is_read"), [(0, True), (30, True), (59, True), (90, False), (-7300, False)]
)
def test_a_cookie_that_a_machine_signed_whose_clock_is_a_little_ahead_is_read(
    app, monkeypatch, seconds, is_read
):
    client = as_user(app, "practitioner")
    moment = time.time()
    monkeypatch.setattr(PatientSigner, "get_timestamp", lambda signer: int(moment + seconds))
    with client.session_transaction() as session:
        session["signed"] = "by the other machine"
    monkeypatch.undo()
    assert (client.get("/").status_code == 200) == is_read
