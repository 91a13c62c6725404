"""Everything in one file and back: of one moment while the service writes, into an empty database, with its proof."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask

from app.domain.licence import actions
from app.factory import create_app
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.models.map import File
from app.moves.frame import perform
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.moving import put
from tests.support.sites import new_database
from tests.support.standing import as_user, everything, give_map

Close = Callable[[Flask], None]


def run(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(args))
    return result.exit_code, result.output


def heads(app: Flask) -> dict[int, tuple[int, str]]:
    with app.app_context():
        rows = db.session.execute(db.select(Case.id, Case.chain_length, Case.chain_head))
        return {row.id: (row.chain_length, row.chain_head) for row in rows}


@pytest.fixture
def empty(empty_database: str, close: Close, app: Flask) -> Any:
    """The service on a database in which nothing is, not even tables."""
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=empty_database)
    made.test_client_class = CheckingClient
    yield made
    close(made)


@pytest.mark.parametrize("files_in", ["database", pytest.param("folder", marks=pytest.mark.one_database)])
def test_what_is_backed_up_while_people_write_is_restored_with_the_same_chains_and_holds(
    app: Flask, empty: Flask, tmp_path: Path, printing_is_quick: None, files_in: str
) -> None:
    if files_in == "folder":
        app.config["MAPS_FOLDER"], empty.config["MAPS_FOLDER"] = str(tmp_path / "a"), str(tmp_path / "b")
    licence_id = put(app, "approved")
    give_map(app, licence_id, "practitioner")
    writes = put(app, "submitted", "Sampleton")
    stop, moved = Signal(), []

    def write() -> None:
        while not stop.is_set() and len(moved) < 200:
            with app.app_context():
                perform(actions.WITHDRAW, standing.reach("practitioner", writes))
                db.session.commit()
            standing.sent(app, writes, "practitioner")
            moved.append(1)

    writer = Thread(target=write)
    writer.start()
    while not moved and writer.is_alive():
        stop.wait(0.01)
    before = heads(app)
    file = tmp_path / "backup.zip"
    try:
        status, said = run(app, "backup", str(file))
    finally:
        stop.set()
        writer.join()
    assert status == 0 and moved, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and list(tmp_path.glob(".*")) == []
    status, said = run(empty, "restore", str(file))
    assert status == 0 and "Everything holds" in said, said
    assert run(empty, "audit", "verify")[0] == 0
    after, last = heads(empty), heads(app)
    assert after.keys() == before.keys()
    for case, (length, head) in after.items():
        assert before[case][0] <= length <= last[case][0]
        assert length != before[case][0] or head == before[case][1]
        assert length != last[case][0] or head == last[case][1]
    client = as_user(empty, "practitioner")
    picture = f"/licence/{licence_id}/map/{standing.MAP.sha256}/original"
    assert client.get(picture).data == standing.MAP.original
    put(empty, "submitted", "O’Fictional")
    assert run(empty, "audit", "verify")[0] == 0, "it goes on from there"


def test_every_row_of_every_table_comes_back_as_it_was(
    app: Flask, empty: Flask, tmp_path: Path, printing_is_quick: None
) -> None:
    put(app, "edit in progress")
    give_map(app, put(app, "returned", "Sampleton"), "practitioner")
    with app.app_context():  # as a newer version of the service may have written
        db.session.execute(
            db.text("UPDATE licences SET status = 'mystery' WHERE id = (SELECT max(id) FROM licences)")
        )
        db.session.commit()
        kept = db.session.execute(db.text("SELECT id, status FROM licences ORDER BY id")).all()
    file = tmp_path / "backup.zip"
    assert run(app, "backup", str(file))[0] == 0
    status, said = run(empty, "restore", str(file))
    assert status == 2 and "is mystery, and its history says" in said, "what does not hold is said, and stays"
    with empty.app_context():
        assert db.session.execute(db.text("SELECT id, status FROM licences ORDER BY id")).all() == kept
    assert everything(empty) == everything(app)


@pytest.mark.postgresql
@pytest.mark.parametrize("way", [("sqlite", "postgresql"), ("postgresql", "sqlite")], ids="->".join)
def test_a_backup_of_one_kind_of_database_is_restored_on_the_other(
    way: tuple[str, str], site_of: Any, tmp_path: Path, close: Close, printing_is_quick: None
) -> None:
    app = site_of(way[0]).reset()
    put(app, "approved")
    file = tmp_path / "backup.zip"
    assert run(app, "backup", str(file))[0] == 0
    other = new_database(way[1], tmp_path, "other")
    try:
        made = create_app("testing", SQLALCHEMY_DATABASE_URI=other.url)
        assert run(made, "restore", str(file))[0] == 0
        assert everything(made) == everything(app)
        put(made, "submitted", "Sampleton")
        assert run(made, "audit", "verify")[0] == 0
        close(made)
    finally:
        other.drop()


@pytest.mark.one_database
def test_a_database_that_is_not_empty_is_not_restored_into(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    assert run(app, "backup", str(file))[0] == 0
    before = everything(app)
    status, said = run(app, "restore", str(file))
    assert status == 1 and "The database is not empty" in said and "Nothing was restored" in said
    assert everything(app) == before


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same backup with other parts."""
    with ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    made = file.with_name("changed.zip")
    with ZipFile(made, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return made


def says(parts: dict[str, bytes], **changes: Any) -> None:
    parts["backup.json"] = json.dumps(json.loads(parts["backup.json"]) | changes).encode()


DAMAGED: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a row was changed": (
        lambda parts: parts.update(
            {"tables/users.jsonl": parts["tables/users.jsonl"].replace(b"Robin", b"Robyn")}
        ),
        "the table users is not what was written",
    ),
    "a table is missing": (lambda parts: parts.pop("tables/users.jsonl"), "damaged"),
    "it is of another migration": (lambda parts: says(parts, schema_="0001"), "of migration 0001"),
    "it is of another service": (lambda parts: parts.pop("backup.json"), "no backup of this service"),
    "its maps are elsewhere": (lambda parts: says(parts, files_in="folder"), "set MAPS_FOLDER so too"),
    "it has no tables": (lambda parts: says(parts, tables=[]), "has other tables"),
}


def test_a_backup_that_is_not_whole_or_of_another_version_restores_nothing(
    app: Flask, empty: Flask, tmp_path: Path, subtests: Any
) -> None:
    file = tmp_path / "backup.zip"
    assert run(app, "backup", str(file))[0] == 0
    for what, (change, named) in DAMAGED.items():
        with subtests.test(what):
            status, said = run(empty, "restore", str(rewritten(file, change)))
            assert status == 1 and named in said and "Nothing was restored" in said
    cut = tmp_path / "cut.zip"
    cut.write_bytes(file.read_bytes()[:-100])
    for bad in (cut, tmp_path / "none.zip", tmp_path):
        assert run(empty, "restore", str(bad))[0] == 1

    def row_of_nobody(parts: dict[str, bytes]) -> None:
        """A row that the database refuses, under its own hash."""
        from hashlib import sha256

        name = "tables/authors.jsonl"
        parts[name] += b"[999, 999]\n"
        tables = json.loads(parts["backup.json"])["tables"]
        for table in tables:
            if table["name"] == "authors":
                table["sha256"] = sha256(parts[name]).hexdigest()
        says(parts, tables=tables)

    status, said = run(empty, "restore", str(rewritten(file, row_of_nobody)))
    assert status == 1 and "The database takes no such rows" in said
    assert run(empty, "restore", str(file))[0] == 0, "after all that it is still empty"


@pytest.mark.one_database
@pytest.mark.parametrize("is_folder", [False, True])
def test_the_files_of_maps_are_counted_wherever_they_are_kept_and_a_folder_that_takes_none_is_named(
    app: Flask, empty: Flask, tmp_path: Path, printing_is_quick: None, is_folder: bool
) -> None:
    if is_folder:
        app.config["MAPS_FOLDER"] = str(tmp_path / "maps")
    give_map(app, put(app, "in progress"), "practitioner")
    file = tmp_path / "backup.zip"
    status, said = run(app, "backup", str(file))
    assert status == 0 and "tables, with 3 files of maps." in said
    if is_folder:
        (tmp_path / "no-folder").write_text("in the way")
        empty.config["MAPS_FOLDER"] = str(tmp_path / "no-folder")
        status, said = run(empty, "restore", str(file))
        assert (
            status == 1
            and f"No map can be written to {tmp_path / 'no-folder'}, which MAPS_FOLDER names" in said
        )
        empty.config["MAPS_FOLDER"] = str(tmp_path / "other")
    status, said = run(empty, "restore", str(file))
    assert status == 0 and "with 3 files of maps." in said


@pytest.mark.one_database
def test_a_backup_is_not_written_over_another_and_says_which_maps_are_lost(
    app: Flask, tmp_path: Path, printing_is_quick: None
) -> None:
    file = tmp_path / "backup.zip"
    file.write_bytes(b"yesterday's")
    status, said = run(app, "backup", str(file))
    assert status == 1 and "is there already" in said and file.read_bytes() == b"yesterday's"
    assert run(app, "backup", str(tmp_path / "none" / "backup.zip"))[0] == 1
    app.config["MAPS_FOLDER"] = str(tmp_path / "maps")
    give_map(app, put(app, "in progress"), "practitioner")
    name = standing.MAP.sha256
    (tmp_path / "maps" / name[:2] / name).unlink()
    status, said = run(app, "backup", str(tmp_path / "today.zip"))
    assert status == 1 and f"1 file of maps could not be read, and would be missing: {name[:12]}" in said
    with ZipFile(tmp_path / "today.zip") as archive:
        assert json.loads(archive.read("backup.json"))["lost"] == [name]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(File)) == 0
        assert db.session.scalar(db.select(db.func.count()).select_from(Licence)) == 1


@pytest.mark.one_database
def test_two_backups_to_one_name_are_one_backup_and_a_true_reason(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.store import backup

    target, write = tmp_path / "night.zip", backup._write
    (tmp_path / ".night.zip.part").write_bytes(b"left by a process that was killed")
    with app.app_context():

        def meanwhile(archive: ZipFile) -> Any:
            monkeypatch.setattr(backup, "_write", write)
            other = Thread(target=lambda: run(app, "backup", str(target)))
            other.start()
            other.join()
            return write(archive)

        monkeypatch.setattr(backup, "_write", meanwhile)
        with pytest.raises(backup.Unfit, match="was written meanwhile, and no backup is written over"):
            backup.back_up(target)
    assert ZipFile(target).testzip() is None
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == [".night.zip.part", "night.zip"]
