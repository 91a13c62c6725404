"""What no browser would send: every POST of writing a licence answers it with a page, and keeps nothing unprintable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest

from app.domain.characters import unprintable
from app.domain.policy.model import AdditionalCondition, InputType
from tests.support import standing
from tests.support.policies import policy_now
from tests.support.standing import answers_of, as_user, case_id_of, events_of, status_of
from tests.support.writing import write

FORM = "application/x-www-form-urlencoded"
ANSWERED = {200, 302, 400, 404, 409, 413, 422}
"""What may come back: a page again, a page that says what is wrong, or the next one where the words were fit."""

TEXTS: dict[str, str | bytes] = {
    "nothing": "",
    "blanks": " \t\r\n ",
    "a NUL": "a\0b",
    "only NULs": "\0" * 50,
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85",
    "a lone surrogate": b"a\xed\xa0\x80b",
    "broken UTF-8": b"\xff\xfe\xc3\x28 \xf0\x9f",
    "overlong UTF-8": b"\xc0\xaf\xe0\x80\xaf",
    "half an escape": b"%",
    "words turned round": "\u202eevil\u202c \u2066text\u2069",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \u2764\ufe0f",
    "Chinese and Arabic": "\u4f60\u597d \u0645\u0631\u062d\u0628\u0627",
    "a pile of accents": "e" + "\u0301" * 2000,
    "not characters": "\ufffe\uffff\ufeff\ufdd0",
    "private use": "\ue000\U000f0000\U0010ffff",
    "hidden characters": "\u200b\u200c\u200d\u2060\u00ad",
    "line ends of all kinds": "a\rb\r\nc\u2028d\u2029e\x0bf\x0cg",
    "tags": "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&amp;</textarea>",
    "a template": "{{7*7}}{% raw %}${7*7}#{7*7}",
    "a formula": "=cmd|' /C calc'!A0",
    "typst": '#read("/etc/passwd") $ x $ @a <b> *c* `d` \\ //',
    "SQL": "'; DROP TABLE licences; --",
    "a path": "../../../../etc/passwd\0.png",
    "much": "x" * 100_001,
    "many lines": "\n" * 50_000,
    "digits": "9" * 5_000,
    "digits of elsewhere": "\u0663\u0661",
    "superscripts": "\u00b2\u00b3",
    "minus one": "-1",
    "not a number": "nan",
    "infinity": "1e999",
    "the last date": "9999-12-31",
    "a list": "[1, 2]",
    "an object": '{"$date": "2026-12-01"}',
    "a skipped mark": "skipped",
    "None": "None",
}


@pytest.fixture(autouse=True)
def pages_are_not_kept(monkeypatch):
    """The HTML checker would only find what was typed."""
    monkeypatch.setattr("tests.support.client.SAVES", False)


@pytest.fixture
def open_to_forms(app):
    """Bodies are made by hand here, so no page gives them a token."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def with_every_kind_of_input(app) -> list[AdditionalCondition]:
    """A few conditions whose inputs are of every type that there is, with and without others behind an option."""
    with app.app_context():
        policy = policy_now()
    chosen, known = [], set()
    for _, conditions in policy.categories():
        for condition in conditions:
            kinds = {(input.type, bool(input.add_another)) for input in condition.inputs or ()}
            kinds |= {
                (sub.type, "revealed")
                for sub in condition.every_input()
                if sub not in (condition.inputs or ())
            }
            if kinds - known:
                chosen.append(condition)
                known |= kinds
    assert {kind for kind, _ in known} >= {InputType.TEXT, InputType.RADIO, InputType.DATE, InputType.ADDRESS}
    return chosen


@pytest.fixture
def licence_id(open_to_forms) -> int:
    """A licence in progress on whose walk is every page that there is."""
    given = {
        "appointment-with": {"who": "someone-else"},
        "appointment-time": {"when": "specific"},
        "additional-conditions": {"needed": "yes"},
        "conditions": {"codes": [c.code for c in with_every_kind_of_input(open_to_forms)]},
    }
    case_id = case_id_of(open_to_forms, "Testwick")
    return standing.started(open_to_forms, case_id, "practitioner", given, whole=True)


@pytest.fixture
def client(open_to_forms):
    return as_user(open_to_forms, "practitioner")


def pages_of(app, licence_id: int) -> list[str]:
    """Every page of the walk, and a new item. Saving an item asks its list again, so items come last, the walk's last
    list first."""
    pages = list(answers_of(app, licence_id))
    items = [page for page in pages if page.rpartition("/")[2].isdecimal()]
    return [
        *(page for page in pages if page not in items),
        "bespoke-conditions/1",
        "bespoke-conditions/1/remove",
        *items,
        "check-answers",
    ]


def names_on(client, url: str) -> list[str]:
    """The names of everything that a page's form sends."""
    client.get(url)
    if client.page.url != url:
        assert url.endswith(("check-answers", "remove")) or "/warning/" in url, f"{url} is not on the walk"
        return []
    form = client.form()
    names = [e.get("name") for e in form.iter("input", "select", "textarea", "button") if e.get("name")]
    return list(dict.fromkeys(names))


def encoded(pairs: list[tuple[str, str | bytes]]) -> bytes:
    """A body as a browser with no scruples would send it; bytes go as they are."""
    parts = []
    for name, value in pairs:
        raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        parts.append(urlencode({name: ""}).encode() + quote_from_bytes(raw).encode())
    return b"&".join(parts)


def unfit(value: Any) -> Iterator[str]:
    """What of a stored answer could not be printed."""
    if isinstance(value, str):
        yield from unprintable(value)
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from unfit(each)
    elif isinstance(value, list):
        for each in value:
            yield from unfit(each)


def check(app, client, licence_id: int, what: str, answer) -> None:
    """An answer is a page and not a fault of ours."""
    assert answer.status_code in ANSWERED, f"{what}: {answer.status_code}"
    assert answer.status_code == 302 or answer.mimetype == "text/html", what
    assert "alert(1)</script>" not in answer.text, what


def post(client, url: str, body: bytes, content_type: str | None = FORM):
    with client.ignoring("words", "names"):  # a template that was typed is shown as it was typed
        return client.post(url, data=body, content_type=content_type)


def test_no_text_in_any_field_breaks_a_page_or_is_kept_though_it_cannot_be_printed(app, client, licence_id):
    client.checks = False  # the pages are checked with the same texts below
    for page in pages_of(app, licence_id):
        url = f"/licence/{licence_id}/create/{page}"
        names = names_on(client, url)
        for what, value in TEXTS.items():
            answer = post(
                client, url, encoded([(name, value) for name in names if name not in ("skip", "redisplay")])
            )
            check(app, client, licence_id, f"{page}: {what}", answer)
    assert not list(unfit(answers_of(app, licence_id)))
    assert events_of(app, licence_id) == ["start"]


@pytest.mark.parametrize(
    "page", ["appointment-name", "appointment-place", "appointment-date", "bespoke-conditions/1"]
)
def test_a_page_that_shows_such_texts_again_is_whole(app, client, licence_id, page):
    url = f"/licence/{licence_id}/create/{page}"
    names = [name for name in names_on(client, url) if name not in ("skip", "redisplay", "version")]
    for what, value in TEXTS.items():
        if not isinstance(value, bytes) and len(value) < 3000:
            check(
                app, client, licence_id, what, post(client, url, encoded([(name, value) for name in names]))
            )


def shapes(names: list[str]) -> dict[str, bytes]:
    """Bodies of odd shapes with a page's names."""
    plain = [name for name in names if name not in ("skip", "redisplay")]
    first = plain[0] if plain else "x"
    return {
        "nothing at all": b"",
        "only ampersands": b"&&&===&;",
        "names without values": b"&".join(urlencode({name: ""}).encode()[:-1] for name in plain),
        "each name twice": encoded([(name, value) for name in plain for value in ("yes", "no")]),
        "one name a thousand times": encoded([(first, str(n)) for n in range(1000)]),
        "names of arrays": encoded(
            [(f"{name}[]", "a") for name in plain] + [(f"{name}[0][b]", "c") for name in plain]
        ),
        "names nobody asked for": encoded([(f"field-{n}", "x") for n in range(1500)]),
        "inner names": encoded(
            [(name, "x") for name in ("__class__", "_fields", "facts", "data", "meta", "self")]
        ),
        "odd versions": encoded([("version", value) for value in ("-1", "9" * 400, "\u0663", "1.5", "")]),
        "a huge version": encoded([("version", "99999999999999999999")]),
        "odd buttons": encoded([("redisplay", "add:nothing"), ("redisplay", "remove:x:-1")]),
        **{
            f"the button {button!r}": encoded([("redisplay", button), *((name, "x") for name in plain)])
            for button in (
                "",
                "add",
                "add:",
                ":",
                "remove:",
                f"add:{first}",
                f"remove:{first}:0",
                f"remove:{first}:-1",
                f"remove:{first}:" + "9" * 5000,
                f"remove:{first}:\u0663",
                f"remove:{first}:x:y",
                "add:" + "x" * 10_000,
                "\0",
            )
        },
        "skipping what may not be skipped": encoded([("skip", "yes")]),
        "a hundred boxes": encoded(
            [(f"{name.rpartition('-')[0]}-{n}", "a") for name in plain for n in range(100)]
        ),
        "a box with a large number": encoded([(f"{first}-99999999999999999999", "a"), (f"{first}--1", "a")]),
    }


def test_no_shape_of_a_body_breaks_a_page(app, client, licence_id):
    client.checks = False
    for page in pages_of(app, licence_id):
        url = f"/licence/{licence_id}/create/{page}"
        for what, body in shapes(names_on(client, url)).items():
            check(app, client, licence_id, f"{page}: {what}", post(client, url, body))
    assert not list(unfit(answers_of(app, licence_id)))
    # Nothing that was sent kept the licence from being read.
    for page in pages_of(app, licence_id):
        answer = client.get(f"/licence/{licence_id}/create/{page}")
        assert answer.status_code in (200, 302), page


BOUNDARY = "multipart/form-data; boundary=b"
BODIES: dict[str, tuple[bytes, str | None]] = {
    "JSON": (json.dumps({"who": "duty-officer"}).encode(), "application/json"),
    "broken JSON": (b'{"who": ', "application/json"),
    "plain text": (b"who=duty-officer", "text/plain"),
    "no type": (b"who=duty-officer", None),
    "a type of nonsense": (b"who=duty-officer", "\xa0/;;charset=klingon"),
    "another encoding": ("who=\xe9".encode("utf-16"), f"{FORM}; charset=utf-16"),
    "a file where words belong": (
        b'--b\r\nContent-Disposition: form-data; name="who"; filename="a.txt"\r\n\r\nduty-officer\r\n--b--\r\n',
        BOUNDARY,
    ),
    "parts without an end": (b'--b\r\nContent-Disposition: form-data; name="who"\r\n\r\nduty', BOUNDARY),
    "parts without a boundary": (b"--b\r\n\r\n--b--", "multipart/form-data"),
    "too many parts": (
        b"".join(b'--b\r\nContent-Disposition: form-data; name="n%d"\r\n\r\nx\r\n' % n for n in range(3000))
        + b"--b--\r\n",
        BOUNDARY,
    ),
    "a part with a broken name": (
        b'--b\r\nContent-Disposition: form-data; name="\xff\xfe"\r\n\r\nx\r\n--b--\r\n',
        BOUNDARY,
    ),
    "a part without a name": (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", BOUNDARY),
    "a file without a name": (
        b'--b\r\nContent-Disposition: form-data; filename="a.txt"\r\n\r\nx\r\n--b--\r\n',
        BOUNDARY,
    ),
    "a named part and one without a name": (
        b'--b\r\nContent-Disposition: form-data; name="who"\r\n\r\nduty-officer\r\n'
        b"--b\r\nContent-Disposition: form-data; nam=x\r\n\r\nx\r\n--b--\r\n",
        BOUNDARY,
    ),
    "zipped": (b"\x1f\x8b\x08\x00who=duty-officer", FORM),
    "more than a megabyte": (b"who=" + b"x" * 1_000_001, FORM),
    "a megabyte of names": (b"&".join(b"a%d=" % n for n in range(120_000)), FORM),
}


@pytest.mark.parametrize("what", BODIES)
def test_no_kind_of_body_breaks_a_page_and_only_a_form_is_read(app, client, licence_id, what):
    before = answers_of(app, licence_id)
    body, content_type = BODIES[what]
    for page in ("appointment-with", "bespoke-conditions/1"):
        answer = post(client, f"/licence/{licence_id}/create/{page}", body, content_type)
        assert answer.status_code in (400, 409, 413, 422), f"{page}: {answer.status_code}"
        assert answer.mimetype == "text/html"
    if len(body) > 1_000_000:
        assert answer.status_code == 413 and "What you sent is too large" in answer.text
    assert answers_of(app, licence_id) == before


def test_such_bodies_are_also_refused_while_tokens_are_checked_and_nobody_is_signed_in(app, licence_id):
    app.config["WTF_CSRF_ENABLED"] = True
    for client in (as_user(app, "practitioner"), app.test_client()):
        client.sends_csrf = False
        for what, (body, content_type) in BODIES.items():
            if what == "a megabyte of names":  # which takes long to read, and was tried above
                continue
            for path in (f"/licence/{licence_id}/create/appointment-with", "/sign-in", "/sign-out"):
                answer = post(client, path, body, content_type)
                assert 300 <= answer.status_code < 500, f"{what}: {path}: {answer.status_code}"


@pytest.mark.parametrize("what", TEXTS)
def test_no_username_password_or_address_breaks_the_sign_in_page(app, open_to_forms, what):
    client, value = app.test_client(), TEXTS[what]
    names = ("username", "password", "next", "kept-name", "kept-value")
    with client.ignoring("words", "names"):
        answer = post(client, "/sign-in", encoded([(name, value) for name in names]))
        assert answer.status_code == 422
        signs_in = [("username", "practitioner"), ("password", "licence-demo")]
        answer = post(client, "/sign-in", encoded(signs_in + [(name, value) for name in names[2:]]))
        assert answer.status_code in (200, 302)
        assert answer.status_code == 200 or answer.location.startswith("/")


def test_no_text_breaks_an_approvers_decision(app, open_to_forms, monkeypatch):
    from app.store import documents

    monkeypatch.setattr(documents, "pdf_of", lambda *given: b"%PDF-1.7 stand-in")
    case_id = case_id_of(app, "Testwick")
    waiting = standing.stand(app, "submitted", case_id, "practitioner", "approver")
    client = as_user(app, "approver")
    client.checks = False
    with app.app_context():
        at = standing.reach("approver", waiting)
        standing.fill(at, "approve", {"decision": {"decision": "return"}})
        standing.db.session.commit()
    for page, name in (("licence", "document"), ("decision", "decision"), ("reason", "reason")):
        for what, value in TEXTS.items():
            answer = post(client, f"/licence/{waiting}/approve/{page}", encoded([(name, value)]))
            check(app, client, waiting, f"{page}: {what}", answer)
    assert not list(unfit(answers_of(app, waiting, "approve")))
    assert status_of(app, waiting) == "submitted"


ODD_PAGES = [
    "%00",
    "%FF%FE",
    "%ED%A0%80",
    "..%2f..%2fetc%2fpasswd",
    "condition/%00",
    "condition/" + "x" * 3000,
    "condition/a/b/c/d",
    "bespoke-conditions/0",
    "bespoke-conditions/-1",
    "bespoke-conditions/%D9%A3",
    "bespoke-conditions/9999999",
    "bespoke-conditions/1e3",
    "bespoke-conditions/remove",
    "remove",
    "done",
    "check-answers/",
    "cannot-start",
    "appointment-with/remove",
    "a" * 5000,
]


@pytest.mark.parametrize("page", ODD_PAGES)
def test_no_page_name_breaks_a_journey_or_keeps_anything(app, client, licence_id, page):
    before = answers_of(app, licence_id)
    url = f"/licence/{licence_id}/create/{page}"
    assert client.get(url).status_code in (200, 302, 308, 404)
    with client.ignoring("words"):
        assert client.post(url, data={"text": "x", "who": "duty-officer"}).status_code in (
            302,
            308,
            404,
            405,
            409,
        )
    assert answers_of(app, licence_id) == before


def test_what_was_let_in_can_be_printed(app, client, licence_id):
    """Odd but fit: everything that looks like markup, a template or code reaches the paper as it was typed."""
    odd = "\n".join(
        value
        for what, value in TEXTS.items()
        if what in ("tags", "a template", "a formula", "typst", "SQL", "superscripts")
    )
    url = f"/licence/{licence_id}/create/bespoke-conditions"
    assert post(client, f"{url}/1", encoded([("text", odd)])).status_code == 302
    assert answers_of(app, licence_id)["bespoke-conditions/1"] == {"text": odd}
    with client.ignoring("words"):
        write(app, client, "practitioner", licence_id)
        client.get(f"/licence/{licence_id}/create/check-answers")
    answer = post(client, f"/licence/{licence_id}/create/check-answers", b"")
    assert answer.status_code == 302 and status_of(app, licence_id) == "submitted"
