"""What support is asked about where the service is in use: from when, until when, and what people do meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.licence.rollout import MEANWHILE, Switch, fault_of_turns
from forms.base import Form
from forms.fields import Date, LongText


class Turns(Form):
    """The days on which a switch turns; without any, the place is on."""

    heading = "When is the service in use?"
    on_from = Date(
        "On from",
        hint="Leave it empty if the service is in use already. For example, 1 3 2027",
        called="the day from which it is on",
        optional=True,
    )
    off_from = Date(
        "Off from",
        hint="Leave it empty if there is no such day. No licence is started from then on; what was started goes on",
        called="the day from which it is off",
        optional=True,
    )
    meanwhile = LongText(
        "What people do while it is off",
        hint=f"If you leave it empty, they are told: {MEANWHILE}",
        called="what people do while it is off",
        rows=3,
        max_length=500,
        optional=True,
    )

    def __init__(
        self, now: Switch, today: dt.date, formdata: Any = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        self.now, self.today = now, today
        super().__init__(None, formdata, answer)

    @property
    def switch(self) -> Switch:
        """The switch as it is asked for."""
        return Switch(self.on_from.data, self.off_from.data, self.meanwhile.data or None)

    def check(self) -> None:
        if not (self.on_from.has_errors() or self.off_from.has_errors()) and (
            fault := fault_of_turns(self.switch, self.now, self.today)
        ):
            self[fault[0]].fail(fault[1])
