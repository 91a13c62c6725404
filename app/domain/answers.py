"""Answers as JSON, where dates and times are tagged so that forms are given back what they gave; and answers in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from app.domain.words import long_date, time_in_words

Answer = Mapping[str, Any]
"""What a page was answered: the name of each field, and its value."""
Answers = Mapping[str, Answer]
"""The name of each answered page, and its answer."""

FOR = "$for"
"""In an answer that holds only for what was asked about: what that was. It is no field's name."""

ADDRESS_PARTS = ("line_1", "line_2", "town", "county", "postcode")
NO_MAP = "No map: the words are the boundary"


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


def in_lines(value: Any) -> list[str]:
    """Any answer as lines that people read: a text, a date, a time, several of them, an address, or the words of an
    area. Never raises."""
    match value:
        case None:
            return []
        case dt.date() if not isinstance(value, dt.datetime):
            return [long_date(value)]
        case dt.time():
            return [time_in_words(value)]
        case list() | tuple():
            return [line for each in value for line in in_lines(each)]
        case {"words": str(words)}:
            return words.split("\n")
        case Mapping():
            return address_lines(value)
    return str(value).split("\n")


def in_words(value: Any) -> str:
    """Any answer as one text: an address on one line, words as they were typed. Never raises."""
    is_area = isinstance(value, Mapping) and isinstance(value.get("words"), str)
    return (", " if isinstance(value, Mapping) and not is_area else "\n").join(in_lines(value))


def address_lines(address: Mapping[str, Any]) -> list[str]:
    """An address line by line, without its empty parts."""
    return [str(address[part]) for part in ADDRESS_PARTS if address.get(part)]


def maps_in(answers: Answers, besides: str) -> set[str]:
    """The maps that the pages have, all but one of them, by SHA-256."""
    areas = (value for page, answer in answers.items() if page != besides for value in answer.values())
    return {area["map"] for area in areas if isinstance(area, Mapping) and area.get("map")}


def map_line(area: Mapping[str, Any]) -> str:
    """Whether there is a map of an area, and its name."""
    return f"Map: {area['name']}" if area["map"] else NO_MAP
