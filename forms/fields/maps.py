"""An area: described in words always, with a map of it where there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from app.domain import intake
from app.domain.answers import in_lines, map_line
from app.domain.characters import showable, unprintable
from forms.fields.field import Field, typed_text

LONGEST_NAME = 100
UPLOAD_AGAIN = "Upload the map again"
NO_WORDS = "Enter a description of the area"


def shown_name(name: str) -> str:
    """A file's name as pages and print show it: without folders, hidden characters and most of a long name."""
    last = re.split(r"[/\\]", showable(name))[-1]
    last = intake.line(last)
    bad = set(unprintable(last))
    kept = " ".join("".join(" " if c in bad else c for c in last).split())
    if not kept.strip(". "):
        return "map"
    if kept.startswith("."):
        kept = f"map{kept}"
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        ending = f"…{dot}{ending}" if stem and len(ending) <= 5 else "…"
        kept = kept[: LONGEST_NAME - len(ending)].rstrip() + ending
    return kept


class Map(Field):
    """An area. `data` is {"map": SHA-256 or None, "name": file name or None, "words": text}, or None for nothing.

    The words are the boundary where there is no map, and what is read out in place of the map where there is one.
    The file itself never comes here: whoever received it puts its SHA-256 under NAME-map and its name under
    NAME-name, or under NAME-fault what is wrong with it. `shown` is what the page tells of the map that is kept.
    """

    kind = "map"
    generic = "the area"
    is_group = True

    def __init__(self, label: str = "", *, max_length: int = 2000, **keywords: Any) -> None:
        super().__init__(label, **keywords)
        self.max_length = max_length
        self.part_errors: dict[str, str] = {}
        self.file_fault = ""
        self.shown: Mapping[str, Any] | None = None

    def blank(self) -> dict[str, str]:
        """No map and no words."""
        return dict.fromkeys(("map", "name", "words", "remove"), "")

    def read(self, formdata: Any) -> None:
        """Take the words typed, and the map that is kept already or was just received."""
        self._take({part: typed_text(formdata, f"{self.name}-{part}") for part in self.blank()})
        self.file_fault = typed_text(formdata, f"{self.name}-fault")
        self.part_errors = {}
        if self.file_fault:
            self.fail(self.file_fault, "file")  # also on a page that is shown again without being checked

    def load(self, answer: Mapping[str, Any]) -> None:
        """Take the stored area."""
        value = answer.get(self.plain_name)
        stored = value if isinstance(value, Mapping) else {}
        self._take(
            {
                part: showable(stored[part]) if isinstance(stored.get(part), str) else ""
                for part in self.blank()
            }
        )
        self.file_fault = ""

    def _take(self, typed: dict[str, str]) -> None:
        self.redisplay = typed
        self.fault = None
        words = self.held(intake.lines(typed["words"]))
        if len(words) > self.max_length:
            self.fault = (f"{self.subject} must be {self.max_length:,} characters or fewer", "words")
        map_, name = ("", "") if typed["remove"] else (typed["map"], shown_name(typed["name"]))
        self.data = (
            {"map": map_ or None, "name": name if map_ else None, "words": words} if map_ or words else None
        )

    @property
    def subject(self) -> str:
        """What messages about characters begin with."""
        return "The description of the area"

    def fail(self, message: str, part: Any = None) -> None:
        """Record what is wrong with the file or the words (the words where neither is named)."""
        self.part_errors.setdefault("file" if part == "file" else "words", message)
        self.errors = [self.part_errors[part] for part in ("file", "words") if part in self.part_errors]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check the file, then the words: there must be words, with a map or without."""
        self.errors, self.part_errors = [], {}
        map_ = self.data and self.data["map"]
        if self.file_fault:
            self.fail(self.file_fault, "file")
        elif map_ and not form.facts.licence.has_map(map_):
            self.redisplay["map"] = self.redisplay["name"] = ""
            self.fail(UPLOAD_AGAIN, "file")
        if self.fault:
            self.fail(*self.fault)
        elif not (self.data and self.data["words"]) and (map_ or not self.optional):
            self.fail(f"{NO_WORDS}, for people who cannot see the map" if map_ else NO_WORDS)
        return not self.errors

    def lines_of(self, data: Mapping[str, Any]) -> list[str]:
        """The words, and whether there is a map."""
        return [*in_lines(data), map_line(data)]

    def posted(self) -> list[tuple[str, str]]:
        """The map that is kept and the words; a file is never sent twice."""
        return [
            (f"{self.name}-{part}", text) for part, text in self.redisplay.items() if text or part == "words"
        ]

    @property
    def error_id(self) -> str:
        """The id of the first wrong input."""
        return self.errors_list()[0][1] if self.part_errors else self.words_id

    @property
    def words_id(self) -> str:
        """The id of the box for the words."""
        return f"{self.id}-words"

    def errors_list(self) -> list[tuple[str, str]]:
        """What is wrong with the file, and with the words."""
        ids = {"file": self.id, "words": self.words_id}
        return [(self.part_errors[part], ids[part]) for part in ids if part in self.part_errors]
