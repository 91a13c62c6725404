"""What people may not do, as they see it: every refusal says why, who can act or when it changes, and the next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.people import Person
from tests.support import standing

People = Callable[..., Person]

OWN = "Testwick"


def is_refused(person: Person, title: str, why: str, who: str, then: str) -> None:
    """The page shows this refusal, with these words under its headings."""
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(title)
    person.look()
    for heading, words in (
        ("The rule", "."),
        ("Why it applies here", why),
        ("Who can act, or when this changes", who),
        ("What you can do now", then),
    ):
        under = person.main.get_by_role("heading", name=heading, exact=True).locator(
            "xpath=following-sibling::p[1]"
        )
        expect(under.first).to_contain_text(words)


def licence(server: Server, stands: str, by: str = "practitioner") -> str:
    """The address of a licence that stands so."""
    case_id = standing.case_id_of(server.app, OWN)
    return f"/licence/{standing.stand(server.app, stands, case_id, by, 'approver')}"


@pytest.mark.parametrize(
    "surname, title, why, who, then",
    [
        (
            "Yesterday",
            "The release date has passed",
            "The release date is",
            "can correct",
            "Check with the prison",
        ),
        (
            "Undated",
            "This person has no release date",
            "gives no release date",
            "can record",
            "Ask the prison",
        ),
        (
            "Parolebridge",
            "This person is eligible for parole",
            "Their parole",
            "changes by itself",
            "Come back then",
        ),
        (
            "Lifeterm",
            "This person is serving an indeterminate sentence",
            "as indeterminate",
            "can correct the sentence",
            "Follow the Parole Board process",
        ),
        (
            "Lateman",
            "The prison has recorded that this person has died",
            "their legal status as dead",
            "can correct the record",
            "nothing more to do",
        ),
        (
            "Unallotted",
            "No probation practitioner is allocated",
            "gives no practitioner",
            "can allocate one",
            "Ask the manager",
        ),
    ],
)
def test_a_licence_that_cannot_be_started(
    people: People, surname: str, title: str, why: str, who: str, then: str
) -> None:
    person = people("practitioner")
    person.go(f"/people/team?q={surname}")
    row = person.row(surname)
    expect(row).to_contain_text("Cannot start")
    expect(row).to_contain_text(title)
    row.get_by_role("link").click()
    is_refused(person, title, why, who, then)
    person.follow("Go to my team’s cases")


def test_a_restricted_case_is_on_the_list_without_its_name(people: People) -> None:
    person = people("practitioner")
    person.go("/people/team?q=X900151")
    expect(person.main.get_by_role("table")).not_to_contain_text("Quietly")
    person.follow("Access restricted to X900151")
    is_refused(
        person,
        "Access to X900151 is restricted",
        "Only the named practitioner may see it",
        "The practitioner who manages this person",
        "Ask your manager",
    )
    expect(person.main).not_to_contain_text("Quietly")


def test_a_case_of_another_team(server: Server, people: People) -> None:
    address = licence(server, "in progress")
    person = people("practitioner2")
    person.go(address)
    is_refused(
        person,
        "You cannot open this person’s records",
        "not in any team, prison or delivery unit that you cover",
        "manages this person",
        "Ask that team or prison",
    )
    expect(person.main).not_to_contain_text(OWN)


def test_a_list_of_another_role(people: People) -> None:
    person = people("approver")
    person.go("/people/mine")
    is_refused(
        person,
        "You cannot open this list",
        "does not have that role",
        "A probation practitioner can open it",
        "Go to the home page",
    )
    person.follow("Go to the home page")


def test_a_second_start_leads_to_the_first(server: Server, people: People) -> None:
    case_id = standing.case_id_of(server.app, OWN)
    person = people("practitioner")
    person.go(f"/case/{case_id}/start")
    standing.started(server.app, case_id, "colleague")
    person.press("Create a licence")
    person.is_at("Licence version 1.0")
    banner = person.page.get_by_role("alert", name="Important")
    expect(banner).to_contain_text("Morgan Mockridge started this licence on 23 November 2026")


def test_an_author_cannot_approve(server: Server, people: People) -> None:
    address = licence(server, "submitted", by="several")
    person = people("several")
    person.go(address)
    expect(person.main.get_by_role("button", name="Read and decide")).to_have_count(0)
    person.go(address + "/approve")
    is_refused(
        person,
        "You cannot approve a licence that you wrote",
        "this version of the licence",
        "Another prison approver at this prison",
        "Ask a colleague",
    )
    person.follow("Go to the licence")


def test_a_record_that_changed_after_sending(server: Server, people: People) -> None:
    address = licence(server, "submitted")
    person = people("approver")
    standing.change_case(server.app, standing.case_id_of(server.app, OWN), licence_start=dt.date(2026, 12, 9))
    person.go(address)
    person.sees("The record changed after this licence was sent", "is now 9 December 2026")
    person.press("Read and decide")
    person.sees("The record changed after this licence was sent", "is now 9 December 2026")
    person.press("I have read it: continue")
    person.choose("Approve it")
    person.goes_on()
    is_refused(
        person,
        "The record changed after the licence was sent",
        "is now 9 December 2026",
        "can withdraw the licence, check it and send it again",
        "Change your decision",
    )
    person.follow("Change your decision")
    person.choose("Return it to probation")
    person.goes_on()
    person.is_at("Why are you returning the licence?")


def test_printing_before_approval(server: Server, people: People) -> None:
    address = licence(server, "submitted")
    person = people("administrator")
    person.go(address)
    expect(person.main.get_by_role("button", name="Print")).to_have_count(0)
    person.go(address + "/html")
    is_refused(
        person,
        "You cannot print a licence now",
        "Licence 1.0 was sent for approval by",
        "A prison approver at HMP Exampleford can approve it",
        "Go to the licence",
    )
    person.follow("Go to the licence")


def test_discarding_a_first_version(server: Server, people: People) -> None:
    address = licence(server, "in progress")
    person = people("practitioner")
    person.go(address)
    expect(person.main.get_by_role("button", name="Discard")).to_have_count(0)
    person.go(address + "/discard")
    is_refused(
        person,
        "You cannot discard this licence",
        "This is the first version",
        "You can change any of its answers",
        "Go to the licence to change it",
    )


def test_withdrawing_after_the_decision(server: Server, people: People) -> None:
    address = licence(server, "submitted")
    person = people("practitioner")
    person.go(address)
    person.press("Withdraw from approval")
    standing.decided(server.app, int(address.rpartition("/")[2]), "approver")
    person.press("Withdraw the licence")
    is_refused(
        person,
        "You cannot withdraw a licence from approval now",
        "Licence 1.0 was approved by Governor Jo Pretendergast on",
        "You can print it",
        "Go to the licence",
    )


def sign_in_elsewhere(person: Person, again: bool) -> None:
    """In another tab, sign out, and perhaps in again: the page in front of the person does not know."""
    other = person.page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in")
    if again:
        fill_in_sign_in(other)
        other.wait_for_url("**/")
    other.goto("about:blank")


def fill_in_sign_in(page: Page) -> None:
    page.get_by_label("Username").fill("practitioner")
    page.get_by_label("Password", exact=True).fill("licence-demo")
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_form_that_went_stale_is_shown_again_as_typed(server: Server, people: People) -> None:
    address = licence(server, "in progress")
    person = people("practitioner")
    person.go(address)
    person.press("Write the licence")
    person.choose("Someone else")
    sign_in_elsewhere(person, again=True)
    person.goes_on()
    person.is_at("Who is the initial appointment with?")
    person.sees("This page was open for a long time, so what you typed is not saved yet")
    expect(person.field("Someone else")).to_be_checked()
    person.goes_on()
    person.is_at("What is the name or job title of the person to meet?")


def test_a_form_sent_after_signing_out_waits_for_the_next_sign_in(server: Server, people: People) -> None:
    address = licence(server, "in progress")
    person = people("practitioner")
    person.go(address)
    person.press("Write the licence")
    person.choose("Someone else")
    person.goes_on()
    person.type("What is the name or job title of the person to meet?", "Jo Marsh")
    sign_in_elsewhere(person, again=False)
    person.goes_on()
    person.is_at("Sign in")
    person.sees("What you typed is kept on this page")
    fill_in_sign_in(person.page)
    person.is_at("You are signed in again")
    person.press("Go back to what you typed")
    expect(person.main.get_by_role("textbox")).to_have_value("Jo Marsh")
    person.goes_on()
    person.is_at("Where is the initial appointment?")
