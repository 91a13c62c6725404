"""The rules that a sound policy keeps, so that every condition of it can be chosen, filled and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from app.domain.policy.json import Fault, Faults, TooManyFaults, path, quoted
from app.domain.policy.model import (
    PARTS,
    AdditionalCondition,
    Input,
    InputType,
    Option,
    Pattern,
    Policy,
    StandardCondition,
    reveals_a_page,
)
from app.domain.policy.template import alternatives, placeholders, without_placeholders
from app.domain.policy.types import TYPES, form_rules, limits_of

At = tuple[str | int, ...]
RESERVED = frozenset({"csrf_token", "redisplay", "remove", "skip", "version"})
"""Names that every page of a journey sends or answers to."""
MAX_NAME = 60
"""The longest input name, in characters."""
MAX_LENGTH = 4000
"""The longest text that an input may ask for, in characters."""
UPLOADS = ("outOfBoundFilename", "inBoundFilename")

_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")  # no hyphen, which parts the names of boxes on a page
_CHOICES = (InputType.RADIO, InputType.CHECK)


def check_rules(policy: Policy) -> tuple[list[Fault], list[Fault]]:
    """(faults, warnings) of a policy, in the order of the file; no more of either than are listed."""
    found = _Found()
    with suppress(TooManyFaults):
        _check(found, policy)
    return found.faults, found.warnings


def _check(found: _Found, policy: Policy) -> None:
    codes: dict[str, str] = {}
    for part in PARTS:
        for index, standard in enumerate(policy.standard_conditions.of(part)):
            at: At = ("standardConditions", part, index)
            _check_code(found, codes, at, standard.code)
            _check_standard(found, at, standard)
    for part in PARTS:
        for index, condition in enumerate(policy.additional_conditions.of(part)):
            at = ("additionalConditions", part, index)
            _check_code(found, codes, at, condition.code)
            _check_additional(found, at, condition)
    _check_supervision(found, policy)
    _check_prison_made(found, policy)
    _check_hints(found, policy)
    if policy.source is not None:
        found.text(("source",), policy.source)


class _Found:
    def __init__(self) -> None:
        self.faults, self.warnings = Faults(), Faults()

    def fault(self, at: At, reason: str) -> None:
        self.faults.note(Fault(path(at), reason))

    def warn(self, at: At, reason: str) -> None:
        with suppress(TooManyFaults):  # warnings stop nothing, the check neither
            self.warnings.note(Fault(path(at), reason))

    def words(self, at: At, value: str | None) -> None:
        """Braces are for templates alone; anywhere else they would reach the licence."""
        if value is not None and re.search("[{}]", value):
            self.fault(at, "has a brace, which only a template (tpl) may have")

    def text(self, at: At, value: str) -> None:
        if not value.strip():
            self.fault(at, "is empty")


def _check_code(found: _Found, codes: dict[str, str], at: At, code: str) -> None:
    here = (*at, "code")
    if not _UUID.fullmatch(code):
        found.fault(here, f"is {quoted(code)}, which has not the shape of a UUID")
    if code in codes:
        found.fault(here, f"is used twice; it is the code of {codes[code]} as well")
    codes.setdefault(code, path(at))


def _check_standard(found: _Found, at: At, condition: StandardCondition) -> None:
    found.text((*at, "text"), condition.text)
    if condition.tpl is not None:
        found.warn((*at, "tpl"), "is never used: a standard condition has no form")


def _check_additional(found: _Found, at: At, condition: AdditionalCondition) -> None:
    for key, value in (
        ("category", condition.category),
        ("categoryShort", condition.category_short),
        ("text", condition.text),
        ("textPlural", condition.text_plural),
    ):
        if value is not None:
            found.text((*at, key), value)
    parts = {"tpl": condition.tpl, "inputs": condition.inputs, "type": condition.type}
    for key, part in parts.items():
        is_set = bool(part.strip() if isinstance(part, str) else part)
        if condition.requires_input and not is_set:
            found.fault((*at, key), "must be set, because the condition requires input")
        if not condition.requires_input and is_set:
            found.fault((*at, key), "must not be set, because the condition requires no input")
    if condition.type and condition.type not in TYPES:
        found.warn((*at, "type"), f"is {quoted(condition.type)}, an unknown form type; plain rules apply")
    _check_inputs(found, at, condition)
    _check_form_rules(found, at, condition)
    if condition.requires_input and condition.tpl:
        _check_template(found, at, condition, condition.tpl)


def _check_supervision(found: _Found, policy: Policy) -> None:
    """The rules of the supervision part alone."""
    for index, condition in enumerate(policy.additional_conditions.PSS):
        if condition.requires_electronic_monitoring_response:
            at: At = ("additionalConditions", "PSS", index, "requiresElectronicMonitoringResponse")
            found.fault(at, "must not be true, because electronic monitoring cannot be part of supervision")
    if policy.additional_conditions.PSS and not policy.standard_conditions.PSS:
        found.warn(
            ("additionalConditions", "PSS"),
            "is never offered: a policy without standard requirements has no supervision part",
        )
    dates = policy.supervision
    if dates is None:
        return
    if not policy.standard_conditions.PSS:
        found.warn(("supervision",), "is never used: a policy without standard requirements has no such part")
    if dates.first and dates.last and dates.first > dates.last:
        found.fault(("supervision", "until"), "is before the date in “from”")


def _check_prison_made(found: _Found, policy: Policy) -> None:
    """Nobody chooses the conditions of a standard licence, so nobody can be asked for their details."""
    by_code = {condition.code: condition for condition in policy.additional_conditions.AP}
    seen = set()
    for index, code in enumerate(policy.prison_made_conditions or ()):
        at: At = ("prisonMadeConditions", index)
        if code not in by_code:
            found.fault(at, "is not the code of an additional condition of the licence (AP)")
        elif by_code[code].requires_input:
            found.fault(
                at, "must not be a condition that asks for details: nobody answers them on a standard licence"
            )
        elif code in seen:
            found.fault(at, "is there twice")
        seen.add(code)


def _check_inputs(found: _Found, at: At, condition: AdditionalCondition) -> None:
    uploads = 0
    top: set[str] = set()
    for index, input in enumerate(condition.inputs or ()):
        here = (*at, "inputs", index)
        _check_input(found, here, input)
        _check_options(found, here, input)
        if input.name in top:
            found.fault(
                (*here, "name"), f"is {quoted(input.name)}, which another input of this condition has too"
            )
        top.add(input.name)
    asked: dict[str, int] = {}
    for index, input in enumerate(condition.inputs or ()):
        for where, sub in _sub_inputs((*at, "inputs", index), input):
            _check_sub_input(found, where, sub)
            owner = asked.setdefault(sub.name, index)
            if sub.name in top or owner != index:
                found.fault(
                    (*where, "name"), f"is {quoted(sub.name)}, which could be asked twice on one form"
                )
    for where, input in _with_paths(at, condition):
        if input.type is not InputType.FILE:
            continue
        uploads += 1
        if input.name not in UPLOADS:
            found.fault((*where, "name"), f"is {quoted(input.name)}; a file is named {' or '.join(UPLOADS)}")
        if uploads > 1:
            found.fault((*where, "type"), "is a second file upload; a condition can have one")


def _check_form_rules(found: _Found, at: At, condition: AdditionalCondition) -> None:
    types: dict[str, InputType] = {}
    for input in condition.every_input():
        types.setdefault(input.name, input.type)
    if condition.several is not None:
        found.text((*at, "several"), condition.several)
    rules = form_rules(condition)
    limits = {input.name: limits_of(condition, input) for input in condition.every_input()}
    for key, groups in (("atLeastOne", rules.at_least_one), ("exactlyOne", rules.exactly_one)):
        for number, group in enumerate(groups or ()):
            here: At = (*at, key, number)
            _check_names(found, here, group, types)
            if not group:
                found.fault(here, "is empty")
            if any(limits[name].required for name in group if name in limits):
                found.fault(here, "names an input that is required anyhow: set its “required” to false")
            _check_one_page(found, here, condition, group)
    for number, window in enumerate(condition.windows or ()):
        here = (*at, "windows", number)
        _check_names(found, here, window, types)
        if window[0] == window[1]:
            found.fault(here, "starts and ends with the same input")
        for place, name in enumerate(window):
            if types.get(name, InputType.TIME) is not InputType.TIME:
                found.fault((*here, place), f"is {quoted(name)}, which asks for no time")
    if condition.most_hours is not None and not 0 < condition.most_hours <= 24:
        found.fault((*at, "mostHours"), "must be from 1 to 24")
    _check_one_page(found, (*at, "windows"), condition, [n for pair in rules.windows or () for n in pair])
    if condition.text_plural is not None:
        found.words((*at, "textPlural"), condition.text_plural)
        if not rules.several:
            found.warn((*at, "textPlural"), "is never used: a licence carries the condition once")
    if not condition.requires_input:
        found.words((*at, "text"), condition.text)
    takers: dict[str, str] = {}
    if (condition.most_hours or condition.text_per_window) and not rules.windows:
        found.fault((*at, "windows"), "must be set, because another field is about windows of time")
    for where, input in _with_paths(at, condition):
        choice = input.from_choice
        if choice is not None and types.get(choice) is not InputType.RADIO:
            found.fault((*where, "fromChoice"), f"is {quoted(choice)}, which is no radio of this condition")
        if choice is not None and takers.setdefault(choice, input.name) != input.name:
            found.fault((*where, "fromChoice"), f"is {quoted(choice)}, which {takers[choice]} takes already")


def _check_one_page(found: _Found, at: At, condition: AdditionalCondition, names: Sequence[str]) -> None:
    """A rule over several inputs is checked where they are asked, so one page must ask them all."""
    pages = {
        choice.name if choice and option and reveals_a_page(option) else ""
        for choice, option, asked in _every_question(condition)
        if asked.name in names
    }
    if len(pages) > 1:
        found.fault(at, "names inputs that are asked on different pages")


def _every_question(condition: AdditionalCondition) -> Iterator[tuple[Input | None, Option | None, Input]]:
    for input in condition.inputs or ():
        yield None, None, input
        for option in input.options or ():
            for sub in option.inputs:
                yield input, option, sub


def _check_names(found: _Found, at: At, names: tuple[str, ...], types: dict[str, InputType]) -> None:
    for place, name in enumerate(names):
        if name not in types:
            found.fault((*at, place), f"is {quoted(name)}, which is no input of this condition")


def _check_limits(found: _Found, at: At, input: Input) -> None:
    kinds = {
        "maxLength": (input.max_length, InputType.TEXT),
        "pattern": (input.pattern, InputType.TEXT),
        "earliest": (input.earliest, InputType.DATE),
        "latest": (input.latest, InputType.DATE),
        "workingDay": (input.working_day, InputType.DATE),
    }
    for key, (value, wanted) in kinds.items():
        if value is not None and input.type is not wanted:
            found.fault((*at, key), f"must not be set, because the input is a {input.type}")
    if input.max_length is not None and not 0 < input.max_length <= MAX_LENGTH:
        found.fault((*at, "maxLength"), f"must be from 1 to {MAX_LENGTH}")
    if (input.least is not None or input.most is not None) and input.pattern is not Pattern.WHOLE_NUMBER:
        found.fault((*at, "pattern"), "must be “whole number” where there is a least or a most")
    if input.least is not None and input.most is not None and input.least > input.most:
        found.fault((*at, "least"), "is larger than the most")


def _check_input(found: _Found, at: At, input: Input) -> None:
    _check_limits(found, at, input)
    found.words((*at, "includeBefore"), input.include_before)
    found.words((*at, "defaultValue"), input.default_value)
    found.text((*at, "label"), input.label)
    if not _NAME.fullmatch(input.name):
        found.fault((*at, "name"), f"is {quoted(input.name)}; a name is a letter, then letters, digits or _")
    if input.name in RESERVED:
        found.fault((*at, "name"), f"is {quoted(input.name)}, which the service’s own pages use")
    if len(input.name) > MAX_NAME:
        found.fault((*at, "name"), f"has more than {MAX_NAME} characters")
    if input.handle_indefinite_article is False:
        found.warn(
            (*at, "handleIndefiniteArticle"), "is false, which still puts “a” or “an” in front; use null"
        )
    if input.type in _CHOICES and not input.options:
        found.fault((*at, "options"), f"must hold at least one option, because the input is a {input.type}")
    if input.type not in _CHOICES and input.options:
        found.fault((*at, "options"), f"must not be set, because the input is a {input.type}")
    if input.add_another:
        found.text((*at, "addAnother", "label"), input.add_another.label)
        if input.type is not InputType.TEXT:
            found.warn((*at, "addAnother"), f"is ignored, because the input is a {input.type}")


def _check_options(found: _Found, at: At, input: Input) -> None:
    values: set[str] = set()
    for index, option in enumerate(input.options or ()):
        here = (*at, "options", index)
        found.text((*here, "value"), option.value)
        found.words((*here, "value"), option.value)
        if option.value.strip() in values:
            found.fault((*here, "value"), f"is {quoted(option.value)}, which another option has too")
        values.add(option.value.strip())
        names: set[str] = set()
        for number, sub in enumerate(option.inputs):
            if sub.name in names:
                where = (*here, "conditional", "inputs", number, "name")
                found.fault(where, f"is {quoted(sub.name)}, which this option reveals twice")
            names.add(sub.name)
    if input.type is InputType.CHECK:
        _check_ticks_together(found, at, input)


def _check_ticks_together(found: _Found, at: At, input: Input) -> None:
    """Several ticks may be set at once, so unlike radio options they cannot share a revealed name."""
    owners: dict[str, int] = {}
    for index, option in enumerate(input.options or ()):
        for number, sub in enumerate(option.inputs):
            if owners.setdefault(sub.name, index) != index:
                where = (*at, "options", index, "conditional", "inputs", number, "name")
                found.fault(where, f"is {quoted(sub.name)}, which could be asked twice on one form")


def _check_sub_input(found: _Found, at: At, sub: Input) -> None:
    _check_input(found, at, sub)
    if sub.type in _CHOICES:
        found.fault((*at, "type"), f"is {sub.type}; an option cannot reveal a further choice")
    if sub.list_type is not None:
        found.warn(
            (*at, "listType"), "is not part of the published format for an input that an option reveals"
        )
    if sub.add_another is not None:
        found.warn(
            (*at, "addAnother"), "is not part of the published format for an input that an option reveals"
        )


def _check_template(found: _Found, at: At, condition: AdditionalCondition, tpl: str) -> None:
    here = (*at, "tpl")
    names = {input.name for input in condition.every_input()}
    used: set[str] = set()
    seen: set[str] = set()
    for each in placeholders(tpl):
        inside, placeholder = each.inside, each.inside.strip()
        if inside != placeholder:
            found.fault(here, f"has blanks inside the braces of {quoted('{' + inside + '}')}")
        if placeholder in seen:
            found.fault(here, f"has the placeholder {quoted(placeholder)} more than once")
        seen.add(placeholder)
        for name in alternatives(placeholder):
            used.add(name)
            if name not in names:
                found.fault(
                    here, f"has a placeholder for {quoted(name)}, which is no input of this condition"
                )
    if re.search("[{}]", without_placeholders(tpl)):
        found.fault(here, "has a brace that opens or closes no placeholder")
    for where, input in _with_paths(at, condition):
        if input.name not in used and not _may_be_unused(condition, input):
            found.fault((*where, "name"), f"is {quoted(input.name)}, which the template never uses")


def _may_be_unused(condition: AdditionalCondition, input: Input) -> bool:
    if input.type is InputType.FILE or any(True for _ in input.sub_inputs()):
        return True
    rules = form_rules(condition)
    # A text for each window takes the names of the first window, whichever it is for.
    return bool(rules.text_per_window) and any(input.name in window for window in rules.windows or ())


def _check_hints(found: _Found, policy: Policy) -> None:
    offered = {c.code for part in PARTS for c in policy.additional_conditions.of(part)}
    hinted: set[str] = set()
    for index, hint in enumerate(policy.change_hints):
        at: At = ("changeHints", index)
        if not _UUID.fullmatch(hint.previous_code):
            found.fault(
                (*at, "previousCode"), f"is {quoted(hint.previous_code)}, which has not the shape of a UUID"
            )
        if hint.previous_code in hinted:
            found.fault((*at, "previousCode"), f"is {quoted(hint.previous_code)}, which another hint has too")
        hinted.add(hint.previous_code)
        if hint.previous_code in offered:
            found.warn((*at, "previousCode"), "is the code of a condition that this policy still has")
        missing = [n for n, code in enumerate(hint.replacements) if code not in offered]
        report = found.warn if len(missing) < len(hint.replacements) else found.fault
        for number in missing:
            code = quoted(hint.replacements[number])
            report(
                (*at, "replacements", number), f"is {code}, which is no additional condition of this policy"
            )


def _sub_inputs(at: At, input: Input) -> Iterator[tuple[At, Input]]:
    for index, option in enumerate(input.options or ()):
        for number, sub in enumerate(option.inputs):
            yield (*at, "options", index, "conditional", "inputs", number), sub


def _with_paths(at: At, condition: AdditionalCondition) -> Iterator[tuple[At, Input]]:
    for index, input in enumerate(condition.inputs or ()):
        here = (*at, "inputs", index)
        yield here, input
        yield from _sub_inputs(here, input)
