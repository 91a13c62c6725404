"""What support is asked about a licence policy: where it comes from, and when it starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.policy.json import text_fault
from app.domain.policy.schedule import Published, date_fault
from forms.base import Form
from forms.fields import Date, LongText
from forms.validators import Required


class Import(Form):
    heading = "Import a licence policy"
    source = LongText(
        "Legal source",
        hint="Only needed when the file does not name it. For example, the order that brings the policy in.",
        rows=3,
        max_length=1000,
        optional=True,
        called="the legal source",
    )

    def check(self) -> None:
        if self.source.data and (reason := text_fault(self.source.data)):
            self.source.fail(f"The legal source {reason}")


class Start(Form):
    """When a version starts: not in the past, and on a day of its own."""

    heading = "When does this policy start?"
    commences = Date(
        "Start date",
        hint="For example, 1 10 2026",
        called="the start date",
        validators=[Required("Enter the day on which this policy starts")],
    )

    def __init__(
        self,
        version: str,
        schedule: Sequence[Published],
        today: dt.date,
        formdata: Any = None,
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        self.version, self.schedule, self.today = version, schedule, today
        super().__init__(None, formdata, answer)

    def check(self) -> None:
        if self.commences.data and not self.commences.has_errors():
            fault = date_fault(self.schedule, self.version, self.commences.data, self.today)
            if fault:
                self.commences.fail(fault)
