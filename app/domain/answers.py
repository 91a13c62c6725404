"""Answers as JSON: dates and times are tagged, so that forms are given back what they gave."""

from __future__ import annotations

import datetime as dt
from typing import Any


def pack(value: Any) -> Any:
    """A value as JSON can hold it: dates become {"$date": …}, times {"$time": …}."""
    match value:
        case dt.datetime():
            raise TypeError("An answer holds a date or a time, never both in one.")
        case dt.date():
            return {"$date": value.isoformat()}
        case dt.time():
            return {"$time": value.strftime("%H:%M")}
        case dict():
            return {key: pack(item) for key, item in value.items()}
        case list() | tuple():
            return [pack(item) for item in value]
        case _:
            return value


def unpack(value: Any) -> Any:
    """The value that pack was given."""
    match value:
        case {"$date": str(text)}:
            return dt.date.fromisoformat(text)
        case {"$time": str(text)}:
            return dt.time.fromisoformat(text)
        case dict():
            return {key: unpack(item) for key, item in value.items()}
        case list():
            return [unpack(item) for item in value]
        case _:
            return value
