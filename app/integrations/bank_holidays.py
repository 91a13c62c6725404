"""The bank holidays of England and Wales: those of GOV.UK as packaged, or of BANK_HOLIDAYS_FILE instead."""

from __future__ import annotations

import datetime as dt
import functools
import json
from importlib import resources
from pathlib import Path

from flask import current_app

from app.domain.dates.working_days import WorkingDays


class BankHolidaysError(ValueError):
    """The file that BANK_HOLIDAYS_FILE names cannot be used."""


def working_days() -> WorkingDays:
    """The calendar of this application, by its setting BANK_HOLIDAYS_FILE."""
    return england_and_wales(current_app.config.get("BANK_HOLIDAYS_FILE"))


@functools.lru_cache(maxsize=8)
def england_and_wales(file: str | Path | None = None) -> WorkingDays:
    """The calendar, known to the end of the year of the last holiday listed; a file is read once per process.

    An empty list in a file says that there are no bank holidays at all, and so has no horizon.
    Raises BankHolidaysError when the file cannot be used.
    """
    holidays = read_holidays(file) if file else _packaged()
    horizon = dt.date(max(holidays).year, 12, 31) if holidays else dt.date.max
    return WorkingDays(holidays, horizon)


def read_holidays(file: str | Path) -> frozenset[dt.date]:
    """The dates of a JSON list of ISO dates; raises BankHolidaysError."""
    try:
        dates = json.loads(Path(file).read_text(encoding="utf-8"))
        if not isinstance(dates, list):
            raise TypeError("not a list")
        return frozenset(dt.date.fromisoformat(day) for day in dates)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BankHolidaysError(f"The file {file} is not a JSON list of ISO dates: {error}") from error


def _packaged() -> frozenset[dt.date]:
    """The list that the package govuk-bank-holidays carries. Its own reader would load a network client for that."""
    text = (resources.files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8")
    return frozenset(
        dt.date.fromisoformat(each["date"]) for each in json.loads(text)["england-and-wales"]["events"]
    )
