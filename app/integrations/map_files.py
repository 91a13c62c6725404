"""Reads an uploaded map: what it is by its content, whether it can be used, and the pictures that stand for it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog

from app.integrations.map_reader import SECONDS, TOO_MUCH, Refused, kind_of

log = structlog.get_logger()

MOST_BYTES = 10 * 2**20
EMPTY = "The map is an empty file. Open the map in the program that made it and save it as a PDF, or choose another file"
TOO_LARGE = "The map must be 10MB or smaller. Save it as a JPEG picture, then upload that"

_READER = Path(__file__).with_name("map_reader.py")
_PATIENCE = 3 * SECONDS
"""Seconds on a busy machine, where the reader's own time passes more slowly."""
_PLACE = re.compile(r'File ".*?([^/"]+)", (line \d+)')


class MapRefused(Exception):
    """The file is not taken as a map; its words say why and what to do, as an error message does."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class MapFile:
    """A map as it was sent, with its first page as a picture in two sizes."""

    kind: str
    """pdf, png or jpeg."""
    original: bytes
    preview: bytes
    thumbnail: bytes
    pages: int
    width: int
    """Of the preview, in pixels."""
    height: int

    @property
    def sha256(self) -> str:
        """Of the original, which names the map."""
        return hashlib.sha256(self.original).hexdigest()


def read_map(content: bytes) -> MapFile:
    """The map that the bytes of a file hold; raises MapRefused.

    The file is opened in a program of its own with little memory, little time and none of the service's secrets:
    what a hostile file can break there is nothing.
    """
    if not content:
        raise MapRefused(EMPTY)
    if len(content) > MOST_BYTES:
        raise MapRefused(TOO_LARGE)
    try:
        kind_of(content)
    except Refused as refused:
        raise MapRefused(str(refused)) from refused
    try:
        answer = subprocess.run(  # noqa: S603  our own program, and nothing of the file is an argument
            [sys.executable, "-I", str(_READER)],
            input=content,
            capture_output=True,
            env={},
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as late:
        raise MapRefused(TOO_MUCH) from late
    if answer.returncode != 0:
        if answer.returncode > 0:  # not stopped for what it took: our own fault, which must not pass unseen
            # Where it failed, and not what it said, which may be of the file.
            log.error("map reader", at=_PLACE.findall(answer.stderr.decode(errors="replace"))[-30:])
        raise MapRefused(TOO_MUCH)
    head, _, pictures = answer.stdout.partition(b"\n")
    facts = json.loads(head)
    if "refused" in facts:
        raise MapRefused(facts["refused"])
    return MapFile(
        kind=facts["kind"],
        original=content,
        preview=pictures[: facts["preview"]],
        thumbnail=pictures[facts["preview"] :],
        pages=facts["pages"],
        width=facts["width"],
        height=facts["height"],
    )
