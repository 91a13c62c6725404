"""Requests that nobody would send, made up from what the service itself offers: its addresses, forms and links.

Most begin as a real person's request (a form as its page shows it, a link of a page) and then go wrong in a few places.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Flask
from hypothesis import strategies as st
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.demo.accounts import USERS
from app.lists.all import LISTS
from app.models.base import db
from app.models.case import Case
from app.models.licence import Licence
from app.store.maps import SIZES
from app.views import asked
from journeys.all import JOURNEYS
from tests.support.client import CheckingClient
from tests.support.deeds import DECIDER, WRITER, on_older_policy
from tests.support.map_examples import MAP, pdf, png
from tests.support.standing import STANDINGS, as_user, give_map, stand
from tests.support.writing import startable

NOBODY = "nobody"
ACCOUNTS = (
    *(user["username"] for user in USERS),
    NOBODY,
    *(("practitioner",) * 6),
    *(("approver", "support") * 2),
)
"""Mostly those who can do something with the licences that there are."""
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
ODD = (
    "", " ", "\0", "a\0b", "\r\nSet-Cookie: a=b", "\n", "%0A", "%", "\u202eevil", "\ud800", "\ufffe", "\U0001f468\u200d\U0001f469",
    "e" + "\u0301" * 200, "{{7*7}}", "<script>alert(1)</script>", "'; DROP TABLE licences; --", "../../etc/passwd",
    "x" * 5_000, "9" * 400, "-1", "0", "1e999", "nan", "٣", "²", "None", "[1]", '{"a": 1}', "9999-12-31", "0000-00-00",
    "29", "2", "2027", "2:30", "25:61", "9am", "//evil.example", "\\evil", "javascript:alert(1)", "/people/mine\n",
    "skipped", "yes", "no", "add:text", "remove:text:0", "UNION SELECT", "=cmd|' /C calc'!A0", "a,b", "10,00", "LS!1 4AP",
)  # fmt: skip
HEADERS = (
    ("Referer", "https://evil.example/"), ("Referer", "\u0663"), ("Origin", "https://evil.example"), ("Origin", "null"),
    ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-origin"), ("Host", "evil.example"), ("Host", "a b"), ("Host", ".."), ("Host", "a..b"), ("Host", "a" * 64 + ".uk"), ("Host", "[::1"), ("Host", "a:b:c"),
    ("Host", "\xe9.uk"), ("Host", "a:99999"), ("Host", ""), ("Forwarded", "host=evil.example"),
    ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "1.2.3.4, ;"), ("X-Forwarded-Proto", "gopher"),
    ("Cookie", "licence_session=broken"), ("Cookie", "=;=;\x7f"), ("Accept-Encoding", "klingon;q=x"), ("Range", "bytes=5-1"),
    ("If-None-Match", "W/"), ("If-Modified-Since", "yesterday"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "odd"),
    ("Content-Length", "-1"), ("Expect", "a miracle"), ("Authorization", "Basic ///"), ("Accept-Language", "\xe9"),
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "application/json",
    "text/plain; charset=klingon", "", "\xa0/;;", "multipart/form-data; boundary=" + "b" * 3_000,
)  # fmt: skip
PAGES = (
    "appointment-with", "appointment-name", "appointment-place", "appointment-time", "conditions", "bespoke-conditions",
    "bespoke-conditions/1", "check-answers", "decision", "licence", "reason",
)  # fmt: skip
QUERIES = ("q", "sort", "page", "next", "kind", "status", "commences", "codes", "find", "from", "odd")
UnsendableError = (ValueError, TypeError, UnicodeError)
FILES = (b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"PK\3\4", b"<svg/>", b"\0" * 1_000)


def words() -> st.SearchStrategy[str]:
    """What stands in a field or an address: something odd, or anything."""
    return st.one_of(st.sampled_from(ODD), st.text(max_size=30), st.integers().map(str))


@dataclass(frozen=True)
class Wrong:
    """What goes wrong with a request, as chosen by Hypothesis: a seed for choices among what the page has, and texts."""

    account: str
    method: str | None
    """None for what the address is for."""
    seed: int
    texts: tuple[str, ...]
    header: tuple[str, str] | None
    type: str | None
    raw: bytes | None
    is_bare: bool
    """Whether the form is made up from names alone, without its page."""


def wrongs() -> st.SearchStrategy[Wrong]:
    """Everything that can go wrong with one request."""
    return st.builds(
        Wrong,
        account=st.sampled_from(ACCOUNTS),
        method=st.one_of(st.none(), st.none(), st.none(), st.none(), st.sampled_from(METHODS)),
        seed=st.integers(0, 2**32),
        texts=st.lists(words(), max_size=4).map(tuple),
        header=st.one_of(st.none(), st.none(), st.sampled_from(HEADERS)),
        type=st.one_of(st.none(), st.none(), st.none(), st.sampled_from(TYPES)),
        raw=st.one_of(st.none(), st.none(), st.none(), st.binary(max_size=200)),
        is_bare=st.booleans(),
    )


@dataclass
class Sent:
    """A request as it was sent, and what came back."""

    account: str
    method: str
    path: str
    body: Any
    headers: dict[str, str]
    status: int
    location: str | None

    def __str__(self) -> str:
        return f"{self.status}: {self.account}: {self.method} {self.path!a} {str(self.body)[:600]!a} {self.headers!a}"


@dataclass
class World:
    """The service with licences in every standing, and what its pages have offered so far."""

    app: Flask
    names: dict[str, list[str]] = field(default_factory=dict)
    """Names of the fields that a page's form has, by endpoint."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """Addresses that pages led to, by whom they were shown to."""
    forms: dict[str, list[str]] = field(default_factory=dict)
    """Addresses of pages that have a form to send, likewise."""
    sent: int = 0

    def fill(self) -> None:
        """Licences for the requests to meet."""
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.licences = [on_older_policy(self.app)]
        for standing_ in STANDINGS[1:]:
            number = stand(self.app, standing_, startable(self.app), WRITER, DECIDER)
            assert number is not None
            give_map(self.app, number, WRITER)
            self.licences.append(number)
        with self.app.app_context():
            own = db.select(Case.id).where(Case.id.in_(db.select(Licence.case_id)))
            self.cases = [*db.session.scalars(own), *db.session.scalars(db.select(Case.id).limit(20))]
        self.rules = list(self.app.url_map.iter_rules())
        self.links.clear()
        self.forms.clear()

    def send(self, wrong: Wrong) -> Iterator[Sent]:
        """Send a request that goes wrong so, and, for a form, the page that has it before."""
        chance, texts = random.Random(wrong.seed), list(wrong.texts)
        client = self.client(wrong.account)
        rule, kind_of = chance.choice(self.rules), chance.random()
        method = wrong.method or chance.choice(sorted(rule.methods & {"GET", "POST"}) or ["GET"])
        if kind_of < 0.45 and (forms := self.forms.get(wrong.account)):
            path, method = chance.choice(forms[-100:]), wrong.method or "POST"
        elif kind_of < 0.65 and (links := self.links.get(wrong.account)):
            path, method = chance.choice(links[-300:]), wrong.method or "GET"
        else:
            path = self.path(rule, chance, texts)
        headers = dict([wrong.header]) if wrong.header else {}
        body, kind = None, wrong.type
        if method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
            pairs: list[tuple[str, Any]] = []
            if not wrong.is_bare:
                yield self.open(client, wrong.account, "GET", path, None, None, {})
                pairs = self.form(client)
            body = self.body(rule, pairs, chance, texts, wrong)
        elif texts and chance.random() < 0.5:
            query = [(chance.choice(QUERIES), text) for text in texts]
            path += ("&" if "?" in path else "?") + urlencode(query, errors="surrogatepass")
        yield self.open(client, wrong.account, method, path, body, kind, headers)

    def client(self, account: str) -> CheckingClient:
        """A browser with this account signed in; no token is sent and no page is checked: they are full of the odd."""
        client = self.app.test_client() if account == NOBODY else as_user(self.app, account)
        assert isinstance(client, CheckingClient)
        client.checks = client.sends_csrf = False
        return client

    def path(self, rule: Rule, chance: random.Random, texts: list[str]) -> str:
        """An address of this rule, its numbers mostly those of rows that there are; some with odd parts."""
        known: dict[str, list[Any]] = {
            "licence_id": self.licences,
            "case_id": self.cases,
            "page": [*PAGES, *self.pages()],
            "size": list(SIZES),
            "sha256": [MAP.sha256],
            "version": ["0.2", "0.3", "9.9"],
            "other": ["0.2", "0.3"],
            "number": [1, 2, 3],
        }
        path = str(rule)
        for name in rule.arguments:
            if texts and chance.random() < 0.15:
                value: Any = texts.pop()
            elif name == "name":
                value = chance.choice([*JOURNEYS, *LISTS])
            elif name == "action":
                value = chance.choice(sorted(asked()))
            else:
                value = chance.choice(known.get(name) or [1])
            start, end = re.search(rf"<(?:[^<>:]+:)?{name}>", path).span()  # type: ignore[union-attr]
            path = path[:start] + quote(str(value), safe="/", errors="surrogatepass") + path[end:]
        return path

    def pages(self) -> list[str]:
        """The pages that licences' walks led the practitioner to of late."""
        found = (
            re.fullmatch(r"/licence/\d+/[a-z]+/(.+)", link.partition("?")[0])
            for link in self.links.get(WRITER, ())[-200:]
        )
        return [each.group(1) for each in found if each]

    def form(self, client: CheckingClient) -> list[tuple[str, Any]]:
        """What the form of the page shown would send as it stands, and one choice of each set."""
        pairs: list[tuple[str, Any]] = []
        if client.page is None:
            return pairs
        for each in client.page.all("input", "select", "textarea", "button"):
            name, kind = each.get("name"), each.get("type")
            if not name:
                continue
            if each.tag == "select":
                values = [option.get("value") or "" for option in each.iter("option")]
                pairs.append((name, values[-1] if values else ""))
            else:
                pairs.append(
                    (name, (io.BytesIO(FILES[1]), "map.pdf") if kind == "file" else each.get("value") or "")
                )
        return pairs

    def body(
        self, rule: Rule, pairs: list[tuple[str, Any]], chance: random.Random, texts: list[str], wrong: Wrong
    ) -> Any:
        """A form with some of its values gone wrong, or what is no form at all."""
        if wrong.raw is not None:
            return wrong.raw
        known = self.names.setdefault(rule.endpoint, [])
        known += [name for name, _ in pairs if name not in known]
        names = known or ["who", "text", "q"]
        values = dict(pairs)
        for name in list(values):
            if chance.random() < 0.15:
                del values[name]
        for text in texts:
            name = text[:200] if chance.random() < 0.05 else chance.choice(names)
            if chance.random() < 0.03:
                values[name] = (io.BytesIO(chance.choice((*FILES, png(), pdf()))), text[:100])
            else:
                values[name] = text
        if any(isinstance(value, tuple) for value in values.values()):
            return {name.encode("utf-8", "replace").decode(): value for name, value in values.items()}
        return urlencode(values, errors="surrogatepass")

    def open(
        self,
        client: CheckingClient,
        account: str,
        method: str,
        path: str,
        body: Any,
        kind: str | None,
        headers: dict[str, str],
    ) -> Sent:
        """Send it, and learn from the page that comes back."""
        self.sent += 1
        client.page = None
        given: dict[str, Any] = {"data": body} if body is not None else {}
        if kind is not None:
            given["content_type"] = kind
        elif isinstance(body, str):
            given["content_type"] = TYPES[0]
        told = str(body)
        try:
            answer = client.open(path, method=method, headers=headers, **given)
        except UnsendableError as error:  # the test client itself cannot spell it
            return Sent(account, method, path, told, headers, 0, repr(error))
        self.learn(client, account, answer)
        return Sent(account, method, path, told, headers, answer.status_code, answer.location)

    def learn(self, client: CheckingClient, account: str, answer: TestResponse) -> None:
        """Keep the addresses that the page leads to, so that later requests begin where people are."""
        links, forms = self.links.setdefault(account, []), self.forms.setdefault(account, [])
        found = [answer.location] if answer.location else []
        if client.page is not None:
            found += [link.get("href") or "" for link in client.page.all("a")]
            if answer.request.method == "GET" and any(
                (form.get("method") or "").lower() == "post"
                and any(a.tag == "main" for a in form.iterancestors())
                for form in client.page.all("form")
            ):
                forms.append(client.page.url)
        for each in found:
            parts = urlsplit(each)
            if parts.path.startswith("/") and not parts.netloc and not parts.path.startswith("/assets"):
                links.append(parts.path + ("?" + parts.query if parts.query else ""))
        del links[:-1_000], forms[:-1_000]
