"""Where the bytes of maps are kept, each under its SHA-256: the database, or a folder by the setting MAPS_FOLDER."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol

from flask import current_app
from sqlalchemy import select
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


def file_store() -> FileStore:
    """The store of this application."""
    folder = current_app.config["MAPS_FOLDER"]
    return FolderStore(Path(folder)) if folder else DatabaseStore()


class DatabaseStore:
    """In the table `files`, within the transaction of whatever the bytes belong to."""

    def put(self, content: bytes) -> str:
        sha256 = _sha256(content)
        if db.session.scalar(select(File.sha256).where(File.sha256 == sha256)) is None:
            try:
                with db.session.begin_nested():
                    db.session.add(File(sha256=sha256, content=content))
            except IntegrityError:
                pass  # somebody else kept the same bytes meanwhile
        return sha256

    def get(self, sha256: str) -> bytes:
        content = db.session.scalar(select(File.content).where(File.sha256 == sha256))
        return _verified(content, sha256)


class FolderStore:
    """In a folder, where no transaction reaches: bytes that nothing came to use may stay there, and harm nobody."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        sha256 = _sha256(content)
        path = self._path(sha256)
        if path.exists():
            return sha256
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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _verified(content: bytes | None, sha256: str) -> bytes:
    if content is None or _sha256(content) != sha256:
        raise FileLost(sha256)
    return content
