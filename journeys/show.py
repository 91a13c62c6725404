"""What check your answers shows: a row for each answer on a walk, and the faults that stop a submit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.domain.answers import FOR
from app.domain.words import capitalised, uncapitalised
from forms.base import Form, Rows
from forms.context import NOTHING_ASIDE, Aside, Context
from journeys.steps import Fault, Many, Stop
from journeys.walk import CHECK_ANSWERS, Visit, Walk, is_skipped

NOT_GIVEN = "Not provided"
SKIPPED_WORDS = "Not provided yet"


@dataclass(frozen=True)
class Row:
    """One answer: its key, its lines, and the page that changes it."""

    key: str
    lines: tuple[str, ...]
    page: str
    change: str
    """What follows the link's word for those who hear links out of context; unique on the page."""
    id: str
    verb: str = "Change"
    error: str | None = None


@dataclass(frozen=True)
class Group:
    """A section of check your answers."""

    heading: str
    rows: tuple[Row, ...]


def bound_form(walk: Walk, visit: Visit, formdata: Any = None) -> Form:
    """The form of a visit, with what was typed or, without it, the saved answer. Where that does not count (the page is
    asked again, or was skipped) what was answered before is filled in."""
    assert visit.form is not None  # noqa: S101
    saved, aside = walk.saved.get(visit.name), walk.aside.get(visit.name, NOTHING_ASIDE)
    answer = {} if saved is None or is_skipped(saved) else saved
    if visit.is_skipped or not visit.is_answered:
        answer = {**aside.page, **answer}
    return visit.form(Context(walk.so_far, visit.key, walk.saved, aside), formdata, answer or None)


def left_aside(walk: Walk, visit: Visit) -> Aside:
    """What stays aside of a page that is skipped: everything that was answered there before."""
    saved, aside = walk.saved.get(visit.name), walk.aside.get(visit.name, NOTHING_ASIDE)
    kept = {} if saved is None or is_skipped(saved) else {n: v for n, v in saved.items() if n != FOR}
    return replace(aside, page={**aside.page, **kept})


def faults_of(walk: Walk) -> list[Fault]:
    """Every saved answer on the walk checked again, and every skipped page: what stops a submit now."""
    faults = []
    for visit in walk.visits:
        if visit.is_stop or not visit.is_answered:
            continue
        if is_skipped(walk.answers[visit.name]):
            faults.append(Fault(f"Answer the question you skipped: {_about(walk, visit)}", visit.name))
            continue
        form = bound_form(walk, visit)
        if not form.validate():
            faults += [Fault(message, visit.name) for message, _ in form.errors_list()]
    refused = {fault.page for fault in faults}
    found = [fault for check in walk.journey.checks for fault in check(walk)]
    faults += [fault for fault in found if not (fault.forms_refuse and fault.page in refused)]
    pages: dict[str, set[str]] = {}
    for fault in faults:
        pages.setdefault(fault.message, set()).add(fault.page)
    return [_named(walk, fault) if len(pages[fault.message]) > 1 else fault for fault in faults]


def _named(walk: Walk, fault: Fault) -> Fault:
    """A fault that names its page, where the same is wrong with another one."""
    visit = walk.find(fault.page)
    return replace(fault, message=f"{fault.message} ({_about(walk, visit)})") if visit else fault


def _about(walk: Walk, visit: Visit) -> str:
    """What a page is called in a list of pages: its heading, and which item of its list it is about."""
    heading = str(bound_form(walk, visit).heading or visit.name)
    return f"{heading}, {item_words(walk, visit)}" if visit.of is not None else heading


def blocking_clashes(walk: Walk) -> list[Fault]:
    """What nobody could follow."""
    return [
        Fault(clash.message, clash.page or CHECK_ANSWERS, clash.forms_refuse)
        for clash in walk.written.blocking
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
        verb = "Change" if isinstance(visit.step, Stop) else visit.step.form.verb
        return Row(key, given, visit.name, uncapitalised(key), row_id(visit.name, n), verb)

    if is_skipped(walk.answers[visit.name]):
        return [row(_about(walk, visit), [SKIPPED_WORDS])]
    rows = _own_rows(walk, visit)
    return [row(key, lines, n) for n, (key, lines) in enumerate(rows)]


def _own_rows(walk: Walk, visit: Visit) -> Rows:
    """What the step says of the page, or else its form."""
    step = visit.step
    if not isinstance(step, Stop) and step.summary:
        return step.summary(walk.written, visit.name)
    if visit.is_list and isinstance(step, Many):
        items, noun = walk.items(visit), f"{step.noun}s"
        return [(capitalised(noun), [f"{len(items)} added" if items else f"No {noun}"])]
    form = bound_form(walk, visit)
    if visit.is_item:
        return [
            (capitalised(item_words(walk, visit)), [line for field in form.visible for line in field.lines()])
        ]
    return form.summary()


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
        return [line for _, lines in visit.of.summary(walk.written, visit.name) for line in lines]
    return bound_form(walk, visit).visible[0].lines()


def row_id(page: str, n: int = 0) -> str:
    """The id of a row, which a change comes back to."""
    name = "answer-" + page.replace("/", "-")
    return f"{name}-{n + 1}" if n else name
