"""Asking before conditions leave a licence: which ones they are, and what was filled in about each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from app.domain.answers import FOR, in_words
from app.domain.conditions.parts import LICENCE, LicencePart
from app.domain.policy.model import AdditionalCondition
from app.domain.words import counted
from forms.base import Form, as_sent
from forms.context import Context
from forms.fields import Choice

LONGEST_DETAILS = 200
NOT_WORDS = (FOR, "another", "asked_by")
"""What answers about a condition hold that nobody typed, or that is no word of any language."""


@dataclass(frozen=True)
class Leaving:
    """A condition that leaves the licence with the answer that was sent."""

    condition: AdditionalCondition
    details: str | None
    """What was filled in about it; None where nothing was."""
    choice: Choice | None = None
    """The box that keeps it, where the page that asks has one."""

    @property
    def shown(self) -> str:
        """What the page that asks sends back: which condition leaves, and with which details."""
        return f"{self.condition.code}.{sha256((self.details or '').encode()).hexdigest()[:16]}"

    @property
    def takes(self) -> str | None:
        """What it takes with it, in words, cut where they are long; None where that is nothing."""
        if self.details is None:
            return None
        cut = self.details[:LONGEST_DETAILS].rstrip() + ("…" if len(self.details) > LONGEST_DETAILS else "")
        return f"Its details ({cut}) leave the licence" if cut else "Its details leave the licence"


class LeavesOut(Form):
    """A page whose answer may take conditions off the licence: it names them and asks, and only then is it saved."""

    part: ClassVar[LicencePart] = LICENCE
    names_all: ClassVar[bool] = False
    """Whether it names those too about which nothing was filled in, as where nobody unticks them one by one."""
    go_back = "Go back to the question"
    """The button that leads from what is asked to what was answered."""
    leaving: Sequence[Leaving] = ()

    def __init__(
        self, context: Context, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(context, formdata, answer)
        self.was_told = frozenset(as_sent(formdata or {}).getlist("without"))

    def kept(self) -> Collection[str]:
        """For subclasses: the codes of the conditions that stay."""
        raise NotImplementedError

    def keeping(self, code: str) -> Choice | None:
        """For subclasses: the box that keeps a condition while the page asks; None where it has none."""
        return None

    def ask_first(self) -> bool:
        """Ask whether conditions may leave with their details, unless the page has said of each which they are."""
        policy, kept = self.facts.policy, self.kept()
        leaving = [
            Leaving(condition, self._details(code), self.keeping(code))
            for code in self.part.codes(self.context.saved)
            if code not in kept and (condition := policy.additional(code))
        ]
        self.leaving = [each for each in leaving if self.names_all or each.details is not None]
        return not self.was_told.issuperset(each.shown for each in self.leaving)

    def _details(self, code: str) -> str | None:
        """What is kept about a condition; None where nothing is."""
        values = [
            value
            for answer in self.part.kept_about(code, self.context.saved)
            for name, value in answer.items()
            if name not in NOT_WORDS and value not in (None, "", [], True)
        ]
        words = ", ".join(
            " ".join(in_words(each).split())
            for value in values
            for each in (value if isinstance(value, list) else [value])
        )
        return words if values else None

    @property
    def leaving_title(self) -> str:
        """The question that the page asks."""
        number, noun = len(self.leaving), self.part.noun
        is_one, have_details = number == 1, all(each.details is not None for each in self.leaving)
        which = f"this {noun}" if is_one else f"these {counted(number, noun)}"
        details = (" and its details" if is_one else " and their details") if have_details else ""
        return f"Do you want to leave out {which}{details}?"

    @property
    def leave_out(self) -> str:
        """The button that says yes."""
        if any(each.choice for each in self.leaving):
            return "Leave out what is not ticked"
        number, noun = len(self.leaving), self.part.noun
        return f"Leave out {f'this {noun}' if number == 1 else f'these {counted(number, noun)}'}"

    @property
    def answered(self) -> list[tuple[str, str]]:
        """The answer that waits for a yes, by names and values that a browser would send."""
        return [pair for field in self.visible for pair in field.posted()]
