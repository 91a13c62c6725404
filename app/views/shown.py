"""What a page that removes something showed of it: the form sends that back, and only what is still so is removed."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

SHOWN = "shown"
"""The name of the hidden input."""


def digest_of(lines: Sequence[str]) -> str:
    """What stands for these lines in a form."""
    return sha256("\n".join(lines).encode()).hexdigest()[:32]
