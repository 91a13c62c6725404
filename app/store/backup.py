"""The whole service in one file, and back: every row of every table, and the files of maps, all of one moment.

The file is a ZIP archive. `backup.json` says what is in it, and the SHA-256 of each part. `tables/NAME.jsonl` has the names
of the columns in its first line and then a row a line, as JSON: a moment is {"at": …}, a day {"on": …}, bytes are
{"bytes": base64}, what is JSON itself is {"json": …}. `maps/SHA256` are the files of maps, where a folder keeps them. Which
tables there are is read off the models, so that a table which is added is in the next backup.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import JSON, Column, Connection, String, Table, inspect, select, text, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from app import clock
from app.database import is_unavailable, reading
from app.integrations.file_store import FileLost, file_store
from app.models.base import db
from app.models.map import File, Map

FORMAT = 1
SAYS = "backup.json"
_AT_ONCE = 500
"""Rows that are read or written together."""


class Unfit(Exception):
    """No backup can be written there, or this one cannot be restored here; says why."""


class Part(BaseModel):
    """A table in a backup."""

    model_config = ConfigDict(strict=True)

    name: str
    columns: list[str]
    rows: int
    sha256: str


class Said(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(strict=True)

    format: int
    made_at: str
    schema_: str | None
    """The migration that the database was at."""
    database: str
    files_in: str
    """Where the files of maps were kept: "folder" or "database"."""
    tables: list[Part]
    files: list[str]
    lost: list[str]
    """Files of maps that could not be backed up, because they were gone or changed."""

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.tables)

    @property
    def maps(self) -> int:
        """How many files of maps are in it, wherever they were kept."""
        return len(self.files) + sum(part.rows for part in self.tables if part.name == File.__tablename__)


def back_up(target: Path) -> Said:
    """Write everything that there is now to a new file, which only its owner can read; the service goes on meanwhile."""
    if target.exists():
        raise Unfit(f"{target} is there already, and no backup is written over.")
    try:
        # A name of its own, which only its owner can read: another backup that is under way has another.
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", suffix=".part") as stream:
            with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive, reading():
                said = _write(archive)
            stream.flush()
            os.fsync(stream.fileno())
            os.link(stream.name, target)
    except FileExistsError:
        raise Unfit(f"{target} was written meanwhile, and no backup is written over.") from None
    except OSError as error:
        raise Unfit(f"{target} cannot be written: {error.strerror}.") from error
    return said


def _write(archive: ZipFile) -> Said:
    connection = db.session.connection()
    said = Said(
        format=FORMAT,
        made_at=clock.now().astimezone(dt.UTC).isoformat(timespec="seconds"),
        schema_=MigrationContext.configure(connection).get_current_revision(),
        database=connection.dialect.name,
        files_in=_files_in(),
        tables=[_write_table(archive, table) for table in db.metadata.sorted_tables],
        files=[],
        lost=[],
    )
    if said.files_in == "folder":
        for sha256 in _files_of_maps():
            try:
                content = file_store().get(sha256)
            except FileLost:
                said.lost.append(sha256)
                continue
            archive.writestr(f"maps/{sha256}", content)
            said.files.append(sha256)
    archive.writestr(SAYS, said.model_dump_json(indent=1))
    return said


def _write_table(archive: ZipFile, table: Table) -> Part:
    columns = _columns(table)
    rows = db.session.execute(
        select(*[_as_kept(column) for column in columns])
        .order_by(*table.primary_key.columns)
        .execution_options(yield_per=_AT_ONCE)
    )
    count, names, sha256 = 0, [column.name for column in columns], hashlib.sha256()
    with archive.open(_member(table.name), "w", force_zip64=True) as part:

        def write(values: list[Any]) -> None:
            line = f"{json.dumps(values, ensure_ascii=False)}\n".encode()
            sha256.update(line)
            part.write(line)

        write(names)
        for row in rows:
            write([_plain(value, column) for value, column in zip(row, columns, strict=True)])
            count += 1
    return Part(name=table.name, columns=names, rows=count, sha256=sha256.hexdigest())


def restore(source: Path) -> Said:
    """Make the tables of an empty database and fill them from a backup, all or nothing; the files of maps as well."""
    try:
        with ZipFile(source) as archive:
            said = _checked(archive)
            if tables := inspect(db.engine).get_table_names():
                raise Unfit(
                    f"The database is not empty: it has {len(tables)} tables. A backup is restored into a new, empty one."
                )
            db.session.remove()
            upgrade(directory=str(_migrations()))
            try:
                for sha256 in said.files:
                    if _put(archive.read(f"maps/{sha256}")) != sha256:
                        raise Unfit(f"The backup is damaged: maps/{sha256} is another file.")
                with db.session.begin():
                    _fill(db.session.connection(), archive, said)
            except BaseException:
                _empty_again()
                raise
    except DBAPIError as error:
        if is_unavailable(error):
            raise
        raise Unfit(
            "The database takes no such rows: the backup does not fit, or the database failed."
        ) from error
    except OSError as error:
        raise Unfit(f"{source} cannot be read: {error.strerror}.") from error
    except (BadZipFile, KeyError) as error:
        raise Unfit(f"{source} is no backup, or is damaged: {error}.") from error
    return said


def _put(content: bytes) -> str:
    try:
        return file_store().put(content)
    except OSError as error:
        folder = current_app.config["MAPS_FOLDER"]
        raise Unfit(
            f"No map can be written to {folder}, which MAPS_FOLDER names: {error.strerror}. Let the account that runs this write "
            "there."
        ) from error


def _checked(archive: ZipFile) -> Said:
    """What a backup says of itself, once every part is found to be what it was and to belong to this service."""
    try:
        said = Said.model_validate_json(archive.read(SAYS))
    except (KeyError, ValidationError) as error:
        raise Unfit("The file is no backup of this service.") from error
    head = ScriptDirectory(str(_migrations())).get_current_head()
    if said.format != FORMAT or said.schema_ != head:
        raise Unfit(
            f"The backup has the tables of migration {said.schema_}, and this version of the service those of {head}. "
            "Restore it with the version of the service that made it, then upgrade."
        )
    if said.files_in != _files_in():
        where = "a folder" if said.files_in == "folder" else "the database"
        raise Unfit(
            f"The backup is of a service that keeps the files of maps in {where}: set MAPS_FOLDER so too."
        )
    ours = {table.name: [column.name for column in _columns(table)] for table in db.metadata.sorted_tables}
    if {part.name: part.columns for part in said.tables} != ours:
        raise Unfit("The backup has other tables than this version of the service.")
    for part in said.tables:
        with archive.open(_member(part.name)) as stream:
            sha256 = hashlib.sha256()
            for line in stream:
                sha256.update(line)
            if sha256.hexdigest() != part.sha256:
                raise Unfit(f"The backup is damaged: the table {part.name} is not what was written.")
    return said


def _fill(connection: Connection, archive: ZipFile, said: Said) -> None:
    for table in reversed(db.metadata.sorted_tables):  # what migrations put there
        if connection.execute(select(table).limit(1)).first():
            connection.execute(table.delete())
    for table in db.metadata.sorted_tables:
        columns = _columns(table)
        with archive.open(_member(table.name)) as stream:
            rows = _rows(stream, columns)
            while some := list(islice(rows, _AT_ONCE)):
                connection.execute(table.insert(), some)
        counted = table.autoincrement_column
        if counted is not None and connection.dialect.name == "postgresql":
            last = connection.scalar(select(counted).order_by(counted.desc()).limit(1))
            if last is not None:
                connection.execute(
                    text("SELECT setval(pg_get_serial_sequence(:name, :counted), :last)"),
                    {"name": table.name, "counted": counted.name, "last": last},
                )


def _rows(stream: IO[bytes], columns: list[Column[Any]]) -> Iterator[dict[str, Any]]:
    names = [column.name for column in columns]
    next(stream)
    for line in stream:
        yield dict(zip(names, map(_value, json.loads(line)), strict=True))


def _empty_again() -> None:
    """Take away what was made in a database that was empty, so that another try finds it so."""
    db.session.remove()
    db.drop_all()
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS procrastinate CASCADE")
    with db.engine.begin() as connection, suppress(Exception):
        connection.exec_driver_sql("DROP TABLE alembic_version")


def _columns(table: Table) -> list[Column[Any]]:
    """The columns of a table, but for those that the database works out by itself."""
    return [column for column in table.columns if column.computed is None]


def _as_kept(column: Column[Any]) -> Any:
    """A column as it stands: a text that this version does not know stays that text."""
    is_text = isinstance(column.type, TypeDecorator) and isinstance(column.type.impl_instance, String)
    return type_coerce(column, String) if is_text else column


def _plain(value: Any, column: Column[Any]) -> Any:
    if isinstance(column.type, JSON):
        return {"json": value}
    if isinstance(value, dt.datetime):
        return {"at": value.isoformat()}
    if isinstance(value, dt.date):
        return {"on": value.isoformat()}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{column} holds {type(value).__name__}, which no backup can hold")


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, value),) = plain.items()
    read = {
        "json": lambda value: value,
        "at": dt.datetime.fromisoformat,
        "on": dt.date.fromisoformat,
        "bytes": base64.b64decode,
    }
    return read[kind](value)


def _files_in() -> str:
    return "folder" if current_app.config["MAPS_FOLDER"] else "database"


def _files_of_maps() -> Iterable[str]:
    rows = db.session.execute(select(Map.sha256, Map.preview_sha256, Map.thumbnail_sha256))
    return sorted({sha256 for row in rows for sha256 in row})


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _migrations() -> Path:
    return Path(current_app.root_path).parent / "migrations"
