"""The walk that reads one licence's progress through a journey off its answers. Nothing here stores progress."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from types import MappingProxyType
from typing import Any

from app.domain.answers import Answer, Answers
from app.domain.conditions.parts import PARTS, LicencePart
from app.domain.licence.facts import Facts
from app.domain.policy.model import AdditionalCondition
from app.domain.written import Written
from forms.base import Form
from forms.context import Aside
from journeys.steps import Each, Journey, Many, Page, Section, Stop

CHECK_ANSWERS = "check-answers"
SKIPPED = "skipped"


@dataclass(frozen=True)
class Visit:
    """One page that a walk comes to."""

    name: str
    section: Section
    step: Page | Stop | Many
    form: type[Form] | None
    each: Each | None = None
    """The Each that it, or its list, belongs to, with the key there."""
    key: str | None = None
    of: Many | None = None
    """The list that it is an item of, or a further page of an item."""
    number: str | None = None
    """The item's number in that list."""
    is_answered: bool = False
    is_skipped: bool = False
    is_further: bool = False

    @property
    def is_item(self) -> bool:
        """Whether this is the page of an item, which its list page leads to."""
        return self.of is not None and not self.is_further

    @property
    def is_list(self) -> bool:
        return isinstance(self.step, Many) and self.of is None

    @property
    def is_stop(self) -> bool:
        return isinstance(self.step, Stop)

    @property
    def may_skip(self) -> bool:
        """Whether the page may be left for later: its step or form says so, and no answer would be lost."""
        of_step = isinstance(self.step, Page) and self.step.may_skip
        of_form = self.form is not None and self.form.may_skip
        return (of_step or of_form) and self.is_answered == self.is_skipped

    @property
    def condition(self) -> AdditionalCondition | None:
        """The condition whose details it asks for or lists; None for most pages."""
        return None if isinstance(self.step, Stop) else self.step.form.condition

    @property
    def template(self) -> str:
        """The name of the declared step, by which a template of its own is found."""
        return (self.each or self.step).name


class Walk:
    """One licence's way through a journey: the answered pages in order, then the first without an answer, the gap.

    It goes no further than what it is asked needs, and what it works out of the answers it works out once.
    """

    def __init__(
        self,
        journey: Journey,
        facts: Facts,
        saved: Answers,
        parts: tuple[LicencePart, ...] = PARTS,
        aside: Mapping[str, Aside] = MappingProxyType({}),
        ever: Collection[str] = (),
    ) -> None:
        """`aside` has what was answered on pages and does not count now: it is filled in when it is asked again. `ever`
        names the pages that ever had an answer: no new item takes the number of one that was removed."""
        self.journey, self.facts, self.saved, self.parts = journey, facts, saved, parts
        self.aside, self.ever = aside, ever
        self._visits: list[Visit] = []
        self._by_name: dict[str, Visit] = {}
        self._answers: dict[str, Answer] = dict(journey.given(facts)) if journey.given else {}
        self._written: Written | None = None
        self._earlier: Written | None = None
        self._to_come = self._go()

    def again(self, saved: Answers, ever: Collection[str]) -> Walk:
        """The same licence's walk with other answers saved; clashes that the change leaves alone are not sought anew."""
        walk = Walk(self.journey, self.facts, saved, self.parts, self.aside, ever)
        walk._earlier = self._written or self._earlier
        return walk

    @property
    def visits(self) -> list[Visit]:
        """Every page that the walk comes to."""
        while self._come_further():
            pass
        return self._visits

    @property
    def gap(self) -> Visit | None:
        """The first page without an answer; None once there is none."""
        last = self.visits[-1] if self.visits else None
        return last if last and not last.is_answered else None

    @property
    def answers(self) -> Answers:
        """The answers on the walk: of everything saved, what the walk passes."""
        return self.written.answers

    @property
    def written(self) -> Written:
        """The licence as the whole walk has it."""
        _ = self.visits
        return self.so_far

    @property
    def so_far(self) -> Written:
        """The licence as far as the walk has come by now."""
        if self._written is None:
            self._written = Written(self.facts, self._answers, self.parts, self._earlier)
        return self._written

    def _come_further(self) -> Visit | None:
        """The next page, and nothing beyond the gap."""
        if self._visits and not self._visits[-1].is_answered:
            return None
        visit = next(self._to_come, None)
        if visit is not None:
            self._visits.append(visit)
            self._by_name[visit.name] = visit
        return visit

    def _go(self) -> Iterator[Visit]:
        for section, step in self.journey.steps():
            if isinstance(step, Stop):
                if step.holds(self.so_far):
                    yield Visit(step.name, section, step, None)
                continue
            if step.when is not None and not step.when.holds(self.so_far):
                continue
            match step:
                case Each():
                    for key in step.of.find(self.so_far):
                        yield from self._come_to(section, step.step(self.so_far, key), each=step, key=key)
                case Page() | Many():
                    yield from self._come_to(section, step)

    def _come_to(self, section: Section, step: Page | Many, **place: Any) -> Iterator[Visit]:
        """The page with its further pages; or the items of a list with theirs, and then the list."""
        if isinstance(step, Page):
            yield self._visit(section, step, step.name, step.form, **place)
            yield from self._further(section, step, step.name, **place)
            return
        numbers = self.item_numbers(step)
        if step.needs_one and not numbers:
            numbers = [self.free_number(step)]
        for number in numbers:
            name = f"{step.name}/{number}"
            item = {**place, "of": step, "number": number}
            yield self._visit(section, step, name, step.form, **item)
            yield from self._further(section, step, name, **item)
        yield self._visit(section, step, step.name, step.list_form, **place)

    def _further(self, section: Section, step: Page | Many, name: str, **place: Any) -> Iterator[Visit]:
        for page in step.more(self.so_far, name) if step.more else ():
            yield self._visit(section, page, page.name, page.form, **place, is_further=True)

    def _visit(
        self,
        section: Section,
        step: Page | Many,
        name: str,
        form: type[Form],
        each: Each | None = None,
        **place: Any,
    ) -> Visit:
        kept = self.saved.get(name)
        is_one = kept is not None and (is_skipped(kept) or form.fits(kept, self.so_far))
        answer = kept if is_one else None
        if answer is not None:
            self._answers[name] = answer
            if each is None or each.matters:
                self._written = None
        return Visit(
            name,
            section,
            step,
            form,
            each,
            is_answered=answer is not None,
            is_skipped=is_skipped(answer),
            **place,
        )

    def item_numbers(self, step: Many) -> list[str]:
        """The numbers of a list's saved items, in the order in which they were added."""
        prefix = step.name + "/"
        keys = [name.removeprefix(prefix) for name in self.saved if name.startswith(prefix)]
        return sorted((key for key in keys if key.isdecimal()), key=int)

    def free_number(self, step: Many) -> str:
        """The first number that no item of the list has or had."""
        names = (f"{step.name}/{number}" for number in count(1))
        free = next(name for name in names if name not in self.saved and name not in self.ever)
        return free.removeprefix(f"{step.name}/")

    def was_removed(self, visit: Visit) -> bool:
        """Whether this is the page of an item that is not in its list any more."""
        return visit.is_item and not visit.is_answered and visit.name in self.ever

    @property
    def has_gap(self) -> bool:
        return self.gap is not None

    @property
    def end(self) -> str:
        """Where Continue goes: the gap, or check your answers when there is none."""
        return self.gap.name if self.gap else CHECK_ANSWERS

    def keys_of(self, each: Each) -> list[str]:
        """The keys of an Each, as far as the walk's answers call for them."""
        return list(each.of.find(self.written))

    def find(self, name: str) -> Visit | None:
        """The page of that name if it may be seen: it is on the walk, or it is a new item of a list that is."""
        while name not in self._by_name and self._come_further():
            pass
        if visit := self._by_name.get(name):
            return visit
        list_name, _, key = name.rpartition("/")
        listing = self._by_name.get(list_name)
        if listing and isinstance(listing.step, Many) and listing.is_list and is_item_key(key):
            step = listing.step
            if len(self.item_numbers(step)) < step.limit:
                return replace(
                    listing,
                    name=name,
                    form=step.form,
                    of=step,
                    number=key,
                    is_answered=False,
                    is_skipped=False,
                )
        return None

    def back_from(self, visit: Visit) -> str | None:
        """Where Back goes: check your answers when there is no gap, else the page before; None leads to the licence."""
        if not self.has_gap:
            return CHECK_ANSWERS
        if visit.is_item and visit.of and visit.of.name in self._by_name:
            return visit.of.name
        before = None
        for passed in self.visits:
            if passed.name == visit.name:
                return before
            if passed.of is None or (visit.of and passed.of.name == visit.of.name):
                before = passed.name
        return before

    def items(self, visit: Visit) -> list[Visit]:
        """The saved items of a list page, in order."""
        return [
            item
            for item in self.visits
            if item.is_item and item.of and item.of.name == visit.name and item.is_answered
        ]


def is_item_key(key: str) -> bool:
    """Whether a piece of a URL can be an item's number: digits, not many, no leading nought."""
    return key.isascii() and key.isdecimal() and not key.startswith("0") and len(key) <= 6


def is_skipped(answer: Answer | None) -> bool:
    """Whether an answer says that the page was left for later."""
    return bool(answer) and answer is not None and SKIPPED in answer
