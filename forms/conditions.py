"""Licence conditions: whether more are needed, choosing them from the policy's menu, and the bespoke ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.facts import Facts
from app.domain.menu import offered
from forms.base import Form
from forms.fields import Checkboxes, LongText, Option, Radios
from forms.validators import Required

YES_NO = [Option("yes", "Yes"), Option("no", "No")]
NOT_OFFERED = "Select conditions from this list; one that was sent is not on it"


class Needed(Form):
    heading = "Does this person need additional licence conditions?"
    needed = Radios(
        heading,
        hint="Every licence has the standard conditions. Additional conditions must be needed and in proportion "
        "to the risk.",
        options=YES_NO,
        validators=[Required("Select yes if this person needs additional licence conditions")],
    )


class Category(Checkboxes):
    """The conditions of one category; none of them need be ticked."""

    def is_empty(self) -> bool:
        return False


class Choose(Form):
    """The policy's menu, a group of ticks for each category. The answer is one list of codes in policy order."""

    heading = "Which additional conditions does this person need?"

    def __init__(self, facts: Facts, formdata: Any = None, answer: Mapping[str, Any] | None = None) -> None:
        menu = {f"category-{number}": group for number, group in enumerate(offered(facts.policy))}
        self._unbound_fields = [
            (
                name,
                Category(
                    category, required=NOT_OFFERED, options=[Option(c.code, c.text) for c in conditions]
                ),
            )
            for name, (category, conditions) in menu.items()
        ]
        chosen = set((answer or {}).get("codes", []))
        ticked = {
            name: [c.code for c in conditions if c.code in chosen] for name, (_, conditions) in menu.items()
        }
        super().__init__(facts, formdata, ticked)
        self.notices: list[str] = []
        if any(c.code in chosen and c.requires_input for _, conditions in menu.values() for c in conditions):
            self.notices.append(
                "If you untick a condition, its details are left out of the licence. They are kept until the licence "
                "is sent, so you can tick it again."
            )

    def check(self) -> None:
        fields = list(self._fields.values())
        if fields and not any(field.data for field in fields):
            fields[0].fail("Select at least one condition, or go back and say that none are needed")

    def answer(self) -> dict[str, Any]:
        return {"codes": [code for field in self._fields.values() for code in field.data or []]}

    def summary(self) -> list[tuple[str, list[str]]]:
        """How many are chosen, then the text of each that needs no details; the others have rows of their own."""
        policy = self.facts.policy
        chosen = [c for code in self.answer()["codes"] if (c := policy.additional(code))]
        rows = [("Additional conditions", [f"{len(chosen)} chosen"])]
        return rows + [(c.short_category, [c.text]) for c in chosen if not c.requires_input]


class Bespoke(Form):
    heading = "What is the bespoke condition?"
    text = LongText(
        heading,
        hint="Write to the person, as “You must …”. The Public Protection Casework Section (PPCS) must have "
        "approved these words.",
        rows=6,
        max_length=4000,
        validators=[Required("Enter the words of the bespoke condition")],
    )


class AnotherBespoke(Form):
    """The list page of the bespoke conditions. 'Yes' leads to a new one; only 'no' is an answer."""

    heading = "Bespoke conditions"
    another = Radios(
        "Do you want to add a bespoke condition?",
        hint="A bespoke condition is for a risk that no other condition meets.",
        options=YES_NO,
        validators=[Required("Select yes if you want to add a bespoke condition")],
    )
