"""What the record says of sentences, as people meet it: who is not covered, what follows a release, and who supervises."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest
from flask import Flask

from app.domain.licence import actions
from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.prison import Prison
from app.moves.cases import import_records
from app.moves.frame import why_not
from app.store.authority import authority_for
from app.store.facts import facts_about
from tests.support import standing
from tests.support.moving import words
from tests.support.standing import as_user, case_id_of
from tests.support.writing import startable

pytestmark = pytest.mark.one_database

UNDER_TWO_YEARS = {"kind": "DETERMINATE", "offenceDate": "2025-02-03", "term": {"months": 10}}


def give(app: Flask, case_id: int, *sentences: dict[str, Any], **probation: Any) -> None:
    """Import the record of a person again, with these sentences and what probation adds."""
    with app.app_context():
        record = copy.deepcopy(db.session.get_one(Case, case_id).record)
        record["sentences"] = list(sentences)
        record["probation"] |= probation
        import_records(parse_records(json.dumps([record])), working_days())


def printed(app: Flask, licence_id: int) -> dict[str, Any]:
    """The facts of the document that was sent."""
    with app.app_context():
        document = db.session.get_one(Licence, licence_id).document
        assert document is not None
        found: dict[str, Any] = document.content["licence"]
        return found


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


def test_nobody_at_a_prison_approves_what_the_parole_board_sets(app: Flask) -> None:
    case_id = case_id_of(app, "Sampleton")
    give(app, case_id, {"kind": "S226A", "offenceDate": "2025-02-03", "term": {"years": 5}})
    licence_id = standing.stand(app, "submitted", case_id, "practitioner", "approver")
    client = as_user(app, "approver")
    client.get(f"/licence/{licence_id}")
    assert "Licence conditions set by The Parole Board" in words(client)
    client.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert "You can return it, but not approve it." in words(client)
    with app.app_context():
        at = standing.reach("approver", licence_id or 0)
        refusal = why_not(actions.APPROVE, at, facts_about(at))
        assert refusal and refusal.title == "The Parole Board sets the conditions of this licence"
        assert why_not(actions.RETURN, at, facts_about(at)) is None


def test_a_contracted_prison_has_a_controller_who_is_printed(app: Flask) -> None:
    case_id = case_id_of(app, "Örnekoğlu")
    with app.app_context():
        db.session.get_one(Prison, "ZBI").is_contracted = True
        db.session.commit()
    licence_id = standing.sent(app, standing.started(app, case_id, "practitioner"), "practitioner")
    assert printed(app, licence_id)["decided_by"] == "controller"
    client = as_user(app, "practitioner")
    client.get(f"/case/{case_id}/dates")
    assert "The controller, for the Secretary of State" in words(client)
    with app.app_context():
        db.session.get_one(Prison, "ZBI").is_contracted = False
        db.session.commit()
        facts = facts_about(standing.reach("practitioner", licence_id))
        assert [label for label, *_ in facts.licence.record_changes] == ["Licence conditions set by"]


def test_after_a_recall_the_practitioner_says_who_decided_first_unless_a_licence_here_does(
    app: Flask,
) -> None:
    case_id, client = case_id_of(app, "Returnham"), as_user(app, "practitioner")
    licence_id = standing.started(app, case_id, "practitioner")
    client.get(f"/licence/{licence_id}/create", follow_redirects=True)
    assert "Who decided the conditions of the first release?" in words(client)
    standing.sent(app, licence_id, "practitioner", {"first-release": {"authority": "board"}})
    assert printed(app, licence_id)["decided_by"] == "board"
    with app.app_context():
        at = standing.reach("approver", licence_id)
        refusal = why_not(actions.APPROVE, at, facts_about(at))
        assert refusal and "The licence says that the Parole Board" in refusal.fact


def test_after_a_recall_the_approved_licence_of_the_first_release_says_who_decides(app: Flask) -> None:
    case_id = case_id_of(app, "Pretendleton")
    with app.app_context():
        prison = db.session.get_one(Prison, "ZAI")
        prison.is_contracted = True
        db.session.commit()
    standing.stand(app, "approved", case_id, "practitioner", "approver")
    with app.app_context():
        db.session.get_one(Prison, "ZAI").is_contracted = False
        db.session.commit()
        case = db.session.get_one(Case, case_id)
        first = authority_for(case, "PRRD")
        assert (first.conditions, first.requirements) == ("controller", "governor")
        case.sentence_start = case.licence_start and case.licence_start + dt.timedelta(days=1)
        assert authority_for(case, "PRRD").conditions is None, "it was another sentence"
        case.sentence_start = None
        assert authority_for(case, "PRRD").conditions is None, "which sentence is not known"
