"""The web and the command line give one text for one set of answers: `flask policy render` beside the pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from flask import Flask

from app.domain.policy.text import items_from_answers
from tests.domain.policy_examples import DEFAULT
from tests.support.client import CheckingClient
from tests.support.conditions import POLICIES, draft, file_of, imported, on_the_menu
from tests.support.examples import first_page, ways
from tests.support.needs import ROOT
from tests.support.page_checks import squeeze

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]


def items(condition: object, stored: dict[str, object]) -> str:
    """The data items of stored answers, as the command line takes them."""
    return json.dumps([asdict(item) for item in items_from_answers(condition, stored)])  # type: ignore[arg-type]


@pytest.mark.parametrize("which", POLICIES)
def test_the_command_line_renders_every_condition_as_check_your_answers_does(
    app: Flask, signed_in: SignedIn, which: str, tmp_path: Path
) -> None:
    path = file_of(which, tmp_path)
    policy = imported(app, path)
    licence = draft(app, signed_in("practitioner"), policy)
    conditions = on_the_menu(policy)
    licence.choose(*conditions)
    for condition in conditions:
        if condition.requires_input:
            licence.fill(condition, ways(condition, licence.facts)[0])
    licence.finish()
    rows = licence.rows()
    answers = licence.answers()
    runner = app.test_cli_runner()
    for condition in conditions:
        stored = {
            name: value
            for page, given in answers.items()
            if page.split("/")[:2] == ["condition", condition.code]
            for name, value in given.items()
            if name != "another"
        }
        result = runner.invoke(
            args=["policy", "render", str(path), condition.code], input=items(condition, stored)
        )
        assert result.exit_code == 0, result.output
        page = first_page(condition) if condition.requires_input else "conditions"
        assert squeeze(result.stdout) in " ".join(rows[page])
        assert result.stdout == licence.text(condition)


def test_the_command_itself_renders_to_the_letter(app: Flask, signed_in: SignedIn) -> None:
    """In a process of its own, for the condition that has the most inputs."""
    licence = draft(app, signed_in("practitioner"), imported(app, DEFAULT))
    condition = max(on_the_menu(licence.policy), key=lambda c: len(list(c.every_input())))
    licence.choose(condition)
    licence.fill(condition, ways(condition, licence.facts)[0])
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "policy",
        "render",
        str(DEFAULT),
        condition.code,
    ]
    given = items(condition, licence.stored(condition)).encode()
    done = subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=100, check=True)
    assert done.stdout.decode("utf-8") == licence.text(condition)
