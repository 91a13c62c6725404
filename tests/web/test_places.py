"""Lost places: the list that a reader came from goes along on every page about a person, and leads back."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask import Flask

from app.views.places import CAME_FROM
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.page_checks import Page, text
from tests.support.standing import as_user, case_id_of, stand
from tests.support.writing import press, write

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("printing_is_quick")]
ABOUT_A_PERSON = ("/case/", "/licence/")


def came_from(address: str) -> str | None:
    return next(iter(parse_qs(urlsplit(address).query).get(CAME_FROM, [])), None)


def addresses(page: Page) -> Iterator[str]:
    """Every page of the service that the page shown leads to, by link or by form."""
    for element in page.all("a", "form", "button"):
        target = element.get("href") or element.get("action") or element.get("formaction")
        if target and not target.startswith(("#", "mailto:")) and "/map/" not in target:
            yield urljoin(page.url, target).partition("#")[0]


def back(page: Page) -> str | None:
    """Where Back leads; on a page without it, where the way to a list does."""
    links = list(page.all("a"))
    found = [a for a in links if a.get("class") == "govuk-back-link"]
    found += [a for a in links if text(a).startswith("Go to ") and "/people/" in (a.get("href") or "")]
    return found[0].get("href") if found else None


def follow_all(client: CheckingClient, address: str, place: str) -> set[str]:
    """Open every page about a person that can be reached from one, each of which must carry the place; the views met."""
    ways: dict[str, str | None] = {}
    to_come, met = [address], set()
    while to_come:
        path = to_come.pop()
        if urlsplit(path).path in ways:
            continue
        client.get(path, follow_redirects=True)
        page = client.page
        assert page is not None
        ways[urlsplit(path).path] = ways[urlsplit(page.url).path] = back(page)
        met.add(client.endpoint(page.url))
        for each in addresses(page):
            if each.startswith(ABOUT_A_PERSON):
                assert came_from(each) == place, f"{each} on {page.url}"
                if client.endpoint(each):
                    to_come.append(each)
    for path, way in ways.items():
        for _ in range(100):
            if way is None or not way.startswith(ABOUT_A_PERSON):
                break
            way = ways[urlsplit(way).path]
        assert way == f"/{place}", f"Back from {path} ends at {way}"
    return met


def open_from(client: CheckingClient, listing: str, name: str) -> str:
    """The address that a list's row leads to."""
    client.get(listing)
    assert client.page is not None
    return next(a.get("href") or "" for a in client.page.all("a") if name in text(a))


def test_every_page_of_a_case_leads_back_to_the_list_just_as_it_was(app: Flask) -> None:
    """Its kind, search, filter, sort and page: for each role, in each status, from each page that links lead to."""
    app.config["PAGE_SIZE"] = 1
    whole = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    writer = as_user(app, "practitioner")
    press(writer, f"/licence/{whole}/create/bespoke-conditions/1", text="You must be good.")
    write(app, writer, "practitioner", whole)
    standing.started(app, case_id_of(app, "Sampleton"), "practitioner")
    edit = stand(app, "edit in progress", case_id_of(app, "O’Fictional"), "practitioner", "approver")
    stand(app, "submitted", case_id_of(app, "Exempelström"), "practitioner", "approver")
    met: set[str] = set()
    for username, place, name in (
        ("practitioner", "people/mine?status=in-progress&sort=name", "Tobias"),
        ("practitioner", "people/mine?status=in-progress&sort=name&page=2", "Barnaby"),
        ("practitioner", "people/mine?status=in-progress&sort=name&page=3", "Marigold"),
        ("practitioner", "people/mine?q=placeholder", "Placeholder"),
        ("colleague", "people/team?q=Sampleton&order=descending", "Barnaby"),
        ("administrator", "people/to-print?q=fictional", "Tobias"),
        ("approver", "people/approvals?q=exemp&sort=name", "Björn"),
        ("pdu-head", "people/delivery-unit?q=Testwick&sort=status", "Marigold"),
        ("support", "people/everyone?q=fictional", "Tobias"),
    ):
        client = as_user(app, username)
        met |= follow_all(client, open_from(client, f"/{place}", name), place)
    assert met >= {
        *("licence.start", "licence.show", "licence.html", "licence.ask"),
        *("journeys.page", "journeys.check_answers", "journeys.confirm_remove"),
    }
    client = as_user(app, "administrator")
    client.get(f"/licence/{edit}/create/check-answers", query_string={CAME_FROM: "people/to-print"})
    assert client.page.status == 403, "a page that this role may not open says how to get back"
    assert back(client.page) == "/people/to-print"


def test_a_case_that_may_not_be_opened_or_started_leads_back_too(app: Flask) -> None:
    client = as_user(app, "practitioner")
    for listing, row in (
        ("people/team?q=X900151", "Access restricted"),
        ("people/team?q=Unallotted&sort=name", "Unallotted"),
    ):
        client.get(open_from(client, f"/{listing}", row), follow_redirects=True)
        assert client.page.status == 403 and back(client.page) == f"/{listing}"
    client.get("/licence/999999", query_string={CAME_FROM: "people/team?q=pub"})
    assert client.page.status == 404 and back(client.page) == "/people/team?q=pub"


def test_what_is_done_leads_back_to_the_list_too(app: Flask) -> None:
    place = "people/team?q=Testwick&status=in-progress"
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    client = as_user(app, "several")
    client.get(f"/licence/{licence_id}/create", query_string={CAME_FROM: place}, follow_redirects=True)
    client.submit()
    assert client.page.url.startswith(f"/licence/{licence_id}/create/done")
    assert back(client.page) == f"/{place}"
    client = as_user(app, "approver")
    for decision, listing in (("return", "people/approvals?sort=name"), ("approve", None)):
        asked = {CAME_FROM: listing} if listing else {}
        client.get(f"/licence/{licence_id}/approve", query_string=asked, follow_redirects=True)
        client.submit()
        client.submit({"decision": decision})
        if decision == "return":
            client.submit({"reason": "The address is wrong."})
        client.submit()
        assert client.page.heading in ("Licence returned", "Licence approved")
        assert back(client.page) == f"/{listing or 'people/approvals'}"
        if decision == "return":
            standing.sent(app, licence_id, "practitioner")


def test_other_pages_that_lead_to_people_are_led_back_to(app: Flask) -> None:
    """What a policy touches, and the messages."""
    licence_id = standing.sent(
        app, standing.started(app, case_id_of(app, "Testwick"), "practitioner"), "practitioner"
    )
    client = as_user(app, "support")
    for place in ("messages", "policies/0.2/touches?commences=2026-12-01&status=waiting"):
        client.get(f"/licence/{licence_id}", query_string={CAME_FROM: place})
        assert back(client.page) == f"/{place}"
    client.get("/messages")
    assert came_from(next(a for a in addresses(client.page) if a.startswith("/licence/"))) == "messages"


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example/people/mine",
        "/evil.example",
        "https://evil.example/people/mine",
        "people/mine//evil.example",
        "\\evil.example",
        "people/nowhere",
        "people/approvals",  # a list of another role
        "messages",
        "policies/0.2/touches",
        "licence/1",
        "sign-out",
        "people/mine\r\nSet-Cookie: a=b",
        "people/mine\0",
        "people/mine?" + "&".join(f"a{n}=b" for n in range(50)),
        "people/mine?q=" + "a" * 5_000,
        "",
    ],
)
def test_no_other_address_is_led_back_to(app: Flask, place: str) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client = as_user(app, "practitioner")
    answer = client.get(f"/licence/{licence_id}", query_string={CAME_FROM: place})
    assert answer.status_code == 200 and back(client.page) == "/people/mine"
    assert all(came_from(each) is None for each in addresses(client.page))


@pytest.mark.parametrize(
    ("place", "cleaned"),
    [
        ("people/mine?next=//evil.example&sort=password&page=-1", "/people/mine"),
        ("people/mine?status=everything&q=%00", "/people/mine"),
        ("people/mine?q=a%26list%3D//evil", "/people/mine?q=a%26list%3D//evil"),
        ("people/mine?q=Si%C3%A2n+%22x%22", "/people/mine?q=Si%C3%A2n+%22x%22"),
    ],
)
def test_of_an_address_only_what_its_list_can_be_asked_goes_along(
    app: Flask, place: str, cleaned: str
) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}", query_string={CAME_FROM: place})
    assert back(client.page) == cleaned


def test_the_place_is_not_lost_when_somebody_must_sign_in_again(app: Flask) -> None:
    place = "people/team?q=Testwick"
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}/create/appointment-with", query_string={CAME_FROM: place})
    client.delete_cookie("licence_session")
    client.submit({"who": "practitioner"})
    client.submit({"username": "practitioner", "password": "licence-demo"})
    client.submit(button="Go back to what you typed")
    assert client.page.status == 409 and back(client.page).startswith(f"/licence/{licence_id}?")
    assert came_from(back(client.page)) == place
