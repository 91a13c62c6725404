"""Maps of areas that conditions name: the files, what is known of each map, and which licences may use it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import db


class File(db.Model):  # type: ignore[name-defined, misc]
    """Bytes under their SHA-256, kept once and never changed (where the database is the file store)."""

    __tablename__ = "files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Map(db.Model):  # type: ignore[name-defined, misc]
    """An uploaded map, named by the SHA-256 of the file as it was sent; never changed."""

    __tablename__ = "maps"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(4))
    """pdf, png or jpeg."""
    bytes: Mapped[int]
    """Of the original."""
    pages: Mapped[int]
    """Of the original; only the first is used."""
    width: Mapped[int]
    """Of the preview, in pixels."""
    height: Mapped[int]
    preview_sha256: Mapped[str] = mapped_column(String(64))
    thumbnail_sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class LicenceMap(db.Model):  # type: ignore[name-defined, misc]
    """That a licence may use a map. Until a document of that licence has it, it is only a draft's."""

    __tablename__ = "licence_maps"

    licence_id: Mapped[int] = mapped_column(ForeignKey("licences.id"), primary_key=True)
    map_sha256: Mapped[str] = mapped_column(ForeignKey("maps.sha256"), primary_key=True)
    is_frozen: Mapped[bool] = mapped_column(default=False)
    """Whether some document of the licence has it: then it stays, and whoever may open the licence may see it."""
    linked_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))
