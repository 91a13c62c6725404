"""Security events from before lose what nobody is called, keep the names of accounts, and are guarded as before."""

from __future__ import annotations

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from app.factory import create_app
from app.models import evidence
from app.models.base import db
from tests.support.needs import ROOT

MIGRATIONS = str(ROOT / "migrations")


def test_names_of_nobody_are_taken_out_of_the_security_events_that_there_are(empty_database, close):
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0012")
        moment = "2026-01-01 10:00:00+00:00"
        db.session.execute(
            db.text(
                "INSERT INTO users (username, name, is_demo, created_at) VALUES ('sam', 'Sam', false, :moment)"
            ),
            {"moment": moment},
        )
        number = db.session.scalar(db.text("SELECT id FROM users"))
        for name, user in (("sam", number), ("hunter2", None), (None, None)):
            db.session.execute(
                db.text(
                    "INSERT INTO security_events (at, kind, name, user_id, address) "
                    "VALUES (:moment, 'not-signed-in', :name, :user, '127.0.0.1')"
                ),
                {"moment": moment, "name": name, "user": user},
            )
        db.session.commit()
        upgrade(directory=MIGRATIONS)
        kept = "SELECT name FROM security_events ORDER BY id"
        assert list(db.session.scalars(db.text(kept))) == ["sam", None, None]
        assert not evidence.unguarded(db.session.connection())
        with pytest.raises(IntegrityError):
            db.session.execute(db.text("UPDATE security_events SET name = 'x'"))
        db.session.rollback()
        downgrade(directory=MIGRATIONS, revision="0012")
        assert list(db.session.scalars(db.text(kept))) == ["sam", None, None]
        db.session.rollback()
    close(app)
