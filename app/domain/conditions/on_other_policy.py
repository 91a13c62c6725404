"""What another policy means for one licence: what changes in it, and the answers that go with the move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.answers import Answers
from app.domain.conditions.chosen import Chosen
from app.domain.conditions.parts import PARTS, LicencePart, code_on
from app.domain.conditions.reading import Reading
from app.domain.policy.diff import Change, Kind, Piece, asks_anew, changes, pieces, replacements
from app.domain.policy.model import AdditionalCondition, Policy


@dataclass(frozen=True)
class Gone:
    """A chosen condition that the other policy does not have, with its words on this licence."""

    condition: AdditionalCondition
    text: str
    replacements: tuple[AdditionalCondition, ...]


@dataclass(frozen=True)
class Reworded:
    """A chosen condition whose words change: those of this licence; or, where its questions change too, of the menu."""

    condition: AdditionalCondition
    pieces: tuple[Piece, ...]
    text: str
    """The words of this licence until now."""


@dataclass(frozen=True)
class Effect:
    """Everything that a move to another policy changes in one licence."""

    gone: tuple[Gone, ...]
    asked: tuple[Reworded, ...]
    reworded: tuple[Reworded, ...]
    standard: tuple[Change, ...]
    asks_again: bool
    """Whether something that was answered has to be answered again after the move."""

    @property
    def is_none(self) -> bool:
        return not (self.gone or self.asked or self.reworded or self.standard)


def effect(old: Policy, new: Policy, answers: Answers, parts: tuple[LicencePart, ...] = PARTS) -> Effect:
    """What changes in a licence with these answers when it moves from one policy to another."""
    gone: list[Gone] = []
    asked: list[Reworded] = []
    reworded: list[Reworded] = []
    read = Reading(old, answers, parts).conditions
    for chosen in read:
        condition, text, other = chosen.condition, chosen.text, new.additional(chosen.code)
        if other is None:
            gone.append(Gone(condition, text, replacements(new, condition.code)))
        elif asks_anew(condition, other):
            asked.append(Reworded(other, pieces(condition.text, other.text), text))
        elif text != (after := Chosen(chosen.part, other, answers).text):
            reworded.append(Reworded(other, pieces(text, after), text))
    on_licence = {
        part.policy_part
        for part in parts
        if part.has_standard and (not part.standard or part.standard in answers)
    }
    standard = [
        change
        for change in changes(old, new)
        if change.source == "standard"
        and change.part in on_licence
        and (change.is_reworded or change.kind is not Kind.CHANGED)
    ]
    after_move = moved(old, new, answers, parts)
    choices = {each.part.menu for each in read} | {part.standard for part in parts if part.standard}
    asks_again = bool(asked) or any(after_move.get(page, answers) is None for page in choices)
    return Effect(tuple(gone), tuple(asked), tuple(reworded), tuple(standard), asks_again)


def moved(
    old: Policy, new: Policy, answers: Answers, parts: tuple[LicencePart, ...] = PARTS
) -> dict[str, Mapping[str, Any] | None]:
    """The pages whose answers change with the move: the new answer of each, or None where it must be given again.

    Details stay while their questions do, also those of conditions that are not chosen now.
    """
    found: dict[str, Mapping[str, Any] | None] = {}
    for page in answers:
        if code := code_on(page, parts):
            before, after = old.additional(code), new.additional(code)
            if before is None or after is None or asks_anew(before, after):
                found[page] = None
    for part in parts:
        chosen = answers.get(part.menu, {}).get("codes", [])
        codes = [code for code in chosen if new.additional(code)]
        if codes != chosen:
            found[part.menu] = {"codes": codes} if codes else None
        if part.standard and part.standard in answers and _standard(old, part) != _standard(new, part):
            found[part.standard] = None
    return found


def _standard(policy: Policy, part: LicencePart) -> list[str]:
    return [each.code for each in part.standard_of(policy)]
