"""The administration of policies in the browser, what it leaves in the database, and many licences for it to touch."""

from __future__ import annotations

import io
import json
from typing import Any

from sqlalchemy import insert

from app.models import Case, Licence, PolicyEvent, PolicyVersion
from app.models.base import db
from tests.support import standing


def upload(client, content: bytes | str | dict[str, Any], source: str = "", **more: Any):
    if isinstance(content, dict):
        content = json.dumps(content)
    if isinstance(content, str):
        content = content.encode()
    client.get("/policies/import")
    return client.submit({"file": (io.BytesIO(content), "policy.json"), "source": source}, **more)


def policies_in(app) -> dict[str, Any]:
    with app.app_context():
        return {
            row.version: row.commences
            for row in db.session.execute(db.select(PolicyVersion.version, PolicyVersion.commences))
        }


def history(app, version: str) -> list[tuple[str, Any, str]]:
    with app.app_context():
        return [
            tuple(row)
            for row in db.session.execute(
                db.select(PolicyEvent.action, PolicyEvent.commences, PolicyEvent.by_name)
                .join(PolicyVersion, PolicyEvent.policy_id == PolicyVersion.id)
                .where(PolicyVersion.version == version)
                .order_by(PolicyEvent.id)
            )
        ]


def some(app, number: int, status: str, policy: str = "0.2", **facts: Any) -> None:
    """So many more people like the first, each with a licence in this status."""
    with app.app_context():
        first = standing.case_of("Testwick")
        columns = {c.key: getattr(first, c.key) for c in Case.__table__.columns if c.key != "id"}
        start = db.session.scalar(db.select(db.func.max(Case.id))) + 1
        writer = standing.user("practitioner").id
        db.session.execute(
            insert(Case),
            [
                columns
                | {
                    "id": n,
                    "prison_number": f"B{n:04}AA",
                    "crn": f"Y{n:06}",
                    "booking_id": str(n),
                    "surname": f"Manyone{n}",
                    "sort_name": f"manyone{n} marigold",
                    "search_text": f"marigold manyone{n} b{n:04}aa y{n:06}",
                }
                | facts
                for n in range(start, start + number)
            ],
        )
        db.session.execute(
            insert(Licence),
            [
                {
                    "id": n,
                    "case_id": n,
                    "booking_id": str(n),
                    "purpose": "first",
                    "kind": "CRD",
                    "status": status,
                    "policy_version": policy,
                    "started_by_id": writer,
                }
                for n in range(start, start + number)
            ],
        )
        if db.engine.dialect.name == "postgresql":
            db.session.execute(
                db.text("SELECT setval('licences_id_seq', 100000), setval('cases_id_seq', 100000)")
            )
        db.session.commit()
