"""Supervision after the licence, as people meet it: asked where policy and dates call for it, read, printed in two parts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.models.base import db
from app.models.licence import Licence
from app.models.record import Condition
from tests.domain.policy_examples import DEFAULT
from tests.support.client import CheckingClient
from tests.support.conditions import printed_text, squeezed
from tests.support.examples import ADDRESS
from tests.support.page_checks import squeeze, text
from tests.support.standing import as_user, case_id_of, change_case, days
from tests.support.writing import opened, press, sent, start, startable, submit, write

WHY = "Living with no fixed address is the only thing that can work for now."
TESTING, APPOINTMENT = "671bdc9d-6eca-4224-b104-cf28393bc2b1", "10ea3163-ce9e-4e2f-87fb-38289cb63bc1"


def words(client: CheckingClient) -> str:
    assert client.page is not None
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def here(client: CheckingClient) -> str:
    assert client.page is not None
    return client.page.url.partition("/create/")[2]


def errors(client: CheckingClient) -> list[str]:
    assert client.page is not None
    return [text(a) for s in client.page.with_class("govuk-error-summary", "div") for a in s.iter("a")]


def ticked(client: CheckingClient) -> list[str]:
    assert client.page is not None
    boxes = [i for i in client.page.all("input") if i.get("type") == "checkbox"]
    return [i.get("value") or "" for i in boxes if i.get("checked") is not None]


def standard() -> list[dict[str, Any]]:
    return json.loads(DEFAULT.read_bytes())["standardConditions"]["PSS"]


class Draft:
    """A licence with a supervision part, answered up to the supervision requirements and shown there."""

    def __init__(self, app: Flask, case_id: int | None = None) -> None:
        self.app, self.client = app, as_user(app, "practitioner")
        self.id = start(app, self.client, case_id or startable(app, supervised=True))
        self.answer_up_to("supervision-requirements")

    def answer_up_to(self, page: str) -> None:
        """Give example answers until a page is the next to be answered."""
        from journeys.show import bound_form
        from tests.support.examples import examples
        from tests.support.writing import answer

        for _ in range(40):
            with self.app.test_request_context():
                walk = opened(self.app, "practitioner", self.id, "create")
                gap = walk.gap
                assert gap is not None and gap.form is not None
                if gap.name == page:
                    break
                given = examples(gap, bound_form(walk, gap))[0]
                plain = {"bespoke-conditions": {"another": "no"}, "additional-conditions": {"needed": "no"}}
            answer(self.app, self.client, "practitioner", self.id, gap.name, plain.get(gap.name, given))
        self.client.get(self.url(page))
        assert here(self.client) == page

    def url(self, page: str) -> str:
        return f"/licence/{self.id}/create/{page}"

    def leave_off(self, *codes: str, additional: list[str] | None = None) -> None:
        """Untick standard requirements with a reason each, then choose additional ones."""
        keep = [each["code"] for each in standard() if each["code"] not in codes]
        self.client.get(self.url("supervision-requirements"))
        self.client.submit({"codes": keep})
        for code in codes:
            assert here(self.client) == f"left-off/{code}"
            self.client.submit({"reason": WHY})
        assert here(self.client) == "additional-requirements"
        self.client.submit({"codes": additional or ["none"]})


@pytest.mark.one_database
def test_all_eight_standard_requirements_are_ticked_until_somebody_answers(app: Flask) -> None:
    draft = Draft(app)
    every = [each["code"] for each in standard()]
    assert ticked(draft.client) == every and len(every) == 8
    assert "Supervision runs from" in words(draft.client)
    draft.client.submit({"codes": every[1:]})
    draft.client.get(draft.url("supervision-requirements"))
    assert ticked(draft.client) == every[1:]
    draft.client.submit({"codes": None})
    draft.client.get(draft.url("supervision-requirements"))
    assert ticked(draft.client) == []


@pytest.mark.one_database
def test_leaving_a_requirement_off_needs_a_reason(app: Flask) -> None:
    draft = Draft(app)
    home = standard()[4]
    draft.client.submit({"codes": [each["code"] for each in standard() if each != home]})
    assert here(draft.client) == f"left-off/{home['code']}"
    assert home["text"] in words(draft.client)
    draft.client.submit({"reason": " "})
    assert errors(draft.client) == ["Enter why this requirement is left off"]
    draft.client.submit({"reason": "x" * 501})
    assert errors(draft.client) == ["The reason must be 500 characters or fewer"]
    draft.client.submit({"reason": WHY})
    assert here(draft.client) == "additional-requirements"


@pytest.mark.one_database
def test_a_requirement_that_is_ticked_again_needs_no_reason_any_more(app: Flask) -> None:
    draft = Draft(app)
    draft.leave_off(standard()[0]["code"])
    assert here(draft.client) == "check-answers"
    assert WHY in words(draft.client) and "7 of 8 apply" in words(draft.client)
    draft.client.get(draft.url("supervision-requirements"))
    draft.client.submit({"codes": [each["code"] for each in standard()]})
    draft.client.get(draft.url("check-answers"))
    assert WHY not in words(draft.client) and "All apply" in words(draft.client)


@pytest.mark.one_database
def test_a_reason_posted_after_its_requirement_was_ticked_again_is_shown_and_not_saved(app: Flask) -> None:
    draft = Draft(app)
    code = standard()[0]["code"]
    draft.client.submit({"codes": [each["code"] for each in standard()[1:]]})
    form = draft.client.get(draft.url(f"left-off/{code}")).text
    draft.client.get(draft.url("supervision-requirements"))
    draft.client.submit({"codes": [each["code"] for each in standard()]})
    answer = press(draft.client, draft.url(f"left-off/{code}"), html=form, reason=WHY)
    assert answer.status_code == 409 and WHY in words(draft.client)


@pytest.mark.one_database
def test_no_additional_requirement_is_on_by_default_and_one_answer_is_needed(app: Flask) -> None:
    draft = Draft(app)
    draft.client.submit()
    assert here(draft.client) == "additional-requirements"
    assert ticked(draft.client) == []
    draft.client.submit()
    assert errors(draft.client) == [
        "Select the requirements that this person needs, or select ‘None of these’"
    ]
    draft.client.submit({"codes": [TESTING, "none"]})
    assert errors(draft.client) == ["Select ‘None of these’ or other options, not both"]
    draft.client.submit({"codes": ["none"]})
    assert here(draft.client) == "check-answers"
    assert "No additional requirements" in words(draft.client)


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["supervision-requirements", "additional-requirements"])
def test_a_requirement_that_the_policy_does_not_have_cannot_be_sent(app: Flask, page: str) -> None:
    draft = Draft(app)
    draft.answer_up_to(page)
    answer = press(draft.client, draft.url(page), codes=["no-such-code", TESTING, standard()[0]["code"]])
    assert answer.status_code == 422 and len(errors(draft.client)) == 1


@pytest.mark.one_database
def test_drug_testing_is_not_sent_before_provider_contact_and_date_of_agreement_are_recorded(
    app: Flask,
) -> None:
    draft = Draft(app)
    draft.leave_off(additional=[TESTING])
    assert here(draft.client) == f"requirement/{TESTING}"
    draft.client.submit({"name": "The Old Mill Clinic"})
    assert here(draft.client) == f"agreement/{TESTING}"
    assert "Drug testing" in words(draft.client)
    draft.client.submit()
    assert errors(draft.client) == [
        "Enter the name of the treatment provider",
        "Enter who agreed to it at the treatment provider",
        "Enter the date it was agreed",
    ]
    refused = press(draft.client, draft.url("check-answers"), shown=draft.url(f"agreement/{TESTING}"))
    assert refused.location == draft.url(f"agreement/{TESTING}")
    draft.client.get(draft.url(f"agreement/{TESTING}"))
    given = {"provider": "Mill Recovery", "contact": "Jo Marsh, 01632 960 001"}
    draft.client.submit(given | _date("agreed", days(1)))
    assert errors(draft.client) == ["The date it was agreed must be today or in the past"]
    draft.client.submit(given | _date("agreed", days(0)))
    assert here(draft.client) == "check-answers"
    shown = words(draft.client)
    assert "you must go to The Old Mill Clinic" in shown and "Mill Recovery" in shown


def _date(name: str, day: Any) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.mark.one_database
def test_a_drug_appointment_lies_within_the_supervision(app: Flask) -> None:
    draft = Draft(app)
    with app.test_request_context():
        period = opened(app, "practitioner", draft.id, "create").facts.release.supervision
    assert period is not None
    draft.leave_off(additional=[APPOINTMENT])
    assert here(draft.client) == f"requirement/{APPOINTMENT}"
    assert draft.client.page is not None
    links = [a.get("href") for a in draft.client.page.all("a") if "Choose different" in text(a)]
    assert links == [draft.url("additional-requirements")]
    place = {f"appointmentAddress-{part}": value for part, value in ADDRESS.items()}
    for day, message in (
        (period.start.toordinal() - 1, "the day supervision starts"),
        (period.end.toordinal() + 1, "the day supervision ends"),
    ):
        draft.client.submit(place | _date("appointmentDate", type(period.start).fromordinal(day)))
        assert [error.endswith(message) for error in errors(draft.client)] == [True]
    draft.client.submit(place | _date("appointmentDate", period.end))
    assert here(draft.client) == f"agreement/{APPOINTMENT}"


@pytest.mark.one_database
def test_unticking_a_requirement_names_it_with_what_was_filled_in_and_asks_first(app: Flask) -> None:
    draft = Draft(app)
    draft.leave_off(additional=[TESTING])
    draft.client.submit({"name": "The Old Mill Clinic"})
    draft.client.submit({"provider": "Mill Recovery", "contact": "Jo Marsh"} | _date("agreed", days(0)))
    for heading, ticked_instead in (("None of these", ["none"]), ("another", [APPOINTMENT])):
        draft.client.get(draft.url("additional-requirements"))
        draft.client.submit({"codes": ticked_instead})
        assert draft.client.page is not None
        assert draft.client.page.heading == "Do you want to leave out this requirement and its details?", (
            heading
        )
        assert "The Old Mill Clinic" in words(draft.client) and "Mill Recovery" in words(draft.client)
    draft.client.submit(button="Go back to the question")
    assert ticked(draft.client) == [APPOINTMENT], "what was ticked is there, and nothing is saved"
    draft.client.get(draft.url("additional-requirements"))
    assert ticked(draft.client) == [TESTING]
    draft.client.submit({"codes": ["none"]})
    draft.client.submit(button="Leave out this requirement")
    assert "No additional requirements" in words(draft.client)
    draft.client.get(draft.url("additional-requirements"))
    draft.client.submit({"codes": [TESTING]})
    assert "Mill Recovery" in words(draft.client), "the details come back with the requirement"


def test_a_licence_with_supervision_is_one_document_and_its_approver_reads_what_was_left_off(
    app: Flask,
) -> None:
    draft = Draft(app)
    left = standard()[4]
    draft.leave_off(left["code"], additional=[TESTING])
    draft.client.submit({"name": "The Old Mill Clinic"})
    draft.client.submit({"provider": "Mill Recovery", "contact": "Jo Marsh"} | _date("agreed", days(0)))
    assert here(draft.client) == "check-answers"
    draft.client.submit()

    approver = as_user(app, "approver")
    approver.get(f"/licence/{draft.id}/approve", follow_redirects=True)
    shown = words(approver)
    for expected in ("Supervision requirements left off", WHY, left["text"], "Mill Recovery", "Jo Marsh"):
        assert expected in shown
    approver.submit()
    approver.submit({"decision": "approve"})
    approver.submit()

    administrator = as_user(app, "administrator")
    administrator.get(f"/licence/{draft.id}")
    assert "Licence and post-sentence supervision" in words(administrator)
    pdf = administrator.submit(button="Print the licence (PDF, opens in new tab)").data
    printed = printed_text(pdf)
    page = squeezed(words_of_print(administrator, draft.id))
    for where in (printed, page):
        first, second = where.split(squeezed("Part 2: Your supervision after the licence"))
        assert squeezed("Part 1: Your licence") in first
        assert squeezed("11.1") in second and squeezed("11.8") in second and "11.9" not in second
        assert squeezed("you must go to The Old Mill Clinic") in second
        assert squeezed(standard()[0]["text"]) in second and squeezed(standard()[0]["text"]) not in first
        assert squeezed(left["text"]) not in where
        assert squeezed(WHY) not in where and squeezed("Mill Recovery") not in where
    with app.app_context():
        licence = db.session.get_one(Licence, draft.id)
        rows = db.session.scalars(db.select(Condition).where(Condition.document_id == licence.document_id))
        parts = [(row.part, row.source) for row in rows]
        assert licence.type == "AP_PSS"
    assert parts.count(("PSS", "standard")) == 7 and parts.count(("PSS", "additional")) == 1
    assert parts.count(("AP", "standard")) == 6


def words_of_print(client: CheckingClient, licence_id: int) -> str:
    client.get(f"/licence/{licence_id}/html")
    assert client.page is not None
    return squeeze(" ".join(text(body) for body in client.page.all("body")))


@pytest.mark.one_database
def test_a_person_without_supervision_is_not_asked_about_it_and_has_one_part(app: Flask) -> None:
    client = as_user(app, "practitioner")
    licence_id = sent(app, client)
    assert client.get(f"/licence/{licence_id}/create/supervision-requirements").status_code == 403
    client.get(f"/licence/{licence_id}")
    assert "Part 1:" not in words(client) and "supervision order" not in words(client)
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        assert licence.type == "AP" and licence.document is not None
        assert licence.document.content["title"].startswith("Licence for ")


def import_policy(app: Flask, folder: Path, **fields: Any) -> None:
    """A later policy in force, made of the default one."""
    path = folder / "policy.json"
    data = json.loads(DEFAULT.read_bytes()) | {"version": "7.1", "commences": "2016-01-01"} | fields
    path.write_text(json.dumps(data), encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["policy", "import", str(path)])
    assert result.exit_code == 0, result.output


@pytest.mark.one_database
@pytest.mark.parametrize("way", ["without requirements", "until a day"])
def test_a_policy_without_a_supervision_part_has_none_whatever_the_record_says(
    app: Flask, tmp_path: Path, way: str
) -> None:
    default = json.loads(DEFAULT.read_bytes())
    fields: dict[str, Any] = {"supervision": {"until": "2016-12-31"}}
    if way == "without requirements":
        fields = {key: default[key] | {"PSS": []} for key in ("standardConditions", "additionalConditions")}
    import_policy(app, tmp_path, **fields)
    client = as_user(app, "practitioner")
    case_id = startable(app, supervised=True)
    assert "supervision" not in squeeze(client.get(f"/case/{case_id}/start").text)
    licence_id = start(app, client, case_id)
    write(app, client, "practitioner", licence_id)
    client.get(f"/licence/{licence_id}/create/check-answers")
    assert "upervision" not in words(client)
    assert submit(client, licence_id).location.endswith("/done")


def test_supervision_that_the_record_gains_after_sending_stops_the_approval_and_is_asked_about(
    app: Flask,
) -> None:
    client = as_user(app, "practitioner")
    case_id = startable(app)
    licence_id = sent(app, client, case_id=case_id)
    change_case(app, case_id, supervision_end=days(1500))
    client.get(f"/licence/{licence_id}")
    assert "Supervision end date: was Not recorded, is now" in words(client)
    client.get(f"/licence/{licence_id}/withdraw")
    client.submit()
    client.get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert here(client) == "supervision-requirements"


def test_a_draft_whose_supervision_is_taken_back_is_a_licence_alone(app: Flask) -> None:
    case_id = startable(app, supervised=True)
    draft = Draft(app, case_id)
    draft.leave_off(standard()[0]["code"])
    change_case(app, case_id, supervision_start=None, supervision_end=None)
    draft.client.get(draft.url("check-answers"))
    assert "upervision" not in words(draft.client)
    draft.client.get(f"/licence/{draft.id}")
    assert re.search("Type Licence($| )", words(draft.client))
    assert submit(draft.client, draft.id).location.endswith("/done")
    with app.app_context():
        assert db.session.get_one(Licence, draft.id).type == "AP"


@pytest.mark.one_database
def test_the_start_page_says_when_supervision_runs(app: Flask) -> None:
    client = as_user(app, "colleague")
    client.get(f"/case/{case_id_of(app, 'Borrowdale-Mocke')}/start")
    assert "second part, for post-sentence supervision from" in words(client)
