"""Licence conditions: whether more than the standard ones are needed, and the bespoke ones."""

from __future__ import annotations

from collections.abc import Collection

from forms.base import Form
from forms.conditions.leaving import LeavesOut
from forms.fields import LongText, Option, Radios
from forms.validators import Required

YES_NO = [Option("yes", "Yes"), Option("no", "No")]


class Needed(LeavesOut):
    names_all = True
    heading = "Does this person need additional licence conditions?"
    needed = Radios(
        heading,
        hint="Every licence has the standard conditions. Additional conditions must be needed and in proportion "
        "to the risk.",
        options=YES_NO,
        validators=[Required("Select yes if this person needs additional licence conditions")],
    )

    def kept(self) -> Collection[str]:
        return self.part.codes(self.context.saved) if self.needed.data == "yes" else ()


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

    def prepare(self) -> None:
        if self.context.written.reading.bespoke:
            self.another.label = "Do you want to add another bespoke condition?"
