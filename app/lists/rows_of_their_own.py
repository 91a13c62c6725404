"""What lists of other things than people have in common: rows that no restriction closes, and a search of their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true

IS_OPEN = true().label("is_open")
"""No restriction closes these rows."""


def rows_of(model: Any) -> Callable[[Any], Select[Any]]:
    """The rows of a table, all of them."""
    return lambda people: select(model, IS_OPEN).select_from(model)


def within(*columns: Any) -> Callable[[ColumnElement[bool], Sequence[str]], ColumnElement[bool]]:
    """Finds the rows that have the text in one of these columns, whether in capitals or not."""

    def finds(is_open: ColumnElement[bool], names: Sequence[str]) -> ColumnElement[bool]:
        return or_(*(func.lower(each).like(bindparam("text"), escape="\\") for each in columns))

    return finds


def containing(text: str) -> dict[str, str]:
    """The parameter that finds a text anywhere."""
    return {"text": f"%{_escaped(text)}%"}


def beginning(text: str) -> dict[str, str]:
    """The parameter that finds what begins with a text."""
    return {"text": f"{_escaped(text)}%"}


def _escaped(text: str) -> str:
    for each in "\\%_":
        text = text.replace(each, "\\" + each)
    return text.lower()
