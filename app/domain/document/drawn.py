"""What is drawn of a frozen document, on paper and on the web: its printed words, and those that stand around them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from app.domain.document import words_en as words
from app.domain.document.blocks import Block, Section


def drawn(document: Mapping[str, Any]) -> dict[str, Any]:
    """The sections of a document, of either format, and apart from them its areas, which follow the signature.

    Conditions stand under a heading for each source. What is frozen is drawn as it is, and nothing of it left out.
    """
    sections = [_drawn(section) for section in document["printed"]["sections"]]
    return {
        "sections": [section for section in sections if not _is_of_areas(section)],
        "areas": [section for section in sections if _is_of_areas(section)],
        "map": words.MAP,
    }


def _is_of_areas(section: Section) -> bool:
    return bool(section["blocks"]) and all(block["kind"] == "map" for block in section["blocks"])


def _drawn(section: Section) -> Section:
    return section | {
        "blocks": [
            block | {"groups": _groups(block)} if block["kind"] == "conditions" else block
            for block in section["blocks"]
        ]
    }


def _groups(conditions: Block) -> list[dict[str, Any]]:
    """The conditions of a block by where they come from, each group under its heading."""
    return [
        {"heading": words.SUBHEADINGS[part][source], "items": list(items)}
        for (part, source), items in groupby(
            conditions["items"], key=lambda item: (item.get("part", "AP"), item["source"])
        )
    ]
