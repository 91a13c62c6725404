"""Where the bytes of maps are kept, each under its SHA-256: the database, or a folder by the setting MAPS_FOLDER."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from app.models.base import db
from app.models.map import File


class FileLost(Exception):
    """A file that was kept is gone, or is no longer what it was."""


class FileStore(Protocol):
    """Keeps bytes for good: the same ones once, never changed."""

    def put(self, content: bytes) -> str:
        """Keep the bytes, where they are not kept yet; their SHA-256, by which to get them."""

    def get(self, sha256: str) -> bytes:
        """The bytes of this SHA-256, after it is verified; raises FileLost."""

    def remove_unused(self, used: Callable[[], set[str]], before: dt.datetime, is_trial: bool) -> list[int]:
        """Remove every file but those in use and those put since; their sizes. On trial they stay."""


def file_store() -> FileStore:
    """The store of this application."""
    folder = current_app.config["MAPS_FOLDER"]
    return FolderStore(Path(folder)) if folder else DatabaseStore()


class DatabaseStore:
    """In the table `files`, within the transaction of whatever the bytes belong to."""

    def put(self, content: bytes) -> str:
        sha256 = sha256_of(content)
        kept = db.session.get(File, sha256, with_for_update={"read": True, "key_share": True})
        if kept is not None and kept.content != content:
            kept.content = content
        if kept is None:
            try:
                with db.session.begin_nested():
                    db.session.add(File(sha256=sha256, content=content))
            except IntegrityError:
                pass  # somebody else kept the same bytes meanwhile
        return sha256

    def get(self, sha256: str) -> bytes:
        content = db.session.scalar(select(File.content).where(File.sha256 == sha256))
        return _verified(content, sha256)

    def remove_unused(self, used: Callable[[], set[str]], before: dt.datetime, is_trial: bool) -> list[int]:
        known = used()
        unused = [each for each in db.session.scalars(select(File.sha256)) if each not in known]
        # Whoever puts one of them again waits from here on, or has done so: then it is in use now.
        held = db.session.scalars(select(File.sha256).where(File.sha256.in_(unused)).with_for_update()).all()
        unused = sorted(set(held) - used())
        sizes = list(db.session.scalars(select(func.length(File.content)).where(File.sha256.in_(unused))))
        if not is_trial:
            db.session.execute(delete(File).where(File.sha256.in_(unused)))
        return sizes


class FolderStore:
    """In a folder, where no transaction reaches: bytes that nothing came to use may stay there, and harm nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        sha256 = sha256_of(content)
        path = self._path(sha256)
        try:
            if path.read_bytes() == content:
                path.touch()  # as if it were put now: what is new is not removed as unused
                return sha256
        except FileNotFoundError:
            pass
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as part:
            try:
                part.write(content)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(path)  # whole or not at all
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        return sha256

    def get(self, sha256: str) -> bytes:
        try:
            content = self._path(sha256).read_bytes()
        except OSError:
            content = None
        return _verified(content, sha256)

    def remove_unused(self, used: Callable[[], set[str]], before: dt.datetime, is_trial: bool) -> list[int]:
        removed, known = [], used()
        for path in self.folder.glob("??/*"):
            stood = path.stat()
            if path.name in known or stood.st_mtime >= before.timestamp():
                continue
            if not is_trial:
                aside = path.rename(path.with_name(f".gone-{path.name}"))
                if aside.stat().st_mtime >= before.timestamp():  # somebody put it again meanwhile
                    aside.rename(path)
                    continue
                aside.unlink()
            removed.append(stood.st_size)
        return removed


def sha256_of(content: bytes) -> str:
    """What names bytes."""
    return hashlib.sha256(content).hexdigest()


def _verified(content: bytes | None, sha256: str) -> bytes:
    if content is None or sha256_of(content) != sha256:
        raise FileLost(sha256)
    return content
