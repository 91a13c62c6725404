"""The approved licence on paper: a frozen document compiled to a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from app.domain.document import Approval, reference_rows, sign_off

__all__ = ["Approval", "NotPrintable", "pdf"]

_TEMPLATE = Path(__file__).with_name("document.typ")
_BODY_POINTS = {False: 12, True: 18}


class NotPrintable(Exception):
    """The document holds something that cannot be printed, such as a character no shipped font has."""


def pdf(
    document: Mapping[str, Any],
    sha256: str,
    approval: Approval | None,
    fonts: Path,
    *,
    submitted_at: dt.datetime | None = None,
    large_print: bool = False,
) -> bytes:
    """The document as PDF bytes, the same for the same input; without an approval it is marked as a draft.

    The PDF's own date is the approval's, else submitted_at (which must know its zone), else none.
    Raises NotPrintable when it does not compile.
    """
    moment = approval.at if approval else submitted_at
    data = {
        "document": {key: document[key] for key in ("title", "language", "printed")},
        "reference": reference_rows(document, sha256),
        "sign_off": sign_off(document, approval),
        "draft_label": "Draft, not approved",
        "dated": moment is not None,
        "size": _BODY_POINTS[large_print],
    }
    try:
        return typst.compile(
            _TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=_fonts(fonts),
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(moment.timestamp()) if moment else 0,
            sys_inputs={"data": json.dumps(data)},
        )
    except typst.TypstError as error:
        raise NotPrintable(str(error)) from error


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """The fonts of this folder and no others, so that every machine prints the same; read once."""
    if not folder.is_dir():
        raise FileNotFoundError(f"no fonts at {folder}: build the assets first")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
