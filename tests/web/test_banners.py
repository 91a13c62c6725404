"""Whatever changes something says so: in one banner, which takes the focus, is said once, and cannot be forged."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.conditions import draft, file_of, imported, on_the_menu
from tests.support.page_checks import Page, squeeze, text
from tests.support.standing import answers_of, as_user, case_id_of
from tests.support.writing import press, write

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("printing_is_quick")]


def banner(page: Page | None) -> tuple[str, list[str]] | None:
    """The title and the lines of the banner of a page, which must be such that it takes the focus."""
    assert page is not None
    found = page.with_class("govuk-notification-banner")
    if not found:
        return None
    (only,) = found
    assert (only.get("role"), only.get("tabindex")) == ("alert", "-1")
    assert only.get("data-module") == "govuk-notification-banner"
    title = text(next(only.iter("h2")))
    return title, [squeeze(text(line)) for line in only.iter("p")]


def says(client: CheckingClient, *lines: str, title: str = "Success") -> None:
    """The page shown says this, and nothing more when it is loaded again."""
    assert banner(client.page) == (title, list(lines))
    assert client.page is not None
    client.get(client.page.url, follow_redirects=True)
    assert banner(client.page) is None, "it is said once"


@pytest.fixture
def licence_id(app: Flask) -> int:
    """A licence with every question answered, and two bespoke conditions."""
    made = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    client = as_user(app, "practitioner")
    for number, words in ((1, "You must be good."), (2, "You must not own a kite.")):
        press(client, f"/licence/{made}/create/bespoke-conditions/{number}", text=words)
    write(app, client, "practitioner", made)
    return made


@pytest.fixture
def me(app: Flask) -> CheckingClient:
    return as_user(app, "practitioner")


def test_a_licence_that_was_started_says_so(app: Flask, me: CheckingClient) -> None:
    me.get(f"/case/{case_id_of(app, 'Testwick')}/start")
    me.submit()
    assert "/create/" in me.page.url
    says(me, "You started this licence. Each answer is saved when you continue.")


def test_an_edit_that_was_started_says_so_and_so_does_one_that_is_discarded(
    app: Flask, me: CheckingClient
) -> None:
    approved = standing.stand(app, "approved", case_id_of(app, "Testwick"), "practitioner", "approver")
    me.get(f"/licence/{approved}/edit")
    me.submit()
    said = (
        "You started a new version. The approved version stays in force until the prison approves this one."
    )
    says(me, said)
    me.get(me.page.url.partition("/create")[0] + "/discard")
    asked = me.page
    for _ in range(2):  # a double click too
        me.page = asked
        me.submit()
        assert banner(me.page) == (
            "Success",
            ["You discarded this edit. The approved version stays in force."],
        )


def test_every_bespoke_condition_that_is_removed_is_named_the_last_one_too(
    licence_id: int, me: CheckingClient
) -> None:
    page = f"/licence/{licence_id}/create/bespoke-conditions"
    for number, words in ((1, "You must be good."), (2, "You must not own a kite.")):
        me.get(f"{page}/{number}/remove")
        me.submit()
        assert me.page.url == page
        says(me, f"You removed bespoke condition 1: “{words}”")


def test_the_last_of_a_list_that_needs_one_is_named_when_it_is_removed(app: Flask, tmp_path: Path) -> None:
    licence = draft(app, as_user(app, "practitioner"), imported(app, file_of("made", tmp_path)))
    place = next(c for c in on_the_menu(licence.policy) if c.type == "OutOfBoundsPremises")
    licence.choose(place)
    licence.client.submit(
        {"nameTypeAndOrAddress": "the name", "nameTypeAndOrAddress-0-nameOfPremises": "the old mill"}
    )
    licence.client.get(licence.url(f"condition/{place.code}/1/remove"))
    licence.client.submit()
    title, (said,) = banner(licence.client.page) or ("", [""])
    assert title == "Success" and said.startswith("You removed place 1: “") and "the old mill" in said


def test_a_condition_that_is_added_or_left_out_from_check_answers_is_named(
    app: Flask, tmp_path: Path
) -> None:
    licence = draft(app, as_user(app, "practitioner"), imported(app, file_of("default", tmp_path)))
    menu = on_the_menu(licence.policy)
    first, second, third = (
        next(c for c in menu if words in c.text) for words in ("passport", "polygraph", "by satellite")
    )
    licence.choose(first)
    assert banner(licence.client.page) is None, "a first answer leads on as always"
    licence.finish()
    client = licence.client
    for ticked, said in (
        ((first, second), "You added the condition “"),
        ((second,), "You left out the condition “"),
        ((first, third), "You added 2 conditions and left out the condition “"),
    ):
        client.get(licence.url("conditions"))
        licence.tick(*ticked)
        client.submit(button="Continue")
        if client.page.heading.startswith("Do you want to leave out"):
            client.submit(button="Leave out what is not ticked")
        title, (line,) = banner(client.page) or ("", [""])
        assert title == "Success" and line.startswith(said)
        licence.finish()
    client.get(licence.url("additional-conditions"))
    client.submit({"needed": "no"})
    client.submit(button="Leave out these 2 conditions")
    says(client, "You left out 2 conditions")


def test_an_answer_that_is_the_same_again_says_nothing(licence_id: int, me: CheckingClient) -> None:
    me.get(f"/licence/{licence_id}/create/additional-conditions")
    me.submit()
    assert me.page.url.endswith("/check-answers") and banner(me.page) is None


def test_sending_with_a_gap_that_another_tab_opened_says_that_nothing_was_sent(
    app: Flask, licence_id: int, me: CheckingClient
) -> None:
    me.get(f"/licence/{licence_id}/create/check-answers")
    press(
        as_user(app, "practitioner"),
        f"/licence/{licence_id}/create/appointment-with",
        who="someone-else",
    )
    me.submit()
    assert me.page.url.endswith("/appointment-name")
    says(me, "Nothing was sent: this question is not answered yet", title="Important")


def test_a_decision_with_a_gap_that_another_tab_opened_says_that_nothing_was_decided(app: Flask) -> None:
    licence_id = standing.stand(app, "submitted", case_id_of(app, "Testwick"), "practitioner", "approver")
    page = f"/licence/{licence_id}/approve"
    first, second = as_user(app, "approver"), as_user(app, "approver")
    write(app, first, "approver", licence_id, {"decision": {"decision": "approve"}}, journey="approve")
    first.get(f"{page}/check-answers")
    press(second, f"{page}/decision", decision="return")
    first.submit()
    says(first, "Nothing was decided: this question is not answered yet", title="Important")


def test_sending_what_cannot_be_sent_any_more_leads_to_why(
    app: Flask, licence_id: int, me: CheckingClient
) -> None:
    me.get(f"/licence/{licence_id}/create/check-answers")
    standing.change_case(app, case_id_of(app, "Testwick"), licence_start=None)
    me.submit()
    assert banner(me.page) == ("Important", ["Nothing was sent"]) and me.page.status == 403
    assert standing.status_of(app, licence_id) == "in-progress"


def test_an_address_that_is_kept_or_no_longer_kept_says_so(
    app: Flask, licence_id: int, me: CheckingClient
) -> None:
    me.get(f"/licence/{licence_id}/create/appointment-place")
    typed = {"line_1": "9 Typed Road", "line_2": "", "town": "Sampleton", "county": "", "postcode": "ZA1 1AA"}
    me.submit(
        {f"address-{part}": value for part, value in typed.items()} | {"address-save": "yes"}, "Continue"
    )
    kept = answers_of(app, licence_id)["appointment-place"]["address"]
    assert kept["line_1"] == "9 Typed Road"
    says(me, "9 Typed Road, Sampleton, ZA1 1AA is saved for next time")
    me.get("/addresses")
    me.follow("Remove 9 Typed Road")
    me.submit()
    assert me.page.url == "/addresses"
    says(me, "9 Typed Road, Sampleton, ZA1 1AA is no longer saved")


def test_signing_out_says_so_and_nothing_of_what_was_done_before(
    app: Flask, licence_id: int, me: CheckingClient
) -> None:
    me.get(f"/licence/{licence_id}/create/bespoke-conditions/1/remove")
    me.submit(follow_redirects=False)  # what this would say waits for the next page
    me.get("/addresses")
    me.submit(action="/sign-out")
    assert me.page.url == "/sign-in"
    says(me, "You are signed out")


def test_what_waits_to_be_said_is_not_said_to_somebody_who_is_signed_out(
    app: Flask, licence_id: int, me: CheckingClient
) -> None:
    me.get(f"/licence/{licence_id}/create/bespoke-conditions/1/remove")
    me.submit(follow_redirects=False)
    with me.session_transaction() as session:
        session.pop("_user_id", None)
    me.get("/sign-in")
    assert banner(me.page) is None and "You must be good" not in me.page.html


@pytest.mark.parametrize(
    "query", ["said=Approved", "message=Approved", "banner=Approved", "success=Approved", "_flashes=Approved"]
)
def test_no_address_makes_a_page_say_that_something_was_done(
    app: Flask, me: CheckingClient, query: str
) -> None:
    me.get(f"/people/mine?{query}")
    assert banner(me.page) is None


SAYS_SO = {
    *(f"accounts.{name}" for name in ("add", "do", "name", "password", "roles")),
    *(f"my_account.{name}" for name in ("end", "end_others", "messages", "password")),
    *("prisons.add", "prisons.change", "sites.change"),
    *("cover.add", "cover.duty", "cover.remove"),
    "addresses.remove",
    "jobs.run_now",
    "journeys.remove",
    "licence.act",
    "licence.do_start",
    "licence_policy.move",
    "messages.see_to",
    "nomis.record",
    *(f"questions.{name}" for name in ("answer", "close", "do_ask", "lift")),
    "policies.do_import",
    "policies.publish",
    "policies.withdraw",
    "sign_in.sign_out",
}
"""Views that change something and lead to a page which says so in a banner."""
SEEN_BY_ITSELF = {
    "journeys.save": "the next question, or the row that was changed; what is not seen there, in a banner",
    "journeys.submit": "a page that is only about what was done",
    "licence.print_pdf": "the PDF",
    "policies.check_date": "nothing is changed",
    "receipts.receive": "an answer for a machine",
    "sign_in.do": "the home page with the name",
    "upstream.take": "an answer for a machine",
}


def test_every_form_of_the_service_says_what_it_did(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posted <= SAYS_SO | set(SEEN_BY_ITSELF), "say it in a banner, or here why not"
