"""Policies as support administers them: who may, reading, comparing, publishing, moving, withdrawing."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from app.demo.accounts import USERS
from app.domain.words import long_date
from app.models import PolicyVersion
from app.models.base import db
from tests.support import standing
from tests.support.page_checks import squeeze, text
from tests.support.policies import changed, published, start_on, stored
from tests.support.policy_pages import history, policies_in, some
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, days, everything
from tests.support.writing import shown_in


@pytest.fixture
def client(app):
    return as_user(app, "support")


# Who may


@pytest.mark.one_database
@pytest.mark.parametrize("account", [user["username"] for user in USERS if "support" not in user["roles"]])
def test_policies_are_for_support_alone(app, account):
    version = stored(app, changed())
    reader, before = as_user(app, account), everything(app)
    reader.sends_csrf = False
    app.config["WTF_CSRF_ENABLED"] = False
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("policies."):
            continue
        values = {name: version if name == "version" else "0.2" for name in rule.arguments}
        path = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in sorted(rule.methods & {"GET", "POST"}):
            answer = reader.open(path, method=method)
            assert answer.status_code == 403, f"{method} {path}"
            assert "Licence policies are imported and published by support" in answer.text
            nobody = app.test_client().open(path, method=method)
            assert nobody.status_code == 401 or "/sign-in" in nobody.location
    assert everything(app) == before


def test_a_home_card_leads_support_to_the_policies(client):
    client.get("/")
    assert client.follow("Manage licence policies").status_code == 200
    assert client.page.heading == "Licence policies"


@pytest.mark.parametrize("version", ["9.9", "0.10", "1", "abc", "0.2.2", "99999.1", "1.%00", "../0.2", "٣.1"])
def test_a_version_that_is_not_there_is_not_found(client, version):
    for tail in ("", "/compare/0.2", "/touches", "/date", "/publish", "/withdraw"):
        assert client.get(f"/policies/{version}{tail}").status_code == 404
    assert client.get(f"/policies/0.2/compare/{version}").status_code == 404


# Reading and comparing


def test_the_list_says_where_each_version_stands(app, client):
    standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    published(app, changed("0.3", source="An order"), days(10))
    stored(app, changed("0.4"))
    client.get("/policies")
    table = [
        [squeeze(" ".join(cell.itertext())) for cell in row]
        for body in client.page.all("tbody")
        for row in body.iter("tr")
    ]
    assert [row[:3] + row[4:] for row in table] == [
        ["Policy 0.4", "No date yet", "Not published", "0"],
        ["Policy 0.3", "3 December 2026", "Starts later", "0"],
        ["Policy 0.2", "1 February 2015", "In force", "1"],
    ]
    assert table[1][3] == "An order"


def test_a_version_shows_its_conditions_source_and_history(app, client):
    published(app, changed("0.3", source="An order"), days(10))
    start_on(app, "0.3", days(12))
    client.get("/policies/0.3")
    assert "You must keep a diary." in client.page.html
    assert "For licences that start on or after 5 December 2026" in client.page.html
    said = [squeeze(text(e)) for e in client.page.with_class("app-history__event")]
    assert [s.partition(" by ")[0] for s in said] == [
        "Start date moved to start on 5 December 2026",
        "Published to start on 3 December 2026",
        "Imported",
    ]
    assert all("by Sam Helpdesk" in s for s in said)


def test_two_versions_are_compared_word_by_word_in_words_that_are_heard(app, client):
    stored(app, changed())
    client.get("/policies/0.3/compare/0.2")
    assert "Conditions: 1 removed, 1 added and 4 changed." in client.page.html
    added = [text(e) for e in client.page.all("ins")]
    assert "added: Every day. (end of added words)" in added and "You must keep a diary." in added
    removed = [text(e) for e in client.page.all("del")]
    assert any("mental health worker" in words for words in removed)
    assert "This policy offers instead:" in client.page.html
    client.follow("Compare the other way round")
    assert client.page.heading == "What policy 0.2 changes from policy 0.3"
    assert "removed: Every day. (end of removed words)" in [text(e) for e in client.page.all("del")]
    client.get("/policies/0.3/compare/0.3")
    assert "No condition differs." in client.page.html


def test_nothing_that_a_policy_holds_is_taken_for_markup(app, client):
    """The check refuses markup; this proves that a page would not show it either, had it been stored."""
    stored(app, changed())
    with app.app_context(), standing.tampering():
        row = db.session.scalars(db.select(PolicyVersion).where(PolicyVersion.version == "0.3")).one()
        data = copy.deepcopy(row.content)
        for condition in data["additionalConditions"]["AP"]:
            condition["text"] = condition["category"] = "<script>alert(1)</script>"
        row.content, row.source = data, "<img src=x onerror=alert(1)>"
        row.sha256 = "1" * 64
        db.session.flush()
        from app.store import policies

        policies._known.clear()
        policies._parsed["1" * 64] = policies.Policy.model_validate(data)
    for page in ("", "/compare/0.2", "/date"):
        answer = client.get(f"/policies/0.3{page}")
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
    assert "<img src=x" not in client.get("/policies").text


# Publishing, moving, withdrawing


def ask_date(client, version: str, day) -> Any:
    client.get(f"/policies/{version}/date")
    return client.submit(
        {"commences-day": str(day.day), "commences-month": str(day.month), "commences-year": str(day.year)}
    )


def test_a_version_is_published_after_its_effect_was_shown(app, client):
    standing.started(app, case_id_of(app, "Testwick"), "practitioner")
    stored(app, changed())
    client.get("/policies/0.3")
    client.follow("Publish this policy")
    ask_date(client, "0.3", days(0))
    assert client.page.heading == "Publish policy 0.3 to start today?"
    assert "1 licence being written will come under another policy" in client.page.html
    assert policies_in(app)["0.3"] is None
    answer = client.submit(button="Publish the policy")
    assert "Policy 0.3 applies to licences that start on or after 23 November 2026." in answer.text
    assert policies_in(app)["0.3"] == days(0)
    assert history(app, "0.3")[-1] == ("publish", days(0), "Sam Helpdesk")


def test_the_files_own_date_is_offered_unless_it_has_passed(app, client):
    stored(app, changed("0.3", commences=days(30).isoformat()))
    stored(app, changed("0.4", commences=days(-1).isoformat()))
    client.get("/policies/0.3/date")
    year = client.page.ids["commences-year"]
    assert year.get("value") == str(days(30).year)
    client.get("/policies/0.4/date")
    assert not client.page.ids["commences-year"].get("value")
    assert "The file itself says 22 November 2026." in client.page.html


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (days(-1), "The start date must be today, 23 November 2026, or later"),
        (days(10), "because policy 0.3 starts on that day"),
    ],
)
def test_a_day_in_the_past_or_of_another_version_is_refused_both_ways(app, client, day, words):
    published(app, changed(), days(10))
    stored(app, changed("0.4"))
    before = everything(app)
    answer = ask_date(client, "0.4", day)
    assert answer.status_code == 422 and words in answer.text
    assert client.get(f"/policies/0.4/publish?commences={day}").status_code == 403
    assert words in client.page.html
    client.get("/policies/import")
    assert client.post("/policies/0.4/publish", data={"commences": str(day)}).status_code == 403
    assert everything(app) == before


@pytest.mark.parametrize(
    "day", ["", "2026", "2026-02-30", "tomorrow", "2026-12-01x", "٢٠٢٦-١٢-٠١", "9" * 5000, "2026-12-01\0"]
)
def test_a_day_that_is_none_leads_back_to_the_question(app, client, day):
    stored(app, changed())
    client.get("/policies/import")
    for answer in (
        client.get("/policies/0.3/publish", query_string={"commences": day}),
        client.get("/policies/0.3/touches", query_string={"commences": day}),
        client.post("/policies/0.3/publish", data={"commences": day}),
    ):
        assert answer.status_code == 302 and answer.location.endswith("/policies/0.3/date")
    assert policies_in(app)["0.3"] is None


def test_a_date_is_moved_until_it_has_come_and_never_after(app, client):
    published(app, changed(), days(10))
    client.get("/policies/0.3")
    client.follow("Move the start date")
    ask_date(client, "0.3", days(20))
    assert client.page.heading == "Move the start of policy 0.3 to 13 December 2026?"
    client.submit(button="Move the start date")
    assert policies_in(app)["0.3"] == days(20)
    app.config["CLOCK_FIXED_AT"] += standing.dt.timedelta(days=21)
    assert client.get("/policies/0.3/date").status_code == 403
    assert "Policy 0.3 started on 13 December 2026." in client.page.html
    client.get("/policies/0.3")
    assert "Move the start date" not in client.page.html and "Withdraw" not in client.page.html
    answer = client.post("/policies/0.3/publish", data={"commences": days(40).isoformat()})
    assert answer.status_code in (400, 403)
    assert policies_in(app)["0.3"] == days(20)


def test_a_version_is_withdrawn_before_it_starts_and_can_be_published_again(app, client):
    published(app, changed(), days(10))
    client.get("/policies/0.3")
    client.follow("Withdraw this policy")
    assert "Licences that start on that day will be made on policy 0.2." in squeeze(client.page.html)
    client.submit(button="Withdraw the policy")
    assert policies_in(app)["0.3"] is None
    assert [action for action, _, _ in history(app, "0.3")] == ["import", "publish", "withdraw"]
    start_on(app, "0.3", days(11))
    assert policies_in(app)["0.3"] == days(11)


def test_an_old_question_does_not_withdraw_a_start_that_was_moved(app, client):
    published(app, changed(), days(10))
    client.get("/policies/0.3/withdraw")
    start_on(app, "0.3", days(30))
    client.submit(button="Withdraw the policy")
    assert client.page.status == 409 and long_date(days(30)) in squeeze(client.page.html)
    assert policies_in(app)["0.3"] == days(30)
    client.submit(button="Withdraw the policy")
    assert policies_in(app)["0.3"] is None


def test_a_version_that_started_has_licences_or_is_the_only_one_is_not_withdrawn(app, client):
    case_id = case_id_of(app, "Testwick")
    standing.change_case(app, case_id, licence_start=days(12))
    published(app, changed(), days(10))
    standing.started(app, case_id, "practitioner")
    before = policies_in(app)

    def refused() -> str:
        client = as_user(app, "support")
        client.get("/policies/import")
        assert client.post("/policies/0.3/withdraw").status_code == 403
        assert client.get("/policies/0.3/withdraw").status_code == 403
        return squeeze(client.page.html)

    assert "1 licence was made on policy 0.3." in refused()
    standing.forget_licences(app)
    with app.app_context():
        db.session.execute(
            db.update(PolicyVersion).where(PolicyVersion.version == "0.2").values(commences=None)
        )
        db.session.commit()
    assert "Policy 0.3 is the only one that is published" in refused()
    start_on(app, "0.2", days(30))
    app.config["CLOCK_FIXED_AT"] += standing.dt.timedelta(days=10)
    assert "Policy 0.3 started on 3 December 2026." in refused()
    assert policies_in(app)["0.3"] == before["0.3"]


def test_every_post_about_a_policy_may_be_repeated(app, client):
    stored(app, changed())
    client.get("/policies/import")
    day = {"commences": days(10).isoformat()}
    for path, data in (("publish", day), ("withdraw", {})):
        data |= shown_in(client.get(f"/policies/0.3/{path}", query_string=day).text)
        assert client.post(f"/policies/0.3/{path}", data=data).status_code == 302
        done = everything(app)
        assert client.post(f"/policies/0.3/{path}", data=data).status_code == 302
        assert everything(app) == done
        client.get("/policies/import")


# What it costs


def test_no_page_about_policies_asks_the_database_more_often_than_it_must(app, client):
    published(app, changed(), days(10))
    stored(app, changed("0.4"))
    pages = {
        "/policies": 3,
        "/policies/0.3": 5,
        "/policies/0.3/compare/0.2": 3,
        f"/policies/0.4/touches?commences={days(20)}": 5,
        f"/policies/0.4/publish?commences={days(20)}": 4,
        "/policies/0.4/date": 2,
        "/policies/import": 1,
    }

    def ask() -> dict[str, int]:
        asked = {}
        for page in pages:
            with queries(app) as sent:
                assert client.get(page).status_code == 200
            asked[page] = len(sent)
        return asked

    ask()  # policies are parsed once
    few = ask()
    assert all(few[page] <= most for page, most in pages.items()), few
    some(app, 300, "in-progress", licence_start=days(25))
    for number in range(4, 9):
        stored(app, changed(f"0.{number}"))
    assert ask() == few
