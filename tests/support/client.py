"""A test client that behaves like a browser with a critic beside it.

It checks every page that it is shown (page_checks), fills in forms from the page on screen, and keeps one page of
each kind in build/pages, where the HTML checker and axe find them at the end (browser/test_saved_pages.py).
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.support.page_checks import (
    CSRF_FIELD,
    Element,
    Page,
    faults,
    held,
    is_submit,
    kinds,
    looks,
    sends_by,
    spoken,
    squeeze,
    text,
)
from tests.support.page_checks import url_pattern as pattern_of

PAGES = Path(__file__).parents[2] / "build" / "pages"
SEEN = PAGES / "seen"
SAVES = os.environ.get("SAVE_PAGES", "1") != "0"

_kept: set[object] = set()


class PageFaults(AssertionError):
    """A page that breaks the rules which all pages keep."""


class CheckingClient(FlaskClient):
    """Flask's test client, which also checks and keeps pages, and submits the form that it was last shown.

    page is the last HTML page that was shown. A POST whose data is a mapping carries the CSRF token of that page,
    as a browser's would; set sends_csrf to False to post without.
    """

    page: Page | None = None
    sends_csrf: bool = True
    checks: bool = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ignored: list[str] = []

    @contextmanager
    def ignoring(self, *beginnings: str) -> Iterator[None]:
        """Faults that begin so are let pass: ignoring("words") where a test types {{ 7*7 }} on purpose."""
        before = list(self.ignored)
        self.ignored.extend(beginnings)
        try:
            yield
        finally:
            self.ignored = before

    def open(
        self, *args: Any, buffered: bool = False, follow_redirects: bool = False, **kwargs: Any
    ) -> TestResponse:
        if (kwargs.get("method") or "").upper() == "POST":
            self._add_csrf_token(kwargs)
        response = super().open(*args, buffered=buffered, follow_redirects=follow_redirects, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            self._look_at(response)
        return response

    def _add_csrf_token(self, kwargs: dict[str, Any]) -> None:
        data = kwargs.get("data")
        if not self.sends_csrf or self.page is None or kwargs.get("json") is not None:
            return
        if data is None:
            data = {}
        if isinstance(data, Mapping) and CSRF_FIELD not in data:
            token = next(
                (i.get("value") for i in self.page.all("input", "button") if i.get("name") == CSRF_FIELD),
                None,
            )
            if token:
                data = MultiDict(data)
                data[CSRF_FIELD] = token
                kwargs["data"] = data

    def _look_at(self, response: TestResponse) -> None:
        body = response.get_data()
        if response.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        if not body or response.request.method == "HEAD":
            return
        html = body.decode("utf-8")
        url = response.request.path
        query = response.request.query_string.decode()
        policy = response.headers.get("Content-Security-Policy", "")
        page = Page(html, url + ("?" + query if query else ""), response.status_code, policy_hashes(policy))
        self.page = page
        sound = True
        if self.checks:
            every = faults(page)
            found = [f for f in every if not f.startswith(tuple(self.ignored))]
            sound = found == every
            if "unsafe-inline" in policy:
                found.append("policy: the content security policy allows inline scripts or styles")
            if found:
                where = f"{response.request.method} {page.url} ({page.status}, {page.title!r})"
                raise PageFaults(f"{where}:\n  " + "\n  ".join(found))
        if SAVES and sound:
            self._keep(page, html, response, policy)

    def _keep(self, page: Page, html: str, response: TestResponse, policy: str) -> None:
        """Keep one page of each kind, and every title; several processes may do so at once."""
        endpoint = self.endpoint(page.url, response.request.method)
        facts = {
            "url": page.url,
            "pattern": pattern_of(page.url),
            "endpoint": endpoint,
            "method": response.request.method,
            "status": page.status,
            "title": page.title,
            "heading": page.heading,
        }
        named = (endpoint, facts["pattern"], page.title, page.heading)
        if page.status == 200 and named not in _kept:
            _kept.add(named)
            PAGES.mkdir(parents=True, exist_ok=True)
            with (PAGES / f"titles-{os.getpid()}.jsonl").open("a", encoding="utf-8") as titles:
                titles.write(json.dumps(facts) + "\n")
        new = sorted(kind for kind in kinds(page) - _kept if self._is_new(kind))
        if new:
            test = os.environ.get("PYTEST_CURRENT_TEST", "")
            facts |= {"policy": policy, "test": test, "looks": sorted(looks(page))}
            write(PAGES / f"{new[0]}.html", html)
            write(PAGES / f"{new[0]}.json", json.dumps(facts, indent=1))

    def _is_new(self, kind: str) -> bool:
        """Whether no test process has kept a page of this kind; if so, this one does."""
        _kept.add(kind)
        SEEN.mkdir(parents=True, exist_ok=True)
        try:
            (SEEN / kind).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def endpoint(self, url: str, method: str = "GET") -> str:
        """The name of the view that answers an address, empty when none does."""
        try:
            matched = self.application.url_map.bind("localhost").match(url.partition("?")[0], method=method)
        except (HTTPException, RequestRedirect):
            return ""
        return str(matched[0])

    # Acting on the page that is shown

    def form(self, action: str | None = None) -> Element:
        """The form of the page shown with a button that posts: the one whose action contains `action`, else the first
        in main."""
        assert self.page is not None, "no page has been shown yet"
        forms = [
            f
            for f in self.page.all("form")
            if any(is_submit(b) and sends_by(b, f) == "post" for b in f.iter("button", "input"))
        ]
        if action is not None:
            forms = [f for f in forms if action in (f.get("action") or self.page.url)]
        else:
            forms = [f for f in forms if any(a.tag == "main" for a in f.iterancestors())]
        assert forms, f"{self.page.url} has no POST form {action or 'in main'}"
        return forms[0]

    def submit(
        self,
        answers: Mapping[str, Any] | None = None,
        button: str | None = None,
        action: str | None = None,
        follow_redirects: bool = True,
    ) -> TestResponse:
        """Fill in the form on the page shown and press a button, by its words or name=value; by default the first.

        Everything the form already holds is sent with it, hidden fields too. An answer of None clears its field.
        The answer to a file input is a pair: a stream, and the file's name.
        A name or a choice that the form does not offer is an error.
        """
        assert self.page is not None, "no page has been shown yet"
        form = self.form(action)
        data = filled(form, answers or {})
        pressed = press(form, button)
        if pressed is not None and pressed.get("name"):
            data.add(pressed.get("name"), pressed.get("value") or "")
        target = (pressed.get("formaction") if pressed is not None else None) or form.get("action")
        where = urljoin(self.page.url, target or "").partition("#")[0]  # a fragment stays with the browser
        if pressed is not None and sends_by(pressed, form) == "get":
            sent = urlencode(list(data.items(multi=True)))
            return self.get(f"{where.partition('?')[0]}?{sent}", follow_redirects=follow_redirects)
        return self.post(where, data=data, follow_redirects=follow_redirects)

    def follow(self, words: str, follow_redirects: bool = True) -> TestResponse:
        """Follow the link on the page shown whose name is, else begins with, these words."""
        assert self.page is not None, "no page has been shown yet"
        links = [(self.page.name(a), a.get("href")) for a in self.page.all("a") if a.get("href")]
        found = [h for n, h in links if n == words] or [h for n, h in links if n.startswith(words)]
        assert found, f"{self.page.url} has no link {words!r}, it has {sorted({n for n, _ in links})}"
        return self.get(found[0], follow_redirects=follow_redirects)


def sign_in(client: CheckingClient, username: str, password: str | None = None) -> CheckingClient:
    """Sign a demo person in by the sign-in page; the client is left on the page that follows."""
    client.get("/sign-in", follow_redirects=True)
    secret = password if password is not None else client.application.config["DEMO_PASSWORD"]
    client.submit({"username": username, "password": secret})
    assert client.page is not None
    assert not client.page.url.startswith("/sign-in"), f"{username} could not sign in: {client.page.title}"
    return client


def filled(form: Element, answers: Mapping[str, Any]) -> MultiDict[str, Any]:
    """What a browser would send for a form as it stands, with these answers given."""
    data: MultiDict[str, Any] = MultiDict()
    choices: dict[str, list[str]] = {}
    names: set[str] = set()
    for field in form.iter("input", "select", "textarea"):
        name = field.get("name")
        kind = (field.get("type") or "text").lower() if field.tag == "input" else field.tag
        if not name or field.get("disabled") is not None or kind in {"submit", "button", "image", "reset"}:
            continue
        names.add(name)
        if kind in {"radio", "checkbox"}:
            choices.setdefault(name, []).append(field.get("value") or "on")
            if field.get("checked") is not None:
                data.add(name, field.get("value") or "on")
        elif kind == "select":
            options = [(o.get("value", text(o)), o) for o in field.iter("option")]
            choices.setdefault(name, []).extend(v for v, _ in options)
            chosen = [v for v, o in options if o.get("selected") is not None] or [v for v, _ in options[:1]]
            for value in chosen:
                data.add(name, value)
        elif kind == "textarea":
            data.add(name, re.sub(r"^\r?\n", "", held(field)).replace("\n", "\r\n"))
        elif kind == "file":
            data.add(name, (io.BytesIO(), ""))  # what a browser sends of a file that was not chosen
        else:
            data.add(name, field.get("value") or "")
    for name, answer in answers.items():
        assert name in names, f"the form has no field {name!r}, it has {sorted(names)}"
        data.poplist(name)
        if answer is None:
            if name not in choices:
                data.add(name, "")
            continue
        for value in answer if isinstance(answer, list | set) else [answer]:
            if name in choices:
                assert value in choices[name], f"{name!r} offers {choices[name]}, not {value!r}"
            data.add(name, value)
    return data


def press(form: Element, button: str | None) -> Element | None:
    """The submit button that is meant: by its words, by name=value, or the first."""
    buttons = [b for b in form.iter("button", "input") if is_submit(b)]
    if button is None:
        return buttons[0] if buttons else None
    for element in buttons:
        words = squeeze(element.get("aria-label") or spoken(element) or element.get("value") or "")
        if button in {words, f"{element.get('name')}={element.get('value') or ''}"}:
            return element
    raise AssertionError(f"no button {button!r}, there are {[squeeze(spoken(b)) for b in buttons]}")


def policy_hashes(policy: str) -> set[str]:
    """The hashes of the inline scripts that a content security policy allows."""
    return set(re.findall(r"'(sha256-[^']+)'", policy))


def write(path: Path, words: str) -> None:
    """Write a file so that another process sees all of it or nothing."""
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(words, encoding="utf-8")
    part.replace(path)
