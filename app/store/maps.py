"""Maps of a licence: kept once whatever number of uploads, shared by its later versions, shown to who may see what has
them, and let go when nothing has them any more."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access import LicenceReach, NotFound
from app.integrations.file_store import DatabaseStore, file_store, sha256_of
from app.integrations.map_files import MapFile
from app.models.base import db
from app.models.licence import Licence, Run
from app.models.map import LicenceMap, Map
from app.models.user import User
from app.store.licences import lock_case

SIZES = ("original", "preview", "thumbnail")


def keep(licence: Licence, file: MapFile, user: User) -> Map:
    """Keep a map that was read, where it is not kept whole yet, and let the licence use it."""
    store = file_store()
    found = db.session.get(Map, file.sha256, with_for_update={"read": True, "key_share": True})
    if found is not None:
        kept = {found.sha256, found.preview_sha256, found.thumbnail_sha256}
        for content in (file.original, file.preview, file.thumbnail):
            if sha256_of(content) in kept:
                store.put(content)  # again, in case it was lost
    else:
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
        db.session.add(LicenceMap(licence_id=licence.id, map_sha256=found.sha256, linked_at=clock.now()))
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
        LicenceMap(licence_id=copy.id, map_sha256=each.sha256, linked_at=clock.now())
        for each in maps_of(original.id)
        if not has(each.sha256)
    )


def named_in(answers: Any) -> set[str]:
    """Every map that answers name, however deep."""
    if isinstance(answers, Mapping):
        own = answers.get("map")
        found = {own} if isinstance(own, str) else set()
        return found.union(*map(named_in, answers.values()))
    return set().union(*map(named_in, answers)) if isinstance(answers, list | tuple) else set()


def _drafts_of(licence_id: int) -> ColumnElement[bool]:
    return (LicenceMap.licence_id == licence_id) & LicenceMap.is_frozen.is_(False)


def let_go(licence_id: int, names: Iterable[str]) -> None:
    """Let a draft use these maps no more, but for those that what is being written still names."""
    if names := set(names):
        db.session.flush()
        names -= _named_by_writing(licence_id)
        db.session.execute(
            delete(LicenceMap).where(_drafts_of(licence_id), LicenceMap.map_sha256.in_(sorted(names)))
        )


def _named_by_writing(licence_id: int) -> set[str]:
    """The maps that the open runs of a licence name, in what counts and in what is set aside."""
    runs = db.session.execute(
        select(Run.answers, Run.aside).where(Run.licence_id == licence_id, Run.submitted_at.is_(None))
    )
    return set().union(*(named_in(answers) | named_in(aside) for answers, aside in runs))


def freeze(licence_id: int, files: Iterable[str]) -> None:
    """Keep the maps whose files a document of the licence names, and let it use no others any more."""
    names = sorted(files)
    has = select(Map.sha256).where(or_(Map.sha256.in_(names), Map.preview_sha256.in_(names)))
    db.session.execute(
        update(LicenceMap)
        .where(LicenceMap.licence_id == licence_id, LicenceMap.map_sha256.in_(has))
        .values(is_frozen=True)
    )
    let_go_of_drafts(licence_id)


def let_go_of_drafts(licence_id: int) -> None:
    """Let a licence use no map any more that none of its documents has."""
    db.session.execute(delete(LicenceMap).where(_drafts_of(licence_id)))


def room_left(licence_id: int) -> int:
    """How many bytes of maps a licence may yet have."""
    used = db.session.scalar(
        select(func.sum(Map.bytes))
        .join(LicenceMap, LicenceMap.map_sha256 == Map.sha256)
        .where(LicenceMap.licence_id == licence_id)
    )
    return int(current_app.config["MAPS_MEGABYTES"]) * 2**20 - int(used or 0)


def open_map(reach: LicenceReach, sha256: str, of_draft: bool) -> Map:
    """The map of a licence that the reader may see, by the SHA-256 of its original or of its preview, as documents
    name it; one that only the draft has, for whoever may write it. NotFound where the licence has no such map."""
    licence = reach.licence
    found = (
        db.session.scalar(
            select(Map)
            .join(LicenceMap, LicenceMap.map_sha256 == Map.sha256)
            .where(
                LicenceMap.licence_id == licence.id,
                or_(Map.sha256 == sha256, Map.preview_sha256 == sha256),
                true() if of_draft else LicenceMap.is_frozen,
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


@dataclass(frozen=True)
class Tidied:
    """What was removed: maps that drafts let go of, maps that no licence has, and files that no map has."""

    of_drafts: int
    maps: int
    files: int
    bytes: int


def tidy(before: dt.datetime, is_trial: bool) -> Tidied:
    """Remove what nothing has any more and nobody has touched since; commits, but for a trial, which changes nothing."""
    of_drafts = _tidy_drafts(before)
    linked = select(LicenceMap).where(LicenceMap.map_sha256 == Map.sha256).exists()
    unlinked = select(Map.sha256).where(~linked, Map.made_at < before)
    db.session.execute(unlinked.with_for_update())  # whoever keeps one of them again waits, or has done so
    gone = db.session.scalars(unlinked).all()
    db.session.execute(delete(Map).where(Map.sha256.in_(gone)))
    store = file_store()
    if not (
        is_trial or isinstance(store, DatabaseStore)
    ):  # no transaction reaches a folder: what goes is gone
        db.session.commit()
    sizes = store.remove_unused(_files, before, is_trial)
    if is_trial:
        db.session.rollback()
    else:
        db.session.commit()
    return Tidied(of_drafts, len(gone), len(sizes), sum(sizes))


def _tidy_drafts(before: dt.datetime) -> int:
    """Let drafts use no longer what was uploaded for them long ago and no answer names, as on pages that were left."""
    old = (LicenceMap.is_frozen.is_(False)) & (LicenceMap.linked_at < before)
    drafts = select(Licence.id, Licence.case_id).where(
        Licence.id.in_(select(LicenceMap.licence_id).where(old))
    )
    count = 0
    for licence_id, case_id in db.session.execute(drafts.order_by(Licence.case_id, Licence.id)).all():
        lock_case(case_id)
        named = _named_by_writing(licence_id)
        gone = (
            delete(LicenceMap)
            .where(old, LicenceMap.licence_id == licence_id, LicenceMap.map_sha256.not_in(sorted(named)))
            .returning(LicenceMap.map_sha256)
        )
        count += len(db.session.scalars(gone).all())
    return count


def _files() -> set[str]:
    """Every file of a map that there is."""
    rows = db.session.execute(select(Map.sha256, Map.preview_sha256, Map.thumbnail_sha256))
    return {sha256 for row in rows for sha256 in row}
