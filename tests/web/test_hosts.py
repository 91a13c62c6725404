"""The host by which the service is asked for: whatever stands there, no answer is a fault of ours."""

from __future__ import annotations

import pytest

from app.hosts import is_a_name

NAMES = (
    "localhost",
    "licence.example.gov.uk",
    "licence.example.gov.uk.",
    "10.0.0.1:8000",
    "[::1]:5000",
    "my_host",
)
NO_NAMES = (
    *(
        "..",
        ".",
        "a..b",
        ".a",
        "",
        " ",
        "a b",
        "a:b:c",
        "a:",
        "[::1",
        "é.uk",
        "a/b",
        "a@b",
        "a\\b",
        "a,b",
        "a\x00",
    ),
    *("a" * 64 + ".gov.uk", "a." * 130 + "uk", "a:123456"),
)


@pytest.mark.one_database
@pytest.mark.parametrize("host", NAMES)
def test_a_host_that_is_a_name_is_served(client, host):
    assert is_a_name(host)
    assert client.get("/ping", headers={"Host": host}).status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize("host", ("xn--bcher-kva.uk", "-", "a:99999", "_._", "1.2.3.4.5", "[::]"))
def test_a_host_that_might_be_a_name_is_no_fault_of_ours(client, host):
    for path in ("/", "/ping", "/sign-in", "/licence/1", "/people/mine/", "/nothing/"):
        assert client.get(path, headers={"Host": host}).status_code < 500, path


@pytest.mark.one_database
def test_a_body_that_the_server_cannot_read_is_said_to_be_the_senders(app, client, monkeypatch):
    from gunicorn.http.errors import InvalidChunkSize

    def fails(*given):
        raise InvalidChunkSize("zz")

    monkeypatch.setattr("app.security.NamedParts.parse", fails)
    answer = client.post("/sign-in", data={"username": "a"})
    assert answer.status_code == 400 and "There is a problem with what was sent" in answer.text


@pytest.mark.parametrize("host", ["xn--", "xn--a.uk"])
def test_a_label_that_claims_to_spell_other_letters_must_spell_some(host):
    assert not is_a_name(host)  # the test client itself cannot be asked by one


@pytest.mark.one_database
@pytest.mark.parametrize("host", NO_NAMES)
def test_a_host_that_is_no_name_is_refused_in_words_whatever_is_asked_for(client, host):
    assert not is_a_name(host)
    for path in (
        "/",
        "/ping",
        "/health",
        "/metrics",
        "/sign-in",
        "/licence/1",
        "/assets/x.css",
        "/people/mine/",
    ):
        for method in ("GET", "POST"):
            answer = client.open(path, method=method, environ_overrides={"HTTP_HOST": host})
            assert answer.status_code == 400, path
            assert "the name of the host" in answer.text
