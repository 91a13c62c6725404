"""What journeys are declared with: pages and other steps, sections, outcomes, and the journey itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.answers import Answers
from app.domain.licence.actions import Action
from app.domain.licence.bars import Bar
from app.domain.licence.facts import Facts
from app.domain.licence.status import Purpose
from app.domain.written import Written
from forms.base import Form, Rows
from journeys.when import When

if TYPE_CHECKING:
    from journeys.walk import Walk


@dataclass(frozen=True)
class Page:
    """One question: a name, a form, and when it is asked. `may_skip` lets it wait until submitting."""

    name: str
    form: type[Form]
    when: When | None = None
    may_skip: bool = False
    summary: Callable[[Written, str], Rows] | None = None
    """The rows of check your answers, from the name of the page; without one, the form's fields are the rows."""
    more: Callable[[Written, str], Iterator[Page]] | None = None
    """The further pages that its answer calls for, from its name."""


@dataclass(frozen=True)
class Stop:
    """A page with nothing to answer, which no walk passes while its bar holds: it says what the bar says."""

    name: str
    bar: Bar
    when: When | None = None
    """Answers for which the bar matters; None for all."""
    mend: tuple[str, str] | None = None
    """The words of a link to an answer that ends it, and that answer's page."""

    def holds(self, written: Written) -> bool:
        return (self.when is None or self.when.holds(written)) and self.bar.holds(written.facts)


@dataclass(frozen=True)
class Many:
    """A list that people add to: a list page at `name`, and a page for each item at `name/NUMBER`."""

    name: str
    form: type[Form]
    list_form: type[Form]
    noun: str
    limit: int = 50
    when: When | None = None
    needs_one: bool = False
    """Whether an empty list is no answer, so that its first item is asked for at once."""
    summary: Callable[[Written, str], Rows] | None = None
    """The rows of an item, or of the list, from the name of the page."""
    more: Callable[[Written, str], Iterator[Page]] | None = None
    """The further pages of an item, from the name of its page."""


@dataclass(frozen=True)
class Keys:
    """A named list of keys that a walk calls for; `find` is read lazily, so later keys may hang on earlier answers."""

    words: str
    noun: str
    find: Callable[[Written], Iterator[str]]


@dataclass(frozen=True)
class Each:
    """One page, or one list, for each item that the walk so far calls for, at `name/KEY`."""

    name: str
    of: Keys
    step: Callable[[Written, str], Page | Many]
    """The page or list of a key; it is named `name/KEY`."""
    when: When | None = None
    menu: str | None = None
    """The page where what it is asked for is chosen, to which its pages link; None where no page links there."""
    matters: bool = True
    """Whether anything that is worked out of a licence hangs on the answers to its pages."""


Step = Page | Stop | Each | Many


@dataclass(frozen=True)
class Section:
    """A heading and its steps. Journeys may share sections."""

    heading: str
    steps: tuple[Step, ...]

    def __init__(self, heading: str, steps: list[Step]) -> None:
        object.__setattr__(self, "heading", heading)
        object.__setattr__(self, "steps", tuple(steps))


@dataclass(frozen=True)
class Outcome:
    """An action that submitting a journey performs, and for which answers."""

    action: Action
    when: When | None = None


@dataclass(frozen=True)
class Fault:
    """Something that stops a submit, with the page that puts it right."""

    message: str
    page: str
    forms_refuse: bool = False
    """Whether the form of its page refuses the same, so that it is only said where the form does not."""


@dataclass(frozen=True)
class Journey:
    """What one role may do to licences of some purposes. MOVES says who may perform its outcomes, and when."""

    name: str
    title: str
    of: frozenset[Purpose]
    """The purposes of the licences that it is for: nobody enters it on another."""
    sections: tuple[Section, ...]
    submit: str
    """The words on the button that submits."""
    outcomes: tuple[Outcome, ...]
    """What submitting performs: the first that the answers ask for."""
    not_done: str = "Nothing was sent"
    """What is said when something is not answered that was, once somebody submits."""
    checks: tuple[Callable[[Walk], list[Fault]], ...] = ()
    """What submitting checks beside each answer."""
    given: Callable[[Facts], Answers] | None = None
    """Answers that it gives by itself, by page, and asks nobody: what is the same on every licence it writes."""
    begins_with: Callable[[Facts], Answers] | None = None
    """Answers by page that stand there until others are saved, for a journey that changes what was answered before."""
    is_own: bool = False
    """Whether each person has a run of their own, and answering makes nobody an author of the licence."""

    def outcome(self, walk: Walk) -> Action:
        """What submitting performs with these answers. Raises StopIteration where they ask for nothing."""
        return next(
            each.action for each in self.outcomes if each.when is None or each.when.holds(walk.written)
        )

    def steps(self) -> Iterator[tuple[Section, Step]]:
        for section in self.sections:
            for step in section.steps:
                yield section, step
