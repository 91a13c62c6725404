"""Supervision requirements: the standard ones, why one is left off, the additional ones, and who agreed to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from app.domain.conditions.parts import SUPERVISION
from app.domain.policy.model import AdditionalCondition
from app.domain.words import beginning, long_date
from forms.base import Form, Rows, build_form
from forms.conditions.finder import fixed_rows
from forms.conditions.leaving import LeavesOut
from forms.context import Context
from forms.fields import Checkboxes, Date, LongText, Option, Text
from forms.validators import OnOrBefore, Required

NONE = "none"
NOT_OFFERED = "Select requirements from this list; one that was sent is not on it"


class _Standard(Checkboxes):
    """The standard requirements; none of them need stay ticked, as leaving one off is asked about in its turn."""

    def is_empty(self) -> bool:
        return False


class Standard(Form):
    """The standard requirements of the policy, all of them ticked until the question is answered."""

    heading = "Which standard supervision requirements apply?"
    codes = _Standard(
        heading,
        hint="They all apply unless there is a good reason to leave one off. Untick a requirement to leave it off. You "
        "say why on the next page, and the prison approver reads your reason.",
        required=NOT_OFFERED,
    )

    def __init__(
        self, context: Context, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        every = [
            each.code for each in context.written.facts.policy.standard_conditions.of(SUPERVISION.policy_part)
        ]
        super().__init__(context, formdata, answer or {"codes": every})

    def prepare(self) -> None:
        self.codes.options = [
            Option(each.code, each.text)
            for each in self.facts.policy.standard_conditions.of(SUPERVISION.policy_part)
        ]
        if period := self.facts.release.supervision:
            runs = f"Supervision runs from {long_date(period.start)} to {long_date(period.end)}."
            self.codes.hint = f"{runs} {self.codes.hint}"

    def summary(self) -> Rows:
        """How many stay; each that does not has a row of its own, with the reason."""
        every, kept = len(self.codes.choices), len(self.codes.data)
        words = "All apply" if kept == every else f"{kept} of {every} apply"
        return [("Standard requirements", [words])]


@lru_cache(maxsize=64)
def reason_form(text: str) -> type[Form]:
    """The form that asks why a standard requirement is left off, by its text."""
    name = beginning(text).rstrip(".")
    heading = f"Why is “{name}” left off?"
    whole = f"The whole requirement: {text} " if name.endswith("…") else ""
    reason = LongText(
        heading,
        hint=f"{whole}The prison approver reads your reason. It is not printed.",
        rows=4,
        max_length=500,
        called="the reason",
        validators=[Required("Enter why this requirement is left off")],
    )
    return build_form("LeftOff", {"reason": reason}, heading=heading)


class Additional(LeavesOut):
    """The additional requirements of the policy, none of them ticked."""

    part = SUPERVISION
    heading = "Which additional supervision requirements does this person need?"
    codes = Checkboxes(
        heading,
        hint="A treatment provider must have agreed to each of them first. You fill in the [WORDS IN BRACKETS] on the "
        "next pages.",
        validators=[Required("Select the requirements that this person needs, or select ‘None of these’")],
    )

    def prepare(self) -> None:
        every = [
            c for _, conditions in self.facts.policy.categories(SUPERVISION.policy_part) for c in conditions
        ]
        self.codes.options = [
            *(Option(c.code, c.short_category, hint=c.text) for c in every),
            Option(NONE, "None of these", divider_before=True, exclusive=True),
        ]

    def kept(self) -> Collection[str]:
        codes: list[str] = self.codes.data or []
        return codes

    def _chosen(self) -> list[AdditionalCondition]:
        return [c for code in self.codes.data or [] if (c := self.facts.policy.additional(code))]

    def summary(self) -> Rows:
        """How many are chosen, then the text of each that needs no details; the others have rows of their own."""
        chosen = self._chosen()
        words = f"{len(chosen)} chosen" if chosen else "No additional requirements"
        return [
            ("Additional requirements", [words]),
            *fixed_rows(self.context.written.reading, SUPERVISION),
        ]


class Agreement(Form):
    """What the treatment provider agreed to about one additional requirement, the key being its code."""

    heading = "Agreement of the treatment provider"
    provider = Text(
        "Name of the treatment provider", validators=[Required("Enter the name of the treatment provider")]
    )
    contact = Text(
        "Who agreed to it there",
        hint="Their name, and a telephone number or email address",
        max_length=200,
        called="who agreed to it",
        validators=[Required("Enter who agreed to it at the treatment provider")],
    )
    agreed = Date(
        "When it was agreed",
        called="the date it was agreed",
        validators=[
            Required("Enter the date it was agreed"),
            OnOrBefore(lambda facts: facts.today, "The date it was agreed must be today or in the past"),
        ],
    )

    @property
    def notices(self) -> Sequence[str]:
        """What must come before, and who reads the answers."""
        return [
            "Drug testing and drug appointments must be arranged and agreed with the treatment provider before they "
            "can be required. The prison approver sees these answers. They are not printed."
        ]

    def prepare(self) -> None:
        self.heading = f"{self.heading} to “{self.facts.policy.names.get(str(self.context.key))}”"
        self.agreed.hint = f"For example, 27 3 {self.facts.today.year}"

    def summary(self) -> Rows:
        """All of it in one row."""
        lines = [line for field in self.visible for line in field.lines()]
        reading = self.context.written.reading
        called = reading.called(reading.one(SUPERVISION, str(self.context.key)))
        return [(f"{called}: agreed with the treatment provider", lines)]
