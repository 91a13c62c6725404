"""flask policy on the command line, and the policies it stores."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.cli.policy import policy_cli
from app.domain.policy.read import read_policy
from app.models.base import db
from app.models.policy import PolicyVersion
from app.moves.policies import import_policy
from app.store.policies import NoPolicyError, forget, load, row
from tests.domain.policy_examples import DEFAULT, plain, policy, text_input, with_form, written
from tests.support.policies import version_on

TODAY = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    small = Flask(__name__)
    small.config.update(SQLALCHEMY_DATABASE_URI=f"sqlite:///{tmp_path}/policies.sqlite", CLOCK_FIXED_AT=TODAY)
    db.init_app(small)
    small.cli.add_command(policy_cli)
    with small.app_context():
        db.metadata.create_all(db.engine)
        forget()
        yield small
        forget()


@pytest.fixture
def run(app: Flask) -> Any:
    def invoke(*arguments: str, input: str | bytes | None = None) -> Result:
        return app.test_cli_runner().invoke(args=["policy", *arguments], input=input)

    return invoke


def save(tmp_path: Path, data: Any, name: str = "policy.json") -> str:
    file = tmp_path / name
    file.write_text(data if isinstance(data, str) else written(data), encoding="utf-8")
    return str(file)


PETS = policy(
    plain(1, code="a1"), with_form(2, "Feed {pet}{when}.", text_input("pet"), text_input("when"), code="B2")
)


def data(*entries: tuple[str, str, int]) -> str:
    return json.dumps([dict(zip(("field", "value", "sequence"), entry, strict=True)) for entry in entries])


def test_check_is_silent_about_a_sound_policy(run: Any) -> None:
    result = run("check", str(DEFAULT))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_check_prints_one_line_for_each_fault_and_warnings_apart(run: Any, tmp_path: Path) -> None:
    file = save(tmp_path, policy(plain(1, text=""), plain(2, code="x", extra=1)))
    result = run("check", file)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"{file}: $.additionalConditions.AP[0].text: is empty",
        f'{file}: $.additionalConditions.AP[1].code: is "x", which has not the shape of a UUID',
    ]
    assert "AP[1].extra" in result.stderr


@pytest.mark.parametrize("command", [("check",), ("import",)])
@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_is_status_2(
    run: Any, tmp_path: Path, command: tuple[str], name: str
) -> None:
    result = run(*command, str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "cannot be read" in result.stderr


def test_render_prints_the_text_and_nothing_else(run: Any, tmp_path: Path) -> None:
    result = run("render", save(tmp_path, PETS), "B2", input=data(("pet", "zoë", 1), ("pet", "{when}", 0)))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "Feed {when} and zoë.", "")


def test_render_finds_conditions_of_every_list(run: Any, tmp_path: Path) -> None:
    everything = policy(plain(1, "One."))
    everything["additionalConditions"]["PSS"] = [plain(2, "Two.")]
    everything["standardConditions"]["PSS"] = [{"code": "s", "text": "Three."}]
    file = save(tmp_path, everything)
    codes = [everything["additionalConditions"][part][0]["code"] for part in ("AP", "PSS")]
    printed = [run("render", file, code, input="[]").stdout for code in [*codes, "s"]]
    assert printed == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    "stdin",
    [
        "",
        "{}",
        "null",
        "[1]",
        "[{}]",
        '[{"field":"pet","value":"x"}]',
        '[{"field":"pet","value":1,"sequence":0}]',
        '[{"field":null,"value":"x","sequence":0}]',
        '[{"field":"pet","value":"x","sequence":"0"}]',
        '[{"field":"pet","value":"x","sequence":true}]',
        '[{"field":"pet","value":"x","sequence":0.5}]',
        '[{"field":"pet","value":"x","sequence":0,"extra":1}]',
        '[{"field":"pet","field":"pet","value":"x","sequence":0}]',
        '[{"field":"pet","value":"\\ud800","sequence":0}]',
        '[{"field":"pet","value":"x","sequence":NaN}]',
        b"\xff",
        "[" * 100_000,
    ],
)
def test_render_refuses_bad_input_and_prints_nothing(run: Any, tmp_path: Path, stdin: str | bytes) -> None:
    result = run("render", save(tmp_path, PETS), "B2", input=stdin)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("standard input: ")


@pytest.mark.parametrize("code", ["a2", "A1", "b2", ""])
def test_render_refuses_a_code_that_is_not_there_exactly(run: Any, tmp_path: Path, code: str) -> None:
    result = run("render", save(tmp_path, PETS), code, input="[]")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no condition has the code" in result.stderr


@pytest.mark.parametrize("content", ["", "{}", "[", '{"version": "1.0"}'])
def test_render_refuses_a_malformed_policy(run: Any, tmp_path: Path, content: str) -> None:
    result = run("render", save(tmp_path, content), "a1", input="[]")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "$" in result.stderr
    missing = run("render", str(tmp_path / "missing.json"), "a1", input="[]")
    assert (missing.exit_code, missing.stdout) == (1, "")


def test_import_stores_a_policy_with_its_own_day_and_source(run: Any) -> None:
    assert run("import", str(DEFAULT)).exit_code == 0
    row = db.session.scalars(db.select(PolicyVersion)).one()
    assert (row.version, row.commences) == ("0.2", dt.date(2015, 2, 1))
    assert "2005/648" in row.source and len(row.sha256) == 64
    assert row.imported_at.tzinfo is not None
    listed = run("list").stdout
    assert listed.startswith("0.2\t2015-02-01\t14 standard, 32 additional\tCriminal Justice")


def test_import_gives_a_day_and_a_source_to_a_file_without(run: Any, tmp_path: Path) -> None:
    run("import", save(tmp_path, policy(plain(1))))
    named = save(tmp_path, policy(plain(1), version="7.2"), "named.json")
    run("import", named, "--commences", "2026-09-01", "--source", "An order")
    assert run("list").stdout.splitlines() == [
        "7.1\t2026-05-04\t1 standard, 1 additional\tNot stated",
        "7.2\t2026-09-01\t1 standard, 1 additional\tAn order",
    ]


def test_import_refuses_a_policy_with_any_fault_whole(run: Any, tmp_path: Path) -> None:
    result = run("import", save(tmp_path, policy(plain(1), plain(2, text=""))))
    assert result.exit_code == 1
    assert "$.additionalConditions.AP[1].text: is empty" in result.stdout
    assert "nothing was stored" in result.stderr
    assert run("list").stdout == ""
    assert run("import", save(tmp_path, policy(plain(1))), "--source", "<b>x").exit_code == 1
    assert run("list").stdout == ""


def test_a_version_is_stored_once_and_never_changed(run: Any, tmp_path: Path) -> None:
    first = policy(plain(1))
    assert run("import", save(tmp_path, first)).exit_code == 0
    again = run("import", save(tmp_path, json.dumps(dict(reversed(first.items())), indent=8)))
    assert again.exit_code == 0 and "nothing changed" in again.stdout
    other = run("import", save(tmp_path, policy(plain(1, "Feed the dog."))))
    assert other.exit_code == 1 and "already stored" in other.stderr
    assert load("7.1").additional_conditions.AP[0].text == "Feed the cat."


def _store(version: str, commences: str) -> None:
    text = written(policy(plain(1), version=version))
    import_policy(read_policy(text), text, dt.date.fromisoformat(commences))


@pytest.mark.parametrize(
    ("start", "version"),
    [
        ("2010-01-01", "1.0"),
        ("2020-01-01", "1.0"),
        ("2023-12-31", "1.0"),
        ("2024-01-01", "10.0"),
        ("2026-04-30", "10.0"),
        ("2030-01-01", "2.5"),
        (None, "2.5"),
    ],
)
def test_the_policy_in_force_is_the_latest_that_has_commenced(
    app: Flask, start: str | None, version: str
) -> None:
    for stored in (
        ("9.1", "2024-01-01"),
        ("10.0", "2024-01-01"),
        ("1.0", "2020-01-01"),
        ("2.5", "2026-05-01"),
    ):
        _store(*stored)
    assert version_on(dt.date.fromisoformat(start) if start else None) == version


def test_without_any_policy_the_error_says_what_to_do(app: Flask) -> None:
    with pytest.raises(NoPolicyError, match="flask policy import"):
        version_on(dt.date(2026, 1, 1))
    for find in (load, row):
        with pytest.raises(NoPolicyError, match="not stored"):
            find("7.1")


def test_a_policy_is_parsed_once(app: Flask) -> None:
    _store("7.1", "2020-01-01")
    assert load("7.1") is load("7.1")
