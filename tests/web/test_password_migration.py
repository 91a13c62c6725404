"""Accounts that were made while passwords stood among them keep them, and can sign in after every migration since."""

from __future__ import annotations

import datetime as dt

from argon2 import PasswordHasher
from flask_migrate import downgrade, upgrade

from app.factory import create_app
from app.models import Password, User
from app.models.base import db
from app.store import users
from tests.support.needs import ROOT

SECRET = "a long enough password"
MIGRATIONS = str(ROOT / "migrations")
BEFORE = "0007-1"
UNTIL = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def account(username: str, **more: object) -> dict[str, object]:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    row = {
        "username": username,
        "name": username.title(),
        "password_hash": PasswordHasher(time_cost=1, memory_cost=64).hash(SECRET),
        "is_demo": False,
        "session_key": username,
        "failures": 0,
        "locked_until": None,
        "created_at": moment,
    }
    return row | more


def rows(statement: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.session.execute(db.text(statement))]


def test_hashes_failures_and_locks_are_carried_along_both_ways(empty_database, close):
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    given = [account("sam"), account("alex", failures=3), account("jo", failures=1, locked_until=UNTIL)]
    kept = "SELECT username, name, password_hash, session_key, failures, locked_until FROM users ORDER BY id"
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision=BEFORE)
        for row in given:
            values = ", ".join(f":{name}" for name in row)
            db.session.execute(db.text(f"INSERT INTO users ({', '.join(row)}) VALUES ({values})"), row)
        db.session.execute(db.text("INSERT INTO grants VALUES (1, 'role', 'support')"))
        db.session.commit()
        before = rows(kept)
        db.session.rollback()

        upgrade(directory=MIGRATIONS, revision="0007")
        moved = rows(
            "SELECT username, name, hash, session_key, failures, locked_until FROM users "
            "JOIN passwords ON user_id = id ORDER BY id"
        )
        assert moved == before
        db.session.rollback()
        upgrade(directory=MIGRATIONS)
        found = db.session.execute(
            db.select(User.username, Password.hash)
            .join(Password, Password.user_id == User.id)
            .order_by(User.id)
        ).all()
        assert [tuple(row) for row in found] == [(row["username"], row["password_hash"]) for row in given]
        users.add_user("new", "New Person", ["support"])
        db.session.commit()
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    assert client.post("/sign-in", data={"username": "sam", "password": SECRET}).status_code == 302
    assert client.get("/").status_code == 200
    with app.app_context():
        assert db.session.get_one(User, 1).roles == {"support"}, "grants outlive the change of their table"
        db.session.rollback()

        downgrade(directory=MIGRATIONS, revision=BEFORE)
        after = rows(kept)
        assert [row[:3] for row in after[:3]] == [row[:3] for row in before]
        assert len({row[3] for row in after}) == 4, "nobody's old session is good again, nor anybody else's"
        assert after[3][2] == "", "an account without a password can sign in by none"
        db.session.rollback()
    close(app)
