"""A move that no code knows: one row, one function and one text, added while the service runs.

The judge, the link on the licence's page, the question with its reason, the refusals, the history, the message, the
drawing and the proof of the evidence follow.
"""

from __future__ import annotations

import re
import shutil

import pytest
from flask import Flask

from app.domain.licence.actions import Action, Question
from app.domain.licence.bars import AUTHOR, Bar
from app.domain.licence.facts import Facts
from app.domain.licence.moves import MOVES, Move
from app.domain.licence.status import EDIT, FIRST, Status
from app.domain.refusal import Refusal
from app.domain.roles import Role
from app.factory import create_app
from app.moves import frame
from app.notices import notices
from journeys import draw
from tests.support.client import CheckingClient
from tests.support.moving import put, words
from tests.support.standing import as_user, case_id_of, change_case, days, events_of, outbox, status_of
from tests.support.standing import traces as traces_of

# The whole of the move: what it is called and asks, what stops it, its row, its function and its text.

HOLD = Action(
    "hold",
    "put a licence on hold",
    "Put on hold",
    button="Put on hold",
    question=Question(
        "Put this licence on hold?",
        ("The practitioner is told why.",),
        "Put on hold",
        reason="Why is it on hold?",
    ),
    said="You put the licence on hold.",
)


def _too_late(facts: Facts) -> Refusal | None:
    if facts.release.start is None or (facts.release.start - facts.today).days >= 2:
        return None
    return Refusal(
        title="It is too late to put this licence on hold",
        rule="A licence is put on hold no later than two days before release.",
        fact="The release is in less than two days.",
        who="Nobody can put it on hold any more.",
        next_step="Approve it or return it.",
    )


ROW = Move(
    *(HOLD, Status.SUBMITTED, Status.SUBMITTED),
    by=frozenset({Role.PRISON_APPROVER}),
    of=frozenset({FIRST, EDIT}),
    unless=(AUTHOR, Bar("too late", _too_late)),
    tells=("held",),
)


def hold(act: frame.Act, reason: str) -> dict[str, str]:
    """Keep the reason, and tell it."""
    act.words["reason"] = reason
    return {"reason": reason}


TEXT = "To: practitioner\nSubject: Licence on hold: {crn}\n\n{by} put the licence on hold:\n{reason}\n"

OF_JOBS = {"TIME_OUT", "ACTIVATE"}
"""Moves of the clock, each with a job that selects what it is made on."""

# What follows from it


@pytest.fixture
def service(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path, printing_is_quick, close) -> Flask:
    """The service with the move, its addresses made anew."""
    texts = shutil.copytree(notices.TEXTS, tmp_path / "texts")
    (texts / "held.txt").write_text(TEXT)
    monkeypatch.setattr(notices, "TEXTS", texts)
    monkeypatch.setitem(frame._CHANGES, HOLD.name, hold)
    MOVES.append(ROW)
    made = create_app("testing", SQLALCHEMY_DATABASE_URI=app.config["SQLALCHEMY_DATABASE_URI"])
    made.test_client_class = CheckingClient
    yield made
    MOVES.remove(ROW)
    notices.notice.cache_clear()
    close(made)


@pytest.fixture
def licence_id(service: Flask) -> int:
    return put(service, "submitted")


def test_the_approver_is_asked_for_a_reason_and_the_practitioner_is_told(
    service: Flask, licence_id: int
) -> None:
    approver = as_user(service, "approver")
    approver.get(f"/licence/{licence_id}")
    assert "Put on hold" in words(approver)
    approver.get(f"/licence/{licence_id}/hold")
    assert approver.page.heading == "Put this licence on hold?"
    assert approver.submit({"reason": "  "}, follow_redirects=False).status_code == 422
    assert "Enter a reason" in words(approver)
    approver.submit({"reason": "The address is being checked."})
    assert "You put the licence on hold." in approver.page.html
    assert (
        "The address is being checked." in words(approver) and status_of(service, licence_id) == "submitted"
    )
    assert events_of(service, licence_id) == ["start", "submit", "hold"]
    assert outbox(service, licence_id)[-1][0] == "Robin Samplewright"
    assert outbox(service, licence_id)[-1][2].startswith("Licence on hold: X")
    assert service.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_others_are_refused_with_who_can(service: Flask, licence_id: int) -> None:
    before = traces_of(service)
    for username in ("practitioner", "administrator", "pdu-head", "support"):
        client = as_user(service, username)
        client.get(f"/licence/{licence_id}")
        assert "Put on hold" not in words(client), username
        assert client.get(f"/licence/{licence_id}/hold").status_code == 403
        assert "To put a licence on hold you need to be a prison approver" in words(client)
        client.get("/")
        assert client.post(f"/licence/{licence_id}/hold", data={"reason": "Because."}).status_code == 403
    assert traces_of(service) == before


def test_its_bar_refuses_with_the_rule_and_what_to_do(service: Flask, licence_id: int) -> None:
    change_case(service, case_id_of(service, "Testwick"), licence_start=days(1))
    approver = as_user(service, "approver")
    approver.get(f"/licence/{licence_id}/hold")
    assert approver.submit({"reason": "The address is being checked."}).status_code == 403
    assert "It is too late to put this licence on hold" in words(approver)
    assert "hold" not in events_of(service, licence_id)


def test_a_stale_form_is_shown_again_with_the_reason_that_was_typed(service: Flask, licence_id: int) -> None:
    approver = as_user(service, "approver")
    approver.get(f"/licence/{licence_id}/hold")
    answer = approver.post(
        f"/licence/{licence_id}/hold", data={"csrf_token": "stale", "reason": "The address is being checked."}
    )
    assert answer.status_code == 409 and "The address is being checked." in answer.text
    assert "hold" not in events_of(service, licence_id)


def test_the_drawing_shows_it_and_it_is_gone_when_its_row_goes(service: Flask) -> None:
    line = "submitted --> submitted: hold (first or edit, by prison approver, unless is author or too late)"
    assert line in draw.moves()
    MOVES.remove(ROW)
    assert line not in draw.moves()
    MOVES.append(ROW)


def test_a_move_stands_in_three_places() -> None:
    """Its words, its rows in the one table and its function: what is done with it is read off these."""
    from pathlib import Path

    root = Path(__file__).parents[2]
    code = [
        path.read_text(encoding="utf-8")
        for folder in ("app", "journeys", "forms")
        for path in (root / folder).rglob("*.py")
        if path.name != "moves.py"
    ]
    for name in ("WITHDRAW", "DISCARD", "EDIT", "TIME_OUT", "ACTIVATE", "REVIEW"):
        outside = re.compile(rf"\bactions\.{name}\b|^{name} = Action\(", re.MULTILINE)
        assert sum(len(outside.findall(text)) for text in code) <= (3 if name in OF_JOBS else 2), name
