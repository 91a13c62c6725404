"""Events of the prison and probation systems: signed, taken once in whatever order they come, and refused with the reason."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
from typing import Any

import pytest

from app.domain.record.event import MERGED, TYPES
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.upstream import UpstreamEvent
from tests.support.moving import put
from tests.support.records import record_of
from tests.support.standing import as_user, case_id_of, days, events_of, started, status_of

SECRET = "what only the record systems and this service know"
LATER = "2026-11-23T10:00:00+00:00"
MOVED = "SENTENCE_DATES-CHANGED"


@pytest.fixture(autouse=True)
def agreed(app):
    app.config["UPSTREAM_SECRET"] = SECRET


def signed(body: bytes, at: int | None = None, off: int = 0, secret: str = SECRET) -> dict[str, str]:
    """The headers of a message that was signed then, or so many seconds off from now."""
    moment = str(int(dt.datetime.now(dt.UTC).timestamp()) + off if at is None else at)
    made = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Timestamp": moment, "X-Signature": made}


def sends(app, content: Any, **how: Any):
    """The record systems send this; the status and what is answered."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = app.test_client().post("/upstream/events", data=body, headers=signed(body, **how))
    assert answer.is_json and "Set-Cookie" not in answer.headers
    return answer.status_code, answer.get_json()


def told(
    app, case_id: int, name: str = "1", kind: str = MOVED, at: str = LATER, **prisoner: Any
) -> dict[str, Any]:
    """An event with the record of a person as it is stored, but for these facts."""
    record = record_of(app, case_id)
    plain = {key: v.isoformat() if isinstance(v, dt.date) else v for key, v in prisoner.items()}
    record["prisoner"] |= {key: value for key, value in plain.items() if key in record["prisoner"]}
    record |= {key: value for key, value in plain.items() if key in record}
    return {"id": name, "type": kind, "occurredAt": at, "record": record}


def start_of(app, case_id: int) -> dt.date | None:
    with app.app_context():
        return db.session.get_one(Case, case_id).licence_start


def release(day: dt.date) -> dict[str, dt.date]:
    return dict.fromkeys(("conditionalReleaseDate", "confirmedReleaseDate"), day)


@pytest.fixture
def case_id(app) -> int:
    return case_id_of(app, "Testwick")


@pytest.mark.parametrize("kind", [each for each in TYPES if each != MERGED])
def test_an_event_brings_the_record_and_the_licence_follows(app, case_id, kind):
    draft = started(app, case_id, "practitioner")
    assert sends(app, told(app, case_id, kind=kind, **release(days(60)))) == (200, {"outcome": "changed"})
    assert start_of(app, case_id) == days(60) and events_of(app, draft)[-1] == "record-changed"


def test_an_event_that_comes_again_or_late_or_says_nothing_new_changes_nothing(app, case_id):
    first = told(app, case_id, **release(days(60)))
    again = told(app, case_id, at="2026-11-23T10:01:00+00:00", **release(days(70)))
    older = told(app, case_id, "2", at="2026-11-23T09:59:59+00:00", **release(days(80)))
    assert [sends(app, each)[1]["outcome"] for each in (first, first, again, older)] == [
        "changed",
        "repeated",
        "repeated",
        "older",
    ]
    assert sends(app, told(app, case_id, "3", at="2026-11-23T10:02:00Z")) == (200, {"outcome": "unchanged"})
    assert start_of(app, case_id) == days(60)


def test_somebody_who_is_not_known_yet_is_added(app, case_id):
    new = told(app, case_id, prisonerNumber="A0001AA")
    new["record"]["probation"]["crn"] = "X000001"
    assert sends(app, new) == (200, {"outcome": "changed"})
    with app.app_context():
        assert (
            db.session.scalars(db.select(Case).where(Case.prison_number == "A0001AA")).one().crn == "X000001"
        )


def test_an_event_of_an_unknown_type_is_kept_whole_and_counted(app):
    strange = {"id": "7", "type": "prison.closed", "occurredAt": LATER, "what": {"ever": [1]}}
    assert sends(app, strange) == (200, {"outcome": "unknown"})
    with app.app_context():
        assert db.session.scalars(db.select(UpstreamEvent)).one().content == strange
    app.config["METRICS_TOKEN"] = "figures"
    figures = (
        app.test_client().get("/metrics", headers={"Authorization": "Bearer figures"}).get_data(as_text=True)
    )
    assert 'licence_upstream_events{outcome="unknown"} 1.0' in figures


@pytest.mark.parametrize(
    ("how", "changed"),
    [
        ({"secret": "another"}, b""),
        ({"at": 0}, b""),
        ({"off": -400}, b""),
        ({"off": 400}, b""),
        ({}, b" "),
    ],
)
def test_what_is_not_signed_now_is_not_read(app, case_id, how, changed):
    body = json.dumps(told(app, case_id, **release(days(60)))).encode()
    answer = app.test_client().post("/upstream/events", data=body + changed, headers=signed(body, **how))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "not-signed")
    app.config["UPSTREAM_SECRET"] = None
    assert sends(app, body, secret="")[0] == 401, "without a secret nothing is taken"
    assert app.test_client().post("/upstream/events", data=body).status_code == 401
    assert start_of(app, case_id) != days(60)


def wrong(event: dict[str, Any], **changed: Any) -> bytes:
    return json.dumps(event | changed).encode()


def test_what_is_wrong_is_refused_with_the_field_and_the_reason_and_can_come_again_put_right(app, case_id):
    event = told(app, case_id, **release(days(60)))
    other = case_id_of(app, "Sampleton")
    taken = json.loads(json.dumps(event))
    with app.app_context():
        taken["record"]["probation"]["crn"] = db.session.get_one(Case, other).crn
    broken = json.loads(json.dumps(event))
    broken["record"]["prisoner"]["confirmedReleaseDate"] = "2026-02-30"
    merge = told(app, case_id, kind=MERGED)
    for body, field in (
        (b"{", "file"),
        (b"[]", "file"),
        (b"\xff", "file"),
        (b'{"id":' + b"[" * 100_000, "file"),
        (wrong(event, id=""), "id"),
        (wrong(event, id="\u0000"), "id"),
        (wrong(event, type=5), "type"),
        (wrong(event, occurredAt="2026-11-23T10:00:00"), "occurredAt"),
        (wrong(event, occurredAt="2026-11-24T10:00:00Z"), "occurredAt"),
        (wrong(event, record=None), "record"),
        (wrong(merge), "removedPrisonerNumber"),
        (
            wrong(merge, removedPrisonerNumber=merge["record"]["prisoner"]["prisonerNumber"]),
            "removedPrisonerNumber",
        ),
        (json.dumps(taken).encode(), "probation.crn"),
        (json.dumps(broken).encode(), "prisoner.confirmedReleaseDate"),
    ):
        status, said = sends(app, body)
        assert (status, said["error"]) == (422, "refused"), body[:80]
        assert said["faults"][0]["field"] == field and said["faults"][0]["reason"]
    assert sends(app, b" " * 500_001)[0] == 413
    with app.app_context():
        assert db.session.scalars(db.select(UpstreamEvent)).all() == []
    assert sends(app, event) == (200, {"outcome": "changed"})


# Merges


def merged(app, case_id: int, removed: str, number: str | None = None) -> dict[str, Any]:
    event = told(app, case_id, kind=MERGED) | {"removedPrisonerNumber": removed}
    if number:
        event["record"]["prisoner"]["prisonerNumber"] = number
    return event


def number_of(app, case_id: int) -> str:
    with app.app_context():
        return db.session.get_one(Case, case_id).prison_number


def test_a_licence_goes_on_under_the_number_that_is_left(app, case_id):
    draft = started(app, case_id, "practitioner")
    assert sends(app, merged(app, case_id, number_of(app, case_id), "A0001AA"))[1] == {"outcome": "changed"}
    assert (number_of(app, case_id), status_of(app, draft)) == ("A0001AA", "in-progress")


def test_a_licence_goes_on_too_where_the_number_that_is_left_was_known_without_one(app, case_id):
    draft = started(app, case_id, "practitioner")
    other = case_id_of(app, "Sampleton")
    number, removed = number_of(app, other), number_of(app, case_id)
    assert sends(app, merged(app, other, removed))[1] == {"outcome": "changed"}
    assert (number_of(app, case_id), number_of(app, other)) == (number, f"~{other}")
    with app.app_context():
        booking = db.session.get_one(Case, case_id).booking_id
        assert db.session.get_one(Licence, draft).booking_id != booking
    assert status_of(app, draft) == "inactive", "it was for a booking of the record that is no more"
    support = as_user(app, "support")
    support.get(f"/licence/{draft}")
    assert f"was merged into that of prison number {number}." in support.page.html


def test_where_both_have_licences_those_of_the_removed_number_end_and_stay_readable(app, printing_is_quick):
    kept, gone = put(app, "approved", "Testwick"), put(app, "approved", "Sampleton")
    case_id, other = case_id_of(app, "Testwick"), case_id_of(app, "Sampleton")
    assert sends(app, merged(app, case_id, number_of(app, other)))[1] == {"outcome": "changed"}
    assert (status_of(app, kept), status_of(app, gone)) == ("approved", "inactive")
    client = as_user(app, "practitioner")
    client.get(f"/licence/{gone}")
    assert "Ended: the record was merged into another" in client.page.html


def test_of_one_event_sent_by_ten_at_once_one_is_taken(app, case_id):
    body = json.dumps(told(app, case_id, **release(days(60)))).encode()
    found: list[str] = []

    def send() -> None:
        found.append(sends(app, body)[1]["outcome"])

    threads = [threading.Thread(target=send) for _ in range(10)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == ["changed", *["repeated"] * 9]


def test_the_description_names_every_type_and_answer(app):
    said = app.test_client().get("/upstream/openapi.json").get_json()
    schemas = said["components"]["schemas"]
    assert tuple(schemas["Event"]["properties"]["type"]["examples"]) == TYPES
    assert set(said["paths"]["/upstream/events"]["post"]["responses"]) == {"200", "401", "413", "422", "503"}
    assert schemas["Taken"]["properties"]["outcome"]["enum"][-1] == "repeated"
