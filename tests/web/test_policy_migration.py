"""Policies that were stored before they could wait unpublished stay as they are, with the licences on them."""

from __future__ import annotations

import pytest
from flask_migrate import upgrade

from app.factory import create_app
from app.models.base import db
from tests.support.needs import ROOT

ROWS = {
    "policies": {
        "version": "1.0",
        "commences": "2015-01-01",
        "source": "x",
        "content": "{}",
        "sha256": "0",
        "imported_at": "2026-01-01",
    },
    "users": {
        "username": "u",
        "name": "u",
        "password_hash": "x",
        "is_demo": False,
        "session_key": "k",
        "failures": 0,
        "created_at": "2026-01-01",
    },
    "cases": {
        "prison_number": "A",
        "crn": "X",
        "sort_name": "x",
        "indeterminate": False,
        "recall": False,
        "restricted_patient": False,
        "prison_name": "p",
        "kind": "CRD",
        "release_date_label": "X",
        "manager_unallocated": False,
        "restriction_kind": "NONE",
        "record": "{}",
        "record_sha256": "0",
        "imported_at": "2026-01-01",
    },
    "licences": {
        "case_id": 1,
        "booking_id": "1",
        "kind": "CRD",
        "type": "AP",
        "status": "approved",
        "major": 1,
        "minor": 0,
        "policy_version": "1.0",
        "started_by_id": 1,
        "started_at": "2026-01-01",
    },
}


def insert(table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    db.session.execute(db.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


def test_a_policy_with_licences_survives_the_change_of_its_table(empty_database, close):
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    migrations = str(ROOT / "migrations")
    with app.app_context():
        upgrade(directory=migrations, revision="0001")
        for table, row in ROWS.items():
            insert(table, row)
        db.session.commit()
        upgrade(directory=migrations)
        found = db.session.execute(
            db.text(
                "SELECT version, commences, licences.id FROM policies "
                "JOIN licences ON licences.policy_version = policies.version"
            )
        ).all()
        assert [(version, str(day), number) for version, day, number in found] == [("1.0", "2015-01-01", 1)]
        insert("policies", ROWS["policies"] | {"version": "1.1", "commences": None})
        db.session.commit()
        with pytest.raises(db.exc.IntegrityError):  # references are checked again after the migration
            insert("licences", ROWS["licences"] | {"policy_version": "9.9"})
        db.session.rollback()
    close(app)
