"""From a condition and its stored data to the sentence on the licence. Same data, same sentence, always."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.answers import ADDRESS_PARTS
from app.domain.policy.model import AdditionalCondition, Case, Input, InputType, Option, StandardCondition
from app.domain.policy.template import EITHER, alternatives, placeholders
from app.domain.policy.types import limits_of
from app.domain.words import day_and_date, uncapitalised

Value = str | Sequence[str] | dt.date | dt.time | Mapping[str, str | None] | None
"""An answer to one input: text or a chosen option, several of them, a date, a time, an address or a map by parts."""

IN_WORDS = "Described in words"
"""What stands for a map where there is none."""
_MAP = re.compile(
    r"\{[^{}]*\}|\b(?P<on>on )?(?P<between>(?:\w+ ){0,2})(?P<map>map)(?P<s>s?)\b", re.IGNORECASE
)
_ADDRESS_BREAK = ", "
_CHOICES = (InputType.RADIO, InputType.CHECK)
_ARTICLE_BEFORE = re.compile(r"(?:(?<=\s)|^)(an?|the)\s+$|(?:(?<=[.!?]\s)|^)(An?|The)\s+$")
"""An article that a template has just before a place."""
_ARTICLE = re.compile(r"(an?|the)\s+(?=\S)", re.IGNORECASE)
"""What a value begins with of its own."""
_NAME_AFTER_A = re.compile(r"A\s+(?=[^\W\d_])(?=[^a-z])")
_NAME_AFTER_THE = re.compile(r"A[Nn]?\s+(?=\S)")
"""A capital A that is part of a name: the A Block. After “a” it may be an article with a capital, where no other follows."""
_LETTER_OF_A_NAME = re.compile(r"A\s+(?=[^\W\d_a-z])")
"""A capital A that was typed before another capital: the letter that names a block or a wing."""


@dataclass(frozen=True)
class Item:
    """One stored value of a condition: the input's name, the value as text, its place among all values."""

    field: str
    value: str
    sequence: int


def render(condition: AdditionalCondition | StandardCondition, items: Sequence[Item]) -> str:
    """The condition's text with the items filled in, in one pass: braces that people typed stay as typed."""
    if isinstance(condition, StandardCondition) or not condition.requires_input:
        return condition.text
    values: dict[str, list[str]] = {}
    for item in sorted(items, key=lambda item: item.sequence):
        values.setdefault(item.field, []).append(item.value)
    rules: dict[str, Input] = {}
    for input in condition.every_input():
        rules.setdefault(input.name, input)

    text, end = "", 0
    files = {name for name, rule in rules.items() if rule.type is InputType.FILE}
    template = as_it_has_maps(
        condition.tpl or "", [item.value != IN_WORDS for item in items if item.field in files]
    )
    for each in placeholders(template):
        if each.inside != each.inside.strip():
            continue  # blanks inside the braces: stays as it is
        name = _field(each.inside, values)
        typed = values.get(name, [])
        lead, value = _filled(rules.get(name), typed)
        before = template[end : each.start] + lead
        text += _with_one_article(before, value, typed[0] if typed else "", is_first=end == 0)
        end = each.end
    return text + template[end:]


def as_it_has_maps(text: str, maps: Sequence[bool]) -> str:
    """A policy's text, where it speaks of a map, as it is true of these areas: of which each has a map or has none."""
    if all(maps):
        return text

    def said(found: re.Match[str]) -> str:
        if not found["map"]:
            return found[0]  # a placeholder
        if any(maps):
            return f"{found[0]} and description{found['s']}"
        word = "Description" if found["map"][0] == "M" else "description"
        return f"{'in ' if found['on'] else ''}{found['between']}{word}{found['s']}"

    return _MAP.sub(said, text)


def items_from_answers(condition: AdditionalCondition, answers: Mapping[str, Value]) -> list[Item]:
    """The data items of a condition's answers: only fields that chosen options reveal, empty ones dropped.

    Answers are keyed by input name. Names that several inputs of the condition share have one value.
    """
    stored: dict[str, list[str]] = {}
    for input, values in _stored(condition, answers):
        stored.setdefault(input.name, values)
    for name, words in _taken(condition, answers):
        stored[name] = stored.get(name) or words
    pairs = [(name, value) for name, values in stored.items() for value in values]
    return [Item(name, value, place) for place, (name, value) in enumerate(pairs)]


def stored_value(input: Input, value: Value) -> list[str]:
    """An answer as the texts that are stored for it: none when it is empty, one for each value otherwise."""
    if input.type in _CHOICES:
        return [option.value for option in _chosen(input, value)]
    if value is None:
        return []
    if input.type is InputType.FILE:
        return [value.get("name") or IN_WORDS] if isinstance(value, Mapping) else []
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, dt.date):
        return [day_and_date(value)]
    if isinstance(value, dt.time):
        half = "am" if value.hour < 12 else "pm"
        return [f"{value.hour % 12 or 12:02d}:{value.minute:02d} {half}"]
    if isinstance(value, Mapping):
        parts = [(value.get(part) or "").strip() for part in ADDRESS_PARTS]
        return [_ADDRESS_BREAK.join(parts)] if any(parts) else []
    return [text.strip() for text in value if text.strip()]


def _stored(
    condition: AdditionalCondition, answers: Mapping[str, Value]
) -> Iterator[tuple[Input, list[str]]]:
    """Every input that the answers open, in form order, with its stored values."""
    for input in condition.inputs or ():
        answer = answers.get(input.name)
        yield input, stored_value(input, answer)
        for option in _chosen(input, answer):
            for sub in option.inputs:
                yield sub, stored_value(sub, answers.get(sub.name))


def _taken(condition: AdditionalCondition, answers: Mapping[str, Value]) -> Iterator[tuple[str, list[str]]]:
    """The inputs that take the words of the options chosen elsewhere, where those reveal nothing, with the words."""
    choices = {choice.name: choice for choice in condition.inputs or ()}
    for taker in condition.every_input():
        choice = choices.get(limits_of(condition, taker).from_choice or "")
        chosen = _chosen(choice, answers.get(choice.name)) if choice else []
        plain = [option.value for option in chosen if not option.inputs]
        yield taker.name, [uncapitalised(value) for value in plain]


def _chosen(input: Input, value: Value) -> list[Option]:
    """The options that an answer names, in option order; none for inputs that are no choice."""
    if input.type not in _CHOICES or isinstance(value, dt.date | dt.time | Mapping) or value is None:
        return []
    named = {value.strip()} if isinstance(value, str) else {text.strip() for text in value}
    return [option for option in input.options or () if option.value.strip() in named]


def _field(placeholder: str, values: Mapping[str, list[str]]) -> str:
    if EITHER not in placeholder:
        return placeholder
    # With no value for any name the whole placeholder is the field, which has neither data nor a default.
    return next((name for name in alternatives(placeholder) if name in values), placeholder)


def _filled(rule: Input | None, values: list[str]) -> tuple[str, str]:
    """What a place holds: the policy's words before the value, and the value; without one, the default alone."""
    if not values:
        return (rule.default_value or "" if rule else ""), ""
    joining = rule.list_type.lower() if rule and rule.list_type else "and"
    text = _joined([_cased(rule.case if rule else None, value) for value in values], joining)
    if rule is None:
        return "", text
    lead = rule.include_before or ""
    if rule.type is InputType.ADDRESS:
        text = _ADDRESS_BREAK.join(part for part in (lead + text).split(_ADDRESS_BREAK) if part.strip())
        lead = lead if text.startswith(lead) else ""
        text = text.removeprefix(lead)
    if rule.handle_indefinite_article is not None:  # even false: published policies only have true or null
        lead = f"{'an' if (lead + text)[:1] in set('aeiouAEIOU') else 'a'} {lead}"
    return lead, text


def _with_one_article(before: str, value: str, typed: str, is_first: bool) -> str:
    """What stands before a value, and the value. Where both have an article, the value's own is said, in small letters.

    A name keeps its A, as far as it was typed with the capitals of a name and has kept them. Where only the words before it have “a” or “an”, that agrees with a value whose first letter leaves no doubt; a lone
    letter, as in x-ray, is said by its name.
    """
    found = _ARTICLE_BEFORE.search(before)
    if found is None or not (found.start() or is_first):
        return before + value
    said = found[1] or found[2]
    name = _NAME_AFTER_THE if said.lower() == "the" else _NAME_AFTER_A
    is_name = name.match(value) and name.match(typed)
    own = None if is_name else _ARTICLE.match(value)
    if own:
        article, value = own[0].lower(), value[own.end() :]
    elif said.lower() != "the" and is_name:
        article = "an "
    elif said.lower() != "the" and re.match("(?:[b-df-gj-np-tv-z]|[ai]|o(?!ne)|e(?!u))(?=[^\\W\\d_])", value):
        article = "an " if value[0] in "aeio" else "a "
    else:
        return before + value
    article = article.capitalize() if said[0].isupper() else article
    return f"{before[: found.start()]}{article}{value}"


def _joined(values: list[str], joining: str) -> str:
    if len(values) == 1:
        return values[0]
    return f"{', '.join(values[:-1])} {joining} {values[-1]}"


def _cased(case: Case | None, value: str) -> str:
    if case is Case.LOWER:
        return value.lower()
    if case is Case.UPPER:
        return value.upper()
    if case is Case.CAPITALISED:
        if not value.strip():
            return ""
        return " ".join("-".join(_capital(piece) for piece in word.split("-")) for word in value.split(" "))
    return value


def _capital(piece: str) -> str:
    return piece[:1].upper() + piece[1:].lower()
