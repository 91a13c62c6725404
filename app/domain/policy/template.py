"""The template language of conditions: placeholders in braces, and `a || b` for the first with a value."""

from __future__ import annotations

import re

EITHER = "||"
PLACEHOLDER = re.compile("\\{([^\n\r\u0085\u2028\u2029]*?)\\}")
"""One placeholder within one line, shortest match; the group is what stands between the braces."""


def alternatives(placeholder: str) -> list[str]:
    """The names that a placeholder may take its value from, first choice first."""
    return [name.strip() for name in placeholder.split(EITHER)]
