"""The licence on paper: a frozen document compiled to a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog

from app.document_printer import SECONDS
from app.domain.document.drawn import drawn
from app.domain.document.reading import Approval, reference_rows, sign_off

__all__ = ["Approval", "NotFinished", "NotPrintable", "pdf"]

log = structlog.get_logger()

_TEMPLATE = Path(__file__).with_name("document.typ")
_PRINTER = Path(__file__).with_name("document_printer.py")
_ENVIRONMENT = {"RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
"""A thread takes address space, and a large machine would start many."""
_PATIENCE = 3 * SECONDS
"""Seconds on a busy machine, where the printer's own time passes more slowly."""


class NotPrintable(Exception):
    """The document holds something that cannot be printed, such as a character no shipped font has."""


class NotFinished(Exception):
    """Printing took more memory or time than it may."""


def pdf(
    document: Mapping[str, Any],
    sha256: str,
    approval: Approval | None,
    fonts: Path,
    *,
    status: str,
    images: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """The document as PDF bytes, the same for the same input; without an approval it is marked as a draft.

    `images` are the pictures of its maps by SHA-256; `status` is where its licence stands now, as a label. The PDF's
    own date is the approval's. Raises NotPrintable when it does not compile, NotFinished when that takes too much.
    """
    if not fonts.is_dir():
        raise FileNotFoundError(f"no fonts at {fonts}: build the assets first")
    pictures = dict(sorted(images.items()))
    job = {
        "template": _TEMPLATE.read_text(encoding="utf-8"),
        "fonts": str(fonts.resolve()),
        "timestamp": int(approval.at.timestamp()) if approval else 0,
        "pictures": {name: len(content) for name, content in pictures.items()},
        "data": {
            "title": document["title"],
            "language": document["language"],
            **drawn(document),
            "reference": reference_rows(document, sha256, status),
            "sign_off": sign_off(document, approval),
            "draft_label": "Draft, not approved",
            "dated": approval is not None,
        },
    }
    return _compiled(b"".join([json.dumps(job).encode(), b"\n", *pictures.values()]))


def _compiled(job: bytes) -> bytes:
    """What the printer makes of a job, in a program of its own with little memory and little time."""
    try:
        answer = subprocess.run(  # noqa: S603  our own program, and nothing of the document is an argument
            [sys.executable, "-I", str(_PRINTER)],
            input=job,
            capture_output=True,
            env=_ENVIRONMENT,
            timeout=_PATIENCE,
        )
    except subprocess.TimeoutExpired as late:
        raise NotFinished from late
    if answer.returncode != 0:
        log.error("printer", ended=answer.returncode)  # what it says may quote the document
        raise NotFinished
    head, _, made = answer.stdout.partition(b"\n")
    if refused := json.loads(head).get("refused"):
        raise NotPrintable(refused)
    return made
