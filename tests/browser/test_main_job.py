"""The main job in a real browser, done by what people see: a licence is written, sent, returned, sent again, approved
and printed. Once with scripts and axe on every page, once without JavaScript, and its three kinds of page by keyboard.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pypdfium2
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.people import CONTINUE, Keys, Person
from tests.support import standing
from tests.support.policies import policy_now

People = Callable[..., Person]

NAME = "Marigold Testwick"
ITEM, EVENT = "You must not own, keep or carry", "You must not go to [ANY PUBLIC EVENT"
BESPOKE = "You must not enter the allotments on Specimen Lane."
REASON = "Say which football matches are meant."
RISKS = ("He filmed his victims.", "He started fights at matches.", "He followed his victim there.")
"""The risks of the additional conditions and of the bespoke one, which the approver reads and nobody prints."""


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without JavaScript"])
def test_the_main_job(people: People, scripts: bool) -> None:
    practitioner = people("practitioner", scripts)
    write(practitioner)
    is_refused_for_what_was_skipped(practitioner)
    changes_an_answer(practitioner)
    send(practitioner)

    approver = people("approver", scripts)
    give_back(approver)
    change_what_was_asked(practitioner)
    send(practitioner)
    approve(approver)
    prints(people("administrator", scripts))


def write(person: Person) -> None:
    """Pick somebody from the list and answer every page, several of them wrongly first."""
    person.follow("Create and edit a licence")
    person.follow(NAME)
    person.press("Create a licence")

    person.comes_to("Who is the initial appointment with?")
    person.is_wrong_empty("Select who the initial appointment is with")
    person.choose("Someone else")
    person.goes_on()
    person.comes_to("What is the name or job title of the person to meet?")
    person.is_wrong_empty("Enter the name or job title of the person to meet")
    person.type("What is the name or job title of the person to meet?", "Jo Marsh")
    person.goes_on()

    person.comes_to("Where is the initial appointment?")
    person.type("Address line 1", "14 Specimen Street")
    person.type("Postcode", "nowhere")
    person.goes_on()
    assert "govuk-error-summary" in person.page.content()
    expect(person.field("Address line 1")).to_have_value("14 Specimen Street")
    expect(person.field("Postcode")).to_have_value("nowhere")
    person.type("Town or city", "Sampleton")
    person.type("Postcode", "yo17hh")
    person.goes_on()

    person.comes_to("What telephone number should the person call?")
    person.type("Telephone number", "12")
    person.type("Alternative telephone number", "01632 960 002")
    person.goes_on()
    person.is_told(re.compile("^Telephone number must "))
    expect(person.field("Telephone number")).to_have_value("12")
    expect(person.field("Alternative telephone number")).to_have_value("01632 960 002")
    person.type("Telephone number", "01632 960 001")
    person.goes_on()

    person.comes_to("When is the initial appointment?")
    person.choose("On a date and at a time that I know")
    person.goes_on()
    person.comes_to("What are the date and time of the initial appointment?")
    person.is_wrong_empty("Enter the date of the appointment", "Enter the time of the appointment")
    person.press("Skip for now")

    person.comes_to("Does this person need additional licence conditions?")
    person.is_wrong_empty("Select yes if this person needs additional licence conditions")
    person.choose("Yes")
    person.goes_on()
    person.comes_to("Which additional conditions does this person need?")
    person.is_wrong_empty("Select at least one condition, or go back and say that none are needed")
    person.choose(ITEM)
    person.choose(EVENT)
    person.goes_on()
    details(person)
    for risk, text in zip(RISKS[:2], (ITEM, "You must not go to"), strict=True):
        reasons(person, risk, text)
    bespoke(person)
    bespoke_reasons(person)
    person.comes_to("Check your answers")


def details(person: Person) -> None:
    """A condition with a list of texts, then one whose choice reveals a field."""
    person.goes_on()
    expect(person.page.locator(".govuk-error-summary")).to_be_visible()
    boxes = person.main.get_by_role("textbox")
    boxes.first.fill("drone")
    person.press("Add another item")
    expect(boxes).to_have_count(2)
    boxes.nth(1).fill("air rifle")
    person.press("Add another item")
    expect(boxes).to_have_count(3)
    boxes.nth(2).fill("kite")
    person.main.get_by_role("button", name="Remove").nth(1).click()
    expect(boxes).to_have_count(2)
    assert [box.input_value() for box in boxes.all()] == ["drone", "kite"]
    person.goes_on()

    revealed = person.field("Kinds of public event")
    if person.scripts:
        expect(revealed).to_be_hidden()
    person.choose("Certain kinds of public event")
    person.goes_on()
    expect(revealed).to_be_visible()
    person.is_told("Enter the kinds of public event")
    revealed.fill("football matches")
    person.goes_on()


def reasons(person: Person, risk: str, text: str) -> None:
    """Why one of the conditions is needed, asked with its text in sight."""
    person.comes_to(re.compile("Why is “.+” needed[?]"))
    person.sees(text)
    person.is_wrong_empty(
        "Enter the risk that the condition addresses",
        "Enter why nothing lighter would do",
        "Select who asked for the condition",
    )
    person.type("What risk does it address?", risk)
    person.type("Why would nothing lighter do?", "Nothing else has worked.")
    person.choose("Police")
    person.goes_on()


def bespoke_reasons(person: Person) -> None:
    """Why the bespoke condition is needed, and who approved it."""
    person.comes_to(re.compile("Why is “.+” needed[?]"))
    person.sees(BESPOKE)
    person.type("What risk does it address?", RISKS[2])
    person.type("Why would nothing lighter do?", "He knows where she goes.")
    person.choose("Victim")
    person.goes_on()
    person.is_told(
        "Enter the risk that no condition of the policy meets", "Enter the approval reference that PPCS gave"
    )
    expect(person.field("Victim")).to_be_checked()
    person.type("What risk does no condition of the policy meet?", "No condition names the allotments.")
    person.type("Approval reference", "PPCS 2026/0042")
    person.goes_on()


def bespoke(person: Person) -> None:
    """A bespoke condition is added, changed and removed, and another is added."""
    person.comes_to("Bespoke conditions")
    person.is_wrong_empty("Select yes if you want to add a bespoke condition")
    person.choose("Yes")
    person.goes_on()
    person.is_wrong_empty("Enter the words of the bespoke condition")
    person.type("What is the bespoke condition?", "You must not fly kites.")
    person.goes_on()
    person.is_at("You have added 1 bespoke condition")
    person.sees("You must not fly kites.")

    person.follow("Change bespoke condition 1")
    expect(person.field("What is the bespoke condition?")).to_have_value("You must not fly kites.")
    person.type("What is the bespoke condition?", "You must not fly kites at night.")
    person.goes_on()
    person.sees("You must not fly kites at night.")

    person.follow("Remove bespoke condition 1")
    person.sees("You must not fly kites at night.")
    person.press("Remove bespoke condition 1")
    person.is_at("Bespoke conditions")
    banner = person.page.get_by_role("alert")
    expect(banner).to_contain_text("You removed bespoke condition 1")
    if person.scripts:
        expect(banner).to_be_focused()

    person.choose("Yes")
    person.goes_on()
    person.type("What is the bespoke condition?", BESPOKE)
    person.goes_on()
    person.sees("Do you want to add another bespoke condition?")
    person.choose("No")
    person.goes_on()


def is_refused_for_what_was_skipped(person: Person) -> None:
    """What was skipped is listed, stops the licence from being sent, and is reached by the link that says so."""
    missing = "Answer the question you skipped: What are the date and time of the initial appointment?"
    person.sees("Before you can send this licence", missing)
    person.press("Send to the prison for approval")
    if person.scripts:
        expect(person.page.locator(".govuk-error-summary")).to_be_focused()
    person.page.get_by_role("alert").get_by_role("link", name=missing).click()
    person.is_at("What are the date and time of the initial appointment?")
    for label, words in (("Day", "12"), ("Month", "December"), ("Year", "26")):
        person.type(label, words)
    person.type("Time of the appointment", "9.30pm")
    person.goes_on()
    person.is_told("The date of the appointment must be a working day, not a weekend or a bank holiday")
    assert [person.field(part).input_value() for part in ("Day", "Month", "Year")] == ["12", "December", "26"]
    person.type("Day", "14")
    person.goes_on()
    person.is_at("Check your answers")
    person.sees("Monday 14 December 2026", "9:30pm")


def changes_an_answer(person: Person) -> None:
    """The Change link leads to the answer as it is, and Continue back to its row."""
    change = "Change what is the name or job title of the person to meet?"
    person.follow(change)
    expect(person.main.get_by_role("textbox")).to_have_value("Jo Marsh")
    person.main.get_by_role("textbox").fill("Joanna Marsh")
    person.goes_on()
    person.is_at("Check your answers")
    person.sees("Joanna Marsh")
    expect(person.page.get_by_role("link", name=change)).to_be_focused()


def send(person: Person) -> None:
    person.press("Send to the prison for approval")
    person.is_at("Licence sent")
    person.sees("What happens next")


def give_back(person: Person) -> None:
    """The approver reads the licence and returns it with a reason."""
    person.follow("Approve a licence")
    person.follow(NAME)
    person.press("Read and decide")
    person.sees("You must not own, keep or carry a drone", "football matches", BESPOKE, "Joanna Marsh")
    person.sees(*RISKS, "PPCS 2026/0042")
    person.page.emulate_media(media="print")
    expect(person.main.get_by_text(BESPOKE)).to_be_visible()
    expect(person.main.get_by_text(RISKS[2])).to_be_hidden()
    person.page.emulate_media(media="screen")
    person.press("I have read it: continue")
    person.is_wrong_empty("Select whether you approve the licence or return it")
    person.choose("Return it to probation")
    person.goes_on()
    person.is_wrong_empty("Enter why you are returning the licence")
    person.type("Why are you returning the licence?", "Not yet")
    person.goes_on()
    expect(person.main.get_by_role("textbox")).to_have_value("Not yet")
    person.type("Why are you returning the licence?", REASON)
    person.goes_on()
    person.is_at("Check your decision")
    person.sees(REASON)
    person.press("Submit decision")
    person.is_at("Licence returned")


def change_what_was_asked(person: Person) -> None:
    """The practitioner reads the reason on the list and on the licence, and changes the condition."""
    person.press("Go to my cases before release")
    expect(person.row(NAME)).to_contain_text("Returned")
    expect(person.row(NAME)).to_contain_text(REASON)
    person.follow(NAME)
    person.sees("Returned", REASON)
    person.press("Change the licence")
    person.is_at("Check your answers")
    person.main.get_by_role("link", name="Change limits on activities").last.click()
    person.type("Kinds of public event", "matches of Sampleton Town football club")
    person.goes_on()
    person.sees("matches of Sampleton Town football club")


def approve(person: Person) -> None:
    person.press("Go to licences to approve")
    person.follow(NAME)
    person.press("Read and decide")
    person.sees("matches of Sampleton Town football club")
    person.press("I have read it: continue")
    person.choose("Approve it")
    person.goes_on()
    person.press("Submit decision")
    person.is_at("Licence approved")


def prints(person: Person) -> None:
    """The administrator prints the licence, and reads the same words as a web page."""
    person.follow("Print a licence")
    person.follow(NAME)
    pdf = person.receives("Print the licence (PDF, opens in new tab)", "/print")
    assert pdf.startswith(b"%PDF")
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    words = " ".join("".join(page.get_textpage().get_text_range() for page in pages).split())
    for condition in (BESPOKE, "You must not own, keep or carry a drone"):
        assert condition in words
    assert not any(risk in words for risk in RISKS)
    person.follow("Read the licence as a web page")
    person.is_at(f"Licence for {NAME}")
    person.sees(BESPOKE, "You must not own, keep or carry a drone", "Approved by Governor Jo Pretendergast")
    assert not any(risk in person.page.content() for risk in RISKS)


# By keyboard alone


def written(server: Server) -> str:
    """The address of a licence that is whole but for sending, with a condition that lists texts."""
    app = server.app
    with app.app_context():
        conditions = policy_now().additional_conditions.of("AP")
        code = next(c.code for c in conditions if c.text.startswith(ITEM))
    licence_id = standing.started(
        app,
        standing.case_id_of(app, "Testwick"),
        "practitioner",
        {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": [code]}},
        whole=True,
    )
    return f"/licence/{licence_id}/create/"


def test_a_question_by_keyboard(server: Server, people: People) -> None:
    case_id = standing.case_id_of(server.app, "Testwick")
    licence_id = standing.started(server.app, case_id, "practitioner")
    person = people("practitioner")
    keys = Keys(person)
    person.page.goto(f"/licence/{licence_id}/create/appointment-with")
    keys.page.keyboard.press("Tab")
    expect(person.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    keys.enter(CONTINUE)
    expect(person.page.locator(".govuk-error-summary")).to_be_focused()
    keys.enter("Select who the initial appointment is with")
    expect(person.field("Duty officer")).to_be_focused()
    keys.page.keyboard.press("Space")
    keys.enter(CONTINUE)
    person.is_at("Where is the initial appointment?")


def test_a_list_of_texts_by_keyboard(server: Server, people: People) -> None:
    address = written(server)
    person = people("practitioner")
    keys = Keys(person)
    boxes = person.main.get_by_role("textbox")
    person.page.goto(address + "check-answers")
    keys.enter("Change limits on activities")
    expect(person.main.get_by_role("heading", level=1)).to_contain_text("You must not")
    count = boxes.count()
    keys.enter("Add another item")
    expect(boxes.nth(count)).to_be_focused()
    keys.page.keyboard.type("catapult")
    person.look()
    keys.tab_to(person.main.get_by_role("button", name="Remove").first, "Shift+Tab")
    keys.page.keyboard.press("Enter")
    expect(boxes).to_have_count(count)
    expect(boxes.last).to_have_value("catapult")
    keys.tab_to(boxes.last)
    keys.page.keyboard.press("Enter")
    person.is_at("Check your answers")
    person.sees("catapult")


def test_a_list_of_items_by_keyboard(server: Server, people: People) -> None:
    address = written(server)
    person = people("practitioner")
    keys = Keys(person)
    person.page.goto(address + "bespoke-conditions/1")
    keys.tab_to(person.main.get_by_role("textbox"))
    keys.page.keyboard.type(BESPOKE)
    keys.enter(CONTINUE)
    person.is_at("You have added 1 bespoke condition")
    keys.enter("Remove bespoke condition 1")
    person.is_at("Remove bespoke condition 1?")
    keys.enter("Remove bespoke condition 1")
    person.is_at("Bespoke conditions")
    banner = person.page.get_by_role("alert")
    expect(banner).to_contain_text("You removed bespoke condition 1")
    if person.scripts:
        expect(banner).to_be_focused()
    keys.choose(person.field("Yes"))
    keys.enter(CONTINUE)
    person.is_at("What is the bespoke condition?")
