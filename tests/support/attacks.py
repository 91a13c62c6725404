"""How hard tests that attack with made-up files try: a little in every run, much more in `make attack`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("ATTACK_TIMES", "1"))


def examples(short: int) -> int:
    """How many examples to make up, of so many in a short run."""
    return short * TIMES
