"""The electronic monitoring programme: asked for when a chosen condition calls for it, and otherwise not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.policy.model import AdditionalCondition
from app.models import Licence
from app.models.base import db
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, file_of, imported, on_the_menu, printed_text, squeezed
from tests.support.page_checks import text
from tests.support.writing import decided, press, submit

SignedIn = Callable[[str], CheckingClient]
PAGE = "monitoring-programme"
HEADING = "Will this person be tagged as part of a pathfinder or programme?"
SCHEME = "Sampleton evening pathfinder"
NAME = "tagged-0-programme"


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    return draft(app, signed_in("practitioner"), imported(app, file_of("default", Path())))


def without_details(licence: Draft, tagged: bool) -> AdditionalCondition:
    return next(
        c
        for c in on_the_menu(licence.policy)
        if not c.requires_input and c.requires_electronic_monitoring_response is tagged
    )


def approver_part(app: Flask, licence: Draft) -> dict[str, list[Any]]:
    """The approver's sections of the document that was sent: heading to rows."""
    with app.app_context():
        document = db.session.get_one(Licence, licence.id).document
        assert document is not None
        sections = document.content["approver"]["sections"]
        return {s["heading"]: [row for b in s["blocks"] for row in b["rows"]] for s in sections}


def of_kind(app: Flask, licence: Draft, kind: str) -> None:
    with app.app_context():
        found = db.session.get_one(Licence, licence.id)
        found.kind = kind
        if kind == "PRRD":  # a release after recall is asked who decided the first one
            run = found.runs[0]
            run.answers = {**run.answers, "first-release": {"authority": "governor"}}
        db.session.commit()


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["CRD", "PRRD", "HDC"])
def test_a_condition_with_a_tag_asks_for_the_programme(app: Flask, licence: Draft, kind: str) -> None:
    of_kind(app, licence, kind)
    licence.choose(without_details(licence, tagged=True))
    assert licence.here == PAGE and licence.page.heading == HEADING


@pytest.mark.one_database
def test_a_variation_is_not_asked_for_the_programme(app: Flask, licence: Draft) -> None:
    of_kind(app, licence, "VARIATION")
    licence.choose(without_details(licence, tagged=True))
    assert licence.here.startswith("why/")


@pytest.mark.one_database
def test_nothing_is_asked_or_kept_where_no_condition_calls_for_it(app: Flask, licence: Draft) -> None:
    licence.choose(without_details(licence, tagged=False))
    licence.finish()
    assert PAGE not in licence.rows() and PAGE not in licence.answers()
    assert licence.client.get(licence.url(PAGE)).location.endswith("check-answers")
    assert submit(licence.client, licence.id).location.endswith("/done")
    assert approver_part(app, licence) == {}


@pytest.mark.one_database
def test_the_answer_and_the_name_of_the_programme_are_needed(licence: Draft) -> None:
    licence.choose(without_details(licence, tagged=True))
    licence.client.submit({})
    assert licence.page.status == 422
    assert licence.errors() == {
        "tagged": "Select yes if this person will be tagged as part of a pathfinder or programme"
    }
    licence.client.submit({"tagged": "yes"})
    assert licence.errors() == {NAME: "Enter the name of the pathfinder or programme"}
    licence.client.submit({NAME: "x" * 101})
    assert list(licence.errors()) == [NAME] and "100 characters or fewer" in licence.errors()[NAME]
    assert licence.typed_on_page() == {"tagged": ["yes"], NAME: ["x" * 101]}
    licence.client.submit({"tagged": "no"})
    assert licence.answers()[PAGE]["tagged"] == "no"
    licence.finish()
    assert licence.rows()[PAGE] == ["No"]


def test_the_programme_is_on_record_and_not_printed(app: Flask, signed_in: SignedIn, licence: Draft) -> None:
    licence.choose(without_details(licence, tagged=True))
    licence.client.submit({"tagged": "yes", NAME: SCHEME})
    licence.finish()
    (row,) = licence.rows()[PAGE]
    assert SCHEME in row
    assert submit(licence.client, licence.id).location.endswith("/done")
    assert approver_part(app, licence)["Electronic monitoring"] == [
        ["Tagged as part of a programme", "Yes"],
        ["Programme", SCHEME],
    ]
    approver, administrator = signed_in("approver"), signed_in("administrator")
    approver.get(f"/licence/{licence.id}/approve/licence")
    assert approver.page is not None and SCHEME in text(approver.page.root)
    decided(app, approver, licence.id)
    assert SCHEME not in administrator.get(f"/licence/{licence.id}/html").text
    pdf = press(administrator, f"/licence/{licence.id}/print", shown=f"/licence/{licence.id}")
    assert squeezed(SCHEME) not in printed_text(pdf.data)


def test_unticking_the_last_condition_with_a_tag_drops_the_answer(app: Flask, licence: Draft) -> None:
    tagged, other = without_details(licence, tagged=True), without_details(licence, tagged=False)
    licence.choose(tagged, other)
    licence.client.submit({"tagged": "yes", NAME: SCHEME})
    licence.finish()
    licence.choose(other)
    assert licence.here == "check-answers" and PAGE not in licence.rows()
    licence.choose(tagged, other)
    assert SCHEME in licence.rows()[PAGE][0], "the answer comes back with the condition"
    licence.choose(other)
    assert submit(licence.client, licence.id).location.endswith("/done")
    assert approver_part(app, licence) == {}
    assert PAGE not in licence.answers()
