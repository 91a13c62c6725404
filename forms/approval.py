"""What a prison approver reads and decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.licence.bars import board_decides
from app.domain.licence.status import purpose_in_words
from app.domain.words import capitalised
from forms.base import Form, Rows
from forms.context import Context
from forms.fields import Hidden, LongText, Option, Radios
from forms.validators import Required

APPROVE = "approve"
RETURN = "return"
ENOUGH_WORDS = 4


class Read(Form):
    """The licence as it was sent. The answer names the document that was shown, so that no other can be approved."""

    heading = "Read the licence"
    verb = "Read again"
    document = Hidden()

    def __init__(
        self, context: Context, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        shown = context.written.facts.licence.document_sha256
        super().__init__(context, formdata, answer or {"document": shown})

    def prepare(self) -> None:
        if self.facts.licence.is_standard:
            self.heading = "Read the standard licence"

    @property
    def notices(self) -> Sequence[str]:
        """What a standard licence is, that the prison does not decide, and that another policy applies than when the
        licence was sent."""
        other, board = self.facts.licence.other_policy(), board_decides(self.facts)
        first = [f"{board.title}. You can return it, but not approve it."] if board else []
        if self.facts.licence.is_standard:
            first.append(
                f"{purpose_in_words(self.facts.licence.purpose)} It has no conditions that were chosen for this person. "
                "Probation reviews it after the release."
            )
        if other is None:
            return first
        moves = " If it should be on the other policy, return it: the practitioner can then move it."
        return [
            *first,
            f"{other.in_words}. This licence is on policy {self.facts.policy.version}, which does not apply to its start "
            f"date any more.{'' if self.facts.licence.is_standard else moves}",
        ]

    def summary(self) -> Rows:
        """Which licence was read."""
        return [
            (
                "Licence you read",
                [f"Version {self.facts.licence.version}, as {self.facts.licence.maker} sent it"],
            )
        ]

    def check(self) -> None:
        if self.document.data != self.facts.licence.document_sha256:
            sent = self.facts.licence.last()
            how = f" {sent.in_words(self.facts.licence.version)}" if sent else ""
            self.document.fail(f"The licence was sent again since you read it.{how} Read it as it is now")


class Decide(Form):
    heading = "What do you want to do with this licence?"
    decision = Radios(
        heading,
        options=[
            Option(APPROVE, "Approve it", hint="The case administrator can then print it"),
            Option(RETURN, "Return it"),
        ],
        validators=[Required("Select whether you approve the licence or return it")],
    )

    def prepare(self) -> None:
        approve, back = self.decision.options
        who = self.facts.licence.maker
        label, hint = f"Return it to {who}", f"You say why, and {who} can change it"
        self.decision.options = [approve, replace(back, text=label, hint=hint)]


class Reason(Form):
    heading = "Why are you returning the licence?"
    reason = LongText(
        heading,
        rows=5,
        max_length=2000,
        validators=[Required("Enter why you are returning the licence")],
    )

    def prepare(self) -> None:
        who = self.facts.licence.maker
        self.reason.hint = (
            f"{capitalised(who)} reads this. Say what must change before you can approve the licence."
        )

    def check(self) -> None:
        if self.reason.data and len(self.reason.data.split()) < ENOUGH_WORDS:
            self.reason.fail(
                f"Enter a reason of at least a sentence, so that {self.facts.licence.maker} knows what to change"
            )
