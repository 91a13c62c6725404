"""Choosing conditions from the menu of a policy: search it, tick, and paste codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from app.domain import intake
from app.domain.conditions.finder import codes_in, found, short_codes
from app.domain.conditions.parts import LicencePart
from app.domain.conditions.reading import Reading
from app.domain.policy.model import AdditionalCondition
from app.domain.words import counted, joined
from forms.base import Rows
from forms.conditions.leaving import LeavesOut
from forms.context import Context
from forms.fields import Checkboxes, Choice, LongText, Option, Text
from forms.fields.field import Field, typed_text

NOTHING_CHOSEN = "Select at least one condition, or go back and say that none are needed"
NOT_OFFERED = "Select conditions from this list; one that was sent is not on it"
LONGEST_SEARCH = 200
LONGEST_CODES = 50_000


class _Aside(Field):
    """A box that helps to answer a page and is no part of the answer."""

    def limit_to(self, most: int) -> None:
        """Say at once that more was entered than is read; nothing is done with it then."""
        if len(self.redisplay) > most:
            self.fault = (f"{self.subject} must be {most:,} characters or fewer", None)
            self.fail(*self.fault)

    def load(self, answer: Mapping[str, Any]) -> None:
        """Nothing is stored."""

    def answer(self) -> dict[str, Any]:
        """Nothing is to be stored."""
        return {}

    def is_empty(self) -> bool:
        """It need not be filled in."""
        return False

    def posted(self) -> list[tuple[str, str]]:
        """What was typed, if anything was."""
        return [(self.name, self.redisplay)] if self.redisplay else []


class SearchBox(_Aside, Text):
    """Words to search for."""

    def read(self, formdata: Any) -> None:
        """Take the words, whatever their characters: they are never kept."""
        words = "" if "clear" in formdata.getlist("redisplay") else typed_text(formdata, self.name)
        self.redisplay = " ".join(intake.line(words).split())
        self.limit_to(LONGEST_SEARCH)


class CodesBox(_Aside, LongText):
    """A list of codes."""

    def read(self, formdata: Any) -> None:
        """Take the text, whatever its characters."""
        self.redisplay = typed_text(formdata, self.name)
        self.limit_to(LONGEST_CODES)

    def leave(self, unknown: Sequence[str], message: str) -> None:
        """Leave these pieces in the box, with what is wrong with them."""
        self.redisplay = "\n".join(unknown)
        self.fault = (message, None)
        self.fail(message)


class Ticks(Checkboxes):
    """The conditions of a menu. On the page each goes by a short code; what is stored is its code."""

    codes: Mapping[str, str] = {}

    def offer(self, conditions: Sequence[AdditionalCondition]) -> None:
        """Set what can be ticked."""
        self.codes = short_codes(conditions)
        times = Counter(" ".join(c.text.split()) for c in conditions)
        self.options = [
            Option(short, c.text if times[" ".join(c.text.split())] == 1 else f"{c.text} (code {short})")
            for short, c in zip(self.codes, conditions, strict=True)
        ]

    def load(self, answer: Mapping[str, Any]) -> None:
        """Tick what is stored."""
        self._take([])
        self.tick(answer.get("codes") or ())

    def answer(self) -> dict[str, Any]:
        """The codes of what is ticked, in policy order."""
        return {"codes": self.codes_ticked}

    def tick(self, codes: Iterable[str]) -> None:
        """Tick these too."""
        wanted, fault = set(codes), self.fault
        self._take([short for short, code in self.codes.items() if short in self.data or code in wanted])
        self.fault = fault

    @property
    def codes_ticked(self) -> list[str]:
        """The codes of what is ticked, in policy order."""
        return [self.codes[short] for short in self.data]

    @property
    def by_code(self) -> dict[str, Choice]:
        """The box of each condition."""
        return dict(zip(self.codes.values(), self.choices, strict=True))

    @property
    def error_id(self) -> str:
        """The first box that the page shows, or the search box where it shows none."""
        first: str = next((choice.id for choice in self._form.shown), "q")
        return first

    def _take(self, values: list[str]) -> None:
        super()._take(values)
        if self.fault:
            self.fault = (NOT_OFFERED, None)


def fixed_rows(reading: Reading, part: LicencePart) -> Rows:
    """The texts of the chosen conditions of a part that need no details; the others have rows of their own."""
    return [
        (reading.called(each), [each.text]) for each in reading.of(part) if not each.condition.requires_input
    ]


class Choose(LeavesOut):
    """The menu of one part of the policy. The answer is one list of codes in policy order, wherever a search led."""

    heading = "Which additional conditions does this person need?"
    is_searched = True
    go_back = "Go back to all conditions"
    q = SearchBox(
        "Search the conditions",
        hint="Use any words, like ‘pub’, ‘tag’ or ‘no contact’, or the code of a condition",
        width="20",
        spellcheck=False,
    )
    codes = CodesBox(
        "Codes of conditions",
        hint="Put commas, blanks or new lines between them. The first 8 characters of each are enough.",
        rows=4,
        spellcheck=False,
    )
    c = Ticks("Additional conditions", required=NOTHING_CHOSEN, small=True)

    def __init__(
        self, context: Context, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        self.menu = context.written.facts.policy.categories(self.part.policy_part)
        self._ticked: list[str] = []
        super().__init__(context, formdata, answer)
        self._tick_pasted()
        self._find()

    def prepare(self) -> None:
        self.c.offer([c for _, conditions in self.menu for c in conditions])

    def _tick_pasted(self) -> None:
        """Known codes become ticks; the others stay where they were pasted, and are named."""
        if not self.codes.redisplay or self.codes.errors:
            return
        boxes = self.c.by_code
        known, unknown = codes_in(self.codes.redisplay, self.facts.policy, self.part.policy_part)
        unknown += [code for code in known if code not in boxes]
        ticked = [code for code in known if code in boxes]
        self.c.tick(ticked)
        self.codes.redisplay = ""
        if ticked:
            self._ticked.append(f"{counted(len(ticked), 'condition')} ticked from the codes that you pasted.")
        if unknown:
            named = [f"‘{piece[:40]}’" for piece in unknown[:5]]
            more = [f"{len(unknown) - 5:,} more"] if len(unknown) > 5 else []
            self.codes.leave(
                unknown,
                f"Check or remove {'this code' if len(unknown) == 1 else 'these codes'}, which policy "
                f"{self.facts.policy.version} does not have: {joined(named + more)}",
            )

    def _find(self) -> None:
        """What the page shows: all that is ticked, then what the search finds besides, by category."""
        self.sought = "" if self.q.errors else self.q.redisplay
        boxes = self.c.by_code
        matching = {c.code for c in found(self.facts.policy, self.part.policy_part, self.sought)} & set(boxes)
        self.number_found = len(matching)
        self.chosen = [choice for choice in self.c.choices if choice.chosen]
        self.number_chosen_already = sum(boxes[code].chosen for code in matching)
        groups = [
            (
                next((c.category_short for c in conditions if c.category_short), category),
                [boxes[c.code] for c in conditions if c.code in matching and not boxes[c.code].chosen],
            )
            for category, conditions in self.menu
        ]
        self.groups = [(legend, choices) for legend, choices in groups if choices]

    @property
    def notices(self) -> Sequence[str]:
        """What was ticked from codes that were pasted."""
        return self._ticked

    @property
    def shown(self) -> list[Choice]:
        """The boxes in the order of the page."""
        return self.chosen + [choice for _, choices in self.groups for choice in choices]

    @property
    def results(self) -> str:
        """What the search found, in words; without a search, what follows."""
        if not self.sought:
            return "Other conditions" if self.chosen else "All conditions"
        number = counted(self.number_found, "condition") if self.number_found else "No conditions"
        return f"{number} found for ‘{self.sought}’"

    @property
    def note(self) -> str | None:
        """What the heading of the results does not say."""
        already = self.number_chosen_already if self.sought else 0
        if self.sought and not self.number_found:
            return "Check the spelling, use other words, or clear the search to see every condition."
        if already == self.number_found and already:
            return "You have chosen it already." if already == 1 else "You have chosen all of them already."
        return f"You have chosen {already} of them already." if already else None

    @property
    def title(self) -> str:
        """The page's title, which says first what was found."""
        return f"{self.results} – {self.heading}" if self.sought else self.heading

    @property
    def visible(self) -> list[Any]:
        """The ticks alone are the answer."""
        return [self.c]

    def check(self) -> None:
        if not self.c.data and not self.c.errors:
            (self.c if self.shown else self.q).fail(NOTHING_CHOSEN)

    def kept(self) -> Collection[str]:
        return self.c.codes_ticked

    def keeping(self, code: str) -> Choice | None:
        return self.c.by_code.get(code)

    def summary(self) -> Rows:
        """How many are chosen, then the text of each that needs no details; the others have rows of their own."""
        policy = self.facts.policy
        chosen = [c for code in self.answer()["codes"] if (c := policy.additional(code))]
        rows = [("Additional conditions", [f"{len(chosen)} chosen"])]
        return rows + fixed_rows(self.context.written.reading, self.part)
