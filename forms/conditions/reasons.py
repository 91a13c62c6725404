"""Why a condition is needed and in proportion: short answers for the approver, never printed."""

from __future__ import annotations

from app.domain.document.words_en import ASKED_BY
from app.domain.words import told_apart
from forms.base import Form
from forms.fields import Checkboxes, LongText, Option, Text
from forms.validators import Required

MOST = 500


class Why(Form):
    """The reasons for one additional condition, the key being its code."""

    heading = "Why is this condition needed?"
    risk = LongText(
        "What risk does it address?",
        called="the risk that it addresses",
        rows=3,
        max_length=MOST,
        validators=[Required("Enter the risk that the condition addresses")],
    )
    lighter = LongText(
        "Why would nothing lighter do?",
        called="why nothing lighter would do",
        rows=3,
        max_length=MOST,
        validators=[Required("Enter why nothing lighter would do")],
    )
    asked_by = Checkboxes(
        "Who asked for it?",
        hint="Select all that apply.",
        options=[Option(value, words) for value, words in ASKED_BY.items()],
        validators=[Required("Select who asked for the condition")],
    )

    def prepare(self) -> None:
        self.heading = f"Why is “{self.name}” needed?"

    @property
    def name(self) -> str:
        """What the condition is called."""
        return self.facts.policy.names.get(str(self.context.key), "this condition")

    @property
    def text(self) -> str:
        """The condition as it will read on the licence."""
        return self.context.written.reading.of_any_part(str(self.context.key)).text


class WhyBespoke(Why):
    """The reasons for one bespoke condition, the key being its number, and who approved its words."""

    heading = "Why is this bespoke condition needed?"
    unmet = LongText(
        "What risk does no condition of the policy meet?",
        called="the risk that no condition of the policy meets",
        rows=3,
        max_length=MOST,
        validators=[Required("Enter the risk that no condition of the policy meets")],
    )
    reference = Text(
        "Approval reference",
        hint="The Public Protection Casework Section (PPCS) gives it when it approves the words.",
        max_length=50,
        width="20",
        spellcheck=False,
        validators=[Required("Enter the approval reference that PPCS gave")],
    )

    @property
    def name(self) -> str:
        """The first words of the condition."""
        texts = {each.number: each.text for each in self.context.written.reading.bespoke}
        return told_apart(texts).get(str(self.context.key), "this bespoke condition")

    @property
    def text(self) -> str:
        """The condition as it will read on the licence."""
        every = self.context.written.reading.bespoke
        return next(each.text for each in every if each.number == self.context.key)
