"""A slash at the end of an address leads to the page, with all that was asked or sent, and nowhere else."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.standing import answers_of, as_user, case_id_of

pytestmark = pytest.mark.one_database


def test_every_page_is_found_with_a_slash_at_its_end(app: Flask) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    client = as_user(app, "practitioner")
    for page in (
        "/people/mine",
        "/addresses",
        "/accessibility-statement",
        f"/licence/{licence_id}",
        f"/licence/{licence_id}/create",
        f"/licence/{licence_id}/create/appointment-with",
        f"/licence/{licence_id}/create/check-answers",
    ):
        for asked in ("", "?q=Si%C3%A2n&sort=name", "?q=%0A%FF&a"):
            for slashes in ("/", "///"):
                answer = client.get(f"{page}{slashes}{asked}")
                assert (answer.status_code, answer.location) == (308, page + asked)


def test_a_form_that_is_sent_to_an_address_with_a_slash_is_not_lost(app: Flask) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client = as_user(app, "practitioner")
    page = f"/licence/{licence_id}/create/appointment-with"
    client.get(page)
    data = {i.get("name"): i.get("value") for i in client.form().iter("input") if i.get("type") == "hidden"}
    answer = client.post(f"{page}/", data=data | {"who": "practitioner"}, follow_redirects=True)
    assert answer.status_code == 200
    assert answers_of(app, licence_id)["appointment-with"] == {"who": "practitioner"}


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "//people//mine/",
        "/%5Cevil.example/",
        "/%0D%0Aa/",
        "//",
        "/people/mine/%2F/",
        "/https://evil/",
    ],
)
def test_a_slash_leads_to_no_other_place(client: CheckingClient, address: str) -> None:
    client.checks = False
    answer = client.get(address)
    assert answer.status_code in (302, 308, 404)
    assert (answer.location or "/").startswith(("/", "http://localhost/"))
    assert not (answer.location or "/").startswith(("//", "/\\"))


def test_a_page_that_is_not_there_is_not_found_with_a_slash_either(client: CheckingClient) -> None:
    assert client.get("/nowhere/").status_code == 404
