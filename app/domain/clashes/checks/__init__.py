"""The checks that rules about clashes are made of: a small closed set, each with its own parameters.

A rule names groups of conditions; a check looks at what the groups pick from a licence and says what it finds.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.domain.clashes.checks.answers import Differ, PostcodeInside, Same
from app.domain.clashes.checks.presence import Alone, Needs, Together
from app.domain.clashes.checks.texts import NamedIn, Repeats
from app.domain.clashes.checks.times import DateOutside, Over, TimeInWindow

Check = Annotated[
    Together
    | Alone
    | Same
    | Differ
    | PostcodeInside
    | TimeInWindow
    | Over
    | Needs
    | DateOutside
    | NamedIn
    | Repeats,
    Field(discriminator="name"),
]
