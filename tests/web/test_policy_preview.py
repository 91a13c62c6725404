"""What a start date of a policy would touch, counted and listed before it is given."""

from __future__ import annotations

import pytest

from tests.support.page_checks import squeeze
from tests.support.policies import changed, published, stored
from tests.support.policy_pages import some
from tests.support.standing import as_user, days, everything


@pytest.fixture
def client(app):
    return as_user(app, "support")


def counted(client) -> dict[str, int]:
    body = next(client.page.all("tbody"))
    cells = [[squeeze(" ".join(cell.itertext())) for cell in row] for row in body.iter("tr")]
    return {row[0]: int(row[1].replace(",", "")) for row in cells}


def listed(client) -> list[list[str]]:
    bodies = list(client.page.all("tbody"))
    if len(bodies) < 2:
        return []
    return [[squeeze(" ".join(cell.itertext())) for cell in row] for row in bodies[1].iter("tr")]


def test_the_preview_counts_and_lists_what_would_come_under_another_policy(app, client):
    stored(app, changed())
    some(app, 2, "in-progress", licence_start=days(20))
    some(app, 1, "rejected", licence_start=days(10))
    some(app, 1, "in-progress", licence_start=days(9))  # starts before the day
    some(app, 3, "submitted", licence_start=days(30), team_code="N01B", team_name="Mockbury")
    some(app, 1, "approved", licence_start=days(15))
    some(app, 1, "approved", licence_start=days(0))
    some(app, 1, "inactive", licence_start=days(15))
    before = everything(app)
    client.get(f"/policies/0.3/touches?commences={days(10)}")
    assert counted(client) == {
        "Being written": 3,
        "Waiting for approval": 3,
        "Approved, not started yet": 1,
        "Approved and started": 0,
    }
    assert [row[2] for row in listed(client)] == [
        "3 Dec 2026",
        "8 Dec 2026",
        "13 Dec 2026",
        "13 Dec 2026",
        "23 Dec 2026",
        "23 Dec 2026",
        "23 Dec 2026",
    ]
    client.get(f"/policies/0.3/touches?commences={days(10)}&team=N01B")
    assert counted(client)["Waiting for approval"] == 3 and counted(client)["Being written"] == 0
    assert {row[1] for row in listed(client)} == {"Mockbury"} and len(listed(client)) == 3
    client.get(f"/policies/0.3/touches?commences={days(10)}&status=drafts")
    assert len(listed(client)) == 3
    client.get(f"/policies/0.3/touches?commences={days(0)}")
    assert counted(client)["Approved and started"] == 1
    client.follow("Continue to publish")
    assert client.page.heading == "Publish policy 0.3 to start today?"
    assert everything(app) == before


def test_the_preview_of_a_move_shows_those_who_would_fall_back_too(app, client):
    published(app, changed(), days(10))
    some(app, 1, "in-progress", "0.3", licence_start=days(12))
    some(app, 1, "in-progress", "0.3", licence_start=days(40))
    some(app, 1, "in-progress", "0.2", licence_start=days(41))
    client.get(f"/policies/0.3/touches?commences={days(20)}")
    assert [(row[2], row[4]) for row in listed(client)] == [("5 Dec 2026", "0.3"), ("3 Jan 2027", "0.2")]
    stored(app, changed("0.4"))
    client.get(f"/policies/0.4/touches?commences={days(15)}")
    assert [(row[2], row[4]) for row in listed(client)] == [("2 Jan 2027", "0.3"), ("3 Jan 2027", "0.2")]


def test_restricted_people_stand_last_without_name_and_a_filter_never_finds_them(app, client):
    stored(app, changed())
    some(app, 1, "in-progress", licence_start=days(20))
    some(
        app,
        1,
        "in-progress",
        licence_start=days(15),
        restriction_kind="RESTRICTED",
        surname="Hidden",
        sort_name="hidden",
        team_code="SECRET",
        team_name="Secret team",
    )
    answer = client.get(f"/policies/0.3/touches?commences={days(10)}")
    last = listed(client)[-1]
    assert last[0].startswith("Access restricted") and last[1:] == ["Restricted"] * 4
    assert "Hidden" not in answer.text and "Secret team" not in answer.text
    for query in ("team=SECRET", "status=drafts"):
        answer = client.get(f"/policies/0.3/touches?commences={days(10)}&{query}")
        assert "Access restricted" not in answer.text


ODD = [
    "page=0",
    "page=99999999999999",
    "page=²",
    "page=x",
    "team=%00",
    "team=" + "a" * 5000,
    "team=%27--",
    "status=x",
    "status=<b>",
    "team[]=1",
    "page=1%00",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_shows_the_preview_all_the_same(app, client, query):
    stored(app, changed())
    assert client.get(f"/policies/0.3/touches?commences={days(10)}&{query}").status_code == 200


def test_the_preview_is_paged_by_the_database(app, client):
    stored(app, changed())
    some(app, 60, "in-progress", licence_start=days(20))
    client.get(f"/policies/0.3/touches?commences={days(10)}")
    seen = [row[0] for row in listed(client)]
    assert len(seen) == 25 and "page 1 of 3" in client.page.title
    for number in (2, 3):
        client.get(f"/policies/0.3/touches?commences={days(10)}&page={number}")
        seen += [row[0] for row in listed(client)]
    assert len(seen) == len(set(seen)) == 60
