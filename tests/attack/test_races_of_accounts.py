"""Accounts, prisons and sign-ins at the same moment, on PostgreSQL with real threads: nobody is answered with a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.attack.test_races import at_once, dawdling, fresh
from tests.support.deeds import post
from tests.support.standing import as_user

__all__ = ["fresh"]
pytestmark = pytest.mark.postgresql

ACCOUNT = {"username": "twice", "name": "Ann Twice", "email": "", "password": "tuesday lamp orchard"}
ROUNDS = 3


def sign_in(app: Flask, _: int) -> int:
    client = app.test_client()
    client.checks = False  # type: ignore[attr-defined]
    return client.post("/sign-in", data={"username": "practitioner", "password": "licence-demo"}).status_code


def test_an_account_or_a_prison_that_is_added_twice_at_once_is_there_once_and_said_to_be(
    fresh: Callable[[], Flask],
) -> None:
    for seed in range(ROUNDS):
        app = fresh()
        for path, values in (
            ("/accounts/add", {**ACCOUNT, "roles": "support"}),
            ("/prisons/add", {"code": "ZZT", "name": "HMP Twice", "email": "", "telephone": ""}),
        ):
            add = post("support", path, **values)
            with dawdling(app, seed):
                answers = at_once(app, (add, add), 0)
            # Who comes once the first is stored is told so, or sets the same again.
            assert 302 in answers and set(answers) <= {302, 422}, (path, answers)


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
