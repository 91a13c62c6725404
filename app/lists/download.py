"""A list as a file for spreadsheets (CSV): the same rows, columns and masks as its pages."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from app.lists.listing import Asked, Cell, read
from app.models.user import User

MOST = 5_000
"""Rows; more than that is not worked on in a spreadsheet, and the last line says so."""
_AT_ONCE = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""


def as_csv(asked: Asked, user: User) -> str:
    """The text of the file, with a byte order mark so that spreadsheets read it as UTF-8. Refused as the list is."""
    out = io.StringIO()
    write = csv.writer(out)
    page = read(replace(asked, page=1, at=""), user, _AT_ONCE)
    write.writerow([each.heading for each in page.listing.columns])
    for written in range(_AT_ONCE, MOST + 1, _AT_ONCE):
        for row in page.rows:
            if row.is_open:
                write.writerow([_plain(each.cell(row, page)) for each in page.listing.columns])
            else:
                write.writerow([_safe(f"Access restricted: {row.Case.crn}")])
        if page.next is None:
            break
        if written < MOST:
            page = read(replace(page.asked, **page.next), user, _AT_ONCE)
    else:
        write.writerow([f"Only the first {MOST:,} rows are here. Narrow the list to download the rest."])
    return "\ufeff" + out.getvalue()


def _plain(cell: Cell) -> str:
    return _safe("; ".join([cell.text, *cell.notes]))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
