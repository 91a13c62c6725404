"""Messages as people see them: what support reads, and the settings without which none is sent."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.models.base import db
from app.models.record import Message, MessageState
from config import Demo, Production
from tests.support.moving import put, words
from tests.support.notify import KEY, TEMPLATE
from tests.support.standing import as_user

TOKEN = "vH2rX9pQ7mWc4tLz8bNfKs3dJgYx6aEu"  # made at random for this test


@pytest.fixture
def written(app: Flask, printing_is_quick: None) -> int:
    """A licence that was returned: a message to the prison, and one to its practitioner."""
    return put(app, "returned")


def change(app: Flask, notice: str, **values: object) -> None:
    """What a worker would have kept of the messages of a notice."""
    with app.app_context():
        db.session.execute(db.update(Message).where(Message.notice == notice).values(**values))
        db.session.commit()


def test_support_reads_what_became_of_each_message_and_how_many_wait(app: Flask, written: int) -> None:
    support = as_user(app, "support")
    support.get("/messages")
    said = words(support)
    assert "not connected to GOV.UK Notify, so nobody gets these messages" in said
    assert re.search(r"Waits to be sent ?2", said) and re.search(
        r"Delivered ?0.*No address ?0|No address ?0.*Delivered ?0", said
    )
    app.test_cli_runner().invoke(args=["jobs", "run", "send-messages"])
    support.get("/messages")
    assert words(support).count("Kept here, and not sent on 2") == 2
    change(app, "sent", state=MessageState.FAILED, failure="permanent-failure")
    app.config["NOTIFY_API_KEY"] = KEY
    support.get("/messages")
    said = words(support)
    assert "not connected" not in said
    assert "Could not be delivered. There is no such address" in said
    assert said.index("Licence to approve") < said.index("Licence returned"), "what failed comes first"


def test_the_words_of_a_message_are_those_that_would_be_sent(app: Flask, written: int) -> None:
    support = as_user(app, "support")
    support.get("/messages")
    with app.app_context():
        for body in db.session.scalars(db.select(Message.body)):
            assert " ".join(body.split()) in words(support)


NOTIFY = {"NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE, "NOTIFY_CALLBACK_TOKEN": TOKEN}


def started(monkeypatch: pytest.MonkeyPatch, settings: type, **given: str | None) -> str:
    """Why a service with these settings does not start; empty where it does."""
    for name, value in given.items():
        monkeypatch.setattr(settings, name, value)
        monkeypatch.setenv(name, value or "")
    monkeypatch.setenv("SECRET_KEY", "kR7vX2pQ9mWc4tLz8bNfHs3dJgYx6aEu")
    monkeypatch.setenv("DATABASE_URL", "postgresql://licence@127.0.0.1/licence")
    try:
        settings()
    except SystemExit as stopped:
        return str(stopped)
    return ""


@pytest.mark.parametrize("settings", [Demo, Production])
def test_a_service_starts_with_all_of_notify_or_none_and_never_with_half(
    monkeypatch: pytest.MonkeyPatch, settings: type
) -> None:
    assert not started(monkeypatch, settings, **dict.fromkeys(NOTIFY))
    assert not started(monkeypatch, settings, **NOTIFY)
    for name in NOTIFY:
        assert f"{name} must be set too" in started(monkeypatch, settings, **NOTIFY | {name: None})
    for name in ("NOTIFY_API_KEY", "NOTIFY_TEMPLATE_ID"):
        why = started(monkeypatch, settings, **NOTIFY | {name: "something-else"})
        assert f"{name} is not one that GOV.UK Notify gives" in why
        assert KEY not in why and "something-else" not in why


def test_a_live_service_wants_a_token_that_nobody_guesses_and_an_address_that_nobody_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "NOTIFY_CALLBACK_TOKEN" in started(
        monkeypatch, Production, **NOTIFY | {"NOTIFY_CALLBACK_TOKEN": "short"}
    )
    assert "https://" in started(monkeypatch, Production, **NOTIFY, NOTIFY_URL="http://notify.example")
    assert not started(monkeypatch, Production, NOTIFY_URL="https://notify.example")
