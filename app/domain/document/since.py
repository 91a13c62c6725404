"""What a licence that was sent again says differently from the document that was returned, of either format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.document import words_en as words
from app.domain.document.reading import condition_texts, is_for_all
from app.domain.words import beginning


@dataclass(frozen=True)
class Difference:
    """One thing that is said differently: then and now, either of them None where it was not there."""

    label: str
    then: str | None
    now: str | None
    is_for_approver: bool
    """Whether only the approver reads it."""

    @property
    def in_words(self) -> str:
        """As one item of a list."""
        if self.then is None:
            return f"{self.label} added: {self.now}"
        if self.now is None:
            return f"{self.label} taken out: {self.then}"
        return f"{self.label}: was {self.then}, is now {self.now}"


@dataclass(frozen=True)
class _Said:
    """One thing that a document says: what it is called, and the words."""

    label: str
    text: str
    is_for_approver: bool = False


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Everything that two documents of one licence say differently, in the order of the later one."""
    then, later = dict(_said(before)), dict(_said(now))
    pairs = [(then.get(key), later.get(key)) for key in {**later, **then}]
    return tuple(
        Difference(one.label, old.text if old else None, new.text if new else None, one.is_for_approver)
        for old, new in pairs
        if (one := new or old) and not (old and new and old.text == new.text)
    )


def _said(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], _Said]]:
    """What a document says, each under a key that stays its own. Areas are said with their conditions."""
    for part in ("printed", "approver"):
        for section in document[part]["sections"]:
            is_for_approver = part == "approver" and not is_for_all(section)
            for block in section["blocks"]:
                for label, text in _plain(block):
                    yield (
                        (section["heading"], label or text),
                        _Said(label or section["heading"], text, is_for_approver),
                    )
    yield from _conditions(document)


def _plain(block: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The rows, paragraphs and items of a block, a row with its label."""
    match block["kind"]:
        case "facts":
            yield from block["rows"]
        case "text":
            yield "", block["text"]
        case "list":
            yield from (("", item) for item in block["items"])


def _conditions(document: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], _Said]]:
    """Each condition by its id, with its areas and its reasons; of format 1, which has no ids, by its words."""
    texts = [item["text"] for item in condition_texts(document)]
    if "format" not in document:
        yield from ((("condition", text), _Said("Condition", text)) for text in texts)
        return
    for condition, text in zip(document["licence"]["conditions"], texts, strict=True):
        name, called = condition["id"], f"“{beginning(text)}”"
        yield ("condition", name), _Said("Condition", text)
        for place, area in enumerate(condition["areas"]):
            yield ("area", f"{name} {place}"), _Said(f"Area of {called}", _area(area))
        if condition["reasons"]:
            yield (
                ("why", name),
                _Said(f"Why {called} is needed", _why(condition["reasons"]), is_for_approver=True),
            )


def _area(area: Mapping[str, Any]) -> str:
    map_ = f"with the map of fingerprint {area['map'][:12]}" if area["map"] else "without a map"
    return f"{area['words']} ({map_})"


def _why(reasons: Mapping[str, Any]) -> str:
    """The reasons for one condition as one text."""
    return "; ".join(
        ", ".join(words.ASKED_BY.get(each, each) for each in texts)
        for texts in ([given] if isinstance(given, str) else given for given in reasons.values() if given)
    )
