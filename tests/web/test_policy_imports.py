"""A policy file that support uploads: what is stored, and what is refused with which words."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest

from app.domain.policy.read import check_policy
from tests.domain.policy_examples import plain, policy, text_input, uuid, with_form
from tests.support.page_checks import squeeze, text
from tests.support.policies import changed, start_on, version_on
from tests.support.policy_pages import history, policies_in, upload
from tests.support.standing import as_user, days, everything

PET = text_input("pet")


@pytest.fixture
def client(app):
    return as_user(app, "support")


def shown_faults(client) -> list[tuple[str, str]]:
    """The paths and reasons that the page lists."""
    rows = [[text(cell) for cell in row] for body in client.page.all("tbody") for row in body.iter("tr")]
    return [(where, reason) for where, reason in rows]


def test_a_sound_file_is_stored_unpublished_and_applies_to_nothing(app, client):
    answer = upload(client, changed(), "The Pets Order 2026")
    assert answer.status_code == 200 and client.page.heading == "Licence policy 0.3"
    assert "Policy 0.3 is stored. It applies to no licence until you publish it." in answer.text
    assert policies_in(app)["0.3"] is None
    assert history(app, "0.3") == [("import", None, "Sam Helpdesk")]
    with app.app_context():
        assert version_on(days(0)) == version_on(days(4000)) == "0.2"


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


@pytest.mark.one_database
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
