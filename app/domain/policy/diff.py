"""The difference between two policies: condition by condition, and word by word where words differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from app.domain.policy.model import (
    PARTS,
    AdditionalCondition,
    FormRules,
    Input,
    InputType,
    Limits,
    Part,
    Policy,
    StandardCondition,
)
from app.domain.policy.types import form_rules
from app.domain.words import joined

Condition = StandardCondition | AdditionalCondition
Source = Literal["standard", "additional"]
SOURCES: tuple[Source, ...] = ("standard", "additional")

_TOKEN = re.compile(r"\s*(?:[\w’'-]+|[^\w\s])|\s+")
_MOST_TOKENS = 3_000
"""Texts of more words and signs than this are shown whole, old and new: comparing takes the square of the time."""


class Mark(StrEnum):
    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """Some words that two texts share, or that only the older or only the newer has."""

    mark: Mark
    text: str

    @property
    def words(self) -> str:
        """The text without the blanks that part it from what stands before."""
        return self.text.lstrip() or self.text

    @property
    def space(self) -> str:
        """Those blanks."""
        return self.text.removesuffix(self.words)


class Kind(StrEnum):
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """What differs about one condition. Removed has no `new`, added no `old`."""

    source: Source
    part: Part
    old: Condition | None
    new: Condition | None
    text: tuple[Piece, ...] = ()
    """The text that people read, in pieces."""
    is_reworded: bool = False
    questions: tuple[tuple[Piece, ...], ...] = ()
    """The questions that differ, each in pieces."""
    others: tuple[tuple[str, tuple[Piece, ...]], ...] = ()
    """Whatever else differs: what it is, and its pieces."""
    replacements: tuple[AdditionalCondition, ...] = ()
    """What the newer policy offers instead of a removed condition."""

    @property
    def kind(self) -> Kind:
        if self.old is None:
            return Kind.ADDED
        return Kind.REMOVED if self.new is None else Kind.CHANGED

    @property
    def code(self) -> str:
        condition = self.new or self.old
        assert condition is not None  # noqa: S101
        return condition.code


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one row of pieces: kept and removed give the older back, kept and added the newer."""
    if old > new:  # the matcher is not even-handed; this way both directions show the same words
        turned = {Mark.REMOVED: Mark.ADDED, Mark.ADDED: Mark.REMOVED, Mark.KEPT: Mark.KEPT}
        return _in_order(Piece(turned[piece.mark], piece.text) for piece in pieces(new, old))
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(before), len(after)) > _MOST_TOKENS:
        return tuple(_two("".join(before), "".join(after)))
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece(Mark.KEPT, "".join(before[i:j])))
        else:
            found += _two("".join(before[i:j]), "".join(after[k:m]))
    return tuple(found)


def _two(old: str, new: str) -> Iterator[Piece]:
    if old == new:
        if old:
            yield Piece(Mark.KEPT, old)
        return
    if old:
        yield Piece(Mark.REMOVED, old)
    if new:
        yield Piece(Mark.ADDED, new)


def _in_order(found: Iterator[Piece]) -> tuple[Piece, ...]:
    """The same pieces, with what was removed before what was added in its place."""
    ordered: list[Piece] = []
    for piece in found:
        if piece.mark is Mark.REMOVED and ordered and ordered[-1].mark is Mark.ADDED:
            ordered.insert(-1, piece)
        else:
            ordered.append(piece)
    return tuple(ordered)


def changes(old: Policy, new: Policy) -> list[Change]:
    """Every condition that differs: by part, standard before additional, in the newer policy's order.

    What is gone follows at the end of its list, in the older policy's order.
    """
    return [change for part in PARTS for source in SOURCES for change in _of(old, new, part, source)]


def _listed(policy: Policy, source: Source, part: Part) -> Sequence[Condition]:
    parts = policy.standard_conditions if source == "standard" else policy.additional_conditions
    return parts.of(part)


def _of(old: Policy, new: Policy, part: Part, source: Source) -> Iterator[Change]:
    before = {c.code: (c, p) for p in PARTS for c in _listed(old, source, p)}
    for condition in _listed(new, source, part):
        if condition.code not in before:
            yield Change(source, part, None, condition)
        elif change := _compared(source, part, *before[condition.code], condition):
            yield change
    kept = {c.code for p in PARTS for c in _listed(new, source, p)}
    for condition in _listed(old, source, part):
        if condition.code not in kept:
            yield Change(source, part, condition, None, replacements=replacements(new, condition.code))


def replacements(policy: Policy, code: str) -> tuple[AdditionalCondition, ...]:
    """What a policy offers instead of a condition that it does not have, as far as it has that itself."""
    hinted = next((hint.replacements for hint in policy.change_hints if hint.previous_code == code), ())
    return tuple(c for each in hinted if (c := policy.additional(each)) is not None)


def _compared(source: Source, part: Part, old: Condition, old_part: Part, new: Condition) -> Change | None:
    questions = tuple(_questions(old, new))
    others = tuple(_others(old, old_part, new, part))
    is_reworded = old.text != new.text
    if not (is_reworded or questions or others):
        return None
    return Change(source, part, old, new, pieces(old.text, new.text), is_reworded, questions, others)


def asks_anew(old: Condition, new: Condition) -> bool:
    """Whether the questions differ, so that answers to the older are none to the newer; their order does not count."""
    asked = [{_asked(each) for each in _inputs(condition)} for condition in (old, new)]
    return asked[0] != asked[1] or _several(old) != _several(new)


def _asked(question: Input) -> tuple[object, ...]:
    """What of a question an answer hangs on: not its words, and not its limits, which are checked again anyhow."""
    options = tuple(
        (option.value, tuple(_asked(sub) for sub in option.inputs)) for option in question.options or ()
    )
    return question.name, question.type, options, question.add_another is not None


def _several(condition: Condition) -> bool:
    """Whether a licence may carry it several times, so that its answers stand on other pages."""
    return isinstance(condition, AdditionalCondition) and form_rules(condition).several is not None


def _inputs(condition: Condition) -> tuple[Input, ...]:
    return (condition.inputs or ()) if isinstance(condition, AdditionalCondition) else ()


def _questions(old: Condition, new: Condition) -> Iterator[tuple[Piece, ...]]:
    before, after = ({each.name: each for each in _inputs(c)} for c in (old, new))
    for name, question in after.items():
        if name not in before:
            yield pieces("", _in_words(question))
        elif before[name] != question:
            yield pieces(_in_words(before[name]), _in_words(question))
    for name, question in before.items():
        if name not in after:
            yield pieces(_in_words(question), "")


_KINDS = {
    InputType.TEXT: "text",
    InputType.RADIO: "one of",
    InputType.CHECK: "any of",
    InputType.ADDRESS: "an address",
    InputType.TIME: "a time",
    InputType.DATE: "a date",
    InputType.FILE: "a file",
}


def _in_words(question: Input) -> str:
    """A question with everything that policies may say about it, so that two that differ read differently."""
    options = "; ".join(
        f"“{option.value}”"
        + (f" (a tag watches: {option.monitors})" if option.monitors else "")
        + (
            f" (then: {', '.join(_in_words(sub) for sub in option.conditional.inputs)})"
            if option.conditional
            else ""
        )
        for option in question.options or ()
    )
    more = [
        f"hint “{question.subtext}”" if question.subtext is not None else "",
        f"with the button “{question.add_another.label}”" if question.add_another else "",
        "without an example" if question.hide_hint_text else "",
        f"several joined with “{question.list_type.lower()}”" if question.list_type else "",
        f"written as {question.case}" if question.case else "",
        "written with “a” or “an”" if question.handle_indefinite_article is not None else "",
        f"written after “{question.include_before}”" if question.include_before is not None else "",
        f"“{question.default_value}” when empty" if question.default_value is not None else "",
        *_rules(question, Limits),
    ]
    answer = f"{_KINDS[question.type]} {options}".strip()
    return ", ".join([f"{question.label} ({question.name}): {answer}", *(each for each in more if each)])


def _rules(model: Input | Policy, rules: type[BaseModel]) -> Iterator[str]:
    """The rules of this service's own that a policy sets, by the names that its file has for them."""
    for name, value in model.model_dump(include=set(rules.model_fields), exclude_none=True).items():
        yield f"{to_camel(name)}: {_shown(value)}"


def _others(
    old: Condition, old_part: Part, new: Condition, new_part: Part
) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    if old_part != new_part:
        yield "Part", pieces(PART_NAMES[old_part], PART_NAMES[new_part])
    for label, name in (*_OTHER_FIELDS, *((to_camel(name), name) for name in FormRules.model_fields)):
        before, after = (getattr(c, name, None) for c in (old, new))
        if before != after:
            yield label, pieces(_shown(before), _shown(after))


PART_NAMES: dict[Part, str] = {"AP": "licence", "PSS": "post sentence supervision"}

_OTHER_FIELDS = (
    ("Category", "category"),
    ("Short category", "category_short"),
    ("Text for several", "text_plural"),
    ("Sentence with gaps", "tpl"),
    ("Needs details", "requires_input"),
    ("Hint above the questions", "subtext"),
    ("Kind of form", "type"),
    ("Details can wait", "skippable"),
    ("Asks about electronic monitoring", "requires_electronic_monitoring_response"),
    ("Dates within supervision", "pss_dates"),
)


def _shown(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "; ".join(_shown(each) for each in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(each)}" for key, each in value.items()) or "none"
    return str(value)


def whole(old: Policy, new: Policy) -> list[tuple[str, tuple[Piece, ...]]]:
    """What differs about the policies themselves: what it is, and its pieces."""
    found = []
    for label, name in _WHOLE:
        before, after = (policy.model_dump()[name] for policy in (old, new))
        if before != after:
            found.append((label, pieces(_shown(before), _shown(after))))
    return found


_WHOLE = (
    ("Reasons are required", "requires_reasons"),
    ("Supervision part", "supervision"),
    ("Additional conditions of a standard licence that the prison makes", "prison_made_conditions"),
    ("Replacements offered for dropped conditions", "change_hints"),
)


def reordered(old: Policy, new: Policy) -> list[str]:
    """The lists whose common conditions stand in another order: it is that of the menu and of the printed licence."""
    found = []
    for part in PARTS:
        for source in SOURCES:
            before, after = ([c.code for c in _listed(p, source, part)] for p in (old, new))
            if [c for c in before if c in set(after)] != [c for c in after if c in set(before)]:
                found.append(f"{source} conditions of the {PART_NAMES[part]}")
    return found


def totals(found: Sequence[Change]) -> str:
    """How many conditions were added, removed and changed, in words."""
    counts = [(kind, sum(change.kind is kind for change in found)) for kind in Kind]
    return joined([f"{number} {kind}" for kind, number in counts if number])
