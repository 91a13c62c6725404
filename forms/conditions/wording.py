"""What messages call the inputs of a condition, whose labels a policy writes with or without a verb."""

from __future__ import annotations

import re

from app.domain.policy.model import Input, InputType
from app.domain.words import capitalised, joined
from forms.wording import called_by

_VERB = re.compile(r"(?:tick|pick|provide|specify|write|describe)\s+(?=\S)", re.IGNORECASE)
"""Verbs that policies may begin a label with, besides those that plain labels do."""
_LED = re.compile(
    r"(?:an?|the|any|all|each|every|either|both|no|some|this|that|these|those|your|their|his|her|its|my|our"
    r"|what|which|who|whom|whose|when|where|why|how|whether|if|up to|at least|one|two|three)\b",
    re.IGNORECASE,
)
"""What can follow “Enter” or “Select” as it is; before any other noun goes “the”."""
_EMPTY = re.compile(
    r"(?:(?:an?|all|and|answers?|any|appl(?:y|ies)|as|box(?:es)?|choices?|from|here|items?|least|list|many|may|more"
    r"|of|one|options?|or|over|relevant|required|texts?|that|the|them|these|those|values?|which|you)\b[\W_]*)*",
    re.IGNORECASE,
)
_LONGEST_QUOTE = 60


def object_of(label: str) -> str | None:
    """The label as what is entered or selected (“the end date”); None when it names nothing or is a question."""
    words = _VERB.sub("", called_by(label, ""), count=1) if "?" not in label else ""
    if _EMPTY.fullmatch(words):
        return None
    return words if _LED.match(words) else f"the {words}"


def required_message(each: Input, label: str) -> str | None:
    """What is said of an empty choice whose label names nothing (“Select all that apply”); None for all others."""
    if "?" in label or object_of(label):
        return None
    if each.type is InputType.CHECK:
        return "Select at least one answer"
    if each.type is InputType.RADIO:
        quoted = joined([f"‘{option.value}’" for option in each.options or ()], "or")
        return f"Select {quoted}" if len(quoted) <= _LONGEST_QUOTE else "Select an answer"
    return None


def name_of(label: str) -> str:
    """The label as the name of one box of a list: “Enter the name of a group” gives “Name of a group”."""
    return capitalised((called_by(label, "") or "answer").removeprefix("the "))
