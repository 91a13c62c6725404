"""A page like the one that the README adds, a form and a line, added while the service runs: all else follows from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from forms.base import Form
from forms.conditions.questions import YES_NO
from forms.fields import Radios
from forms.validators import Required
from journeys import draw, names
from journeys.all import JOURNEYS
from journeys.sections import MEETS
from journeys.steps import Journey, Page, Section
from tests.journeys.facts import routes_of
from tests.journeys.test_routes import back_of, drive, forget
from tests.support.client import CheckingClient
from tests.support.page_checks import text
from tests.support.writing import decided, press, start, submit, write

SignedIn = Callable[[str], CheckingClient]
NAME, AFTER = "made-up-guide", "appointment-telephone"
HEADING = "Does this person need a made-up guide?"
ABOUT = "does this person need a made-up guide?"


class Guide(Form):
    heading = HEADING
    needed = Radios(
        heading, options=YES_NO, validators=[Required("Select yes if this person needs a made-up guide")]
    )


@pytest.fixture
def create(monkeypatch: pytest.MonkeyPatch) -> Journey:
    """The journey that writes a licence, with the page in."""
    declared, page = JOURNEYS["create"], Page(NAME, Guide, when=MEETS)
    sections = (
        Section(
            s.heading, [step for each in s.steps for step in ([each, page] if each.name == AFTER else [each])]
        )
        for s in declared.sections
    )
    monkeypatch.setitem(JOURNEYS, "create", replace(declared, sections=tuple(sections)))
    return JOURNEYS["create"]


def row(client: CheckingClient) -> str | None:
    """What the page shown, check your answers, says of the page, with its link; None without its row."""
    found = [list(row) for row in client.page.with_class("govuk-summary-list__row") if HEADING in text(row)]
    assert len(found) < 2
    return " ".join(text(cell) for cell in found[0][1:]) if found else None


def test_a_new_page_is_asked_checked_changed_sent_approved_and_printed_around(
    app: Flask, signed_in: SignedIn, create: Journey
) -> None:
    client = signed_in("practitioner")
    licence_id = start(app, client)
    base = f"/licence/{licence_id}/create"
    write(app, client, "practitioner", licence_id, until=NAME)
    client.get(base, follow_redirects=True)
    assert (client.page.url, client.page.heading) == (f"{base}/{NAME}", HEADING)

    wrong = press(client, f"{base}/{NAME}")
    assert wrong.status_code == 422 and "Select yes if this person needs a made-up guide" in wrong.text
    assert client.get(f"{base}/check-answers").location == f"{base}/{NAME}", "it is still the gap"

    onward = press(client, f"{base}/{NAME}", needed="yes").location
    assert onward != f"{base}/{NAME}"
    assert back_of(client.get(onward).text) == f"{base}/{NAME}"
    write(app, client, "practitioner", licence_id)
    shown = client.get(f"{base}/check-answers").text
    assert row(client) == f"Yes Change {ABOUT}" and f'href="{base}/{NAME}"' in shown

    changed = press(client, f"{base}/{NAME}", needed="no").location
    assert changed.startswith(f"{base}/check-answers#")
    client.get(f"{base}/check-answers")
    assert row(client) == f"No Change {ABOUT}"

    press(client, f"{base}/appointment-with", who="no-appointment")
    client.get(f"{base}/check-answers")
    assert row(client) is None, "who is met by nobody needs no guide"
    assert client.get(f"{base}/{NAME}").location == f"{base}/check-answers"
    press(client, f"{base}/appointment-with", who="duty-officer")
    client.get(f"{base}/check-answers")
    assert row(client) == f"No Change {ABOUT}", "the answer comes back with the page"

    assert submit(client, licence_id).location == f"{base}/done"
    decided(app, signed_in("approver"), licence_id)
    printed = press(
        signed_in("administrator"), f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}"
    )
    assert printed.status_code == 200 and printed.data.startswith(b"%PDF")


@pytest.mark.one_database
def test_a_new_page_is_on_the_routes_that_tests_drive(
    app: Flask, signed_in: SignedIn, create: Journey
) -> None:
    routes = list(routes_of(create, "as usual"))
    meets = [
        route for route in routes if ("appointment-with", {"who": "no-appointment"}) not in route.answers
    ]
    assert meets and [route for route in routes if NAME in route.pages] == meets
    client = signed_in("practitioner")
    for route in (meets[0], meets[-1]):
        licence_id = start(app, client)
        drive(app, client, "practitioner", licence_id, "create", route)
        forget(app, licence_id)


def test_a_new_page_is_drawn_and_its_name_kept_without_anybody_writing_it_down(create: Journey) -> None:
    drawn = draw.drawn_into(draw.README.read_text(encoding="utf-8"))
    assert '    made_up_guide["made-up-guide<br>if not appointment-with: no appointment"]' in drawn
    assert "  appointment_telephone --> made_up_guide\n" in drawn
    assert f"create {NAME}" in names.kept(names.FILE.read_text(encoding="utf-8")).splitlines()
