"""Compares HTML by what it means: elements, attributes and text in order, white space collapsed except in textareas."""

from __future__ import annotations

import re
from typing import Any

import html5lib


def _collapsed(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def tokens(html: str) -> list[Any]:
    """The fragment as a list of texts, (tag, attributes) and closing tags."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if node.tag in ("textarea", "pre"):
            found.append(node.text or "")  # what people typed: every character counts
        elif _collapsed(node.text):
            found.append(_collapsed(node.text))
        for element in node:
            if not callable(element.tag):
                found.append((element.tag, _attributes(element)))
                walk(element)
                found.append(f"/{element.tag}")
            if _collapsed(element.tail):
                found.append(_collapsed(element.tail))

    walk(html5lib.parseFragment(html, namespaceHTMLElements=False))
    return found


def _attributes(element: Any) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (str(name), " ".join(sorted(value.split())) if name == "class" else _collapsed(value))
            for name, value in element.attrib.items()
        )
    )
