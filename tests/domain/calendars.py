"""The bank holidays of the worked examples (rules, section 28)."""

from __future__ import annotations

import datetime as dt

from app.domain.dates.working_days import WorkingDays


def calendar(*holidays: str | dt.date) -> WorkingDays:
    """A calendar without a horizon."""
    days = (dt.date.fromisoformat(day) if isinstance(day, str) else day for day in holidays)
    return WorkingDays(frozenset(days), dt.date.max)


BH2018 = calendar(
    *("2018-01-01", "2018-03-26", "2018-03-30", "2018-04-02", "2018-05-02", "2018-05-07"),
    *("2018-06-01", "2018-06-04", "2018-08-07", "2018-10-03", "2018-12-03", "2018-12-04"),
)
BH2024 = calendar(
    *("2024-03-29", "2024-04-01", "2024-05-06", "2024-08-26", "2024-12-25", "2024-12-26", "2025-01-01"),
)
NONE = calendar()
