"""A list that is declared while the service runs: what its declaration alone brings with it."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import extract

from app.domain.roles import Role
from app.domain.words import short_date
from app.lists.all import LISTS
from app.lists.listing import Card, Cell, Column, Sort
from app.lists.people import NAME, RELEASE, PeopleList
from app.models import Case
from tests.support.page_checks import squeeze, text
from tests.support.standing import as_user, case_id_of, change_case

# The list, in fifteen lines

BY_END = Sort("end", "end of licence", Case.licence_end, "soonest first", "latest first")
END = Column("Licence ends", lambda row, page: Cell(short_date(row.Case.licence_end)), BY_END)
ENDING = PeopleList(
    name="ending",
    role=Role.HEAD_OF_PDU,
    title="Licences that end this year",
    tab="Ending this year",
    card=Card("See licences that end", "See whose licence ends this year."),
    only=extract("year", Case.licence_end) == 2026,
    columns=(NAME, END, RELEASE),
    filters=(),
    usual=BY_END,
    empty="No licence ends this year.",
)

PEOPLE = {
    "Testwick": dt.date(2026, 12, 20),
    "Sampleton": dt.date(2026, 12, 4),
    "McPretend": dt.date(2027, 1, 1),
}


@pytest.fixture
def reader(app, monkeypatch):
    monkeypatch.setitem(LISTS, ENDING.name, ENDING)
    for surname, end in PEOPLE.items():
        change_case(app, case_id_of(app, surname), licence_end=end)
    return as_user(app, "pdu-head")


def rows(client) -> list[list[str]]:
    """The rows of those whose end of licence this test has set."""
    shown = [
        [squeeze(" ".join(cell.itertext())) for cell in row]
        for body in client.page.all("tbody")
        for row in body.iter("tr")
    ]
    return [row for row in shown if any(surname in row[0] for surname in PEOPLE)]


def test_it_holds_whom_it_says_with_its_own_column_and_order(app, reader):
    app.config["PAGE_SIZE"] = 1000
    answer = reader.get("/people/ending")
    assert reader.page.heading == "Licences that end this year"
    assert [row[:2] for row in rows(reader)] == [
        ["Barnaby Sampleton X900101", "4 Dec 2026"],
        ["Marigold Testwick X900100", "20 Dec 2026"],
    ]
    assert "Sorted by end of licence, soonest first" in answer.text
    reader.follow("Licence ends")
    assert "order=descending" in reader.page.url
    assert [row[1] for row in rows(reader)] == ["20 Dec 2026", "4 Dec 2026"]
    reader.follow("Release date")
    assert "sort=release" in reader.page.url and len(rows(reader)) == 2


def test_it_is_searched_like_any_other(reader):
    reader.get("/people/ending?q=sampleton")
    assert [row[1] for row in rows(reader)] == ["4 Dec 2026"]
    answer = reader.get("/people/ending?q=nobody-at-all")
    assert "Nobody on this list matches your search" in answer.text


def test_it_has_a_tab_and_a_card(reader):
    reader.get("/")
    reader.follow("See licences that end")
    assert reader.page.url == "/people/ending"
    tabs = [text(a) for nav in reader.page.with_class("app-tabs") for a in nav.iter("a")]
    assert tabs == ["All people", "Ending this year"]


def test_it_is_refused_to_everybody_else_and_gone_with_its_declaration(app, reader, monkeypatch):
    for account in ("practitioner", "approver", "administrator", "support"):
        client = as_user(app, account)
        answer = client.get("/people/ending")
        assert answer.status_code == 403
        assert "“Licences that end this year” is for a head of PDU" in answer.text
        assert not any(surname in answer.text for surname in PEOPLE)
        assert "See licences that end" not in client.get("/").text
    monkeypatch.delitem(LISTS, "ending")
    assert reader.get("/people/ending").status_code == 404
