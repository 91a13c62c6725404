"""Policy administration: who may, importing in the browser, comparing, publishing, moving, withdrawing, and the preview."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from sqlalchemy import insert

from app.demo import USERS
from app.domain.policy.read import check_policy
from app.models import Case, Licence, PolicyEvent, PolicyVersion
from app.models.base import db
from app.store import documents
from tests.domain.policy_examples import plain, policy, text_input, uuid, with_form
from tests.support import standing
from tests.support.page_checks import squeeze, text
from tests.support.policies import changed, published, start_on, stored
from tests.support.queries import queries
from tests.support.standing import as_user, case_id_of, days, everything

PET = text_input("pet")


@pytest.fixture
def client(app):
    return as_user(app, "support")


@pytest.fixture
def printing_is_quick(monkeypatch):
    monkeypatch.setattr(documents, "pdf_of", lambda *given: b"%PDF-1.7 stand-in")


def upload(client, content: bytes | str | dict[str, Any], source: str = "", **more: Any):
    if isinstance(content, dict):
        content = json.dumps(content)
    if isinstance(content, str):
        content = content.encode()
    client.get("/policies/import")
    return client.submit({"file": (io.BytesIO(content), "policy.json"), "source": source}, **more)


def shown_faults(client) -> list[tuple[str, str]]:
    """The paths and reasons that the page lists."""
    rows = [[text(cell) for cell in row] for body in client.page.all("tbody") for row in body.iter("tr")]
    return [(where, reason) for where, reason in rows]


def policies_in(app) -> dict[str, Any]:
    with app.app_context():
        return {
            row.version: row.commences
            for row in db.session.execute(db.select(PolicyVersion.version, PolicyVersion.commences))
        }


def history(app, version: str) -> list[tuple[str, Any, str]]:
    with app.app_context():
        return [
            tuple(row)
            for row in db.session.execute(
                db.select(PolicyEvent.action, PolicyEvent.commences, PolicyEvent.by_name)
                .join(PolicyVersion, PolicyEvent.policy_id == PolicyVersion.id)
                .where(PolicyVersion.version == version)
                .order_by(PolicyEvent.id)
            )
        ]


# Who may


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


# Importing


def test_a_sound_file_is_stored_unpublished_and_applies_to_nothing(app, client):
    answer = upload(client, changed(), "The Pets Order 2026")
    assert answer.status_code == 200 and client.page.heading == "Licence policy 0.3"
    assert "Policy 0.3 is stored. It applies to no licence until you publish it." in answer.text
    assert policies_in(app)["0.3"] is None
    assert history(app, "0.3") == [("import", None, "Sam Helpdesk")]
    with app.app_context():
        from app.store.policies import in_force

        assert in_force(days(0)).version == in_force(days(4000)).version == "0.2"


def test_the_same_file_again_changes_nothing_and_other_content_is_refused(app, client):
    upload(client, changed())
    before = everything(app)
    assert "already stored with the same content" in upload(client, changed()).text
    other = changed(source="Another source")
    answer = upload(client, other)
    assert answer.status_code == 422
    assert "Policy 0.3 is already stored with other content" in answer.text
    assert "give the file a version number of its own" in answer.text
    assert everything(app) == before


def without(path: list[Any], data: dict[str, Any]) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    at: Any = changed
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    return changed


SMALL = policy(
    plain(1), with_form(2, "Keep {pet} in.", PET), changeHints=[{"previousCode": uuid(9), "replacements": []}]
)
AP = ["additionalConditions", "AP"]
REQUIRED = [
    ["version"],
    ["standardConditions"],
    ["additionalConditions"],
    ["changeHints"],
    ["standardConditions", "AP"],
    ["standardConditions", "PSS"],
    ["additionalConditions", "AP"],
    ["additionalConditions", "PSS"],
    ["standardConditions", "AP", 0, "code"],
    ["standardConditions", "AP", 0, "text"],
    [*AP, 0, "code"],
    [*AP, 0, "category"],
    [*AP, 0, "text"],
    [*AP, 0, "requiresInput"],
    [*AP, 1, "tpl"],
    [*AP, 1, "inputs"],
    [*AP, 1, "type"],
    [*AP, 1, "inputs", 0, "type"],
    [*AP, 1, "inputs", 0, "label"],
    [*AP, 1, "inputs", 0, "name"],
    ["changeHints", 0, "previousCode"],
    ["changeHints", 0, "replacements"],
]
MALFORMED: dict[str, Any] = {
    **{f"without {'.'.join(map(str, path))}": without(path, SMALL) for path in REQUIRED},
    "nothing at all": "",
    "no JSON": "{",
    "no object": "[]",
    "not UTF-8": b"\xff\xfe",
    "a wrong type": policy(plain(1, text=5)),
    "a version that is a number": policy(plain(1), version=2.1),
    "a duplicate code": policy(plain(1), plain(1, "Feed the dog.")),
    "a code on both lists": policy(plain(900)),
    "a placeholder without input": policy(with_form(1, "Keep {pet} by {day}.", PET)),
    "an input without placeholder": policy(with_form(1, "Keep {pet}.", PET, text_input("day"))),
    "a hint to a missing code": policy(
        plain(1), changeHints=[{"previousCode": uuid(9), "replacements": [uuid(8)]}]
    ),
    "a tag": policy(plain(1, "<script>alert(1)</script>")),
    "a tag in a label": policy(with_form(1, "Keep {pet}.", PET | {"label": "<img src=x onerror=alert(1)>"})),
    "a character code": policy(plain(1, "Feed &lt;b&gt; it.")),
    "a bidirectional override": policy(plain(1, "Feed \u202e it.")),
    "a name from a page": policy(with_form(1, "Keep {csrf_token}.", text_input("csrf_token"))),
    "a path that is hostile": policy(plain(1), **{"<b onclick=x>'\"": "\u0000<i>"}),
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 500 + "1" + "}" * 500,
    "deep within a policy": policy(plain(1), more=json.loads("[" * 40 + "]" * 40)),
    "a key twice": '{"version": "1.0", "version": "1.1"}',
    "no number": '{"version": NaN}',
    "a huge number": '{"version": ' + "9" * 5000 + "}",
    "a hundred thousand values": json.dumps([0] * 100_001),
    "just over 5 MB": b'{"version": "' + b"1" * 5_000_000 + b'"}',
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_policy_is_refused_with_every_path_and_reason_of_the_check(app, client, what):
    content = MALFORMED[what]
    content = json.dumps(content).encode() if isinstance(content, dict) else content
    content = content.encode() if isinstance(content, str) else content
    before = everything(app)
    with client.ignoring("words"):
        answer = upload(client, content)
    assert answer.status_code == 422
    faults = [(squeeze(f.path), squeeze(f.reason)) for f in check_policy(content)[1]]
    assert faults and shown_faults(client) == faults
    assert "so nothing was stored" in answer.text
    assert (
        "<script>alert" not in answer.text
        and "<img src=x" not in answer.text
        and "<b onclick" not in answer.text
    )
    assert everything(app) == before


@pytest.mark.one_database
@pytest.mark.parametrize("megabytes", [6, 100])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(app, client, megabytes):
    """Only what the length says is looked at: the stream here fails as soon as somebody reads from it."""

    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: Any) -> int:
            raise AssertionError("the file was read")

    client.sends_csrf = False
    before = everything(app)
    answer = client.post(
        "/policies/import",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={
            "wsgi.input": io.BufferedReader(Unread()),
            "CONTENT_LENGTH": str(megabytes * 1_000_000),
        },
    )
    assert answer.status_code == 413
    assert shown_faults(client) == [("$", "is larger than 5 MB")]
    assert everything(app) == before


@pytest.mark.one_database
def test_a_file_of_unsaid_length_is_read_no_further_than_the_limit(app, client):
    client.get("/policies/import")
    token = client.form().xpath(".//input[@name='csrf_token']")[0].get("value")
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="p.json"\r\n\r\n'
    ).encode()

    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            piece = head if self.given == 0 else b" " * min(len(buffer), 65_536)
            buffer[: len(piece)] = piece
            self.given += len(piece)
            assert self.given < 6_000_000, "it was read far beyond the limit"
            return len(piece)

    client.sends_csrf = False  # it is in the body
    answer = client.post(
        "/policies/import",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={
            "wsgi.input": io.BufferedReader(Endless(), 65_536),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
        },
    )
    assert answer.status_code == 413
    assert shown_faults(client) == [("$", "is larger than 5 MB")]


def test_a_policy_of_more_than_a_megabyte_can_be_imported(app, client):
    conditions = [plain(n, f"Feed the cat {'and the dog ' * 30}{n} times.") for n in range(1001, 4001)]
    data = policy(*conditions, version="5.0")
    assert 1_000_000 < len(json.dumps(data)) < 5_000_000
    client.checks = False
    assert upload(client, data).status_code == 200
    assert "5.0" in policies_in(app)


def test_a_form_without_a_file_or_with_a_bad_source_says_so_and_keeps_what_was_typed(app, client):
    client.get("/policies/import")
    assert client.submit({"source": "An order"}).status_code == 422
    assert "Select the policy file" in client.page.html and "An order" in client.page.html
    assert upload(client, changed(), "<b>An order</b>").status_code == 422
    assert "The legal source holds markup" in client.page.html
    assert "0.3" not in policies_in(app)


def test_an_import_needs_the_token_of_its_page(app, client):
    client.get("/policies/import")
    client.sends_csrf = False
    answer = client.post("/policies/import", data={"file": (io.BytesIO(b"{}"), "p.json")})
    assert answer.status_code == 400 and "This page was open for too long" in answer.text
    assert policies_in(app).keys() == {"0.2"}


def test_warnings_are_shown_until_the_policy_is_published(app, client):
    upload(client, changed(nonsense=1))
    assert "$.nonsense" in client.page.html
    assert "is not a field that this service knows; it is ignored" in client.page.html
    start_on(app, "0.3", days(10))
    client.get("/policies/0.3")
    assert "$.nonsense" not in client.page.html


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
    with app.app_context():
        row = db.session.scalars(db.select(PolicyVersion).where(PolicyVersion.version == "0.3")).one()
        data = copy.deepcopy(row.content)
        for condition in data["additionalConditions"]["AP"]:
            condition["text"] = condition["category"] = "<script>alert(1)</script>"
        row.content, row.source = data, "<img src=x onerror=alert(1)>"
        row.sha256 = "1" * 64
        db.session.commit()
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
        assert client.post(f"/policies/0.3/{path}", data=data).status_code == 302
        done = everything(app)
        assert client.post(f"/policies/0.3/{path}", data=data).status_code == 302
        assert everything(app) == done
        client.get("/policies/import")


# What a start date touches


def some(app, number: int, status: str, policy: str = "0.2", **facts: Any) -> None:
    """So many more people like the first, each with a licence in this status."""
    with app.app_context():
        first = standing.case_of("Testwick")
        columns = {c.key: getattr(first, c.key) for c in Case.__table__.columns if c.key != "id"}
        start = db.session.scalar(db.select(db.func.max(Case.id))) + 1
        writer = standing.user("practitioner").id
        db.session.execute(
            insert(Case),
            [
                columns
                | {
                    "id": n,
                    "prison_number": f"B{n:04}AA",
                    "crn": f"Y{n:06}",
                    "booking_id": str(n),
                    "surname": f"Manyone{n}",
                    "sort_name": f"manyone{n} marigold",
                }
                | facts
                for n in range(start, start + number)
            ],
        )
        db.session.execute(
            insert(Licence),
            [
                {
                    "id": n,
                    "case_id": n,
                    "booking_id": str(n),
                    "kind": "CRD",
                    "status": status,
                    "policy_version": policy,
                    "started_by_id": writer,
                }
                for n in range(start, start + number)
            ],
        )
        if db.engine.dialect.name == "postgresql":
            db.session.execute(
                db.text("SELECT setval('licences_id_seq', 100000), setval('cases_id_seq', 100000)")
            )
        db.session.commit()


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
