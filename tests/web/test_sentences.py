"""What the record says of sentences, as people meet it: who is not covered, what follows a release, and who supervises."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from flask import Flask

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.models.case import Case
from app.moves.cases import import_records
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.page_checks import squeeze, text
from tests.support.standing import as_user, case_id_of
from tests.support.writing import startable

pytestmark = pytest.mark.one_database

UNDER_TWO_YEARS = {"kind": "DETERMINATE", "offenceDate": "2025-02-03", "term": {"months": 10}}


def words(client: CheckingClient) -> str:
    assert client.page is not None
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def give(app: Flask, case_id: int, *sentences: dict[str, Any], **probation: Any) -> None:
    """Import the record of a person again, with these sentences and what probation adds."""
    with app.app_context():
        record = copy.deepcopy(db.session.get_one(Case, case_id).record)
        record["sentences"] = list(sentences)
        record["probation"] |= probation
        import_records(parse_records(json.dumps([record])), working_days())


def test_somebody_whose_sentence_is_not_covered_is_told_why_and_what_to_do(app: Flask) -> None:
    case_id, client = case_id_of(app, "Testwick"), as_user(app, "practitioner")
    give(app, case_id, UNDER_TWO_YEARS | {"kind": "CIVIL"})
    client.get(f"/case/{case_id}/start")
    assert client.page is not None and "This person is in prison on a civil committal" in words(client)
    assert "Ask the prison to check the record" in words(client)
    client.get(f"/case/{case_id}/dates")
    assert "No licence can be made now." in words(client)
    assert "This person is in prison on a civil committal" in words(client)


def test_why_these_dates_says_what_decides_about_supervision(app: Flask) -> None:
    case_id, client = startable(app, supervised=True), as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    assert "The record gives no sentences, so its dates decide." in words(client)
    give(app, case_id, UNDER_TWO_YEARS)
    client.get(f"/case/{case_id}/dates")
    assert "(10 months, for an offence on 3 February 2025) has a licence, and then supervision" in words(
        client
    )
    assert "The record gives the day it ends." in words(client)
    client.get(f"/case/{case_id}/start")
    assert "post-sentence supervision" in words(client)
    give(app, case_id, UNDER_TWO_YEARS | {"term": {"years": 2}})
    client.get(f"/case/{case_id}/dates")
    assert "No supervision" in words(client)
    assert "A sentence of two years or more (2 years, for an offence on" in words(client)
    client.get(f"/case/{case_id}/start")
    assert "post-sentence supervision" not in words(client)


def test_who_supervises_is_shown_and_printed(app: Flask) -> None:
    case_id, client = case_id_of(app, "Testwick"), as_user(app, "practitioner")
    give(app, case_id, supervisingBody="YOT")
    licence_id = standing.stand(app, "submitted", case_id, "practitioner", "approver")
    client.get(f"/licence/{licence_id}")
    assert "Supervised by Youth offending team (YOT)" in words(client)
    assert "Supervised by A youth offending team (YOT)" in words(client)


def test_whoever_starts_a_licence_reads_the_weekday_the_kind_of_recall_and_how_early_it_may_be(
    app: Flask,
) -> None:
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id_of(app, 'O’Fictional')}/start")
    assert "The release is on Friday 11 December 2026." in words(client)
    assert "Tobias O’Fictional may be released from Tuesday 8 December 2026." in words(client)
    assert "the first appointment may have to be earlier" in words(client)
    client.get(f"/case/{case_id_of(app, 'Returnham')}/start")
    assert "This is a release after a standard recall. Check the conditions of the last licence" in words(
        client
    )
    client.get(f"/case/{case_id_of(app, 'Galwedigaeth')}/start")
    assert "This is a release after a fixed-term recall." in words(client)
    client.get(f"/case/{case_id_of(app, 'Apẹẹrẹ')}/start")
    assert "recall" not in words(client) and "may be released from" not in words(client)
