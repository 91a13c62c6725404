"""What lists, a person's address and the page of a licence show for each status, known or not."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from app import clock
from app.domain.licence.moves import ENDED, IN_PLACE, LIVING, MOVES
from app.domain.licence.status import DRAFTS, OPEN, Status
from app.domain.roles import Role
from app.models import Licence
from app.models.base import db
from app.store import events
from tests.support import standing
from tests.support.page_checks import squeeze
from tests.support.standing import as_user, case_id_of

READERS = {
    "mine": "practitioner",
    "needs-me": "practitioner",
    "mine-after": "practitioner",
    "team": "practitioner",
    "team-after": "practitioner",
    "approvals": "approver",
    "approved": "approver",
    "prison": "administrator",
    "due": "administrator",
    "later": "administrator",
    "attention": "administrator",
    "to-print": "administrator",
    "on-probation": "administrator",
    "delivery-unit": "pdu-head",
    "everyone": "support",
    "unallocated": "support",
}
EVERYBODY = {"prison", "delivery-unit", "everyone"}
"""The lists that hold people whatever the status of their licence."""
BEFORE_RELEASE = {"mine", "team", "later"}
AFTER_RELEASE = {"mine-after", "team-after", "on-probation"}
ONLY = {
    "approvals": {"submitted"},
    "approved": {"approved", "active"},
    "to-print": {"approved"},
    "needs-me": {"in-progress", "rejected", "timed-out", "inactive"},
    "due": set(),
    "attention": set(),
    "unallocated": set(),
}
"""The statuses of other lists, for somebody who is released in twelve days."""


def is_on(name: str, status: str) -> bool:
    if name in ONLY:
        return status in ONLY[name]
    if name in BEFORE_RELEASE | AFTER_RELEASE:
        return (name in AFTER_RELEASE) == (status == "active")
    return name in EVERYBODY


# What is shown for each text that the column may hold, and whether it leads to the licence.
SHOWN = {
    "not-started": None,
    "in-progress": "In progress",
    "submitted": "Submitted",
    "rejected": "Returned",
    "approved": "Approved",
    "inactive": None,
    "unknown": "Status not known",
    "timed-out": "Timed out",
    "active": "Active",
    "variation-submitted": "Status not known",
}


def set_status(app, licence_id: int, status: str) -> None:
    """Write a status as another version of the service would, in the history too."""
    with app.app_context():
        licence = db.session.get_one(Licence, licence_id)
        at = clock.now().astimezone(dt.UTC)
        events.record(licence.case, licence, "made-up", None, Role.SERVICE, {"status": status}, at)
        db.session.flush()
        db.session.execute(
            db.text(
                "UPDATE licences SET status = :status, approved_at = :at, activated_at = :at, approved_by_name = 'Ada' "
                "WHERE id = :id"
            ),
            {"status": status, "id": licence_id, "at": at.replace(tzinfo=None)},
        )
        db.session.commit()


def row_of(client, name: str) -> tuple[str, str | None] | None:
    """The words of the row of a person, and where their name leads; None where the list has no such row."""
    found = [
        (squeeze(" ".join(row.itertext())), next((a.get("href") for a in row.iter("a")), None))
        for body in client.page.all("tbody")
        for row in body.iter("tr")
        if name in " ".join(row.itertext())
    ]
    assert len(found) <= 1, f"{name} is listed more than once"
    return found[0] if found else None


def test_every_status_has_an_expectation():
    assert set(SHOWN) >= {status.value for status in Status}


def test_a_licence_is_living_where_a_move_leads_to_it_and_on():
    assert IN_PLACE == {Status.APPROVED, Status.ACTIVE} and LIVING == OPEN | IN_PLACE | {Status.TIMED_OUT}
    assert ENDED == {Status.INACTIVE}
    assert DRAFTS < OPEN < LIVING and {move.status for move in MOVES} - LIVING == {Status.NOT_STARTED}


@pytest.mark.parametrize("statuses", [OPEN, IN_PLACE], ids=["open", "in place"])
def test_the_database_holds_one_licence_of_a_release_that_is_open_and_one_in_place(app, statuses):
    case_id = case_id_of(app, "Testwick")
    first = standing.started(app, case_id, "practitioner")
    set_status(app, first, "inactive")
    second = standing.started(app, case_id, "practitioner")
    set_status(app, second, "inactive")
    for one, other in product(statuses, repeat=2):
        set_status(app, first, one)
        with pytest.raises(db.exc.IntegrityError):
            set_status(app, second, other)


@pytest.mark.parametrize("status", SHOWN)
def test_each_list_and_each_page_shows_a_status_as_what_it_is(app, status):
    app.config["PAGE_SIZE"] = 1000
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    set_status(app, licence_id, status)
    person, page = f"/case/{case_id_of(app, 'Testwick')}", f"/licence/{licence_id}"
    words = SHOWN[status]
    for name, account in READERS.items():
        client = as_user(app, account)
        client.get(f"/people/{name}")
        row = row_of(client, "Marigold Testwick")
        assert (row is not None) == is_on(name, status), name
        if row is not None and words is not None:
            assert words in row[0] and "Not started" not in row[0], name
            makes = status == "timed-out" and READERS[name] == "administrator"
            leads_to = f"{person}/start" if makes else page
            assert row[1] == f"{leads_to}?list=people/{name}", name
        elif row is not None:
            assert "Not started" in row[0], f"{name}: nothing is in place"
    client = as_user(app, "practitioner")
    answer = client.get(person)
    assert answer.status_code == 302
    if status != "not-started":  # which no row of licences holds
        assert answer.location == (page if words else f"{person}/start")
    answer = client.get(page)
    assert answer.status_code == 200
    assert (words or {"not-started": "Not started", "inactive": "Inactive"}[status]) in answer.text
    if words == "Status not known":
        assert "A newer version of this service brought the licence to where it is" in answer.text
        assert client.get(f"{page}/create").status_code == 403, "nothing is done with what is not understood"


@pytest.mark.parametrize("status", ["variation-submitted", "unknown"])
def test_a_licence_whose_status_is_not_known_is_found_by_no_status_and_sorts_last(app, status):
    app.config["PAGE_SIZE"] = 1000
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    set_status(app, licence_id, status)
    client = as_user(app, "practitioner")
    client.get("/people/mine")
    offered = [o.get("value") for o in client.page.all("option")]
    assert offered == [
        "",
        "not-started",
        "in-progress",
        "submitted",
        "rejected",
        "approved",
        "timed-out",
        "active",
    ]
    for chosen in offered[1:]:
        client.get(f"/people/mine?status={chosen}")
        assert row_of(client, "Marigold Testwick") is None, chosen
    client.get("/people/mine?sort=status")
    last = list(client.page.all("tbody"))[-1].findall("tr")[-1]
    assert "Status not known" in " ".join(last.itertext())


@pytest.mark.parametrize("edit", ["in-progress", "submitted", "rejected"])
def test_a_version_that_is_open_stands_before_one_in_place_whose_status_is_not_known(app, edit):
    app.config["PAGE_SIZE"] = 1000
    case_id = case_id_of(app, "Testwick")
    copy = standing.stand(app, "edit in progress", case_id, "practitioner", "approver")
    with app.app_context():
        approved = db.session.scalars(db.select(Licence.id).where(Licence.id != copy)).one()
    set_status(app, approved, "on-hold")
    set_status(app, copy, edit)
    client = as_user(app, "practitioner")
    client.get("/people/mine")
    words, href = row_of(client, "Marigold Testwick")
    assert SHOWN[edit] in words and "An approved version is in place" not in words
    assert href == f"/licence/{copy}?list=people/mine"
    assert client.get(f"/case/{case_id}").location == f"/licence/{copy}"


def test_of_two_in_place_the_one_that_is_known_is_shown_once_and_can_be_printed(app):
    app.config["PAGE_SIZE"] = 1000
    case_id = case_id_of(app, "Testwick")
    copy = standing.stand(app, "edit in progress", case_id, "practitioner", "approver")
    with app.app_context():
        approved = db.session.scalars(db.select(Licence.id).where(Licence.id != copy)).one()
    set_status(app, copy, "held")
    for name, account in READERS.items():
        client = as_user(app, account)
        client.get(f"/people/{name}")
        row = row_of(client, "Marigold Testwick")
        if not is_on(name, "approved"):
            assert row is None, name
        else:
            assert row is not None and row[1] == f"/licence/{approved}?list=people/{name}", name
    assert client.get(f"/case/{case_id}").location == f"/licence/{approved}"
    set_status(app, approved, "on-hold")
    client.get("/people/everyone")
    assert row_of(client, "Marigold Testwick")[1] == f"/licence/{copy}?list=people/everyone", (
        "of two unknown, the later"
    )
    assert client.get(f"/case/{case_id}").location == f"/licence/{copy}"
