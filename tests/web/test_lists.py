"""The lists of people: what is asked of them lives in the address, the database does the work, and no name leaks."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert

from app.domain.record.read import parse_records
from app.integrations.bank_holidays import working_days
from app.models import Case, Grant
from app.models.base import db
from app.models.licence import Licence
from app.models.record import Decision, Document
from app.moves.cases import import_records
from tests.support import standing
from tests.support.moving import words
from tests.support.page_checks import squeeze, text
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, days, stand
from tests.support.writing import token, version


def rows(client) -> list[list[str]]:
    """The table of the page shown, as people read it."""
    return [
        [squeeze(" ".join(cell.itertext())) for cell in row]
        for body in client.page.all("tbody")
        for row in body.iter("tr")
    ]


def names(client) -> list[str]:
    """The names in the first column: a link, or plain where there is nothing to open."""
    heads = [head for body in client.page.all("tbody") for head in body.iter("th")]
    links = [next(head.iter("a"), None) for head in heads]
    return [squeeze(h.text or "") if a is None else text(a) for h, a in zip(heads, links, strict=True)]


def listed(client, address: str) -> list[str]:
    assert client.get(address).status_code == 200
    return names(client)


def many(app, number: int, username: str = "practitioner", **facts) -> None:
    """Make so many more people like the first, by hand; each with a licence that came back from the prison."""
    with app.app_context():
        first = db.session.scalars(db.select(Case).where(Case.surname == "Testwick")).one()
        columns = {c.key: getattr(first, c.key) for c in Case.__table__.columns if c.key != "id"}
        writer, approver = standing.user("practitioner").id, standing.user("approver").id
        policy = db.session.scalar(db.text("SELECT version FROM policies"))
        start = db.session.scalar(db.select(db.func.max(Case.id))) + 1
        spread = range(start, start + number)
        people = [
            columns
            | {
                "id": n,
                "prison_number": f"B{n:04}AA",
                "crn": f"Y{n:06}",
                "booking_id": str(n),
                "surname": f"Manyone{n}",
                "sort_name": f"manyone{n} marigold",
                "search_text": f"marigold manyone{n} b{n:04}aa y{n:06}",
                "licence_start": days(n % 300),
            }
            | facts
            for n in spread
        ]
        db.session.execute(insert(Case), people)
        moment = standing.dt.datetime(2026, 11, 20, 9, tzinfo=standing.dt.UTC)
        db.session.execute(
            insert(Document),
            [
                {"id": n, "sha256": "0" * 64, "content": {}, "made_by_id": writer, "made_at": moment}
                for n in spread
            ],
        )
        db.session.execute(
            insert(Licence),
            [
                {
                    "id": n,
                    "case_id": n,
                    "booking_id": str(n),
                    "purpose": "first",
                    "kind": "CRD",
                    "status": "rejected",
                    "policy_version": policy,
                    "started_by_id": writer,
                    "document_id": n,
                }
                for n in spread
            ],
        )
        db.session.execute(
            insert(Decision),
            [
                {
                    "licence_id": n,
                    "document_id": n,
                    "document_sha256": "0" * 64,
                    "decision": "return",
                    "reason": f"Reason {n} to return it.",
                    "decided_by_id": approver,
                    "decided_by_name": "Governor Jo Pretendergast",
                    "decided_by_role": "prison-approver",
                    "decided_at": moment,
                }
                for n in spread
            ],
        )
        db.session.commit()


# Sorting, filtering, paging


def test_people_are_listed_by_release_date_with_the_soonest_first_and_those_without_a_date_last(app):
    app.config["PAGE_SIZE"] = 100
    client = as_user(app, "practitioner")
    client.get("/people/mine")
    shown = [row[3] for row in rows(client)]
    with app.app_context():
        dates = db.session.scalars(
            db.select(Case.licence_start)
            .where(Case.manager_username == "practitioner")
            .order_by(Case.licence_start.is_(None), Case.licence_start)
        ).all()
    assert [("No release date" in line) for line in shown] == [date is None for date in dates]
    assert shown[-1].startswith("No release date")
    assert len(shown) == len(dates)


def test_names_sort_without_accents_or_case_both_ways_round(app):
    app.config["PAGE_SIZE"] = 100
    client = as_user(app, "practitioner")
    up = listed(client, "/people/mine?sort=name")
    down = listed(client, "/people/mine?sort=name&order=descending")
    assert down == up[::-1]
    assert up.index("Björn Exempelström") < up.index("Hyacinth Falseworthy") < up.index("Agnieszka Wzór")
    assert up.index("Çağla Örnekoğlu") < up.index("Thaddeus Pretendleton")


def test_the_status_can_be_chosen_and_sorted_by(app, printing_is_quick):
    app.config["PAGE_SIZE"] = 100
    surnames = {"submitted": "Testwick", "returned": "Sampleton", "approved": "O’Fictional"}
    for standing_, surname in surnames.items():
        stand(app, standing_, case_id_of(app, surname), "practitioner", "approver")
    client = as_user(app, "practitioner")
    for status, name in {
        "submitted": "Marigold Testwick",
        "rejected": "Barnaby Sampleton",
        "approved": "Tobias O’Fictional",
    }.items():
        assert listed(client, f"/people/mine?status={status}") == [name]
        chosen = [o.get("value") for o in client.page.all("option") if o.get("selected") is not None]
        assert chosen == [status], "the form shows what was asked"
    listed(client, "/people/mine?sort=status&order=descending")
    assert "Approved" in rows(client)[0][4]
    assert "Tobias O’Fictional" not in listed(client, "/people/mine?status=not-started")


def test_the_pages_of_a_list_hold_everybody_once_and_the_address_says_which_page(app):
    app.config["PAGE_SIZE"] = 10
    client = as_user(app, "practitioner")
    seen, page = [], 1
    client.get("/people/mine?sort=name")
    while True:
        seen += names(client)
        assert len(names(client)) <= 10
        following = [a.get("href") for a in client.page.all("a") if a.get("rel") == "next"]
        if not following:
            break
        page += 1
        assert f"page={page}" in following[0] and "sort=name" in following[0]
        client.get(following[0])
        assert f"page {page} of" in client.page.title
    app.config["PAGE_SIZE"] = 1000
    assert seen == listed(client, "/people/mine?sort=name") and len(seen) == len(set(seen)) > 30


@pytest.mark.parametrize(
    "query", ["", "order=descending", "sort=name", "sort=name&order=descending", "status=not-started", "q=a"]
)
def test_a_list_too_long_to_be_counted_is_walked_from_row_to_row_in_the_same_order(app, monkeypatch, query):
    with app.app_context():
        for case in db.session.scalars(db.select(Case).order_by(Case.id).limit(3)):
            case.restriction_kind = "RESTRICTED"
        db.session.commit()
    app.config["PAGE_SIZE"] = 1000
    client = as_user(app, "support")
    numbered = listed(client, f"/people/everyone?{query}")
    app.config["PAGE_SIZE"] = 9
    monkeypatch.setattr("app.lists.listing.COUNTED", 18)

    def walk(way: str) -> list[list[str]]:
        pages = [names(client)]
        while ways := [a for a in client.page.all("a") if a.get("rel") == way]:
            assert client.get(ways[0].get("href")).status_code == 200
            pages.append(names(client))
        return pages

    client.get(f"/people/everyone?{query}")
    assert "Everyone: more than 18 people" in client.page.html and "Page 2" not in client.page.html
    forth = walk("next")
    assert [name for page in forth for name in page] == numbered and "last page" in client.page.title
    back = walk("prev")
    assert back[-1] == forth[0] and [name for page in back[::-1] for name in page][-20:] == numbered[-20:]
    client.follow("Last page")
    assert names(client) == numbered[-9:]
    back = walk("prev")
    assert {name for page in back for name in page} == set(numbered) and back[-1] == forth[0]
    client.get(f"/people/everyone?{query}&at=after-999999")
    assert names(client) == forth[0], "a row that is gone leads to the beginning"
    monkeypatch.setattr("app.lists.download._AT_ONCE", 10)
    assert client.get(f"/people/everyone.csv?{query}").text.count("\r\n") == len(numbered) + 1


@pytest.mark.one_database
def test_a_row_of_a_long_list_leads_back_to_where_it_was(app, monkeypatch):
    app.config["PAGE_SIZE"] = 9
    monkeypatch.setattr("app.lists.listing.COUNTED", 18)
    client = as_user(app, "practitioner")
    client.get("/people/mine?sort=name")
    client.follow("Next page")
    shown, url = names(client), client.page.url
    assert "at=after-" in url
    client.follow(shown[0])
    client.follow("Back")
    assert client.page.url == url and names(client) == shown


def test_the_database_gives_only_the_rows_of_one_page(app):
    many(app, 120)
    client = as_user(app, "practitioner")
    with queries(app) as sent:
        client.get("/people/mine?page=3")
    assert len(rows(client)) == 25
    assert sum("LIMIT" in statement for statement in sent) == 1


def test_searching_keeps_the_sort_and_starts_at_the_first_page(app):
    client = as_user(app, "practitioner")
    client.get("/people/mine?sort=name&order=descending&page=2")
    form = next(f for f in client.page.all("form") if f.get("action") == "/people/mine")
    hidden = {i.get("name"): i.get("value") for i in form.iter("input") if i.get("type") == "hidden"}
    assert hidden == {"sort": "name", "order": "descending"}


# Searching


WAYS_TO_SEARCH = (
    "testwick",
    "TESTWICK",
    "Marigold Testwick",
    "Testwick Marigold",
    "marig twick",
    "X900100",
    "x900100",
    "A7100ZA",
    "  Marigold   Testwick ",
    "Testwick, Marigold",
    "TESTWICK,MARIGOLD",
    "Testwick; marigold",
    "Marigold\u00a0Testwick\u200b",
    "\u202dX900100\u202c",
    "X 900 100",
    "X900\u2011100",
    "x900-100",
    "900100",
    "A 7100 ZA",
    "A7100\u00adZA",
    "7100Z",
    "Testwick X900100 A7100ZA",
    "Testwick Samplewright",
)


def test_a_person_is_found_by_name_in_any_order_and_by_either_number_or_a_part_of_it(app, subtests):
    client = as_user(app, "practitioner")
    for search in WAYS_TO_SEARCH:
        with subtests.test(search):
            client.get("/people/mine", query_string={"q": search})
            assert names(client) == ["Marigold Testwick"]


AS_TYPED = (
    ("sian", "Siân Llanfairbryn"),
    ("SIÂN", "Siân Llanfairbryn"),
    ("przykladowska", "Żaneta Przykładowska-Wróbel"),
    ("ornekoglu", "Çağla Örnekoğlu"),
    ("Nguyen", "Thị Hương Nguyễn Ví Dụ"),
    ("O'Fictional", "Tobias O’Fictional"),
    ("O’Fictional", "Tobias O’Fictional"),
    ("d'arcy", "D’Arcy McPretend"),
    ("placeholder", "Placeholder"),
    ("Daemisson", "Ólafur Dæmisson"),
    ("Primerovic", "Đorđe Primerović"),
    ("Llanfairbryn, Siân Angharad", "Siân Llanfairbryn"),
    ("Wrobel, Zaneta", "Żaneta Przykładowska-Wróbel"),
    ("Przykladowska\u2011Wrobel", "Żaneta Przykładowska-Wróbel"),
    ("Przykladowska Wrobel", "Żaneta Przykładowska-Wróbel"),
    ("przykladowskawrobel", "Żaneta Przykładowska-Wróbel"),
    ("OFictional", "Tobias O’Fictional"),
    ("O\u02bcFictional", "Tobias O’Fictional"),
    ("O Fictional", "Tobias O’Fictional"),
)


def test_a_name_is_found_as_people_type_it(app, subtests):
    client = as_user(app, "practitioner")
    for search, found in AS_TYPED:
        with subtests.test(search):
            client.get("/people/mine", query_string={"q": search})
            assert names(client) == [found]


def test_a_practitioners_name_finds_their_people_as_it_is_shown_and_as_people_type_it(app, subtests):
    with app.app_context():
        load_again("Testwick", forename="Siân", surname="Ŵyn-O’Sample")
    client = as_user(app, "practitioner")
    for search in ("Siân Ŵyn-O’Sample", "sian wyn", "WYN, SIAN", "ŵyn osample", "Sia\u0302n W\u0302yn"):
        with subtests.test(search):
            client.get("/people/mine", query_string={"q": search})
            assert names(client) == ["Marigold Testwick"]


def load_again(name: str, **manager: str) -> None:
    """Import somebody's record again, with another name of their practitioner."""
    record = json.loads(json.dumps(standing.case_of(name).record))
    record["probation"]["manager"]["name"] |= manager
    import_records(parse_records(json.dumps([record])), working_days())


def test_a_practitioners_name_finds_everybody_of_theirs(app):
    client = as_user(app, "several")
    client.get("/people/team?q=mockridge")
    assert {row[1] for row in rows(client)} == {"Morgan Mockridge"}


@pytest.mark.parametrize(
    "search",
    ["%", "_", "%%", "a%b", "T_stwick", "\\", "\\%", "Test%", "*", "?", "'", '"', "';--", "%' OR 1=1 --"],
)
def test_signs_that_databases_take_for_wildcards_find_only_themselves(app, search):
    client = as_user(app, "practitioner")
    client.get("/people/team", query_string={"q": search})
    found = [name for name in names(client) if not name.startswith("Access restricted")]
    plain = search.replace("'", "’")
    assert all(plain in name for name in found)
    assert client.page.ids["q"].get("value") == search, "what was searched for is still there"


def test_nobody_found_says_so_and_how_to_see_everyone(app):
    client = as_user(app, "practitioner")
    client.get("/people/mine?q=zzzzz")
    assert "Nobody on this list matches your search" in client.page.html
    client.follow("Clear the search")
    assert rows(client)


@pytest.mark.one_database
@pytest.mark.parametrize("typed", ["a" * 101, "ŵ" * 500, "Testwick " * 400])
def test_a_search_that_is_too_long_is_said_beside_its_box(app, typed):
    client = as_user(app, "practitioner")
    answer = client.get("/people/mine", query_string={"q": typed, "sort": "name"})
    fault = "Search must be 100 characters or fewer"
    assert answer.status_code == 422 and client.page.title.startswith("Error: ")
    assert [text(e) for e in client.page.with_class("govuk-error-message")] == [f"Error: {fault}"]
    box = client.page.ids["q"]
    assert box.get("value") == typed.strip()
    assert int(box.get("maxlength")) * 9 + 500 < 8_190, "whatever a browser lets in fits into an address"
    assert int(box.get("maxlength")) > 100, "what it cuts is refused with a message"
    client.follow("Clear the search")
    assert client.page.status == 200 and client.page.url == "/people/mine"


# What is restricted


RESTRICTED_TEAM = "Quentin Quietly"  # in the practitioner's team, and a colleague's alone


@pytest.mark.parametrize(
    "search",
    ["Quentin", "Quietly", "Quentin Quietly", "quiet", "A7151ZZ", "Only the named practitioner", "mockridge"],
)
def test_a_search_never_finds_a_restricted_person_by_what_is_hidden(app, search):
    with app.app_context():
        case = standing.case_of("Quietly")
        search, crn = {"A7151ZZ": case.prison_number}.get(search, search), case.crn
    client = as_user(app, "practitioner")
    answer = client.get("/people/team", query_string={"q": search})
    assert crn not in answer.text.replace(f'value="{search}"', "")
    app.config["PAGE_SIZE"] = 1000
    for status in ("not-started", "in-progress", "approved"):
        assert crn not in client.get(f"/people/team?status={status}").text, "nor by their status"


def test_a_restricted_person_is_found_by_crn_and_shown_masked(app):
    with app.app_context():
        crn, release = standing.case_of("Quietly").crn, standing.case_of("Quietly").licence_start
    client = as_user(app, "practitioner")
    for search in (crn, f"{crn[:3]} {crn[3:]}", crn[1:], crn.lower()):
        answer = client.get("/people/team", query_string={"q": search})
        assert [row[0] for row in rows(client)] == [f"Access restricted to {crn} {crn}"]
    assert rows(client) == [[f"Access restricted to {crn} {crn}", *["Restricted"] * 4]]
    assert RESTRICTED_TEAM not in answer.text and standing.days(47).strftime("%-d %b") not in answer.text
    assert release is not None
    client.follow("Access restricted")
    assert client.page.status == 403
    assert f"Access to {crn} is restricted" in client.page.html
    assert "Quentin" not in client.page.html and "Quietly" not in client.page.html
    assert "This is a restricted record" in client.page.html, "the reason recorded is passed on"


@pytest.mark.parametrize("sort", ["name", "release", "status"])
@pytest.mark.parametrize("order", ["ascending", "descending"])
def test_restricted_people_come_last_in_an_order_that_says_nothing_about_them(app, sort, order):
    app.config["PAGE_SIZE"] = 1000
    with app.app_context():
        secret = db.session.scalars(
            db.select(Case).where(Case.team_code == "N01B", Case.restriction_kind == "NONE").order_by(Case.id)
        ).all()
        for case, start in zip(secret, (40, 3, 90, 7), strict=False):
            case.restriction_kind, case.licence_start = "RESTRICTED", days(start)
        secret[0].sort_name, secret[1].sort_name = "zz", "aa"
        db.session.commit()
        crns = db.session.scalars(
            db.select(Case.crn).where(Case.restriction_kind != "NONE").order_by(Case.id)
        ).all()
    client = as_user(app, "support")
    shown = listed(client, f"/people/everyone?sort={sort}&order={order}")
    assert shown[-len(crns) :] == [f"Access restricted to {crn}" for crn in crns]
    assert not any(name.startswith("Access restricted") for name in shown[: -len(crns)])


def test_the_practitioner_who_manages_a_restricted_person_sees_them_like_any_other(app):
    app.config["PAGE_SIZE"] = 1000
    shown = listed(as_user(app, "practitioner"), "/people/mine")
    assert "Rosamund Guarded" in shown
    assert not any(name.startswith("Access restricted") for name in shown)


# Odd addresses

ODD = [
    "page=0",
    "page=-1",
    "page=99999999999999999999999999",
    "page=" + "9" * 5000,
    "page=1.5",
    "page=²",
    "page=٣",
    "page=",
    "page=abc",
    "page=1&page=2",
    "sort=",
    "sort=password_hash",
    "sort=name;drop table cases",
    "order=sideways",
    "status=everything",
    "status=inactive",
    "status=not-started&status=approved",
    "q=",
    "q=%00",
    "q=%00%00a",
    "q=%FF%FE",
    "q=%ED%A0%80",
    "q=%F0%9F%98%80",
    "q=%E2%80%AEevil",
    "q=%CC%81",
    "q=" + "a" * 5000,
    "q=<script>alert(1)</script>",
    "q[]=a&q[b]=c",
    "sort[]=name",
    "nothing=at&all",
    "=&&=;",
    "page=1%00",
    "at=last",
    "at=after-0",
    "at=before-999999999",
    "at=after-٣",
    "at=first",
]


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_shows_a_list_all_the_same(app, query):
    client = as_user(app, "practitioner")
    with client.ignoring("words"):
        answer = client.get(f"/people/team?{query}")
    assert answer.status_code == (422 if query.startswith("q=aaaa") else 200)
    assert "<script>alert(1)" not in answer.text


def test_a_page_beyond_the_last_is_the_last(app):
    client = as_user(app, "practitioner")
    client.get("/people/mine?page=400")
    last = names(client)
    assert last and "page 2 of 2" in client.page.title
    assert last == listed(client, "/people/mine?page=2")


# What pages cost

LISTS = {
    "mine": "practitioner",
    "team": "practitioner",
    "approvals": "approver",
    "approved": "approver",
    "prison": "administrator",
    "to-print": "administrator",
    "delivery-unit": "pdu-head",
    "everyone": "support",
}


def test_a_list_of_five_hundred_people_asks_the_database_as_often_as_one_of_a_few(app):
    app.config["PAGE_SIZE"] = 1000
    many(app, 2)
    clients = {name: as_user(app, username) for name, username in LISTS.items()}
    few = {}
    for name, client in clients.items():
        with queries(app) as sent:
            client.get(f"/people/{name}")
        few[name] = len(sent)
    many(app, 500)
    for name, client in clients.items():
        client.checks = False
        with queries(app) as sent:
            answer = client.get(f"/people/{name}")
        assert answer.status_code == 200
        assert name in ("approvals", "approved", "to-print") or "Manyone400" in answer.text
        assert len(sent) == few[name], "\n".join(sent)
        assert len(sent) <= 7, f"{name}:\n" + "\n".join(sent)


def cost(app, most: int, act, status: int = 200) -> None:
    """What a request does must not send more statements than this."""
    with queries(app) as sent:
        answer = act()
    assert answer.status_code == status
    assert len(sent) <= most, f"{len(sent)} queries, not {most}:\n" + "\n\n".join(sent)


def test_no_page_asks_the_database_more_often_than_it_must(app, printing_is_quick):
    draft = standing.started(app, case_id_of(app, "Testwick"), "practitioner", whole=True)
    waiting = stand(app, "submitted", case_id_of(app, "Sampleton"), "practitioner", "approver")
    approved = stand(app, "approved", case_id_of(app, "O’Fictional"), "practitioner", "approver")
    writer, reader = as_user(app, "practitioner"), as_user(app, "approver")
    base = f"/licence/{draft}/create"
    for page in ("/people/mine", f"{base}/appointment-with"):  # what is only done once is done
        writer.get(page)
    cost(app, 2, lambda: writer.get("/"))
    cost(app, 3, lambda: writer.get(f"{base}/appointment-with"))
    html = writer.get(f"{base}/appointment-with").text
    given = {"csrf_token": token(html), "version": version(html), "who": "practitioner"}
    cost(app, 8, lambda: writer.post(f"{base}/appointment-with", data=given), 302)
    cost(app, 4, lambda: writer.get(f"{base}/check-answers"))
    cost(app, 8, lambda: reader.get(f"/licence/{waiting}/approve/licence"))
    cost(app, 8, lambda: writer.get(f"/licence/{waiting}"))
    cost(app, 9, lambda: reader.get(f"/licence/{approved}"))
    cost(app, 6, lambda: writer.get("/people/mine"))  # where somebody has served the time; else one fewer
    cost(app, 6, lambda: writer.get(f"/case/{case_id_of(app, 'McPretend')}/start"))


def test_the_number_of_answers_and_events_does_not_add_to_what_a_page_asks(app, printing_is_quick):
    licence_id = standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    standing.sent(app, licence_id, "practitioner")
    standing.decided(app, licence_id, "approver", "return")
    writer = as_user(app, "practitioner")

    def asked() -> list[int]:
        counts = []
        for page in (f"/licence/{licence_id}", f"/licence/{licence_id}/create/appointment-with"):
            writer.get(page)
            with queries(app) as sent:
                writer.get(page)
            counts.append(len(sent))
        return counts

    before = asked()
    for _ in range(3):
        standing.sent(app, licence_id, "practitioner")
        standing.decided(app, licence_id, "approver", "return")
    after = asked()
    assert after == before


@pytest.mark.one_database
def test_an_approved_licence_of_an_earlier_booking_is_not_said_never_to_have_been_approved(
    app, printing_is_quick
):
    case_id = standing.case_id_of(app, "Testwick")
    standing.stand(app, "approved", case_id, "practitioner", "approver")
    standing.change_case(app, case_id, booking_id="9999999")
    for name, address, empty in (
        (
            "administrator",
            "/people/to-print",
            "Nobody at your prisons has an approved licence for their current booking.",
        ),
        (
            "approver",
            "/people/approved",
            "No licence for a current booking at your prisons was approved, or became active, in the last 14 days.",
        ),
    ):
        client = standing.as_user(app, name)
        assert listed(client, address) == []
        assert empty in squeeze(" ".join(client.page.root.itertext()))


@pytest.mark.one_database
def test_who_has_several_teams_or_prisons_reads_on_each_row_which_it_is(app):
    client = as_user(app, "practitioner")
    client.get("/people/team?q=Testwick")
    assert "Sampleton Custody Team" not in words(client)
    with app.app_context():
        for username, kind, code in (("practitioner", "team", "W02A"), ("administrator", "prison", "ZBI")):
            db.session.add(Grant(user_id=standing.user(username).id, kind=kind, code=code))
        db.session.commit()
    client.get("/people/team?q=Testwick")
    assert "X900100Sampleton Custody Team" in words(client)
    administrator = as_user(app, "administrator")
    administrator.get("/people/prison?q=Testwick")
    assert "A7100ZAHMP Exampleford" in words(administrator)
    administrator.get("/people/later")
    assert "within four weeks, and later ones for which a licence is started" in words(administrator)
