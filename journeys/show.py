"""What check your answers shows: a row for each answer on a walk, and the faults that stop a submit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.clashes.on_licence import blocks_on
from app.domain.words import capitalised, day_and_date, time_in_words, uncapitalised
from forms.base import Form
from forms.fields.maps import NO_MAP
from journeys.engine import CHECK_ANSWERS, Fault, Many, Visit, Walk, is_skipped

NOT_GIVEN = "Not provided"
SKIPPED_WORDS = "Not provided yet"


@dataclass(frozen=True)
class Row:
    """One answer: its key, its lines, and the page that changes it."""

    key: str
    lines: tuple[str, ...]
    page: str
    change: str
    """What follows the word Change for those who hear links out of context; unique on the page."""
    id: str
    error: str | None = None


@dataclass(frozen=True)
class Group:
    """A section of check your answers."""

    heading: str
    rows: tuple[Row, ...]


def bound_form(walk: Walk, visit: Visit, formdata: Any = None) -> Form:
    """The form of a visit, with what was typed or, without it, the saved answer; its heading suits the case."""
    assert visit.form is not None  # noqa: S101
    saved = walk.saved.get(visit.name)
    answer = None if is_skipped(saved) else saved
    form = visit.form(walk.facts, formdata, answer)
    form.key, form.earlier = visit.key, visit.answers_before
    form.saved = walk.saved
    heading = visit.form.heading
    if callable(heading):
        form.heading = heading(walk.facts, visit.answers_before)
        if form.only is not None:
            form.only.label = form.heading
    return form


def lines_of(field: Any) -> list[str]:
    """What was answered to one field, as lines people read."""
    value = field.data
    if field.is_empty():
        return []
    match field.kind:
        case "radios" | "checkboxes":
            lines = []
            for choice in field.choices:
                if choice.chosen:
                    shown = [line for each in choice.fields.values() for line in lines_of(each)]
                    lines.append(f"{choice.option.text}: {', '.join(shown)}" if shown else choice.option.text)
            return lines
        case "date":
            return [day_and_date(value)]
        case "time":
            return [time_in_words(value)]
        case "address":
            return [line for line in value.values() if line]
        case "texts":
            return list(value)
        case "map":
            return [*value["words"].split("\n"), f"Map: {value['name']}" if value["map"] else NO_MAP]
    return str(value).split("\n")


def faults_of(walk: Walk) -> list[Fault]:
    """Every saved answer on the walk checked again, and every skipped page: what stops a submit now."""
    faults = []
    for visit in walk.visits:
        if visit.is_stop or not visit.is_answered:
            continue
        if is_skipped(walk.answers[visit.name]):
            heading = bound_form(walk, visit).heading or visit.name
            faults.append(Fault(f"Answer the question you skipped: {heading}", visit.name))
            continue
        form = bound_form(walk, visit)
        if not form.validate():
            faults += [Fault(message, visit.name) for message, _ in form.errors_list()]
    return faults + [fault for check in walk.journey.checks for fault in check(walk)]


def blocking_clashes(walk: Walk) -> list[Fault]:
    """What nobody could follow."""
    return [
        Fault(clash.message, clash.page or CHECK_ANSWERS) for clash in blocks_on(walk.facts, walk.answers)
    ]


def groups_of(walk: Walk, faults: Sequence[Fault] = ()) -> list[Group]:
    """The rows of check your answers by section, with the first of these faults beside each answer."""
    errors: dict[str, str] = {}
    for fault in faults:
        errors.setdefault(fault.page, fault.message)
    seen: Counter[str] = Counter()
    groups = []
    for section in walk.journey.sections:
        rows = [
            _unique(replace(row, error=errors.get(visit.name) if first else None), seen)
            for visit in walk.visits
            if visit.section is section and visit.is_answered
            for first, row in _numbered(_rows(walk, visit))
        ]
        if rows:
            groups.append(Group(section.heading, tuple(rows)))
    return groups


def _numbered(rows: list[Row]) -> list[tuple[bool, Row]]:
    return [(n == 0, row) for n, row in enumerate(rows)]


def _unique(row: Row, seen: Counter[str]) -> Row:
    seen[row.change] += 1
    return replace(row, change=f"{row.change} {seen[row.change]}") if seen[row.change] > 1 else row


def _rows(walk: Walk, visit: Visit) -> list[Row]:
    def row(key: str, lines: list[str], n: int = 0) -> Row:
        given = tuple(line for line in lines if line.strip()) or (NOT_GIVEN,)
        return Row(key, given, visit.name, uncapitalised(key), row_id(visit.name, n))

    if is_skipped(walk.answers[visit.name]):
        return [row(str(bound_form(walk, visit).heading or visit.name), [SKIPPED_WORDS])]
    if summary := getattr(visit.step, "summary", None):
        rows = summary(walk.facts, walk.answers, visit.name)
        return [row(key, lines, n) for n, (key, lines) in enumerate(rows)]
    if visit.is_list and isinstance(visit.step, Many):
        items, noun = walk.items(visit), f"{visit.step.noun}s"
        return [row(capitalised(noun), [f"{len(items)} added" if items else f"No {noun}"])]
    form = bound_form(walk, visit)
    if visit.is_item:
        return [row(capitalised(item_words(walk, visit)), _all_lines(form))]
    if hasattr(form, "summary"):
        return [row(key, lines, n) for n, (key, lines) in enumerate(form.summary())]
    fields = form.visible
    if len(fields) == 1:
        return [row(str(form.heading or fields[0].label), lines_of(fields[0]))]
    return [
        row(field.label.removesuffix(" (optional)"), lines_of(field), n) for n, field in enumerate(fields)
    ]


def item_words(walk: Walk, visit: Visit) -> str:
    """What an item is called: its list's noun and its place, the next one for an item that is not saved yet."""
    assert visit.of is not None  # noqa: S101
    numbers = walk.item_numbers(visit.of)
    place = numbers.index(visit.number) + 1 if visit.number in numbers else len(numbers) + 1
    return f"{visit.of.noun} {place}"


def item_lines(walk: Walk, visit: Visit) -> list[str]:
    """What an item says, as its list shows it: its text on the licence, or its first answer."""
    assert visit.of is not None  # noqa: S101
    if visit.of.summary:
        return [line for _, lines in visit.of.summary(walk.facts, walk.answers, visit.name) for line in lines]
    return lines_of(bound_form(walk, visit).visible[0])


def _all_lines(form: Form) -> list[str]:
    return [line for field in form.visible for line in lines_of(field)]


def row_id(page: str, n: int = 0) -> str:
    """The id of a row, which a change comes back to."""
    name = "answer-" + page.replace("/", "-")
    return f"{name}-{n + 1}" if n else name
