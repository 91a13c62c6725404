"""The names that pages ever had. Saved answers hold them, so none is dropped or changed without a migration.

The kept file has a line for each: `JOURNEY PAGE`, and for a page that is no longer declared `JOURNEY PAGE MIGRATION`,
the migration (a file of migrations/versions, without its ending) that renamed or dropped the answers saved under it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from journeys.all import JOURNEYS

FILE = Path(__file__).with_name("names_ever_used.txt")


def declared() -> set[tuple[str, str]]:
    """The steps of every journey as it is, by journey and name."""
    return {(name, step.name) for name, journey in JOURNEYS.items() for _, step in journey.steps()}


def kept(text: str) -> str:
    """The file's text with the names declared now added, sorted; nothing that it has is removed."""
    lines = set(text.splitlines())
    known = {tuple(line.split()[:2]) for line in lines}
    return "".join(f"{line}\n" for line in sorted(lines | {" ".join(name) for name in declared() - known}))


def lost(text: str, migrations: Collection[str]) -> Iterator[str]:
    """The lines of the file whose page is declared no longer, without a migration that there is."""
    for line in text.splitlines():
        journey, page, *migrated = line.split()
        if (journey, page) not in declared() and not (len(migrated) == 1 and migrated[0] in migrations):
            yield line
