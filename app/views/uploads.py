"""Files that forms send: kept at once as maps of the licence, so that the form itself only ever names what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from flask import current_app, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.access import LicenceReach
from app.domain.words import file_size
from app.integrations.map_files import MOST_BYTES, MapFile, MapRefused, read_map
from app.security import is_from_elsewhere
from app.store import maps
from forms.base import Form

MOST_MAPS = 30
"""What one licence can have: each takes time and memory whenever the licence is printed."""
TOO_MANY = (
    f"The licence has {MOST_MAPS} maps, which is the most it can have. Describe this area in words alone, "
    "or remove the map of another area first"
)
NOT_KEPT = "Choose the map again. It was not kept, because this page was open for a long time"
MOST_KEPT = 500
"""How many values a page carries."""


def allow_files(endpoint: str | None, values: Any) -> None:
    """Let a page of a journey send more than others may, for who is signed in and sends it from here; asked before
    anything, the token's check too, reads it."""
    if endpoint != "journeys.save" or request.mimetype != "multipart/form-data":
        return
    if not is_from_elsewhere(request) and current_user.is_authenticated:
        request.max_content_length = current_app.config["MAX_UPLOAD_LENGTH"]


def read_files(names: Sequence[str]) -> dict[str, tuple[str, MapFile | str]]:
    """Of the inputs of these names that sent a file: its name, and the map or the message that says what is wrong."""
    files: dict[str, tuple[str, MapFile | str]] = {}
    for name in names:
        sent = request.files.get(name)
        if sent is None or not sent.filename:
            continue
        try:
            files[name] = sent.filename, read_map(sent.stream.read(MOST_BYTES + 1))
        except MapRefused as refused:
            files[name] = sent.filename, refused.message
    return files


def form_data(
    reach: LicenceReach,
    files: Mapping[str, tuple[str, MapFile | str]],
    elsewhere: AbstractSet[str] = frozenset(),
) -> MultiDict[str, str]:
    """What was typed, with the map that each file became, or what is wrong with it. The caller commits.

    `elsewhere` are the maps that other pages of the licence have, which may be the most that it can have.
    """
    sent = MultiDict(request.form)
    known = {each.sha256 for each in maps.maps_of(reach.licence.id)} if files else set()
    for name, (file_name, file) in files.items():
        if isinstance(file, str):
            sent[f"{name}-fault"] = file
            continue
        if len(elsewhere | {file.sha256}) > MOST_MAPS:
            sent[f"{name}-fault"] = TOO_MANY
            continue
        if file.sha256 not in known and len(file.original) > (room := maps.room_left(reach.licence.id)):
            sent[f"{name}-fault"] = _no_room(len(file.original), room)
            continue
        replaced = sent.get(f"{name}-map", "")
        maps.keep(reach.licence, file, current_user)
        if replaced != file.sha256:
            maps.let_go(reach.licence.id, {replaced})
        sent[f"{name}-map"], sent[f"{name}-name"] = file.sha256, file_name
        sent.poplist(f"{name}-remove")
    return sent


def _no_room(size: int, room: int) -> str:
    most = f"{current_app.config['MAPS_MEGABYTES']}MB"
    left = f"only {file_size(room)} is left" if room > 0 else "nothing is left"
    return (
        f"The maps of a licence may have {most} together. This one has {file_size(size)}, and {left}. "
        "Choose a smaller file, or remove another map first"
    )


def without_files() -> MultiDict[str, str]:
    """What was typed into a form that must not change anything: its files are let go, and asked for again."""
    sent = MultiDict(request.form)
    for name, file in request.files.items():
        if file.filename:
            sent[f"{name}-fault"] = NOT_KEPT
    return sent


def typed_values() -> list[tuple[str, str]]:
    """What was typed into a form, as a page can carry it until the form is opened again; never a password."""
    typed = without_files().items(multi=True)
    return [(name, value) for name, value in typed if name != "csrf_token" and "password" not in name][
        :MOST_KEPT
    ]


def show_maps(reach: LicenceReach, form: Form) -> None:
    """Give each field that has a map what the page shows of it."""
    if not any(field.redisplay["map"] for field in form.uploads):
        return
    known = {each.sha256: each for each in maps.maps_of(reach.licence.id)}
    for field in form.uploads:
        if found := known.get(field.redisplay["map"]):
            field.shown = {
                "name": field.redisplay["name"],
                "kind": found.kind.upper(),
                "size": file_size(found.bytes),
                "pages": found.pages,
                **{
                    size: url_for("maps.show", licence_id=reach.licence.id, sha256=found.sha256, size=size)
                    for size in maps.SIZES
                },
            }
