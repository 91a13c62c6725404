"""Maps are seen while something has them that the reader may see, and go when nothing has them any more."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from app.domain.licence import actions
from app.integrations.file_store import FolderStore
from app.models.base import db
from app.models.map import File, LicenceMap, Map
from app.moves.frame import perform
from app.store import maps
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, imported
from tests.support.made_policy import made_policy
from tests.support.map_examples import MAP, pdf, png
from tests.support.standing import as_user, case_id_of, give_map, stand
from tests.web.test_maps import digest, map_url, named, page_of, send, show, stored

SignedIn = Callable[[str], CheckingClient]
A, B = pdf(), png(compress_level=1)


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    """A licence whose only additional condition has a map, with its page shown."""
    made = draft(app, signed_in("practitioner"), imported(app, made_policy(tmp_path)))
    show(made)
    return made


def sees(app: Flask, username: str, licence_id: int, content: bytes) -> int:
    """The status of a map's address for somebody."""
    return as_user(app, username).get(map_url(licence_id, digest(content), "original")).status_code


def again(licence: Draft, file: Any = None, words: str | None = "The park", **more: Any) -> int:
    licence.client.get(licence.url(page_of(licence)))
    return send(licence, file, words, **more)


def test_a_map_that_was_replaced_before_anything_was_sent_is_served_to_nobody(
    app: Flask, licence: Draft
) -> None:
    send(licence, named(A))
    assert sees(app, "practitioner", licence.id, A) == 200
    assert again(licence, named(B)) == 200
    assert sees(app, "practitioner", licence.id, A) == 404
    assert sees(app, "practitioner", licence.id, B) == 200
    assert again(licence, remove="yes") == 200 and stored(licence)["map"] is None
    assert sees(app, "practitioner", licence.id, B) == 404


@pytest.mark.one_database
def test_a_map_that_was_replaced_on_a_page_that_was_wrong_is_served_to_nobody(
    app: Flask, licence: Draft
) -> None:
    assert send(licence, named(A), None) == 422
    assert send(licence, named(B), None) == 422
    assert sees(app, "practitioner", licence.id, A) == 404
    assert send(licence) == 200 and stored(licence)["map"] == digest(B)


@pytest.mark.one_database
def test_a_map_that_a_page_replaces_stays_until_that_page_is_saved(app: Flask, licence: Draft) -> None:
    send(licence, named(A))
    assert again(licence, named(B), None) == 422
    assert sees(app, "practitioner", licence.id, A) == 200, "the answer still has it"
    assert again(licence, words="The square") == 200 and stored(licence)["map"] == digest(A)
    assert licence.client.get(map_url(licence.id, digest(A), "thumbnail")).status_code == 200


def test_only_who_may_write_a_draft_sees_its_maps(app: Flask) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    give_map(app, licence_id, "practitioner")
    seen = {
        name: sees(app, name, licence_id, MAP.original)
        for name in ("practitioner", "colleague", "approver", "support")
    }
    assert seen == {"practitioner": 200, "colleague": 200, "approver": 404, "support": 404}


def test_whoever_may_see_the_licence_sees_the_maps_of_what_was_sent_also_once_they_were_replaced(
    app: Flask, licence: Draft
) -> None:
    send(licence, named(A))
    with app.app_context():
        at = standing.reach("practitioner", licence.id)
        walk, run = standing.fill(at, "create")
        perform(actions.SUBMIT, at, walk=walk, run=run)
        db.session.commit()
    assert sees(app, "approver", licence.id, A) == 200
    standing.decided(app, licence.id, "approver", "return")
    assert again(licence, named(B)) == 200
    assert sees(app, "approver", licence.id, A) == 200, "it is what was returned"
    assert sees(app, "approver", licence.id, B) == 404, "it is not sent yet"
    standing.sent(app, licence.id, "practitioner")
    assert sees(app, "approver", licence.id, B) == 200
    tidied(app, days=400)
    assert sees(app, "approver", licence.id, A) == 200
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_the_maps_of_an_edit_that_was_discarded_are_served_to_nobody_and_those_of_the_licence_are(
    app: Flask, printing_is_quick: None
) -> None:
    first = stand(app, "approved", case_id_of(app, "Testwick"), "practitioner", "approver")
    assert first is not None
    give_map(app, first, "practitioner")
    copy = standing.edited(app, first, "practitioner")
    assert sees(app, "practitioner", copy, MAP.original) == 200
    standing.discarded(app, copy, "practitioner")
    assert sees(app, "practitioner", copy, MAP.original) == 404
    assert sees(app, "approver", first, MAP.original) == 200


def test_what_was_uploaded_and_is_not_in_what_is_sent_is_let_go(app: Flask, printing_is_quick: None) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    give_map(app, licence_id, "practitioner")
    standing.sent(app, licence_id, "practitioner")
    assert standing.count(app, LicenceMap) == 0


# How much


@pytest.mark.one_database
def test_a_licence_has_room_for_so_many_maps_and_says_so_beside_the_field(app: Flask, licence: Draft) -> None:
    app.config["MAPS_MEGABYTES"] = 1
    large = png(square(), compress_level=0)
    assert 2**20 // 2 < len(large) < 2**20
    assert send(licence, named(large)) == 200
    assert again(licence, named(large)) == 200, "the same map takes no more room"
    other = png(square("blue"), compress_level=0)
    before = standing.count(app, Map)
    assert again(licence, named(other)) == 422
    (message,) = licence.errors().values()
    assert message.startswith("The maps of a licence may have 1MB together. This one has ")
    assert "remove another map first" in message and standing.count(app, Map) == before
    assert stored(licence)["map"] == digest(large), "nothing is lost"
    assert again(licence, remove="yes") == 200
    assert again(licence, named(other)) == 200


def square(colour: str = "green") -> Any:
    return Image.new("RGB", (500, 500), colour)


# Tidying


@pytest.fixture(params=["database", pytest.param("folder", marks=pytest.mark.one_database)])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> str:
    app.config["MAPS_FOLDER"] = str(tmp_path / "maps") if request.param == "folder" else None
    return str(request.param)


def tidied(app: Flask, *options: str, days: int = 31) -> str:
    """What `flask maps tidy` says so many days later."""
    app.config["CLOCK_FIXED_AT"] += dt.timedelta(days=days)
    try:
        result = app.test_cli_runner().invoke(args=["maps", "tidy", *options])
    finally:
        app.config["CLOCK_FIXED_AT"] -= dt.timedelta(days=days)
    assert result.exit_code == 0, result.output
    return str(result.output)


def files_kept(app: Flask, tmp_path: Path) -> int:
    return standing.count(app, File) + len([p for p in (tmp_path / "maps").rglob("*") if p.is_file()])


NOTHING = "0 maps of drafts that no answer names, 0 maps of no licence, 0 files."


def test_what_no_licence_has_goes_after_its_time_and_only_then(
    app: Flask, store: str, licence: Draft, tmp_path: Path
) -> None:
    send(licence, named(A))
    assert again(licence, named(B)) == 200
    for path in (tmp_path / "maps").rglob("*"):  # files are of the day of the tests' clock
        at = app.config["CLOCK_FIXED_AT"].timestamp()
        os.utime(path, (at, at))
    assert files_kept(app, tmp_path) == 6
    assert tidied(app, days=29) == f"Removed: {NOTHING}\n"
    said = tidied(app, "--dry-run")
    assert said.startswith(
        "Would remove: 0 maps of drafts that no answer names, 1 map of no licence, 3 files ("
    )
    assert files_kept(app, tmp_path) == 6 and standing.count(app, Map) == 2
    assert tidied(app).removeprefix("Removed") == said.removeprefix("Would remove")
    assert files_kept(app, tmp_path) == 3 and standing.count(app, Map) == 1
    assert tidied(app) == f"Removed: {NOTHING}\n"
    assert licence.client.get(map_url(licence.id, digest(B), "original")).data == B
    assert again(licence, named(A)) == 200, "it can be uploaded again"
    assert licence.client.get(map_url(licence.id, digest(A), "original")).data == A


@pytest.mark.one_database
def test_what_was_uploaded_on_a_page_that_was_left_goes_too(app: Flask, licence: Draft) -> None:
    assert send(licence, named(A), None) == 422
    assert "1 map of drafts that no answer names, 1 map of no licence, 3 files" in tidied(app)
    assert send(licence) == 422 and "Upload the map again" in licence.errors().values()


@pytest.mark.one_database
def test_a_map_that_an_answer_names_or_sets_aside_stays(app: Flask, licence: Draft) -> None:
    send(licence, named(A))
    assert tidied(app, days=400) == f"Removed: {NOTHING}\n"
    licence.client.get(licence.url("additional-conditions"))
    licence.client.submit({"needed": "no"}, "Continue")
    assert tidied(app, days=400) == f"Removed: {NOTHING}\n"


def test_a_file_that_was_lost_comes_back_with_its_map(app: Flask, store: str, tmp_path: Path) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    give_map(app, licence_id, "practitioner")
    if store == "folder":
        (tmp_path / "maps" / MAP.sha256[:2] / MAP.sha256).write_bytes(b"another")
    else:
        with app.app_context():
            db.session.execute(db.update(File).values(content=b"another"))
            db.session.commit()
    give_map(app, licence_id, "practitioner")
    with app.test_request_context():
        found = db.session.get_one(Map, MAP.sha256)
        for size, content in (("original", MAP.original), ("thumbnail", MAP.thumbnail)):
            if store == "database" or size == "original":
                assert maps.content_of(found, size) == content


@pytest.mark.one_database
def test_a_file_that_somebody_puts_again_meanwhile_is_not_removed(app: Flask, tmp_path: Path) -> None:
    used = FolderStore(tmp_path)
    name = used.put(b"a map")
    path = tmp_path / name[:2] / name
    os.utime(path, (0, 0))
    before = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    assert used.put(b"a map") == name, "as the last thing before it would go"
    assert used.remove_unused(lambda: set(), before, is_trial=False) == [] and used.get(name) == b"a map"
    os.utime(path, (0, 0))
    assert used.remove_unused(lambda: {name}, before, is_trial=False) == []
    assert used.remove_unused(lambda: set(), before, is_trial=True) == [5] and path.exists()
    assert used.remove_unused(lambda: set(), before, is_trial=False) == [5] and not path.exists()


def test_a_map_that_one_licence_lets_go_stays_for_another(app: Flask, printing_is_quick: None) -> None:
    first, second = (
        standing.started(app, case_id_of(app, name), "practitioner") for name in ("Testwick", "Sampleton")
    )
    for each in (first, second):
        give_map(app, each, "practitioner")
    with app.app_context():
        maps.let_go(first, {MAP.sha256})
        db.session.commit()
    assert (
        sees(app, "practitioner", first, MAP.original),
        sees(app, "practitioner", second, MAP.original),
    ) == (404, 200)
    assert tidied(app, days=1) == f"Removed: {NOTHING}\n"
