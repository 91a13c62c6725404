"""Questions on a licence: what the prison asks about one, who answers by when, and how each stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.document.reading import condition_texts
from app.domain.licence.cover import Goes
from app.domain.words import beginning, moment_in_words, uncapitalised

WHOLE = "licence"
"""The place of a question about a licence as a whole."""
WHOLE_IN_WORDS = "The licence as a whole"
_SECTION, _CONDITION = "section", "condition"
_LONGEST_ID = 200


class State(StrEnum):
    """How a question stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _TAGS[self][0]

    @property
    def colour(self) -> str:
        return _TAGS[self][1]


_TAGS = {
    State.OPEN: ("To be answered", "yellow"),
    State.OVERDUE: ("Overdue", "red"),
    State.ANSWERED: ("Answered", "blue"),
    State.CLOSED: ("Closed", "grey"),
}


@dataclass(frozen=True)
class Did:
    """Who did something, and when."""

    by: str
    at: dt.datetime

    @property
    def in_words(self) -> str:
        """As it stands after what was done: "by Ada Lovelace on 26 November 2026 at 10:02am"."""
        return f"by {self.by} on {moment_in_words(self.at)}"


@dataclass(frozen=True)
class Question:
    """One question on a licence, as everybody reads it who may see the licence."""

    number: int
    licence_id: int
    version: str
    """The version of the licence that it was asked about."""
    is_of_this_version: bool
    """Whether that is the one in hand, and not an earlier one."""
    place: str
    """Where on the licence it is pinned: WHOLE, or a Place's key."""
    about: str
    """The same in words, as they were when it was asked."""
    words: str
    asked: Did
    due: dt.datetime
    is_holding: bool
    """Whether the licence cannot be approved before the prison closes it or lifts the hold."""
    goes: Goes
    """Who to go to for the answer."""
    owner: str
    """Who has to answer: a name, or everybody of a place."""
    contact: str
    """Their email address and telephone number, as the record has them; empty where it has neither."""
    state: State
    is_reminded: bool = False
    """Whether whoever has to answer was told that it is overdue."""
    answer: str | None = None
    answered: Did | None = None
    closed: Did | None = None

    @property
    def is_closed(self) -> bool:
        return self.state is State.CLOSED

    @property
    def is_to_answer(self) -> bool:
        return self.state in (State.OPEN, State.OVERDUE)

    @property
    def holds(self) -> bool:
        """Whether the licence in hand cannot be approved because of it."""
        return self.is_holding and self.is_of_this_version and not self.is_closed

    @property
    def about_in_words(self) -> str:
        """What it is about, within a sentence."""
        return uncapitalised(self.about)

    @property
    def closed_in_words(self) -> str:
        """Who closed it, or that it ended with its version."""
        if self.closed:
            how = "Closed" if self.answered else "Closed without an answer"
            return f"{how} {self.closed.in_words}"
        return f"Closed, because version {self.version} of the licence ended"

    @property
    def who_answers(self) -> str:
        """Who has to answer by when, who to go to while they are away, and where they can be reached."""
        late = ", which has passed" if self.state is State.OVERDUE else ""
        said = [f"{self.owner} must answer by {moment_in_words(self.due)}{late}."]
        if self.goes.instead:
            said.append(self.goes.instead)
        if self.contact:
            said.append(f"Contact: {self.contact}.")
        return " ".join(said)


@dataclass(frozen=True)
class Place:
    """A part of a licence that a question can be pinned to."""

    key: str
    words: str
    """What people choose it by: "Condition 5.2: …"."""
    printed: str
    """Where it stands in the document: the number of a condition, or the heading of a section."""


def places_in(document: Mapping[str, Any]) -> list[Place]:
    """The sections of a frozen document and, after each, its conditions. A condition is known by what is the same in every
    version of a licence; in documents of format 1 by its number."""
    ids = [each["id"] for each in document.get("licence", {}).get("conditions", ())]
    keys = {
        item["number"]: ids[n][:_LONGEST_ID] if n < len(ids) else item["number"]
        for n, item in enumerate(condition_texts(document))
    }
    found = []
    for section in document["printed"]["sections"]:
        heading, number = section["heading"], section["number"]
        words = f"Section {number}: {heading}" if number is not None else f"Section: {heading}"
        found.append(Place(f"{_SECTION}:{heading}"[:_LONGEST_ID], beginning(words), heading))
        found += [
            Place(
                f"{_CONDITION}:{keys[item['number']]}",
                beginning(f"Condition {item['number']}: {item['text']}"),
                item["number"],
            )
            for block in section["blocks"]
            if block["kind"] == "conditions"
            for item in block["items"]
        ]
    return found


def pinned(questions: Iterable[Question], document: Mapping[str, Any]) -> dict[str, list[Question]]:
    """The questions by where they stand in a document: the number of a condition or the heading of a section. Those about
    the whole licence, or about what it no longer has, are under nothing."""
    printed = {place.key: place.printed for place in places_in(document)}
    found: dict[str, list[Question]] = {}
    for each in questions:
        found.setdefault(printed.get(each.place, ""), []).append(each)
    return found


def page_of(question: Question) -> str:
    """The page of a journey that asks for the condition it is about; empty for other places."""
    kind, _, key = question.place.partition(":")
    return key.partition("#")[0] if kind == _CONDITION else ""
