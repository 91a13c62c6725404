"""Accounts, prisons and sign-ins at the same moment, on PostgreSQL with real threads: nobody is answered with a fault."""

from __future__ import annotations

import html
from collections.abc import Callable

import pytest
from flask import Flask

from app.models.base import db
from app.models.prison import Prison
from app.models.record import Message
from app.models.site import SiteSwitch
from app.models.user import User
from tests.attack.test_races import at_once, dawdling, fresh
from tests.support.standing import as_user

__all__ = ["fresh"]
pytestmark = pytest.mark.postgresql

ACCOUNT = {"username": "twice", "name": "Ann Twice", "email": "", "password": "tuesday lamp orchard"}
ROUNDS = 3


def sign_in(app: Flask, _: int) -> int:
    client = app.test_client()
    client.checks = False  # type: ignore[attr-defined]
    return client.post("/sign-in", data={"username": "practitioner", "password": "licence-demo"}).status_code


def add_by_support(path: str, values: dict[str, str]) -> Callable[[Flask, int], tuple[int, str]]:
    """A step that sends the form of support; the status and the page of the answer."""

    def do(app: Flask, _: int) -> tuple[int, str]:
        client = as_user(app, "support")
        client.checks = False
        answer = client.post(path, data=values)
        return answer.status_code, html.unescape(answer.text)

    return do


def test_an_account_or_a_prison_that_is_added_twice_at_once_is_there_once_and_said_to_be(
    fresh: Callable[[], Flask],
) -> None:
    for seed in range(ROUNDS):
        app = fresh()
        for path, values, it, said, may_be_set_twice in (
            (
                "/accounts/add",
                {**ACCOUNT, "roles": "support"},
                User.username == "twice",
                "There is an account with the username twice already",
                False,
            ),
            (
                "/prisons/add",
                {"code": "ZZT", "name": "HMP Twice", "email": "", "telephone": ""},
                Prison.code == "ZZT",
                "There is a prison with the code ZZT already",
                True,
            ),
        ):
            add = add_by_support(path, values)
            with dawdling(app, seed):
                answers = at_once(app, (add, add), 0)
            added, refused = ([each for each in answers if each[0] == status] for status in (302, 422))
            assert len(added) + len(refused) == 2 and added, (path, answers)
            assert refused or may_be_set_twice, path
            assert all(said in page for _, page in refused), path
            with app.app_context():
                assert db.session.scalar(db.select(db.func.count()).where(it)) == 1, path


def test_a_place_that_is_switched_on_twice_at_once_tells_everybody_once(fresh: Callable[[], Flask]) -> None:
    app = fresh()
    values = {"on_from-day": "1", "on_from-month": "12", "on_from-year": "2026", "sure": "yes"}
    switch = add_by_support("/roll-out/pdu/N01P/change", values)
    with dawdling(app, 1):
        assert [status for status, _ in at_once(app, (switch, switch), 0)] == [302, 302]
    with app.app_context():
        (change,) = db.session.scalars(db.select(SiteSwitch)).all()
        assert db.session.scalar(db.select(db.func.count(Message.id))) == len(change.told) > 1


def test_many_who_sign_in_at_once_by_one_name_from_one_address_are_all_let_in(
    fresh: Callable[[], Flask],
) -> None:
    for seed in range(ROUNDS):
        app = fresh()
        with dawdling(app, seed):
            assert at_once(app, (sign_in,) * 4, 0) == [302] * 4


def test_sign_ins_that_end_at_once_from_two_places_end_once(fresh: Callable[[], Flask]) -> None:
    app = fresh()
    browsers = [as_user(app, "practitioner") for _ in range(2)]

    def ends(place: int) -> Callable[[Flask, int], int]:
        browsers[place].checks = False
        return lambda app, _: browsers[place].post("/sign-out").status_code

    with dawdling(app, 1):
        assert at_once(app, (ends(0), ends(0), ends(1)), 0) == [302] * 3
