"""What a document is made of: paragraphs, lists and facts, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Block = dict[str, Any]
Section = dict[str, Any]


def text(words: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": tidy(words)}


def bullets(items: Iterable[str]) -> Block:
    """A list without numbers."""
    return {"kind": "list", "items": [tidy(item) for item in items]}


def facts(rows: Iterable[tuple[str, str | None]]) -> Block:
    """Labels with their values; rows without a value are left out, lines of a value are kept."""
    kept = [(label, tidy(value or "")) for label, value in rows]
    return {"kind": "facts", "rows": [[label, value] for label, value in kept if value]}


def tidy(words: str) -> str:
    """Blanks a printer cannot show made plain: newlines as one character, tabs as a blank, no blank edges."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(line.strip() for line in lines).strip()
