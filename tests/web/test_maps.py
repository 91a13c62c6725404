"""Maps as people meet them: uploaded with a condition, kept whatever else is wrong, seen by who may see the licence."""

from __future__ import annotations

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain.document.seal import document_hash
from app.domain.document.words_en import MAP as MAP_READ_OUT
from app.integrations.file_store import DatabaseStore, FileLost, FolderStore, file_store
from app.integrations.map_files import EMPTY, TOO_LARGE
from app.integrations.map_reader import NOT_A_MAP, SCRIPT
from app.models import Licence
from app.models.base import db
from app.models.map import File, LicenceMap, Map
from app.store import documents, maps
from app.views import uploads
from app.views.uploads import NOT_KEPT
from forms.fields.maps import NO_WORDS, UPLOAD_AGAIN
from tests.journeys.facts import context
from tests.support import standing
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, drafts, imported, printed_text
from tests.support.licences import document
from tests.support.made_policy import made_policy
from tests.support.map_examples import MAP, jpeg, pdf, png, with_script
from tests.support.page_checks import text
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, give_map, stand, tampering, traces
from tests.support.tampered import send_instead

SignedIn = Callable[[str], CheckingClient]
NAME = "outOfBoundFilename"
WORDS = "From the bridge on Church Street,\nalong the river to the weir."
PDF, PNG, JPEG = pdf(), png(compress_level=1), jpeg()


def named(content: bytes, name: str = "zone.pdf") -> tuple[io.BytesIO, str]:
    """A file as a browser sends it."""
    return io.BytesIO(content), name


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn, tmp_path: Path) -> Draft:
    """A licence whose only additional condition has a map, with its page shown."""
    made = draft(app, signed_in("practitioner"), imported(app, made_policy(tmp_path)))
    show(made)
    return made


def condition_of(licence: Draft) -> Any:
    return next(
        c for c in licence.policy.additional_conditions.AP if any(i.name == NAME for i in c.inputs or ())
    )


def show(licence: Draft) -> None:
    licence.choose_alone(condition_of(licence))
    assert licence.here == page_of(licence)


def page_of(licence: Draft) -> str:
    return f"condition/{condition_of(licence).code}"


def send(licence: Draft, file: Any = None, words: str | None = WORDS, **more: Any) -> int:
    """Fill in the page shown and continue; the status of what is shown then."""
    given = {f"{NAME}-words": words, **{f"{NAME}-{part}": value for part, value in more.items()}}
    if file is not None:
        given[NAME] = file
    licence.client.submit(given, "Continue")
    return licence.page.status


def stored(licence: Draft) -> Any:
    return licence.stored(condition_of(licence)).get(NAME)


def picture_shown(licence: Draft) -> Any:
    return next(licence.page.all("img"), None)


def map_url(licence_id: int, name: str, size: str) -> str:
    return f"/licence/{licence_id}/map/{name}/{size}"


def kept(app: Flask) -> tuple[int, int, int]:
    """How many files, maps and links to maps there are."""
    return standing.count(app, File), standing.count(app, Map), standing.count(app, LicenceMap)


# Uploading


@pytest.mark.parametrize("content", [PDF, PNG, JPEG], ids=["pdf", "png", "jpeg"])
def test_a_map_is_kept_with_its_words_and_shown_back(app: Flask, licence: Draft, content: bytes) -> None:
    assert send(licence, named(content)) == 200
    assert stored(licence) == {"map": digest(content), "name": "zone.pdf", "words": WORDS.replace("\r", "")}
    licence.client.get(licence.url(page_of(licence)))
    shown = picture_shown(licence)
    assert shown.get("src") == map_url(licence.id, digest(content), "thumbnail")
    assert " ".join(shown.get("alt").split()) == " ".join(WORDS.split())
    link = next(a for a in licence.page.all("a") if text(a) == "zone.pdf")
    assert link.get("href") == map_url(licence.id, digest(content), "original")
    assert licence.client.get(link.get("href")).data == content
    assert kept(app) == (3, 1, 1)


@pytest.mark.one_database
def test_words_alone_are_a_boundary(app: Flask, licence: Draft) -> None:
    assert send(licence) == 200
    assert stored(licence) == {"map": None, "name": None, "words": WORDS}
    licence.finish()
    (row, *_) = licence.rows()[page_of(licence)]
    assert "Stay out of the description" in row
    assert kept(app) == (0, 0, 0)


@pytest.mark.one_database
def test_a_map_without_words_is_kept_until_the_words_are_there(licence: Draft) -> None:
    assert send(licence, named(PDF), None) == 422
    assert licence.errors() == {f"{NAME}-words": f"{NO_WORDS}, for people who cannot see the map"}
    assert stored(licence) is None
    assert picture_shown(licence).get("src") == map_url(licence.id, digest(PDF), "thumbnail")
    assert send(licence) == 200
    assert stored(licence) == {"map": digest(PDF), "name": "zone.pdf", "words": WORDS}


@pytest.mark.one_database
def test_a_licence_has_a_limit_of_maps_which_is_said_beside_the_field(
    licence: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_MAPS", 0)
    assert send(licence, named(PDF)) == 422
    assert licence.errors() == {NAME: uploads.TOO_MANY}
    assert licence.typed_on_page()[f"{NAME}-words"] == [WORDS.replace("\n", "\r\n")]
    assert send(licence) == 200 and stored(licence)["map"] is None, "words alone are no map"
    monkeypatch.setattr(uploads, "MOST_MAPS", 1)
    show(licence)
    for content in (PDF, PNG):
        licence.client.get(licence.url(page_of(licence)))
        assert send(licence, named(content)) == 200, "in the place of the one before"
        assert stored(licence)["map"] == digest(content)


@pytest.mark.one_database
def test_nothing_at_all_is_asked_for(licence: Draft) -> None:
    assert send(licence, None, None) == 422
    assert licence.errors() == {f"{NAME}-words": NO_WORDS}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: b"not a map", NOT_A_MAP),
        (lambda: b"", EMPTY),
        (with_script, SCRIPT),
        (lambda: PDF + bytes(10 * 2**20), TOO_LARGE),
        (lambda: PDF + bytes(15 * 10**6), TOO_LARGE),
    ],
    ids=["text", "empty", "script", "just over the limit", "15MB"],
)
def test_a_file_that_is_refused_leaves_its_message_and_nothing_else(
    app: Flask, licence: Draft, make: Callable[[], bytes], message: str
) -> None:
    before = traces(app)
    assert send(licence, named(make())) == 422
    assert licence.errors() == {NAME: message}
    assert licence.typed_on_page()[f"{NAME}-words"] == [WORDS.replace("\n", "\r\n")]
    assert picture_shown(licence) is None
    assert traces(app) == before
    assert send(licence, named(PNG)) == 200 and stored(licence)["map"] == digest(PNG)


@pytest.mark.one_database
def test_a_refused_file_leaves_the_map_that_was_there(licence: Draft) -> None:
    send(licence, named(PDF))
    licence.client.get(licence.url(page_of(licence)))
    assert send(licence, named(b"not a map"), None) == 422
    assert licence.errors() == {
        NAME: NOT_A_MAP,
        f"{NAME}-words": f"{NO_WORDS}, for people who cannot see the map",
    }
    assert send(licence) == 200 and stored(licence)["map"] == digest(PDF)


@pytest.mark.one_database
def test_more_than_any_page_takes_is_a_page_that_says_what_to_do(app: Flask, licence: Draft) -> None:
    before = traces(app)
    send(licence, named(bytes(41_000_000)))
    assert licence.page.status == 413 and "a map of 10MB or smaller" in text(licence.page.root)
    assert traces(app) == before


@pytest.mark.one_database
def test_other_pages_take_no_more_than_before(licence: Draft) -> None:
    data = {"file": named(bytes(1_100_000))}
    assert licence.client.post(licence.url("check-answers"), data=data).status_code == 413
    assert licence.client.post(licence.url("conditions"), data={"x": "y" * 1_100_000}).status_code == 413


def test_a_map_is_replaced_and_removed(app: Flask, licence: Draft) -> None:
    send(licence, named(PDF))
    licence.client.get(licence.url(page_of(licence)))
    assert send(licence, named(PNG, "maps/new.png"), remove="yes") == 200
    assert stored(licence) == {"map": digest(PNG), "name": "new.png", "words": WORDS}
    licence.client.get(licence.url(page_of(licence)))
    assert send(licence, words=None, remove="yes") == 422
    assert picture_shown(licence) is not None, "nothing is lost while something is wrong"
    assert send(licence, remove="yes") == 200
    assert stored(licence) == {"map": None, "name": None, "words": WORDS}


@pytest.mark.one_database
def test_check_your_answers_and_the_list_say_what_the_boundary_is(licence: Draft) -> None:
    from forms.conditions.details import form_of

    form = form_of(condition_of(licence))
    for map_, name, last in (
        (digest(PDF), "zone.pdf", "Map: zone.pdf"),
        (None, None, "No map: the words are the boundary"),
    ):
        bound = form(context(licence.facts), None, {NAME: {"map": map_, "name": name, "words": WORDS}})
        assert bound[NAME].lines() == [*WORDS.split("\n"), last]


@pytest.mark.one_database
def test_a_name_is_shown_without_what_pages_and_print_cannot_show(licence: Draft) -> None:
    send(licence, named(PDF, "../../etc/a\u202efdp.exe\u0007\U0001f600" + "x" * 300 + ".pdf"))
    name = stored(licence)["name"]
    assert name.startswith("afdp.exe xxx") and name.endswith("x….pdf") and len(name) <= 100


def test_the_map_of_another_licence_is_not_taken(app: Flask, signed_in: SignedIn, tmp_path: Path) -> None:
    first, second = list(drafts(app, signed_in("practitioner"), imported(app, made_policy(tmp_path))))[:2]
    give_map(app, second.id, "practitioner")
    show(first)
    for name in (MAP.sha256, "0" * 64, "x", "../../map", "\0"):
        data = {f"{NAME}-map": name, f"{NAME}-name": "a.pdf", f"{NAME}-words": WORDS}
        assert first.post(page_of(first), data) == 422
        assert UPLOAD_AGAIN in first.client.page.html and not stored(first)
    assert first.client.get(map_url(first.id, MAP.sha256, "preview")).status_code == 404


def test_a_file_under_another_name_is_let_go(app: Flask, licence: Draft) -> None:
    before = traces(app)
    data = {"other": named(PDF), f"{NAME}-words": WORDS}
    assert licence.post(page_of(licence), data) == 302
    assert kept(app) == (0, 0, 0) and traces(app) != before


def test_a_file_sent_with_a_stale_form_is_not_kept_and_asked_for_again(app: Flask, licence: Draft) -> None:
    before = traces(app)
    with licence.client.session_transaction() as session:
        session.pop("csrf_token", None)
    assert send(licence, named(PDF)) == 409
    assert licence.errors() == {NAME: NOT_KEPT}
    assert licence.typed_on_page()[f"{NAME}-words"] == [WORDS.replace("\n", "\r\n")]
    assert traces(app) == before
    assert send(licence, named(PDF)) == 200 and stored(licence)["map"] == digest(PDF)


def test_words_typed_beside_a_file_outlive_the_session(app: Flask, licence: Draft) -> None:
    before = traces(app)
    with licence.client.session_transaction() as session:
        session.clear()
    send(licence, named(PDF))
    assert licence.page.status == 401 and traces(app) == before
    licence.client.submit({"username": "practitioner", "password": app.config["DEMO_PASSWORD"]})
    licence.client.submit(button="Go back to what you typed")
    assert licence.typed_on_page()[f"{NAME}-words"] == [WORDS.replace("\n", "\r\n")]
    assert licence.errors() == {NAME: NOT_KEPT}


def test_the_later_of_two_people_loses_no_map(app: Flask, licence: Draft) -> None:
    colleague = as_user(app, "colleague")
    colleague.get(licence.url(page_of(licence)))
    send(licence, named(PDF))
    colleague.submit({NAME: named(PNG, "other.png"), f"{NAME}-words": "Their words"}, "Continue")
    assert colleague.page is not None and colleague.page.status == 409
    assert "Map: other.png" in text(colleague.page.root) and "Map: zone.pdf" in text(colleague.page.root)
    colleague.submit(button="Use what I entered")
    assert stored(licence) == {"map": digest(PNG), "name": "other.png", "words": "Their words"}


def test_a_page_with_a_map_costs_one_more_query_and_one_without_none(app: Flask, licence: Draft) -> None:
    address = licence.url(page_of(licence))
    with queries(app) as without:
        licence.client.get(address)
    send(licence, named(PDF))
    with queries(app) as with_map:
        licence.client.get(address)
    assert len(with_map) == len(without) + 1
    assert not [q for q in without if "maps" in q]


# Keeping


def test_a_file_is_kept_once_however_often_it_is_sent(
    app: Flask, signed_in: SignedIn, tmp_path: Path
) -> None:
    for place, licence in enumerate(
        list(drafts(app, signed_in("practitioner"), imported(app, made_policy(tmp_path))))[:2], start=1
    ):
        for _ in range(2):
            show(licence)
            assert send(licence, named(PDF)) == 200
        assert kept(app) == (3, 1, place)


def test_the_next_version_shares_the_maps_of_the_one_it_edits(app: Flask) -> None:
    first = stand(app, "approved", case_id_of(app, "Testwick"), "practitioner", "approver")
    assert first is not None
    give_map(app, first, "practitioner")
    before = kept(app)
    copy = standing.edited(app, first, "practitioner")
    client = as_user(app, "practitioner")
    for licence_id in (first, copy):
        assert client.get(map_url(licence_id, MAP.sha256, "original")).data == MAP.original
    assert kept(app) == (*before[:2], before[2] + 1)


@pytest.fixture(params=["database", "folder"])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> str:
    """The place where this application keeps files."""
    app.config["MAPS_FOLDER"] = str(tmp_path / "maps") if request.param == "folder" else None
    return str(request.param)


def test_both_stores_keep_bytes_once_and_give_them_back(app: Flask, store: str, tmp_path: Path) -> None:
    with app.test_request_context(method="POST"):
        used = file_store()
        assert isinstance(used, FolderStore if store == "folder" else DatabaseStore)
        for content in (b"a map", b"", bytes(range(256)) * 1000, b"a map"):
            name = used.put(content)
            assert name == digest(content) and used.get(name) == content
        db.session.commit()
        with pytest.raises(FileLost):
            used.get("0" * 64)
    files = [path for path in (tmp_path / "maps").rglob("*") if path.is_file()]
    assert (len(files), standing.count(app, File)) == ((3, 0) if store == "folder" else (0, 3))


def test_bytes_that_are_no_longer_what_they_were_are_not_given_out(
    app: Flask, store: str, tmp_path: Path
) -> None:
    with app.test_request_context(method="POST"):
        name = file_store().put(b"a map")
        if store == "folder":
            (tmp_path / "maps" / name[:2] / name).write_bytes(b"another")
        else:
            db.session.execute(db.update(File).values(content=b"another"))
        db.session.expire_all()
        with pytest.raises(FileLost):
            file_store().get(name)


def test_a_page_works_the_same_with_a_folder(app: Flask, store: str, licence: Draft) -> None:
    assert send(licence, named(PDF)) == 200
    for size in maps.SIZES:
        assert licence.client.get(map_url(licence.id, digest(PDF), size)).status_code == 200
    assert kept(app) == ((0 if store == "folder" else 3), 1, 1)


# Showing


@pytest.fixture
def shown(app: Flask) -> int:
    """A licence with the example map."""
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    give_map(app, licence_id, "practitioner")
    return licence_id


def test_a_map_is_served_as_what_it_is_and_can_do_nothing(app: Flask, shown: int) -> None:
    client = as_user(app, "practitioner")
    for size, content, kind in (
        ("original", MAP.original, "image/png"),
        ("preview", MAP.preview, "image/png"),
        ("thumbnail", MAP.thumbnail, "image/jpeg"),
    ):
        answer = client.get(map_url(shown, MAP.sha256, size))
        assert answer.status_code == 200 and answer.data == content
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store" and "ETag" not in answer.headers
    assert client.get(map_url(shown, digest(MAP.preview), "preview")).data == MAP.preview


@pytest.mark.one_database
def test_a_pdf_is_only_ever_downloaded(app: Flask, licence: Draft) -> None:
    send(licence, named(PDF, 'zone"\r\nX-Evil: yes.pdf'))
    answer = licence.client.get(map_url(licence.id, digest(PDF), "original"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="map-{digest(PDF)[:8]}.pdf"'
    assert "X-Evil" not in answer.headers


def test_a_reader_who_may_not_see_the_licence_does_not_see_its_map(app: Flask, shown: int) -> None:
    address = map_url(shown, MAP.sha256, "preview")
    answer = as_user(app, "practitioner2").get(address)
    assert answer.status_code == 403 and MAP.preview not in answer.data
    assert app.test_client().get(address).status_code == 302


@pytest.mark.parametrize("name", ["0" * 64, "x", "%00", "..%2f..", MAP.sha256.upper(), "9" * 5000])
def test_what_is_no_map_of_the_licence_is_not_found(app: Flask, shown: int, name: str) -> None:
    assert as_user(app, "practitioner").get(map_url(shown, name, "preview")).status_code == 404


# In the document


def block(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "map",
        "heading": "Map for condition 5.3",
        "words": WORDS,
        "image": digest(MAP.preview),
        "text": "Stay out of the zone.",
    } | changes


def test_a_documents_maps_are_printed_from_the_store(app: Flask, shown: int) -> None:
    content = document()
    content["printed"]["sections"][5]["blocks"] += [block(), block(image=None, name=None)]
    with app.test_request_context():
        printed = documents.pdf_of(content, document_hash(content), "Approved")
        assert "Mapforcondition5.3" in printed_text(printed) and "Stayoutofthezone." in printed_text(printed)
        content["printed"]["sections"][5]["blocks"].append(block(image="0" * 64))
        with pytest.raises(FileLost):
            documents.pdf_of(content, document_hash(content), "Approved")


def test_a_documents_maps_are_on_the_page_of_the_licence(app: Flask) -> None:
    licence_id = stand(app, "approved", case_id_of(app, "Testwick"), "practitioner", "approver")
    assert licence_id is not None
    give_map(app, licence_id, "practitioner")
    with app.app_context(), tampering():
        frozen = db.session.get_one(Licence, licence_id).document
        assert frozen is not None
        sections = [dict(section) for section in frozen.content["printed"]["sections"]]
        sections[5] |= {"blocks": [*sections[5]["blocks"], block()]}
        send_instead(frozen, frozen.content | {"printed": {"sections": sections}})
    client = as_user(app, "practitioner")
    client.get(f"/licence/{licence_id}")
    assert client.page is not None
    (image,) = [each for each in client.page.all("img") if "/map/" in (each.get("src") or "")]
    assert image.get("alt") == MAP_READ_OUT
    assert client.get(image.get("src") or "").data == MAP.preview


@pytest.mark.one_database
@pytest.mark.parametrize("size", maps.SIZES)
def test_a_map_whose_file_was_lost_or_changed_is_a_page_that_says_so(app: Flask, size: str) -> None:
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    give_map(app, licence_id, "practitioner")
    client = as_user(app, "practitioner")
    path = f"/licence/{licence_id}/map/{MAP.sha256}/{size}"
    assert client.get(path).status_code == 200
    for change in (db.update(File).values(content=b"another"), db.delete(File)):
        with app.app_context(), tampering():
            db.session.execute(change)
            db.session.commit()
        answer = client.get(path)
        assert answer.status_code == 404
        assert "This map cannot be shown" in answer.text and "Tell support now" in answer.text
