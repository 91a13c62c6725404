"""The search of all people: it always answers, whoever asks, and says no more than the reader may know."""

from __future__ import annotations

import pytest

from app.models.base import db
from tests.support import standing
from tests.support.moving import words
from tests.support.page_checks import squeeze, text
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, stand
from tests.web.test_lists import many, rows

TESTWICK = (
    *("testwick", "Marigold Testwick", "TESTWICK, marigold", "marig twick", "ma testwick", "t marigold"),
    *("X900100", "x 900 100", "X900\u2011100", "900100", "A7100ZA", "7100z", "Testwick X900100"),
    *("testwich", "testwik", "testwwick", "tetswick", "Marigodl Tesstwick", "estwick"),
)
"""By name in any order, by numbers, whole and in part; one letter wrong, missing, added, swapped."""
OTHERS = (
    ("sian", "Siân Llanfairbryn"),
    ("SAIN Llanfairbryn", "Siân Llanfairbryn"),
    ("wrobel zaneta", "Żaneta Przykładowska-Wróbel"),
    ("Przykladowska Wrobal", "Żaneta Przykładowska-Wróbel"),
    ("przykladowskawrobel", "Żaneta Przykładowska-Wróbel"),
    ("O Fictional", "Tobias O’Fictional"),
    ("ofictoinal", "Tobias O’Fictional"),
)


def names(client) -> list[str]:
    """The names found, without what only tells their links apart; those of restricted people with their CRN."""
    links = [next(head.iter("a")) for body in client.page.all("tbody") for head in body.iter("th")]
    return [text(a) if a.text.startswith("Access") else squeeze(a.text) for a in links]


def found(client, typed: str) -> list[str]:
    client.get("/search", query_string={"q": typed})
    return names(client)


def test_somebody_is_found_however_their_name_or_number_is_typed(app, subtests):
    with app.app_context():
        case = standing.case_of("Testwick")
        numbers = [case.booking_id, case.book_number, case.pnc, case.pnc[2:].lower()]
    client = as_user(app, "practitioner")
    for typed in (*TESTWICK, *numbers):
        with subtests.test(typed):
            assert found(client, typed)[0] == "Marigold Testwick"
    for typed, name in OTHERS:
        with subtests.test(typed):
            assert name in found(client, typed)


def test_whole_words_come_before_parts_and_slips(app):
    with app.app_context():
        standing.case_of("Sampleton").found_near += "testwick "
        standing.case_of("Sampleton").sort_name = "a"
        standing.case_of("Testwick").sort_name = "z"
        db.session.commit()
    assert found(as_user(app, "practitioner"), "testwikc")[:2] == ["Barnaby Sampleton", "Marigold Testwick"]
    with app.app_context():
        standing.case_of("Sampleton").found_near = " testwic "
        db.session.commit()
    client = as_user(app, "practitioner")
    assert found(client, "testwick") == ["Marigold Testwick", "Barnaby Sampleton"]


def test_it_says_where_the_licence_stands_and_leads_to_it_and_back(app, printing_is_quick):
    stand(app, "submitted", case_id_of(app, "Testwick"), "practitioner", "approver")
    for account in ("practitioner", "approver", "administrator", "pdu-head", "support", "several"):
        client = as_user(app, account)
        client.get("/search?q=testwick")
        assert "Submitted" in rows(client)[0][3] and "A7100ZA, X900100" in rows(client)[0][0]
        client.follow("Marigold Testwick")
        assert client.page.status == 200 and client.page.url.startswith("/licence/")
        client.follow("Back")
        assert client.page.url == "/search?q=testwick"


def test_whoever_is_not_on_the_readers_lists_is_there_with_why_and_who_can_open_them(app):
    client = as_user(app, "practitioner")
    with app.app_context():
        case = standing.case_of("Dŵr-Ffuglen")
        name, hidden = case.name, (case.crn, case.prison_number, case.manager_name)
        told = f"{case.team_name} manages this person, and {case.prison_name} holds them."
    answer = client.get("/search?q=ffuglen")
    assert names(client) == [name]
    assert "This person is not in any team, prison or delivery unit that you cover." in rows(client)[0][1]
    assert told in rows(client)[0][1]
    assert not [each for each in hidden if each in answer.text]
    client.follow(name)
    assert client.page.status == 403


@pytest.mark.parametrize("account", ["practitioner", "practitioner2", "pdu-head", "support"])
def test_somebody_restricted_is_found_by_crn_alone_and_masked(app, account):
    with app.app_context():
        case = standing.case_of("Quietly")
        crn, secrets = case.crn, [case.forename, case.surname, case.prison_number, case.pnc, case.book_number]
    client = as_user(app, account)
    for typed in (*secrets, "quietyl", f"{crn} {secrets[0]}"):
        answer = client.get("/search", query_string={"q": typed})
        assert not [row for row in rows(client) if "restricted" in row[0]], typed
        assert "Nobody was found" in answer.text or names(client)
    for typed in (crn, crn.lower(), crn[1:]):
        answer = client.get("/search", query_string={"q": typed})
        assert names(client)[-1] == f"Access restricted to {crn}"
        assert not [each for each in secrets if each in answer.text]
        assert "Ask" in rows(client)[-1][1], "how to ask"
    client.follow("Access restricted")
    assert client.page.status == 403


def test_the_prison_and_the_practitioner_who_manages_them_find_somebody_restricted_by_name(app):
    for account, surname in (("approver", "Quietly"), ("colleague", "Quietly"), ("practitioner", "Guarded")):
        assert any(surname in name for name in found(as_user(app, account), surname))


@pytest.mark.parametrize("typed", ["zzzzzz", "%", "_______", "\\", "---", "' OR 1=1 --", "a" * 100])
def test_nobody_found_says_what_to_check_and_why_somebody_may_be_missing(app, typed):
    client = as_user(app, "practitioner")
    answer = client.get("/search", query_string={"q": typed})
    assert "Nobody was found" in answer.text
    assert "their record is restricted: type their CRN" in answer.text
    assert client.page.ids["q"].get("value") == typed


def test_many_are_paged_with_those_the_reader_may_open_first_and_no_more_than_can_be_looked_through(app):
    app.config["PAGE_SIZE"] = 100
    many(app, 120)
    with app.app_context():
        for case in db.session.scalars(db.select(standing.Case).where(standing.Case.surname.like("Many%"))):
            case.team_code = "elsewhere" if case.id % 2 else case.team_code
            case.manager_username = None
            case.prison_name = "HMP Exampleford"
        db.session.commit()
    client = as_user(app, "practitioner")
    with queries(app) as sent:
        client.get("/search?q=marigold&page=2")
    assert sum("LIMIT" in statement for statement in sent) == 1
    assert len(rows(client)) == 21 and len(rows(client)[0]) == 2
    client.follow("Previous page")
    assert len(rows(client)) == 100 and len(rows(client)[0]) == 4
    last = client.get("/search?q=marigold&page=77")
    assert len(rows(client)) == 21 and "page 2 of 2" in last.text
    many_more = [{"id": 10_000 + n, "crn": f"Z{n:06}", "prison_number": f"C{n:04}AA"} for n in range(200)]
    with app.app_context():
        like = db.session.scalars(db.select(standing.Case).where(standing.Case.surname == "Testwick")).one()
        columns = {c.key: getattr(like, c.key) for c in like.__table__.columns}
        db.session.execute(db.insert(standing.Case), [columns | each for each in many_more])
        db.session.commit()
    answer = client.get("/search?q=marigold&page=77")
    assert "More than 250 people" in answer.text and len(rows(client)) == 50


@pytest.mark.one_database
def test_the_box_is_on_every_page_of_who_is_signed_in_and_has_a_role(app, client):
    client.get("/sign-in")
    assert "find" not in client.page.ids
    reader = as_user(app, "approver")
    for page in ("/", "/people/approvals", "/account", "/nowhere", "/search"):
        reader.get(page)
        boxes = [form for form in reader.page.all("form") if form.get("role") == "search"]
        assert [form.get("action") for form in boxes] == ["/search"]
        assert [i.get("name") for form in boxes for i in form.iter("input")] == ["q"]
    with app.app_context():
        db.session.execute(db.text("DELETE FROM grants"))
        db.session.commit()
    answer = reader.get("/search?q=testwick")
    assert answer.status_code == 403 and "Your account has no role" in squeeze(text(reader.page.root))


@pytest.mark.one_database
def test_what_is_too_long_is_said_beside_the_box(app):
    client = as_user(app, "practitioner")
    assert client.get("/search", query_string={"q": "a" * 101}).status_code == 422
    assert "Search must be 100 characters or fewer" in text(client.page.ids["q-error"])


@pytest.mark.one_database
def test_an_empty_search_says_what_to_enter_and_a_list_that_finds_nobody_leads_to_the_search_of_all(app):
    client = as_user(app, "practitioner")
    client.get("/")
    client.get("/search?q=+")
    assert client.page.status == 422 and "Enter a name or a number" in words(client)
    assert "The name of a practitioner finds nobody here" in words(client)
    client.get("/search")
    assert client.page.status == 200, "nothing was searched for yet"
    client.get("/people/mine?q=Quietly+Nobody")
    client.follow("Find this person among everybody in the service")
    assert client.page.url == "/search?q=Quietly+Nobody"


@pytest.mark.one_database
def test_who_cannot_open_a_restricted_person_is_told_whom_to_ask_in_words_for_them(app):
    with app.app_context():
        crn = standing.case_of("Quietly").crn
    for account, whom in (
        ("practitioner", "Ask your manager to check the restriction"),
        ("manager", "Ask whoever set the restriction on the national probation record to check it."),
        ("pdu-head", "Ask whoever set the restriction on the national probation record to check it."),
        ("practitioner2", "Ask the team that the national probation record names."),
    ):
        client = as_user(app, account)
        client.get("/search", query_string={"q": crn})
        assert whom in rows(client)[-1][1], account
