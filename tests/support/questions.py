"""Questions on a licence, asked by the move itself or in the browser."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask

from app import clock
from app.domain.licence import actions
from app.domain.licence.questions import WHOLE, WHOLE_IN_WORDS, Place
from app.models.base import db
from app.models.question import Question
from app.moves.frame import perform
from tests.support import standing

WORDS = "Which address is this, please? It is not in the record."


def asked(
    app: Flask, licence_id: int, by: str = "administrator", words: str = WORDS, holds: bool = False
) -> int:
    """The number of a question that somebody asked about a whole licence."""
    with app.app_context():
        place = Place(WHOLE, WHOLE_IN_WORDS, "")
        made = perform(
            actions.ASK, standing.reach(by, licence_id), place=place, words=words, holds=holds
        ).result
        db.session.commit()
        return int(made.id)


def row(app: Flask, number: int) -> Question:
    with app.app_context():
        return db.session.get_one(Question, number)


def later(app: Flask, **much: Any) -> None:
    """Let time pass."""
    with app.app_context():
        now = clock.now()
    app.config["CLOCK_FIXED_AT"] = now + dt.timedelta(**much)
