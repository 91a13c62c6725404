"""Small policies for tests: built from the least that a policy needs, changed where a test wants it."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.domain.policy.diff import Mark, Piece

ROOT = Path(__file__).parents[2]
DEFAULT = ROOT / "policies" / "default.json"
PUBLISHED = ROOT.parent / "shared" / "data" / "policy-2.1.json"
needs_published = pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the published policy is not on this machine"
)


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def text_input(name: str, **fields: Any) -> dict[str, Any]:
    return {"type": "text", "label": f"Enter the {name}", "name": name, **fields}


def choice(name: str, options: dict[str, list[dict[str, Any]]], **fields: Any) -> dict[str, Any]:
    """A radio input; each option with the inputs that it reveals."""
    return {
        "type": "radio",
        "label": f"Select the {name}",
        "name": name,
        "options": [
            {"value": value, "conditional": {"inputs": inputs} if inputs else None}
            for value, inputs in options.items()
        ],
        **fields,
    }


def with_form(number: int, tpl: str, *inputs: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "code": uuid(number),
        "category": "Pets",
        "text": "Keep [PET] indoors.",
        "tpl": tpl,
        "requiresInput": True,
        "inputs": list(inputs),
        "type": "SpecifiedItem",
        **fields,
    }


def plain(number: int, text: str = "Feed the cat.", **fields: Any) -> dict[str, Any]:
    return {"code": uuid(number), "category": "Pets", "text": text, "requiresInput": False, **fields}


def policy(*additional: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "version": "7.1",
        "standardConditions": {"AP": [{"code": uuid(900), "text": "Shut the gate."}], "PSS": []},
        "additionalConditions": {"AP": list(additional), "PSS": []},
        "changeHints": [],
        **fields,
    }


def written(data: Any) -> str:
    return json.dumps(copy.deepcopy(data))


def old_text(row: Sequence[Piece]) -> str:
    """The older of the two texts that these pieces were made of."""
    return "".join(piece.text for piece in row if piece.mark is not Mark.ADDED)


def new_text(row: Sequence[Piece]) -> str:
    """The newer of the two texts that these pieces were made of."""
    return "".join(piece.text for piece in row if piece.mark is not Mark.REMOVED)
