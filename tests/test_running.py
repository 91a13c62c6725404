"""What docs/running.md and the README tell an operator to type, set and look for is there."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from app import metrics
from app.jobs.jobs import JOBS
from app.jobs.schedule import At
from app.store.health import PARTS
from tests.support.needs import ROOT

RUNNING, README = ROOT / "docs" / "running.md", ROOT / "README.md"
pytestmark = pytest.mark.one_database


def commands(document: Path, word: str) -> list[list[str]]:
    """Every indented line of a document that runs a command, as its words, without settings before it and what the shell
    does with it."""
    found = []
    for line in re.findall(r"^    (\S.*)$", document.read_text(encoding="utf-8"), re.MULTILINE):
        words = shlex.split(line, comments=True) if line.count("'") % 2 == 0 else []
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words.pop(0)
        if words and words[0] == word:
            found.append([each for each in words if each not in ("<", ">>")][1:])
    return found


def check(app: Flask, words: list[str]) -> None:
    """Raises LookupError for a flask command that is not there, and NoSuchOption for an option that it has not."""
    command: click.Command = FlaskGroup(create_app=lambda: app)
    words = list(words)
    with click.Context(command, info_name="flask", obj=ScriptInfo(create_app=lambda: app)) as context:
        while isinstance(command, click.Group):
            found = command.get_command(context, words[0]) if words else None
            if found is None:
                raise LookupError(" ".join(words))
            command = found
            words.pop(0)
        command.make_parser(click.Context(command, parent=context)).parse_args(args=words)


@pytest.mark.parametrize("document", [RUNNING, README], ids=lambda path: path.name)
def test_every_flask_command_that_is_told_is_there_with_its_options(app, document):
    told = commands(document, "flask")
    assert len(told) >= 10
    for words in told:
        check(app, words)


def test_a_command_or_an_option_that_is_not_there_would_be_found(app):
    with pytest.raises(LookupError):
        check(app, ["policy", "imports", "FILE"])
    with pytest.raises(click.NoSuchOption):
        check(app, ["policy", "import", "FILE", "--commence", "today"])


def test_whatever_is_to_be_made_can_be(app):
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = {words[0] for document in (RUNNING, README) for words in commands(document, "make")}
    assert "install" in told and told <= set(targets)


@pytest.mark.parametrize("target", ["node_modules/.run", "node_modules/.test", ".venv/.run", ".venv/.test"])
def test_nothing_is_installed_into_a_folder_that_is_a_link_to_another(tmp_path, target):
    folder, other = tmp_path / "clone", tmp_path / "other"
    (folder / "scripts").mkdir(parents=True)
    (other / "bin").mkdir(parents=True)
    (other / "bin" / "python").touch()
    for name in ("Makefile", "package.json", "package-lock.json", "scripts/own-folder", "scripts/make-venv"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("requirements.txt", "requirements-dev.txt"):
        (folder / name).touch()
    linked = target.split("/")[0]
    (folder / linked).symlink_to(other)
    ran = subprocess.run(["make", target], cwd=folder, capture_output=True, text=True, timeout=60)
    assert ran.returncode and f"{linked} is a symbolic link to {other}" in ran.stderr
    assert sorted(each.name for each in other.iterdir()) == ["bin"], "what is there stays"


def test_every_setting_that_is_told_is_read_and_stands_in_the_table_or_is_the_servers():
    read = {
        name
        for file in ("config.py", "gunicorn.conf.py")
        for name in re.findall(
            r"(?:environ(?:\.get\(|\[)|_number\()\"([A-Z_]+)\"", (ROOT / file).read_text(encoding="utf-8")
        )
    }
    assert {"SECRET_KEY", "DATABASE_LOCK_TIMEOUT", "WORKERS"} <= read
    in_table = set(re.findall(r"`([A-Z_]+)`(?=[^|\n]*\|)", README.read_text(encoding="utf-8")))
    text = RUNNING.read_text(encoding="utf-8")
    in_file = set(re.findall(r"^    ([A-Z_]+)=", text, re.MULTILINE))
    assert in_file <= read
    told = in_table | set(re.findall(r"`([A-Z_]+)`", text))
    assert read <= told, "each setting is told somewhere"


def test_the_parts_the_figures_and_the_proxy_that_are_told_are_those_there_are():
    text = RUNNING.read_text(encoding="utf-8")
    assert set(PARTS) <= set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    figures = {
        each.name for kept in (metrics.REQUESTS, metrics.MOVES, metrics.SECONDS) for each in kept.describe()
    }
    told = {name.removesuffix("_total") for name in re.findall(r"^\| `(licence_\w+)` \|", text, re.MULTILINE)}
    assert figures | {"licence_messages", "licence_part_up"} == told


def test_the_jobs_that_are_told_are_those_there_are_with_their_times():
    _, _, text = RUNNING.read_text(encoding="utf-8").partition("| Job | When, in London |")
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", text.partition("\n\n")[0], re.MULTILINE))
    assert told.keys() == JOBS.keys()
    for name, job in JOBS.items():
        times = [f"{time:%H:%M}" for time in job.schedule.times] if isinstance(job.schedule, At) else []
        assert re.findall(r"\d\d:\d\d", told[name]) == times
        assert ("Monday to Friday" in told[name]) == job.schedule.words.endswith("Monday to Friday")


@pytest.mark.parametrize("setting", ["SESSION_HOURS", "MAPS_MEGABYTES", "MAPS_KEPT_DAYS", "TRUSTED_PROXIES"])
@pytest.mark.parametrize("given", ["abc", "-1", "1e3", "9" * 20, "٣"])
def test_a_setting_that_is_no_number_stops_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, setting: str, given: str
) -> None:
    import config

    monkeypatch.setenv(setting, given)
    with pytest.raises(SystemExit, match=f"^{setting} is .* It must be a whole number, [01] or more"):
        config._number(setting, 1, least=1 if setting in ("SESSION_HOURS", "MAPS_MEGABYTES") else 0)
    assert f'_number("{setting}"' in (ROOT / "config.py").read_text(encoding="utf-8")
