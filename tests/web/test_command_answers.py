"""What every command answers: a database that does not do what it should is told in a sentence with the next step."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
import pytest
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from app import logs
from app.factory import create_app
from app.models.base import db
from app.store import policies
from tests.support.standing import tampering

COMMANDS = {
    "audit heads": [],
    "audit verify": [],
    "backup": ["FOLDER/backup.zip"],
    "cases import": ["FOLDER/people.json"],
    "cases rework": [],
    "demo load": [],
    "demo release": ["A7100ZA"],
    "jobs nightly": [],
    "jobs run": ["expire-licences"],
    "jobs work": [],
    "maps tidy": [],
    "policy import": ["policies/default.json"],
    "policy list": [],
    "prison add": ["ZZZ", "--name", "HMP Example"],
    "prison list": [],
    "prison set": ["ZZZ", "--name", "HMP Example"],
    "prison show": ["ZZZ"],
    "retention": [],
    "rollout list": [],
    "rollout set": ["pdu", "N01P"],
    "rollout show": ["pdu", "N01P"],
    "user add": ["sam", "--name", "Sam", "--role", "support", "--password", "tuesday lamp orchard"],
    "user disable": ["sam"],
    "user enable": ["sam"],
    "user end-sessions": ["sam"],
    "user grant": ["sam", "--role", "support"],
    "user list": [],
    "user password": ["sam", "--password", "tuesday lamp orchard"],
    "user revoke": ["sam", "--role", "support"],
    "user show": ["sam"],
    "user unlock": ["sam"],
}
"""Every command that reads the database, with what it is given."""
NO_DATABASE = {"case explain", "policy check", "policy render", "restore"}
NOWHERE = "postgresql+psycopg://licence:hunter2@127.0.0.1:1/licence"


def names(command: click.Command, path: str = "") -> Iterator[str]:
    """The names of all commands in a group."""
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from names(each, f"{path} {name}".strip())
    else:
        yield path


@pytest.mark.one_database
def test_every_command_is_asked_here(app: Flask) -> None:
    ours = {name for name in names(app.cli) if not name.startswith("db ")}
    assert ours == COMMANDS.keys() | NO_DATABASE


@pytest.fixture
def given(tmp_path) -> dict[str, list[str]]:
    (tmp_path / "people.json").write_text("[]")
    return {name: [each.replace("FOLDER", str(tmp_path)) for each in more] for name, more in COMMANDS.items()}


def said(app: Flask, words: list[str]) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=words)
    return result.exit_code, result.stdout, result.stderr


def test_without_tables_every_command_says_how_they_are_made(empty_database, close, given, subtests) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    for name, more in given.items():
        with subtests.test(name):
            status, out, err = said(app, [*name.split(), *more])
            assert status == 1 and out == "", (out, err)
            assert err.endswith("Make them with: flask db upgrade\n") and err.count("\n") == 1, err
    close(app)


def test_without_a_database_every_command_says_so_and_shows_no_password(close, given, subtests) -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI=NOWHERE)
    for name, more in given.items():
        with subtests.test(name):
            status, out, err = said(app, [*name.split(), *more])
            assert status == 1 and out == "" and "hunter2" not in err, (out, err)
            assert err.startswith("The database does not answer") and err.endswith("Then try again.\n"), err
    with subtests.test("db upgrade"):
        group = FlaskGroup(create_app=lambda: app)
        result = app.test_cli_runner().invoke(
            group, ["db", "upgrade"], obj=ScriptInfo(create_app=lambda: app)
        )
        assert result.exit_code == 1 and result.stderr.startswith("The database does not answer"), (
            result.stderr
        )
    close(app)


@pytest.mark.one_database
def test_a_refusal_is_told_in_sentences(app: Flask) -> None:
    status, _, err = said(app, ["user", "disable", "support"])
    assert status == 1
    assert err.startswith("You cannot take the last account from support. There is always an account")
    assert err.endswith("Give somebody else the role of support first.\n")


@pytest.mark.one_database
def test_a_policy_that_was_changed_is_told_in_sentences_where_policies_are_listed(app: Flask) -> None:
    with app.app_context(), tampering():
        db.session.execute(db.text("UPDATE policies SET sha256 = :other"), {"other": "0" * 64})
    policies.forget()
    status, _, err = said(app, ["policy", "list"])
    assert status == 1 and "does not match what was imported. A licence is only written" in err


@pytest.mark.one_database
@pytest.mark.parametrize("is_terminal", [True, False])
def test_log_lines_stay_out_of_what_a_terminal_shows_and_are_never_in_the_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_terminal: bool
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: is_terminal, raising=False)
    logs.set_up()
    try:
        status, out, err = said(
            app, ["user", "grant", "practitioner", "--role", "head-of-pdu", "--pdu", "N01"]
        )
    finally:
        logs.set_up(is_test=True)
    assert (status, out) == (0, "Granted.\n"), err
    lines = [json.loads(line)["event"] for line in err.splitlines()]
    assert lines == ([] if is_terminal else ["security"])
