"""Maps of a licence: kept once whatever number of uploads, shared by its later versions, shown to who may see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access import LicenceReach, NotFound
from app.integrations.file_store import file_store
from app.integrations.map_files import MapFile
from app.models.base import db
from app.models.licence import Licence
from app.models.map import LicenceMap, Map
from app.models.user import User

SIZES = ("original", "preview", "thumbnail")


def keep(licence: Licence, file: MapFile, user: User) -> Map:
    """Keep a map that was read, where it is not kept yet, and let the licence use it."""
    found = db.session.get(Map, file.sha256)
    if found is None:
        store = file_store()
        found = Map(
            sha256=store.put(file.original),
            kind=file.kind,
            bytes=len(file.original),
            pages=file.pages,
            width=file.width,
            height=file.height,
            preview_sha256=store.put(file.preview),
            thumbnail_sha256=store.put(file.thumbnail),
            made_at=clock.now(),
            made_by_id=user.id,
        )
        try:
            with db.session.begin_nested():
                db.session.add(found)
        except IntegrityError:  # somebody else kept the same map meanwhile
            found = db.session.get_one(Map, file.sha256)
    if db.session.get(LicenceMap, (licence.id, found.sha256)) is None:
        db.session.add(LicenceMap(licence_id=licence.id, map_sha256=found.sha256))
        db.session.flush()
    return found


def maps_of(licence_id: int) -> Sequence[Map]:
    """Every map that a licence may use."""
    return db.session.scalars(
        select(Map)
        .join(LicenceMap, LicenceMap.map_sha256 == Map.sha256)
        .where(LicenceMap.licence_id == licence_id)
    ).all()


def previews_of(licence_id: int) -> dict[str, str]:
    """The pictures of the maps that a licence may use: SHA-256 of the original to that of the picture."""
    return {each.sha256: each.preview_sha256 for each in maps_of(licence_id)}


def known_maps(licence_id: int) -> Callable[[str], bool]:
    """Whether a licence may use the map of a SHA-256: asks the database once, and only when it is asked."""

    @cache
    def known() -> frozenset[str]:
        return frozenset(
            db.session.scalars(select(LicenceMap.map_sha256).where(LicenceMap.licence_id == licence_id))
        )

    return lambda sha256: sha256 in known()


def copy_links(original: Licence, copy: Licence) -> None:
    """Let a later version of a licence use the maps of an earlier one."""
    has = known_maps(copy.id)
    db.session.add_all(
        LicenceMap(licence_id=copy.id, map_sha256=each.sha256)
        for each in maps_of(original.id)
        if not has(each.sha256)
    )


def open_map(reach: LicenceReach, sha256: str) -> Map:
    """The map of a licence that the reader may see, by the SHA-256 of its original or of its preview, as documents
    name it; NotFound where that licence has no such map."""
    licence = reach.licence
    found = (
        db.session.scalar(
            select(Map)
            .join(LicenceMap, LicenceMap.map_sha256 == Map.sha256)
            .where(
                LicenceMap.licence_id == licence.id,
                or_(Map.sha256 == sha256, Map.preview_sha256 == sha256),
            )
            .order_by(Map.sha256)
            .limit(1)
        )
        if re.fullmatch("[0-9a-f]{64}", sha256)
        else None
    )
    if found is None:
        raise NotFound
    return found


def content_of(found: Map, size: str) -> bytes:
    """The bytes of a map in one of SIZES."""
    names = {"original": found.sha256, "preview": found.preview_sha256, "thumbnail": found.thumbnail_sha256}
    return file_store().get(names[size])
