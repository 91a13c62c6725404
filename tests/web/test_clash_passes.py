"""How often the rules about clashes are gone through: once a request, whatever it shows or saves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.domain import written
from tests.domain.policy_examples import DEFAULT
from tests.support.client import CheckingClient
from tests.support.conditions import Draft, draft, imported, on_the_menu
from tests.support.writing import answer, submit

pytestmark = pytest.mark.one_database
SignedIn = Callable[[str], CheckingClient]
WARNINGS = 4


class Passes:
    """The requests since it was cleared, each as METHOD page, with how often it sought clashes."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.requests: list[tuple[str, int]] = []
        self.sought = 0
        seek, serve = written.find_clashes, app.wsgi_app

        def counted(*args: Any) -> Any:
            self.sought += 1
            return seek(*args)

        def served(environ: dict[str, Any], respond: Any) -> Any:
            self.sought = 0
            answered = serve(environ, respond)
            page = environ["PATH_INFO"].partition("/create/")[2]
            self.requests.append((f"{environ['REQUEST_METHOD']} {page}", self.sought))
            return answered

        monkeypatch.setattr(written, "find_clashes", counted)
        monkeypatch.setattr(app, "wsgi_app", served)

    def of(self, request: str) -> int:
        """How often the last request of this kind sought clashes."""
        return dict(self.requests)[request]


@pytest.fixture
def licence(app: Flask, signed_in: SignedIn) -> Draft:
    """A whole licence, on which bespoke conditions repeat what the menu offers, each with the reason why it stays."""
    made = draft(app, signed_in("practitioner"), imported(app, Path(DEFAULT)))
    fixed = [
        c
        for c in on_the_menu(made.policy)
        if not (c.requires_input or c.requires_electronic_monitoring_response) and len(c.text) > 80
    ]
    made.choose(fixed[0])
    made.finish(until="bespoke-conditions")
    for number, repeated in enumerate(fixed[1 : 1 + WARNINGS], start=1):
        reply(made, f"bespoke-conditions/{number}", {"text": repeated.text})
    made.finish()
    return made


@pytest.fixture
def passes(app: Flask, licence: Draft, monkeypatch: pytest.MonkeyPatch) -> Passes:
    return Passes(app, monkeypatch)


def reply(licence: Draft, page: str, given: dict[str, Any]) -> str:
    """Answer a page; the page where that leads."""
    response = answer(licence.app, licence.client, "practitioner", licence.id, page, given)
    assert response.status_code == 302, response.text
    return str(response.location).partition("/create/")[2]


def warnings(licence: Draft) -> list[str]:
    return [page for page in licence.answers() if page.startswith("warning/")]


def test_a_question_seeks_clashes_once(licence: Draft, passes: Passes) -> None:
    for page in ("appointment-place", "bespoke-conditions/1", warnings(licence)[0]):
        licence.client.get(licence.url(page))
        assert passes.of(f"GET {page}") == 1


def test_a_save_seeks_clashes_once(licence: Draft, passes: Passes) -> None:
    assert reply(licence, "appointment-telephone", {"telephone": "01632 960 111", "alternative": None}) == (
        "check-answers#answer-appointment-telephone"
    )
    assert passes.of("POST appointment-telephone") == 1
    assert reply(licence, "bespoke-conditions/1", {"text": "You must wave."}) == "bespoke-conditions"
    assert passes.of("POST bespoke-conditions/1") == 1
    assert reply(licence, "bespoke-conditions", {"another": "no"}).startswith("check-answers")
    assert passes.of("POST bespoke-conditions") == 1
    page = warnings(licence)[-1]
    assert reply(licence, page, {"reason": "There is another reason now."}).startswith("check-answers")
    assert passes.of(f"POST {page}") == 1


def test_an_answer_that_is_the_same_as_before_seeks_clashes_once(licence: Draft, passes: Passes) -> None:
    page = "appointment-telephone"
    assert reply(licence, page, licence.answers()[page]) == f"check-answers#answer-{page}"
    assert passes.of(f"POST {page}") == 1


def test_check_your_answers_seeks_clashes_once_however_many_warnings_were_overridden(
    licence: Draft, passes: Passes
) -> None:
    assert len(warnings(licence)) == WARNINGS
    licence.client.get(licence.url("check-answers"))
    assert passes.of("GET check-answers") == 1


def test_submitting_seeks_clashes_once_for_the_walk_the_faults_and_the_document(
    licence: Draft, passes: Passes
) -> None:
    assert submit(licence.client, licence.id).status_code == 302
    assert passes.of("POST check-answers") == 1


def test_a_change_that_ends_a_clash_is_seen_at_once(licence: Draft, passes: Passes) -> None:
    """What was worked out before a save is not held on to where it no longer holds."""
    reply(licence, "bespoke-conditions/2", {"text": "You must wave to the crossing keeper."})
    reply(licence, "bespoke-conditions", {"another": "no"})
    licence.client.get(licence.url("check-answers"))
    rows = [page for page in licence.rows() if page.startswith("warning/")]
    assert len(rows) == WARNINGS - 1
