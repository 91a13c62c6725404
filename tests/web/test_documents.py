"""Frozen documents where they are kept: what goes into the rows, and those of format 1 that were sent before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_migrate import upgrade

from app.domain.document.compare import frozen_facts
from app.domain.document.reading import facts_of
from app.domain.document.seal import document_hash, verify
from app.factory import create_app
from app.models.base import db
from app.models.licence import Licence
from app.store import policies
from tests.domain.policy_examples import DEFAULT
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.conditions import printed_text, squeezed
from tests.support.needs import ROOT
from tests.support.page_checks import squeeze, text
from tests.support.standing import (
    as_user,
    case_id_of,
    change_case,
    events_of,
    stand,
    status_of,
    tampering,
)
from tests.support.tampered import send_instead
from tests.support.writing import decided, press
from tests.web.test_policy_migration import ROWS, insert

KEPT = ROOT / "tests" / "domain" / "documents" / "two-part.json"


def sent(app: Flask, how: str = "submitted") -> int:
    """A licence of a demo person that stands so."""
    licence_id = stand(app, how, case_id_of(app, "Testwick"), "practitioner", "approver")
    assert licence_id is not None
    return licence_id


def in_format_1(app: Flask, licence_id: int) -> dict[str, Any]:
    """Put the document that was sent as it would have been before format 2; what it then holds."""
    with app.app_context(), tampering():
        document = db.session.get_one(Licence, licence_id).document
        assert document is not None
        facts = frozen_facts(document.content)
        content = {
            key: value
            for key, value in document.content.items()
            if key not in ("format", "licence", "review")
        } | {"facts": {key: value for key, value in facts.items() if not key.startswith("supervision")}}
        send_instead(document, content)
    return content


def words(client: CheckingClient) -> str:
    assert client.page is not None
    return squeeze(" ".join(text(main) for main in client.page.all("main")))


def test_what_is_sent_holds_the_facts_of_the_licence_and_its_rows_say_category_and_type(app: Flask) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    with app.app_context():
        menu = policies.load(db.session.get_one(Licence, licence_id).policy_version).additional_conditions.AP
        codes = [each.code for each in menu if not each.requires_input][:2]
    chosen = {"additional-conditions": {"needed": "yes"}, "conditions": {"codes": codes}}
    standing.sent(app, licence_id, "practitioner", chosen)
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        document = licence.document
        assert document is not None and verify(document.content, document.sha256)
        facts, _ = facts_of(document.content)
        assert (facts.id, facts.version, facts.purpose) == (licence_id, "1.0", "first")
        assert (facts.kind, facts.type) == (licence.kind, "AP")
        assert facts.person.name == licence.case.full_name
        policy = policies.load(licence.policy_version)
        rows = document.conditions
        for row, condition in zip(rows, facts.conditions, strict=True):
            assert (row.code, row.category, row.type) == (condition.code, condition.category, condition.type)
            offered = policy.additional(row.code or "")
            if row.source == "additional":
                assert offered is not None
                assert (row.category, row.type) == (offered.short_category, offered.type)
            else:
                assert row.category is None and row.type is None
        assert [row.code for row in rows if row.source == "additional"] == codes


def test_an_edit_says_that_it_is_one(app: Flask) -> None:
    licence_id = standing.sent(app, sent(app, "edit in progress"), "practitioner")
    with app.app_context():
        document = db.session.get_one(Licence, licence_id).document
        assert document is not None
        facts, _ = facts_of(document.content)
        assert (facts.purpose, facts.version) == ("edit", "1.1")


def test_a_licence_that_was_sent_in_format_1_is_read_approved_and_printed(app: Flask) -> None:
    licence_id = sent(app)
    content = in_format_1(app, licence_id)
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    texts = [
        item["text"]
        for section in content["printed"]["sections"]
        for block in section["blocks"]
        if block["kind"] == "conditions"
        for item in block["items"]
    ]
    assert all(squeezed(each) in squeezed(words(approver)) for each in texts)
    decided(app, approver, licence_id)
    assert status_of(app, licence_id) == "approved"
    administrator = as_user(app, "administrator")
    page = administrator.get(f"/licence/{licence_id}/html")
    assert page.status_code == 200 and document_hash(content) in page.text
    paper = press(administrator, f"/licence/{licence_id}/print", shown=f"/licence/{licence_id}")
    assert all(squeezed(each) in printed_text(paper.data) for each in texts)
    assert "print" in events_of(app, licence_id)


def test_a_record_that_changed_since_a_licence_was_sent_in_format_1_is_told(app: Flask) -> None:
    licence_id = sent(app)
    in_format_1(app, licence_id)
    approver = as_user(app, "approver")
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert "The record changed" not in words(approver)
    change_case(app, case_id_of(app, "Testwick"), prison_name="HMP Elsewhere")
    approver.get(f"/licence/{licence_id}/approve", follow_redirects=True)
    assert "Prison: was HMP Exampleford, is now HMP Elsewhere" in words(approver)


def test_rows_of_documents_sent_before_get_category_and_type(
    empty_database: str, close: Callable[[Flask], None]
) -> None:
    old = json.loads(KEPT.read_text(encoding="utf-8"))
    items = [
        i for s in old["content"]["printed"]["sections"] for b in s["blocks"] for i in b.get("items", [])
    ]
    conditions = [item for item in items if isinstance(item, dict)]
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    migrations = str(ROOT / "migrations")
    with app.app_context():
        upgrade(directory=migrations, revision="0004")
        default = {"version": "0.2", "content": DEFAULT.read_text(encoding="utf-8")}
        insert("policies", ROWS["policies"] | default)
        insert("users", ROWS["users"])
        document = {"sha256": old["sha256"], "content": json.dumps(old["content"]), "made_by_id": 1}
        insert("documents", document | {"made_at": "2026-01-01"})
        for number, item in enumerate(conditions, start=1):
            row = {key: item[key] for key in ("source", "code", "policy_version", "text")}
            insert("conditions", row | {"document_id": 1, "number": number, "part": item.get("part", "AP")})
        db.session.commit()
        upgrade(directory=migrations)
        found = db.session.execute(
            db.text("SELECT source, category, type, text FROM conditions ORDER BY number")
        ).all()
    close(app)
    assert [row.text for row in found] == [item["text"] for item in conditions]
    assert [row.category for row in found] == [item["category"] for item in conditions]
    types = [row.type for row in found if row.source == "additional"]
    assert types == ["ResidenceAtAddress", "RegionOfResidence", None, "OutOfBoundsArea", "DrugTestPlace"]
    assert all(row.type is None for row in found if row.source != "additional")
