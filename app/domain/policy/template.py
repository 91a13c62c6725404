"""The template language of conditions: placeholders in braces, and `a || b` for the first with a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

EITHER = "||"
_LINE_BREAK = re.compile("[\n\r\u0085\u2028\u2029]")


@dataclass(frozen=True)
class Placeholder:
    """One placeholder of a template: where it stands, braces included, and what stands between them."""

    start: int
    end: int
    inside: str


def placeholders(template: str) -> Iterator[Placeholder]:
    """Every placeholder, from the first brace that opens in a line to the next that closes in it.

    As the pattern `{.*?}` finds them, but in time that grows with the length alone: a pattern would begin anew at each
    brace that nothing closes.
    """
    at = 0
    while (closes := template.find("}", at)) != -1:
        line = at
        for line_break in _LINE_BREAK.finditer(template, at, closes):
            line = line_break.end()
        opens = template.find("{", line, closes)
        if opens != -1:
            yield Placeholder(opens, closes + 1, template[opens + 1 : closes])
        at = closes + 1


def without_placeholders(template: str) -> str:
    """What of a template stands outside its placeholders."""
    kept, at = [], 0
    for found in placeholders(template):
        kept.append(template[at : found.start])
        at = found.end
    return "".join(kept) + template[at:]


def alternatives(placeholder: str) -> list[str]:
    """The names that a placeholder may take its value from, first choice first."""
    return [name.strip() for name in placeholder.split(EITHER)]
