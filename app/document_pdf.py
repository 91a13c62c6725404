"""The approved licence on paper: a frozen document compiled to a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import typst

from app.domain.document.reading import Approval, reference_rows, sign_off

__all__ = ["Approval", "NotPrintable", "pdf"]

_TEMPLATE = Path(__file__).with_name("document.typ")


class NotPrintable(Exception):
    """The document holds something that cannot be printed, such as a character no shipped font has."""


def pdf(
    document: Mapping[str, Any],
    sha256: str,
    approval: Approval | None,
    fonts: Path,
    *,
    images: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """The document as PDF bytes, the same for the same input; without an approval it is marked as a draft.

    `images` are the pictures of its maps by SHA-256. The PDF's own date is the approval's.
    Raises NotPrintable when it does not compile.
    """
    data = {
        "document": {key: document[key] for key in ("title", "language", "printed")},
        "reference": reference_rows(document, sha256),
        "sign_off": sign_off(document, approval),
        "draft_label": "Draft, not approved",
        "dated": approval is not None,
    }
    try:
        with _project(images) as template:
            return typst.compile(
                template,
                root=template.parent,
                font_paths=_fonts(fonts),
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=int(approval.at.timestamp()) if approval else 0,
                sys_inputs={"data": json.dumps(data)},
            )
    except typst.TypstError as error:
        raise NotPrintable(str(error)) from error


@contextmanager
def _project(images: Mapping[str, bytes]) -> Iterator[Path]:
    """The template, in a folder with nothing but itself and these images, since Typst reads those as files only."""
    if not images:
        yield _TEMPLATE
        return
    with TemporaryDirectory() as folder:
        template = Path(shutil.copy(_TEMPLATE, folder))
        (template.parent / "maps").mkdir()
        for sha256, content in images.items():
            (template.parent / "maps" / sha256).write_bytes(content)
        yield template


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts of this folder and no others, so that every machine prints the same; read once."""
    if not folder.is_dir():
        raise FileNotFoundError(f"no fonts at {folder}: build the assets first")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
