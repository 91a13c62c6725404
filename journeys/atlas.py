"""The atlas: every route through a journey, found by walking it with example answers, so that tests can prove each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.domain.answers import Answer
from app.domain.licence.facts import Facts
from forms.base import Form
from journeys.show import bound_form
from journeys.steps import Journey
from journeys.walk import CHECK_ANSWERS, SKIPPED, Visit, Walk
from journeys.when import Answered

Examples = Callable[[Visit, Form], list[dict[str, Any]]]
"""Example answers to a page: one, or one for each number of items that the answer calls for."""

MOST_ITEMS = 2


@dataclass(frozen=True)
class Route:
    """The pages of one way through a journey, each with the answer given, and the page where it ends."""

    answers: tuple[tuple[str, Answer], ...]
    end: str

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(page for page, _ in self.answers)

    @property
    def has_skips(self) -> bool:
        return any(SKIPPED in answer for _, answer in self.answers)

    def __str__(self) -> str:
        """What sets this route off from others, as a test's name."""
        return " ".join(f"{page}={_short(answer)}" for page, answer in self.answers)


def _short(answer: Answer) -> str:
    parts = [f"{len(v)}" if isinstance(v, list) else str(v)[:20] for v in answer.values()]
    return ",".join(parts)[:40]


def mentioned(journey: Journey) -> dict[tuple[str, str], set[str]]:
    """The values that some when of the journey asks about, by page and field."""
    found: dict[tuple[str, str], set[str]] = {}
    for _, step in journey.steps():
        if step.when is not None:
            for atom in step.when.atoms():
                if isinstance(atom, Answered):
                    found.setdefault((atom.page, atom.field), set()).add(atom.value)
    return found


def routes(
    journey: Journey, facts: Facts, examples: Examples, given: Mapping[str, Answer] = MappingProxyType({})
) -> Iterator[Route]:
    """Every route with these facts: each value that some when asks about and one other, each page skipped that
    may be, and none, one and two of whatever is asked for each item. A page that is `given` an answer has only that
    one, so that what follows it can be tried by itself."""
    yield from _onward(journey, facts, examples, given, {}, ())


def _onward(
    journey: Journey,
    facts: Facts,
    examples: Examples,
    given: Mapping[str, Answer],
    saved: dict[str, Answer],
    path: tuple[tuple[str, Answer], ...],
) -> Iterator[Route]:
    walk = Walk(journey, facts, saved)
    gap = walk.gap
    if gap is None:
        yield Route(path, CHECK_ANSWERS)
        return
    if gap.is_stop:
        yield Route(path, gap.name)
        return
    only = [(gap.name, given[gap.name])] if gap.name in given else None
    for page, answer in only or _alternatives(journey, walk, gap, examples):
        yield from _onward(journey, facts, examples, given, {**saved, page: answer}, (*path, (page, answer)))


def _alternatives(
    journey: Journey, walk: Walk, gap: Visit, examples: Examples
) -> Iterator[tuple[str, dict[str, Any]]]:
    form = bound_form(walk, gap)
    if gap.is_list:
        yield gap.name, {"another": "no"}
        items = walk.items(gap)
        if len(items) < MOST_ITEMS:
            item = walk.find(f"{gap.name}/{len(items) + 1}")
            assert item is not None  # noqa: S101
            yield item.name, examples(item, bound_form(walk, item))[0]
        return
    asked = {field: values for (page, field), values in mentioned(journey).items() if page == gap.name}
    for example in examples(gap, form):
        if not asked:
            yield gap.name, example
        for field, values in asked.items():
            options = [choice.option.value for choice in form[field].choices]
            others = [option for option in options if option not in values]
            for value in [*[o for o in options if o in values], *others[:1]]:
                yield gap.name, {**example, field: value}
    if gap.may_skip:
        yield gap.name, {SKIPPED: True}
