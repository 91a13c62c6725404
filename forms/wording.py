"""What default messages call a field: taken from its label, unless the form says `called`."""

from __future__ import annotations

import re

from app.domain.words import capitalised, uncapitalised

_VERB = re.compile(r"^(?:enter|select|choose|add|give|type)\s+(?=\S)", re.IGNORECASE)
_PART = re.compile(
    r"(?P<whole>\S.*?)\s+[–—-]\s+(?:enter|select|choose|add|give|type)\s+(?P<part>\S.*)", re.IGNORECASE
)
"""A label that says first what it belongs to: “First curfew – enter the start time”."""
_LED = re.compile(r"(?:an?|the|this|that|your|their|each|every|any)\b", re.IGNORECASE)
_GENERIC = {
    "an answer": "Your answer",
    "a date": "The date",
    "a time": "The time",
    "an address": "The address",
}


def called_by(label: str, generic: str) -> str:
    """The label as the object of a sentence ("first name"); the generic noun where the label is a question."""
    text = _VERB.sub("", label.removesuffix("(optional)").strip().rstrip(":."), count=1)
    if not text or "?" in text:
        return generic
    if found := _PART.fullmatch(text):
        whole = uncapitalised(found["whole"])
        return f"{uncapitalised(found['part'])} for {whole if _LED.match(whole) else f'the {whole}'}"
    if f"a {text.lower()}" in _GENERIC or f"an {text.lower()}" in _GENERIC:
        return generic
    return uncapitalised(text)


def subject(called: str) -> str:
    """The same as the subject that starts a sentence ("First name", "Your answer")."""
    return _GENERIC.get(called, capitalised(called))
