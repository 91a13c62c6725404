"""What people are told: every notice has a text, a person it is to, and words for each of its places."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.domain.licence.moves import MOVES
from app.notices.notices import TEXTS, NoticeError, letter, notice

TO_ACCOUNTS = ("nobody-allocated", "switched-off", "switched-on")
NAMES = sorted({path.stem for path in TEXTS.glob("*.txt")} - {*TO_ACCOUNTS})
CASE = SimpleNamespace(
    crn="X123456",
    prison_number="A1234BC",
    licence_start=dt.date(2026, 12, 1),
    prison_name="HMP Exampleford",
    prison_code=None,
    manager_name="Robin Samplewright",
    manager_email="robin@example.com",
    manager_username="robin",
)
LICENCE = SimpleNamespace(policy_version="0.2", version="1.0")
GIVEN = {
    "reason": "The address {crn} is wrong.",
    "applies": "0.3",
    "about": "the licence as a whole",
    "question": "Which address?",
    "answer": "His sister’s.",
    "due": "24 November 2026 at 10am",
    "holds": "",
    "questions": "question 1",
    "dates": "Release date: removed",
    "stands": "is approved",
    "next": "Read it.",
}
ACCOUNT = SimpleNamespace(
    name="Ashley Fileworthy", username="ashley", email="ashley@example.com", disabled_at=None
)
AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


def letter_of(name: str) -> Any:
    return letter(name, cast(Any, CASE), cast(Any, LICENCE), "Jo Marsh", AT, GIVEN, cast(Any, ACCOUNT))


def test_every_notice_of_a_move_has_a_text() -> None:
    assert {name for move in MOVES for name in move.tells} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notice_says_who_it_is_to_and_fills_every_place(name: str) -> None:
    made = letter_of(name)
    print(f"{name}: to {made.recipient}, {made.address}\n{made.subject}\n{made.body}\n")  # noqa: T201  so that whoever wants to can read them all
    typed = made.body.replace(GIVEN["reason"], "")
    assert not re.search(r"[{}]", made.subject + typed)
    assert made.recipient in ("Robin Samplewright", "Offender management unit, HMP Exampleford", ACCOUNT.name)
    assert CASE.crn in made.subject or CASE.prison_number in made.subject
    assert len(made.subject) <= 200 and made.body.strip() == made.body


def test_braces_that_people_typed_stay_as_typed() -> None:
    assert "The address {crn} is wrong." in letter_of("returned").body


def test_no_notice_names_the_person() -> None:
    for name in NAMES:
        assert not notice(name).places & {"name", "surname", "forename", "person_name"}


def test_a_notice_without_a_text_or_without_words_for_a_place_is_refused() -> None:
    with pytest.raises(NoticeError, match="no text for the notice 'unheard-of'"):
        notice("unheard-of")
    with pytest.raises(NoticeError, match="needs to be given: reason"):
        letter("returned", cast(Any, CASE), cast(Any, LICENCE), "Jo Marsh", AT, {})


def test_a_malformed_text_is_refused(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("app.notices.notices.TEXTS", tmp_path)
    for number, text in enumerate(("", "To: everybody\nSubject: x\n\nbody", "Subject: x\n\nbody")):
        (tmp_path / f"bad-{number}.txt").write_text(text)
        with pytest.raises(NoticeError, match="must begin with"):
            notice(f"bad-{number}")


def test_a_notice_to_an_account_is_a_task_for_support_where_the_account_is_disabled() -> None:
    left = SimpleNamespace(
        name="Ashley Fileworthy", username="ashley", email="ashley@example.com", disabled_at=AT
    )
    made = letter(
        "question-answered", cast(Any, CASE), cast(Any, LICENCE), "Jo Marsh", AT, GIVEN, cast(Any, left)
    )
    assert (made.recipient, made.address) == ("Ashley Fileworthy", None)
    with pytest.raises(NoticeError, match="needs to be given an account"):
        letter("question-answered", cast(Any, CASE), cast(Any, LICENCE), "Jo Marsh", AT, GIVEN)
