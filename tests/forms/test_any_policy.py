"""Any policy, not only those at hand: whatever its check lets through and its forms take is rendered, and nothing more."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from app.domain.characters import unprintable
from app.domain.conditions.chosen import Chosen, instance_texts
from app.domain.conditions.parts import LICENCE
from app.domain.intake import line
from app.domain.licence.facts import Facts
from app.domain.policy.json import text_fault
from app.domain.policy.model import AdditionalCondition, Input, InputType, Pattern, Policy
from app.domain.policy.read import check_policy
from app.domain.policy.text import items_from_answers, render
from app.domain.policy.types import form_rules, limits_of
from app.domain.words import uncapitalised
from forms.conditions.details import form_of, further_forms
from tests.domain.policy_examples import policy, uuid
from tests.journeys.facts import CASES, context, facts
from tests.support.attacks import examples
from tests.support.examples import (
    CHOICES,
    further_inputs,
    html_fields,
    is_small,
    options_chosen,
    revealed_by,
    typed,
    typed_into,
    working_day,
)

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

# What texts are made of

PRINTABLE = [chr(c) for c in range(0x20, 0xFFFE) if not unprintable(chr(c))]
ODD = (
    "the old mill",
    "O’Neill-Smith & Sons",
    "Siôn ap  Gwŷdd",
    "50% off; £5 | $1",
    "an egg",
    "ÉCLAIR",
    "É",
    "a || b",
    "(.*) [A-Z]+ \\1",
    "ﬁne straße",
    "what’s this? Is it <3 or > 2",
    "e",
    "and",
    "A,  , B and C",
)
WORDS = st.sampled_from(ODD) | st.text(st.sampled_from(PRINTABLE), min_size=1, max_size=12).filter(
    lambda text: line(text) and not re.search("[{}]", text) and not text_fault(text)
)
"""What a policy may say anywhere."""
AFFIXES = st.sampled_from([" at ", " and ", " until ", "", " ", ", ", "£", "a "]) | WORDS
SAID = (
    WORDS
    | st.sampled_from(
        ["{endDate}", "{a || b}", "{pet", "}", "{{age}}", "<b>x</b> &amp;", "\tx\t y\n z ", "  7"]
    )
    | st.text(st.sampled_from("aZé-’{}|,. \t\n<&%£"), min_size=1, max_size=20)
)
"""What people type."""
MAP = "a" * 64
"""The map that is uploaded, where one is."""
NEVER = "Ünchosen words"
"""What was typed under an option that is then not chosen; nothing else is like it, nor like the next two."""
NEVER_DAY = dt.date(2099, 4, 4)
NEVER_TIME = dt.time(4, 44)

NAMES = re.findall(
    r"\w+",
    "pet a b endDate age value name address x_1 Other data errors validate fields facts class meta curfewStart "
    "curfewEnd course z9 text check answer items prepare condition chosen words map i j k l m n o p q",
)
TYPES: dict[str, tuple[str, ...]] = {
    "No such type": (),
    "OutOfBoundsPremises": (),
    "WorkingWithChildrenPolicyV3": ("age",),
    "CashInPossession": ("value",),
    "DrugTestLocation": ("name", "address"),
    "AppointmentTimeAndPlaceDuringPss": ("appointmentDate", "appointmentTime"),
    "CurfewAddress": ("curfewStart", "curfewEnd"),
    "DrinkingEstablishment": ("firstCurfewStart", "firstCurfewEnd", "secondCurfewStart", "secondCurfewEnd"),
    "ReportToApprovedPremisesPolicyV3": ("addressOrGeneric", "approvedPremises"),
}
"""Types of forms, and the inputs for which they have rules of their own."""

# A policy

LOOKS = st.fixed_dictionaries(
    {},
    optional={
        "case": st.sampled_from(["lower", "upper", "capitalised"]),
        "handleIndefiniteArticle": st.sampled_from([True, True, None, False]),
        "includeBefore": AFFIXES,
        "defaultValue": AFFIXES,
        "listType": st.sampled_from(["AND", "OR"]),
        "subtext": WORDS,
        "hideHintText": st.booleans(),
        "errors": st.fixed_dictionaries({}, optional={"required": WORDS, "pattern": WORDS, "dates": WORDS}),
    },
)
LABELS = (
    st.sampled_from(["Enter the pet", "Which pet?", "Select all that apply", "The pet (optional)"]) | WORDS
)
BOUNDS = st.sampled_from(["today", "release", "licence end", "supervision start", "supervision end"])
ANOTHER = st.fixed_dictionaries({"addAnother": st.fixed_dictionaries({"label": WORDS})})
TEXT_LIMITS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"maxLength": st.sampled_from([1, 3, 30, 4000])}),
    st.fixed_dictionaries({"pattern": st.sampled_from(["amount", "postcode", "telephone", "whole number"])}),
    st.integers(-2, 9).map(lambda least: {"pattern": "whole number", "least": least, "most": least + 9}),
)
DATE_LIMITS = st.fixed_dictionaries(
    {}, optional={"earliest": BOUNDS, "latest": BOUNDS, "workingDay": st.booleans()}
)
OPTIONS = st.lists(
    WORDS | st.sampled_from(["Daily", "Other", " blanks ", "Two\nlines"]),
    min_size=1,
    max_size=4,
    unique_by=lambda value: value.strip(),
)


class Making:
    """One additional condition as it is drawn, as a policy file has it."""

    def __init__(self, draw: Draw[Any], number: int) -> None:
        self.draw = draw
        kind = draw(st.sampled_from(sorted(TYPES))) if self.often(5) else "No such type"
        start = draw(st.integers(0, len(NAMES) - 1))
        self.names = iter(dict.fromkeys((*TYPES[kind], *NAMES[start:], *NAMES[:start])))
        self.has_file = False
        self.rules: dict[str, Any] = {}
        self.may_be_unused: set[str] = set()
        inputs = self.inputs()
        self.made = {
            "code": uuid(number),
            "category": draw(WORDS),
            "text": draw(WORDS),
            "requiresInput": True,
            "tpl": self.template(inputs),
            "inputs": inputs,
            "type": kind,
            "skippable": draw(st.booleans()),
            **self.rules,
        }
        if self.often(3):
            self.made |= {"several": draw(WORDS), "textPlural": draw(st.none() | WORDS)}

    def often(self, tenths: int) -> bool:
        """True about so many times of ten; what is shrunk is False."""
        return bool(self.draw(st.integers(0, 9)) >= 10 - tenths)

    def inputs(self) -> list[dict[str, Any]]:
        made = self.windows() if self.often(3) else []
        in_windows = len(made)
        while len(made) < self.draw(st.integers(max(1, in_windows), 5)):
            made.append(self.input())
        free = made[in_windows:]
        texts = [each for each in free if each["type"] == "text" and "pattern" not in each]
        radios = [each for each in free if each["type"] == "radio" and "fromChoice" not in json.dumps(each)]
        if texts and radios and self.often(5):
            texts[0]["fromChoice"] = radios[0]["name"]
        if free and self.often(3):
            group = free[: self.draw(st.integers(1, 3))]
            for each in group:
                each["required"] = False
            rule = self.draw(st.sampled_from(["atLeastOne", "exactlyOne"]))
            self.rules[rule] = [[each["name"] for each in group]]
        return made

    def windows(self) -> list[dict[str, Any]]:
        """One to three windows of time: side by side, or as many as the chosen option says."""
        by_option = self.often(5)
        pairs = [
            (next(self.names), next(self.names))
            for _ in range(self.draw(st.integers(1, 3 if by_option else 2)))
        ]
        self.rules["windows"] = pairs
        if self.often(5):
            self.rules["mostHours"] = self.draw(st.sampled_from([4, 12, 24]))
        if self.often(5):
            self.rules["textPerWindow"] = True
            self.may_be_unused |= {name for pair in pairs for name in pair}
        asked = [[self.about("timePicker", name) for name in pair] for pair in pairs]
        if not by_option:
            for pair in asked[1:]:
                for each in pair:
                    each["required"] = False
            return [each for pair in asked for each in pair]
        choice = self.about("radio", next(self.names))
        self.may_be_unused.add(choice["name"])
        options = []
        for count in range(1, len(asked) + 1):
            inputs = [each for pair in asked[:count] for each in pair]
            options.append({"value": f"{count} of them", "conditional": {"inputs": inputs}})
        return [choice | {"options": options}]

    def input(self) -> dict[str, Any]:
        kinds = [
            "text",
            "radio",
            "check",
            "text",
            "radio",
            "address",
            "timePicker",
            "datePicker",
            "fileUpload",
        ]
        kind = self.draw(st.sampled_from(kinds))
        if kind in CHOICES:
            return self.choice(kind)
        return self.simple(kind)

    def simple(self, kind: str, name: str | None = None) -> dict[str, Any]:
        if kind == "fileUpload":
            if self.has_file:
                kind = "text"
            else:
                self.has_file, name = (
                    True,
                    self.draw(st.sampled_from(["outOfBoundFilename", "inBoundFilename"])),
                )
                self.may_be_unused.add(name)
        made = self.about(kind, name or next(self.names))
        if kind == "text":
            made |= self.draw(TEXT_LIMITS)
            made |= self.draw(ANOTHER) if self.often(2) else {}
        if kind == "datePicker":
            made |= self.draw(DATE_LIMITS)
        return made

    def about(self, kind: str, name: str) -> dict[str, Any]:
        made = {"type": kind, "name": name, "label": self.draw(LABELS), **self.draw(LOOKS)}
        return made | ({"required": self.draw(st.booleans())} if self.often(3) else {})

    def choice(self, kind: str) -> dict[str, Any]:
        made = self.about(kind, next(self.names))
        shared: list[str] = []
        options = []
        plain = 0
        for value in self.draw(OPTIONS):
            option: dict[str, Any] = {"value": value}
            reveal = self.draw(
                st.sampled_from(["nothing", "nothing", "no inputs", "one", "one", "several", "larger"])
            )
            if reveal in ("one", "several", "larger"):
                option["conditional"] = {"inputs": self.revealed(reveal, shared if kind == "radio" else [])}
                self.may_be_unused.add(made["name"])
            else:
                plain += 1
                if reveal == "no inputs":
                    option["conditional"] = {"inputs": []}
            options.append(option)
        texts = [
            sub
            for option in options
            for sub in option.get("conditional", {}).get("inputs", ())
            if sub["type"] == "text" and "pattern" not in sub
        ]
        if kind == "radio" and plain and texts and self.often(3):
            texts[0]["fromChoice"] = made["name"]
        return made | {"options": options}

    def revealed(self, reveal: str, shared: list[str]) -> list[dict[str, Any]]:
        """What an option asks for; names may be those of another option, of the same kind or of another."""
        number = self.draw(st.integers(2, 3)) if reveal == "several" else 1
        kinds = ["text", "timePicker", "datePicker"]
        if reveal == "larger":
            kinds = ["address", "fileUpload"]
        elif reveal == "several":
            kinds += ["address", "fileUpload"]
        made: list[dict[str, Any]] = []
        for _ in range(number):
            reused = [name for name in shared if name not in {each["name"] for each in made}]
            name = self.draw(st.sampled_from(reused)) if reused and self.often(8) else None
            made.append(self.simple(self.draw(st.sampled_from(kinds)), name))
        shared += [
            each["name"] for each in made if each["type"] != "fileUpload" and each["name"] not in shared
        ]
        return made

    def template(self, inputs: Sequence[dict[str, Any]]) -> str:
        """Each name once in an order of its own, some in one placeholder, and words between."""
        names: dict[str, None] = {}
        for each in inputs:
            subs = [s for o in each.get("options", ()) for s in o.get("conditional", {}).get("inputs", ())]
            names |= dict.fromkeys([each["name"], *(s["name"] for s in subs)])
        left_out = [name for name in sorted(self.may_be_unused) if self.often(4)]
        order = self.draw(st.permutations([name for name in names if name not in left_out]))
        written = self.draw(WORDS)
        place = 0
        while place < len(order):
            together = order[place : place + (self.draw(st.integers(2, 3)) if self.often(2) else 1)]
            place += len(together)
            written += "{" + self.draw(st.sampled_from([" || ", "||"])).join(together) + "}"
            written += self.draw(st.sampled_from(["", " ", ", ", " until\n"]) | WORDS)
        return written


# What is typed

PATTERNS = {
    Pattern.AMOUNT: [("£1,000", "1000"), (" 250.5", "250.50"), ("07", "7")],
    Pattern.POSTCODE: [("yo17hh", "YO1 7HH"), ("YO1 7HH", "YO1 7HH")],
    Pattern.TELEPHONE: [("01632  960 001", "01632 960 001"), ("01632960001", "01632960001")],
}
"""What is typed into a text of each pattern, and what is kept of it."""
TIMES = (
    lambda t: f"{t:%H:%M} hours",
    lambda t: f"{t.hour % 12 or 12}.{t:%M}{'am' if t.hour < 12 else 'pm'}",
    lambda t: f"{t.hour % 12 or 12}:{t:%M} {'a.m.' if t.hour < 12 else 'p.m.'}",
)


def kept(text: str) -> str:
    """A typed line as it is kept."""
    return line(text)


class Typing:
    """One instance of a condition as somebody fills it in."""

    def __init__(self, draw: Draw[Any], condition: AdditionalCondition, known: Facts) -> None:
        self.draw, self.condition, self.known = draw, condition, known
        self.meant: dict[str, Any] = {}
        """By input name, what is entered; nothing for what is left empty."""
        self.said: dict[str, list[str]] = {}
        """By input name, what the licence can say of it, as policy.md 6.1 has it."""
        self.asked: set[str] = set()
        left_out = self.left_out()
        for each in condition.inputs or ():
            self.asked.add(each.name)
            if each.name not in left_out:
                self.enter(each)
            for option in options_chosen(each, self.meant):
                for sub in revealed_by(option):
                    self.asked.add(sub.name)
                    if sub.name not in left_out:
                        self.enter(sub)
        for each in condition.every_input():
            if not self.said.get(each.name):
                self.said[each.name] = self.taken(each)

    def taken(self, taker: Input) -> list[str]:
        """The words that an input takes from the option chosen elsewhere: where that reveals nothing."""
        name = limits_of(self.condition, taker).from_choice
        choices = [each for each in self.condition.inputs or () if each.name == name]
        chosen = [option for each in choices for option in options_chosen(each, self.meant)]
        return [uncapitalised(o.value) for o in chosen if not revealed_by(o)]

    def left_out(self) -> set[str]:
        """What is left empty: as the rules of the form want it, and now and then what is optional."""
        rules = form_rules(self.condition)
        names = {i.name for i in self.condition.every_input() if not limits_of(self.condition, i).required}
        out = {name for name in sorted(names) if self.draw(st.integers(0, 9)) >= 6}
        for pair in rules.windows or ():
            if out & set(pair):
                out |= set(pair) & names
        for group in rules.at_least_one or ():
            out -= {self.draw(st.sampled_from(group))}
        for group in rules.exactly_one or ():
            one = self.draw(st.sampled_from(group))
            out = (out | set(group)) - {one}
        return out

    def enter(self, each: Input) -> None:
        value, said = self.value(each)
        self.meant[each.name], self.said[each.name] = value, said

    def value(self, each: Input) -> tuple[Any, list[str]]:
        """(what is entered, what is said of it)"""
        draw = self.draw
        options = [option.value for option in each.options or ()]
        match each.type:
            case InputType.RADIO:
                one = draw(st.sampled_from(options))
                return one, [one]
            case InputType.CHECK:
                ticked = draw(st.sets(st.sampled_from(options), min_size=1))
                return list(ticked), [option for option in options if option in ticked]
            case InputType.DATE:
                day = working_day(self.known, draw(st.integers(0, 120)))
                if "supervision" in f"{limits_of(self.condition, each).earliest}":
                    day = working_day(
                        replace(self.known, release=replace(self.known.release, earliest=dt.date(2028, 1, 3)))
                    )
                return day, [f"{day:%A} {day.day} {day:%B %Y}"]
            case InputType.TIME:
                time = self.time(each)
                return time, [f"{time:%I:%M} {'am' if time.hour < 12 else 'pm'}"]
            case InputType.ADDRESS:
                line, town = draw(SAID | st.just("A,  , B")), draw(SAID)
                flat = draw(st.sampled_from(["", "Flat 2, The Annexe", " "]))
                parts = {"line_1": line, "line_2": flat, "town": town, "county": "", "postcode": "yo17hh"}
                return parts, [", ".join([kept(line), kept(flat), kept(town), "", "YO1 7HH"])]
            case InputType.FILE:
                map_ = draw(
                    st.sampled_from([{"map": None, "name": None}, {"map": MAP, "name": "zone 1.pdf"}])
                )
                words = draw(SAID)
                said = [map_["name"] or "Described in words"] if map_["name"] or kept(words) else []
                return map_ | {"words": words}, said
        texts = [self.text(each) for _ in range(draw(st.integers(1, 3)) if each.add_another else 1)]
        said = [said for _, said in texts if said]
        return [entered for entered, _ in texts] if each.add_another else texts[0][0], said

    def time(self, each: Input) -> dt.time:
        for place, pair in enumerate(form_rules(self.condition).windows or ()):
            if each.name in pair:
                hour = (21 + 3 * place + pair.index(each.name)) % 24
                return dt.time(hour, self.draw(st.sampled_from([0, 30])))
        return dt.time(self.draw(st.integers(0, 23)), self.draw(st.sampled_from([0, 5, 30, 59])))

    def text(self, each: Input) -> tuple[str, str]:
        limits = limits_of(self.condition, each)
        if limits.pattern is Pattern.WHOLE_NUMBER:
            least = max(0, limits.least or 0)
            number = self.draw(
                st.integers(least, least + 9 if limits.most is None else max(least, limits.most))
            )
            return f"0{number}", str(number)
        if limits.pattern:
            return self.draw(st.sampled_from(PATTERNS[limits.pattern]))  # type: ignore[no-any-return]
        text = self.draw(SAID)
        short = text if len(text) <= (limits.max_length or 500) else text.strip()[: limits.max_length]
        return short, kept(short)

    # What is sent

    def sent(self, inputs: Sequence[Input]) -> dict[str, Any]:
        """A page as a browser sends it: also what was typed under options before another was chosen."""
        sent = typed(inputs, self.meant)
        for each, name in html_fields(inputs, self.meant):
            value = self.meant.get(each.name)
            if each.type is InputType.TIME and value is not None:
                sent[name] = self.draw(st.sampled_from(TIMES))(value)
            if each.type is InputType.FILE and value is not None:
                sent |= {f"{name}-map": value["map"], f"{name}-name": value["name"]}
        for each in inputs:
            for place, option in enumerate(each.options or ()):
                if option not in options_chosen(each, self.meant) and is_small(option):
                    for sub in revealed_by(option):
                        sent |= typed_into(sub, f"{each.name}-{place}-{sub.name}", never(sub))
        return {name: value for name, value in sent.items() if value is not None}

    def stored(self, page: str) -> dict[str, Mapping[str, Any]] | None:
        """What the pages of the condition store; None where one of them refuses what is typed."""
        first = form_of(self.condition)(context(self.known), self.sent(self.condition.inputs or ()))
        if not first.validate():
            assert first.errors_list()
            return None
        answers: dict[str, Mapping[str, Any]] = {page: first.answer()}
        for each in self.condition.inputs or ():  # left by another option, whose page is not asked now
            subs = [
                sub for option in each.options or () if not is_small(option) for sub in revealed_by(option)
            ]
            if subs:
                answers[f"{page}/{each.name}"] = {sub.name: never(sub) for sub in subs}
        for choice, made in further_forms(self.condition, first.answer()):
            further = made(context(self.known), self.sent(further_inputs(self.condition, self.meant, choice)))
            if not further.validate():
                assert further.errors_list()
                return None
            answers[f"{page}/{choice}"] = further.answer()
        return answers


def never(each: Input) -> Any:
    """A value under an option that is not chosen."""
    match each.type:
        case InputType.DATE:
            return NEVER_DAY
        case InputType.TIME:
            return NEVER_TIME
        case InputType.ADDRESS:
            return {"line_1": NEVER, "line_2": NEVER, "town": NEVER, "county": NEVER, "postcode": "YO1 7HH"}
        case InputType.FILE:
            return {"map": None, "name": None, "words": NEVER}
    return [NEVER, NEVER] if each.add_another else NEVER


# The oracle

VOWELS = "aeiouAEIOU"


def allowed(condition: AdditionalCondition, said: Mapping[str, Sequence[str]]) -> str:
    """The one text that policy.md 6.2 and 6.3 allow for what was entered: the words of the template in their order, and
    in place of each placeholder only what was typed or chosen, with what the input puts before it, its default, the
    commas and the word of a list, and an article; of two articles that meet, the one that was typed."""
    rules: dict[str, Input] = {}
    choices = condition.inputs or ()
    subs = [sub for each in choices for option in each.options or () for sub in revealed_by(option)]
    for each in (*choices, *subs):
        rules.setdefault(each.name, each)

    def filled(placeholder: re.Match[str]) -> str:
        names = re.split(r"\s*\|\|\s*", placeholder[1])
        valued = [name for name in names if said.get(name)]
        if valued:
            return _one(rules[valued[0]], said[valued[0]])
        return rules[names[0]].default_value or "" if len(names) == 1 else ""

    marked = re.sub(r"\{(.*?)\}", filled, condition.tpl or "")
    for place in (r"(?<!\S)(an?|the)", r"(?:^|(?<=[.!?]\s))(An?|The)"):
        marked = re.sub(rf"{place}\s+\x01((?i:(?:an?|the)\s+)(?=[^\s\x02]))?", _one_article, marked)
    return re.sub("[\x01\x02]", "", marked)


def _one_article(found: re.Match[str]) -> str:
    """Of two articles the one typed; of one that stands alone the form that suits a value with no doubtful beginning."""
    article, typed = found.groups()
    if typed and (article.lower() != "the" or not re.match(r"An?\s|AN\s", typed)):
        words = typed.lower()
        return words.capitalize() if article[0].isupper() else words
    after = found.string[found.end() :]
    if article.lower() == "the" or typed or not re.match("[b-df-gj-np-tv-z]|[ai]|o(?!ne)|e(?!u)", after):
        return found[0]
    words = "an " if after[0] in "aeio" else "a "
    return words.capitalize() if article[0].isupper() else words


def _one(rule: Input, said: Sequence[str]) -> str:
    cased = [_in_case(rule.case, value) for value in said]
    *rest, last = cased
    words = f"{', '.join(rest)} {(rule.list_type or 'AND').lower()} {last}" if rest else last
    before = rule.include_before or ""
    if rule.type == "address":
        whole = ", ".join(part for part in f"{before}{words}".split(", ") if part.strip())
        before, words = (before, whole[len(before) :]) if whole.startswith(before) else ("", whole)
    words = f"{before}\x01{words}\x02"
    if rule.handle_indefinite_article is None:
        return words
    return f"{'an' if words.lstrip(chr(1))[:1] in [*VOWELS] else 'a'} {words}"


def _in_case(case: str | None, value: str) -> str:
    if case == "capitalised":
        return re.sub("[^ -]+", lambda piece: piece[0][0].upper() + piece[0][1:].lower(), value)
    return {"lower": value.lower(), "upper": value.upper()}.get(case or "", value)


def parts_of(
    condition: AdditionalCondition, said: Mapping[str, list[str]]
) -> Iterator[Mapping[str, list[str]]]:
    """What each text of an instance is about: everything, or one window of time under the names of the first."""
    rules = form_rules(condition)
    pairs = [pair for pair in rules.windows or () if said.get(pair[0]) and said.get(pair[1])]
    if not (rules.text_per_window and rules.windows and pairs):
        yield said
        return
    start, end = rules.windows[0]
    for pair in pairs:
        yield {**said, start: said[pair[0]], end: said[pair[1]]}


def used(condition: AdditionalCondition, said: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The names whose values the template takes: of each placeholder the first that has one."""
    for inside in re.findall(r"\{(.*?)\}", condition.tpl or ""):
        yield from [name for name in re.split(r"\s*\|\|\s*", inside) if said.get(name)][:1]


# The properties


@st.composite
def policies(draw: Draw[Any]) -> dict[str, Any]:
    """A whole policy as its file has it, with one to three additional conditions in either part."""
    made = [Making(draw, number).made for number in range(1, draw(st.integers(1, 3)) + 1)]
    split = draw(st.integers(0, len(made)))
    standard = {
        "AP": [{"code": uuid(900), "text": draw(WORDS)}],
        "PSS": [{"code": uuid(901), "text": draw(WORDS)}],
    }
    additional = {"AP": made[split:], "PSS": made[:split]}
    return policy(standardConditions=standard, additionalConditions=additional)


def every_condition(found: Policy) -> list[AdditionalCondition]:
    return [*found.additional_conditions.AP, *found.additional_conditions.PSS]


def check_texts(condition: AdditionalCondition, instances: Sequence[Typing]) -> bool:
    """Whether the forms take what is typed; if so, that the licence says that and nothing else."""
    page = f"condition/{condition.code}"
    several = bool(form_rules(condition).several)
    answers: dict[str, Mapping[str, Any]] = {}
    for number, instance in enumerate(instances, start=1):
        stored = instance.stored(f"{page}/{number}" if several else page)
        if stored is None:
            return False
        answers |= stored
    texts: list[str] = []
    for instance, kept_ in zip(instances, Chosen(LICENCE, condition, answers).instances, strict=True):
        texts += check_instance(condition, instance, kept_.details)
    expected = list(dict.fromkeys(texts))
    if len(instances) > 1 and condition.text_plural:
        expected = [condition.text_plural]
    for _ in range(2):
        wordings = Chosen(LICENCE, condition, answers).wordings
        assert [wording.text for wording in wordings] == expected
    return True


def folded(text: str) -> str:
    """Small and capital letters alike, also the dotless i, whose capital is a plain one."""
    return text.casefold().replace("ı", "i")


def check_instance(condition: AdditionalCondition, instance: Typing, details: Mapping[str, Any]) -> list[str]:
    texts = instance_texts(condition, details)
    assert texts == instance_texts(condition, details), "the same answers give the same text"
    assert render(condition, items_from_answers(condition, details)) == render(
        condition, items_from_answers(condition, details)
    )
    left = {sub.name: never(sub) for sub in condition.every_input() if sub.name not in instance.asked}
    assert texts == instance_texts(condition, {**left, **details}), (
        "what is left of other options is not said"
    )
    parts = list(parts_of(condition, instance.said))
    assert len(texts) == len(parts)
    for text, part in zip(texts, parts, strict=True):
        assert text == allowed(condition, part)
        for name in used(condition, part):
            for value in part[name]:
                for piece in value.split(", "):  # an address leaves out its blank parts
                    assert folded(piece.strip()) in folded(text)
        words = [value for values in part.values() for value in values]
        if not any(set("{}") & set(value) for value in words):
            assert not set("{}") & set(text), "no placeholder is left, as nobody typed a brace"
        for absent in (NEVER, f"{NEVER_DAY.year}", f"{NEVER_TIME:%I:%M}"):
            assert folded(absent) not in folded(text)
    return texts


@pytest.mark.attack
def test_any_policy_says_what_was_typed_or_chosen_and_nothing_else() -> None:
    """For any policy that its check takes and any answers that its forms take: the texts of each condition can be made,
    are the same each time, are word for word what the template allows for what was entered (see `allowed`), hold all
    of it that the template asks for, leave no placeholder that nobody typed, and hold nothing from under an option
    that is not chosen. The policies and the answers are drawn so that most are taken, or the test proves nothing."""
    ran: Counter[str] = Counter()

    @settings(
        max_examples=examples(300),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        made = data.draw(policies())
        found, faults, _ = check_policy(json.dumps(made))
        ran["policies"] += 1
        for fault in faults:
            event(f"fault: {re.sub('“.*?”', '', fault.reason)[:60]}")
        assume(found and not faults)
        assert found
        ran["sound"] += 1
        known = facts(policy=found, licence={"has_map": lambda sha256: sha256 == MAP}, **CASES["supervision"])
        for condition in every_condition(found):
            number = data.draw(st.integers(1, 3)) if form_rules(condition).several else 1
            instances = [Typing(data.draw, condition, known) for _ in range(number)]
            ran["conditions"] += 1
            taken = check_texts(condition, instances)
            ran["taken"] += taken
            event("is taken" if taken else "is refused")

    holds()
    assert ran["sound"] >= 0.6 * ran["policies"] and ran["taken"] >= 0.6 * ran["conditions"], ran
